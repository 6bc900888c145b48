//! Flows of one year: ribbons as broad as their amounts, from the left to the right through named nodes. Where a page is too
//! narrow for the names, nodes have numbers, and the names stand below.

use super::color::Color;
use super::figure::{Anchor, Figure, Ornament, Point, Role, Style, baseline_centred_on, label};
use super::flow_layout::{Item, Layout, Plan};
use super::frame::{Words, footer_from, opened};
use super::sheet::Sheet;
use super::table::line as csv_line;
use super::{Chart, ChartError};
use crate::report::text::{self, Lang, column_header, format_number, table_number};

/// What flows between nodes. Except at its ends, what enters a node leaves it.
#[derive(Clone, PartialEq, Debug)]
pub struct FlowChart {
    /// Title; wrapped where it is long.
    pub title: String,
    /// Unit and what is shown.
    pub subtitle: String,
    /// The unit of every number; added to the subtitle unless it is there.
    pub unit_label: String,
    /// What flows meet in, named where they stand.
    pub nodes: Vec<FlowNode>,
    /// What flows.
    pub flows: Vec<Flow>,
    /// Decimals of the amounts beside the names.
    pub decimals: usize,
    /// Notes.
    pub notes: Vec<String>,
    /// Language of the words the chart adds.
    pub lang: Lang,
}

/// A node of a [`FlowChart`].
#[derive(Clone, PartialEq, Debug)]
pub struct FlowNode {
    /// Its name.
    pub name: String,
    /// The number of its hue, where it has one; its ribbons have it too.
    pub color: Option<usize>,
}

/// An amount that goes from one node to another.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Flow {
    /// Position of the node that it leaves.
    pub from: usize,
    /// Position of the node that it enters.
    pub to: usize,
    /// How much; not below 0.
    pub amount: f64,
}

/// Height of the plot, px; more where names need it.
const HEIGHT: f64 = 400.0;
/// Width of a node, px.
const BAR: f64 = 9.0;
/// Between a node and its name, px.
const GAP: f64 = 5.0;
/// Widest name before the first and behind the last node as a share of the page.
const BESIDE: f64 = 0.19;
/// Distance between lines of a name, px.
const PITCH: f64 = 12.0;
/// Lines of a name between columns at most; of longer ones numbers stand there.
const MOST_LINES: usize = 5;
/// Narrowest column of the names below, px.
const KEY_WIDTH: f64 = 160.0;
/// Thinnest ribbon, px.
const THINNEST: f64 = 0.8;
/// Ribbons broader than this have an edge, px.
const EDGED: f64 = 2.5;
/// How much of its hue a ribbon has.
const TINT: f64 = 0.42;
/// Points of a curve.
const STEPS: usize = 16;
/// What nodes may differ by as a share of what they turn over: rounding.
const ROUNDING: f64 = 1e-6;

const NAME: Style = Style { role: Role::Series, size: 9.8, color: Color::INK };

impl Chart for FlowChart {
    fn figure(&self, sheet: &Sheet<'_>) -> Result<Figure, ChartError> {
        self.check()?;
        let words = self.words();
        let (mut figure, top) = opened(sheet, &words)?;
        let top = top + 4.0;
        let columns = super::flow_layout::columns(self.nodes.len(), &self.ends())
            .map_err(|node| ChartError::Circular { what: self.nodes[node].name.clone() })?;
        let drawing = Drawing::new(self, sheet, &columns, top);
        figure.plot.left = drawing.left;
        figure.plot.right = drawing.left + drawing.pitch * drawing.last as f64 + BAR;
        (figure.plot.top, figure.plot.bottom) = (top, top + drawing.layout.height);
        drawing.ribbons(&mut figure);
        drawing.bars(&mut figure);
        drawing.names(&mut figure)?;
        let end = if drawing.is_numbered { drawing.key(&mut figure)? } else { figure.plot.bottom };
        footer_from(sheet, &words, &mut figure, end + 24.0)?;
        Ok(figure)
    }

    fn csv(&self) -> String {
        let mut text = text::csv_start(self.lang).to_owned();
        let [from, to, amount] = text::flow_columns(self.lang);
        text += &csv_line([from, to, &column_header(amount, &self.unit_label)].into_iter());
        for flow in &self.flows {
            let ends = [flow.from, flow.to].map(|node| self.nodes[node].name.as_str());
            text += &csv_line(ends.into_iter().chain([table_number(flow.amount).as_str()]));
        }
        text
    }
}

