//! The command `dafeng`: parse, do, print what went wrong, exit code.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use dafeng::cli::{self, Arguments};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match cli::execute(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            // A reader that has gone away (`dafeng check … 2>&1 | head`) changes nothing.
            let _ = writeln!(std::io::stderr(), "{failure}");
            ExitCode::from(failure.code())
        }
    }
}
