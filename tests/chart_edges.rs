//! Charts of data that nobody hopes for: nothing, one value, gaps, huge and tiny numbers, long names, other scripts.
//!
//! With `DAFENG_CHART_DUMP=FOLDER` they are written there as PNG in every theme, to be looked at by eye.

use std::sync::LazyLock;

use dafeng::report::chart::{
    Bands, BarsChart, Chart, ChartError, FanChart, Figure, Layer, Line, LinesChart, Mark, PeaksChart, Rect,
    Role, Settings, Sheet, StackedChart, Strip, StripsChart, Theme, png, svg,
};
use dafeng::report::font::{Font, FontError};
use dafeng::report::text::{self, Lang, decimals_for};

const THEMES: [&str; 6] = ["screen", "report", "slides", "journal", "grey", "dark"];

/// Forty characters, as clusters of clusters are called.
const LONG: &str = "北部湾沿海临港冶金与有色金属循环经济产业集聚区防城港片区不锈钢与碳钢联合生产基地";

fn in_theme(name: &str) -> Sheet<'static> {
    static FONT: LazyLock<Font> = LazyLock::new(|| Font::shipped().unwrap());
    static LOADED: LazyLock<Vec<Theme>> =
        LazyLock::new(|| THEMES.iter().map(|name| Theme::named(name, None).unwrap()).collect());
    Sheet::new(&FONT, LOADED.iter().find(|theme| theme.name == name).unwrap()).unwrap()
}

/// Draws a chart in every theme: its labels keep on the page and off each other, its marks in the plot, and nothing is no
/// number. Returns it as the screen shows it.
fn drawn(name: &str, chart: &dyn Chart) -> Figure {
    for theme in THEMES {
        let sheet = in_theme(theme);
        let figure = chart.figure(&sheet).unwrap_or_else(|error| panic!("{name} in {theme}: {error}"));
        check(&format!("{name} in {theme}"), &figure);
        let drawing = svg(chart, &sheet).unwrap();
        assert!(!drawing.contains("NaN") && !drawing.contains("inf"), "{name} in {theme}");
        if let Some(folder) = std::env::var_os("DAFENG_CHART_DUMP") {
            let folder = std::path::PathBuf::from(folder).join(theme);
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(folder.join(format!("{name}.png")), png(&drawing, &sheet).unwrap()).unwrap();
        }
    }
    chart.figure(&in_theme("screen")).unwrap()
}

fn check(name: &str, figure: &Figure) {
    let page = Rect { left: 8.0, top: 8.0, right: figure.width - 8.0, bottom: figure.height - 4.0 };
    for (i, label) in figure.labels.iter().enumerate() {
        assert!(page.contains(&label.rect), "{name}: \"{}\" leaves the page: {:?}", label.text, label.rect);
        for other in &figure.labels[..i] {
            // The exponent stands close to its ten, and a little over it.
            let same_power = label.role == Role::Power && other.role == Role::Power;
            let same_block = label.role == other.role && label.at.x == other.at.x || same_power;
            let allowed = if same_block { 0.12 * label.rect.width() * label.size } else { 0.0 };
            let shared = label.rect.overlap(&other.rect);
            assert!(shared <= allowed, "{name}: \"{}\" on \"{}\"", label.text, other.text);
        }
    }
    assert!(figure.plot.width() > 0.3 * figure.width, "{name}: the plot is {} px wide", figure.plot.width());
    let frame = figure.plot.grown(0.5);
    for mark in &figure.marks {
        match mark {
            Mark::Area { points, .. } | Mark::Line { points, .. } => {
                assert!(
                    points.iter().all(|p| frame.holds(figure.place(*p))),
                    "{name}: {mark:?} leaves the plot"
                );
            }
            Mark::Dot { at, .. } => {
                assert!(frame.holds(figure.place(*at)), "{name}: {mark:?} leaves the plot")
            }
        }
    }
}

fn texts(figure: &Figure, role: Role) -> Vec<&str> {
    figure.labels.iter().filter(|label| label.role == role).map(|label| label.text.as_str()).collect()
}

fn years() -> Vec<i32> {
    (2020..=2040).collect()
}

