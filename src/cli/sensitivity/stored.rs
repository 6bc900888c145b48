//! What moves outcomes, read back from its folder.

use super::SensitivityArguments;
use crate::analysis::sensitivity::{Factors, Sensitivity};
use crate::cli::chart::Make;
use crate::cli::report::Opened;
use crate::cli::{Failure, shown};
use crate::report::gallery;
use crate::report::tables::{guarded, read};

impl SensitivityArguments {
    /// The charts of a folder that this command made.
    pub(in crate::cli) fn charts_of<'a>(&self, opened: &'a Opened) -> Result<Make<'a>, Failure> {
        let found = self.read(opened)?;
        Ok(Box::new(move |lang, unit| gallery::sensitivity(&found, lang, unit)))
    }

    fn read<'a>(&self, opened: &'a Opened) -> Result<Sensitivity<'a>, Failure> {
        let (model, files) = (&opened.model, &opened.stored.files);
        let outcomes = self.outcomes(model)?;
        let all = self.all_factors(model)?;
        let names = read::factor_names(files).map_err(|error| opened.wrong(error))?;
        let factors = named(&all, &names, opened)?;
        let method = self.method();
        let findings = read::findings(model, method, &outcomes, &names, files);
        let findings = findings.map_err(|error| opened.wrong(error))?;
        let manifest = &opened.stored.manifest;
        // Saved draws stand in a folder, and the scenario elsewhere.
        let is_read = shown(&self.what) != manifest.scenario.file;
        let (size, runs) = self.effort(&factors, manifest.draws, is_read);
        let runs = runs + self.screening(&all);
        Ok(Sensitivity { model, method, factors, outcomes, findings, size, runs })
    }
}

/// The factors of a table, by their names.
fn named(all: &Factors, names: &[String], opened: &Opened) -> Result<Factors, Failure> {
    let position = |name: &String| {
        let found = all.list.iter().position(|factor| guarded(&factor.name) == name.as_str());
        found.ok_or_else(|| opened.wrong(format!("sensitivity.csv: the scenario has no factor `{name}`")))
    };
    let kept = names.iter().map(position).collect::<Result<Vec<usize>, Failure>>()?;
    Ok(all.only(&opened.model, &kept))
}
