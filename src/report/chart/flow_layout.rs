//! Where the nodes of a flow chart stand: columns by the longest way from a source, in each column an order with few
//! crossings (barycentres), and heights near to those of their neighbours.

use super::spread::{Wish, spread};

/// Room between neighbours of a column, px: of nodes, of what only passes.
const BETWEEN: f64 = 9.0;
const PASSING: f64 = 5.0;
/// Sweeps over the columns, there and back.
const SWEEPS: usize = 16;
/// How much of the height names may fill of a column.
const FILLED: f64 = 0.72;

/// What is to be placed.
pub struct Plan {
    /// Column of each node.
    pub columns: Vec<usize>,
    /// What each node turns over.
    pub amounts: Vec<f64>,
    /// Height of each name, px.
    pub heights: Vec<f64>,
    /// From, to, amount.
    pub flows: Vec<(usize, usize, f64)>,
    /// Least height, px.
    pub least: f64,
}

/// A node, or a place that a flow passes in a column between its ends.
pub struct Item {
    /// Its column.
    pub column: usize,
    /// Which node; `None` where a flow only passes.
    pub node: Option<usize>,
    amount: f64,
    /// Height of its name, px.
    name: f64,
    /// Its height, px.
    pub breadth: f64,
    /// Its middle, px below the upper edge.
    pub centre: f64,
}

/// The items that a flow runs through, each with the heights at which it enters and leaves.
pub type Wire = Vec<(usize, f64, f64)>;

/// Everything in its place.
pub struct Layout {
    /// Nodes first, in their order.
    pub items: Vec<Item>,
    /// By flow.
    pub wires: Vec<Wire>,
    /// px per amount.
    pub scale: f64,
    /// px.
    pub height: f64,
}

/// The column of every node: sources just before what they flow into, ends in the last column, the others by the longest
/// way to them.
///
/// # Errors
/// A node that flows into itself by some way.
pub fn columns(nodes: usize, ends: &[(usize, usize)]) -> Result<Vec<usize>, usize> {
    let mut columns = vec![0; nodes];
    // The longest way has fewer steps than there are nodes.
    for round in 0..=nodes {
        let mut moved = None;
        for &(from, to) in ends {
            if columns[to] <= columns[from] {
                columns[to] = columns[from] + 1;
                moved = Some(to);
            }
        }
        match moved {
            None => break,
            Some(node) if round == nodes => return Err(node),
            Some(_) => {}
        }
    }
    let last = columns.iter().copied().max().unwrap_or(0);
    for node in 0..nodes {
        let into = ends.iter().filter(|(from, _)| *from == node).map(|(_, to)| columns[*to]);
        match into.min() {
            None => columns[node] = last,
            Some(next) if ends.iter().all(|(_, to)| *to != node) => columns[node] = next - 1,
            Some(_) => {}
        }
    }
    Ok(columns)
}

impl Layout {
    /// Places everything of a plan.
    pub fn new(plan: &Plan) -> Layout {
        let (items, wires) = items(plan);
        let columns = plan.columns.iter().copied().max().unwrap_or(0);
        let mut layout = Layout { items, wires, scale: 0.0, height: plan.least };
        let names = (0..=columns).map(|column| layout.filled(column, 0.0)).fold(0.0, f64::max);
        layout.height = plan.least.max(names / FILLED);
        layout.scale = layout.fitting(columns);
        for item in &mut layout.items {
            item.breadth = layout.scale * item.amount;
        }
        layout.settle(columns, plan);
        layout.attach(plan);
        layout
    }

    fn of_column(&self, column: usize) -> Vec<usize> {
        (0..self.items.len()).filter(|&at| self.items[at].column == column).collect()
    }

    fn slot(&self, at: usize, scale: f64) -> f64 {
        let item = &self.items[at];
        let room = if item.node.is_some() { BETWEEN } else { PASSING };
        (scale * item.amount).max(item.name) + room
    }

    /// What a column fills at a scale.
    fn filled(&self, column: usize, scale: f64) -> f64 {
        self.of_column(column).into_iter().map(|at| self.slot(at, scale)).sum()
    }

    /// The greatest scale at which every column fits, by halving.
    fn fitting(&self, columns: usize) -> f64 {
        let fits = |scale: f64| (0..=columns).all(|column| self.filled(column, scale) <= self.height);
        let largest = self.items.iter().map(|item| item.amount).fold(0.0, f64::max);
        let (mut low, mut high) = (0.0, self.height / largest);
        for _ in 0..50 {
            let middle = (low + high) / 2.0;
            if fits(middle) { low = middle } else { high = middle }
        }
        low
    }

    /// Sweeps to and fro, each column towards its neighbours; keeps the sweep that crosses least.
    fn settle(&mut self, columns: usize, plan: &Plan) {
        for column in 0..=columns {
            let list = self.of_column(column);
            let wishes: Vec<Wish> = list.iter().map(|&at| self.wish(at, 0.0)).collect();
            self.place(&list, &wishes);
        }
        let mut best = (f64::INFINITY, Vec::new());
        for sweep in 0..2 * SWEEPS {
            let back = sweep % 2 == 1;
            let order: Vec<usize> =
                if back { (0..=columns).rev().collect() } else { (0..=columns).collect() };
            for column in order {
                let list = self.of_column(column);
                let toward = |at: usize| self.barycentre(at, back, plan).unwrap_or(self.items[at].centre);
                let wishes: Vec<Wish> = list.iter().map(|&at| self.wish(at, toward(at))).collect();
                self.place(&list, &wishes);
            }
            let crossed = self.crossed(plan);
            if crossed < best.0 {
                best = (crossed, self.items.iter().map(|item| item.centre).collect());
            }
        }
        for (item, centre) in self.items.iter_mut().zip(best.1) {
            item.centre = centre;
        }
    }