/// A fan around a line from one level to another, as wide as a share of it.
fn fan(from: f64, to: f64, width: f64) -> FanChart {
    let path = |shift: f64| -> Vec<f64> {
        let at = |i: usize| from + (to - from) * i as f64 / 20.0;
        (0..21).map(|i| at(i) * (1.0 + shift * width * i as f64 / 20.0)).collect()
    };
    let bands = Bands {
        p05: path(-1.6),
        p10: path(-1.3),
        p25: path(-0.7),
        p50: path(0.0),
        p75: path(0.7),
        p90: path(1.3),
        p95: path(1.6),
    };
    FanChart {
        title: "粗钢产量".into(),
        subtitle: text::subtitle("万吨", Some(1000), Lang::Zh),
        unit_label: "万吨".into(),
        history: Vec::new(),
        later_observations: Vec::new(),
        observed: 2024,
        years: years(),
        central: path(0.0),
        bands: Some(bands),
        targets: Vec::new(),
        notes: Vec::new(),
        source: None,
        decimals: decimals_for([from, to], 3),
        lang: Lang::Zh,
    }
}

fn layers(of: &[(&str, &dyn Fn(i32) -> f64)]) -> Vec<Layer> {
    let layer = |(color, (name, value)): (usize, &(&str, &dyn Fn(i32) -> f64))| Layer {
        name: (*name).to_owned(),
        color,
        values: years().into_iter().map(value).collect(),
    };
    of.iter().enumerate().map(layer).collect()
}

fn stacked(layers: Vec<Layer>) -> StackedChart {
    StackedChart {
        title: "按工艺分的产量".into(),
        subtitle: text::subtitle("万吨", None, Lang::Zh),
        unit_label: "万吨".into(),
        observed: 2024,
        years: years(),
        layers,
        notes: Vec::new(),
        source: None,
        lang: Lang::Zh,
    }
}

/// From a millionth to a million million, rising, falling and next to constant: ticks tell their values apart, and the value
/// at the end of the line is not rounded to nothing.
#[test]
fn any_magnitude_can_be_read() {
    for power in -6..=12 {
        let level = 10_f64.powi(power);
        for (what, chart) in [
            ("rises", fan(level, 3.7 * level, 0.2)),
            ("falls", fan(level, 0.02 * level, 0.2)),
            ("still", fan(level, 1.001 * level, 0.0)),
        ] {
            let figure = drawn(&format!("fan-1e{power}-{what}"), &chart);
            let ticks = texts(&figure, Role::ValueTick);
            let distinct: std::collections::BTreeSet<&&str> = ticks.iter().collect();
            assert!(ticks.len() >= 2 && distinct.len() == ticks.len(), "1e{power} {what}: {ticks:?}");
            let ends = texts(&figure, Role::Series).into_iter();
            let end: String = ends.filter(|text| !text.starts_with('P')).collect();
            assert!(end.chars().any(|c| ('1'..='9').contains(&c)), "1e{power} {what}: {end}");
        }
    }
    let whole = drawn("fan-1e-6-to-1e12", &fan(1e-6, 1e12, 0.1));
    assert!(texts(&whole, Role::ValueTick).contains(&"0.0"), "the small end is at the foot of a large axis");
}

/// By hand: 3.7e-6 on an axis of millionths is 3.70 at the line's end, and its ticks are whole; the power stands above the axis.
#[test]
fn tiny_and_huge_values_count_in_powers_of_ten() {
    for (level, power) in [(1e-6, "\u{2212}6"), (1e7, "6"), (1e12, "12")] {
        let figure = drawn(&format!("fan-power-{power}"), &fan(level, 3.7 * level, 0.1));
        let ticks = texts(&figure, Role::ValueTick);
        assert_eq!(texts(&figure, Role::Power), ["×10", power], "{level}");
        assert!(ticks.iter().all(|tick| tick.chars().count() <= 3), "{level}: {ticks:?}");
        let ends = texts(&figure, Role::Series).join(" ");
        let told = if level == 1e7 { "37.0" } else { "3.70" };
        assert!(ends.contains(told), "{level}: {ends}");
        assert!(figure.caption.contains(text::power_note(Lang::Zh)), "{}", figure.caption);
    }
    let plain = drawn("fan-no-power", &fan(1e6, 3.7e6, 0.1));
    assert!(texts(&plain, Role::Power).is_empty() && !plain.caption.contains("10的幂"));
}