impl FlowChart {
    fn ends(&self) -> Vec<(usize, usize)> {
        self.flows.iter().map(|flow| (flow.from, flow.to)).collect()
    }

    /// Refuses amounts that are no amounts, and nodes that more enters than leaves, or less.
    fn check(&self) -> Result<(), ChartError> {
        for flow in &self.flows {
            let name = |node: usize| self.nodes.get(node).map_or("", |node| node.name.as_str());
            let what = || format!("{} → {}", name(flow.from), name(flow.to));
            if !flow.amount.is_finite() || flow.from.max(flow.to) >= self.nodes.len() {
                return Err(ChartError::Undefined { what: what() });
            }
            if flow.amount < 0.0 {
                return Err(ChartError::Negative { what: what() });
            }
        }
        if self.flows.iter().all(|flow| flow.amount == 0.0) {
            return Err(ChartError::Empty);
        }
        for (node, named) in self.nodes.iter().enumerate() {
            let [entering, leaving] = self.turnover(node);
            let is_end = entering == 0.0 || leaving == 0.0;
            if !is_end && (entering - leaving).abs() > ROUNDING * entering.max(leaving) {
                return Err(ChartError::Unbalanced { what: named.name.clone() });
            }
        }
        Ok(())
    }

    /// What enters and what leaves a node.
    fn turnover(&self, node: usize) -> [f64; 2] {
        let sum = |wanted: &dyn Fn(&&Flow) -> bool| self.flows.iter().filter(wanted).map(|f| f.amount).sum();
        [sum(&|flow| flow.to == node), sum(&|flow| flow.from == node)]
    }

    fn words(&self) -> Words<'_> {
        Words::of([&self.title, &self.subtitle, &self.unit_label], &self.notes, self.lang)
    }

    /// What a node turns over.
    fn most(&self, node: usize) -> f64 {
        self.turnover(node).into_iter().fold(0.0, f64::max)
    }

    /// The same in writing.
    fn amount(&self, node: usize) -> String {
        format_number(self.most(node), self.decimals)
    }

    /// A node's hue, or grey.
    fn hue(&self, node: usize) -> Option<Color> {
        self.nodes[node].color.map(Color::of_series)
    }
}

/// A chart with its nodes in place.
struct Drawing<'a> {
    chart: &'a FlowChart,
    sheet: &'a Sheet<'a>,
    layout: Layout,
    /// Lines beside each node.
    names: Vec<Vec<String>>,
    /// Whether they are numbers, and the names stand below.
    is_numbered: bool,
    /// Left edge of the first column, distance of one from the next, and the number of the last.
    left: f64,
    pitch: f64,
    last: usize,
    top: f64,
}

impl<'a> Drawing<'a> {
    fn new(chart: &'a FlowChart, sheet: &'a Sheet<'a>, columns: &[usize], top: f64) -> Drawing<'a> {
        let named = Drawing::with(chart, sheet, columns, (top, false));
        if named.crowds() { Drawing::with(chart, sheet, columns, (top, true)) } else { named }
    }

    /// With names beside the nodes, or with numbers.
    fn with(
        chart: &'a FlowChart,
        sheet: &'a Sheet<'a>,
        columns: &[usize],
        (top, is_numbered): (f64, bool),
    ) -> Drawing<'a> {
        let last = columns.iter().copied().max().unwrap_or(1).max(1);
        let beside = BESIDE * sheet.width();
        let wrapped = |node: usize, limit: f64| -> Vec<String> {
            if is_numbered {
                // As wide as any number; which one it is shows in the order of what is placed.
                return vec!["88".to_owned()];
            }
            let mut lines = sheet.ruler.wrap(&chart.nodes[node].name, NAME.size, limit);
            lines.push(chart.amount(node));
            lines
        };
        let width = |lines: &[String]| -> f64 {
            lines.iter().map(|line| sheet.ruler.width(line, NAME.size)).fold(0.0, f64::max)
        };
        let room = |column: usize| {
            let of_column = (0..columns.len()).filter(|&node| columns[node] == column);
            of_column.map(|node| width(&wrapped(node, beside))).fold(0.0, f64::max)
        };
        let left = sheet.left() + room(0) + GAP;
        let right = sheet.right() - room(last) - GAP - BAR;
        let pitch = (right - left) / last as f64;
        let limit = |column: usize| {
            if column == 0 || column == last { beside } else { pitch - BAR - 2.0 * GAP - 2.0 }
        };
        let names: Vec<Vec<String>> =
            columns.iter().enumerate().map(|(node, &column)| wrapped(node, limit(column))).collect();
        let plan = Plan {
            columns: columns.to_vec(),
            amounts: (0..chart.nodes.len()).map(|node| chart.most(node)).collect(),
            heights: names.iter().map(|lines| lines.len() as f64 * PITCH).collect(),
            flows: chart.flows.iter().map(|flow| (flow.from, flow.to, flow.amount)).collect(),
            least: sheet.plot_height(HEIGHT),
        };
        let layout = Layout::new(&plan);
        let mut drawing = Drawing { chart, sheet, layout, names, is_numbered, left, pitch, last, top };
        if is_numbered {
            for (number, node) in drawing.in_order().into_iter().enumerate() {
                drawing.names[node] = vec![(number + 1).to_string()];
            }
        }
        drawing
    }

