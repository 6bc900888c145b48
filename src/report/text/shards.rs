//! Sentences about ensembles that are computed in parts.

use super::{Lang, draws, percent};
use crate::ensemble::shard::{Broken, Difference, Misfit};

/// Why a file is no shard.
pub fn broken_shard(file: &str, broken: Broken, lang: Lang) -> String {
    match (broken, lang) {
        (Broken::Foreign, Lang::Zh) => format!("{file} 不是分片文件"),
        (Broken::Foreign, Lang::En) => format!("{file} is no shard"),
        (Broken::Format(format), Lang::Zh) => {
            format!("{file} 的分片格式为第 {format} 版，本程序不能读取；请用同一版本重新计算")
        }
        (Broken::Format(format), Lang::En) => {
            format!(
                "{file} is a shard of format {format}, which this version cannot read; compute it again with this version"
            )
        }
        (Broken::Length { expected, found }, Lang::Zh) => {
            format!("{file} 不完整：应有 {expected} 字节，实有 {found} 字节；请重新计算该分片")
        }
        (Broken::Length { expected, found }, Lang::En) => {
            format!(
                "{file} is truncated or has something appended: {expected} bytes expected, {found} found; compute the shard again"
            )
        }
        (Broken::Corrupted, Lang::Zh) => format!("{file} 已损坏：校验和不符；请重新计算该分片"),
        (Broken::Corrupted, Lang::En) => {
            format!("{file} is corrupted: its checksum does not fit; compute the shard again")
        }
    }
}

/// In what a file's ensemble differs from another.
pub fn other_ensemble(file: &str, other: &str, difference: Difference, lang: Lang) -> String {
    let what = match (difference, lang) {
        (Difference::Version, Lang::Zh) => "程序版本",
        (Difference::Version, Lang::En) => "another version of the program",
        (Difference::Inputs, Lang::Zh) => "情景输入文件",
        (Difference::Inputs, Lang::En) => "other files of the scenario",
        (Difference::Settings, Lang::Zh) => "--set 设定",
        (Difference::Settings, Lang::En) => "other values of --set",
        (Difference::Seed, Lang::Zh) => "随机种子",
        (Difference::Seed, Lang::En) => "another seed",
        (Difference::Draws, Lang::Zh) => "抽样次数",
        (Difference::Draws, Lang::En) => "another number of draws",
        (Difference::Method, Lang::Zh) => "抽样设计",
        (Difference::Method, Lang::En) => "another design",
    };
    match lang {
        Lang::Zh => format!("{file} 与{other}不属于同一次计算：{what}不同"),
        Lang::En => format!("{file} and {other} are not of one ensemble: {what}"),
    }
}

/// The scenario as it is now, beside which a shard does not fit.
pub fn scenario_now(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "当前情景",
        Lang::En => "the scenario as it is now",
    }
}

/// What keeps shards from being one ensemble. Draws are counted from 0.
pub fn misfit(misfit: &Misfit, files: &[String], lang: Lang) -> String {
    match (misfit, lang) {
        (Misfit::Missing(range), Lang::Zh) => {
            format!("缺少第 {} 至 {} 号抽样的分片", range.start, range.end - 1)
        }
        (Misfit::Missing(range), Lang::En) => {
            format!("no shard has draws {} to {}", range.start, range.end - 1)
        }
        (Misfit::Doubled(range, a, b), Lang::Zh) => {
            format!("第 {} 至 {} 号抽样重复：{} 与 {}", range.start, range.end - 1, files[*a], files[*b])
        }
        (Misfit::Doubled(range, a, b), Lang::En) => {
            format!("draws {} to {} are in both {} and {}", range.start, range.end - 1, files[*a], files[*b])
        }
    }
}

/// That there are more shards than chunks of draws.
pub fn too_many_shards(shards: u64, all: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}不足以分为 {shards} 片；每片至少 256 次", draws(all, lang)),
        Lang::En => format!("{} are too few for {shards} shards of at least 256 each", draws(all, lang)),
    }
}

/// Where a shard was written and what it holds.
pub fn shard_written(file: &str, from: u64, to: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("分片：{file}（第 {from} 至 {} 号抽样）", to - 1),
        Lang::En => format!("Shard: {file} (draws {from} to {})", to - 1),
    }
}

/// That a run was stopped, and what is left to go on from.
pub fn interrupted_with(file: &str, done: u64, all: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "已中断，未写入结果；原有结果保持不变。已完成的 {done}/{all} 次抽样存于 {file}，原命令加 --resume 可继续"
        ),
        Lang::En => format!(
            "interrupted: no results were written, earlier ones are as they were; {done} of {all} draws are kept in {file}, the same command with --resume goes on from there"
        ),
    }
}

/// That there is nothing to go on from.
pub fn nothing_to_resume(file: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("没有 {file}，从第 0 号抽样开始"),
        Lang::En => format!("there is no {file}: starting from the first draw"),
    }
}

/// From where a run goes on.
pub fn resumed(file: &str, done: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("从 {file} 继续：已完成 {}", draws(done, lang)),
        Lang::En => format!("going on from {file}: {} are done", draws(done, lang)),
    }
}

/// What to do about a file that one cannot go on from.
pub fn start_anew(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "去掉 --resume 可重新开始",
        Lang::En => "without --resume the run starts anew",
    }
}

/// That `--until` has no target to look at.
pub fn until_without_targets(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "--until 需要目标，而本情景没有可评价的目标",
        Lang::En => "--until needs targets, and this scenario has none that can be read",
    }
}

/// That a Latin hypercube has a size of its own.
pub fn until_of_a_hypercube(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "--until 不能用于拉丁超立方抽样：其分层取决于抽样总数；请用 random 或 sobol",
        Lang::En => {
            "--until does not go with a Latin hypercube, whose strata depend on the number of draws; use random or sobol"
        }
    }
}

/// How far `--until` went.
pub fn until_reached(done: u64, half: f64, asked: f64, lang: Lang) -> String {
    let (half, asked) = (percent(half), percent(asked));
    match lang {
        Lang::Zh => format!("{}后，各目标概率的区间半宽不超过 {half}（要求 {asked}）", draws(done, lang)),
        Lang::En => format!(
            "after {} every interval of a target's probability is within ± {half} (asked: {asked})",
            draws(done, lang)
        ),
    }
}

/// Words of the progress line: draws a second, and before and after the time that is left.
pub fn progress_words(lang: Lang) -> (&'static str, &'static str, &'static str) {
    match lang {
        Lang::Zh => ("次/秒", "剩余 ", ""),
        Lang::En => ("draws/s", "", " left"),
    }
}
