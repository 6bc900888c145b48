//! The title and the unit of a reported series, from what it measures and what it is of.

use super::{CreditWord, DisplayUnit, KILOGRAMS_PER_TONNE, ScrapWord, SeriesTitle, SeriesWord};
use super::{Lang, display_unit, display_unit_for};
use crate::domain::{Place, Reading, Scenario, Target, Text};
use crate::model::Series;
use crate::model::series::Measure;
use crate::simulation::cost::CostPart;
use crate::units::Dimension;

/// The title of a series with its place.
pub fn series_title(scenario: &Scenario, series: &Series) -> Text {
    title_without_place(scenario, series).place(&place_title(scenario, series.place)).build()
}

/// The name of a place for people.
pub fn place_title(scenario: &Scenario, place: Place) -> Text {
    match place {
        Place::All => super::ChartWord::AllRegions.text(),
        Place::Region(region) => scenario.regions[region.0].title.clone(),
        Place::Cluster(cluster) => scenario.clusters[cluster.0].title.clone(),
    }
}

/// The unit of a series in print, small enough for its largest canonical value.
pub fn series_unit(series: &Series, lang: Lang, largest: f64) -> DisplayUnit {
    in_kilograms(series.measure, series.dimension)
        .unwrap_or_else(|| display_unit_for(series.dimension, lang, largest))
}

/// The unit of what a target asks and attains: that of what it measures, or a percentage where it is
/// relative to another year.
pub fn target_unit(scenario: &Scenario, target: &Target, measure: Measure, lang: Lang) -> DisplayUnit {
    let dimension = scenario.leaf(target.value).dimension;
    match target.reading {
        Reading::RelativeTo(_) => display_unit(Dimension::SHARE, lang),
        Reading::Absolute | Reading::Cumulative { .. } => {
            let asked = scenario.leaf(target.value).path.at(target.year.0).unwrap_or(0.0);
            in_kilograms(measure, dimension).unwrap_or_else(|| display_unit_for(dimension, lang, asked))
        }
    }
}

/// A stream per tonne of product is a pure number, but no percentage.
fn in_kilograms(measure: Measure, dimension: Dimension) -> Option<DisplayUnit> {
    (measure == Measure::IntensityStream && dimension == Dimension::SHARE).then_some(KILOGRAMS_PER_TONNE)
}

fn title_without_place(scenario: &Scenario, series: &Series) -> SeriesTitle {
    let of = &series.of;
    match series.measure {
        Measure::Share => share(of, SeriesWord::Production),
        Measure::CapacityShare => share(of, SeriesWord::Capacity),
        Measure::ClassShare => class_share(of, false),
        Measure::ClassShareOrBetter => class_share(of, true),
        Measure::ScrapSupply => scrap(of, ScrapWord::Supply),
        Measure::ScrapUse => scrap(of, ScrapWord::Use),
        Measure::ScrapExport => scrap(of, ScrapWord::Sales),
        Measure::ScrapRatio => scrap_ratio(scenario, of),
        Measure::CreditsOpening => credits(of, CreditWord::Opening),
        Measure::CreditsEarned => credits(of, CreditWord::Earned),
        Measure::CreditsBought => credits(of, CreditWord::Bought),
        Measure::CreditsSpent => credits(of, CreditWord::Spent),
        Measure::CreditsSold => credits(of, CreditWord::Sold),
        Measure::CreditsLapsed => credits(of, CreditWord::Lapsed),
        Measure::CreditsClosing => credits(of, CreditWord::Closing),
        // The value of a region is net of what it uses itself.
        Measure::OutputValue if of.is_empty() => plain(SeriesWord::NetOutputValue, of),
        Measure::LevelisedCostOf(part) => {
            plain(SeriesWord::LevelisedCost, of).detail(&cost_word(part).text())
        }
        Measure::Co2Cumulative => plain(SeriesWord::Emissions, of).cumulative(),
        // What the scenario declares and names itself.
        Measure::Sum | Measure::Ratio | Measure::Driver => {
            of.first().map_or_else(|| plain(word(series.measure), of), SeriesTitle::named)
        }
        measure => plain(word(measure), of),
    }
}

