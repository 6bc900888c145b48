//! Two drawings held against each other: the same elements, texts and colours, and places that lie no farther apart than a
//! tolerance.

use roxmltree::{Document, Node};

/// How many differences are told.
const MOST: usize = 5;

/// The first differences of two SVG documents, readable; coordinates may differ by `tolerance`, in units of the document.
pub fn differences(old: &str, new: &str, tolerance: f64) -> Vec<String> {
    let (old, new) = match (Document::parse(old), Document::parse(new)) {
        (Ok(old), Ok(new)) => (old, new),
        (Err(error), _) => return vec![format!("the first is no XML: {error}")],
        (_, Err(error)) => return vec![format!("the second is no XML: {error}")],
    };
    let mut told = Vec::new();
    compare(old.root_element(), new.root_element(), "", tolerance, &mut told);
    told
}

fn compare(old: Node<'_, '_>, new: Node<'_, '_>, above: &str, tolerance: f64, told: &mut Vec<String>) {
    let name = old.tag_name().name();
    let place = format!("{above}/{name}");
    if name != new.tag_name().name() {
        return tell(told, format!("{place} is now {}", new.tag_name().name()));
    }
    let texts = [old, new].map(|node| node.text().unwrap_or("").trim().to_owned());
    if texts[0] != texts[1] {
        tell(told, format!("{place}: the text \"{}\" is now \"{}\"", texts[0], texts[1]));
    }
    compare_attributes(old, new, &format!("{place}{}", quoted(&texts[0])), tolerance, told);
    let children = |node: Node<'_, '_>| node.children().filter(Node::is_element).count();
    if children(old) != children(new) {
        tell(told, format!("{place} had {} elements and has {}", children(old), children(new)));
    }
    let pairs = old.children().filter(Node::is_element).zip(new.children().filter(Node::is_element));
    for (place_among, (old, new)) in pairs.enumerate() {
        compare(old, new, &format!("{place}[{place_among}]"), tolerance, told);
    }
}

fn compare_attributes(
    old: Node<'_, '_>,
    new: Node<'_, '_>,
    place: &str,
    tolerance: f64,
    told: &mut Vec<String>,
) {
    for attribute in old.attributes() {
        let key = attribute.name();
        match new.attribute(key) {
            None => tell(told, format!("{place} has no {key}")),
            Some(value) => {
                if let Some(why) = difference(attribute.value(), value, tolerance) {
                    tell(told, format!("{place} {key}: {why}"));
                }
            }
        }
    }
    for attribute in new.attributes().filter(|attribute| old.attribute(attribute.name()).is_none()) {
        tell(told, format!("{place} has a new {}", attribute.name()));
    }
}

fn quoted(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(" \"{text}\"") }
}

fn tell(told: &mut Vec<String>, what: String) {
    if told.len() < MOST {
        told.push(what);
    }
}

/// Why two values of an attribute are not alike: numbers by the tolerance, everything else by the letter. A colour is no number.
fn difference(old: &str, new: &str, tolerance: f64) -> Option<String> {
    if old == new {
        return None;
    }
    let (olds, news) = (pieces(old), pieces(new));
    if old.starts_with('#') || olds.len() != news.len() {
        return Some(format!("{} is now {}", shortened(old), shortened(new)));
    }
    let apart = |(a, b): (&&str, &&str)| match (a.parse::<f64>(), b.parse::<f64>()) {
        (Ok(a), Ok(b)) => (a - b).abs() > tolerance,
        _ => a != b,
    };
    let at = olds.iter().zip(&news).position(apart)?;
    Some(format!("part {at}, {}, is now {}", olds[at], news[at]))
}

fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

/// Numbers and what stands between them.
fn pieces(text: &str) -> Vec<&str> {
    let of_number = |c: char| c.is_ascii_digit() || c == '.' || c == '-';
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut last: Option<bool> = None;
    for (at, c) in text.char_indices() {
        let kind = of_number(c);
        if last.is_some_and(|last| last != kind) {
            pieces.push(&text[start..at]);
            start = at;
        }
        last = Some(kind);
    }
    pieces.push(&text[start..]);
    pieces
}

mod tests {
    use super::differences;

    const OLD: &str = r##"<svg viewBox="0 0 100 50"><title>a</title>
        <polyline points="1,2 3,4" stroke="#102030" opacity="1"/><text x="5" y="6">2030: 87%</text></svg>"##;

    fn changed(from: &str, to: &str) -> Vec<String> {
        assert!(OLD.contains(from), "{from}");
        differences(OLD, &OLD.replace(from, to), 0.5)
    }

    #[test]
    fn what_is_alike_is_alike() {
        assert!(differences(OLD, OLD, 0.0).is_empty());
        assert!(changed("3,4", "3.4,3.6").is_empty(), "within the tolerance");
        assert!(differences(OLD, &OLD.replace('\n', " "), 0.0).is_empty(), "blanks between elements");
    }

    /// Every kind of difference is told, with its place.
    #[test]
    fn every_difference_is_told() {
        for (from, to, told) in [
            ("3,4", "3,4.6", "/svg[1]/polyline points: part 6, 4, is now 4.6"),
            ("3,4", "3,4 5,6", "/svg[1]/polyline points: 1,2 3,4 is now 1,2 3,4 5,6"),
            ("#102030", "#102031", "stroke: #102030 is now #102031"),
            ("87%", "88%", "the text \"2030: 87%\" is now \"2030: 88%\""),
            ("x=\"5\"", "x=\"9\"", "/svg[2]/text \"2030: 87%\" x: part 0, 5, is now 9"),
            (" opacity=\"1\"", "", "has no opacity"),
            (" opacity=\"1\"", " opacity=\"1\" fill=\"none\"", "has a new fill"),
            ("<title>a</title>", "", "/svg had 3 elements and has 2"),
            ("<title>a</title>", "<desc>a</desc>", "/svg[0]/title is now desc"),
        ] {
            let found = changed(from, to);
            assert!(found.iter().any(|line| line.contains(told)), "{told} not in {found:?}");
        }
        assert!(differences("<svg>", OLD, 0.5)[0].contains("no XML"));
        let many = OLD.replace("<title>a</title>", &"<title>a</title>".repeat(20));
        assert!(differences(OLD, &many, 0.5).len() <= 5);
    }
}
