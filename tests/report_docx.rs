//! Reports as documents: the parts of a DOCX, its numbers, rules and texts; Markdown.
#![cfg(unix)]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::process::Output;

use assert_cmd::Command;
use common::Patched;
use roxmltree::{Document, Node};
use zip::ZipArchive;
use zip::write::SimpleFileOptions;

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// A copy of the small scenario with results of 64 draws beside it.
struct Bench {
    files: Patched,
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

impl Bench {
    fn new(files: Patched, more: &[&str]) -> Bench {
        let bench = Bench { files };
        let run = ["run", "small.toml", "--draws", "64", "--out", "results"];
        let done = bench.dafeng(&[&run, more].concat());
        assert!(done.status.success(), "{}", text(&done.stderr));
        bench
    }

    fn dafeng(&self, arguments: &[&str]) -> Output {
        let program = env!("CARGO_BIN_EXE_dafeng");
        let folder = self.files.path("");
        Command::new(program).current_dir(folder).args(arguments).output().expect("the program starts")
    }

    /// Makes a full report that must succeed; its bytes.
    fn report(&self, file: &str, more: &[&str]) -> Vec<u8> {
        self.short_report(file, &[&["--full"], more].concat())
    }

    /// Makes a report that must succeed; its bytes.
    fn short_report(&self, file: &str, more: &[&str]) -> Vec<u8> {
        let done = self.dafeng(&[&["report", "results", "-o", file], more].concat());
        assert!(done.status.success(), "{}", text(&done.stderr));
        fs::read(self.files.path(file)).expect("a report")
    }

    /// What is said of a report that must be refused.
    fn refused(&self, more: &[&str], code: i32) -> String {
        let done = self.dafeng(&[&["report", "results"], more].concat());
        assert_eq!(done.status.code(), Some(code), "{}", text(&done.stderr));
        text(&done.stderr)
    }
}

/// A part of a document.
fn part(docx: &[u8], path: &str) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(docx)).expect("an archive");
    let mut bytes = Vec::new();
    archive.by_name(path).expect(path).read_to_end(&mut bytes).expect("a part");
    bytes
}

fn parts(docx: &[u8]) -> Vec<String> {
    let archive = ZipArchive::new(Cursor::new(docx)).expect("an archive");
    archive.file_names().map(|name| name.expect("a name").into_owned()).collect()
}

fn all<'a>(document: &'a Document<'a>, name: &str) -> Vec<Node<'a, 'a>> {
    document.descendants().filter(|node| node.has_tag_name((WORD, name))).collect()
}

fn attribute<'a>(node: Node<'a, 'a>, name: &str) -> &'a str {
    node.attribute((WORD, name)).unwrap_or("")
}

/// The only descendant of a name, or none.
fn inside<'a>(node: Node<'a, 'a>, name: &str) -> Option<Node<'a, 'a>> {
    node.descendants().find(|child| child.has_tag_name((WORD, name)))
}

/// The text of a paragraph as a reader sees it.
fn words(node: Node<'_, '_>) -> String {
    node.descendants().filter(|n| n.has_tag_name((WORD, "t"))).filter_map(|n| n.text()).collect()
}

/// The texts of the paragraphs of a style.
fn of_style(document: &Document<'_>, style: &str) -> Vec<String> {
    let own = |node: &Node<'_, '_>| {
        node.descendants().find(|n| n.has_tag_name((WORD, "pStyle"))).and_then(|n| n.attribute((WORD, "val")))
            == Some(style)
    };
    let paragraphs = document.descendants().filter(|node| node.has_tag_name((WORD, "p")));
    paragraphs.filter(own).map(words).collect()
}

