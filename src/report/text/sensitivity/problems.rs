//! What is wrong with what is asked of sensitivity.

use crate::analysis::sensitivity::ChoiceError;
use crate::report::text::Lang;

/// What is wrong with the choice of factors.
pub fn wrong_choice(error: &ChoiceError, lang: Lang) -> String {
    let hint = |near: &Option<String>| match (near, lang) {
        (Some(near), Lang::Zh) => format!("；是否指 {near}？"),
        (Some(near), Lang::En) => format!("; did you mean {near}?"),
        (None, Lang::Zh) => "（dafeng list 列出全部参数）".to_owned(),
        (None, Lang::En) => " (dafeng list lists all numbers)".to_owned(),
    };
    match (error, lang) {
        (ChoiceError::Certain, Lang::Zh) => {
            "该情景没有不确定参数：给参数写上 low 和 high 或 uncertain（docs/format.md）".to_owned()
        }
        (ChoiceError::Certain, Lang::En) => {
            "nothing in this scenario is uncertain: give numbers `low` and `high`, or `uncertain` (docs/format.md)".to_owned()
        }
        (ChoiceError::OnlyYearly, Lang::Zh) => {
            "只剩逐年冲击，而该方法中它们不起作用：用 --method ensemble，或 --method sobol（yearly-shocks 为一个因素）".to_owned()
        }
        (ChoiceError::OnlyYearly, Lang::En) => {
            "only yearly shocks are left, and here they stand still: --method ensemble tells each, --method sobol all as `yearly-shocks`".to_owned()
        }
        (ChoiceError::Unknown { pattern, near }, Lang::Zh) => {
            format!("没有地址符合 {pattern} 的不确定参数{}", hint(near))
        }
        (ChoiceError::Unknown { pattern, near }, Lang::En) => {
            format!("no uncertain number has the address {pattern}{}", hint(near))
        }
        (ChoiceError::Twice { leaf, group }, Lang::Zh) => format!("--group {group}：{leaf} 已在另一组中"),
        (ChoiceError::Twice { leaf, group }, Lang::En) => {
            format!("--group {group}: {leaf} stands in another group already")
        }
        (ChoiceError::Name(name), Lang::Zh) => format!("--group {name}：该名称是参数的地址，请另取名"),
        (ChoiceError::Name(name), Lang::En) => format!("--group {name}: this is the address of a number, take another name"),
    }
}

/// That fewer draws were asked for than it takes.
pub fn too_few_draws(draws: u64, needed: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{draws} 次抽样不够：至少需要 {needed} 次（参数个数加 12，且不少于 100）"),
        Lang::En => format!(
            "{} {} not enough: it takes {needed} at least (12 more than numbers, and no fewer than 100)",
            super::super::draws(draws, lang),
            super::super::plural(draws as usize, "is", "are"),
        ),
    }
}

/// That an outcome is no series in a year, peak year or target.
pub fn unknown_outcome(asked: &str, near: Option<&str>, lang: Lang) -> String {
    let hint = near.map_or_else(String::new, |near| match lang {
        Lang::Zh => format!("；是否指 {near}？"),
        Lang::En => format!("; did you mean {near}?"),
    });
    match lang {
        Lang::Zh => format!(
            "--of：{asked} 不是结果{hint}（写作 指标@地区@年份、peak-year、peak-year:指标@地区 或 target:目标；dafeng list --series 列出全部指标）"
        ),
        Lang::En => format!(
            "--of: {asked} is no outcome{hint} (write SERIES@PLACE@YEAR, peak-year, peak-year:SERIES@PLACE or target:ID; dafeng list --series lists all series)"
        ),
    }
}

/// That there is no target of an id.
pub fn unknown_target(asked: &str, near: Option<&str>, known: &[&str], lang: Lang) -> String {
    let hint = match (near, lang) {
        (Some(near), Lang::Zh) => format!("；是否指 {near}？"),
        (Some(near), Lang::En) => format!("; did you mean {near}?"),
        (None, Lang::Zh) if known.is_empty() => "；该情景没有目标".to_owned(),
        (None, Lang::En) if known.is_empty() => "; the scenario has none".to_owned(),
        (None, Lang::Zh) => format!("；有：{}", known.join("、")),
        (None, Lang::En) => format!("; there are: {}", known.join(", ")),
    };
    match lang {
        Lang::Zh => format!("--of：没有目标 {asked}{hint}"),
        Lang::En => format!("--of: there is no target {asked}{hint}"),
    }
}

