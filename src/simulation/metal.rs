//! What becomes of an element: charged, in products, in residues, and the rest, which is losses (MODEL section 15).
//!
//! Everything follows from output, charges and contents; [`super::balance`] closes it from the other side, by what
//! markets, scrap pools and streams say.

use super::draw::Leaves;
use super::number::Number;
use super::streams::per_tonne;
use super::workspace::YearState;
use crate::model::Model;
use crate::model::metals::{ChargedFrom, ChargedMetal, MetalBalance, MetalTrade};
use crate::model::series::MetalPart;

/// One year of a run, as far as elements go.
#[derive(Clone, Copy)]
pub struct Metal<'a, N> {
    /// The model.
    pub model: &'a Model,
    /// Leaves of the draw.
    pub leaves: Leaves<'a, N>,
    /// State of the year.
    pub year: &'a YearState<N>,
    /// Which year, counted from the base year.
    pub t: usize,
}

impl<N: Number> Metal<'_, N> {
    /// A part of the balance of an activity, t of the element:
    /// losses = Σ charge·content·Q − content(product)·Q − Σ γ·(1 − abatement)·content·Q.
    pub fn part(&self, balance: &MetalBalance, part: MetalPart) -> N {
        let output = self.year.output[balance.activity];
        match part {
            MetalPart::Charged => self.charged(balance, |_| true) * output,
            MetalPart::Outside => {
                self.charged(balance, |from| matches!(from, ChargedFrom::Outside(_))) * output
            }
            MetalPart::Scrap => self.charged(balance, |from| matches!(from, ChargedFrom::Scrap(_))) * output,
            MetalPart::Product => self.leaves.at(balance.product, self.t) * output,
            MetalPart::Residue(stream) => self.residue(balance, |s| s == stream) * output,
            MetalPart::Losses => {
                let out = self.leaves.at(balance.product, self.t) + self.residue(balance, |_| true);
                (self.charged(balance, |_| true) - out) * output
            }
        }
    }

    /// Charged per t of output, at the charges in force.
    fn charged(&self, balance: &MetalBalance, wanted: impl Fn(ChargedFrom) -> bool) -> N {
        let activity = &self.model.topology.activities[balance.activity];
        let metal = |charged: &ChargedMetal| {
            let charge = match charged.from {
                ChargedFrom::Outside(i) | ChargedFrom::Process(i) => {
                    self.year.input_charge[activity.first_input + i]
                }
                ChargedFrom::Scrap(c) => self.year.scrap_charge[activity.first_charge + c],
            };
            charge * self.leaves.at(charged.content, self.t)
        };
        balance.charged.iter().filter(|charged| wanted(charged.from)).map(metal).sum()
    }

    /// In streams per t of output.
    fn residue(&self, balance: &MetalBalance, wanted: impl Fn(usize) -> bool) -> N {
        let activity = &self.model.topology.activities[balance.activity];
        let metal = |&(stream, content): &(usize, _)| {
            let arises = per_tonne(self.leaves, activity, stream, self.t, self.model.observed());
            arises * self.leaves.at(content, self.t)
        };
        balance.residues.iter().filter(|(stream, _)| wanted(*stream)).map(metal).sum()
    }

    /// What is made of an element in a commodity of a region and not taken there; below zero, what is taken and
    /// not made there.
    pub fn net(&self, trade: &MetalTrade) -> N {
        let topology = &self.model.topology;
        let made = |&b: &usize| self.part(&self.model.metals.balances[b], MetalPart::Product);
        let taken = |&(a, i, content): &(usize, usize, _)| {
            let used = self.year.input_charge[topology.activities[a].first_input + i] * self.year.output[a];
            used * self.leaves.at(content, self.t)
        };
        trade.makers.iter().map(made).sum::<N>() - trade.users.iter().map(taken).sum::<N>()
    }
}
