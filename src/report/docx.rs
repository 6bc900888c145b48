//! The report as a DOCX document: headings, three-line tables, figures and captions with numbers that the text points to.
//!
//! ```text
//! page (html::page) + pictures + styles -> parts of WordprocessingML -> archive
//! ```

mod body;
mod package;
mod styles;
mod table;
mod xml;

use std::collections::BTreeMap;
use std::fmt;

use super::html::Page;
use super::text::Lang;
use body::{Body, Media};
pub use styles::{Styles, TemplateError};
use xml::{escaped, field, paragraph};

/// PNG pictures of charts by folder of results and file inside it, as [`super::html::Figure`] names them.
pub type Pictures = BTreeMap<(String, String), Vec<u8>>;

/// Why there is no document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DocxError {
    /// A figure has no picture, or one that is no PNG.
    Picture(String),
    /// The styles cannot be used.
    Template(TemplateError),
    /// The archive could not be written.
    Archive(String),
}

impl fmt::Display for DocxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DocxError::Picture(file) => write!(f, "there is no PNG picture of {file}"),
            DocxError::Template(error) => error.fmt(f),
            DocxError::Archive(why) => write!(f, "the document could not be packed: {why}"),
        }
    }
}

impl std::error::Error for DocxError {}

/// What every document of this program begins with; one that was saved by another program does not.
///
/// # Errors
/// When an archive cannot be written.
pub fn mark() -> Result<Vec<u8>, DocxError> {
    package::mark().map_err(DocxError::Archive)
}

/// The document as bytes; the same input gives the same bytes.
///
/// # Errors
/// When a figure has no picture, or the archive cannot be written.
pub fn document(page: &Page, pictures: &Pictures, styles: &Styles, lang: Lang) -> Result<Vec<u8>, DocxError> {
    let (body, media) = Body::of(page, pictures, styles, lang)?;
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), content_types(styles).into_bytes()),
        ("docProps/core.xml".to_owned(), properties(page).into_bytes()),
        ("word/document.xml".to_owned(), body.into_bytes()),
        ("word/_rels/document.xml.rels".to_owned(), relations(&media, styles).into_bytes()),
        ("word/styles.xml".to_owned(), styles.xml.clone().into_bytes()),
        ("word/settings.xml".to_owned(), SETTINGS.as_bytes().to_vec()),
        ("word/footer1.xml".to_owned(), footer(styles).into_bytes()),
    ];
    parts.extend(styles.companions.iter().cloned());
    let pictures = media.pictures.iter().enumerate();
    parts.extend(pictures.map(|(at, bytes)| (format!("word/media/figure{}.png", at + 1), bytes.to_vec())));
    package::pack(&parts).map_err(DocxError::Archive)
}

/// The declaration that every part begins with.
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
/// The namespace of text documents.
const MAIN: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// What types of relations begin with.
const RELATION: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// What types of parts begin with.
const TYPE: &str = "application/vnd.openxmlformats-officedocument";

const SETTINGS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <w:settings xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
    <w:characterSpacingControl w:val=\"compressPunctuation\"/><w:compat>\
    <w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/>\
    </w:compat><w:themeFontLang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:settings>\n";

/// The type of a companion of the styles, and its relation.
fn companion(path: &str) -> [&'static str; 2] {
    if path.contains("theme") { ["theme", "theme"] } else { ["wordprocessingml.numbering", "numbering"] }
}

fn content_types(styles: &Styles) -> String {
    let mut parts = vec![
        ("/word/document.xml".to_owned(), format!("{TYPE}.wordprocessingml.document.main+xml")),
        ("/word/styles.xml".to_owned(), format!("{TYPE}.wordprocessingml.styles+xml")),
        ("/word/settings.xml".to_owned(), format!("{TYPE}.wordprocessingml.settings+xml")),
        ("/word/footer1.xml".to_owned(), format!("{TYPE}.wordprocessingml.footer+xml")),
        (
            "/docProps/core.xml".to_owned(),
            "application/vnd.openxmlformats-package.core-properties+xml".to_owned(),
        ),
    ];
    for (path, _) in &styles.companions {
        parts.push((format!("/{path}"), format!("{TYPE}.{}+xml", companion(path)[0])));
    }
    let parts = parts
        .iter()
        .map(|(path, kind)| format!("<Override PartName=\"{path}\" ContentType=\"{kind}\"/>"))
        .collect::<String>();
    format!(
        "{DECLARATION}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Default Extension=\"png\" ContentType=\"image/png\"/>{parts}</Types>\n"
    )
}

/// Title and author; no dates, so that the same results give the same bytes.
fn properties(page: &Page) -> String {
    format!(
        "{DECLARATION}<cp:coreProperties \
         xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>{}</dc:title><dc:creator>{}</dc:creator>\
         <dc:language>{}</dc:language></cp:coreProperties>\n",
        escaped(&page.title),
        escaped(&page.generator),
        page.lang
    )
}

/// What the document leans on: styles, settings, footer, pictures, addresses on the web.
fn relations(media: &Media<'_>, styles: &Styles) -> String {
    let one = |id: &str, kind: &str, target: &str, more: &str| {
        let target = escaped(target);
        format!("<Relationship Id=\"{id}\" Type=\"{RELATION}/{kind}\" Target=\"{target}\"{more}/>")
    };
    let mut list = vec![
        one("rIdStyles", "styles", "styles.xml", ""),
        one("rIdSettings", "settings", "settings.xml", ""),
        one("rIdFooter", "footer", "footer1.xml", ""),
    ];
    for (path, _) in &styles.companions {
        let kind = companion(path)[1];
        list.push(one(&format!("rId-{kind}"), kind, path.trim_start_matches("word/"), ""));
    }
    for at in 1..=media.pictures.len() {
        list.push(one(&format!("rIdFigure{at}"), "image", &format!("media/figure{at}.png"), ""));
    }
    for (at, address) in media.addresses.iter().enumerate() {
        list.push(one(&format!("rIdLink{}", at + 1), "hyperlink", address, " TargetMode=\"External\""));
    }
    format!(
        "{DECLARATION}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{}\
         </Relationships>\n",
        list.concat()
    )
}

/// The number of the page.
fn footer(styles: &Styles) -> String {
    let style = xml::style(styles.id("footer"));
    let number = paragraph(&format!("{style}<w:jc w:val=\"center\"/>"), &field("PAGE", "1"));
    format!("{DECLARATION}<w:ftr xmlns:w=\"{MAIN}\">{number}</w:ftr>\n")
}
