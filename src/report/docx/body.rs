//! The text of a document: title, contents, sections.

use super::styles::Styles;
use super::table;
use super::xml::{self, escaped, field, mark, paragraph, runs};
use super::{DECLARATION, DocxError, MAIN, Pictures, RELATION};
use crate::report::document::{data_of, items, ranges};
use crate::report::html::Page;
use crate::report::html::page::{Block, Figure, Part};
use crate::report::text::{self, Item, ItemKind, Lang, Piece};

/// English Metric Units in 1/20 pt.
const EMU: u64 = 635;
/// The tallest picture: a page of A4 with margins of 2.54 cm, less its caption, 1/20 pt.
const TALLEST: u64 = 12_400;

/// What a document holds besides its text.
#[derive(Default)]
pub struct Media<'a> {
    /// PNG pictures in their order.
    pub pictures: Vec<&'a [u8]>,
    /// Addresses on the web.
    pub addresses: Vec<String>,
}

/// The text as it grows.
pub struct Body<'a> {
    styles: &'a Styles,
    lang: Lang,
    pictures: &'a Pictures,
    media: Media<'a>,
    xml: String,
    /// Bookmarks so far.
    bookmarks: usize,
    /// Headings so far: level, text.
    headings: Vec<(usize, String)>,
}

impl<'a> Body<'a> {
    /// `word/document.xml` and what it shows.
    ///
    /// # Errors
    /// When a figure has no picture.
    pub fn of(
        page: &Page,
        pictures: &'a Pictures,
        styles: &'a Styles,
        lang: Lang,
    ) -> Result<(String, Media<'a>), DocxError> {
        let (media, xml, bookmarks, headings) = (Media::default(), String::new(), 0, Vec::new());
        let mut body = Body { styles, lang, pictures, media, xml, bookmarks, headings };
        for (section, items) in page.sections.iter().zip(items(&page.sections)) {
            body.heading(1, &section.heading);
            let told = body.pieces(&text::items_of_section(&ranges(&items), lang));
            if !told.is_empty() {
                // A heading does not stay behind with it.
                let told = body.text(&told, true);
                body.xml.push_str(&told);
            }
            for (part, items) in section.parts.iter().zip(&items) {
                body.part(part, items)?;
            }
        }
        let front = body.front(page);
        // A short document says it with what made the results.
        let is_short = page.contents.is_empty();
        let end = if is_short { String::new() } else { body.line("footer", &page.generator) };
        let document = format!(
            "{DECLARATION}<w:document xmlns:w=\"{MAIN}\" xmlns:r=\"{RELATION}\" \
             xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" \
             xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" \
             xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><w:body>\n\
             {front}{}{end}{PAGE}</w:body></w:document>\n",
            body.xml
        );
        Ok((document, body.media))
    }

    /// Title, kind of document, and the list of contents where there is one. Until an office program makes the list anew, its
    /// lines have no numbers: where pages end is for that program to say.
    fn front(&self, page: &Page) -> String {
        let title = self.line("Title", &page.title);
        let kind = self.line("Subtitle", &page.kind);
        if page.contents.is_empty() {
            return title + &kind;
        }
        let heading = self.line("TOC Heading", &page.contents);
        let mut entries = String::new();
        for (at, (level, heading)) in self.headings.iter().enumerate() {
            let start = if at == 0 { CONTENTS } else { "" };
            let stop = if at + 1 == self.headings.len() { mark("end") } else { String::new() };
            let name = format!("_Toc{}", at + 1);
            let words = runs(heading, "", None, self.lang);
            let entry = format!(
                "{start}<w:hyperlink w:anchor=\"{name}\" w:history=\"1\">{words}</w:hyperlink>{stop}"
            );
            entries.push_str(&paragraph(&xml::style(self.styles.id(&format!("toc {level}"))), &entry));
        }
        format!(
            "{title}{kind}<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val=\"Table of Contents\"/>\
             <w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>\n{heading}{entries}</w:sdtContent></w:sdt>\n"
        )
    }

    /// A paragraph of the text. In Chinese its first line is two characters in, unless a template says how text is set.
    /// One that is kept stands on the page of what follows.
    fn text(&self, content: &str, kept: bool) -> String {
        self.text_after(content, kept, false)
    }

