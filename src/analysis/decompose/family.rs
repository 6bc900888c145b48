//! Product families: what is made for the market, with all that is made for it alone.

use crate::domain::{Scenario, Text};
use crate::model::{InputSource, Model};

/// Products that one decomposition has as its activity, with the intermediates that are made for them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Family {
    /// Id of the declared sum or the commodity that it is named after; several joined by `+`.
    pub id: String,
    /// Its name for people.
    pub title: Text,
    /// Ids of the commodities whose output is its activity.
    pub products: Vec<String>,
    /// Ids of the intermediates made for them.
    pub intermediates: Vec<String>,
}

/// The families of what some models make, in the order of their first commodity.
///
/// A commodity that is called for by itself somewhere, or that nobody uses, is a product. What is called for by its
/// users alone belongs to what is made of it. Products that a declared sum adds up are one family; of sums within
/// sums, the inner ones are.
pub fn families(models: &[&Model]) -> Vec<Family> {
    let mut web = Web::default();
    models.iter().for_each(|model| web.make(model));
    models.iter().for_each(|model| web.join_intermediates(model));
    models.iter().for_each(|model| web.join_sums(&model.scenario));
    let roots: Vec<usize> = (0..web.nodes.len()).filter(|&n| web.root(n) == n).collect();
    roots.into_iter().map(|root| web.family(root, models)).collect()
}

/// Commodities that somebody makes, in sets.
#[derive(Default)]
struct Web {
    nodes: Vec<Made>,
}

struct Made {
    id: String,
    title: Text,
    is_product: bool,
    /// Another of its set that comes before it, or itself.
    parent: usize,
}

impl Web {
    fn find(&self, id: &str) -> Option<usize> {
        self.nodes.iter().position(|made| made.id == id)
    }

    fn root(&self, mut node: usize) -> usize {
        while self.nodes[node].parent != node {
            node = self.nodes[node].parent;
        }
        node
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.nodes[a.max(b)].parent = a.min(b);
    }

    fn make(&mut self, model: &Model) {
        for market in model.topology.markets.iter().filter(|market| !market.activities.is_empty()) {
            let commodity = &model.scenario.commodities[market.commodity.0];
            let is_product = market.demand.is_some() || market.users.is_empty();
            match self.find(&commodity.id) {
                Some(node) => self.nodes[node].is_product |= is_product,
                None => self.nodes.push(Made {
                    id: commodity.id.clone(),
                    title: commodity.title.clone(),
                    is_product,
                    parent: self.nodes.len(),
                }),
            }
        }
    }

    fn join_intermediates(&mut self, model: &Model) {
        let id = |commodity: usize| model.scenario.commodities[commodity].id.as_str();
        for activity in &model.topology.activities {
            let made = model.scenario.processes[activity.process.0].output;
            for input in &activity.inputs {
                let InputSource::Market(market) = input.source else { continue };
                let taken = self.find(id(model.topology.markets[market].commodity.0));
                let Some((taken, made)) = taken.zip(self.find(id(made.0))) else { continue };
                if !self.nodes[taken].is_product {
                    self.join(taken, made);
                }
            }
        }
    }

    /// The products that each declared sum of two or more adds up, if no other such sum lies within it.
    fn join_sums(&mut self, scenario: &Scenario) {
        let sums: Vec<Vec<usize>> =
            scenario.aggregates.iter().map(|sum| self.summed(scenario, sum)).collect();
        let within = |inner: &[usize], outer: &[usize]| {
            inner.len() > 1 && inner.len() < outer.len() && inner.iter().all(|part| outer.contains(part))
        };
        for sum in &sums {
            if !sums.iter().any(|other| within(other, sum)) {
                sum.windows(2).for_each(|pair| self.join(pair[0], pair[1]));
            }
        }
    }

    fn summed(&self, scenario: &Scenario, sum: &crate::domain::Aggregate) -> Vec<usize> {
        let parts = sum.parts.iter().filter_map(|part| self.find(&scenario.commodities[part.0].id));
        parts.filter(|&node| self.nodes[node].is_product).collect()
    }

    fn family(&self, root: usize, models: &[&Model]) -> Family {
        let members: Vec<usize> = (0..self.nodes.len()).filter(|&n| self.root(n) == root).collect();
        let (products, intermediates): (Vec<usize>, Vec<usize>) =
            members.into_iter().partition(|&n| self.nodes[n].is_product);
        let ids = |nodes: &[usize]| nodes.iter().map(|&n| self.nodes[n].id.clone()).collect::<Vec<_>>();
        let (id, title) = self.named_sum(&products, models).unwrap_or_else(|| self.joined(&products));
        Family { id, title, products: ids(&products), intermediates: ids(&intermediates) }
    }

    /// The declared sum of exactly these products.
    fn named_sum(&self, products: &[usize], models: &[&Model]) -> Option<(String, Text)> {
        let same = |scenario: &Scenario, sum: &crate::domain::Aggregate| {
            let summed = self.summed(scenario, sum);
            products.len() > 1
                && summed.len() == products.len()
                && summed.iter().all(|n| products.contains(n))
        };
        models.iter().find_map(|model| {
            let sum = model.scenario.aggregates.iter().find(|sum| same(&model.scenario, sum))?;
            Some((sum.id.clone(), sum.title.clone()))
        })
    }

    fn joined(&self, products: &[usize]) -> (String, Text) {
        let all = |pick: &dyn Fn(&Made) -> &str, between: &str| {
            products.iter().map(|&n| pick(&self.nodes[n])).collect::<Vec<_>>().join(between)
        };
        let title = Text { zh: all(&|made| &made.title.zh, "、"), en: all(&|made| &made.title.en, ", ") };
        (all(&|made| &made.id, "+"), title)
    }
}
