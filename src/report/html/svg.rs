//! A chart inside a page: checked to hold nothing but a drawing, with names that are its own on the page.

/// A drawing ready to stand in a page.
#[derive(Debug)]
pub struct Inline {
    /// Its title, plain text.
    pub title: String,
    /// The `svg` element.
    pub markup: String,
}

/// Elements that draw and do nothing else.
const DRAWS: [&str; 19] = [
    "svg",
    "g",
    "title",
    "desc",
    "rect",
    "circle",
    "ellipse",
    "line",
    "polyline",
    "polygon",
    "path",
    "text",
    "tspan",
    "defs",
    "clipPath",
    "linearGradient",
    "stop",
    "pattern",
    "use",
];

/// The drawing with a prefix before all its names, and a description.
///
/// # Errors
/// When it is no drawing, or holds what could run or load something.
pub fn inline(drawing: &str, prefix: &str, description: &str) -> Result<Inline, String> {
    let start = drawing.find("<svg").ok_or("it is no SVG drawing")?;
    let drawing = drawing[start..].trim_end();
    let mut markup = String::with_capacity(drawing.len() + 512);
    let mut rest = drawing;
    while let Some(at) = rest.find('<') {
        markup.push_str(&rest[..at]);
        let end = at + rest[at..].find('>').ok_or("a tag has no end")? + 1;
        markup.push_str(&tag(&rest[at..end], prefix)?);
        rest = &rest[end..];
    }
    markup.push_str(rest);
    titled(&markup, prefix, description)
}

/// A tag that is harmless, its names prefixed.
fn tag(tag: &str, prefix: &str) -> Result<String, String> {
    let name = tag.trim_start_matches(['<', '/']).split([' ', '\n', '\t', '/', '>']).next().unwrap_or("");
    if !DRAWS.contains(&name) {
        return Err(format!("`{name}` is no element of a chart"));
    }
    let mut out = String::new();
    let mut rest = tag;
    while let Some(equals) = rest.find("=\"") {
        let (before, value) = (&rest[..equals], &rest[equals + 2..]);
        let attribute = before.rsplit([' ', '\n', '\t']).next().unwrap_or("");
        let end = value.find('"').ok_or("an attribute has no end")?;
        let (value, after) = (&value[..end], &value[end + 1..]);
        harmless(attribute, value)?;
        out.push_str(before);
        out.push_str("=\"");
        match (attribute, value.strip_prefix('#')) {
            ("id", _) => out += &format!("{prefix}-{value}"),
            ("href" | "xlink:href", Some(name)) => out += &format!("#{prefix}-{name}"),
            _ => out += &value.replace("url(#", &format!("url(#{prefix}-")),
        }
        out.push('"');
        rest = after;
    }
    // What is left has no quotes, so a value could hide in it.
    if rest.contains(['=', '\'']) {
        return Err(format!("an attribute of `{name}` is not in double quotes"));
    }
    Ok(out + rest)
}

fn harmless(attribute: &str, value: &str) -> Result<(), String> {
    let runs = attribute.starts_with("on") || attribute == "style";
    let loads = attribute.ends_with("href") && !value.starts_with('#') || attribute == "src";
    let outside = value.contains("url(") && !value.contains("url(#");
    if runs || loads || outside {
        return Err(format!("the attribute `{attribute}` could run or load something"));
    }
    Ok(())
}

/// Gives the drawing the ids that its title and description are known by.
fn titled(markup: &str, prefix: &str, description: &str) -> Result<Inline, String> {
    let (open, rest) = markup.split_once("<title>").ok_or("it has no title")?;
    let (title, rest) = rest.split_once("</title>").ok_or("its title has no end")?;
    let head = open.replacen(
        "<svg",
        &format!("<svg id=\"{prefix}-chart\" aria-labelledby=\"{prefix}-title\" aria-describedby=\"{prefix}-description\""),
        1,
    );
    let described = escaped(description);
    let markup = format!(
        "{head}<title id=\"{prefix}-title\">{title}</title><desc id=\"{prefix}-description\">{described}</desc>{rest}"
    );
    Ok(Inline { title: unescaped(title), markup })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn unescaped(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_prefixed_and_the_title_is_read() {
        let drawing = "<svg role=\"img\">\n<title>A &amp; B &lt;c&gt;</title><defs><clipPath id=\"a\"><rect/></clipPath></defs>\
                       <g clip-path=\"url(#a)\"><use href=\"#b\"/></g></svg>\n";
        let inline = inline(drawing, "figure-2", "x < y").unwrap();
        assert_eq!(inline.title, "A & B <c>");
        assert_eq!(
            inline.markup,
            "<svg id=\"figure-2-chart\" aria-labelledby=\"figure-2-title\" aria-describedby=\"figure-2-description\" role=\"img\">\n\
             <title id=\"figure-2-title\">A &amp; B &lt;c&gt;</title><desc id=\"figure-2-description\">x &lt; y</desc>\
             <defs><clipPath id=\"figure-2-a\"><rect/></clipPath></defs><g clip-path=\"url(#figure-2-a)\">\
             <use href=\"#figure-2-b\"/></g></svg>"
        );
    }

    #[test]
    fn what_runs_or_loads_is_refused() {
        for inside in [
            "<script>alert(1)</script>",
            "<g onload=\"alert(1)\"></g>",
            "<g onload='alert(1)'></g>",
            "<g onload=alert(1)></g>",
            "<foreignObject></foreignObject>",
            "<use href=\"https://example.org/a.svg#b\"/>",
            "<rect fill=\"url(https://example.org/a)\"/>",
            "<image href=\"a.png\"/>",
            "<!-- -->",
        ] {
            let drawing = format!("<svg><title>t</title>{inside}</svg>");
            assert!(inline(&drawing, "f", "").is_err(), "{inside}");
        }
        assert!(inline("<svg><title>t</title><rect fill=\"#fff\"/></svg>", "f", "").is_ok());
    }
}
