//! `dafeng chart`: charts from results on disk, in another theme, language or kind of file, without running again.

mod folder;
mod several;
mod wishes;

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use self::wishes::WishArguments;
use super::look::{self, LookArguments, formats, text_of, told};
use super::report::Opened;
use super::{Failure, LangArgument, print, shown};
use crate::domain::Year;
use crate::ensemble::Ensemble;
use crate::output::OutputFolder;
use crate::report::chart::{Look, Settings};
use crate::report::export::BYTE_ORDER_MARK;
use crate::report::font::Font;
use crate::report::gallery::{self, ChartSet, Choice, Kind, Order, Picture, Source};
use crate::report::manifest::{InputEntry, Manifest};
use crate::report::tables::{self, Results, read};
use crate::report::text::{self, Lang};
use crate::simulation::{self, Central};

#[derive(Debug, Args)]
pub struct ChartArguments {
    /// Folders of results; of several of `dafeng run`, charts show each series with all of them. 结果目录
    #[arg(value_name = "RESULTS", required = true, num_args = 1..=several::MOST)]
    results: Vec<PathBuf>,
    /// Kinds of charts; by default all that apply. 图表种类
    #[arg(long, value_name = "KIND", value_enum, value_delimiter = ',')]
    kind: Vec<KindArgument>,
    /// Charts whose name holds one of these texts, such as `emissions-co2.guangxi`, or has one of these patterns, such as
    /// `*.guangxi`. 图表名称
    #[arg(long, value_name = "TEXT")]
    only: Vec<String>,
    /// A TOML file that says which charts, and how each; see docs/charts.md. 图表清单文件
    #[arg(long, value_name = "FILE", conflicts_with_all = ["kind", "only"])]
    settings: Option<PathBuf>,
    /// Years that flows are shown of; by default that of the latest target, else the last. 流向图年份
    #[arg(long, value_name = "YEAR", value_delimiter = ',')]
    year: Vec<i32>,
    /// Print the names of the charts and draw none. 列出图表名称
    #[arg(long)]
    list: bool,
    /// Folder of the charts; by default that of the results with `.charts` added. 输出目录
    #[arg(short, long, visible_alias = "output", value_name = "DIR")]
    out: Option<PathBuf>,
    /// Language; by default that of the results. 语言
    #[arg(long, value_enum)]
    lang: Option<LangArgument>,
    #[command(flatten)]
    wishes: WishArguments,
    #[command(flatten)]
    look: LookArguments,
}

/// Kinds of charts.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
enum KindArgument {
    /// A series with its quantile bands 扇形图
    Fan,
    /// Parts of a whole, stacked 堆积面积图
    Stacked,
    /// What is built and what retires 投产与退出
    Changes,
    /// What bound output, and when 约束条
    Constraints,
    /// When a series peaks over the draws 达峰年份分布
    Peaks,
    /// How probably targets are met 目标达成概率
    Targets,
    /// Energy and materials of one year, from where they come to what becomes of them 能源与物质流向
    Flow,
    /// A waste's stockpile above its rate of use 堆存量与综合利用率
    Pair,
    /// A series of every cluster in a small plot of its own 分集群小图
    Multiples,
    /// Several series in one plot 折线图
    Lines,
    /// Observed values against a run 回测
    Hindcast,
    /// Causes of a change 成因瀑布图
    Waterfall,
    /// What measures avoid and cost 边际减排成本曲线
    Abatement,
    /// An outcome over the years for each value of a lever 线族
    Family,
    /// An outcome over two levers 热力图
    Heat,
    /// Shares of variance or rank correlations 敏感性指数
    Indices,
    /// Elementary effects 基本效应散点图
    Scatter,
    /// What the ends of each uncertain number do to an outcome 龙卷风图
    Tornado,
}

impl From<KindArgument> for Kind {
    fn from(argument: KindArgument) -> Kind {
        match argument {
            KindArgument::Fan => Kind::Fan,
            KindArgument::Stacked => Kind::Stacked,
            KindArgument::Changes => Kind::Changes,
            KindArgument::Constraints => Kind::Constraints,
            KindArgument::Peaks => Kind::Peaks,
            KindArgument::Targets => Kind::Targets,
            KindArgument::Flow => Kind::Flow,
            KindArgument::Pair => Kind::Pair,
            KindArgument::Multiples => Kind::Multiples,
            KindArgument::Lines => Kind::Lines,
            KindArgument::Hindcast => Kind::Hindcast,
            KindArgument::Waterfall => Kind::Waterfall,
            KindArgument::Abatement => Kind::Abatement,
            KindArgument::Family => Kind::Family,
            KindArgument::Heat => Kind::Heat,
            KindArgument::Indices => Kind::Indices,
            KindArgument::Scatter => Kind::Scatter,
            KindArgument::Tornado => Kind::Tornado,
        }
    }
}