/// What lies beyond a range throughout has no name at the frame; a note has it.
#[test]
fn what_a_range_leaves_nothing_of_is_not_named() {
    let settings = Settings { range: Some((0.0, 100.0)), ..Settings::NONE };
    let names = |figure: &Figure| texts(figure, Role::Series).join(" ");
    for theme in THEMES {
        let sheet = Sheet { settings: &settings, ..in_theme(theme) };
        // 高炉 0–80, 转炉 80–120 over the edge, 电炉 120–150 beyond.
        let all = layers(&[("高炉", &|_| 80.0), ("转炉", &|_| 40.0), ("电炉", &|_| 30.0)]);
        let figure = stacked(all).figure(&sheet).unwrap();
        check(theme, &figure);
        let named = names(&figure);
        assert!(named.contains("高炉") && named.contains("转炉") && !named.contains("电炉"), "{named}");
        assert!(figure.caption.contains(&text::beyond_note(&["电炉"], Lang::Zh)), "{}", figure.caption);
        let line = |name: &str, color, value: &dyn Fn(i32) -> f64| Line {
            name: name.into(),
            color,
            values: years().into_iter().map(value).collect(),
            band: None,
        };
        let lines = LinesChart {
            title: "产量".into(),
            subtitle: String::new(),
            unit_label: "万吨".into(),
            observed: 2024,
            years: years(),
            lines: vec![
                line("低", 0, &|_| 50.0),
                line("升", 1, &|year| 10.0 * f64::from(year - 2020)),
                line("高", 2, &|_| 300.0),
                line("负", 3, &|_| -5.0),
            ],
            targets: Vec::new(),
            notes: Vec::new(),
            source: None,
            lang: Lang::Zh,
        };
        let figure = lines.figure(&sheet).unwrap();
        check(theme, &figure);
        let named = names(&figure);
        assert!(named.contains('低') && named.contains('升'), "{named}");
        assert!(!named.contains('高') && !named.contains('负'), "{named}");
        assert!(figure.caption.contains(&text::beyond_note(&["高", "负"], Lang::Zh)), "{}", figure.caption);
    }
}

#[test]
fn a_constant_is_a_line_on_an_axis() {
    for level in [7.0, -7.0, 0.0, -0.0] {
        let figure = drawn(&format!("constant-{level}"), &fan(level, level, 0.0));
        assert!(figure.y.0 < figure.y.1 && (figure.y.0..=figure.y.1).contains(&level), "{:?}", figure.y);
        assert!(figure.caption.contains(text::flat_band_note(Lang::Zh)), "{}", figure.caption);
        // Nothing says minus nothing.
        let minus = figure.labels.iter().find(|label| label.text == "\u{2212}0" || label.text == "-0");
        assert_eq!(minus.map(|label| &label.text), None);
    }
    assert!(fan(-0.0, -0.0, 0.0).csv().lines().skip(1).all(|line| !line.contains("-0")));
}

/// Positive layers stand on zero, negative ones hang from it, one that changes its sign does both; the line is their sum.
#[test]
fn layers_hang_below_zero() {
    let all = layers(&[
        ("高炉", &|_| 50.0),
        ("电炉", &|year| f64::from(year - 2020)),
        ("碳捕集", &|year| -f64::from((year - 2030).max(0)) * 2.0),
        ("净调入", &|year| f64::from(2030 - year)),
    ]);
    let figure = drawn("stacked-signs", &stacked(all));
    assert_eq!((figure.y.0 < -25.0, figure.y.1 > 70.0), (true, true), "{:?}", figure.y);
    let total = figure.marks.iter().rev().find_map(|mark| match mark {
        Mark::Line { points, width, .. } if *width == 2.0 => Some(points),
        _ => None,
    });
    let names = texts(&figure, Role::Series);
    assert_eq!(names.iter().filter(|name| **name == "净调入").count(), 1, "{names:?}");
    // No edge of a layer leads across zero.
    let crosses = |points: &[(f64, f64)]| points.windows(2).any(|p| p[0].1 > 1.0 && p[1].1 < 1.0);
    let edges = figure
        .marks
        .iter()
        .filter(|mark| matches!(mark, Mark::Line { points, width, .. } if *width < 1.0 && crosses(points)));
    assert_eq!(edges.count(), 0);
    // By hand, for 2040: 50 + 20 − 20 − 10.
    assert_eq!(total.and_then(|points| points.last()), Some(&(2040.0, 40.0)));
    let below = layers(&[("碳捕集", &|_| -30.0), ("碳汇", &|year| -f64::from(year - 2019))]);
    let figure = drawn("stacked-below", &stacked(below));
    assert!(figure.y.1 >= 0.0 && figure.y.0 < -50.0, "{:?}", figure.y);
    let nothing = layers(&[("高炉", &|_| -0.0), ("电炉", &|_| 0.0)]);
    assert_eq!(stacked(nothing).figure(&in_theme("screen")).err(), Some(ChartError::Empty));
}

