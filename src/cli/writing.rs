//! What commands that write a folder of results are told alike: threads, folder, language, charts.

use std::path::PathBuf;

use clap::Args;

use super::LangArgument;
use super::look::LookArguments;
use crate::report::text::Lang;

/// How results are computed and written.
#[derive(Clone, Debug, Args)]
pub(super) struct WritingArguments {
    /// Threads; by default as many as the machine has. The results do not depend on it. 线程数
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Folder of the results; by default one below `output` with the name of the scenario. 结果目录
    #[arg(short, long, visible_alias = "output", value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Language of charts, titles and what is printed. 语言
    #[arg(long, value_enum, default_value_t)]
    pub lang: LangArgument,
    #[command(flatten)]
    pub look: LookArguments,
    /// Write tables only. 不输出图
    #[arg(long)]
    pub no_charts: bool,
}

impl WritingArguments {
    pub fn lang(&self) -> Lang {
        Lang::from(self.lang)
    }

    /// The words of a command that make the same charts again: not the language, which stands before what is set.
    pub fn chart_words(&self) -> Vec<String> {
        self.look.words().into_iter().chain(self.no_charts.then(|| "--no-charts".to_owned())).collect()
    }
}
