//! Styles of a document: those that come with the program, or those of an office's own DOCX.

use std::fmt;

use roxmltree::{Document, Node};

use super::package;

/// The styles that a document has unless a template brings others.
const OWN: &str = include_str!("../../../assets/report-styles.xml");

/// The namespace of WordprocessingML.
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// Styles that a template must have, by the names that Word gives them in every language.
const REQUIRED: [&str; 4] = ["Title", "heading 1", "heading 2", "caption"];

/// Parts of a template that its styles lean on: fonts and colours of a theme, numbers of headings.
pub const COMPANIONS: [&str; 2] = ["word/theme/theme1.xml", "word/numbering.xml"];

/// Why a template cannot be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TemplateError(String);

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TemplateError {}

/// The styles of a document.
#[derive(Clone, Debug)]
pub struct Styles {
    /// `word/styles.xml`.
    pub(super) xml: String,
    /// Parts that it leans on, by their paths.
    pub(super) companions: Vec<(String, Vec<u8>)>,
    names: Vec<(String, String)>,
    /// Whether they are those of the program.
    pub(super) shipped: bool,
}

/// A style in a file of styles.
struct Style<'a> {
    /// The name that Word knows it by, in lower case.
    name: String,
    id: &'a str,
    is_paragraph: bool,
    is_default: bool,
    /// Its text in the file.
    text: &'a str,
}

impl Styles {
    /// The styles that come with the program.
    ///
    /// # Errors
    /// Never in a program as shipped: the tests read them.
    pub fn shipped() -> Result<Styles, TemplateError> {
        Ok(Styles { shipped: true, ..Styles::completed(OWN.to_owned(), Vec::new())? })
    }

    /// The styles of a DOCX file. What a report needs besides headings, captions and title, and the file lacks, is added.
    ///
    /// # Errors
    /// When the bytes are no DOCX, or it has no style for headings, captions or the title.
    pub fn of_template(bytes: &[u8]) -> Result<Styles, TemplateError> {
        let read = |part: &str| package::read(bytes, part).map_err(TemplateError);
        let xml = read("word/styles.xml")?.ok_or_else(|| {
            TemplateError("it is a ZIP archive but no DOCX: it holds no word/styles.xml".to_owned())
        })?;
        let xml = String::from_utf8(xml)
            .map_err(|_| TemplateError("its word/styles.xml is not UTF-8".to_owned()))?;
        let mut companions = Vec::new();
        for part in COMPANIONS {
            // One that leans on further files is left out: styles do without.
            let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
            let alone = read(&format!("{folder}/_rels/{name}.rels"))?.is_none();
            let found = if alone { read(part)? } else { None };
            companions.extend(found.map(|bytes| (part.to_owned(), bytes)));
        }
        Styles::completed(xml, companions)
    }

    /// Checks the styles and adds those of ours that are missing.
    fn completed(xml: String, companions: Vec<(String, Vec<u8>)>) -> Result<Styles, TemplateError> {
        let (mut names, added) = {
            let document = parsed(&xml)?;
            let styles = styles(&document, &xml);
            check(&styles)?;
            let names: Vec<(String, String)> = styles
                .iter()
                .filter(|style| style.is_paragraph)
                .map(|style| (style.name.clone(), style.id.to_owned()))
                .collect();
            let ids: Vec<&str> = styles.iter().map(|style| style.id).collect();
            let base = styles.iter().find(|style| style.is_paragraph && style.is_default);
            (names, missing(&ids, &styles, base.map_or("", |style| style.id))?)
        };
        let mut text = String::new();
        for (name, id, style) in added {
            text.push_str(&style);
            text.push('\n');
            names.push((name, id));
        }
        let end = xml.rfind("</w:styles>").ok_or_else(|| unusual(&xml))?;
        let xml = format!("{}{text}{}", &xml[..end], &xml[end..]);
        Ok(Styles { xml, companions, names, shipped: false })
    }

    /// The id of a paragraph style by its name.
    pub(super) fn id(&self, name: &str) -> &str {
        let wanted = name.to_lowercase();
        self.names.iter().find(|(known, _)| *known == wanted).map_or("", |(_, id)| id)
    }
}

fn unusual(xml: &str) -> TemplateError {
    let start: String = xml.chars().take(60).collect();
    TemplateError(format!(
        "its word/styles.xml is not written as Word and LibreOffice do, with names that begin with `w:`: {start}"
    ))
}

fn parsed(xml: &str) -> Result<Document<'_>, TemplateError> {
    let document = Document::parse(xml)
        .map_err(|error| TemplateError(format!("its word/styles.xml is no XML: {error}")))?;
    let root = document.root_element();
    if !root.has_tag_name((WORD, "styles")) || root.lookup_prefix(WORD) != Some("w") {
        return Err(unusual(xml));
    }
    Ok(document)
}

