//! Sample charts, looked at by their boxes: nothing overlaps, nothing leaves the page, nothing is blank.
//!
//! With `DAFENG_CHART_DUMP=FOLDER` the samples are also written there as SVG and PNG, to be looked at by eye.

use std::sync::{LazyLock, OnceLock};

use dafeng::analysis::sensitivity::Method;
use dafeng::report::chart::{
    Arrangement, Bands, Bar, BarsChart, Chart, ChartError, DEFAULT_THEME, Dot, DotRow, DotsChart, FanChart,
    Figure, Flow, FlowChart, FlowNode, IndexRow, IndicesChart, Layer, Line, LinesChart, Mark, MultiplesChart,
    Ornament, Panel, PanelsChart, PeaksChart, Rect, Role, ScatterChart, ScatterDot, Sheet, StackedChart,
    Strip, StripsChart, TargetMark, Theme, TornadoBar, TornadoChart, WaterfallChart, pdf, png, svg,
};
use dafeng::report::font::{Font, FontError};
use dafeng::report::text::{self, ChartWord, Direction, Lang};
use proptest::prelude::*;

/// The page of a shipped theme.
fn in_theme(name: &str) -> Sheet<'static> {
    static FONT: LazyLock<Font> = LazyLock::new(|| Font::shipped().unwrap());
    static LOADED: LazyLock<Vec<Theme>> =
        LazyLock::new(|| NAMES.iter().map(|name| Theme::named(name, None).unwrap()).collect());
    Sheet::new(&FONT, LOADED.iter().find(|theme| theme.name == name).unwrap()).unwrap()
}

const NAMES: [&str; 6] = ["screen", "report", "slides", "journal", "grey", "dark"];

fn sheet() -> Sheet<'static> {
    in_theme(DEFAULT_THEME)
}

/// A fan from `level` in 2024 that falls by `fall` a year, with a half width growing to `width`.
fn fan(lang: Lang, level: f64, fall: f64, width: f64) -> FanChart {
    let years: Vec<i32> = (2024..=2060).collect();
    let path = |shift: f64| -> Vec<f64> {
        let step = |&year: &i32| {
            let t = f64::from(year - 2024);
            level - fall * t + shift * width * (t / 36.0).sqrt()
        };
        years.iter().map(step).collect()
    };
    let wave = |y: i32| level * (0.75 + 0.25 * f64::from(y - 2010) / 14.0 + 0.02 * f64::from(y).sin());
    let mut history: Vec<(i32, f64)> = (2010..2024).map(|y| (y, wave(y))).collect();
    history.push((2024, level));
    FanChart {
        title: match lang {
            Lang::Zh => "广西钢铁行业二氧化碳排放量（范围一）".into(),
            Lang::En => "CO₂ emissions of the Guangxi steel industry (scope 1)".into(),
        },
        subtitle: text::subtitle(unit(lang), Some(4000), lang),
        unit_label: unit(lang).into(),
        history,
        later_observations: vec![],
        observed: 2024,
        central: path(0.0),
        bands: Some(Bands {
            p05: path(-1.64),
            p10: path(-1.28),
            p25: path(-0.67),
            p50: path(0.0),
            p75: path(0.67),
            p90: path(1.28),
            p95: path(1.64),
        }),
        years,
        targets: vec![],
        notes: vec![],
        source: Some(match lang {
            Lang::Zh => "示例数据".into(),
            Lang::En => "sample data".into(),
        }),
        decimals: 0,
        lang,
    }
}

fn unit(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "万吨 CO₂",
        Lang::En => "Mt CO₂",
    }
}

fn target(year: i32, value: f64, direction: Direction, lang: Lang) -> TargetMark {
    let shown = text::format_number(value, 0);
    let sign = match direction {
        Direction::Down => "≤",
        Direction::Up => "≥",
        Direction::Exact => "=",
    };
    let label = text::target_label(year, sign, &shown, None, lang);
    TargetMark { year, value, direction, label }
}

fn plain(lang: Lang) -> FanChart {
    fan(lang, 5200.0, 90.0, 700.0)
}

fn with_targets(lang: Lang) -> FanChart {
    let mut chart = plain(lang);
    chart.targets = vec![
        target(2030, 4800.0, Direction::Down, lang),
        target(2030, 4300.0, Direction::Up, lang),
        target(2035, 4100.0, Direction::Exact, lang),
        target(2060, 1500.0, Direction::Down, lang),
    ];
    chart.central.iter_mut().enumerate().for_each(|(i, v)| *v += 9.0 * i as f64);
    chart.later_observations = vec![(2025, 5250.0), (2026, 5010.0)];
    chart
}

fn single_run() -> FanChart {
    let mut chart = plain(Lang::Zh);
    chart.bands = None;
    chart.subtitle = text::subtitle("万吨 CO₂", None, Lang::Zh);
    chart
}

fn percent() -> FanChart {
    let lang = Lang::Zh;
    let mut chart = fan(lang, 12.0, -0.9, 9.0);
    chart.title = "碳钢产量中电弧炉占比".into();
    chart.unit_label = "%".into();
    chart.subtitle = text::subtitle("%", Some(1000), lang);
    chart.targets = vec![target(2025, 15.0, Direction::Up, lang), target(2030, 20.0, Direction::Up, lang)];
    for target in &mut chart.targets {
        target.label.push('%');
    }
    chart.decimals = 1;
    chart
}

fn long_words() -> FanChart {
    let mut chart = with_targets(Lang::Zh);
    chart.title = "广西北部湾沿海临港冶金与有色金属循环经济产业集聚区（防城港市、钦州市、北海市铁山港区）不锈钢与碳钢联合企业能源活动及工业生产过程二氧化碳排放量：双碳目标约束情景".into();
    chart.notes = vec!["产能置换按《钢铁行业产能置换实施办法》计算；外购电力排放因子为省级电网平均因子，自发电不重复计入；不确定参数共 86 个，采用拉丁超立方抽样。".repeat(2)];
    chart.targets[0].label = "《广西钢铁产业集群及产业链群发展方案》2030 年排放总量控制目标 ≤ 4,800".into();
    chart
}

fn cut_axis() -> FanChart {
    let mut chart = fan(Lang::En, 98.0, 0.02, 0.4);
    chart.title = "Capacity utilisation".into();
    chart.history.retain(|p| p.0 > 2022);
    chart.history[0].1 = 97.5;
    chart.unit_label = "%".into();
    chart.subtitle = "500 draws".into();
    chart
}

/// Targets of scenarios side by side; some have no share.
fn dots(lang: Lang, scenarios: usize) -> DotsChart {
    let dot = |share: f64, is_open| Dot {
        share,
        interval: ((share - 0.03).max(0.0), (share + 0.03).min(1.0)),
        is_open,
        is_pale: is_open,
    };
    let long = match lang {
        Lang::Zh => {
            "三大钢铁基地粗钢产能合计达到六千万吨以上（规划纲要第三章第三节总体目标表，2025 年 ≥ 6,000 万吨）"
        }
        Lang::En => {
            "Three bases of crude steel with a capacity of sixty million tonnes or more, asked by the plan (2025 ≥ 60 Mt)"
        }
    };
    let imposed = text::imposed_heading(lang).to_owned();
    let row = |at: usize| DotRow {
        heading: (at == 3 && scenarios == 1).then(|| imposed.clone()),
        name: if at == 1 { long.to_owned() } else { format!("P{at} (2025 ≥ {at}%)") },
        dots: (0..scenarios)
            .map(|side| (at + side != 3).then(|| dot((0.13 * (at * 7 + side) as f64).fract(), side % 2 == 1)))
            .collect(),
    };
    DotsChart {
        title: text::targets_board_title(lang).to_owned(),
        subtitle: text::subtitle("%", Some(1000), lang),
        names: (0..scenarios)
            .map(|side| format!("S{side} {}", long.chars().take(12).collect::<String>()))
            .collect(),
        rows: (0..5).map(row).collect(),
        notes: vec![text::targets_board_note(lang).to_owned()],
        lang,
    }
}