/// The word of a measure that is named by one.
fn word(measure: Measure) -> SeriesWord {
    match measure {
        Measure::Production => SeriesWord::Production,
        Measure::Demand => SeriesWord::Demand,
        Measure::UnmetDemand => SeriesWord::UnmetDemand,
        Measure::Consumption => SeriesWord::Consumption,
        Measure::NetExport => SeriesWord::NetExport,
        Measure::Capacity => SeriesWord::Capacity,
        Measure::Utilisation => SeriesWord::Utilisation,
        Measure::Retrofit => SeriesWord::CapacityRetrofitted,
        Measure::ShareMissed => SeriesWord::ShareMissed,
        Measure::Use => SeriesWord::Use,
        Measure::Import => SeriesWord::Import,
        Measure::ResidualTrade => SeriesWord::ResidualTrade,
        Measure::Energy => SeriesWord::Fuel,
        Measure::EnergyTotal => SeriesWord::EnergyEquivalent,
        Measure::EnergyTotalHeatRate => SeriesWord::EnergyHeatRate,
        Measure::ElectricityGross => SeriesWord::Electricity,
        Measure::ElectricityOwn => SeriesWord::ElectricityOwn,
        Measure::ElectricityCaptive => SeriesWord::ElectricityCaptive,
        Measure::ElectricityPurchased => SeriesWord::ElectricityPurchased,
        Measure::CoalMass => SeriesWord::Coal,
        Measure::CoalEnergy => SeriesWord::CoalEnergy,
        Measure::Scope1 => SeriesWord::EmissionsScope1,
        Measure::Scope2Location => SeriesWord::EmissionsScope2Location,
        Measure::Scope2Market => SeriesWord::EmissionsScope2Market,
        Measure::ProcessCo2 => SeriesWord::EmissionsProcess,
        Measure::Captured => SeriesWord::Captured,
        Measure::CalibrationCo2 => SeriesWord::EmissionsCalibration,
        Measure::Upstream => SeriesWord::EmissionsUpstream,
        Measure::IntensityCo2 => SeriesWord::EmissionIntensity,
        Measure::IntensityEnergy => SeriesWord::EnergyIntensity,
        Measure::IntensityElectricity => SeriesWord::ElectricityIntensity,
        Measure::InUseStock => SeriesWord::InUseStock,
        Measure::OutputValue => SeriesWord::OutputValue,
        Measure::NetOutputValue => SeriesWord::NetOutputValue,
        Measure::ValueAdded => SeriesWord::ValueAdded,
        Measure::Co2PerValue => SeriesWord::EmissionsPerValue,
        Measure::EnergyPerValue => SeriesWord::EnergyPerValue,
        Measure::Cost => SeriesWord::Cost,
        Measure::CostOf(part) => cost_word(part),
        Measure::UnitCost => SeriesWord::UnitCost,
        Measure::LevelisedCost | Measure::LevelisedCostOf(_) => SeriesWord::LevelisedCost,
        Measure::ElectricityPrice => SeriesWord::ElectricityPrice,
        Measure::ElectricityAdder => SeriesWord::ElectricityAdder,
        Measure::FreeAllocation => SeriesWord::FreeAllocation,
        Measure::RouteShare => SeriesWord::RouteShare,
        Measure::DemandResponse => SeriesWord::DemandResponse,
        Measure::Driver => SeriesWord::Demand,
        Measure::Sum => SeriesWord::Production,
        Measure::Ratio => SeriesWord::Share,
        Measure::StreamGenerated => SeriesWord::Waste,
        Measure::StreamUsed => SeriesWord::WasteUsed,
        Measure::StreamUsedFromStock => SeriesWord::WasteUsedFromStock,
        Measure::StreamDisposed => SeriesWord::WasteDisposed,
        Measure::Stockpile => SeriesWord::WasteStock,
        Measure::UtilisationRate => SeriesWord::WasteUsedShare,
        Measure::IntensityStream => SeriesWord::WasteIntensity,
        Measure::MetalCharged => SeriesWord::MetalCharged,
        Measure::MetalInScrap => SeriesWord::MetalInScrap,
        Measure::MetalInProduct => SeriesWord::MetalInProduct,
        Measure::MetalInResidues => SeriesWord::MetalInResidues,
        Measure::MetalLosses => SeriesWord::MetalLosses,
        Measure::MetalRecovery => SeriesWord::MetalRecovery,
        Measure::Share | Measure::CapacityShare | Measure::ClassShare | Measure::ClassShareOrBetter => {
            SeriesWord::Share
        }
        Measure::ScrapSupply | Measure::ScrapUse | Measure::ScrapExport | Measure::ScrapRatio => {
            SeriesWord::Use
        }
        Measure::CreditsOpening
        | Measure::CreditsEarned
        | Measure::CreditsBought
        | Measure::CreditsSpent
        | Measure::CreditsSold
        | Measure::CreditsLapsed
        | Measure::CreditsClosing => SeriesWord::Capacity,
        Measure::Co2 | Measure::Co2Cumulative => SeriesWord::Emissions,
    }
}

