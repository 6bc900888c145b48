//! Scrap: supply from a path or from cohorts of products in use, what is charged, what is left.

use std::rc::Rc;

use super::{Explainer, Key, Node, Of, Part, Rule, Term, What, constant, minus, nonzero, plus};
use crate::domain::*;
use crate::units::Dimension;

const MASS: Dimension = Dimension::MASS;

impl Explainer<'_> {
    fn of_pool(&self, term: Term, p: usize) -> What {
        let pool = &self.model.topology.pools[p];
        What::new(term).of(Of::Scrap(pool.scrap)).of(Of::Region(pool.region))
    }

    pub(super) fn scrap_supply(&mut self, p: usize) -> Rc<Node> {
        self.once(Key::Supply(p), |this| {
            let (what, value) = (this.of_pool(Term::ScrapSupply, p), this.year().supply[p]);
            let pool = &this.model.topology.pools[p];
            let Some(stock) = &pool.in_use else {
                let leaf = pool.supply.map(|leaf| plus(this.leaf(leaf)));
                return Node::made(what, Some(value), MASS, Rule::Sum, leaf.into_iter().collect());
            };
            let outflow = vec![plus(this.outflow(p, stock)), plus(this.leaf(stock.recovery))];
            let collected = Node::made(What::new(Term::Collected), None, MASS, Rule::Product, outflow);
            let new = vec![plus(this.output_before(p)), plus(this.leaf(stock.new_scrap))];
            let new = Node::made(What::new(Term::NewScrap), None, MASS, Rule::Product, new);
            let parts = vec![plus(collected), plus(this.leaf(stock.net_trade)), plus(new)];
            let sum = Node::made(what.clone(), None, MASS, Rule::Sum, nonzero(parts));
            if sum.value >= 0.0 {
                return Rc::new(Node { value, ..(*sum).clone() });
            }
            let nothing = Node::end(What::new(Term::Constant), 0.0, MASS, Rule::Constant);
            Node::made(what, Some(value), MASS, Rule::Maximum, vec![plus(sum), plus(nothing)])
        })
    }

    /// What goes out of use: of every cohort the share that ends in the year.
    fn outflow(&self, p: usize, stock: &InUseStock) -> Rc<Node> {
        let leaving = |age: usize| {
            let survival = &self.workspace.survival;
            survival.at(p, age.checked_sub(1)) - survival.at(p, Some(age))
        };
        let parts = self.cohorts(p, stock, (Term::CohortOutflow, Term::LeavingShare), leaving);
        Node::made(self.of_pool(Term::Outflow, p), None, MASS, Rule::Sum, nonzero(parts))
    }

    /// Products in use at the close of the year: of every cohort the share that is left.
    pub(super) fn in_use(&mut self, p: usize) -> Rc<Node> {
        let (what, value) = (self.of_pool(Term::InUse, p), self.year().in_use[p]);
        let Some(stock) = &self.model.topology.pools[p].in_use else { return constant(value) };
        let left = |age: usize| self.workspace.survival.at(p, Some(age));
        let parts = self.cohorts(p, stock, (Term::CohortInUse, Term::StillInUse), left);
        Node::made(what, Some(value), MASS, Rule::Sum, nonzero(parts))
    }

    /// A share of every cohort by its age; what was in use at the start has survived to its age.
    fn cohorts(
        &self,
        p: usize,
        stock: &InUseStock,
        (term, share): (Term, Term),
        of_age: impl Fn(usize) -> f64,
    ) -> Vec<Part> {
        let survival = &self.workspace.survival;
        let part = |first: Year, amount: Rc<Node>, value: f64| {
            let share = Node::end(What::new(share), value, Dimension::SHARE, Rule::Worked);
            let what = What::new(term).of(Of::Year(first));
            plus(Node::made(what, None, MASS, Rule::Product, vec![plus(amount), plus(share)]))
        };
        let since = (1..=self.t)
            .map(|tau| part(self.calendar(tau), self.leaf_in(stock.inflow, tau), of_age(self.t - tau)));
        let base = self.model.scenario.horizon.base.0;
        let opening = stock.opening.iter().map(|&(age, amount)| {
            let reached = survival.at(p, Some(age));
            let value = if reached > 0.0 { of_age(age + self.t) / reached } else { 0.0 };
            part(Year(base - age as i32), self.leaf_in(amount, 0), value)
        });
        since.chain(opening).collect()
    }

    /// Output of the year before of what a pool serves; in the base year that of the base year.
    fn output_before(&mut self, p: usize) -> Rc<Node> {
        let markets = &self.model.topology.pools[p].markets;
        let mut parts = Vec::new();
        for &m in markets {
            match self.production(m).filter(|_| self.t > 0) {
                Some(series) => parts.push(plus(self.earlier(series))),
                None => parts.push(plus(self.market(m))),
            }
        }
        Node::made(What::new(Term::OutputBefore), None, MASS, Rule::Sum, nonzero(parts))
    }

    pub(super) fn scrap_use(&mut self, a: usize, c: usize) -> Rc<Node> {
        let parts = vec![plus(self.output(a)), plus(self.scrap_charge(a, c))];
        Node::made(self.of_activity(Term::TakenBy, a), None, MASS, Rule::Product, parts)
    }

    pub(super) fn scrap_left(&mut self, p: usize) -> Rc<Node> {
        let mut used = Vec::new();
        for (a, activity) in self.model.topology.activities.iter().enumerate() {
            for c in (0..activity.charges.len()).filter(|&c| activity.charges[c].pool == p) {
                used.push(plus(self.scrap_use(a, c)));
            }
        }
        let used = Node::made(self.of_pool(Term::ScrapUsed, p), None, MASS, Rule::Sum, nonzero(used));
        let parts = vec![plus(self.scrap_supply(p)), minus(used)];
        let value = self.year().scrap_left[p];
        Node::made(self.of_pool(Term::ScrapLeft, p), Some(value), MASS, Rule::Sum, parts)
    }
}