/// A layer that lasts is named inside itself; one that stands for a few years alone has no room for its name there and is named
/// at the end of the plot, not over its neighbours.
#[test]
fn layers_are_named_where_they_have_room() {
    let years: Vec<i32> = (2020..=2060).collect();
    let layer = |name: &str, color, height: &dyn Fn(i32) -> f64| Layer {
        name: name.to_owned(),
        color,
        values: years.iter().map(|&year| height(year)).collect(),
    };
    let lasting = layer("Capacity of 1991 to 2000", 0, &|year| if year < 2050 { 40.0 } else { 0.0 });
    let brief =
        layer("Capacity of 2001 to 2010", 1, &|year| if (2030..2033).contains(&year) { 15.0 } else { 0.0 });
    let rest = layer("Capacity of 2011 to 2020", 2, &|_| 50.0);
    let chart =
        StackedChart { layers: vec![lasting, brief, rest], years: years.clone(), ..stacked(Lang::En, false) };
    let figure = chart.figure(&sheet()).unwrap();
    let label = |name: &str| {
        let is_it =
            |l: &&dafeng::report::chart::Label| l.role == Role::Series && name.starts_with(l.text.trim());
        figure.labels.iter().find(is_it).unwrap_or_else(|| panic!("{name} has no label"))
    };
    let lasting = label("Capacity of 1991 to 2000").rect;
    assert!(figure.plot.contains(&lasting), "{lasting:?}");
    let [top, bottom] = [40.0, 0.0].map(|value| figure.place((2035.0, value)).y);
    assert!(top <= lasting.top && lasting.bottom <= bottom, "{lasting:?} not within {top} to {bottom}");
    assert!(label("Capacity of 2001 to 2010").rect.left > figure.plot.right);
}

/// Each dot stands at its share of the plot, on its interval, and the table has its numbers.
#[test]
fn dots_stand_at_their_shares() {
    let mut chart = dots(Lang::En, 2);
    let figure = chart.figure(&sheet()).unwrap();
    let at = |share: f64| figure.plot.left + share * figure.plot.width();
    let places: Vec<f64> = figure
        .overlay
        .iter()
        .filter_map(|o| match o {
            Ornament::Dot { at, radius, .. } if *radius > 3.0 => Some(at.x),
            _ => None,
        })
        .collect();
    for dot in chart.rows.iter().flat_map(|row| &row.dots).flatten() {
        assert!(places.iter().any(|x| (x - at(dot.share)).abs() < 1e-9), "{}", dot.share);
    }
    let lines = chart.csv().lines().count();
    assert_eq!(lines, 1 + chart.rows.iter().flat_map(|row| &row.dots).flatten().count());
    chart.rows[0].dots.pop();
    assert!(matches!(chart.figure(&sheet()), Err(ChartError::Length { .. })));
    let mut chart = dots(Lang::En, 2);
    chart.rows[0].dots[0] =
        Some(Dot { share: f64::NAN, interval: (0.0, 1.0), is_open: false, is_pale: false });
    assert!(matches!(chart.figure(&sheet()), Err(ChartError::Undefined { .. })));
}

/// Every curve of a fan: its quantiles and its central run.
fn drawn(chart: &mut FanChart) -> [&mut Vec<f64>; 8] {
    let FanChart { bands, central, .. } = chart;
    let Bands { p05, p10, p25, p50, p75, p90, p95 } = bands.as_mut().unwrap();
    [p05, p10, p25, p50, p75, p90, p95, central]
}

fn undefined_years() -> FanChart {
    let mut chart = plain(Lang::Zh);
    for values in drawn(&mut chart) {
        values[10] = f64::NAN;
        values[36] = f64::NAN;
    }
    chart
}

fn base_year_only() -> FanChart {
    let mut chart = plain(Lang::Zh);
    chart.history = vec![(2024, 5200.0)];
    chart.years.remove(0);
    for values in drawn(&mut chart) {
        values.remove(0);
    }
    chart
}

fn history_only() -> FanChart {
    FanChart { years: vec![], central: vec![], bands: None, ..plain(Lang::En) }
}

/// Eight targets close together, and a fan that hardly leaves them room.
fn crowded() -> FanChart {
    let mut chart = fan(Lang::En, 3000.0, 10.0, 1200.0);
    let goal = |i: i32| {
        target(
            2030 + 5 * (i / 2),
            2900.0 - 35.0 * f64::from(i),
            if i % 2 == 0 { Direction::Down } else { Direction::Up },
            Lang::En,
        )
    };
    chart.targets = (0..8).map(goal).collect();
    chart
}

/// The same goal from two plans, and one of the base year.
fn same_place() -> FanChart {
    let mut chart = plain(Lang::Zh);
    chart.targets = vec![
        target(2030, 4000.0, Direction::Down, Lang::Zh),
        target(2030, 4000.0, Direction::Down, Lang::Zh),
        target(2024, 5000.0, Direction::Down, Lang::Zh),
        target(2010, 0.0, Direction::Exact, Lang::Zh),
    ];
    chart.targets[1].label = "某市十五五规划：2030 年 ≤ 4,000".into();
    chart
}

fn fans() -> Vec<(&'static str, FanChart)> {
    vec![
        ("plain-zh", plain(Lang::Zh)),
        ("plain-en", plain(Lang::En)),
        ("targets-zh", with_targets(Lang::Zh)),
        ("targets-en", with_targets(Lang::En)),
        ("zero-width", fan(Lang::Zh, 5200.0, 90.0, 0.0)),
        ("narrow", fan(Lang::En, 5200.0, 90.0, 60.0)),
        ("single-run", single_run()),
        ("negative", fan(Lang::En, 1500.0, 90.0, 500.0)),
        ("all-negative", fan(Lang::Zh, -900.0, 20.0, 200.0)),
        ("percent", percent()),
        ("tiny", FanChart { decimals: 6, ..fan(Lang::En, 4.2e-5, 4e-7, 8e-6) }),
        ("huge", fan(Lang::Zh, 7.4e12, 9e10, 9e11)),
        ("long-words", long_words()),
        ("cut-axis", cut_axis()),
        ("undefined-years", undefined_years()),
        ("base-year-only", base_year_only()),
        ("history-only", history_only()),
        ("one-year", FanChart { history: vec![(2024, 5200.0)], ..history_only() }),
        ("crowded", crowded()),
        ("same-place", same_place()),
    ]
}

const PROCESSES: [(&str, &str); 6] = [
    ("转炉", "Converter"),
    ("废钢电弧炉", "Scrap arc furnace"),
    ("氢基直接还原—电弧炉", "Hydrogen direct reduction, arc furnace"),
    ("感应炉", "Induction furnace"),
    ("AOD 炉（不锈钢）", "AOD converter (stainless)"),
    ("电渣重熔", "Electroslag remelting"),
];

fn lines(lang: Lang) -> LinesChart {
    let years: Vec<i32> = (2015..=2050).collect();
    let line = |(i, names): (usize, &(&str, &str))| {
        let start = 400.0 - 60.0 * i as f64;
        let end = 210.0 + 3.0 * i as f64;
        let value = |&y: &i32| {
            let t = f64::from(y - 2015) / 35.0;
            start + (end - start) * t + 12.0 * (f64::from(y) * 0.9 + i as f64).sin() * (1.0 - t)
        };
        Line {
            name: if lang == Lang::Zh { names.0 } else { names.1 }.into(),
            color: i,
            values: years.iter().map(value).collect(),
            band: None,
        }
    };
    LinesChart {
        title: if lang == Lang::Zh {
            "粗钢产量（按工艺）"
        } else {
            "Crude steel production by process"
        }
        .into(),
        subtitle: if lang == Lang::Zh { "中位数" } else { "Median of 4,000 draws" }.into(),
        unit_label: if lang == Lang::Zh { "万吨" } else { "Mt" }.into(),
        observed: 2024,
        lines: PROCESSES.iter().enumerate().map(line).collect(),
        years,
        targets: vec![target(2030, 330.0, Direction::Up, lang), target(2030, 180.0, Direction::Down, lang)],
        notes: vec![],
        source: Some("sample".into()),
        lang,
    }
}

fn stacked(lang: Lang, captured: bool) -> StackedChart {
    let base = lines(lang);
    let layer = |line: Line| Layer { name: line.name, color: line.color, values: line.values };
    let mut layers: Vec<Layer> = base.lines.into_iter().map(layer).collect();
    for value in &mut layers[2].values[..15] {
        *value = 0.0;
    }
    layers[3].values.iter_mut().enumerate().for_each(|(i, v)| *v = (*v - 15.0 * i as f64).max(0.0));
    if captured {
        let years = base.years.iter();
        layers.push(Layer {
            name: if lang == Lang::Zh { "二氧化碳捕集" } else { "CO₂ captured" }.into(),
            color: 7,
            values: years.map(|&y| -f64::from((y - 2030).max(0)) * 9.0).collect(),
        });
    }
    StackedChart {
        title: base.title,
        subtitle: base.subtitle,
        unit_label: base.unit_label,
        observed: base.observed,
        years: base.years,
        layers,
        notes: vec![],
        source: None,
        lang,
    }
}