fn styles<'a>(document: &'a Document<'_>, xml: &'a str) -> Vec<Style<'a>> {
    let attribute = |node: Node<'a, '_>, name: &str| node.attribute((WORD, name)).unwrap_or("");
    let one = |node: Node<'a, '_>| {
        let name = node.children().find(|child| child.has_tag_name((WORD, "name")))?;
        Some(Style {
            name: attribute(name, "val").to_lowercase(),
            id: attribute(node, "styleId"),
            is_paragraph: attribute(node, "type") == "paragraph",
            is_default: matches!(attribute(node, "default"), "1" | "true" | "on"),
            text: &xml[node.range()],
        })
    };
    let nodes = document.root_element().children().filter(|node| node.has_tag_name((WORD, "style")));
    nodes.filter_map(one).collect()
}

/// Refuses styles without those that a report cannot do without.
fn check(styles: &[Style<'_>]) -> Result<(), TemplateError> {
    let own: Vec<&str> =
        styles.iter().filter(|style| style.is_paragraph).map(|style| style.name.as_str()).collect();
    let lacks = |name: &&&str| !own.contains(&name.to_lowercase().as_str());
    let lacking: Vec<String> = REQUIRED.iter().filter(lacks).map(|name| format!("`{name}`")).collect();
    if lacking.is_empty() {
        return Ok(());
    }
    Err(TemplateError(format!(
        "it lacks the paragraph styles {}; use each of them once in Word and save, or start from a report",
        lacking.join(", ")
    )))
}

/// Our styles that are not there: name, id, text. They lean on the paragraph style `base`.
fn missing(
    ids: &[&str],
    styles: &[Style<'_>],
    base: &str,
) -> Result<Vec<(String, String, String)>, TemplateError> {
    let document = parsed(OWN)?;
    let absent = |own: &Style<'_>| {
        own.is_paragraph && !own.is_default && !styles.iter().any(|style| style.name == own.name)
    };
    let renamed = |own: Style<'_>| {
        let id = if ids.contains(&own.id) { format!("Dafeng{}", own.id) } else { own.id.to_owned() };
        let mut text = own.text.replace(&format!("w:styleId=\"{}\"", own.id), &format!("w:styleId=\"{id}\""));
        for element in ["basedOn", "next"] {
            let ours = format!("<w:{element} w:val=\"Normal\"/>");
            let theirs = format!("<w:{element} w:val=\"{base}\"/>");
            text = text.replace(&ours, if base.is_empty() { "" } else { &theirs });
        }
        (own.name, id, text)
    };
    Ok(self::styles(&document, OWN).into_iter().filter(absent).map(renamed).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(styles: &str) -> String {
        format!("<w:styles xmlns:w=\"{WORD}\">{styles}</w:styles>")
    }

    fn style(id: &str, name: &str, more: &str) -> String {
        format!(
            "<w:style w:type=\"paragraph\" {more} w:styleId=\"{id}\"><w:name w:val=\"{name}\"/></w:style>"
        )
    }

    /// Word in Chinese numbers its ids; the names stay English.
    #[test]
    fn styles_are_found_by_name_and_completed() {
        let own =
            [("a", "Normal"), ("a3", "Title"), ("1", "heading 1"), ("2", "heading 2"), ("a4", "caption")];
        let xml: String = own
            .iter()
            .map(|(id, name)| style(id, name, if *id == "a" { "w:default=\"1\"" } else { "" }))
            .collect();
        let taken = style("TableText", "Something", "");
        let styles = Styles::completed(file(&(xml + &taken)), Vec::new()).unwrap();
        assert_eq!((styles.id("heading 1"), styles.id("Caption"), styles.id("title")), ("1", "a4", "a3"));
        assert_eq!((styles.id("toc 1"), styles.id("Table Text")), ("TOC1", "DafengTableText"));
        let document = Document::parse(&styles.xml).unwrap();
        let added =
            document.descendants().find(|node| node.attribute((WORD, "styleId")) == Some("TOC1")).unwrap();
        let base = added.children().find(|node| node.has_tag_name((WORD, "basedOn"))).unwrap();
        assert_eq!(base.attribute((WORD, "val")), Some("a"));
    }

    #[test]
    fn styles_that_lack_headings_are_refused() {
        let told = Styles::completed(file(&style("a", "Title", "")), Vec::new()).unwrap_err().to_string();
        assert!(told.contains("`heading 1`, `heading 2`, `caption`") && !told.contains("`Title`"), "{told}");
        let told = Styles::completed("<styles/>".into(), Vec::new()).unwrap_err().to_string();
        assert!(told.contains("not written as Word"), "{told}");
    }

    #[test]
    fn the_shipped_styles_are_whole() {
        let styles = Styles::shipped().unwrap();
        assert_eq!(styles.xml, OWN);
        assert_eq!((styles.id("Normal"), styles.id("heading 3")), ("Normal", "Heading3"));
    }
}