#[test]
fn headings_captions_and_references_are_whole() {
    let bench = Bench::new(Patched::new("small"), &["--lang", "en"]);
    let docx = bench.report("report.docx", &[]);
    let xml = text(&part(&docx, "word/document.xml"));
    let document = Document::parse(&xml).expect("XML");
    // Every style that is used is there.
    let styles = text(&part(&docx, "word/styles.xml"));
    let styles = Document::parse(&styles).expect("XML");
    let known: BTreeSet<&str> =
        styles.descendants().filter_map(|node| node.attribute((WORD, "styleId"))).collect();
    let used: BTreeSet<&str> =
        all(&document, "pStyle").into_iter().map(|node| attribute(node, "val")).collect();
    assert!(used.is_subset(&known) && used.contains("Heading1") && used.contains("Caption"), "{used:?}");
    let headings = of_style(&document, "Heading1");
    for heading in ["Summary", "Figures", "Targets", "Peaks", "Method"] {
        assert!(headings.iter().any(|own| own == heading), "{headings:?}");
    }
    // The list of contents holds every heading, in its order.
    let listed: Vec<String> = of_style(&document, "TOC1").iter().map(|line| line.trim().to_owned()).collect();
    assert_eq!(listed, headings);
    // Figures and tables count from 1, and as many pictures as figures are in the archive.
    let captions = of_style(&document, "Caption");
    for word in ["Figure", "Table"] {
        let own = captions.iter().filter_map(|caption| caption.strip_prefix(&format!("{word} ")));
        let numbers: Vec<usize> =
            own.map(|rest| rest.split('.').next().expect("a number").parse().expect("a number")).collect();
        assert_eq!(numbers, (1..=numbers.len()).collect::<Vec<_>>(), "{captions:?}");
        assert!(numbers.len() > 3);
    }
    let pictures: Vec<String> =
        parts(&docx).into_iter().filter(|path| path.starts_with("word/media/")).collect();
    let figures = captions.iter().filter(|caption| caption.starts_with("Figure")).count();
    assert_eq!((pictures.len(), all(&document, "drawing").len()), (figures, figures));
    // What is pointed to is there, once.
    let names: Vec<&str> =
        all(&document, "bookmarkStart").into_iter().map(|node| attribute(node, "name")).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
    let fields: Vec<&str> =
        all(&document, "instrText").into_iter().filter_map(|node| node.text()).map(str::trim).collect();
    let references = fields.iter().filter_map(|f| f.strip_prefix("REF ").or(f.strip_prefix("PAGEREF ")));
    let references: Vec<&str> = references.filter_map(|rest| rest.split(' ').next()).collect();
    assert!(references.len() > figures && references.iter().all(|name| names.contains(name)));
    assert!(fields.contains(&"TOC \\o \"1-2\" \\h \\z \\u"), "{fields:?}");
    assert!(text(&part(&docx, "word/footer1.xml")).contains(" PAGE "));
}

/// A picture of 160 mm at 300 dpi is 160 / 25.4 * 300 = 1890 px wide; on paper it is as wide as the text: A4 of 210 mm
/// less two margins of 25.4 mm, in 36 000 EMU per millimetre.
#[test]
fn figures_are_drawn_for_print_and_as_wide_as_the_text() {
    let bench = Bench::new(Patched::new("small"), &["--lang", "zh"]);
    let docx = bench.report("report.docx", &[]);
    let png = part(&docx, "word/media/figure1.png");
    assert_eq!(u32::from_be_bytes([png[16], png[17], png[18], png[19]]), 1890);
    let xml = text(&part(&docx, "word/document.xml"));
    let document = Document::parse(&xml).expect("XML");
    let extent = document.descendants().find(|node| node.tag_name().name() == "extent").expect("a picture");
    let wide: f64 = extent.attribute("cx").expect("a width").parse().expect("a number");
    assert!((wide / 36_000.0 - (210.0 - 50.8)).abs() < 0.1, "{wide}");
    // 题注 begin with 图 and 表 and count by fields of that name.
    let captions = of_style(&document, "Caption");
    assert!(captions.iter().all(|caption| caption.starts_with("图 ") || caption.starts_with("表 ")));
    assert!(xml.contains(" SEQ 图 \\* ARABIC ") && xml.contains(" SEQ 表 \\* ARABIC "));
}

/// Three rules: 1.5 pt above and below, 0.75 pt under the head, in eighths of a point; nothing between columns.
#[test]
fn tables_have_three_lines_and_repeat_their_heads() {
    let bench = Bench::new(Patched::new("small"), &["--lang", "en"]);
    let docx = bench.report("report.docx", &[]);
    let xml = text(&part(&docx, "word/document.xml"));
    let document = Document::parse(&xml).expect("XML");
    let tables = all(&document, "tbl");
    assert!(tables.len() > 5);
    for table in tables {
        let borders = inside(table, "tblBorders").expect("rules");
        let rules: Vec<(&str, &str)> = borders
            .children()
            .filter(Node::is_element)
            .map(|rule| (rule.tag_name().name(), attribute(rule, "sz")))
            .collect();
        assert_eq!(rules, [("top", "12"), ("bottom", "12")]);
        let rows: Vec<Node<'_, '_>> =
            table.children().filter(|node| node.has_tag_name((WORD, "tr"))).collect();
        assert!(
            inside(rows[0], "tblHeader").is_some()
                && rows.iter().all(|row| inside(*row, "cantSplit").is_some())
        );
        let columns = table.descendants().filter(|node| node.has_tag_name((WORD, "gridCol"))).count();
        for (at, row) in rows.iter().enumerate() {
            let cells: Vec<Node<'_, '_>> =
                row.children().filter(|node| node.has_tag_name((WORD, "tc"))).collect();
            assert_eq!(cells.len(), columns);
            for cell in cells {
                let rules = inside(cell, "tcBorders");
                assert_eq!(rules.is_some(), at == 0);
                let drawn = rules.into_iter().flat_map(|rules| rules.children()).filter(Node::is_element);
                assert!(
                    drawn
                        .map(|rule| (rule.tag_name().name(), attribute(rule, "sz")))
                        .all(|r| r == ("bottom", "6"))
                );
            }
        }
    }
}