/// What is built in every third year and what retires in every other one.
fn bars(lang: Lang) -> BarsChart {
    let base = stacked(lang, false);
    let every = |step: usize, layers: &[Layer]| -> Vec<Layer> {
        let thin = |layer: &Layer| {
            let years = layer.values.iter().enumerate();
            let values = years.map(|(i, v)| if i.is_multiple_of(step) { v.abs() } else { 0.0 }).collect();
            Layer { values, ..layer.clone() }
        };
        layers.iter().map(thin).collect()
    };
    BarsChart {
        title: base.title,
        subtitle: base.subtitle,
        unit_label: base.unit_label,
        years: base.years,
        above: every(3, &base.layers),
        below: every(2, &base.layers[1..]),
        notes: vec![text::changes_note(lang).into()],
        lang,
    }
}

/// Three products, of which two are bound: by capacity from 2030, by scrap in some draws of every year.
fn strips(lang: Lang, with_draws: bool) -> StripsChart {
    let years: Vec<i32> = (2020..=2060).collect();
    let causes: Vec<String> = text::ConstraintWord::ALL.iter().map(|w| w.in_lang(lang).to_owned()).collect();
    let names = match lang {
        Lang::Zh => ["防城港普钢", "铁水", "电解锰"],
        Lang::En => ["Carbon Steel, Fangchenggang", "Hot Metal", "Electrolytic Manganese Metal"],
    };
    let row = |(i, name): (usize, &&str)| Strip {
        name: (*name).to_owned(),
        central: years.iter().map(|y| (i == 0 && *y >= 2030).then_some(1)).collect(),
        draws: match with_draws {
            true => years.iter().map(|y| Some((i, f64::from(y - 2020) / 40.0))).collect(),
            false => Vec::new(),
        },
    };
    StripsChart {
        title: text::constraints_title(lang).into(),
        subtitle: text::scenario_subtitle("广西钢铁", &text::run_subtitle(Some(1000), lang), lang),
        rows: names.iter().enumerate().map(row).collect(),
        years,
        causes,
        notes: vec![text::constraints_note(with_draws, lang).into()],
        lang,
    }
}

/// A bar reaches from the axis to its value: 2024 is a multiple of both steps, so it has both. The table
/// holds what retires with a minus.
#[test]
fn bars_stand_above_and_hang_below() {
    let chart = bars(Lang::En);
    let figure = chart.figure(&sheet()).unwrap();
    let at = |year: f64| -> Vec<f64> {
        let of_year = |mark: &&Mark| matches!(mark, Mark::Area { points, .. } if (points[0].0 + points[1].0) / 2.0 == year);
        let ends = figure.marks.iter().filter(of_year).flat_map(|mark| match mark {
            Mark::Area { points, .. } => points.iter().map(|p| p.1).collect(),
            _ => Vec::new(),
        });
        ends.collect()
    };
    let first = f64::from(chart.years[0]);
    let sum = |layers: &[Layer]| layers.iter().map(|layer| layer.values[0]).sum::<f64>();
    let (highest, lowest) =
        (at(first).into_iter().fold(0.0, f64::max), at(first).into_iter().fold(0.0, f64::min));
    assert!((highest - sum(&chart.above)).abs() < 1e-9 && (lowest + sum(&chart.below)).abs() < 1e-9);
    assert!(highest > 0.0 && lowest < 0.0);
    let table = chart.csv();
    assert!(table.lines().next().unwrap().contains("retired") && table.contains(",-"), "{table}");
}

/// What is never bound has no colour of a cause, and a row tells its cause in words.
#[test]
fn strips_tell_causes_in_words() {
    let chart = strips(Lang::En, true);
    let table = chart.csv();
    assert!(table.contains("\"Carbon Steel, Fangchenggang\",2030,Capacity,Cap on output,0.25"), "{table}");
    assert!(table.contains("Hot Metal,2020,,Capacity,0\n"), "{table}");
    let figure = chart.figure(&sheet()).unwrap();
    for cause in ["Capacity", "Scrap"] {
        assert!(figure.labels.iter().any(|label| label.text == cause), "{cause} is in the key");
    }
    assert!(figure.labels.iter().all(|label| label.text != "Staggered production, power"));
}

/// A bar reaches from the central run to the outcome at each end; the table holds ends and outcomes.
#[test]
fn swings_start_at_the_central_run() {
    let chart = tornado(Lang::En, 300.0, 5);
    let figure = chart.figure(&sheet()).unwrap();
    let reach = |mark: &Mark| match mark {
        Mark::Area { points, .. } => Some((points[0].0, points[1].0)),
        _ => None,
    };
    let drawn: Vec<(f64, f64)> = figure.marks.iter().filter_map(reach).collect();
    let expected: Vec<f64> =
        chart.bars.iter().flat_map(|bar| bar.outcomes).filter(|v| v.is_finite()).collect();
    assert_eq!(drawn.len(), expected.len());
    assert!(drawn.iter().all(|(from, to)| *from == 300.0 && expected.contains(to)));
    let table = chart.csv();
    assert!(
        table.contains("Outcome at 5 % (Mt CO₂)") && table.contains(",×0.85,\"1,200,000 t\",-100,580"),
        "{table}"
    );
    assert_eq!(
        tornado(Lang::En, f64::NAN, 5).figure(&sheet()).map(|_| ()),
        Err(ChartError::Undefined { what: chart.title })
    );
}

/// The strongest have numbers, each beside its dot, and names.
#[test]
fn dots_have_numbers_and_names() {
    let figure = scatter(Lang::En, 20).figure(&sheet()).unwrap();
    for number in 1..=15 {
        let of = |role: Role| {
            figure.labels.iter().filter(|l| l.role == role && l.text == number.to_string()).count()
        };
        assert_eq!((of(Role::Value), of(Role::Series)), (1, 1), "{number}");
    }
    let mut wrong = indices(Lang::En, 3);
    wrong.rows[1].indices[0][2] = f64::NAN;
    assert!(matches!(wrong.figure(&sheet()), Err(ChartError::Undefined { .. })));
}

/// Observed and simulated output of some metals, every other one with a long name and a level in the thousands.
fn panels(lang: Lang, count: usize) -> PanelsChart {
    let panel = |i: usize| {
        let level = if i.is_multiple_of(2) { 3.4 } else { 5200.0 };
        let run = |factor: f64| (0..6).map(|t| level * (1.0 + factor * f64::from(t))).collect::<Vec<f64>>();
        let name = match (lang, i % 2) {
            (Lang::Zh, 0) => "广西粗钢产量",
            (Lang::Zh, _) => "防城港—北海—玉林沿海钢铁基地碳素钢转炉产量与铁水余量调剂合计",
            (Lang::En, 0) => "Crude Steel production, Guangxi",
            (Lang::En, _) => {
                "Carbon Steel production by Converters, Fangchenggang-Beihai-Yulin Coastal Steel Base"
            }
        };
        Panel {
            title: name.into(),
            unit_label: if lang == Lang::Zh { "万吨".into() } else { "Mt".into() },
            caption: text::hindcast_caption(dafeng::domain::Year(2025), -0.123, i.is_multiple_of(3), lang),
            known: vec![(2015, 0.6 * level), (2018, 0.8 * level), (2020, level)],
            withheld: vec![(2022, 1.1 * level), (2025, 1.25 * level)],
            years: (2020..=2025).collect(),
            central: run(0.03),
            quantiles: [0.0, 0.02, 0.045, 0.07].map(run),
        }
    };
    PanelsChart {
        title: text::hindcast_heading(dafeng::domain::Year(2020), lang),
        subtitle: text::scenario_subtitle("广西钢铁", &text::draws(1000, lang), lang),
        panels: (0..count).map(panel).collect(),
        notes: vec![text::hindcast_note(lang).into()],
        lang,
    }
}

/// A stockpile over the rate at which it is used.
fn pair(lang: Lang) -> MultiplesChart {
    let mut stock = fan(lang, 12_000.0, -310.0, 2500.0);
    stock.title = if lang == Lang::Zh { "期末堆存量" } else { "Stockpile" }.into();
    stock.unit_label = if lang == Lang::Zh { "万吨" } else { "Mt" }.into();
    let mut rate = fan(lang, 11.0, -0.5, 6.0);
    rate.title = if lang == Lang::Zh { "综合利用率" } else { "Rate of Use" }.into();
    rate.unit_label = "%".into();
    rate.targets = vec![target(2030, 15.0, Direction::Up, lang), target(2060, 25.0, Direction::Up, lang)];
    MultiplesChart {
        title: if lang == Lang::Zh {
            "贵州赤泥：堆存量与综合利用率"
        } else {
            "Red Mud, Guizhou"
        }
        .into(),
        subtitle: text::run_subtitle(Some(1000), lang),
        panels: vec![stock, rate],
        arrangement: Arrangement::Rows,
        same_scale: false,
        notes: vec![text::stockpile_note(dafeng::domain::Year(2020), lang)],
        lang,
    }
}

