//! `dafeng init`: the template scenario, ready to run.

use std::path::PathBuf;

use clap::Args;

use super::{Failure, LangArgument, print, shown};
use crate::output;
use crate::report::text;

/// The files of the template, the scenario first.
const FILES: [(&str, &str); 3] = [
    ("scenario.toml", include_str!("../../scenarios/template/scenario.toml")),
    ("units.csv", include_str!("../../scenarios/template/units.csv")),
    ("history.csv", include_str!("../../scenarios/template/history.csv")),
];

#[derive(Debug, Args)]
pub struct InitArguments {
    /// The folder to write to; files that exist are not overwritten. 目标目录
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Language of what is printed. 输出语言
    #[arg(long, value_enum, default_value_t)]
    lang: LangArgument,
}

pub fn init(arguments: &InitArguments) -> Result<(), Failure> {
    output::write_new_files(&arguments.folder, &FILES)?;
    let file = shown(&arguments.folder.join(FILES[0].0));
    print::out(&format!("{}\n", text::init_done(&file, arguments.lang.into())))
}
