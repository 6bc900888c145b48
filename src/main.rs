//! The command `dafeng`: parse, do, print what went wrong, exit code.

use std::process::ExitCode;

use clap::Parser;
use dafeng::cli::{self, Arguments};

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match cli::execute(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(failure.code())
        }
    }
}
