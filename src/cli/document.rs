//! `dafeng report` as documents: DOCX and Markdown.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use rayon::prelude::*;

use super::chart::charts_of;
use super::report::Opened;
use super::{Failure, print};
use crate::report::chart::{self, Format, Look, Settings, Sheet, Theme};
use crate::report::docx::{self, Pictures, Styles};
use crate::report::font::Font;
use crate::report::gallery::Picture;
use crate::report::html::{Figure, Page};
use crate::report::markdown;
use crate::report::text::{self, Lang};
use crate::scenario;

/// The theme of charts in a document.
const THEME: &str = "report";

/// A document as bytes.
pub(super) fn docx(
    page: &Page,
    opened: &[Opened],
    template: Option<&Path>,
    lang: Lang,
) -> Result<Vec<u8>, Failure> {
    let work = |error: &dyn std::fmt::Display| Failure::Work(error.to_string());
    let styles = styles(template)?;
    let theme = Theme::named(THEME, None).map_err(|error| work(&error))?;
    let font = Font::shipped().map_err(|error| work(&error))?;
    let look = Look { font, theme, formats: vec![Format::Png], settings: Settings::NONE };
    let pictures = pictures(page, opened, &look, lang)?;
    docx::document(page, &pictures, &styles, lang).map_err(|error| work(&error))
}

/// The styles of the user's document, else ours.
fn styles(template: Option<&Path>) -> Result<Styles, Failure> {
    let Some(path) = template else {
        return Styles::shipped().map_err(|error| Failure::Work(error.to_string()));
    };
    let told =
        |why: String| Failure::Input(format!("error: cannot use the template {}: {why}", path.display()));
    let bytes = scenario::read_bytes(path).map_err(told)?;
    Styles::of_template(&bytes).map_err(|error| told(error.to_string()))
}

/// The pictures of a report: charts drawn anew, where that cannot be from their drawings.
fn pictures(page: &Page, opened: &[Opened], look: &Look, lang: Lang) -> Result<Pictures, Failure> {
    let sheet = look.sheet().map_err(|error| Failure::Work(error.to_string()))?;
    let mut all = Pictures::new();
    for folder in opened {
        let figures: Vec<&Figure> = page.figures().filter(|figure| figure.folder == folder.name).collect();
        if figures.is_empty() {
            continue;
        }
        let drawn = drawn_anew(folder, &figures, look, lang);
        for (figure, picture) in figures.into_iter().zip(drawn) {
            let picture = match picture {
                Some(Ok(picture)) => picture,
                Some(Err(why)) => {
                    let file = format!("{}/{}", folder.name, figure.file);
                    print::note(&text::stored_picture_note(&file, &why, lang));
                    stored(folder, figure, &sheet)?
                }
                None => stored(folder, figure, &sheet)?,
            };
            all.insert((figure.folder.clone(), figure.file.clone()), picture);
        }
    }
    Ok(all)
}

/// Charts of a folder in the theme of documents: for each figure the picture, why there is none, or nothing where the
/// folder holds what is not drawn anew.
fn drawn_anew(
    folder: &Opened,
    figures: &[&Figure],
    look: &Look,
    lang: Lang,
) -> Vec<Option<Result<Vec<u8>, String>>> {
    let Ok(make) = charts_of(folder, lang) else { return figures.iter().map(|_| None).collect() };
    let made = make(lang, None);
    let charts: BTreeMap<&str, &Picture> =
        made.iter().map(|picture| (picture.stem.as_str(), picture)).collect();
    let one = |figure: &&Figure| {
        let stem = figure.file.trim_start_matches("charts/").trim_end_matches(".svg");
        let files = charts.get(stem)?.files(look);
        Some(files.map_err(|error| error.to_string()).map(|files| {
            let picture = files.into_iter().find(|(path, _)| path.ends_with(".png"));
            picture.map_or_else(Vec::new, |(_, bytes)| bytes)
        }))
    };
    figures.par_iter().map(one).collect()
}

/// The drawing of the folder as PNG.
fn stored(folder: &Opened, figure: &Figure, sheet: &Sheet<'_>) -> Result<Vec<u8>, Failure> {
    let wrong =
        |why: String| Failure::Input(format!("error: cannot show {}/{}: {why}", folder.name, figure.file));
    let drawing = folder.stored.files.get(&figure.file).map_or(&[][..], Vec::as_slice);
    let drawing = std::str::from_utf8(drawing).map_err(|error| wrong(error.to_string()))?;
    chart::png(drawing, sheet).map_err(|error| wrong(error.to_string()))
}

/// A Markdown file as bytes, its figures links to the pictures of the results as seen from the place of the file.
///
/// # Errors
/// When the folder of the process is not known.
pub(super) fn markdown(page: &Page, opened: &[Opened], place: &Path, lang: Lang) -> Result<Vec<u8>, Failure> {
    let absolute = |path: &Path| {
        std::path::absolute(path).map_err(|error| Failure::Work(format!("{}: {error}", path.display())))
    };
    let place = absolute(place)?;
    let from = place.parent().unwrap_or(&place);
    let mut links = BTreeMap::new();
    for figure in page.figures() {
        let folder = opened.iter().find(|folder| folder.name == figure.folder);
        let picture = format!("{}.png", figure.file.trim_end_matches(".svg"));
        let has = |folder: &Opened| folder.stored.manifest.files.iter().any(|entry| entry.path == picture);
        let file = if folder.is_some_and(has) { &picture } else { &figure.file };
        let path = absolute(&Path::new(&figure.folder).join(file))?;
        links.insert((figure.folder.clone(), figure.file.clone()), relative(from, &path));
    }
    let link = |figure: &Figure| {
        links.get(&(figure.folder.clone(), figure.file.clone())).cloned().unwrap_or_default()
    };
    Ok(markdown::document(page, lang, &link))
}

/// A path as seen from a folder, `/` between its parts; both absolute.
fn relative(from: &Path, to: &Path) -> String {
    let [from, to] = [plain(from), plain(to)];
    let same = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from[same..].iter().map(|_| "..".to_owned());
    up.chain(to[same..].iter().cloned()).collect::<Vec<_>>().join("/")
}

/// The parts of a path, `..` taken away with what stands before it.
fn plain(path: &Path) -> Vec<String> {
    let mut parts = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                parts.pop();
            }
            Component::CurDir => {}
            other => parts.push(other),
        }
    }
    parts.components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_from_the_file_to_the_picture() {
        let link = |from: &str, to: &str| relative(Path::new(from), Path::new(to));
        assert_eq!(link("/a/b", "/a/b/results/charts/x.png"), "results/charts/x.png");
        assert_eq!(link("/a/docs/zh", "/a/out/../results/x.png"), "../../results/x.png");
    }
}