#[test]
fn the_same_results_give_the_same_bytes_and_a_file_that_word_saved_is_left_alone() {
    let bench = Bench::new(Patched::new("small"), &["--lang", "en"]);
    let first = bench.report("a.docx", &["--format", "docx"]);
    assert!(first == bench.report("b.docx", &[]) && first == bench.report("a.docx", &[]));
    assert!(!text(&part(&first, "docProps/core.xml")).contains("dcterms"));
    // What is not a report as made here stays.
    let archive = packed(&[("[Content_Types].xml", b"<Types/>")]);
    fs::write(bench.files.path("mine.docx"), &archive).expect("written");
    let told = bench.refused(&["-o", "mine.docx"], 1);
    assert!(told.contains("mine.docx exists already"), "{told}");
    assert_eq!(fs::read(bench.files.path("mine.docx")).expect("the file"), archive);
}

/// An archive of parts.
fn packed(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in parts {
        archive.start_file(*path, SimpleFileOptions::default()).expect("a part");
        archive.write_all(bytes).expect("written");
    }
    archive.finish().expect("an archive").into_inner()
}

/// Word in Chinese gives its styles ids of its own; what a report lacks is added.
#[test]
fn styles_come_from_a_template() {
    let bench = Bench::new(Patched::new("small"), &["--lang", "zh"]);
    let named = [("a", "Normal"), ("a3", "Title"), ("1", "heading 1"), ("2", "heading 2"), ("a4", "caption")];
    let style = |(id, name): &(&str, &str)| {
        format!("<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/></w:style>")
    };
    let file = |styles: &[(&str, &str)]| {
        let styles: String = styles.iter().map(style).collect();
        let xml = format!("<w:styles xmlns:w=\"{WORD}\">{styles}</w:styles>");
        packed(&[("word/styles.xml", xml.as_bytes()), ("word/theme/theme1.xml", b"<theme/>")])
    };
    fs::write(bench.files.path("office.docx"), file(&named)).expect("written");
    let docx = bench.report("report.docx", &["--template", "office.docx"]);
    let xml = text(&part(&docx, "word/document.xml"));
    let document = Document::parse(&xml).expect("XML");
    assert!(of_style(&document, "1").contains(&"摘要".to_owned()));
    assert!(of_style(&document, "a4").iter().any(|caption| caption.starts_with("图 1")));
    let styles = text(&part(&docx, "word/styles.xml"));
    assert!(
        styles.contains("\"a3\"") && styles.contains("\"TableText\"") && !styles.contains("\"Heading1\"")
    );
    assert_eq!(part(&docx, "word/theme/theme1.xml"), b"<theme/>");
    // What cannot be used is told.
    fs::write(bench.files.path("bare.docx"), file(&named[..3])).expect("written");
    let told = bench.refused(&["--format", "docx", "--template", "bare.docx"], 2);
    assert!(told.contains("bare.docx") && told.contains("`heading 2`, `caption`"), "{told}");
    fs::write(bench.files.path("text.docx"), "no archive").expect("written");
    let told = bench.refused(&["--format", "docx", "--template", "text.docx"], 2);
    assert!(told.contains("cannot use the template text.docx: it is no DOCX"), "{told}");
    fs::write(bench.files.path("other.docx"), packed(&[("a.txt", b"a")])).expect("written");
    let told = bench.refused(&["--format", "docx", "--template", "other.docx"], 2);
    assert!(told.contains("holds no word/styles.xml"), "{told}");
    let told = bench.refused(&["--format", "md", "--template", "office.docx"], 2);
    assert!(told.contains("Markdown has no template"), "{told}");
}

