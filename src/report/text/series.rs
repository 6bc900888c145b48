//! Titles of series, built from catalogue words and the titles of the things they are about.

use super::{CreditWord, ScrapWord, SeriesWord};
use crate::domain::Text;

/// Builds the title of a series: word, subject, details, place.
///
/// ```
/// use dafeng::domain::Text;
/// use dafeng::report::text::{SeriesTitle, SeriesWord};
///
/// let steel = Text { zh: "粗钢".into(), en: "Crude steel".into() };
/// let title = SeriesTitle::new(SeriesWord::Production).subject(&steel).build();
/// assert_eq!(title.zh, "粗钢产量");
/// assert_eq!(title.en, "Crude steel production");
/// ```
#[derive(Clone, Debug)]
pub struct SeriesTitle {
    word: Text,
    subject: Option<Text>,
    details: Vec<Text>,
    place: Option<Text>,
    cumulative: bool,
}

impl SeriesTitle {
    /// A title with nothing but its word.
    pub fn new(word: SeriesWord) -> SeriesTitle {
        SeriesTitle::of(word.text())
    }

    /// An entry of the account of capacity credits: 产能指标：期初结余.
    pub fn credits(entry: CreditWord) -> SeriesTitle {
        let account = CreditWord::Account.text();
        match entry {
            CreditWord::Account => SeriesTitle::of(account),
            _ => SeriesTitle::of(Text {
                zh: format!("{}：{}", account.zh, entry.text().zh),
                en: format!("{}: {}", account.en, entry.text().en),
            }),
        }
    }

    /// A series of a recycled material, after its own name: “{scrap}比”, "{scrap} ratio".
    pub fn scrap(scrap: &Text, word: ScrapWord) -> SeriesTitle {
        SeriesTitle::of(word.text()).subject(scrap)
    }

    /// What part of the production of `whole` comes from `part`.
    pub fn share(part: &Text, whole: &Text) -> SeriesTitle {
        SeriesTitle::share_of(part, whole, SeriesWord::Production)
    }

    /// What part of the production or capacity of `whole` belongs to `part`.
    pub fn share_of(part: &Text, whole: &Text, what: SeriesWord) -> SeriesTitle {
        let what = what.text();
        SeriesTitle::of(Text {
            zh: format!("{}{}中{}占比", whole.zh, what.zh, part.zh),
            en: format!("{} share of {} {}", part.en, whole.en, what.en),
        })
    }

    /// What part of the capacity of a process is in an efficiency class, or in it or a better one.
    pub fn class_share(process: &Text, class: &Text, or_better: bool) -> SeriesTitle {
        let class = if or_better {
            Text {
                zh: format!("“{}”及更优等级", super::nested(&class.zh)),
                en: format!("{} or Better", class.en),
            }
        } else {
            class.clone()
        };
        SeriesTitle::share_of(&class, process, SeriesWord::Capacity)
    }

    /// Recycled material per product, by the name of the material: “粗钢废钢比”.
    pub fn scrap_ratio(scrap: &Text, product: &Text) -> SeriesTitle {
        let ratio = ScrapWord::Ratio.text();
        SeriesTitle::of(Text {
            zh: format!("{}{}{}", product.zh, scrap.zh, ratio.zh),
            en: format!("{} {} of {}", scrap.en, ratio.en, product.en),
        })
    }

    /// A series that has a name of its own.
    pub fn named(title: &Text) -> SeriesTitle {
        SeriesTitle::of(title.clone())
    }

    fn of(word: Text) -> SeriesTitle {
        SeriesTitle { word, subject: None, details: Vec::new(), place: None, cumulative: false }
    }

    /// The product, carrier or works it is about; stands before the word.
    pub fn subject(mut self, subject: &Text) -> SeriesTitle {
        self.subject = Some(subject.clone());
        self
    }

    /// A process, route or owner it is narrowed to; stands behind, in brackets in Chinese.
    pub fn detail(mut self, detail: &Text) -> SeriesTitle {
        self.details.push(detail.clone());
        self
    }

    /// The region or cluster.
    pub fn place(mut self, place: &Text) -> SeriesTitle {
        self.place = Some(place.clone());
        self
    }

    /// The sum since the base year.
    pub fn cumulative(mut self) -> SeriesTitle {
        self.cumulative = true;
        self
    }

    /// The title in both languages.
    pub fn build(&self) -> Text {
        Text { zh: self.zh(), en: self.en() }
    }

    fn zh(&self) -> String {
        let mut title = String::new();
        if let Some(place) = &self.place {
            title.push_str(&place.zh);
        }
        if let Some(subject) = &self.subject {
            title.push_str(&subject.zh);
        }
        if self.cumulative {
            title.push_str("累计");
        }
        title.push_str(&self.word.zh);
        for detail in &self.details {
            title.push_str(&format!("（{}）", detail.zh));
        }
        title
    }

    fn en(&self) -> String {
        let mut words = Vec::new();
        if self.cumulative {
            words.push("cumulative".to_owned());
        }
        if let Some(subject) = &self.subject {
            words.push(subject.en.clone());
        }
        words.push(self.word.en.clone());
        let mut title = words.join(" ");
        for tail in self.details.iter().chain(&self.place) {
            title.push_str(", ");
            title.push_str(&tail.en);
        }
        capitalised(&title)
    }
}

/// The text with a capital first letter.
pub fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(zh: &str, en: &str) -> Text {
        Text { zh: zh.into(), en: en.into() }
    }

    #[test]
    fn titles_in_both_languages() {
        let title = SeriesTitle::new(SeriesWord::Production)
            .subject(&text("粗钢", "Crude steel"))
            .detail(&text("转炉", "converter"))
            .place(&text("广西", "Guangxi"))
            .build();
        assert_eq!(title.zh, "广西粗钢产量（转炉）");
        assert_eq!(title.en, "Crude steel production, converter, Guangxi");
    }

    #[test]
    fn scrap_takes_its_own_name() {
        let title = SeriesTitle::scrap(&text("废钢", "scrap"), ScrapWord::Ratio).build();
        assert_eq!((title.zh.as_str(), title.en.as_str()), ("废钢比", "Scrap ratio"));
    }

    #[test]
    fn shares_credits_and_sums() {
        let share = SeriesTitle::share(&text("电弧炉", "arc furnace"), &text("碳钢", "carbon steel"));
        assert_eq!(share.build().zh, "碳钢产量中电弧炉占比");
        assert_eq!(share.build().en, "Arc furnace share of carbon steel production");
        let (process, class) = (text("铝电解", "Potline"), text("标杆水平及以上", "Benchmark"));
        let title = |or_better| SeriesTitle::class_share(&process, &class, or_better).build();
        assert_eq!(title(false).zh, "铝电解产能中标杆水平及以上占比");
        assert_eq!(title(false).en, "Benchmark share of Potline capacity");
        assert_eq!(title(true).zh, "铝电解产能中“标杆水平及以上”及更优等级占比");
        assert_eq!(title(true).en, "Benchmark or Better share of Potline capacity");
        assert_eq!(SeriesTitle::credits(CreditWord::Lapsed).build().zh, "产能指标：失效");
        let sum = SeriesTitle::new(SeriesWord::Emissions).cumulative().build();
        assert_eq!((sum.zh.as_str(), sum.en.as_str()), ("累计二氧化碳排放量", "Cumulative CO₂ emissions"));
    }
}
