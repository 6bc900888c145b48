//! A comparison read back from its folder.

use super::written::{causes_table, pictures};
use super::{CompareArguments, Findings, inputs};
use crate::analysis::compare::target_rows;
use crate::cli::Failure;
use crate::cli::chart::Make;
use crate::cli::report::Opened;
use crate::report::tables::read;
use crate::simulation::{self, Central};

impl CompareArguments {
    /// The charts of a folder that this command made.
    pub(in crate::cli) fn charts_of<'a>(&self, opened: &'a Opened) -> Result<Make<'a>, Failure> {
        let found = self.read(opened)?;
        Ok(Box::new(move |lang, unit| pictures(&found, lang, unit)))
    }

    /// What was found, from the tables; the central runs are made again, and must be those of the tables.
    fn read<'a>(&self, opened: &'a Opened) -> Result<Findings<'a>, Failure> {
        let (manifest, files) = (&opened.stored.manifest, &opened.stored.files);
        let study = self.study(opened.models())?;
        let runs: Vec<Central> = study.models.iter().map(|model| simulation::central(model)).collect();
        let design = (opened.design()?, manifest.failed_draws);
        let outcome = read::comparison(study, &runs, files, design).map_err(|error| opened.wrong(error))?;
        let targets = target_rows(&outcome.study.models, &runs, &outcome.compared.ensembles);
        let inputs = inputs(&outcome.study.models);
        let causes = self.causes(&outcome.study, |side, comparison| {
            let read = read::parts(comparison, &causes_table(side), files);
            let (parts, draws) = read.map_err(|error| opened.wrong(error))?;
            Ok((parts, self.draws_of_causes().saturating_sub(draws.unwrap_or_default())))
        })?;
        Ok(Findings { outcome, runs, targets, inputs, causes })
    }
}