    /// The same, with room above where a table stands there.
    fn text_after(&self, content: &str, kept: bool, table: bool) -> String {
        let indented = self.lang == Lang::Zh && self.styles.shipped;
        let indent = if indented { "<w:ind w:firstLineChars=\"200\" w:firstLine=\"480\"/>" } else { "" };
        let keep = if kept { "<w:keepNext/>" } else { "" };
        let room = if table { "<w:spacing w:before=\"160\"/>" } else { "" };
        paragraph(&format!("{keep}{room}{indent}"), content)
    }

    /// A paragraph of a style, its text as it is.
    fn line(&self, style: &str, text: &str) -> String {
        paragraph(&xml::style(self.styles.id(style)), &runs(text, "", None, self.lang))
    }

    fn part(&mut self, part: &Part, items: &[Option<Item>]) -> Result<(), DocxError> {
        if let Some(heading) = &part.heading {
            self.heading(2, heading);
        }
        for (at, (block, item)) in part.blocks.iter().zip(items).enumerate() {
            match (block, item) {
                (Block::Text { text }, _) => {
                    let kept = matches!(part.blocks.get(at + 1), Some(Block::Table(_) | Block::Figure(_)));
                    let before = at.checked_sub(1).and_then(|before| part.blocks.get(before));
                    let after_table = matches!(before, Some(Block::Table(_)));
                    let text = self.text_after(&runs(text, "", None, self.lang), kept, after_table);
                    self.xml.push_str(&text);
                }
                (Block::List { items }, _) => self.list(items),
                (Block::Figure(figure), Some(item)) => {
                    self.figure(figure, *item)?;
                    if let Some(data) = data_of(&part.blocks, items, at) {
                        let told = self.pieces(&text::data_in(data, self.lang));
                        let told = self.text(&told, false);
                        self.xml.push_str(&told);
                    }
                }
                (Block::Table(table), Some(item)) => {
                    let caption = self.caption(*item, &table.caption, "<w:keepNext/>");
                    self.xml.push_str(&caption);
                    self.table(table);
                }
                (Block::Figure(_) | Block::Table(_), None) => {}
            }
        }
        Ok(())
    }

    fn list(&mut self, items: &[String]) {
        for item in items {
            let words = runs(item, "", None, self.lang);
            let tabs = "<w:tabs><w:tab w:val=\"left\" w:pos=\"360\"/></w:tabs><w:ind w:left=\"360\" w:hanging=\"360\"/>";
            let style = xml::style(self.styles.id("List Bullet"));
            // A bullet of our own: numbers of a template's lists are not known.
            let line = paragraph(
                &format!("{style}<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"0\"/></w:numPr>{tabs}"),
                &format!("<w:r><w:t>•</w:t></w:r><w:r><w:tab/></w:r>{words}"),
            );
            self.xml.push_str(&line);
        }
    }

    fn table(&mut self, table: &crate::report::html::page::Table) {
        let addresses = &mut self.media.addresses;
        let mut link = |address: &str| {
            let known = addresses.iter().position(|known| known == address);
            let at = known.unwrap_or_else(|| {
                addresses.push(address.to_owned());
                addresses.len() - 1
            });
            format!("rIdLink{}", at + 1)
        };
        let table = table::table(table, self.styles.id("Table Text"), self.lang, &mut link);
        self.xml.push_str(&table);
    }

    fn heading(&mut self, level: usize, text: &str) {
        self.headings.push((level, text.to_owned()));
        let name = format!("_Toc{}", self.headings.len());
        let words = runs(text, "", None, self.lang);
        let content = self.bookmark(&name, &words);
        let style = xml::style(self.styles.id(&format!("heading {level}")));
        self.xml.push_str(&paragraph(&style, &content));
    }

    fn bookmark(&mut self, name: &str, content: &str) -> String {
        self.bookmarks += 1;
        let id = self.bookmarks;
        format!("<w:bookmarkStart w:id=\"{id}\" w:name=\"{name}\"/>{content}<w:bookmarkEnd w:id=\"{id}\"/>")
    }

    /// A caption: the label in a bookmark that the text points to, its number counted by the office program.
    fn caption(&mut self, item: Item, title: &str, more: &str) -> String {
        let word = text::item_word(item.kind, self.lang);
        let number = field(&format!("SEQ {word} \\* ARABIC"), &item.number.to_string());
        let label = format!("{}{number}", runs(&format!("{word} "), "", None, self.lang));
        let label = self.bookmark(&name(item), &label);
        let title = runs(&format!("{}{title}", text::caption_separator(self.lang)), "", None, self.lang);
        paragraph(&format!("{}{more}", xml::style(self.styles.id("caption"))), &format!("{label}{title}"))
    }

