//! The font of every chart: what it can write, and how wide.
//!
//! A chart must look the same on every machine, so text is measured and drawn with the font shipped
//! inside the program. A user's own font may stand before it; a character that neither has is an
//! error that names it, never a blank.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use resvg::usvg::fontdb;
use ttf_parser::{Face, GlyphId, name_id};

/// The shipped font: a GB 2312 subset of a sans-serif face with subscript digits (OFL 1.1).
const SHIPPED: &[u8] = include_bytes!("../../assets/DafengSansSC-Regular.otf");

/// Families that other programs may use in our place when they show the SVG.
const FALLBACK_FAMILIES: &str = "'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', sans-serif";

/// A space at which a line does not break (U+00A0); drawn as a plain space.
pub const NO_BREAK: char = '\u{A0}';

/// One or two font files: the user's, if there is one, then the shipped one.
#[derive(Clone)]
pub struct Font {
    files: Vec<FontFile>,
    database: Arc<fontdb::Database>,
}

#[derive(Clone)]
struct FontFile {
    family: String,
    bytes: Arc<Vec<u8>>,
}

/// Why a font cannot be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FontError {
    /// The bytes are not an OpenType or TrueType font.
    Unreadable(String),
    /// Text holds characters that no font file has.
    MissingGlyphs {
        /// The text that cannot be written.
        text: String,
        /// The characters without a glyph, in code-point order.
        missing: Vec<char>,
    },
}

impl fmt::Display for FontError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FontError::Unreadable(reason) => {
                write!(f, "the font file cannot be used: {reason}; --font takes an OTF, TTF or TTC file")
            }
            FontError::MissingGlyphs { text, missing } => {
                let list: Vec<String> = missing
                    .iter()
                    .map(|&c| format!("{} (U+{:04X})", c.escape_debug(), u32::from(c)))
                    .collect();
                write!(
                    f,
                    "the font has no glyph for {} in \"{text}\"; give a font that has it with --font FILE",
                    list.join(", ")
                )
            }
        }
    }
}

impl std::error::Error for FontError {}

impl Font {
    /// The font shipped with the program.
    pub fn shipped() -> Result<Font, FontError> {
        Ok(Font::of(vec![FontFile::read(SHIPPED.to_vec())?]))
    }

    /// A user's font (OTF, TTF, or the first face of a TTC); the shipped one fills its gaps.
    pub fn with_user_file(bytes: Vec<u8>) -> Result<Font, FontError> {
        Ok(Font::of(vec![FontFile::read(bytes)?, FontFile::read(SHIPPED.to_vec())?]))
    }

    fn of(files: Vec<FontFile>) -> Font {
        let mut database = fontdb::Database::new();
        for file in &files {
            database.load_font_source(fontdb::Source::Binary(file.bytes.clone()));
        }
        if let Some(first) = files.first() {
            database.set_sans_serif_family(first.family.clone());
            database.set_serif_family(first.family.clone());
        }
        Font { files, database: Arc::new(database) }
    }

    /// The value of the SVG attribute `font-family`: our families, then what other machines may have.
    pub fn family_list(&self) -> String {
        let mut list: Vec<String> =
            self.files.iter().map(|f| format!("'{}'", f.family.replace('\'', ""))).collect();
        list.push(FALLBACK_FAMILIES.to_owned());
        list.join(", ")
    }

    /// A font database that holds these files and nothing of the machine it runs on.
    pub(crate) fn database(&self) -> Arc<fontdb::Database> {
        self.database.clone()
    }

    /// A ruler for texts of this font.
    pub fn ruler(&self) -> Result<Ruler<'_>, FontError> {
        let faces: Result<Vec<Face<'_>>, FontError> = self.files.iter().map(FontFile::face).collect();
        Ok(Ruler { faces: faces? })
    }
}

impl FontFile {
    fn read(bytes: Vec<u8>) -> Result<FontFile, FontError> {
        let face = parse(&bytes)?;
        let family = family_name(&face)
            .ok_or_else(|| FontError::Unreadable("it does not say its family name".to_owned()))?;
        Ok(FontFile { family, bytes: Arc::new(bytes) })
    }

