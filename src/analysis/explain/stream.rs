//! Waste, air, water: what arises, what becomes of it, what lies there (MODEL section 9).

use std::rc::Rc;

use super::{Explainer, Node, Of, Part, Rule, Term, What, agree, constant, minus, nonzero, plus};
use crate::domain::*;
use crate::model::series::{FlowPart, Quantity};
use crate::units::Dimension;

impl Explainer<'_> {
    fn stream_at(&self, at: usize) -> (StreamId, RegionId, Dimension) {
        let regions = self.model.scenario.regions.len();
        let stream = StreamId(at / regions);
        let dimension = match self.model.scenario.streams[stream.0].kind {
            StreamKind::Water => Dimension::VOLUME,
            StreamKind::Solid | StreamKind::Air => Dimension::MASS,
        };
        (stream, RegionId(at % regions), dimension)
    }

    pub(super) fn stream_flow(&mut self, at: usize, part: FlowPart) -> Rc<Node> {
        let (stream, region, dimension) = self.stream_at(at);
        let flow = self.year().flows[at];
        let (term, value) = match part {
            FlowPart::Generated => (Term::StreamGenerated, flow.generated),
            FlowPart::UsedNew => (Term::UsedNew, flow.used_new),
            FlowPart::UsedOld => (Term::UsedOld, flow.used_old),
            FlowPart::Disposed => (Term::Disposed, flow.disposed),
            FlowPart::Stock => (Term::Stockpile, flow.stock),
        };
        let what = What::new(term).of(Of::Stream(stream)).of(Of::Region(region));
        let (rule, parts) = match part {
            FlowPart::Generated => (Rule::Sum, nonzero(self.arisings(stream, region, dimension))),
            _ if self.model.scenario.streams[stream.0].kind != StreamKind::Solid => (Rule::Sum, Vec::new()),
            FlowPart::UsedNew => self.used_new(at),
            FlowPart::UsedOld => self.used_old(at),
            FlowPart::Disposed => self.disposed(at),
            FlowPart::Stock => self.stockpile(at),
        };
        let node = Node::made(what.clone(), Some(value), dimension, rule, parts);
        // Nothing comes from nothing: there is no plan to cite.
        if value == 0.0 && node.parts.is_empty() {
            return Node::end(what, value, dimension, Rule::Constant);
        }
        if node.gap() > super::ROUNDING { Node::end(what, value, dimension, Rule::Worked) } else { node }
    }

    fn arisings(&mut self, stream: StreamId, region: RegionId, dimension: Dimension) -> Vec<Part> {
        let model = self.model;
        let mut parts = Vec::new();
        for (a, activity) in model.topology.activities.iter().enumerate() {
            let here = activity.streams.iter().position(|x| x.stream == stream);
            let Some(s) = here.filter(|_| activity.region == region) else { continue };
            let product = vec![plus(self.output(a)), plus(self.stream_per_tonne(a, s))];
            let what = self.of_activity(Term::StreamGenerated, a);
            parts.push(plus(Node::made(what, None, dimension, Rule::Product, product)));
        }
        parts
    }

    /// What one t of output leaves, after abatement.
    pub(super) fn stream_per_tonne(&self, a: usize, s: usize) -> Rc<Node> {
        let arising = &self.activity(a).streams[s];
        let rate = self.leaf(arising.rate);
        if self.is_history() || arising.abatement.is_empty() {
            return rate;
        }
        let left = arising.abatement.iter().map(|&leaf| plus(self.one_less(leaf)));
        let parts = std::iter::once(plus(Rc::clone(&rate))).chain(left).collect();
        Node::made(self.of_activity(Term::StreamPerTonne, a), None, rate.dimension, Rule::Product, parts)
    }

    fn plan(&self, at: usize) -> RegionalStream {
        let (stream, region, _) = self.stream_at(at);
        self.model.scenario.streams[stream.0].regional[region.0]
    }

    /// min(η·G, sink).
    fn used_new(&mut self, at: usize) -> (Rule, Vec<Part>) {
        let usable =
            vec![plus(self.flow(at, FlowPart::Generated)), plus(self.leaf(self.plan(at).utilisation))];
        match self.sink_left(at) {
            None => (Rule::Product, usable),
            Some(sink) => {
                let dimension = usable[0].node.dimension;
                let usable = Node::made(What::new(Term::UsableNew), None, dimension, Rule::Product, usable);
                (Rule::Minimum, vec![plus(usable), plus(sink)])
            }
        }
    }

    /// What the sink of a stream has left once earlier streams are served; `None` where nothing bounds it.
    fn sink_left(&mut self, at: usize) -> Option<Rc<Node>> {
        let (stream, region, dimension) = self.stream_at(at);
        let (scenario, regions) = (&self.model.scenario, self.model.scenario.regions.len());
        let sink = scenario.sinks.iter().rfind(|sink| sink.serves.contains(&stream))?;
        let (_, leaf) = sink.capacity.iter().find(|(r, _)| *r == region)?;
        let mut parts = vec![plus(self.leaf(*leaf))];
        for &earlier in sink.serves.iter().take_while(|&&s| s != stream) {
            let at = earlier.0 * regions + region.0;
            parts.push(minus(self.flow(at, FlowPart::UsedNew)));
            parts.push(minus(self.flow(at, FlowPart::UsedOld)));
        }
        let what = What::new(Term::SinkLeft).of(Of::Id(sink.id.clone()));
        let left = Node::made(what.clone(), None, dimension, Rule::Sum, nonzero(parts));
        if left.value >= 0.0 {
            return Some(left);
        }
        Some(Node::made(what, None, dimension, Rule::Maximum, vec![plus(left), plus(constant(0.0))]))
    }

    /// min(L, sink − U_new, what lay there).
    fn used_old(&mut self, at: usize) -> (Rule, Vec<Part>) {
        let mut parts = vec![plus(self.leaf(self.plan(at).old_use)), plus(self.stock_before(at))];
        if let Some(sink) = self.sink_left(at) {
            let dimension = sink.dimension;
            let rest = vec![plus(sink), minus(self.flow(at, FlowPart::UsedNew))];
            parts.push(plus(Node::made(What::new(Term::SinkLeft), None, dimension, Rule::Sum, rest)));
        }
        (Rule::Minimum, parts)
    }

    /// min(planned, what has heaped up).
    fn disposed(&mut self, at: usize) -> (Rule, Vec<Part>) {
        let (parts, dimension) = (self.heaped(at), self.stream_at(at).2);
        let heaped = Node::made(What::new(Term::Heaped), None, dimension, Rule::Sum, nonzero(parts));
        (Rule::Minimum, vec![plus(self.leaf(self.plan(at).disposal)), plus(heaped)])
    }

    fn heaped(&mut self, at: usize) -> Vec<Part> {
        vec![
            plus(self.stock_before(at)),
            plus(self.flow(at, FlowPart::Generated)),
            minus(self.flow(at, FlowPart::UsedNew)),
            minus(self.flow(at, FlowPart::UsedOld)),
        ]
    }

    /// S[t−1] + G − U_new − U_old − disposed; the declared stock in the base year.
    fn stockpile(&mut self, at: usize) -> (Rule, Vec<Part>) {
        if self.t == 0 {
            return (Rule::Sum, vec![plus(self.leaf(self.plan(at).stock))]);
        }
        let mut parts = self.heaped(at);
        parts.push(minus(self.flow(at, FlowPart::Disposed)));
        (Rule::Sum, nonzero(parts))
    }

    fn stock_before(&self, at: usize) -> Rc<Node> {
        let (stream, _, dimension) = self.stream_at(at);
        let value = if self.t == 0 { 0.0 } else { self.year().stock_before[at] };
        let series = self.series_of(Quantity::Flow(at, FlowPart::Stock)).filter(|_| self.t > 0);
        match series {
            Some(series) if agree(self.workspace.recorded(series, self.t - 1), value) => self.earlier(series),
            _ => {
                let what = What::new(Term::StockBefore).of(Of::Stream(stream));
                Node::end(what, value, dimension, Rule::Constant)
            }
        }
    }
}
