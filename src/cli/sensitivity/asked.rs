//! What a call of the command asks for: outcomes, factors, the size of a study.

use super::{SCREENING, SensitivityArguments, leaves, outcome, wrong};
use crate::analysis::sensitivity::estimate::{Bootstrap, power_of_two};
use crate::analysis::sensitivity::{Choice, Factors, Method, Shocks};
use crate::cli::Failure;
use crate::ensemble::study::Outcome;
use crate::model::Model;
use crate::report::text::{self, Lang};

impl SensitivityArguments {
    pub(super) fn lang(&self) -> Lang {
        self.writing.lang()
    }

    pub(super) fn method(&self) -> Method {
        Method::from(self.method)
    }

    /// Refuses options that would do nothing.
    pub(super) fn check_options(&self, is_folder: bool) -> Result<(), Failure> {
        let (method, lang) = (self.method(), self.lang());
        let of_method = format!("--method {}", method.name());
        let ranks = method == Method::Ensemble;
        let misplaced = [
            ("--screen", self.screen.is_some() && ranks, of_method.as_str()),
            ("--groups", self.groups && ranks, &of_method),
            ("--group", !self.group.is_empty() && ranks, &of_method),
            ("--second-order", self.second_order && method != Method::Sobol, &of_method),
            ("--set", !self.files.set.is_empty() && is_folder, text::a_results_folder(lang)),
        ];
        match misplaced.iter().find(|(_, is_misplaced, _)| *is_misplaced) {
            Some((option, _, place)) => Err(wrong(text::option_out_of_place(option, place, lang))),
            None => Ok(()),
        }
    }

    pub(super) fn bootstrap(&self) -> Bootstrap {
        Bootstrap { resamples: usize::from(self.resamples), seed: self.seed }
    }

    /// Rows of the samples: a power of two.
    pub(super) fn rows(&self) -> u64 {
        power_of_two(self.points)
    }

    pub(super) fn choice(&self) -> Choice {
        Choice { only: self.leaves.clone(), groups: self.group.clone(), join_correlated: self.groups }
    }

    /// The outcomes that are asked for.
    pub(super) fn outcomes(&self, model: &Model) -> Result<Vec<Outcome>, Failure> {
        let outcomes = self.of.iter().map(|asked| outcome::asked(model, asked, self.lang()));
        outcomes.collect::<Result<_, String>>().map_err(wrong)
    }

    /// All factors that may be taken.
    pub(super) fn all_factors(&self, model: &Model) -> Result<Factors, Failure> {
        let shocks = match self.method() {
            Method::Tornado | Method::Morris => Shocks::None,
            Method::Sobol => Shocks::Together,
            Method::Ensemble => Shocks::Each,
        };
        let all = Factors::new(model, &self.choice(), shocks);
        all.map_err(|error| wrong(text::wrong_choice(&error, self.lang())))
    }

    /// How many leaves are left at most.
    pub(super) fn screened(&self) -> usize {
        self.screen.map_or(usize::MAX, usize::from)
    }

    /// Runs that it takes to choose among factors.
    pub(super) fn screening(&self, all: &Factors) -> u64 {
        let leaves = leaves(all).len();
        if leaves <= self.screened() { 0 } else { SCREENING * (leaves as u64 + 1) }
    }

    /// The size of the sample of a method, and its runs; those of an ensemble that is read from a folder were made before.
    pub(super) fn effort(&self, factors: &Factors, draws: u64, is_read: bool) -> (u64, u64) {
        let count = factors.list.len() as u64;
        match self.method() {
            Method::Tornado => (1, 1 + 2 * count),
            Method::Morris => (self.trajectories, self.trajectories * (count + 1)),
            Method::Sobol => {
                let kinds = if self.second_order { 2 } else { 1 } * count + 2;
                (self.rows(), self.rows() * kinds)
            }
            Method::Ensemble => (draws, if is_read { 0 } else { draws }),
        }
    }
}