    fn face(&self) -> Result<Face<'_>, FontError> {
        parse(&self.bytes)
    }
}

fn parse(bytes: &[u8]) -> Result<Face<'_>, FontError> {
    Face::parse(bytes, 0).map_err(|e| FontError::Unreadable(e.to_string()))
}

fn family_name(face: &Face<'_>) -> Option<String> {
    let named = |id| {
        face.names().into_iter().filter(|n| n.name_id == id && n.is_unicode()).find_map(|n| n.to_string())
    };
    named(name_id::TYPOGRAPHIC_FAMILY).or_else(|| named(name_id::FAMILY))
}

/// Measures text by the advances of the font.
pub struct Ruler<'a> {
    faces: Vec<Face<'a>>,
}

impl Ruler<'_> {
    /// Width of a line of text, in the unit of `size` (the em, px).
    ///
    /// As when it is drawn: the first file that has every character sets the whole line; where none
    /// has, each character comes from the first file that has it.
    pub fn width(&self, text: &str, size: f64) -> f64 {
        let whole = self.faces.iter().find(|face| text.chars().all(|c| glyph(face, c).is_some()));
        let faces = whole.map_or(self.faces.as_slice(), std::slice::from_ref);
        text.chars().map(|c| advance(faces, c)).sum::<f64>() * size
    }

    /// An error naming every character of the text that cannot be written.
    pub fn check(&self, text: &str) -> Result<(), FontError> {
        let missing: BTreeSet<char> = text.chars().filter(|&c| !self.has(c)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        Err(FontError::MissingGlyphs { text: text.to_owned(), missing: missing.into_iter().collect() })
    }

    fn has(&self, character: char) -> bool {
        self.faces.iter().any(|face| glyph(face, character).is_some())
    }

    /// As [`Ruler::wrap`], but with the lines narrowed until the last is no orphan, where that takes
    /// no further line.
    pub fn wrap_evenly(&self, text: &str, size: f64, limit: f64) -> Vec<String> {
        let widest = self.wrap(text, size, limit);
        let orphan = |lines: &[String]| lines.last().is_some_and(|l| self.width(l, size) < ORPHAN * limit);
        if widest.len() < 2 || !orphan(&widest) {
            return widest;
        }
        (1..=20)
            .map(|i| self.wrap(text, size, limit * (1.0 - 0.025 * f64::from(i))))
            .take_while(|lines| lines.len() == widest.len())
            .find(|lines| !orphan(lines))
            .unwrap_or(widest)
    }

    /// Breaks text into lines no wider than `limit`: between words, and between any two Chinese
    /// characters except before closing punctuation. A single word wider than the limit is cut.
    pub fn wrap(&self, text: &str, size: f64, limit: f64) -> Vec<String> {
        let mut lines = Vec::new();
        let mut line = String::new();
        for piece in pieces(text) {
            if !line.is_empty() && self.width(&line, size) + self.width(piece.trim_end(), size) > limit {
                lines.push(std::mem::take(&mut line));
            }
            for character in piece.chars() {
                if !line.is_empty()
                    && self.width(&line, size) + self.width(character.encode_utf8(&mut [0; 4]), size) > limit
                    && character != ' '
                {
                    lines.push(std::mem::take(&mut line));
                }
                line.push(character);
            }
        }
        lines.push(line);
        lines.iter().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect()
    }
}

/// The glyph a character is drawn with, if the face has one.
fn glyph(face: &Face<'_>, character: char) -> Option<GlyphId> {
    let drawn = if character == NO_BREAK { ' ' } else { character };
    face.glyph_index(drawn).filter(|glyph| glyph.0 != 0)
}

/// Advance of one character, in em; a character without a glyph counts as one em.
fn advance(faces: &[Face<'_>], character: char) -> f64 {
    let of = |face: &Face<'_>| {
        let advance = face.glyph_hor_advance(glyph(face, character)?)?;
        Some(f64::from(advance) / f64::from(face.units_per_em()))
    };
    faces.iter().find_map(of).unwrap_or(1.0)
}

/// A last line shorter than this share of the limit is avoided.
const ORPHAN: f64 = 0.3;

