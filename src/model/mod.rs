//! Scenario -> Model: names become indices, tables become flat arrays. What a run needs, once.

pub mod calibration;
mod catalogue;
pub mod classes;
pub mod cost;
mod declared;
pub mod dependence;
pub mod fleet;
pub mod groups;
mod headline;
pub mod history;
pub mod limits;
pub mod lookup;
pub mod metals;
pub mod parameters;
pub mod routes;
pub mod series;
pub mod topology;
mod wiring;

use crate::domain::{Comparison, Place, RegionId, Scenario};
pub use fleet::{FleetModel, FleetProject, FleetUnit, Ledger, RebuildRule, Refusal};
pub use groups::FleetGroup;
pub use history::History;
pub use limits::RouteIntensity;
pub use metals::Metals;
pub use parameters::{Parameters, UncertainLeaf, VariedLeaf, YearlyShock};
pub use series::{Series, Tap};
pub use topology::{
    Activity, Arising, Charge, CompiledWasteBound, Input, InputSource, Market, ScrapPool, ShareGroup, Slot,
    Topology,
};

/// From so many regions on, headlines and charts are of all together, and little is kept of each region.
pub const MANY_REGIONS: usize = 8;

/// Why a validated scenario cannot be run: something that only shows when its parts meet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ModelError {
    /// Address of what is at fault.
    pub address: String,
    /// What is wrong, a sentence.
    pub message: String,
    /// A way out.
    pub help: Option<String>,
}

impl ModelError {
    fn new(address: impl Into<String>, message: impl Into<String>) -> ModelError {
        ModelError { address: address.into(), message: message.into(), help: None }
    }

    fn help(self, help: impl Into<String>) -> ModelError {
        ModelError { help: Some(help.into()), ..self }
    }
}

impl std::fmt::Display for ModelError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.address, self.message)
    }
}

impl std::error::Error for ModelError {}

/// A compiled scenario. Immutable; shared by all runs.
#[derive(Clone, Debug)]
pub struct Model {
    /// The scenario it was made from, for names and reports.
    pub scenario: Scenario,
    /// Leaves over the years.
    pub parameters: Parameters,
    /// Who makes what from what, where.
    pub topology: Topology,
    /// Units, projects, ledgers, rebuild rules.
    pub fleet: FleetModel,
    /// What was observed, and what follows from it.
    pub history: History,
    /// Calibration factors of carriers and of what CO2 remains.
    pub calibration: calibration::Calibration,
    /// Routes as sums over activities, with their limits.
    pub limits: limits::Limits,
    /// Balances of elements.
    pub metals: Metals,
    /// Prices and rules of costs, where they are computed.
    pub costs: Option<cost::Costs>,
    /// Every reported series.
    pub series: Vec<Series>,
}

impl Model {
    /// Compiles a scenario.
    ///
    /// # Errors
    /// When observed output is missing or contradictory, when a project's credits have no ratio, when
    /// asked correlations contradict each other, when a series named by a target or by the ensemble does not exist.
    pub fn compile(scenario: Scenario) -> Result<Model, Vec<ModelError>> {
        Model::varying(scenario, &[])
    }

    /// Compiles a scenario with leaves whose written value runs differ in.
    ///
    /// # Errors
    /// As [`Model::compile`].
    pub fn varying(scenario: Scenario, varied: &[VariedLeaf]) -> Result<Model, Vec<ModelError>> {
        let mut parameters = Parameters::varying(&scenario, varied);
        parameters.groups = dependence::groups(&scenario, &parameters)?;
        let topology = Topology::new(&scenario);
        let costs = cost::Costs::new(&scenario, &topology);
        let fleet = FleetModel::new(&scenario, &topology, &parameters, costs.as_ref())?;
        let base_capacity = crate::simulation::fleet::central_path(&parameters, &topology, &fleet);
        let history = History::new(&scenario, &mut parameters, &topology, &base_capacity)?;
        let limits = limits::Limits::new(&scenario, &topology);
        let metals = Metals::new(&scenario, &topology);
        let mut series =
            catalogue::catalogue(&scenario, &topology, &fleet, &limits, (&metals, costs.as_ref()));
        declared::declare(&scenario, &mut series)?;
        headline::mark(&scenario, &mut series);
        let mut model = Model {
            calibration: calibration::Calibration::none(&scenario),
            scenario,
            parameters,
            topology,
            fleet,
            history,
            limits,
            metals,
            costs,
            series,
        };
        model.check_series_names()?;
        model.calibration = calibration::Calibration::observed(&model);
        Ok(model)
    }

    /// Number of years of the horizon.
    pub fn years(&self) -> usize {
        self.parameters.years
    }

    /// Position of the last observed year.
    pub fn observed(&self) -> usize {
        self.parameters.observed
    }

    /// The places that headlines and charts are about: the regions, or all together where there are many.
    pub fn headline_places(&self) -> Vec<Place> {
        let regions = self.scenario.regions.len();
        if regions >= MANY_REGIONS {
            return vec![Place::All];
        }
        (0..regions).map(|r| Place::Region(RegionId(r))).collect()
    }

    /// Position of a series by name and place.
    pub fn find_series(&self, name: &str, place: Place) -> Option<usize> {
        self.series.iter().position(|s| s.name == name && s.place == place)
    }

    fn check_series_names(&self) -> Result<(), Vec<ModelError>> {
        let mut errors = Vec::new();
        for target in &self.scenario.targets {
            if self.find_series(&target.metric, target.place).is_none() {
                let address = format!("targets.{}.metric", target.id);
                let message = format!("there is no series `{}` at this place", target.metric);
                errors
                    .push(ModelError::new(address, message).help(near_series(&self.series, &target.metric)));
            }
        }
        // One comparison has one name for all its places: its first fault tells enough.
        for comparisons in self.scenario.comparisons.chunk_by(|a, b| a.id == b.id) {
            errors.extend(comparisons.iter().find_map(|comparison| self.check_comparison(comparison)));
        }
        for name in &self.scenario.ensemble_series {
            if self.series.iter().all(|s| &s.key(&self.scenario) != name) {
                let message = format!("there is no series `{name}`");
                let error = ModelError::new("scenario.ensemble-series", message);
                errors.push(error.help(near_series(&self.series, name)));
            }
        }
        if errors.is_empty() { Ok(()) } else { Err(errors) }
    }

    /// What is compared must be reported at the place of the observation, in its dimension.
    fn check_comparison(&self, comparison: &Comparison) -> Option<ModelError> {
        let observation = &self.scenario.observations[comparison.observation];
        let address = format!("history.compare.{}.metric", comparison.id);
        let place = series::place_id(&self.scenario, observation.place);
        let Some(found) = self.find_series(&comparison.metric, observation.place) else {
            let message =
                format!("there is no series `{}` at `{place}`, where it was observed", comparison.metric);
            return Some(
                ModelError::new(address, message).help(near_series(&self.series, &comparison.metric)),
            );
        };
        let (run, observed) = (self.series[found].dimension, observation.dimension);
        (run != observed).then(|| {
            let message =
                format!("`{}` is in {run}, and `{}` in {observed}", comparison.metric, observation.series);
            ModelError::new(address, message)
        })
    }
}

/// The name that was meant, or where all names are.
fn near_series(series: &[Series], name: &str) -> String {
    let nearest = series
        .iter()
        .map(|s| (strsim::damerau_levenshtein(&s.name, name), &s.name))
        .min()
        .filter(|(distance, _)| *distance <= (name.chars().count() / 3).max(2));
    nearest.map_or(String::from("`dafeng list --series` names them all"), |(_, n)| {
        format!("did you mean `{n}`?")
    })
}