/// A fan for each of some clusters, every third one with a long name, the later ones smaller; with bands or without.
fn multiples(lang: Lang, count: usize, with_bands: bool) -> MultiplesChart {
    let panel = |i: usize| {
        let level = 5200.0 / (1.0 + i as f64);
        let mut panel = fan(lang, level, 0.017 * level, 0.13 * level);
        panel.title = match (lang, i % 3) {
            (Lang::Zh, 0) => "防城港—北海—玉林沿海钢铁及有色金属循环经济产业集聚区（含铁山港）".into(),
            (Lang::Zh, _) => format!("来宾基地 {i}"),
            (Lang::En, 0) => "Fangchenggang-Beihai-Yulin Coastal Steel and Nonferrous Metals Base".into(),
            (Lang::En, _) => format!("Laibin Base {i}"),
        };
        if !with_bands {
            panel.bands = None;
            panel.history.clear();
        }
        panel
    };
    MultiplesChart {
        title: if lang == Lang::Zh {
            "广西二氧化碳排放量：各集群"
        } else {
            "CO₂ Emissions: Each Cluster"
        }
        .into(),
        subtitle: text::subtitle(unit(lang), Some(1000), lang),
        panels: (0..count).map(panel).collect(),
        arrangement: Arrangement::Grid,
        same_scale: count < 4,
        notes: vec![text::scales_note(count < 4, lang).into()],
        lang,
    }
}

/// Ore through two furnaces and a shop to three ends, with a thin flow that skips columns.
fn flow(lang: Lang) -> FlowChart {
    let names: [(&str, &str, Option<usize>); 11] = [
        ("未单列的投入", "Inputs not listed", None),
        (
            "锰硅合金（外购，含富锰渣与高碳锰铁）",
            "Silicomanganese (bought, high-carbon ferromanganese included)",
            None,
        ),
        ("废钢", "Steel Scrap", None),
        ("铁水（高炉）", "Hot Metal (Blast Furnace)", Some(0)),
        ("转炉", "Converter", Some(1)),
        ("氢基直接还原—电弧炉短流程示范工程", "Hydrogen Direct Reduction, Arc Furnace", Some(2)),
        ("碳钢", "Carbon Steel", None),
        ("钢渣", "Steel Slag", None),
        ("外供与最终使用", "Sold or used", None),
        ("新增堆存", "To stockpiles", None),
        ("烟气与损耗", "Gas, dust, losses", None),
    ];
    let of = |from: usize, to: usize, amount: f64| Flow { from, to, amount };
    FlowChart {
        title: if lang == Lang::Zh {
            "广西碳钢物质流（2030 年）"
        } else {
            "Material Flow of Carbon Steel"
        }
        .into(),
        subtitle: text::subtitle(if lang == Lang::Zh { "万吨" } else { "Mt" }, None, lang),
        unit_label: if lang == Lang::Zh { "万吨" } else { "Mt" }.into(),
        nodes: names
            .iter()
            .map(|&(zh, en, color)| FlowNode { name: if lang == Lang::Zh { zh } else { en }.into(), color })
            .collect(),
        flows: vec![
            of(0, 3, 2500.0),
            of(1, 4, 12.5),
            of(2, 4, 400.0),
            of(2, 5, 620.0),
            of(3, 4, 2380.0),
            of(3, 5, 120.0),
            of(4, 6, 2600.0),
            of(4, 7, 130.0),
            of(4, 10, 62.5),
            of(5, 6, 690.0),
            of(5, 7, 40.0),
            of(5, 10, 10.0),
            of(6, 8, 3290.0),
            of(7, 9, 60.0),
            of(7, 8, 110.0),
        ],
        decimals: 0,
        notes: vec![text::material_flow_note(lang).into(), text::small_flows_note(0.015, lang)],
        lang,
    }
}

/// So many carriers into so many processes into two products.
fn energy_flow(lang: Lang, carriers: usize, processes: usize) -> FlowChart {
    let name = |word: &str, at: usize| match (lang, at % 4) {
        (Lang::Zh, 0) => format!("{word}（含焦炉煤气、高炉煤气及余热余压回收）{at}"),
        (Lang::Zh, _) => format!("{word} {at}"),
        (Lang::En, 0) => format!("{word} with Coke-Oven and Blast-Furnace Gas {at}"),
        (Lang::En, _) => format!("{word} {at}"),
    };
    let [carrier, process, product] = match lang {
        Lang::Zh => ["动力煤", "电解锰", "铝"],
        Lang::En => ["Steam Coal", "Electrolytic Manganese", "Aluminium"],
    };
    let mut nodes: Vec<FlowNode> =
        (0..carriers).map(|c| FlowNode { name: name(carrier, c), color: Some(c) }).collect();
    nodes.extend((0..processes).map(|p| FlowNode { name: name(process, p), color: Some(p) }));
    nodes.extend((0..2).map(|p| FlowNode { name: name(product, p + 1), color: None }));
    let mut flows = Vec::new();
    for p in 0..processes {
        let mut taken = 0.0;
        for c in (0..carriers).filter(|c| (c + p) % 3 != 1) {
            let amount = 900.0 / (1.0 + (c * 3 + p * 2) as f64);
            flows.push(Flow { from: c, to: carriers + p, amount });
            taken += amount;
        }
        flows.push(Flow { from: carriers + p, to: carriers + processes + p % 2, amount: taken });
    }
    FlowChart { nodes, flows, decimals: 1, notes: vec![text::energy_flow_note(lang).into()], ..flow(lang) }
}

/// Bars are as high as what they turn over, in one scale: 2500 of ore leave one bar, 2380 and 120 of its iron the next. Numbers
/// are told by their ends.
#[test]
fn bars_of_flows_are_in_scale() {
    let chart = flow(Lang::En);
    let figure = chart.figure(&sheet()).unwrap();
    let bars: Vec<f64> = figure
        .overlay
        .iter()
        .filter_map(|o| match o {
            Ornament::Polygon { points, .. } => Some(points[2].y - points[1].y),
            _ => None,
        })
        .collect();
    let amounts = [2500.0, 12.5, 1020.0, 2500.0, 2792.5, 740.0, 3290.0, 170.0, 3400.0, 60.0, 72.5];
    assert_eq!(bars.len(), amounts.len());
    for (bar, amount) in bars.iter().zip(amounts) {
        let expected = (bars[0] * amount / 2500.0).max(0.8);
        assert!((bar - expected).abs() < 1e-6, "{bar} for {amount}");
    }
    let csv = chart.csv();
    assert!(
        csv.starts_with("From,To,Amount (Mt)\nInputs not listed,Hot Metal (Blast Furnace),2500\n"),
        "{csv}"
    );
    assert_eq!(csv.lines().count(), 1 + chart.flows.len());
}

#[test]
fn flows_that_cannot_be_are_refused() {
    let with = |change: &dyn Fn(&mut FlowChart)| {
        let mut chart = flow(Lang::En);
        change(&mut chart);
        chart.figure(&sheet()).map(|_| ()).unwrap_err()
    };
    let named = |what: &str| what.to_owned();
    assert_eq!(
        with(&|c| c.flows[1].amount = -1.0),
        ChartError::Negative {
            what: named("Silicomanganese (bought, high-carbon ferromanganese included) → Converter")
        }
    );
    assert_eq!(
        with(&|c| c.flows[0].amount = f64::NAN),
        ChartError::Undefined { what: named("Inputs not listed → Hot Metal (Blast Furnace)") }
    );
    assert_eq!(
        with(&|c| c.flows[4].amount = 2000.0),
        ChartError::Unbalanced { what: named("Hot Metal (Blast Furnace)") }
    );
    assert_eq!(with(&|c| c.flows.clear()), ChartError::Empty);
    // Slag that goes back into the converter: balanced, and in a circle.
    let back = with(&|c| {
        c.flows.push(Flow { from: 7, to: 4, amount: 10.0 });
        c.flows[7].amount += 10.0;
    });
    assert!(matches!(back, ChartError::Circular { .. }), "{back}");
}

/// Where names have no room beside their nodes, numbers stand there, and the names below with their amounts: each once.
#[test]
fn names_without_room_stand_below() {
    let texts = |theme: &str| -> Vec<String> {
        let figure = flow(Lang::En).figure(&in_theme(theme)).unwrap();
        figure.labels.into_iter().filter(|l| l.role == Role::Series).map(|l| l.text).collect()
    };
    let wide = texts("screen");
    assert!(wide.iter().any(|text| text == "Converter") && !wide.iter().any(|text| text == "1"), "{wide:?}");
    let narrow = texts("journal");
    for number in 1..=flow(Lang::En).nodes.len() {
        assert_eq!(narrow.iter().filter(|text| **text == number.to_string()).count(), 1, "{narrow:?}");
    }
    let below = narrow.iter().filter(|text| text.contains("Converter 2,792")).count();
    assert_eq!(below, 1, "{narrow:?}");
}