    /// A sentence that points to items.
    fn pieces(&self, pieces: &[Piece]) -> String {
        let one = |piece: &Piece| match piece {
            Piece::Words(words) => runs(words, "", None, self.lang),
            Piece::Item(item) => {
                field(&format!("REF {} \\h", name(*item)), &text::item_label(*item, self.lang))
            }
        };
        pieces.iter().map(one).collect()
    }

    fn figure(&mut self, figure: &Figure, item: Item) -> Result<(), DocxError> {
        let missing = || DocxError::Picture(format!("{}/{}", figure.folder, figure.file));
        let key = (figure.folder.clone(), figure.file.clone());
        let picture: &'a [u8] = self.pictures.get(&key).ok_or_else(missing)?;
        let (width, height) = size(picture).ok_or_else(missing)?;
        self.media.pictures.push(picture);
        let number = self.media.pictures.len();
        let drawing = drawing(number, &figure.title, shown_size(width, height));
        let style = xml::style(self.styles.id("Figure Place"));
        let place = paragraph(&format!("{style}<w:keepNext/>"), &drawing);
        let caption = self.caption(item, &figure.title, "");
        self.xml.push_str(&place);
        self.xml.push_str(&caption);
        Ok(())
    }
}

/// Start of the list of headings, which office programs make again when asked, or when they open the document.
const CONTENTS: &str = "<w:r><w:fldChar w:fldCharType=\"begin\" w:dirty=\"true\"/></w:r><w:r>\
    <w:instrText xml:space=\"preserve\"> TOC \\o \"1-2\" \\h \\z \\u </w:instrText></w:r>\
    <w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>";

/// A4 with margins of 2.54 cm and the number of the page at the foot.
const PAGE: &str = "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rIdFooter\"/>\
    <w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1440\" w:right=\"1440\" w:bottom=\"1440\" w:left=\"1440\" \
    w:header=\"851\" w:footer=\"851\" w:gutter=\"0\"/></w:sectPr>";

/// The bookmark of an item.
fn name(item: Item) -> String {
    match item.kind {
        ItemKind::Figure => format!("_RefFigure{}", item.number),
        ItemKind::Table => format!("_RefTable{}", item.number),
    }
}

/// Width and height of a PNG, px, from its header.
fn size(png: &[u8]) -> Option<(u64, u64)> {
    let header = png.strip_prefix(b"\x89PNG\r\n\x1a\n")?.get(8..16)?;
    let number = |bytes: &[u8]| bytes.iter().fold(0, |all, byte| all * 256 + u64::from(*byte));
    let (width, height) = (number(&header[..4]), number(&header[4..]));
    (width > 0 && height > 0).then_some((width, height))
}

/// As wide as the text, or as high as a page holds; English Metric Units.
fn shown_size(width: u64, height: u64) -> (u64, u64) {
    let wide = u64::from(table::TEXT_WIDTH) * EMU;
    let high = wide * height / width;
    let tallest = TALLEST * EMU;
    if high <= tallest { (wide, high) } else { (tallest * width / height, tallest) }
}

fn drawing(number: usize, title: &str, (width, height): (u64, u64)) -> String {
    let title = escaped(title);
    format!(
        "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">\
         <wp:extent cx=\"{width}\" cy=\"{height}\"/><wp:docPr id=\"{number}\" name=\"figure{number}\" descr=\"{title}\"/>\
         <a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"><pic:pic>\
         <pic:nvPicPr><pic:cNvPr id=\"{number}\" name=\"figure{number}.png\"/><pic:cNvPicPr/></pic:nvPicPr>\
         <pic:blipFill><a:blip r:embed=\"rIdFigure{number}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
         <pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{width}\" cy=\"{height}\"/></a:xfrm>\
         <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>\
         </wp:inline></w:drawing></w:r>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_are_as_wide_as_the_text_or_as_high_as_a_page() {
        // 9026 twentieths of a point of 635 EMU.
        assert_eq!(shown_size(1890, 945), (5_731_510, 2_865_755));
        let (width, height) = shown_size(1000, 4000);
        assert_eq!((height, width), (12_400 * 635, 12_400 * 635 / 4));
    }

    #[test]
    fn the_size_of_a_png_stands_in_its_header() {
        let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        png.extend([0, 0, 7, 98, 0, 0, 1, 0]);
        assert_eq!(size(&png), Some((1890, 256)));
        assert_eq!(size(b"GIF89a"), None);
    }
}