/// Makes the charts of results in a language, in a unit where it is one of what they show.
pub(super) type Make<'a> = Box<dyn Fn(Lang, Option<&str>) -> Vec<Picture> + 'a>;

/// The copy of the file that says which charts, among them.
const SETTINGS_FILE: &str = "charts.toml";

pub fn chart(arguments: &ChartArguments) -> Result<(), Failure> {
    let set = arguments.set()?;
    let font = arguments.look.font()?;
    let themes = arguments.look.themes()?;
    let themes = themes.as_ref().map(|(name, text)| (name.as_str(), text.as_str()));
    // A theme that is at fault is told before results are read.
    let asked = arguments.asked();
    let plain = Source { make: &|_, _| Vec::new(), lang: Lang::Zh, themes };
    plain.theme(&asked).map_err(told)?;
    let opened: Vec<Opened> =
        arguments.results.iter().map(|path| Opened::open(path)).collect::<Result<_, _>>()?;
    let lang = arguments.lang.map_or(opened.first().map_or(Lang::Zh, Opened::lang), Lang::from);
    let (make, base) = match opened.as_slice() {
        [one] => (arguments.of_one(one, lang)?, one.stored.manifest.clone()),
        all => (arguments.of_several(all, lang)?, several::manifest(all)),
    };
    let source = Source { make: &*make, lang, themes };
    let orders = arguments.orders(set.as_ref().map(|(set, _)| set), &source, &asked)?;
    if arguments.list {
        let pictures = orders.iter().flat_map(|order| &order.pictures);
        let names: Vec<String> = pictures.map(|picture| format!("{}\n", picture.stem)).collect();
        return print::out(&names.concat());
    }
    let mut files = drawn(orders, &font)?;
    files.extend(set.map(|(_, text)| (SETTINGS_FILE.to_owned(), text.into_bytes())));
    let place = arguments.place();
    arguments.write(base, files, lang, &place)?;
    print::out(&format!("{}\n", text::results_line(&shown(&place), lang)))
}

/// The files of every chart.
fn drawn(orders: Vec<Order>, font: &Font) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    let mut all = Vec::new();
    for Order { settings, theme, pictures } in orders {
        let look = Look { font: font.clone(), theme, formats: formats(&settings), settings };
        all.extend(look::drawn(&pictures, &look, || Ok(()))?);
    }
    Ok(all)
}

/// What a folder tells of its run.
struct Run {
    central: Central,
    ensemble: Option<Ensemble>,
}

impl Run {
    /// The ensemble from its tables; the central run is made again, and must be the one of the tables.
    pub fn read(opened: &Opened) -> Result<Run, Failure> {
        let (manifest, files) = (&opened.stored.manifest, &opened.stored.files);
        if !folder::is_run(opened) || manifest.draw.is_some() {
            return Err(opened.wrong("these are no results of `dafeng run` with all its draws"));
        }
        let central = simulation::central(&opened.model);
        let results = Results { model: &opened.model, central: &central, ensemble: None };
        let series = tables::all_series(&results).csv().map_err(|error| Failure::Work(error.to_string()))?;
        let told = files
            .get("series.csv")
            .map(|bytes| bytes.strip_prefix(BYTE_ORDER_MARK.as_bytes()).unwrap_or(bytes));
        if told != Some(series.as_slice()) {
            let why =
                format!("series.csv was written by another version ({}) of this program", manifest.version);
            return Err(opened.wrong(why));
        }
        let ensemble = read::ensemble(&opened.model, files, opened.design()?, manifest.failed_draws)
            .map_err(|error| opened.wrong(error))?;
        Ok(Run { central, ensemble })
    }

    /// Its results, as charts take them.
    pub fn results<'a>(&'a self, opened: &'a Opened) -> Results<'a> {
        Results { model: &opened.model, central: &self.central, ensemble: self.ensemble.as_ref() }
    }
}

/// The charts of one folder, by the command that made it.
pub(super) fn charts_of<'a>(opened: &'a Opened, lang: Lang) -> Result<Make<'a>, Failure> {
    if folder::is_run(opened) { of_run(opened, &[], lang) } else { folder::charts(opened, lang) }
}

