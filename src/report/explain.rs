//! An explanation as a tree of text, and as JSON.

use std::collections::BTreeSet;
use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::text::{self, Lang};
use crate::analysis::explain::{Node, Of, Part, Rule, Term};
use crate::domain::*;
use crate::model::Model;
use crate::units::Dimension;

/// An explanation ready to be shown.
#[derive(Clone, Copy, Debug)]
pub struct Explanation<'a> {
    /// What was run.
    pub model: &'a Model,
    /// The number and what it follows from.
    pub root: &'a Rc<Node>,
    /// The series.
    pub series: usize,
    /// The year, counted from the base year.
    pub t: usize,
    /// Levels below the number itself; `None`: all.
    pub depth: Option<usize>,
    /// Language of words and units.
    pub lang: Lang,
}

impl Explanation<'_> {
    /// The tree as text.
    pub fn text(&self) -> String {
        let mut tree =
            Tree { of: self, shown: BTreeSet::new(), cited: Vec::new(), cut: false, lines: Vec::new() };
        let (series, year) = (&self.model.series[self.series], self.model.scenario.horizon.year(self.t));
        tree.lines.push(format!("{}@{year}", series.key(&self.model.scenario)));
        tree.node(self.root, "", "", ("", ""));
        if tree.cut {
            tree.lines.push(text::deeper(self.lang).to_owned());
        }
        let (mut lines, cited) = (tree.lines, self.cited(&tree.cited));
        if !cited.is_empty() {
            lines.push(text::cited_heading(self.lang).to_owned());
            lines.extend(cited.iter().map(|(id, title)| format!("  {id}: {title}")));
        }
        lines.push(String::new());
        lines.join("\n")
    }

    /// Documents whose keys begin citations, with their titles.
    fn cited(&self, citations: &[String]) -> Vec<(String, String)> {
        let cites = |source: &&Source| {
            let key =
                |citation: &String| citation.split([' ', '§', ',', ';']).next() == Some(source.id.as_str());
            citations.iter().any(key)
        };
        let sources = self.model.scenario.sources.iter().filter(cites);
        sources.map(|source| (source.id.clone(), source.title.clone())).collect()
    }

    /// A value for people, with its unit.
    fn shown(&self, node: &Node) -> String {
        match node.what.term {
            Term::Series(series) => {
                let series = &self.model.series[series];
                text::amount_in(node.value, &text::series_unit(series, self.lang, node.value))
            }
            _ => amount(node.value, node.dimension, self.lang),
        }
    }

    /// The value that the scenario writes for a leaf, where the run has another.
    fn written(&self, node: &Node, leaf: LeafId) -> Option<f64> {
        let of_year = |of: &Of| if let Of::Year(year) = of { Some(*year) } else { None };
        let horizon = self.model.scenario.horizon;
        let t = node.what.of.iter().find_map(of_year).and_then(|year| horizon.index(year)).unwrap_or(self.t);
        let written = self.model.parameters.central(leaf, t);
        (written != node.value).then_some(written)
    }

    /// Where a number without parts comes from.
    fn origin(&self, node: &Node) -> String {
        let scenario = &self.model.scenario;
        match &node.rule {
            Rule::Leaf(id) => {
                let leaf = scenario.leaf(*id);
                let written = self.written(node, *id).map(|value| {
                    format!(", {}", text::written_as(&amount(value, node.dimension, self.lang), self.lang))
                });
                let from = text::provenance_words(&leaf.provenance, self.lang);
                format!("[{}] {from}{}", leaf.address, written.unwrap_or_default())
            }
            Rule::Observed(observation) => {
                let observation = &scenario.observations[*observation];
                let words = text::rule_words(&node.rule, self.lang);
                let sources: Vec<&str> = observation.sources.iter().map(String::as_str).take(3).collect();
                format!("[{}] {words} ({})", observation.series, sources.join("; "))
            }
            Rule::Calibrated(factor) => {
                let dimension = match factor.what {
                    Pinned::Co2 => Dimension::CO2,
                    Pinned::CarrierUse(c) if c == self.model.topology.electricity => Dimension::ELECTRICITY,
                    _ => Dimension::ENERGY,
                };
                let [seen, modelled] = [factor.observed.unwrap_or(0.0), factor.modelled]
                    .map(|v| amount(v, dimension, self.lang));
                text::observed_over_modelled(&seen, &modelled, self.lang)
            }
            Rule::Earlier(series) => {
                let before = scenario.horizon.year(self.t.saturating_sub(1));
                format!("[{}@{before}]", self.model.series[*series].key(scenario))
            }
            rule => text::rule_words(rule, self.lang).to_owned(),
        }
    }

    /// The explanation as JSON: values in canonical units.
    pub fn json(&self) -> Value {
        let scenario = &self.model.scenario;
        let series = &self.model.series[self.series];
        let mut citations = Vec::new();
        let tree = self.branch(self.root, self.depth, &mut citations);
        let sources: Map<String, Value> =
            self.cited(&citations).into_iter().map(|(id, title)| (id, Value::String(title))).collect();
        json!({
            "scenario": scenario.id,
            "series": series.name,
            "place": crate::model::series::place_id(scenario, series.place),
            "year": scenario.horizon.year(self.t).0,
            "explanation": tree,
            "sources": sources,
        })
    }

    fn branch(&self, node: &Rc<Node>, depth: Option<usize>, citations: &mut Vec<String>) -> Value {
        let mut object = Map::new();
        let mut set = |key: &str, value: Value| object.insert(key.to_owned(), value);
        set("what", json!(text::explained(&node.what, self.model, self.lang)));
        set("value", json!(node.value));
        set("unit", json!(node.dimension.to_string()));
        set("rule", json!(rule_name(&node.rule)));
        if let Some(binding) = node.bound {
            set("bound", json!(text::binding_words(binding, self.model, self.lang)));
        }
        match &node.rule {
            Rule::Leaf(id) => {
                let leaf = self.model.scenario.leaf(*id);
                let (kind, citation) = provenance(&leaf.provenance);
                citations.push(citation.to_owned());
                set("address", json!(leaf.address));
                set("provenance", json!(kind));
                set("citation", json!(citation));
                if let Some(written) = self.written(node, *id) {
                    set("written", json!(written));
                }
            }
            Rule::Observed(observation) => {
                let observation = &self.model.scenario.observations[*observation];
                citations.extend(observation.sources.clone());
                set("observation", json!(observation.series));
                set("citation", json!(observation.sources.join("; ")));
            }
            Rule::Earlier(series) => {
                set("series", json!(self.model.series[*series].key(&self.model.scenario)));
            }
            Rule::Calibrated(factor) => {
                set("observed", json!(factor.observed));
                set("modelled", json!(factor.modelled));
            }
            _ => {}
        }
        let cut = depth == Some(0) && !node.parts.is_empty();
        if cut {
            set("cut", json!(true));
        } else if !node.parts.is_empty() {
            let below = depth.map(|depth| depth.saturating_sub(1));
            let part =
                |part: &Part| json!({ "sign": part.sign, "part": self.branch(&part.node, below, citations) });
            let parts: Vec<Value> = node.parts.iter().map(part).collect();
            set("parts", Value::Array(parts));
        }
        Value::Object(object)
    }
}