/// The word of a part of costs.
pub(super) fn cost_word(part: CostPart) -> SeriesWord {
    match part {
        CostPart::Capital => SeriesWord::CostCapital,
        CostPart::Fixed => SeriesWord::CostFixed,
        CostPart::Variable => SeriesWord::CostVariable,
        CostPart::Inputs => SeriesWord::CostInputs,
        CostPart::Scrap => SeriesWord::CostScrap,
        CostPart::Fuel => SeriesWord::CostFuel,
        CostPart::Electricity => SeriesWord::CostElectricity,
        CostPart::Carbon => SeriesWord::CostCarbon,
    }
}

fn plain(word: SeriesWord, of: &[Text]) -> SeriesTitle {
    let title = SeriesTitle::new(word);
    let Some((subject, details)) = of.split_first() else { return title };
    details.iter().fold(title.subject(subject), SeriesTitle::detail)
}

fn share(of: &[Text], whole: SeriesWord) -> SeriesTitle {
    match of {
        [commodity, part] => SeriesTitle::share_of(part, commodity, whole),
        _ => plain(SeriesWord::Share, of),
    }
}

fn class_share(of: &[Text], or_better: bool) -> SeriesTitle {
    match of {
        [process, class] => SeriesTitle::class_share(process, class, or_better),
        _ => plain(SeriesWord::Share, of),
    }
}

fn scrap(of: &[Text], word: ScrapWord) -> SeriesTitle {
    match of.split_first() {
        Some((scrap, details)) => details.iter().fold(SeriesTitle::scrap(scrap, word), SeriesTitle::detail),
        None => plain(SeriesWord::Use, of),
    }
}

/// The ratio is of all scrap that the makers of a declared sum charge; it goes by the name of the first
/// kind among them, as steel's goes by 废钢 though stainless scrap is in it.
fn scrap_ratio(scenario: &Scenario, of: &[Text]) -> SeriesTitle {
    let parts = scenario.aggregates.iter().filter(|a| of.first() == Some(&a.title)).flat_map(|a| &a.parts);
    let parts: Vec<_> = parts.collect();
    let makers = scenario.processes.iter().filter(|p| parts.contains(&&p.output));
    let charged = makers.flat_map(|p| &p.scraps).map(|charge| charge.scrap.0).min();
    let kind = scenario.scraps.get(charged.unwrap_or(0)).map_or_else(Text::default, |s| s.title.clone());
    match of.first() {
        Some(product) => SeriesTitle::scrap_ratio(&kind, product),
        None => SeriesTitle::scrap(&kind, ScrapWord::Ratio),
    }
}

fn credits(of: &[Text], entry: CreditWord) -> SeriesTitle {
    match of.first() {
        Some(group) => SeriesTitle::credits(entry).detail(group),
        None => SeriesTitle::credits(entry),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Options, load};

    #[test]
    fn a_scrap_ratio_is_named_after_what_is_charged() {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/guangxi/baseline.toml");
        let scenario = load(&file, &Options::default()).unwrap().scenario;
        let title = |of: &str| {
            let sum = scenario.aggregates.iter().find(|a| a.id == of).unwrap();
            scrap_ratio(&scenario, std::slice::from_ref(&sum.title)).build()
        };
        assert_eq!(title("aluminium-supply").zh, "铝供应量（原铝与再生铝）废铝比");
        assert_eq!(title("crude-steel").zh, "粗钢废钢比");
        assert_eq!(title("crude-steel").en, "Steel Scrap ratio of Crude Steel");
    }
}