/// Panels under each other share their years and begin and end at the same heights of the page; each has an axis of its own. A grid
/// with one scale has the same numbers beside every panel.
#[test]
fn panels_share_what_they_say_they_share() {
    let ticks = |figure: &Figure, role: Role| -> Vec<String> {
        figure.labels.iter().filter(|l| l.role == role).map(|l| l.text.clone()).collect()
    };
    let figure = pair(Lang::En).figure(&sheet()).unwrap();
    let years = ticks(&figure, Role::YearTick);
    let distinct: std::collections::BTreeSet<&String> = years.iter().collect();
    assert_eq!(years.len(), distinct.len(), "years stand under the lowest panel alone");
    let values = ticks(&figure, Role::ValueTick);
    assert!(values.iter().any(|v| v.ends_with('%')) && values.iter().any(|v| v.contains(',')), "{values:?}");
    let grid = |same_scale: bool| {
        let chart = MultiplesChart { same_scale, ..multiples(Lang::En, 3, true) };
        let values = ticks(&chart.figure(&sheet()).unwrap(), Role::ValueTick);
        values.iter().filter(|v| *v == "6,000").count() + values.iter().filter(|v| *v == "5,000").count()
    };
    let shared = grid(true);
    assert!(shared >= 3 && shared.is_multiple_of(3), "{shared}");
    assert!(grid(false) < shared);
}

#[test]
fn panels_of_fans_with_wrong_data_are_refused() {
    let none = MultiplesChart { panels: vec![], ..pair(Lang::Zh) };
    assert_eq!(none.figure(&sheet()), Err(ChartError::Empty));
    let mut short = pair(Lang::Zh);
    short.panels[1].central.pop();
    assert!(matches!(short.figure(&sheet()), Err(ChartError::Length { .. })));
    let mut outside = pair(Lang::Zh);
    outside.panels[0].targets = vec![target(2070, 1.0, Direction::Down, Lang::Zh)];
    assert!(matches!(outside.figure(&sheet()), Err(ChartError::Target { year: 2070, .. })));
}

/// A row for each panel and year: 2010 to 2060 twice; history to 2024, quantiles from then on.
#[test]
fn panels_of_fans_are_told_in_numbers() {
    let csv = pair(Lang::En).csv();
    let rows: Vec<&str> = csv.lines().collect();
    assert_eq!(rows.len(), 1 + 2 * 51);
    assert!(
        rows[0].starts_with("Year,Indicator,Unit,History,Later observation,Central run,P05"),
        "{}",
        rows[0]
    );
    assert!(rows[1 + 14].starts_with("2024,Stockpile,Mt,12000,,12000,12000"), "{}", rows[15]);
    assert!(rows[1 + 51].starts_with("2010,Rate of Use,%,"), "{}", rows[52]);
}

/// Of one scenario alone each share is written beside its dot, and what is imposed stands under a heading.
#[test]
fn one_scenario_has_its_shares_written() {
    let chart = dots(Lang::En, 1);
    let figure = chart.figure(&sheet()).unwrap();
    let written = figure.labels.iter().filter(|l| l.role == Role::Value).count();
    assert_eq!(written, chart.rows.iter().flat_map(|row| &row.dots).flatten().count());
    let headings = figure.labels.iter().filter(|l| l.text == text::imposed_heading(Lang::En)).count();
    assert_eq!(headings, 1);
    let several = dots(Lang::En, 3).figure(&sheet()).unwrap();
    assert!(several.labels.iter().all(|l| l.role != Role::Value));
}

/// A waterfall from a total through changes, each with a whisker of so much to either side.
fn waterfall(lang: Lang, start: f64, changes: &[f64], width: f64) -> WaterfallChart {
    let bar = |name: &str, value: f64| {
        let range = (width > 0.0).then_some((value - width, value + 0.7 * width));
        Bar { name: name.into(), value, range }
    };
    let terms = dafeng::analysis::decompose::TERMS.iter().cycle().zip(changes);
    WaterfallChart {
        title: text::causes_title("广西粗钢", "2020—2030", false, lang),
        subtitle: text::scenario_subtitle("广西钢铁", &text::draws(1000, lang), lang),
        unit_label: unit(lang).into(),
        start: bar("2020", start),
        changes: terms.map(|(&term, &change)| bar(text::term(term, lang), change)).collect(),
        end: bar("2030", start + changes.iter().sum::<f64>()),
        decimals: 1,
        notes: vec![text::causes_note(lang).into()],
        source: None,
        lang,
    }
}

const CHANGES: [f64; 11] = [812.4, -603.1, -210.0, 35.2, -4.1, -390.7, 0.0, -12.0, -150.0, 7.5, 0.03];

fn waterfalls() -> Vec<(String, WaterfallChart)> {
    let mut all = Vec::new();
    for lang in Lang::ALL {
        let mut made = |name: &str, start: f64, changes: &[f64], width: f64| {
            all.push((format!("waterfall-{name}-{}", lang.code()), waterfall(lang, start, changes, width)));
        };
        made("whole", 1500.0, &CHANGES, 0.0);
        made("whiskers", 1500.0, &CHANGES, 120.0);
        made("cut", 9000.0, &CHANGES, 60.0);
        made("below-zero", 300.0, &[120.0, -520.0, -60.0, 25.0], 40.0);
        made("few", 10.0, &[2.0], 0.0);
        made("still", 10.0, &[0.0, 0.0], 0.0);
        made("from-nothing", 0.0, &[40.0], 3.0);
    }
    let mut words = waterfall(Lang::Zh, 9000.0, &CHANGES, 60.0);
    words.start.name = "广西金属新材料“十四五”规划基准情景（含不锈钢、锰、铜、铝）".into();
    words.end.name = "广西金属新材料加快转型情景".into();
    all.push(("waterfall-words-zh".into(), words));
    all
}

/// Half of the draws peak in 2025, the rest spread over the years before and after; one in ten never.
fn peaks(lang: Lang) -> PeaksChart {
    let peaking = [4.0, 2.0, 3.0, 6.0, 10.0, 50.0, 7.0, 3.0, 2.0, 1.0, 1.0, 0.5, 0.3, 0.2, 0.0, 0.0];
    let peaked = peaking.iter().scan(0.0, |sum, share| {
        *sum += share;
        Some(*sum)
    });
    PeaksChart {
        title: text::peak_years_title(
            if lang == Lang::Zh { "广西二氧化碳排放量" } else { "CO₂ emissions, Guangxi" },
            lang,
        ),
        subtitle: text::subtitle("%", Some(1000), lang),
        years: (2020..2036).collect(),
        peaked: peaked.collect(),
        peaking: peaking.to_vec(),
        milestone: 2030,
        notes: text::unpeaked_note(0.1, dafeng::domain::Year(2060), lang).into_iter().collect(),
        lang,
    }
}

/// Names of numbers, every third one long.
fn number_name(lang: Lang, i: usize) -> String {
    match (lang, i % 3) {
        (Lang::Zh, 0) => "碳素钢需求（广西壮族自治区沿海基地与内陆基地合计，含不锈钢）逐年增速冲击".into(),
        (Lang::Zh, _) => format!("高炉：铁矿石单耗 {i}"),
        (Lang::En, 0) => {
            "Electrolytic Manganese from Carbonate Ore: Manganese Carbonate Ore, input per tonne".into()
        }
        (Lang::En, _) => format!("Blast Furnace, life {i}"),
    }
}

/// Swings that fall off, some to one side, some with an end that came to no number, around a level.
fn tornado(lang: Lang, level: f64, count: usize) -> TornadoChart {
    let bar = |i: usize| {
        let size = 400.0 / (1.0 + i as f64);
        let outcomes = match i % 5 {
            0 | 1 => [level - size, level + 0.7 * size],
            2 => [level + size, level - 0.4 * size],
            3 => [level + size, level + 0.3 * size],
            _ => [f64::NAN, level + size],
        };
        let ends = ["×0.85".to_owned(), "1,200,000 t".to_owned()];
        TornadoBar { name: number_name(lang, i), outcomes, ends }
    };
    TornadoChart {
        title: text::sensitivity_title("广西二氧化碳排放量，2030 年", Method::Tornado, lang),
        subtitle: text::unit_and_sample(unit(lang), "41", lang),
        unit_label: unit(lang).into(),
        is_year: false,
        central: level,
        bars: (0..count).map(bar).collect(),
        notes: vec![text::how_to_read(Method::Tornado, lang).into()],
        lang,
    }
}