/// A quantity with its unit; a pure number as it stands, since most are no shares.
fn amount(value: f64, dimension: Dimension, lang: Lang) -> String {
    let number = |value: f64| text::trimmed(text::format_number(value, text::decimals_for([value], 5)));
    if dimension == Dimension::SHARE {
        return number(value);
    }
    let unit = text::display_unit_for(dimension, lang, value);
    let shown = format!("{} {}", number(unit.show(value)), unit.label);
    // What is multiplied by factors per GJ is told in GJ too.
    match dimension {
        Dimension::ENERGY_PER_MASS => format!("{} GJ/t ({shown})", number(value)),
        _ => shown,
    }
}

fn rule_name(rule: &Rule) -> &'static str {
    match rule {
        Rule::Sum => "sum",
        Rule::Product => "product",
        Rule::Quotient => "quotient",
        Rule::Power => "power",
        Rule::Minimum => "minimum",
        Rule::Maximum => "maximum",
        Rule::Leaf(_) => "leaf",
        Rule::Observed(_) => "observed",
        Rule::Calibrated(_) => "calibrated",
        Rule::Booked(_) => "booked",
        Rule::Earlier(_) => "earlier",
        Rule::Worked => "worked",
        Rule::Constant => "constant",
    }
}

fn provenance(provenance: &Provenance) -> (&'static str, &str) {
    match provenance {
        Provenance::Source(text) => ("source", text),
        Provenance::Assumption(text) => ("assumption", text),
        Provenance::Default => ("default", ""),
        Provenance::Unstated => ("none", ""),
    }
}

