//! What is asked of charts drawn again: words, unit, ranges, bands.

use clap::Args;

use super::super::look::{Written, word};
use crate::report::chart::{Settings, parse_bands, parse_range, parse_years};

#[derive(Clone, Debug, Args)]
pub(super) struct WishArguments {
    /// Title of the chart, where one is drawn. 标题
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// A note under every chart, after its own. 附注
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Unit of charts that show such values, such as `万吨`, `Mt CO2`, `亿kWh`, `PJ`. 单位
    #[arg(long, value_name = "UNIT")]
    unit: Option<String>,
    /// Decimals of the values written beside marks. 小数位数
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u8).range(0..=6))]
    decimals: Option<u8>,
    /// First and last year, such as `2020,2040`. 年份范围
    #[arg(long, value_name = "FIRST,LAST", value_parser = years)]
    years: Option<Written<(i32, i32)>>,
    /// Lowest and highest value of the axis, such as `0,6000`; what lies beyond is cut. 纵轴范围
    #[arg(long, value_name = "LOW,HIGH", value_parser = range, allow_hyphen_values = true)]
    range: Option<Written<(f64, f64)>>,
    /// Bands that are drawn, of 50, 80 and 90, or `none` for lines only. 预测区间
    #[arg(long, value_name = "LIST", value_parser = bands)]
    bands: Option<Written<Vec<u8>>>,
}

fn years(text: &str) -> Result<Written<(i32, i32)>, String> {
    Written::of(text, parse_years(text))
}

fn range(text: &str) -> Result<Written<(f64, f64)>, String> {
    Written::of(text, parse_range(text))
}

fn bands(text: &str) -> Result<Written<Vec<u8>>, String> {
    Written::of(text, parse_bands(text))
}

impl WishArguments {
    /// What is asked.
    pub fn settings(&self) -> Settings {
        Settings {
            title: self.title.clone(),
            note: self.note.clone(),
            unit: self.unit.clone(),
            decimals: self.decimals.map(usize::from),
            years: self.years.as_ref().map(|written| written.value),
            range: self.range.as_ref().map(|written| written.value),
            bands: self.bands.as_ref().map(|written| written.value.clone()),
            ..Settings::NONE
        }
    }

    /// The arguments as a command repeats them.
    pub fn words(&self) -> Vec<String> {
        let texts = [("--title", &self.title), ("--note", &self.note), ("--unit", &self.unit)];
        let mut words: Vec<String> = texts
            .into_iter()
            .flat_map(|(flag, value)| value.iter().flat_map(move |value| [flag.to_owned(), value.clone()]))
            .collect();
        words.extend(self.decimals.iter().flat_map(|n| ["--decimals".to_owned(), n.to_string()]));
        words.extend(word("--years", &self.years));
        words.extend(word("--range", &self.range));
        words.extend(word("--bands", &self.bands));
        words
    }
}