/// Dots on a curve that crowd near nothing.
fn scatter(lang: Lang, count: usize) -> ScatterChart {
    let dot = |i: usize| {
        let x = 300.0 / (1.0 + 0.4 * i as f64).powi(2);
        let (y, half) = (x * (0.1 + 0.3 * (i % 4) as f64), 0.2 * x);
        ScatterDot {
            name: number_name(lang, i),
            at: [x, y],
            interval: (x - half, x + half),
            is_distinct: i < 12,
        }
    };
    ScatterChart {
        title: text::sensitivity_title("广西二氧化碳排放量，2030 年", Method::Morris, lang),
        subtitle: text::unit_and_sample(unit(lang), "840", lang),
        unit_label: unit(lang).into(),
        axes: text::effect_axes(lang),
        dots: (0..count).map(dot).collect(),
        named: count.min(15),
        notes: vec![text::how_to_read(Method::Morris, lang).into()],
        lang,
    }
}

/// Indices above and below zero, with intervals that widen.
fn indices(lang: Lang, count: usize) -> IndicesChart {
    let row = |i: usize| {
        let first = 0.8 / (1.0 + i as f64) * if i % 4 == 3 { -1.0 } else { 1.0 };
        let of = |value: f64| [value, value - 0.05 - 0.01 * i as f64, value + 0.05 + 0.01 * i as f64];
        IndexRow { name: number_name(lang, i), indices: vec![of(first), of(1.1 * first)] }
    };
    IndicesChart {
        title: text::sensitivity_title("广西二氧化碳排放量，2030 年", Method::Sobol, lang),
        subtitle: text::sample_line(Method::Sobol, 1024, 20_480, lang),
        measures: text::share_measures(lang).map(str::to_owned).to_vec(),
        rows: (0..count).map(row).collect(),
        notes: vec![text::how_to_read(Method::Sobol, lang).into()],
        lang,
    }
}

/// 4 + 2 + 3 + 6 + 10 + 50 + 7 + 3 + 2 + 1 + 1 of a hundred have peaked by 2030; a bar for every year in which any draw peaks.
#[test]
fn peaks_are_counted_and_told() {
    let figure = peaks(Lang::En).figure(&sheet()).unwrap();
    assert!(figure.labels.iter().any(|label| label.text == "peaked by 2030: 89%"), "{:?}", figure.labels);
    let bars = figure.marks.iter().filter(|mark| matches!(mark, Mark::Area { .. })).count();
    assert_eq!(bars, 14);
    assert!(figure.caption.contains("10% of the draws do not peak until 2060"), "{}", figure.caption);
}

/// Every sample by its name.
fn charts() -> Vec<(String, Box<dyn Chart>)> {
    let mut all: Vec<(String, Box<dyn Chart>)> = Vec::new();
    for (name, chart) in fans() {
        all.push((name.to_owned(), Box::new(chart)));
    }
    for (name, chart) in waterfalls() {
        all.push((name, Box::new(chart)));
    }
    for lang in Lang::ALL {
        let code = lang.code();
        all.push((format!("lines-{code}"), Box::new(lines(lang))));
        for count in [1, 4, 7] {
            all.push((format!("panels-{code}-{count}"), Box::new(panels(lang, count))));
        }
        all.push((format!("pair-{code}"), Box::new(pair(lang))));
        all.push((format!("flow-{code}"), Box::new(flow(lang))));
        for (carriers, processes) in [(1, 1), (5, 4), (9, 12)] {
            let chart = energy_flow(lang, carriers, processes);
            all.push((format!("flow-energy-{code}-{processes}"), Box::new(chart)));
        }
        for (count, with_bands) in [(1, true), (3, true), (5, false), (12, true)] {
            let chart = multiples(lang, count, with_bands);
            all.push((format!("multiples-{code}-{count}"), Box::new(chart)));
        }
        all.push((format!("bars-{code}"), Box::new(bars(lang))));
        for (count, level) in [(1, 6000.0), (7, 300.0), (20, 5.0e5)] {
            all.push((format!("tornado-{code}-{count}"), Box::new(tornado(lang, level, count))));
            all.push((format!("scatter-{code}-{count}"), Box::new(scatter(lang, 2 * count))));
            all.push((format!("indices-{code}-{count}"), Box::new(indices(lang, count))));
        }
        all.push((format!("bars-{code}"), Box::new(bars(lang))));
        for with_draws in [false, true] {
            all.push((format!("strips-{code}-{with_draws}"), Box::new(strips(lang, with_draws))));
        }
        all.push((format!("peaks-{code}"), Box::new(peaks(lang))));
        for scenarios in [1, 3, 10] {
            let chart = dots(lang, scenarios);
            all.push((format!("dots-{code}-{scenarios}"), Box::new(chart)));
        }
        for captured in [false, true] {
            all.push((format!("stacked-{code}-{captured}"), Box::new(stacked(lang, captured))));
        }
    }
    all
}

/// Every sample as (name, figure, SVG), made once.
fn samples() -> &'static [(String, Figure, String)] {
    static SAMPLES: OnceLock<Vec<(String, Figure, String)>> = OnceLock::new();
    let made = |(name, chart): (String, Box<dyn Chart>)| {
        let figure = chart.figure(&sheet()).unwrap_or_else(|error| panic!("{name}: {error}"));
        let svg = svg(chart.as_ref(), &sheet()).unwrap_or_else(|error| panic!("{name}: {error}"));
        (name, figure, svg)
    };
    SAMPLES.get_or_init(|| charts().into_iter().map(made).collect())
}

