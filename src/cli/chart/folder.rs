//! The charts of folders of other commands than `run`: prepared as the command does it, found in the tables.

use super::Make;
use crate::cli::report::Opened;
use crate::cli::{Command, Failure};
use crate::report::manifest::MANIFEST_FILE;
use crate::report::text::{self, Lang};

/// Commands whose folders have charts.
const DRAWN: [&str; 8] =
    ["run", "merge", "compare", "decompose", "hindcast", "sensitivity", "sweep", "abatement"];

/// Whether a folder is of a run, or of the shards of one put together.
pub fn is_run(opened: &Opened) -> bool {
    ["run", "merge"].contains(&opened.command())
}

/// The charts that the command of a folder draws of what its tables tell.
pub fn charts<'a>(opened: &'a Opened, lang: Lang) -> Result<Make<'a>, Failure> {
    let not_drawn = || {
        let told = text::folder_not_drawn(&opened.name, opened.command(), &DRAWN, lang);
        Err(Failure::Input(format!("error: {told}")))
    };
    if !DRAWN.contains(&opened.command()) {
        return not_drawn();
    }
    let (manifest, ours) = (&opened.stored.manifest, env!("CARGO_PKG_VERSION"));
    if manifest.version != ours {
        let told = text::folder_of_other_version(&opened.name, &manifest.version, ours, lang);
        return Err(Failure::Input(format!("error: {told}")));
    }
    let unknown = || opened.wrong(format!("{MANIFEST_FILE} names a command that this program has not"));
    match Command::of(&manifest.command).ok_or_else(unknown)? {
        Command::Compare(arguments) => arguments.charts_of(opened),
        Command::Decompose(arguments) => arguments.charts_of(opened),
        Command::Hindcast(arguments) => arguments.charts_of(opened),
        Command::Sensitivity(arguments) => arguments.charts_of(opened),
        Command::Sweep(arguments) => arguments.charts_of(opened),
        Command::Abatement(arguments) => arguments.charts_of(opened),
        _ => not_drawn(),
    }
}