    fn wish(&self, at: usize, centre: f64) -> Wish {
        Wish { centre, height: self.slot(at, self.scale), weight: 1.0 + self.items[at].breadth }
    }

    fn place(&mut self, list: &[usize], wishes: &[Wish]) {
        for (&at, centre) in list.iter().zip(spread(wishes, 0.0, self.height)) {
            self.items[at].centre = centre;
        }
    }

    /// The mean height of what flows into an item, or out of it, by amount.
    fn barycentre(&self, at: usize, back: bool, plan: &Plan) -> Option<f64> {
        let (mut sum, mut weight) = (0.0, 0.0);
        for (wire, (_, _, amount)) in self.wires.iter().zip(&plan.flows) {
            for pair in wire.windows(2) {
                let (own, other) = if back { (pair[0].0, pair[1].0) } else { (pair[1].0, pair[0].0) };
                if own == at {
                    sum += amount * self.items[other].centre;
                    weight += amount;
                }
            }
        }
        (weight > 0.0).then(|| sum / weight)
    }

    /// How much crosses how much: the smaller of both amounts for each pair.
    fn crossed(&self, plan: &Plan) -> f64 {
        let steps: Vec<(usize, f64, f64, f64)> = self
            .wires
            .iter()
            .zip(&plan.flows)
            .flat_map(|(wire, (_, _, amount))| {
                wire.windows(2).map(|pair| {
                    let [from, to] = [&self.items[pair[0].0], &self.items[pair[1].0]];
                    (from.column, from.centre, to.centre, *amount)
                })
            })
            .collect();
        let mut sum = 0.0;
        for (i, a) in steps.iter().enumerate() {
            for b in steps[..i].iter().filter(|b| b.0 == a.0) {
                if (a.1 - b.1) * (a.2 - b.2) < 0.0 {
                    sum += a.3.min(b.3);
                }
            }
        }
        sum
    }

    /// Gives every flow its place at every item: in the order of the heights at their other ends.
    fn attach(&mut self, plan: &Plan) {
        for at in 0..self.items.len() {
            for leaving in [false, true] {
                let mut meeting: Vec<(f64, usize, usize)> = Vec::new();
                for (flow, wire) in self.wires.iter().enumerate() {
                    for step in 0..wire.len() {
                        let other = if leaving { step.checked_add(1) } else { step.checked_sub(1) };
                        let other = other.and_then(|other| wire.get(other));
                        if let (true, Some(other)) = (wire[step].0 == at, other) {
                            meeting.push((self.items[other.0].centre, flow, step));
                        }
                    }
                }
                meeting.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                let all: f64 = meeting.iter().map(|(_, flow, _)| self.scale * plan.flows[*flow].2).sum();
                let mut edge = self.items[at].centre - all / 2.0;
                for (_, flow, step) in meeting {
                    let breadth = self.scale * plan.flows[flow].2;
                    let place = &mut self.wires[flow][step];
                    *(if leaving { &mut place.2 } else { &mut place.1 }) = edge + breadth / 2.0;
                    edge += breadth;
                }
            }
        }
    }
}

/// Nodes, and a passing place in every column that a flow skips.
fn items(plan: &Plan) -> (Vec<Item>, Vec<Wire>) {
    let node = |(at, &column): (usize, &usize)| Item {
        column,
        node: Some(at),
        amount: plan.amounts[at],
        name: plan.heights[at],
        breadth: 0.0,
        centre: 0.0,
    };
    let mut items: Vec<Item> = plan.columns.iter().enumerate().map(node).collect();
    let mut wires = Vec::new();
    for &(from, to, amount) in &plan.flows {
        let mut wire = vec![(from, 0.0, 0.0)];
        for column in plan.columns[from] + 1..plan.columns[to] {
            wire.push((items.len(), 0.0, 0.0));
            items.push(Item { column, node: None, amount, name: 0.0, breadth: 0.0, centre: 0.0 });
        }
        wire.push((to, 0.0, 0.0));
        wires.push(wire);
    }
    (items, wires)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 0 → 1 → 2 → 3 and 4 → 2, 2 → 5: 4 is a source of 2 and stands beside 1; 5 ends in the last column.
    #[test]
    fn columns_by_hand() {
        let ends = [(0, 1), (1, 2), (2, 3), (4, 2), (1, 5)];
        assert_eq!(columns(6, &ends), Ok(vec![0, 1, 2, 3, 1, 3]));
        assert!(columns(3, &[(0, 1), (1, 2), (2, 1)]).is_err());
    }

    /// Two flows that would cross in the order given do not once they are placed.
    #[test]
    fn crossings_are_undone() {
        let plan = Plan {
            columns: vec![0, 0, 1, 1],
            amounts: vec![3.0, 2.0, 2.0, 3.0],
            heights: vec![10.0; 4],
            flows: vec![(0, 3, 3.0), (1, 2, 2.0)],
            least: 200.0,
        };
        let layout = Layout::new(&plan);
        assert_eq!(layout.crossed(&plan), 0.0);
        // Both columns turn over 5 and leave two gaps of 9 px: (200 − 18)/5 px per amount.
        assert!((layout.scale - 36.4).abs() < 1e-6, "{}", layout.scale);
    }
}