/// A page of 85 mm is less than half of a screen's: what fits there fits anywhere.
#[test]
fn every_theme_keeps_labels_apart() {
    let dump = std::env::var_os("DAFENG_CHART_DUMP").map(std::path::PathBuf::from);
    let mut faults = Vec::new();
    for theme in NAMES.into_iter().filter(|name| *name != DEFAULT_THEME) {
        let sheet = in_theme(theme);
        for (name, chart) in charts() {
            let figure = chart.figure(&sheet).unwrap_or_else(|error| panic!("{name} in {theme}: {error}"));
            faults.extend(fault_of_labels(&figure).err().map(|fault| format!("{name} in {theme}: {fault}")));
            if let Some(folder) = &dump {
                let folder = folder.join(theme);
                std::fs::create_dir_all(&folder).unwrap();
                let drawing = svg(chart.as_ref(), &sheet).unwrap();
                std::fs::write(folder.join(format!("{name}.png")), png(&drawing, &sheet).unwrap()).unwrap();
                std::fs::write(folder.join(format!("{name}.pdf")), pdf(&drawing, &name, &sheet).unwrap())
                    .unwrap();
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn labels_stay_on_the_page_and_off_each_other() {
    for (name, figure, _) in samples() {
        if let Err(fault) = fault_of_labels(figure) {
            panic!("{name}: {fault}");
        }
    }
}

/// The first label that leaves the page or lies on another.
fn fault_of_labels(figure: &Figure) -> Result<(), String> {
    let page = Rect { left: 8.0, top: 8.0, right: figure.width - 8.0, bottom: figure.height - 4.0 };
    for (i, label) in figure.labels.iter().enumerate() {
        if !page.contains(&label.rect) {
            return Err(format!("\"{}\" leaves the page: {:?}", label.text, label.rect));
        }
        for other in &figure.labels[..i] {
            // Lines of one paragraph may touch by the depth of a descender.
            let same_block = label.role == other.role && label.at.x == other.at.x;
            let allowed = if same_block { 0.12 * label.rect.width() * label.size } else { 0.0 };
            let shared = label.rect.overlap(&other.rect);
            if shared > allowed {
                return Err(format!("\"{}\" and \"{}\" overlap by {shared} px²", label.text, other.text));
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_fan_can_be_drawn(
        level in prop_oneof![-1e4..1e4f64, 1e-6..1e-3f64, 1e9..1e12f64],
        fall in -0.03..0.03f64,
        width in 0.0..0.8f64,
        goals in prop::collection::vec((2011..=2060i32, -0.2..1.5f64, 0..3usize), 0..5),
        zh in any::<bool>(),
    ) {
        let lang = if zh { Lang::Zh } else { Lang::En };
        let mut chart = fan(lang, level, fall * level, width * level.abs());
        let directions = [Direction::Down, Direction::Up, Direction::Exact];
        chart.targets = goals.iter().map(|&(y, v, d)| target(y, v * level, directions[d], lang)).collect();
        let figure = chart.figure(&sheet()).unwrap();
        prop_assert_eq!(fault_of_labels(&figure), Ok(()));
        prop_assert!(!svg(&chart, &sheet()).unwrap().contains("NaN"));
    }

    #[test]
    fn any_panels_can_be_drawn(
        levels in prop::collection::vec(prop_oneof![-1e4..1e4f64, 1e-6..1e-3f64, 1e9..1e12f64], 1..8),
        known in 1..6i32,
        zh in any::<bool>(),
    ) {
        let mut chart = panels(if zh { Lang::Zh } else { Lang::En }, levels.len());
        for (panel, level) in chart.panels.iter_mut().zip(&levels) {
            let rescaled = |values: &mut [f64]| values.iter_mut().for_each(|v| *v *= level / 3.4);
            rescaled(&mut panel.central);
            panel.quantiles.iter_mut().for_each(|values| rescaled(values));
            panel.known = (0..known).map(|i| (2021 - known + i, level * 0.9)).collect();
            panel.withheld = vec![(2023, level * 1.3)];
        }
        let figure = chart.figure(&sheet()).unwrap();
        prop_assert_eq!(fault_of_labels(&figure), Ok(()));
        let shapes = figure.overlay.iter().flat_map(|ornament| match ornament {
            Ornament::Line { points, .. } | Ornament::Polygon { points, .. } => points.clone(),
            Ornament::Dot { at, .. } => vec![*at],
        });
        let page = Rect { left: 0.0, top: 0.0, right: figure.width, bottom: figure.height };
        prop_assert!(shapes.into_iter().all(|p| page.holds(p)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_waterfall_can_be_drawn(
        start in prop_oneof![0.0..1e5f64, Just(0.0), -1e3..1e3f64],
        changes in prop::collection::vec(prop_oneof![-1e4..1e4f64, Just(0.0), -1e-3..1e-3f64], 0..12),
        width in prop_oneof![Just(0.0), 0.0..5e3f64],
        zh in any::<bool>(),
    ) {
        let chart = waterfall(if zh { Lang::Zh } else { Lang::En }, start, &changes, width);
        let figure = chart.figure(&sheet()).unwrap();
        prop_assert_eq!(fault_of_labels(&figure), Ok(()));
        for mark in &figure.marks {
            if let Mark::Area { points, .. } | Mark::Line { points, .. } = mark {
                prop_assert!(points.iter().all(|&p| figure.plot.grown(0.5).holds(figure.place(p))));
            }
        }
        prop_assert!(!svg(&chart, &sheet()).unwrap().contains("NaN"));
    }
}

/// Bars lead from the first total to the last: each begins where the one before it ended.
#[test]
fn a_waterfall_is_a_chain() {
    let figure = waterfall(Lang::En, 100.0, &[30.0, -50.0], 0.0).figure(&sheet()).unwrap();
    let bars: Vec<(f64, f64)> = figure
        .marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Area { points, .. } => Some((points[0].1, points[2].1)),
            _ => None,
        })
        .collect();
    assert_eq!(bars, [(0.0, 100.0), (100.0, 130.0), (130.0, 80.0), (0.0, 80.0)]);
    let values: Vec<&str> =
        figure.labels.iter().filter(|l| l.role == Role::Value).map(|l| l.text.as_str()).collect();
    assert_eq!(values, ["100.0", "+30.0", "\u{2212}50.0", "80.0"]);
    let color = |bar: usize| match &figure.marks[bar] {
        Mark::Area { color, .. } => *color,
        other => panic!("{other:?}"),
    };
    assert!(color(1) != color(2) && color(0) == color(3), "rises, falls and totals differ in colour");
}

/// On a narrow page the bars lie under each other, and still lead from the first total to the last.
#[test]
fn a_narrow_waterfall_lies() {
    let figure = waterfall(Lang::En, 1500.0, &CHANGES, 0.0).figure(&in_theme("journal")).unwrap();
    let bars: Vec<[f64; 3]> = figure
        .marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Area { points, .. } => Some([points[0].0, points[1].0, points[0].1]),
            _ => None,
        })
        .collect();
    assert_eq!(bars.len(), 2 + CHANGES.len());
    assert_eq!((bars[0][0], bars[0][1]), (0.0, 1500.0));
    assert!(bars[1..12].iter().zip(&bars).all(|(bar, before)| bar[0] == before[1] && bar[2] < before[2]));
    let rows = figure.labels.iter().filter(|label| label.role == Role::Series).count();
    assert_eq!(rows, 2 + CHANGES.len(), "every name on one line");
    assert!(figure.caption.contains("A plus is a rise"), "{}", figure.caption);
}

#[test]
fn a_waterfall_tells_whiskers_and_a_cut_axis_and_its_numbers() {
    let notes = |chart: &WaterfallChart| {
        let figure = chart.figure(&sheet()).unwrap();
        let lines = figure.labels.iter().filter(|l| l.role == Role::Note);
        lines.map(|l| l.text.clone()).collect::<Vec<_>>().join(" ")
    };
    let plain = notes(&waterfall(Lang::En, 100.0, &[30.0, -50.0], 0.0));
    assert!(!plain.contains("whiskers") && !plain.contains(text::cut_axis_note(Lang::En)), "{plain}");
    let cut = notes(&waterfall(Lang::En, 9000.0, &[30.0, -50.0], 3.0));
    assert!(cut.contains("whiskers") && cut.contains(text::cut_axis_note(Lang::En)), "{cut}");
    let csv = waterfall(Lang::En, 100.0, &[30.0], 10.0).csv();
    let rows = "2020,100,90,107\nOutput,30,20,37\n2030,130,120,137\n";
    assert_eq!(csv, format!("Item,Value (Mt CO₂),P05 (Mt CO₂),P95 (Mt CO₂)\n{rows}"));
}

#[test]
fn a_waterfall_without_a_value_is_refused() {
    let mut chart = waterfall(Lang::En, 100.0, &[30.0], 0.0);
    chart.changes[0].value = f64::NAN;
    assert_eq!(chart.figure(&sheet()), Err(ChartError::Undefined { what: "Output".into() }));
    let mut chart = waterfall(Lang::En, 100.0, &[30.0], 1.0);
    chart.end.range = Some((0.0, f64::INFINITY));
    assert_eq!(chart.figure(&sheet()), Err(ChartError::Undefined { what: "2030".into() }));
}

#[test]
fn target_labels_keep_inside_the_plot() {
    for (name, figure, _) in samples() {
        for label in figure.labels.iter().filter(|l| l.role == Role::Target) {
            assert!(figure.plot.grown(1.0).contains(&label.rect), "{name}: {}", label.text);
        }
    }
}

#[test]
fn drawings_are_finite_and_inside() {
    for (name, figure, svg) in samples() {
        assert!(!svg.contains("NaN") && !svg.contains("inf"), "{name}");
        for mark in &figure.marks {
            let points = match mark {
                Mark::Area { points, .. } | Mark::Line { points, .. } => points.clone(),
                Mark::Dot { at, .. } => vec![*at],
            };
            let plot = figure.plot.grown(0.5);
            assert!(points.into_iter().all(|p| plot.holds(figure.place(p))), "{name}: {mark:?}");
        }
        let (width, height) = (figure.width * 10.0, figure.height * 10.0);
        for (x, y) in coordinates(svg) {
            assert!((0.0..=width).contains(&x) && (0.0..=height).contains(&y), "{name}: {x},{y}");
        }
    }
}

/// Every point of the polylines and polygons of an SVG.
fn coordinates(svg: &str) -> Vec<(f64, f64)> {
    let lists = svg.split("points=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let pairs = lists.flat_map(str::split_whitespace).filter_map(|pair| pair.split_once(','));
    pairs.map(|(x, y)| (x.parse().unwrap(), y.parse().unwrap())).collect()
}

#[test]
fn the_words_are_there() {
    let sheet = sheet();
    for lang in Lang::ALL {
        let svg = svg(&with_targets(lang), &sheet).unwrap();
        for word in [ChartWord::History, ChartWord::Projection, ChartWord::Median, ChartWord::CentralRun] {
            assert!(svg.contains(word.in_lang(lang)), "{word:?}");
        }
        assert!(svg.contains("CO₂") && svg.contains(">P95<") && svg.contains(">P5<"));
        let notes = notes(&with_targets(lang));
        assert!(notes.contains(text::later_observations_note(lang)), "{notes}");
        assert!(notes.contains(text::central_note(lang)), "{notes}");
        assert!(svg.contains("≤ 4,800") && svg.contains("font-family=\"'Dafeng Sans SC', "));
    }
}

/// The notes of a chart, its lines joined again.
fn notes(chart: &FanChart) -> String {
    let figure = chart.figure(&sheet()).unwrap();
    let lines = figure.labels.iter().filter(|l| l.role == Role::Note);
    let joint = if chart.lang == Lang::Zh { "" } else { " " };
    lines.map(|l| l.text.as_str()).collect::<Vec<_>>().join(joint)
}

#[test]
fn quantiles_are_named_only_where_they_can_be_told_apart() {
    let series = |chart: &FanChart| -> Vec<String> {
        let figure = chart.figure(&sheet()).unwrap();
        figure.labels.into_iter().filter(|l| l.role == Role::Series).map(|l| l.text).collect()
    };
    assert_eq!(series(&plain(Lang::Zh)).len(), 7);
    assert_eq!(series(&fan(Lang::En, 5200.0, 90.0, 60.0)).len(), 3);
    assert_eq!(series(&fan(Lang::Zh, 5200.0, 90.0, 0.0)), ["中位数 1,960"]);
    assert_eq!(series(&single_run()), ["中心情景 1,960"]);
}

#[test]
fn notes_tell_what_is_drawn_and_nothing_else() {
    let flat = notes(&fan(Lang::Zh, 5200.0, 90.0, 0.0));
    assert!(flat.contains(text::flat_band_note(Lang::Zh)) && !flat.contains(&text::band_note(Lang::Zh)));
    let plain = notes(&plain(Lang::En));
    assert!(plain.contains(&text::band_note(Lang::En)) && !plain.contains(text::central_note(Lang::En)));
    assert!(notes(&cut_axis()).contains(text::cut_axis_note(Lang::En)));
    assert!(!notes(&single_run()).contains("P5"));
}

#[test]
fn the_fan_opens_from_the_observed_point() {
    let figure = base_year_only().figure(&sheet()).unwrap();
    let areas: Vec<_> = figure
        .marks
        .iter()
        .filter_map(|m| match m {
            Mark::Area { points, .. } => Some(points),
            _ => None,
        })
        .collect();
    assert_eq!(areas.len(), 3);
    for points in areas {
        assert_eq!(points[0], (2024.0, 5200.0));
        assert_eq!(points[points.len() - 1], (2024.0, 5200.0));
        assert!(points[1].1 > points[points.len() - 2].1);
    }
}

#[test]
fn the_same_chart_gives_the_same_bytes() {
    let chart = with_targets(Lang::Zh);
    let first = svg(&chart, &sheet()).unwrap();
    let second = svg(&chart.clone(), &sheet()).unwrap();
    assert_eq!(first, second);
    assert_eq!(png(&first, &sheet()).unwrap(), png(&second, &sheet()).unwrap());
}

#[test]
fn a_character_without_a_glyph_is_an_error() {
    let mut chart = plain(Lang::Zh);
    chart.title = "𠮷林铁合金 — 测试".into();
    let error = svg(&chart, &sheet()).unwrap_err();
    let ChartError::Font(FontError::MissingGlyphs { missing, .. }) = &error else {
        panic!("{error}");
    };
    assert_eq!(missing, &['𠮷']);
    assert!(error.to_string().contains("--font FILE"));
    let mut chart = lines(Lang::Zh);
    chart.lines[3].name = "😀".into();
    assert!(matches!(svg(&chart, &sheet()), Err(ChartError::Font(_))));
}

#[test]
fn wrong_data_is_refused() {
    let sheet = sheet();
    let mut short = plain(Lang::En);
    short.central.pop();
    assert!(matches!(short.figure(&sheet), Err(ChartError::Length { expected: 37, found: 36, .. })));
    let mut infinite = plain(Lang::En);
    infinite.central[3] = f64::INFINITY;
    assert!(matches!(infinite.figure(&sheet), Err(ChartError::Infinite { year: 2027, .. })));
    let mut outside = plain(Lang::En);
    outside.targets = vec![target(2070, 1.0, Direction::Down, Lang::En)];
    assert!(matches!(outside.figure(&sheet), Err(ChartError::Target { year: 2070, .. })));
    let mut empty = single_run();
    empty.history.clear();
    empty.central.fill(f64::NAN);
    assert_eq!(empty.figure(&sheet), Err(ChartError::Empty));
}

#[test]
fn panels_with_wrong_data_are_refused() {
    let sheet = sheet();
    assert_eq!(panels(Lang::En, 0).figure(&sheet), Err(ChartError::Empty));
    let mut short = panels(Lang::En, 2);
    short.panels[1].quantiles[2].pop();
    assert!(matches!(short.figure(&sheet), Err(ChartError::Length { expected: 6, found: 5, .. })));
    let mut infinite = panels(Lang::En, 1);
    infinite.panels[0].withheld[0].1 = f64::INFINITY;
    assert!(matches!(infinite.figure(&sheet), Err(ChartError::Infinite { year: 2022, .. })));
}

/// Every panel has its title, the key its five words, and the table a row for every year with a number:
/// 2015, 2018, and 2020–2025.
#[test]
fn panels_are_told_in_words_and_numbers() {
    for lang in Lang::ALL {
        let chart = panels(lang, 4);
        let svg = svg(&chart, &sheet()).unwrap();
        for word in text::PanelWord::ALL {
            assert_eq!(svg.matches(&format!(">{}<", word.in_lang(lang))).count(), 1, "{word:?}");
        }
        assert_eq!(svg.matches(&chart.panels[0].caption).count(), 2, "captions of panels 1 and 4");
    }
    let csv = panels(Lang::En, 1).csv();
    let rows: Vec<&str> = csv.lines().collect();
    assert_eq!(rows.len(), 1 + 8, "{csv}");
    let known = "\"Observed, known to the run\",\"Observed, withheld\"";
    assert_eq!(rows[0], format!("Indicator,Unit,Year,{known},Central run,P05,P25,P75,P95"));
    assert_eq!(rows[1], "\"Crude Steel production, Guangxi\",Mt,2015,2.04,,,,,,");
    assert_eq!(rows[5], "\"Crude Steel production, Guangxi\",Mt,2022,,3.74,3.604,3.4,3.536,3.706,3.876");
}

#[test]
fn the_table_holds_the_numbers() {
    assert!(plain(Lang::Zh).csv().starts_with("\u{FEFF}年份,历史 (万吨 CO₂)"));
    let csv = with_targets(Lang::En).csv();
    let header = csv.lines().next().unwrap();
    assert_eq!(header.split(',').count(), 11, "{header}");
    assert!(
        header.starts_with(
            "Year,History (Mt CO₂),Later observation (Mt CO₂),Central run (Mt CO₂),P05 (Mt CO₂)"
        )
    );
    assert!(csv.lines().any(|l| l.starts_with("2024,5200,,5200,5200")), "{csv}");
    assert_eq!(csv.lines().count(), 1 + (2060 - 2010 + 1));
}

#[test]
fn pictures_are_crisp_pngs() {
    let dump = std::env::var_os("DAFENG_CHART_DUMP").map(std::path::PathBuf::from);
    for (name, figure, svg) in samples() {
        if dump.is_none() && name != "targets-zh" {
            continue;
        }
        let bytes = png(svg, &sheet()).unwrap();
        let size = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
        assert_eq!((size(16), size(20)), ((figure.width * 2.0) as u32, (figure.height * 2.0) as u32));
        if let Some(folder) = &dump {
            std::fs::create_dir_all(folder).unwrap();
            std::fs::write(folder.join(format!("{name}.png")), bytes).unwrap();
            std::fs::write(folder.join(format!("{name}.svg")), svg).unwrap();
        }
    }
}

/// A band reaches far beyond its line: the axis holds it, and the table has its edges.
#[test]
fn bands_of_lines_are_drawn_whole_and_told() {
    let mut chart = lines(Lang::En);
    let edge = |by: f64| chart.lines[0].values.iter().map(|v| v + by).collect::<Vec<f64>>();
    let band = [edge(-900.0), edge(700.0)];
    let (low, high) = (band[0].clone(), band[1].clone());
    chart.lines[0].band = Some(band);
    let figure = chart.figure(&sheet()).expect("a figure");
    assert!(low.iter().all(|v| *v >= figure.y.0) && high.iter().all(|v| *v <= figure.y.1));
    let areas = figure.marks.iter().filter(|mark| matches!(mark, Mark::Area { .. })).count();
    assert_eq!(areas, 1, "one line has a band");
    let name = &chart.lines[0].name;
    let csv = chart.csv();
    let head = csv.lines().next().expect("a head");
    assert!(
        head.contains(&format!("{name} P05 (Mt)")) && head.contains(&format!("{name} P95 (Mt)")),
        "{head}"
    );
}
