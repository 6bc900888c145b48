//! Words of a comparison of inputs.

use super::{Lang, LeafUnit, path_line, provenance_line, random_lines};
use crate::analysis::difference::{Aspect, Difference, Differences, Role, Side, Value};
use crate::domain::{Leaf, Path, Provenance};

/// A row for people: what it is about, what the first scenario says, what the second one says; a line each.
pub type DifferenceRow = [Vec<String>; 3];

/// The headline of a group, with how many it holds.
pub fn role_heading(role: Role, count: usize, lang: Lang) -> String {
    let (zh, en) = match role {
        Role::Lever => ("政策杠杆（政府可决定）", "Levers (what a government decides)"),
        Role::Assumption => ("假设（政府不能决定）", "Assumptions (what it does not decide)"),
        Role::Target => ("目标", "Targets"),
        Role::Data => ("数据（装置清单、历史观测、来源）", "Data (register, observations, sources)"),
        Role::Frame => ("框架（年份、名称、口径）", "Frame (years, names, what is reported)"),
    };
    counted(zh, en, count, lang)
}

/// The headline of what differs in citations alone.
pub fn citations_heading(count: usize, lang: Lang) -> String {
    counted("仅来源或备注不同", "Source or note alone", count, lang)
}

fn counted(zh: &str, en: &str, count: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{zh}：{count}"),
        Lang::En => format!("{en}: {count}"),
    }
}

/// That there is nothing to tell.
pub fn no_difference(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "两个情景的输入没有差异",
        Lang::En => "The inputs of the two scenarios do not differ",
    }
}

/// The heads of the columns.
pub fn difference_head(lang: Lang) -> [&'static str; 3] {
    match lang {
        Lang::Zh => ["地址（单位）", "A", "B"],
        Lang::En => ["address (unit)", "A", "B"],
    }
}

/// Differences as rows. What a table cites is told with the first of its rows.
pub fn difference_rows(list: &[&Difference], all: &Differences, lang: Lang) -> Vec<DifferenceRow> {
    let above = |one: &Difference| one.address.rsplit_once('.').map(|(above, _)| above.to_owned());
    let cites = |one: &Difference| {
        !one.is_citation() && [&one.a, &one.b].into_iter().flatten().any(|side| side.cited.is_some())
    };
    let row = |(at, one): (usize, &&Difference)| {
        let before = at.checked_sub(1).and_then(|before| list.get(before));
        let told = before.is_some_and(|before| above(before) == above(one) && cites(before));
        let cites = cites(one) && !told;
        difference_row(one, all, cites, lang)
    };
    list.iter().enumerate().map(row).collect()
}

fn difference_row(one: &Difference, all: &Differences, cites: bool, lang: Lang) -> DifferenceRow {
    let unit = difference_unit(one, Some(lang));
    let mut about = vec![one.address.clone()];
    about.extend(unit.as_ref().filter(|unit| !unit.label.is_empty()).map(|unit| match lang {
        Lang::Zh => format!("（{}）", unit.label),
        Lang::En => format!("({})", unit.label),
    }));
    let side = |side: &Option<Side>| match side {
        None => vec![absent(lang).to_owned()],
        Some(side) => {
            let mut lines = side_lines(side, one, unit.as_ref(), all, lang);
            if let Some(cited) = side.cited.as_ref().filter(|_| cites) {
                // Behind the name of a thing, before its parts.
                let at = if matches!(side.value, Value::Whole(_)) { 1 } else { lines.len() };
                lines.insert(at, cited_line(cited, lang));
            }
            lines
        }
    };
    [about, side(&one.a), side(&one.b)]
}

fn absent(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "（无）",
        Lang::En => "(none)",
    }
}

fn side_lines(
    side: &Side,
    one: &Difference,
    unit: Option<&LeafUnit>,
    all: &Differences,
    lang: Lang,
) -> Vec<String> {
    let mut lines = value_lines(&side.value, one, unit, lang);
    if let Value::Whole(_) = side.value {
        let parts = all.parts(&one.address).filter(|part| tells(part, one));
        lines.extend(parts.map(|part| part_line(part, side, &one.address, lang)));
    }
    lines
}

/// What a difference is about, in lines: the value first.
fn value_lines(value: &Value, one: &Difference, unit: Option<&LeafUnit>, lang: Lang) -> Vec<String> {
    match value {
        Value::Whole(name) => vec![lang.of(name).to_owned()],
        Value::Leaf(leaf) => leaf_lines(leaf, one, unit, lang),
        Value::Word(word) => vec![word.clone()],
        Value::List(list) | Value::Order(list) => vec![list.join(", ")],
        Value::Observed { value, .. } => {
            vec![unit.map_or_else(|| value.to_string(), |unit| unit.show(*value))]
        }
    }
}