    /// Nodes column by column, from the top of each.
    fn in_order(&self) -> Vec<usize> {
        let mut order: Vec<&Item> = self.layout.items.iter().filter(|item| item.node.is_some()).collect();
        order.sort_by(|a, b| a.column.cmp(&b.column).then(a.centre.total_cmp(&b.centre)));
        order.into_iter().filter_map(|item| item.node).collect()
    }

    /// Whether a name between columns takes too many lines, or has a word that a line cannot hold.
    fn crowds(&self) -> bool {
        let limit = self.pitch - BAR - 2.0 * GAP - 2.0;
        let inner = |item: &&Item| item.column > 0 && item.column < self.last;
        let breaks = |word: &str| self.sheet.ruler.width(word, NAME.size) > limit;
        let crowds = |node: usize| {
            // Between Chinese characters a line may break anywhere.
            let mut words = self.chart.nodes[node].name.split_whitespace().filter(|word| word.is_ascii());
            self.names[node].len() > MOST_LINES + 1 || words.any(breaks)
        };
        self.layout.items.iter().filter(inner).filter_map(|item| item.node).any(crowds)
    }

    /// The names of the numbers, in columns below the plot; returns the height they end at.
    fn key(&self, figure: &mut Figure) -> Result<f64, ChartError> {
        let (left, width) = (self.sheet.left(), self.sheet.right() - self.sheet.left());
        let columns = ((width / KEY_WIDTH) as usize).max(1);
        let step = width / columns as f64;
        let entry = |(at, node): (usize, usize)| {
            let text = format!("{} {} {}", at + 1, self.chart.nodes[node].name, self.chart.amount(node));
            self.sheet.ruler.wrap(&text, NAME.size, step - 10.0)
        };
        let entries: Vec<Vec<String>> = self.in_order().into_iter().enumerate().map(entry).collect();
        let lines: usize = entries.iter().map(Vec::len).sum();
        let each = lines.div_ceil(columns);
        let top = figure.plot.bottom + 14.0;
        let (mut column, mut row, mut most) = (0, 0, 0);
        for entry in entries {
            // An entry stays whole; the last column takes what is left.
            if row > 0 && row + entry.len() > each && column + 1 < columns {
                (column, row) = (column + 1, 0);
            }
            for line in entry {
                let y = baseline_centred_on(top + PITCH * (row as f64 + 0.5), NAME.size);
                let at = Point { x: left + step * column as f64, y };
                figure.labels.push(label(self.sheet, &line, at, Anchor::Start, NAME)?);
                row += 1;
            }
            most = most.max(row);
        }
        Ok(top + PITCH * most as f64)
    }

    fn x(&self, column: usize) -> f64 {
        self.left + self.pitch * column as f64
    }