/// The smallest pieces a line may break between.
fn pieces(text: &str) -> Vec<&str> {
    let mut cuts = vec![0];
    let mut before: Option<char> = None;
    for (at, character) in text.char_indices() {
        if before.is_some_and(|b| breakable(b, character)) {
            cuts.push(at);
        }
        before = Some(character);
    }
    cuts.push(text.len());
    cuts.windows(2).map(|w| &text[w[0]..w[1]]).collect()
}

fn breakable(before: char, after: char) -> bool {
    if after == ' ' || is_closing(after) || is_opening(before) {
        return false;
    }
    before == ' ' || is_wide(before) || is_wide(after)
}

fn is_wide(c: char) -> bool {
    matches!(u32::from(c), 0x2E80..=0x9FFF | 0xF900..=0xFAFF | 0xFF00..=0xFF60 | 0x2_0000..=0x3_FFFF)
}

fn is_closing(c: char) -> bool {
    "，。、；：！？）》」』】”’％%,.;:!?)".contains(c)
}

fn is_opening(c: char) -> bool {
    "（《「『【“‘(".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_by_advances() {
        let font = Font::shipped().unwrap();
        let ruler = font.ruler().unwrap();
        assert!((ruler.width("钢铁", 10.0) - 20.0).abs() < 1e-9);
        assert!(ruler.width("iii", 10.0) < ruler.width("WWW", 10.0));
    }

    #[test]
    fn names_the_missing_characters() {
        let font = Font::shipped().unwrap();
        let error = font.ruler().unwrap().check("炉𠮷😀").unwrap_err();
        let message = error.to_string();
        assert!(message.contains("U+20BB7") && message.contains("U+1F600"), "{message}");
        assert!(message.contains("--font FILE"), "{message}");
        assert!(!message.contains("U+7089"), "{message}");
    }

    #[test]
    fn wraps_without_losing_or_stranding() {
        let font = Font::shipped().unwrap();
        let ruler = font.ruler().unwrap();
        let text = "广西粗钢产量（万吨），按工艺：a quite long English tail";
        let lines = ruler.wrap(text, 10.0, 80.0);
        assert!(lines.len() > 2);
        assert!(lines.iter().all(|l| ruler.width(l, 10.0) <= 80.0), "{lines:?}");
        assert!(lines.iter().all(|l| !l.starts_with(is_closing)), "{lines:?}");
        let all: String = lines.concat().replace(' ', "");
        assert_eq!(all, text.replace(' ', ""));
    }

    #[test]
    fn a_users_font_stands_first_and_the_shipped_one_fills_in() {
        let font = Font::with_user_file(renamed()).unwrap();
        let families = font.family_list();
        assert!(families.starts_with("'Another Sans S', 'Dafeng Sans SC', "), "{families}");
        assert_eq!(font.database().len(), 2);
        assert!(font.ruler().unwrap().check("钢铁 CO₂").is_ok());
    }

    /// The shipped font under another family name of the same length.
    fn renamed() -> Vec<u8> {
        let utf16 = |name: &str| name.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
        let (old, new) = (utf16("Dafeng Sans SC"), utf16("Another Sans S"));
        let mut bytes = SHIPPED.to_vec();
        let places: Vec<usize> =
            bytes.windows(old.len()).enumerate().filter(|(_, w)| *w == old).map(|(at, _)| at).collect();
        for at in places {
            bytes[at..at + new.len()].copy_from_slice(&new);
        }
        bytes
    }

    #[test]
    fn last_lines_are_no_orphans() {
        let font = Font::shipped().unwrap();
        let ruler = font.ruler().unwrap();
        let text = "钢".repeat(21);
        assert_eq!(ruler.wrap(&text, 10.0, 200.0)[1].chars().count(), 1);
        let even = ruler.wrap_evenly(&text, 10.0, 200.0);
        assert_eq!(even.len(), 2);
        assert!(even[1].chars().count() >= 6, "{even:?}");
    }

    #[test]
    fn a_broken_font_is_an_error() {
        let error = Font::with_user_file(b"not a font".to_vec()).err().unwrap();
        assert!(error.to_string().contains("--font"));
    }
}