fn leaf_lines(leaf: &Leaf, one: &Difference, unit: Option<&LeafUnit>, lang: Lang) -> Vec<String> {
    let written = LeafUnit::written(leaf);
    let unit = unit.unwrap_or(&written);
    let mut lines = vec![path_line(&leaf.path, unit, lang)];
    lines.extend(random_lines(leaf, unit, lang));
    if leaf.address != one.address {
        lines.push(format!("= {}", leaf.address));
    }
    lines.extend(leaf.drawn_as.as_ref().map(|with| match lang {
        Lang::Zh => format!("随 {with} 抽样"),
        Lang::En => format!("drawn with {with}"),
    }));
    if one.aspects.contains(&Aspect::Range) {
        let [least, greatest] = [leaf.range.least, leaf.range.greatest].map(|bound| unit.show(bound));
        lines.push(match lang {
            Lang::Zh => format!("可能范围 {least} 至 {greatest}"),
            Lang::En => format!("possible {least} to {greatest}"),
        });
    }
    lines.push(provenance_line(&leaf.provenance, lang));
    if one.aspects.contains(&Aspect::Note) {
        let note = leaf.note.as_deref().unwrap_or_else(|| absent(lang));
        lines.push(match lang {
            Lang::Zh => format!("备注：{note}"),
            Lang::En => format!("note: {note}"),
        });
    }
    lines
}

/// Whether a part of a new thing says more than its name, what it cites, and that nothing was written.
fn tells(part: &Difference, whole: &Difference) -> bool {
    let key = part.address.strip_prefix(&whole.address).unwrap_or("");
    let side = part.a.as_ref().or(part.b.as_ref());
    !matches!(key, ".name" | ".title" | ".title.zh" | ".title.en" | ".source")
        && !matches!(side.map(|side| &side.value), Some(Value::Leaf(leaf)) if leaf.provenance == Provenance::Default)
}

/// A part of what only one of the two has: `capacity: 2.5 Mt`; its citation where the whole has another one.
fn part_line(part: &Difference, whole: &Side, at: &str, lang: Lang) -> String {
    let key = part.address.strip_prefix(at).unwrap_or(&part.address).trim_start_matches(['.', '@']);
    let unit = difference_unit(part, Some(lang));
    let side = part.a.as_ref().or(part.b.as_ref());
    let mut lines = side.map_or_else(Vec::new, |side| value_lines(&side.value, part, unit.as_ref(), lang));
    if let Some(Value::Leaf(leaf)) = side.map(|side| &side.value)
        && let Provenance::Source(own) | Provenance::Assumption(own) = &leaf.provenance
        && whole.cited.as_ref() == Some(own)
    {
        let known = provenance_line(&leaf.provenance, lang);
        lines.retain(|line| *line != known);
    }
    if let (Some(first), Some(unit)) = (lines.first_mut(), unit.filter(|unit| !unit.label.is_empty())) {
        *first += &format!(" {}", unit.label);
    }
    format!("{key}: {}", lines.join(if lang == Lang::Zh { "；" } else { "; " }))
}

fn cited_line(cited: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("据：{cited}"),
        Lang::En => format!("cites: {cited}"),
    }
}

/// The one unit that both sides of a difference are shown in: of a language amounts in its usual unit, all else as the
/// first of the two wrote it; `None` where there is no number.
pub fn difference_unit(one: &Difference, lang: Option<Lang>) -> Option<LeafUnit> {
    let sides = [&one.a, &one.b].into_iter().flatten();
    let (mut unit, mut dimension, mut largest) = (None, None, 0.0_f64);
    for side in sides {
        match &side.value {
            Value::Leaf(leaf) => {
                unit = unit.or_else(|| Some(LeafUnit::written(leaf)));
                dimension = dimension.or(Some(leaf.dimension));
                largest = largest.max(largest_of(&leaf.path));
            }
            Value::Observed { value, dimension: of } => {
                unit = unit.or_else(|| Some(LeafUnit::canonical(*of)));
                dimension = dimension.or(Some(*of));
                largest = largest.max(value.abs());
            }
            Value::Whole(_) | Value::Word(_) | Value::List(_) | Value::Order(_) => {}
        }
    }
    let amount = lang.and_then(|lang| LeafUnit::amount(dimension?, largest, lang));
    amount.or(unit)
}

/// The greatest number that a path is written with.
fn largest_of(path: &Path) -> f64 {
    match path {
        Path::Constant(value) => value.abs(),
        Path::Knots { knots, .. } => knots.iter().fold(0.0, |most, (_, value)| most.max(value.abs())),
        Path::Growth { start, .. } => start.map_or(0.0, f64::abs),
        Path::Logistic { floor, ceiling, .. } => floor.abs().max(ceiling.abs()),
    }
}