    /// Every flow from node to node, the broadest lowest, with an edge of paper that tells neighbours apart.
    fn ribbons(&self, figure: &mut Figure) {
        let mut order: Vec<usize> = (0..self.chart.flows.len()).collect();
        order.sort_by(|&a, &b| self.chart.flows[b].amount.total_cmp(&self.chart.flows[a].amount));
        for at in order.into_iter().filter(|&at| self.chart.flows[at].amount > 0.0) {
            let flow = self.chart.flows[at];
            let hue = self.chart.hue(flow.from).or(self.chart.hue(flow.to)).unwrap_or(Color::GREY);
            let (upper, lower) = self.edges(at);
            let points: Vec<Point> = upper.iter().chain(lower.iter().rev()).copied().collect();
            figure.underlay.push(Ornament::Polygon { points, color: hue.mixed(TINT, Color::PAPER) });
            // A thin one would be all edge.
            let is_broad = self.layout.scale * flow.amount > EDGED;
            for points in [upper, lower].into_iter().filter(|_| is_broad) {
                figure.underlay.push(Ornament::Line {
                    points,
                    color: Color::PAPER,
                    width: 0.5,
                    dashed: false,
                });
            }
        }
    }

    /// The upper and the lower edge of a ribbon.
    fn edges(&self, flow: usize) -> (Vec<Point>, Vec<Point>) {
        let half = (self.layout.scale * self.chart.flows[flow].amount).max(THINNEST) / 2.0;
        let mut middle: Vec<Point> = Vec::new();
        for pair in self.layout.wires[flow].windows(2) {
            let [(from, leaves), (to, enters)] = [(pair[0].0, pair[0].2), (pair[1].0, pair[1].1)];
            let [a, b] = [&self.layout.items[from], &self.layout.items[to]];
            let start = Point { x: self.x(a.column) + BAR, y: self.top + leaves };
            let end = Point { x: self.x(b.column), y: self.top + enters };
            middle.extend((0..=STEPS).map(|step| between(start, end, step as f64 / STEPS as f64)));
        }
        let moved = |by: f64| middle.iter().map(|p| Point { x: p.x, y: p.y + by }).collect();
        (moved(-half), moved(half))
    }

    fn bars(&self, figure: &mut Figure) {
        for item in &self.layout.items {
            let Some(node) = item.node else { continue };
            let (x, centre) = (self.x(item.column), self.top + item.centre);
            let half = (item.breadth / 2.0).max(THINNEST / 2.0);
            let corner = |dx: f64, dy: f64| Point { x: x + dx, y: centre + dy };
            let points = vec![corner(0.0, -half), corner(BAR, -half), corner(BAR, half), corner(0.0, half)];
            let color = self.chart.hue(node).unwrap_or(Color::GREY);
            figure.overlay.push(Ornament::Polygon { points, color });
        }
    }

    /// Names: before the first column, behind all others; those over ribbons on an edge of paper.
    fn names(&self, figure: &mut Figure) -> Result<(), ChartError> {
        for item in &self.layout.items {
            let Some(node) = item.node else { continue };
            self.sheet.ruler.check(&self.chart.nodes[node].name)?;
            let (x, anchor) = match item.column {
                0 => (self.x(0) - GAP, Anchor::End),
                column => (self.x(column) + BAR + GAP, Anchor::Start),
            };
            self.name(figure, item, (x, anchor), node)?;
        }
        Ok(())
    }

    fn name(
        &self,
        figure: &mut Figure,
        item: &Item,
        (x, anchor): (f64, Anchor),
        node: usize,
    ) -> Result<(), ChartError> {
        let lines = &self.names[node];
        let first = self.top + item.centre - PITCH * (lines.len() as f64 - 1.0) / 2.0;
        for (at, line) in lines.iter().enumerate() {
            let y = baseline_centred_on(first + PITCH * at as f64, NAME.size);
            let is_amount = at + 1 == lines.len() && !self.is_numbered;
            let color = if is_amount { Color::GREY.mixed(0.5, Color::INK) } else { NAME.color };
            let style = Style { color, ..NAME };
            let mut written = label(self.sheet, line, Point { x, y }, anchor, style)?;
            written.halo = item.column > 0 && item.column < self.last;
            figure.labels.push(written);
        }
        Ok(())
    }
}

/// A place on an S between two points.
fn between(a: Point, b: Point, part: f64) -> Point {
    let eased = part * part * (3.0 - 2.0 * part);
    Point { x: a.x + (b.x - a.x) * part, y: a.y + (b.y - a.y) * eased }
}
