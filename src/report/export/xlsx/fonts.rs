//! The fonts of native charts by script: the writer of workbooks names those of Latin letters alone.

use std::io::{Cursor, Read, Write};

use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipArchive, ZipWriter};

/// The font of Latin letters and digits in charts.
pub const LATIN: &str = "Arial";
/// That of Chinese characters.
const CHINESE: &str = "Microsoft YaHei";

/// The workbook with the font of Chinese characters behind every font of Latin letters of its charts.
///
/// # Errors
/// When the bytes are no archive.
pub fn by_script(workbook: &[u8]) -> Result<Vec<u8>, ZipError> {
    let mut from = ZipArchive::new(Cursor::new(workbook))?;
    let mut to = ZipWriter::new(Cursor::new(Vec::with_capacity(workbook.len())));
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    for at in 0..from.len() {
        let mut part = from.by_index(at)?;
        if !part.name()?.starts_with("xl/charts/chart") {
            to.raw_copy_file(part)?;
            continue;
        }
        let mut xml = String::new();
        part.read_to_string(&mut xml)?;
        to.start_file(part.name()?, options)?;
        to.write_all(named(&xml).as_bytes())?;
    }
    Ok(to.finish()?.into_inner())
}

fn named(xml: &str) -> String {
    let latin = format!("<a:latin typeface=\"{LATIN}\"/>");
    xml.replace(&latin, &format!("{latin}<a:ea typeface=\"{CHINESE}\"/>"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_characters_have_their_font() {
        assert_eq!(
            named("<a:rPr><a:latin typeface=\"Arial\"/></a:rPr>"),
            "<a:rPr><a:latin typeface=\"Arial\"/><a:ea typeface=\"Microsoft YaHei\"/></a:rPr>"
        );
    }
}