/// An empty cell is a gap: of a line, of a band, of a layer; it is an empty cell of the table again.
#[test]
fn gaps_stay_gaps() {
    let mut chart = fan(100.0, 200.0, 0.2);
    let bands = chart.bands.as_mut().unwrap();
    for values in [&mut chart.central, &mut bands.p05, &mut bands.p50, &mut bands.p95] {
        values[10] = f64::NAN;
    }
    let figure = drawn("fan-gap", &chart);
    let lines =
        figure.marks.iter().filter(|mark| matches!(mark, Mark::Line { width, .. } if *width == 2.2)).count();
    assert_eq!(lines, 3, "history, and the median before and after the gap");
    let row = chart.csv().lines().find(|line| line.starts_with("2030")).unwrap().to_owned();
    assert_eq!(row.split(',').filter(|cell| cell.is_empty()).count(), 5, "{row}");
    let mut gap = layers(&[("高炉", &|_| 50.0), ("电炉", &|_| 20.0)]);
    gap[0].values[3] = f64::NAN;
    drawn("stacked-gap", &stacked(gap));
    let mut empty = fan(1.0, 2.0, 0.1);
    empty.bands = None;
    empty.central.fill(f64::NAN);
    assert_eq!(empty.figure(&in_theme("screen")).err(), Some(ChartError::Empty));
}

#[test]
fn a_single_year_is_drawn() {
    let mut chart = fan(100.0, 200.0, 0.2);
    chart.keep_years(2030, 2030);
    let figure = drawn("fan-year", &chart);
    assert_eq!(texts(&figure, Role::YearTick), ["2030"]);
    assert_eq!(
        figure.marks.iter().filter(|mark| matches!(mark, Mark::Area { .. })).count(),
        3,
        "three bands"
    );
    let mut layers = stacked(layers(&[("高炉", &|_| 50.0), ("电炉", &|_| 20.0)]));
    layers.keep_years(2030, 2030);
    drawn("stacked-year", &layers);
}

/// Names of forty characters are broken into lines, and every character is there.
#[test]
fn long_names_are_wrapped() {
    assert_eq!(LONG.chars().count(), 40);
    let names: Vec<String> = (1..=5).map(|i| format!("{LONG}{i}")).collect();
    let values =
        |i: usize| years().iter().map(|year| 100.0 * i as f64 + f64::from(year - 2020)).collect::<Vec<f64>>();
    let line =
        |(i, name): (usize, &String)| Line { name: name.clone(), color: i, values: values(i), band: None };
    let lines = LinesChart {
        title: LONG.repeat(3),
        subtitle: LONG.into(),
        unit_label: "万吨".into(),
        observed: 2024,
        years: years(),
        lines: names.iter().enumerate().map(line).collect(),
        targets: Vec::new(),
        notes: vec![LONG.repeat(4)],
        source: Some(LONG.into()),
        lang: Lang::Zh,
    };
    let layer = |(i, name): (usize, &String)| Layer { name: name.clone(), color: i, values: values(i + 1) };
    let all: Vec<Layer> = names.iter().enumerate().map(layer).collect();
    let bars = BarsChart {
        title: LONG.into(),
        subtitle: LONG.into(),
        unit_label: "万吨".into(),
        years: years(),
        above: all.clone(),
        below: all[..2].to_vec(),
        notes: Vec::new(),
        lang: Lang::Zh,
    };
    let strip = |name: &String| Strip {
        name: name.clone(),
        central: years().iter().map(|year| (*year > 2030).then_some(0)).collect(),
        draws: Vec::new(),
    };
    let strips = StripsChart {
        title: LONG.into(),
        subtitle: LONG.into(),
        years: years(),
        causes: vec!["产能".into()],
        rows: names.iter().map(strip).collect(),
        notes: Vec::new(),
        lang: Lang::Zh,
    };
    let drawings: [(&str, &dyn Chart); 4] = [
        ("long-lines", &lines),
        ("long-stacked", &stacked(all.clone())),
        ("long-bars", &bars),
        ("long-strips", &strips),
    ];
    for (name, chart) in drawings {
        let figure = drawn(name, chart);
        let written: String = figure
            .labels
            .iter()
            .filter(|label| matches!(label.role, Role::Series | Role::Era))
            .map(|label| label.text.as_str())
            .collect();
        assert!(names.iter().all(|long| written.contains(long)), "{name}: {written}");
    }
}