/// The charts of a run, its flows in these years; in the usual one where there are none.
fn of_run<'a>(opened: &'a Opened, years: &[i32], lang: Lang) -> Result<Make<'a>, Failure> {
    let run = Run::read(opened)?;
    let horizon = opened.model.scenario.horizon;
    let mut years: Vec<Year> = years.iter().copied().map(Year).collect();
    years.sort_unstable();
    years.dedup();
    if let Some(&year) = years.iter().find(|year| horizon.index(**year).is_none()) {
        let told = text::year_outside(year, (horizon.base, horizon.end), lang);
        return Err(Failure::Input(format!("error: {told}")));
    }
    Ok(Box::new(move |lang, unit| {
        let results = run.results(opened);
        let mut pictures = gallery::pictures_in(&results, lang, unit);
        if !years.is_empty() {
            pictures.retain(|picture| picture.kind() != Kind::Flow);
            pictures.extend(gallery::flows(&results, &years, lang));
        }
        pictures
    }))
}

impl ChartArguments {
    /// The file that says which charts, with its text.
    fn set(&self) -> Result<Option<(ChartSet, String)>, Failure> {
        let Some(path) = &self.settings else { return Ok(None) };
        let (name, text) = text_of(path, "the charts")?;
        let set = ChartSet::read(&name, &text)
            .map_err(|problems| Failure::Input(problems.report(print::in_colour())))?;
        Ok(Some((set, text)))
    }

    /// What is asked of every chart.
    fn asked(&self) -> Settings {
        let lang = self.lang.map(Lang::from);
        Settings { lang, ..self.wishes.settings().over(&self.look.settings()) }
    }

    /// The charts of one folder, flows of a run in the years that are asked for.
    fn of_one<'a>(&self, opened: &'a Opened, lang: Lang) -> Result<Make<'a>, Failure> {
        if folder::is_run(opened) {
            return of_run(opened, &self.year, lang);
        }
        let make = folder::charts(opened, lang)?;
        match self.year.is_empty() {
            true => Ok(make),
            false => Err(Failure::Input(format!("error: {}", text::flows_of_one_run(lang)))),
        }
    }

    /// The charts that are wanted.
    fn orders(
        &self,
        set: Option<&ChartSet>,
        source: &Source<'_>,
        asked: &Settings,
    ) -> Result<Vec<Order>, Failure> {
        if let Some(set) = set {
            let orders = set.orders(source, asked);
            return orders.map_err(|problems| Failure::Input(problems.report(print::in_colour())));
        }
        let kinds = self.kind.iter().copied().map(Kind::from).collect();
        let choice = Choice { kinds, names: self.only.clone(), file: None };
        let theme = source.theme(asked).map_err(told)?;
        let pictures = source.chosen(&choice, asked).map_err(|refusals| {
            let lines: Vec<String> = refusals.iter().map(|refusal| format!("error: {refusal}")).collect();
            Failure::Input(lines.join("\n"))
        })?;
        Ok(vec![Order { settings: asked.clone(), theme, pictures }])
    }

    fn place(&self) -> PathBuf {
        let beside = || {
            let name = several::name(&self.results) + ".charts";
            self.results.first().map_or_else(|| PathBuf::from(&name), |first| first.with_file_name(&name))
        };
        self.out.clone().unwrap_or_else(beside)
    }

    /// The command that makes the same bytes again.
    fn command(&self, lang: Lang) -> Vec<String> {
        let mut words = vec!["chart".to_owned()];
        words.extend(self.results.iter().map(|path| shown(path)));
        let kinds: Vec<String> = self
            .kind
            .iter()
            .filter_map(|kind| Some(kind.to_possible_value()?.get_name().to_owned()))
            .collect();
        if !kinds.is_empty() {
            words.extend(["--kind".to_owned(), kinds.join(",")]);
        }
        words.extend(self.only.iter().flat_map(|text| ["--only".to_owned(), text.clone()]));
        words.extend(self.settings.iter().flat_map(|file| ["--settings".to_owned(), shown(file)]));
        // Where a file says the language of a chart, only the one that is asked for stands before it.
        if self.settings.is_none() || self.lang.is_some() {
            words.extend(["--lang".to_owned(), lang.code().to_owned()]);
        }
        words.extend(self.wishes.words());
        if !self.year.is_empty() {
            let years: Vec<String> = self.year.iter().map(i32::to_string).collect();
            words.extend(["--year".to_owned(), years.join(",")]);
        }
        words.extend(self.look.words());
        words
    }

    fn write(
        &self,
        base: Manifest,
        mut files: Vec<(String, Vec<u8>)>,
        lang: Lang,
        place: &Path,
    ) -> Result<(), Failure> {
        files.sort();
        let entries = files.iter().map(|(path, bytes)| InputEntry::of(path, bytes)).collect();
        let made = Manifest {
            command: self.command(lang),
            language: lang.code().to_owned(),
            files: entries,
            ..base
        };
        let mut folder = OutputFolder::new(&made)?;
        for (path, bytes) in files {
            folder.add(&path, bytes)?;
        }
        Ok(folder.commit(place)?)
    }
}
