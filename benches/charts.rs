//! How long the charts of a run take, as SVG and PNG: `cargo bench --bench charts`.

use std::path::Path;

use dafeng::ensemble::{self, Design, Ensemble};
use dafeng::model::Model;
use dafeng::report::chart::{DEFAULT_THEME, Format, Look, Settings, Theme};
use dafeng::report::font::Font;
use dafeng::report::gallery::{self, Picture};
use dafeng::report::tables::Results;
use dafeng::report::text::Lang;
use dafeng::scenario::{Options, load};
use dafeng::simulation::{self, Central};
use divan::Bencher;
use rayon::prelude::*;

fn main() {
    divan::main();
}

/// Guangxi's steel, whose run has two dozen charts.
fn run() -> (Model, Central, Ensemble) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/guangxi/steel-baseline.toml");
    let loaded = load(&path, &Options::default()).unwrap_or_else(|problems| panic!("{problems}"));
    let model = Model::compile(loaded.scenario).unwrap_or_else(|errors| panic!("{errors:?}"));
    let central = simulation::central(&model);
    let ensemble = ensemble::simulate(&model, Design::random(200, 1), |_| true).expect("not stopped");
    (model, central, ensemble)
}

fn pictures() -> Vec<Picture> {
    let (model, central, ensemble) = run();
    let results = Results { model: &model, central: &central, ensemble: Some(&ensemble) };
    gallery::pictures(&results, Lang::Zh)
}

fn look(formats: &[Format]) -> Look {
    let theme = Theme::named(DEFAULT_THEME, None).expect("a theme");
    let font = Font::shipped().expect("a font");
    Look { font, theme, formats: formats.to_vec(), settings: Settings::NONE }
}

/// Every chart of the run, on all cores as the program draws them.
#[divan::bench(sample_count = 10)]
fn all(bencher: Bencher) {
    let (pictures, look) = (pictures(), look(&[Format::Svg, Format::Png]));
    assert!(pictures.len() >= 12, "{} charts", pictures.len());
    bencher.bench(|| pictures.par_iter().map(|picture| picture.files(&look)).collect::<Result<Vec<_>, _>>());
}

/// One chart alone, the fan with targets and the strips among them.
#[divan::bench(args = ["emissions-co2.guangxi", "share-carbon-steel-arc-furnace.guangxi", "constraints.guangxi",
    "capacity-crude-steel-by-vintage.guangxi", "peak-year-emissions-co2.guangxi"], sample_count = 10)]
fn one(bencher: Bencher, stem: &str) {
    let (pictures, look) = (pictures(), look(&[Format::Svg, Format::Png]));
    let picture = pictures.iter().find(|picture| picture.stem == stem).expect("the chart");
    bencher.bench(|| picture.files(&look));
}

/// The same without pixels.
#[divan::bench(sample_count = 10)]
fn all_as_svg(bencher: Bencher) {
    let (pictures, look) = (pictures(), look(&[Format::Svg]));
    bencher.bench(|| pictures.par_iter().map(|picture| picture.files(&look)).collect::<Result<Vec<_>, _>>());
}