/// A title that would end a tag, a cell or a line of either format.
#[test]
fn hostile_texts_stay_texts() {
    let hostile = r#"<w:p/>&amp; ]]> | `code` **b** \u001b[31m\n# top"#;
    let files = Patched::new("small");
    let scenario = fs::read_to_string(files.path("small.toml")).expect("the scenario");
    let title = scenario.lines().find(|line| line.starts_with("title")).expect("a title").to_owned();
    let hostile_title = format!("title = {{ zh = \"钢\", en = \"{hostile}\" }}");
    let bench =
        Bench::new(files.replace("small.toml", &title, &hostile_title), &["--lang", "en", "--no-charts"]);
    let docx = bench.report("report.docx", &[]);
    let xml = text(&part(&docx, "word/document.xml"));
    let document = Document::parse(&xml).expect("XML");
    let shown = "<w:p/>&amp; ]]> | `code` **b** [31m # top";
    assert_eq!(of_style(&document, "Title"), [shown]);
    Document::parse(&text(&part(&docx, "docProps/core.xml"))).expect("XML");
    let markdown = text(&bench.report("report.md", &[]));
    let line = markdown.lines().find(|line| line.starts_with("# ")).expect("a title");
    assert_eq!(line, "# \\<w:p/>\\&amp; \\]\\]> \\| \\`code\\` \\*\\*b\\*\\* \\[31m \\# top");
    assert!(!markdown.contains('\u{1b}'));
}

#[test]
fn markdown_has_pipe_tables_and_links_to_the_pictures() {
    let bench = Bench::new(Patched::new("small"), &["--lang", "en"]);
    let markdown = text(&bench.report("docs/report.md", &[]));
    let first: Vec<&str> = markdown.lines().take(5).collect();
    assert_eq!((first[0], first[4]), ("[//]: # (dafeng report)", "Scenario report"));
    let links: Vec<&str> = markdown
        .lines()
        .filter_map(|line| line.strip_prefix("![")?.split_once("](")?.1.strip_suffix(')'))
        .collect();
    assert!(links.len() > 3 && links.iter().all(|link| link.starts_with("../results/charts/")), "{links:?}");
    let docs = bench.files.path("docs");
    assert!(links.iter().all(|link| link.ends_with(".png") && docs.join(link).is_file()));
    assert!(markdown.contains("\n**Figure 1**. "), "{markdown}");
    // Every row of a table has as many cells as its head.
    let cells = |line: &str| line.replace("\\|", "").matches('|').count();
    let lines: Vec<&str> = markdown.lines().collect();
    let mut tables = 0;
    for pair in lines.windows(2).filter(|pair| pair.iter().all(|line| line.starts_with('|'))) {
        assert_eq!(cells(pair[0]), cells(pair[1]), "{pair:?}");
        tables += usize::from(pair[1].starts_with("| ---"));
    }
    assert!(tables > 5);
    // Nothing of HTML, and no number that is none.
    assert!(!markdown.contains('<') && !markdown.contains("NaN") && !markdown.contains("inf |"));
}

/// A few pages: the sentences, at most six figures, the boards; no contents, no data of figures, no ledger, no numbers.
#[test]
fn a_short_document_holds_what_matters() {
    let bench = Bench::new(Patched::new("small"), &["--lang", "zh"]);
    let docx = bench.short_report("report.docx", &[]);
    let xml = text(&part(&docx, "word/document.xml"));
    let document = Document::parse(&xml).expect("XML");
    assert_eq!(of_style(&document, "Heading1")[..4], ["摘要", "目标", "达峰", "图"]);
    let headings = of_style(&document, "Heading1").join(" ");
    assert!(
        headings.contains("方法说明") && !headings.contains("参数与来源") && !headings.contains("台账"),
        "{headings}"
    );
    assert!(of_style(&document, "TOC1").is_empty() && !xml.contains("PAGEREF"));
    let captions = of_style(&document, "Caption");
    let figures = captions.iter().filter(|caption| caption.starts_with("图")).count();
    // The board of targets has one, that of peaks two, and six others.
    assert!((3..=9).contains(&figures), "{captions:?}");
    // Every table has room for its columns at 8 pt or more, 16 half points; at 9 pt, that of the style, it says none.
    let tables = || document.descendants().filter(|node| node.tag_name().name() == "tbl");
    assert!(tables().count() >= 3, "targets, and two of peaks");
    let sizes: Vec<u32> = tables()
        .flat_map(|table| table.descendants())
        .filter(|node| node.tag_name().name() == "sz")
        .filter_map(|node| node.attribute((WORD, "val"))?.parse().ok())
        .collect();
    assert!(sizes.iter().all(|size| *size >= 16), "{sizes:?}");
    assert!(!captions.iter().any(|caption| caption.contains("的数据")), "{captions:?}");
    let pictures = parts(&docx).into_iter().filter(|path| path.starts_with("word/media/")).count();
    assert_eq!(pictures, figures);
    assert!(words(document.root_element()).contains("本文件为简本"));
    let full = bench.report("report.docx", &[]);
    assert!(parts(&full).len() > parts(&docx).len());
    let markdown = text(&bench.short_report("report.md", &[]));
    assert_eq!(markdown.matches("\n![").count(), figures);
    assert!(!markdown.contains('<') && markdown.contains("本文件为简本"), "{markdown}");
}
