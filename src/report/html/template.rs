//! A page through a template; what is wrong with a template is told with its place.

use std::fmt;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, Value, value::Serde};

use super::MARK;
use super::page::Page;
use crate::near::near;

/// Names that a template may use, for suggestions.
const NAMES: [&str; 30] = [
    "lang",
    "title",
    "kind",
    "contents",
    "generator",
    "sections",
    "section",
    "id",
    "heading",
    "parts",
    "part",
    "folded",
    "blocks",
    "block",
    "text",
    "items",
    "item",
    "caption",
    "head",
    "rows",
    "row",
    "cell",
    "lines",
    "line",
    "number",
    "status",
    "link",
    "code",
    "svg",
    "loop",
];

/// What is wrong with a template.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TemplateError {
    /// The line, from 1; 0 where it is not known.
    pub line: usize,
    /// What is wrong.
    pub message: String,
    /// A way out.
    pub help: Option<String>,
    /// All of it as people read it, with the file and the place.
    told: String,
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.told)
    }
}

/// The page as bytes. Every text is escaped unless the template says otherwise.
///
/// # Errors
/// When the template cannot be parsed, or asks for what there is not.
pub fn render(name: &str, source: &str, page: &Page) -> Result<Vec<u8>, TemplateError> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_debug(true);
    let told = |error: Error| told(name, source, &error);
    environment.add_template(name, source).map_err(told)?;
    let page = Value::from(Serde(page));
    let text = environment.get_template(name).and_then(|template| template.render(page)).map_err(told)?;
    Ok(marked(&text).into_bytes())
}

/// The page behind our mark, which holds the document type.
fn marked(text: &str) -> String {
    const TYPE: &str = "<!doctype html>";
    let text = text.trim_start();
    let has_type = text.get(..TYPE.len()).is_some_and(|start| start.eq_ignore_ascii_case(TYPE));
    let body = if has_type { text[TYPE.len()..].trim_start() } else { text };
    format!("{MARK}{}\n", body.trim_end())
}

fn told(file: &str, source: &str, error: &Error) -> TemplateError {
    let range = error.range().filter(|range| range.end <= source.len() && range.start < range.end);
    let asked = range.clone().and_then(|range| source.get(range)).unwrap_or("").trim();
    let detail = error.detail().map_or_else(|| error.kind().to_string(), str::to_owned);
    let (message, help) = match error.kind() {
        ErrorKind::UndefinedError => {
            let last = asked.rsplit('.').next().unwrap_or(asked);
            let known = near(last, NAMES.iter().copied()).map(|name| format!("did you mean `{name}`?"));
            (format!("the template asks for `{asked}`, which there is not"), known)
        }
        ErrorKind::SyntaxError => (format!("the template cannot be read: {detail}"), None),
        _ => (format!("the template cannot be filled: {detail}"), None),
    };
    let line = error.line().unwrap_or(0);
    let mut group = Group::with_title(Level::ERROR.primary_title(normalize_untrusted_str(&message)));
    group = match range {
        Some(range) => {
            let place = AnnotationKind::Primary.span(range);
            group.element(Snippet::source(source).path(file).annotation(place))
        }
        None if line > 0 => group.element(Origin::path(file).line(line)),
        None => group.element(Origin::path(file)),
    };
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(normalize_untrusted_str(help)));
    }
    let told = Renderer::plain().render(&[group]).to_string();
    TemplateError { line, message, help, told }
}

#[cfg(test)]
mod tests {
    use super::super::page::{Block, Part, Section};
    use super::*;
    use crate::report::text::Lang;

    fn page() -> Page {
        let blocks = vec![Block::text("a < b & \"c\" <script>alert(1)</script>")];
        let parts = vec![Part::open(None, blocks)];
        let section = Section { id: "x", heading: "<i>".into(), parts };
        Page::new(vec!["'T' <b>".into()], vec![section], Lang::En)
    }

    fn rendered(template: &str) -> Result<String, TemplateError> {
        render("mine.html", template, &page()).map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn texts_are_escaped() {
        let text = rendered("<!DOCTYPE HTML>\n<p>{{ title }}{{ sections[0].parts[0].blocks[0].text }}</p>\n");
        let text = text.unwrap();
        assert!(text.starts_with("<!DOCTYPE html>\n<!-- dafeng report -->\n<p>"), "{text}");
        assert_eq!(text.to_lowercase().matches("<!doctype").count(), 1);
        assert!(!text.contains("<script>") && !text.contains("<b>"), "{text}");
        assert!(text.contains("a &lt; b &amp; &quot;c&quot;"), "{text}");
    }

    #[test]
    fn an_unknown_name_is_told_with_its_place() {
        let error = rendered("<html>\n<p>{{ titel }}</p>\n").unwrap_err();
        assert_eq!((error.line, error.help.as_deref()), (2, Some("did you mean `title`?")));
        let told = error.to_string();
        assert!(told.contains("`titel`") && told.contains("mine.html:2:"), "{told}");
    }

    #[test]
    fn syntax_is_told_with_its_place() {
        let error = rendered("<html>\n\n{% for x in sections %}\n<p>\n").unwrap_err();
        assert!(error.message.starts_with("the template cannot be read: "), "{error}");
        assert!(error.to_string().contains("mine.html:"), "{error}");
        let filter = rendered("{{ title|nofilter }}").unwrap_err();
        assert_eq!(filter.line, 1, "{filter}");
    }
}