/// Scripts that the font has no letters of, emoji, and marks that turn the direction of writing are named, not drawn as boxes.
#[test]
fn other_scripts_are_named() {
    for (text, missing) in [
        ("钢铁😀", '😀'),
        ("صلب", 'ص'),
        ("פלדה", 'פ'),
        ("钢\u{202e}铁", '\u{202e}'),
        ("钢\u{fe0f}", '\u{fe0f}'),
    ] {
        let mut chart = fan(1.0, 2.0, 0.1);
        chart.title = text.into();
        match chart.figure(&in_theme("screen")) {
            Err(ChartError::Font(error @ FontError::MissingGlyphs { .. })) => {
                let FontError::MissingGlyphs { missing: found, .. } = &error else { unreachable!() };
                assert!(found.contains(&missing), "{found:?}");
                let told = error.to_string();
                assert!(
                    told.contains(&format!("U+{:04X}", u32::from(missing))) && told.contains("--font"),
                    "{told}"
                );
            }
            other => panic!("{text}: {other:?}"),
        }
    }
}

/// What is asked of a chart stands before what it makes, in the picture and in the caption.
#[test]
fn settings_stand_before_what_a_chart_makes() {
    let settings = Settings {
        title: Some("粗钢产量预测".into()),
        note: Some("据企业调研。".into()),
        source: Some("本研究".into()),
        range: Some((50.0, 150.0)),
        bands: Some(vec![80]),
        decimals: Some(2),
        ..Settings::NONE
    };
    for theme in THEMES {
        let sheet = Sheet { settings: &settings, ..in_theme(theme) };
        let mut chart = fan(100.0, 200.0, 0.3);
        chart.later_observations = vec![(2026, 400.0)];
        let figure = chart.figure(&sheet).unwrap();
        check(theme, &figure);
        assert_eq!(figure.y, (50.0, 150.0));
        assert_eq!(figure.title, "粗钢产量预测");
        assert!(texts(&figure, Role::Title).concat().contains("粗钢产量预测"));
        for told in [
            "粗钢产量预测",
            "据企业调研。",
            "本研究",
            "阴影为 80% 预测区间（P10–P90）",
            text::range_note(Lang::Zh),
        ] {
            assert!(figure.caption.contains(told), "{told} in {}", figure.caption);
        }
        let ends = texts(&figure, Role::Series).join(" ");
        assert!(ends.contains("200.00") && ends.contains("P90") && !ends.contains("P95"), "{ends}");
        assert!(
            !figure.marks.iter().any(|mark| matches!(mark, Mark::Dot { .. })),
            "a dot beyond is not there"
        );
        let mut layers = stacked(layers(&[("高炉", &|_| 120.0), ("电炉", &|_| 90.0)]));
        layers.layers[1].values[20] = 0.0;
        check(theme, &layers.figure(&sheet).unwrap());
    }
    let nothing = Settings { range: Some((1e6, 2e6)), ..Settings::NONE };
    let sheet = Sheet { settings: &nothing, ..in_theme("screen") };
    let error = fan(1.0, 2.0, 0.1).figure(&sheet).unwrap_err();
    assert_eq!(error, ChartError::Range { low: 1e6, high: 2e6 });
}

/// 30 of a hundred peaked before 2030 or in it: from there on the first bar has them.
#[test]
fn years_cut_away_count_with_the_first() {
    let mut chart = PeaksChart {
        title: "达峰年份".into(),
        subtitle: text::subtitle("%", Some(100), Lang::Zh),
        years: vec![2028, 2029, 2030, 2031, 2032],
        peaking: vec![5.0, 10.0, 15.0, 20.0, 50.0],
        peaked: vec![5.0, 15.0, 30.0, 50.0, 100.0],
        milestone: 2030,
        notes: Vec::new(),
        lang: Lang::Zh,
    };
    chart.keep_years(2030, 2032);
    assert_eq!((chart.years.as_slice(), chart.peaking[0]), (&[2030, 2031, 2032][..], 30.0));
    drawn("peaks-cut", &chart);
}