/// Lines of a tree while it is written.
struct Tree<'a> {
    of: &'a Explanation<'a>,
    /// Numbers that stand above with their parts.
    shown: BTreeSet<*const Node>,
    cited: Vec<String>,
    cut: bool,
    lines: Vec<String>,
}

impl Tree<'_> {
    fn node(&mut self, node: &Rc<Node>, sign: &str, indent: &str, (branch, below): (&str, &str)) {
        let (of, lang) = (self.of, self.of.lang);
        let head = format!("{indent}{branch}{sign}{}", of.shown(node));
        let (title, node) = self.title(node);
        if node.parts.is_empty() {
            self.cite(node);
            let origin = of.origin(node);
            let gap = if origin.is_empty() { "" } else { "  " };
            self.lines.push(format!("{head}{title}{gap}{origin}"));
            return;
        }
        let rule = text::rule_words(&node.rule, lang);
        let level = indent.chars().count() / 3 + usize::from(!branch.is_empty());
        if self.shown.contains(&Rc::as_ptr(node)) {
            self.lines.push(format!("{head}{title}  ({})", text::as_above(lang)));
        } else if of.depth.is_some_and(|depth| level >= depth) {
            self.cut = true;
            self.lines.push(format!("{head}{title} = {rule} …"));
        } else {
            self.shown.insert(Rc::as_ptr(node));
            self.lines.push(format!("{head}{title} = {rule}"));
            let indent = format!("{indent}{below}");
            let last = node.parts.len() - 1;
            for (i, part) in node.parts.iter().enumerate() {
                let stems = if i == last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
                self.node(&part.node, sign_of(&node.rule, part.sign, i), &indent, stems);
            }
        }
    }

    /// The title of a number, with those of what it is the same as; and the last of these.
    fn title<'n>(&self, node: &'n Rc<Node>) -> (String, &'n Rc<Node>) {
        let (of, mut title, mut node) = (self.of, String::new(), node);
        loop {
            if node.what.term != Term::Leaf || !node.what.of.is_empty() {
                let joint = if title.is_empty() { "  " } else { " = " };
                title += joint;
                title += &text::explained(&node.what, of.model, of.lang);
            }
            if let Some(binding) = node.bound {
                title += &format!(" ({})", text::binding_words(binding, of.model, of.lang));
            }
            match &node.parts[..] {
                [only] if node.rule == Rule::Sum && only.sign > 0.0 => node = &only.node,
                _ => return (title, node),
            }
        }
    }

    fn cite(&mut self, node: &Node) {
        let scenario = &self.of.model.scenario;
        match &node.rule {
            Rule::Leaf(id) => {
                if let Provenance::Source(text) = &scenario.leaf(*id).provenance {
                    self.cited.push(text.clone());
                }
            }
            Rule::Observed(observation) => {
                self.cited.extend(scenario.observations[*observation].sources.clone());
            }
            _ => {}
        }
    }
}

/// How a part counts.
fn sign_of(rule: &Rule, sign: f64, position: usize) -> &'static str {
    match (rule, position) {
        (Rule::Sum, _) if sign < 0.0 => "− ",
        (Rule::Sum, _) => "+ ",
        (Rule::Product, 0) | (Rule::Quotient, 0) | (Rule::Power, 0) => {
            if sign < 0.0 {
                "− "
            } else {
                ""
            }
        }
        (Rule::Product, _) => "× ",
        (Rule::Quotient, _) => "÷ ",
        (Rule::Power, _) => "^ ",
        _ => "· ",
    }
}
