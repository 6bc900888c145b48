//! What becomes of an element (MODEL section 15).

use std::rc::Rc;

use super::{Explainer, Node, Of, Part, Rule, Term, What, constant, minus, nonzero, plus};
use crate::domain::*;
use crate::model::metals::{ChargedFrom, ChargedMetal, MetalBalance};
use crate::model::series::MetalPart;
use crate::model::topology::InputSource;
use crate::simulation::metal::Metal;
use crate::units::Dimension;

impl Explainer<'_> {
    /// Output times what a t of it is charged with, holds or leaves behind.
    pub(super) fn metal(&mut self, at: usize, part: MetalPart) -> Rc<Node> {
        let balance = &self.model.metals.balances[at];
        let what = self.of_activity(Term::Metal(part), balance.activity).of(Of::Element(balance.element));
        let rates = nonzero(self.metal_per_tonne(balance, part));
        let rate = Node::made(What::new(Term::MetalPerTonne), None, Dimension::SHARE, Rule::Sum, rates);
        let value = self.metals().part(balance, part);
        let parts = vec![plus(self.output(balance.activity)), plus(rate)];
        Node::made(what, Some(value), Dimension::MASS, Rule::Product, parts)
    }

    /// What is made of an element in a commodity of a region and not taken there (`sold`), or the other way round.
    pub(super) fn metal_trade(&mut self, at: usize, sold: bool) -> Rc<Node> {
        let model = self.model;
        let trade = &model.metals.trades[at];
        let (mut made, mut taken) = (Vec::new(), Vec::new());
        for &balance in &trade.makers {
            made.push(self.metal(balance, MetalPart::Product));
        }
        for &(a, input, content) in &trade.users {
            let parts =
                vec![plus(self.output(a)), plus(self.input_charge(a, input)), plus(self.leaf(content))];
            taken.push(Node::made(
                self.of_activity(Term::TakenBy, a),
                None,
                Dimension::MASS,
                Rule::Product,
                parts,
            ));
        }
        let (more, less) = if sold { (made, taken) } else { (taken, made) };
        let parts = more.into_iter().map(plus).chain(less.into_iter().map(minus)).collect();
        let term = if sold { Term::MetalSold } else { Term::MetalBought };
        let what = self.of_market(term, trade.market).of(Of::Element(trade.element));
        let net = Node::made(what.clone(), None, Dimension::MASS, Rule::Sum, nonzero(parts));
        let net_value = self.metals().net(trade);
        let value = (if sold { net_value } else { -net_value }).max(0.0);
        Node::made(what, Some(value), Dimension::MASS, Rule::Maximum, vec![plus(net), plus(constant(0.0))])
    }

    fn metals(&self) -> Metal<'_, f64> {
        Metal { model: self.model, leaves: self.leaves(), year: self.year(), t: self.t }
    }

    fn metal_per_tonne(&mut self, balance: &MetalBalance, part: MetalPart) -> Vec<Part> {
        match part {
            MetalPart::Charged => self.charged(balance, |_| true),
            MetalPart::Outside => self.charged(balance, |from| matches!(from, ChargedFrom::Outside(_))),
            MetalPart::Scrap => self.charged(balance, |from| matches!(from, ChargedFrom::Scrap(_))),
            MetalPart::Product => vec![plus(self.leaf(balance.product))],
            MetalPart::Residue(stream) => self.residues(balance, |s| s == stream),
            MetalPart::Losses => {
                let mut parts = self.charged(balance, |_| true);
                parts.push(minus(self.leaf(balance.product)));
                parts.extend(self.residues(balance, |_| true).into_iter().map(|part| minus(part.node)));
                parts
            }
        }
    }

    fn charged(&mut self, balance: &MetalBalance, wanted: impl Fn(ChargedFrom) -> bool) -> Vec<Part> {
        let a = balance.activity;
        let activity = self.activity(a);
        let list: Vec<ChargedMetal> = balance.charged.iter().filter(|c| wanted(c.from)).copied().collect();
        let mut parts = Vec::new();
        for ChargedMetal { from, content } in list {
            let (charge, of) = match from {
                ChargedFrom::Outside(i) | ChargedFrom::Process(i) => {
                    let commodity = match activity.inputs[i].source {
                        InputSource::Market(m) => self.model.topology.markets[m].commodity,
                        InputSource::Bought(commodity) => commodity,
                    };
                    (self.input_charge(a, i), Of::Commodity(commodity))
                }
                ChargedFrom::Scrap(c) => {
                    let pool = self.model.topology.pools[activity.charges[c].pool].scrap;
                    (self.scrap_charge(a, c), Of::Scrap(pool))
                }
            };
            let what = What::new(Term::Metal(MetalPart::Charged)).of(of);
            let product = vec![plus(charge), plus(self.leaf(content))];
            parts.push(plus(Node::made(what, None, Dimension::SHARE, Rule::Product, product)));
        }
        parts
    }

    fn residues(&mut self, balance: &MetalBalance, wanted: impl Fn(usize) -> bool) -> Vec<Part> {
        let activity = self.activity(balance.activity);
        let residue = |&(stream, content): &(usize, LeafId)| {
            let rate = self.stream_per_tonne(balance.activity, stream);
            let what = What::new(Term::Metal(MetalPart::Residue(stream)))
                .of(Of::Stream(activity.streams[stream].stream));
            let product = vec![plus(rate), plus(self.leaf(content))];
            plus(Node::made(what, None, Dimension::SHARE, Rule::Product, product))
        };
        balance.residues.iter().filter(|(stream, _)| wanted(*stream)).map(residue).collect()
    }
}