/// That a year lies outside the horizon.
pub fn outcome_year_outside(asked: &str, first: i32, last: i32, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("--of {asked}：该年不在 {first}—{last} 年之内"),
        Lang::En => format!("--of {asked}: the scenario runs from {first} to {last}"),
    }
}

/// That a year lies in what was observed, where nothing is uncertain.
pub fn outcome_observed(asked: &str, observed: i32, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("--of {asked}：到 {observed} 年为止是观测值，各次运行相同"),
        Lang::En => format!("--of {asked}: up to {observed} all is observed and the same in every run"),
    }
}

/// That a series stands at several places.
pub fn outcome_ambiguous(asked: &str, places: &[&str], lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("--of {asked}：该指标有多个地区，请写明（{}）", places.join("、")),
        Lang::En => format!("--of {asked}: name one of the places of this series ({})", places.join(", ")),
    }
}

/// That a folder of results serves one method only.
pub fn results_need_ensemble(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "结果目录只能用于 --method ensemble；其他方法请给出情景文件",
        Lang::En => {
            "a folder of results serves --method ensemble alone; the other methods take a scenario file"
        }
    }
}

/// That a folder of results does not hold the draws of a series.
pub fn no_saved_draws(folder: &str, series: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "{folder} 没有 {series} 的各次抽样：运行时加 --save-draws '{series}'，或给出情景文件重新抽样"
        ),
        Lang::En => format!(
            "{folder} does not hold the draws of {series}: run with --save-draws '{series}', or give the scenario file to draw anew"
        ),
    }
}

/// That results were made by another version of the program.
pub fn results_of_other_version(folder: &str, theirs: &str, ours: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{folder} 由 {theirs} 版生成，当前为 {ours} 版：抽样可能不同，请重新运行"),
        Lang::En => {
            format!(
                "{folder} was made by version {theirs}, this is {ours}: its draws may be others; run it again"
            )
        }
    }
}

/// That an option does nothing here.
pub fn option_out_of_place(option: &str, place: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{option} 不能与 {place} 同用"),
        Lang::En => format!("{option} does not go with {place}"),
    }
}

/// A folder of results, as what is given.
pub fn a_results_folder(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "结果目录",
        Lang::En => "a folder of results",
    }
}

/// That a folder was not made by `dafeng run`.
pub fn draws_not_of_run(folder: &str, command: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            format!("{folder} 由 dafeng {command} 生成：只有 dafeng run --save-draws 的结果含有各次抽样")
        }
        Lang::En => format!(
            "{folder} was made by dafeng {command}: only results of dafeng run --save-draws hold draws"
        ),
    }
}

/// That files of the scenario are not what they were when results were made.
pub fn draws_of_other_inputs(folder: &str, files: &[String], lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{folder} 生成之后下列文件已改动或已不在：{}；请重新运行", files.join("、")),
        Lang::En => {
            format!("files changed or went away since {folder} was made: {}; run it again", files.join(", "))
        }
    }
}

/// That the samples would not fit into memory.
pub fn too_many_points(rows: u64, most: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            format!("--points {rows} 所需内存过大，至多 {most}；用 --leaves 或 --screen 减少参数可增加")
        }
        Lang::En => format!(
            "--points {rows} does not fit into memory; at most {most} do, or more with fewer numbers (--leaves, --screen)"
        ),
    }
}

/// That so many factors have too many pairs.
pub fn too_many_pairs(factors: usize, most: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => {
            format!("--second-order 至多用于 {most} 个参数，现有 {factors} 个：用 --leaves 或 --screen 减少")
        }
        Lang::En => format!(
            "--second-order takes at most {most} numbers, there are {factors}: choose fewer with --leaves or --screen"
        ),
    }
}
