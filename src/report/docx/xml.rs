//! Pieces of WordprocessingML.

use crate::report::document::clean;
use crate::report::text::Lang;

/// Text between tags or in an attribute.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

/// How the characters of a run are set.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Setting {
    Plain,
    /// Digits written below the line.
    Below,
    /// Marks that both scripts have, in the East Asian font.
    EastAsian,
}

impl Setting {
    fn of(c: char, lang: Lang) -> Setting {
        match c {
            '₀'..='₉' => Setting::Below,
            // Word takes these from the Latin font unless it is told otherwise.
            '“' | '”' | '‘' | '’' | '…' | '—' | '·' if lang == Lang::Zh => Setting::EastAsian,
            _ => Setting::Plain,
        }
    }

    fn property(self) -> &'static str {
        match self {
            Setting::Plain => "",
            Setting::Below => r#"<w:vertAlign w:val="subscript"/>"#,
            Setting::EastAsian => r#"<w:rFonts w:hint="eastAsia"/>"#,
        }
    }
}

/// Runs of a text; `style` holds weight and colour, `size` in half points.
pub fn runs(text: &str, style: &str, size: Option<u32>, lang: Lang) -> String {
    let mut out = String::new();
    let mut part = String::new();
    let mut setting = Setting::Plain;
    for c in text.chars() {
        let own = Setting::of(c, lang);
        if own != setting {
            out.push_str(&run(&part, setting, style, size));
            part.clear();
            setting = own;
        }
        part.push(if own == Setting::Below { digit(c) } else { c });
    }
    out + &run(&part, setting, style, size)
}

/// The digit that a subscript is of.
fn digit(subscript: char) -> char {
    u32::from(subscript)
        .checked_sub(u32::from('₀'))
        .and_then(|d| char::from_digit(d, 10))
        .unwrap_or(subscript)
}

fn run(text: &str, setting: Setting, style: &str, size: Option<u32>) -> String {
    if text.is_empty() {
        return String::new();
    }
    let size =
        size.map_or_else(String::new, |size| format!(r#"<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>"#));
    // The schema has an order: fonts, weight, colour, size, position.
    let (fonts, position) = match setting {
        Setting::EastAsian => (setting.property(), ""),
        _ => ("", setting.property()),
    };
    let properties = format!("{fonts}{style}{size}{position}");
    let properties = if properties.is_empty() { properties } else { format!("<w:rPr>{properties}</w:rPr>") };
    format!(r#"<w:r>{properties}<w:t xml:space="preserve">{}</w:t></w:r>"#, escaped(text))
}

/// A field with the text that it shows until it is computed again.
pub fn field(instruction: &str, shown: &str) -> String {
    format!(
        "{}<w:r><w:instrText xml:space=\"preserve\"> {instruction} </w:instrText></w:r>{}\
         <w:r><w:t>{}</w:t></w:r>{}",
        mark("begin"),
        mark("separate"),
        escaped(shown),
        mark("end")
    )
}

/// A mark of a field: `begin`, `separate`, `end`.
pub fn mark(kind: &str) -> String {
    format!(r#"<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>"#)
}

/// A paragraph; `properties` are those of `w:pPr` in the order of the schema.
pub fn paragraph(properties: &str, content: &str) -> String {
    let properties =
        if properties.is_empty() { String::new() } else { format!("<w:pPr>{properties}</w:pPr>") };
    format!("<w:p>{properties}{content}</w:p>\n")
}

/// The property that gives a paragraph its style.
pub fn style(id: &str) -> String {
    if id.is_empty() { String::new() } else { format!(r#"<w:pStyle w:val="{}"/>"#, escaped(id)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_leave_its_run() {
        assert_eq!(escaped("a<b>&\"\u{0}c"), "a&lt;b&gt;&amp;&quot;c");
    }

    #[test]
    fn subscripts_are_digits_below_the_line() {
        let xml = runs("CO₂排放", "", None, Lang::Zh);
        assert_eq!(
            xml,
            "<w:r><w:t xml:space=\"preserve\">CO</w:t></w:r>\
             <w:r><w:rPr><w:vertAlign w:val=\"subscript\"/></w:rPr><w:t xml:space=\"preserve\">2</w:t></w:r>\
             <w:r><w:t xml:space=\"preserve\">排放</w:t></w:r>"
        );
    }
}
