//! Processes, routes and boundaries.

use super::super::problem::Draft;
use super::super::raw::{self, Basis, Conversion};
use super::super::values::{Map, Word};
use super::leaves::Spec;
use super::{Check, RawLeaf, flag};
use crate::domain::*;
use crate::units::{Dimension, Quantity};

/// Least life and campaign: the model moves in whole years.
const LEAST_LIFE: f64 = 1.0;

impl Check<'_> {
    pub(super) fn processes(&mut self) -> Vec<Process> {
        let raw = self.raw;
        raw.processes.iter().map(|(id, process)| self.process(&id.value, process)).collect()
    }

    fn process(&mut self, id: &str, raw: &raw::Process) -> Process {
        let at = &raw.at;
        let improvement = Spec::from(Dimension::RATE, -0.5).to(0.5);
        let duration = Spec::from(Dimension::DURATION, LEAST_LIFE).to(200.0);
        let contents = self.contents(raw);
        let (electricity, heat) =
            (self.special(raw, CarrierKind::Electricity), self.special(raw, CarrierKind::Heat));
        let life = self.leaf(&raw.life, duration);
        Process {
            id: id.to_owned(),
            title: raw.title.text(),
            output: self.one(&raw.output, |names| &names.commodities, CommodityId),
            tags: self.all(&raw.tags, |names| &names.tags, TagId),
            inputs: self.inputs(raw),
            scraps: self.charges(raw, &contents),
            fuels: self.fuels(raw),
            electricity,
            heat,
            energy_factor: self.leaf_or(raw.energy_factor.as_ref(), at, "energy-factor", Spec::FACTOR, 1.0),
            improvement: self.leaf_or(raw.improvement.as_ref(), at, "improvement", improvement, 0.0),
            new_vintage: raw.new_vintage.as_ref().map(|leaf| self.leaf(leaf, Spec::FACTOR)),
            classes: self.classes(raw),
            class_carriers: self.class_carriers(raw),
            new_build_class: self.new_build_class(raw),
            process_co2: self.coefficients(&raw.process_co2, Dimension::CO2_PER_MASS),
            carbon_out: self.coefficients(&raw.carbon_out, Dimension::CO2_PER_MASS),
            recovered: self.coefficients(&raw.recovered, Dimension::ENERGY_PER_MASS),
            streams: self.process_streams(raw),
            capture: raw.capture.as_ref().map(|capture| self.capture(capture)),
            captive_fuel: self.captive_fuel(raw),
            captive_heat_rate: self.leaf_or(
                raw.captive_heat_rate.as_ref(),
                at,
                "captive-heat-rate",
                Spec::positive(Dimension::ENERGY_PER_ELECTRICITY),
                0.0,
            ),
            regional: self.regional(raw),
            life,
            campaign: self.leaf(&raw.campaign, duration),
            relined: flag(raw.relined, false),
            new_build_size: raw.new_build_size.as_ref().and_then(|word| self.size(word)),
            contents,
            cost: self.process_cost(raw, life),
        }
    }

    fn inputs(&mut self, raw: &raw::Process) -> Vec<(CommodityId, LeafId)> {
        let input = |(name, leaf): (&Word, &RawLeaf)| {
            let id = self.leaf(leaf, Spec::FACTOR);
            Some((CommodityId(self.names.commodities.find(name, self.sink)?), id))
        };
        raw.inputs.iter().filter_map(input).collect()
    }

    fn coefficients(&mut self, raw: &Map<RawLeaf>, dimension: Dimension) -> Vec<NamedCoefficient> {
        let spec = Spec::positive(dimension);
        raw.iter()
            .map(|(id, leaf)| NamedCoefficient { id: id.value.clone(), leaf: self.leaf(leaf, spec) })
            .collect()
    }

    fn charges(&mut self, raw: &raw::Process, contents: &[Content]) -> Vec<ScrapCharge> {
        let charge = |(name, charge): (&Word, &raw::Charge)| {
            let reference = self.leaf(&charge.charge, Spec::FACTOR);
            let scrap = self.one(name, |names| &names.scraps, ScrapId);
            let variable = self.variable(raw, charge, scrap, contents);
            ScrapCharge { scrap, reference, variable }
        };
        raw.scrap.iter().map(charge).collect()
    }

    fn variable(
        &mut self,
        process: &raw::Process,
        charge: &raw::Charge,
        scrap: ScrapId,
        contents: &[Content],
    ) -> Option<VariableCharge> {
        let (least, greatest, displaces) = match (&charge.charge_min, &charge.charge_max, &charge.displaces) {
            (None, None, None) => return None,
            (Some(least), Some(greatest), Some(displaces)) => (least, greatest, displaces),
            _ => {
                let address = &charge.at.address;
                let message = format!("`{address}` has some of `charge-min`, `charge-max` and `displaces`");
                self.sink.push(
                    Draft::new(charge.at.span, message).help("write all three, or none for a fixed charge"),
                );
                return None;
            }
        };
        let (least, greatest) = (self.leaf(least, Spec::FACTOR), self.leaf(greatest, Spec::FACTOR));
        if !process.inputs.entries.iter().any(|(name, _)| name.value == displaces.value) {
            let message = format!(
                "`{}` displaces `{}`, which is no input of the process",
                charge.at.address, displaces.value
            );
            self.sink.push(Draft::new(displaces.span, message).help("name one of the process's `inputs`"));
        }
        let commodity = CommodityId(self.names.commodities.find(displaces, self.sink)?);
        let per_scrap = self.displacement(charge, displaces, scrap, commodity, contents)?;
        Some(VariableCharge { least, greatest, displaces: commodity, per_scrap })
    }

    /// t of the displaced input per t of scrap: the ratio of their contents of one element.
    fn displacement(
        &mut self,
        charge: &raw::Charge,
        displaces: &Word,
        scrap: ScrapId,
        commodity: CommodityId,
        contents: &[Content],
    ) -> Option<LeafId> {
        let of = |element: ElementId, carrier: ContentOf| {
            let content =
                contents.iter().find(|content| content.element == element && content.carrier == carrier);
            content.map(|content| content.leaf)
        };
        let both = contents.iter().find_map(|content| {
            let scrap = of(content.element, ContentOf::Scrap(scrap))?;
            Some((scrap, of(content.element, ContentOf::Commodity(commodity))?))
        });
        let Some((above, below)) = both else {
            let message = format!(
                "`{}` displaces `{}`, but their contents are not known",
                charge.at.address, displaces.value
            );
            let help = "give both in `contents` of the process, under one element";
            self.sink.push(Draft::new(displaces.span, message).help(help));
            return None;
        };
        let mut at = charge.at.below("displacement");
        at.span = displaces.span;
        Some(self.leaves.ratio(at, above, below))
    }

    /// Use of the one carrier of a kind, or nothing of it.
    fn special(&mut self, raw: &raw::Process, kind: CarrierKind) -> ProcessEnergy {
        let (dimension, word) = match kind {
            CarrierKind::Electricity => (Dimension::ELECTRICITY_PER_MASS, "electricity"),
            _ => (Dimension::ENERGY_PER_MASS, "heat"),
        };
        let carrier = self.raw.carriers.iter().find(|(_, carrier)| carrier.kind.value == kind);
        let name = carrier.map_or(word, |(name, _)| name.value.as_str());
        self.energy(raw, name, Spec::positive(dimension))
    }

    fn energy(&mut self, raw: &raw::Process, name: &str, spec: Spec) -> ProcessEnergy {
        let (used, floors) = (raw.at.below("carriers"), raw.at.below("floors"));
        ProcessEnergy {
            intensity: self.leaf_or(raw.carriers.get(name), &used, name, spec, 0.0),
            floor: self.leaf_or(raw.floors.get(name), &floors, name, spec, 0.0),
        }
    }

    fn fuels(&mut self, raw: &raw::Process) -> Vec<ProcessFuel> {
        self.floors_have_carriers(raw);
        let mut fuels = Vec::new();
        for (name, _) in &raw.carriers.entries {
            let Some(carrier) = self.names.carriers.find(name, self.sink) else { continue };
            let kind = self.raw.carriers.get(&name.value).map(|carrier| carrier.kind.value);
            if let Some(CarrierKind::Fuel | CarrierKind::Feedstock) = kind {
                let energy = self.energy(raw, &name.value, Spec::positive(Dimension::ENERGY_PER_MASS));
                fuels.push(ProcessFuel { carrier: CarrierId(carrier), energy });
            }
        }
        fuels
    }

    fn floors_have_carriers(&mut self, raw: &raw::Process) {
        for (name, _) in &raw.floors.entries {
            let used = raw.carriers.entries.iter().any(|(used, _)| used.value == name.value);
            if self.names.carriers.find(name, self.sink).is_some() && !used {
                let message = format!(
                    "`{}.floors.{}` is a floor under a carrier that is not used",
                    raw.at.address, name.value
                );
                self.sink.push(
                    Draft::new(name.span, message)
                        .help("write the carrier in `carriers`, or take the floor out"),
                );
            }
        }
    }

    fn capture(&mut self, raw: &raw::Capture) -> Capture {
        Capture {
            rate: self.leaf(&raw.rate, Spec::SHARE),
            electricity: self.leaf(&raw.electricity, Spec::positive(Dimension::ELECTRICITY_PER_CO2)),
            heat: self.leaf(&raw.heat, Spec::positive(Dimension::ENERGY_PER_CO2)),
        }
    }

    /// Captive power needs a fuel and a heat rate.
    fn captive_fuel(&mut self, raw: &raw::Process) -> Option<CarrierId> {
        let share =
            raw.captive_share.is_some() || raw.regions.iter().any(|(_, own)| own.captive_share.is_some());
        let missing = |key: &str| {
            let message = format!("`{}` has captive power and no `{key}`", raw.at.address);
            Draft::new(raw.at.span, message).help(format!("write `{key}` beside `captive-share`"))
        };
        if share && raw.captive_fuel.is_none() {
            self.sink.push(missing("captive-fuel"));
        }
        if (share || raw.captive_fuel.is_some()) && raw.captive_heat_rate.is_none() {
            self.sink.push(missing("captive-heat-rate"));
        }
        let fuel = self.maybe(raw.captive_fuel.as_ref(), |names| &names.carriers, CarrierId);
        if let Some(word) = &raw.captive_fuel {
            let kind = self.raw.carriers.get(&word.value).map(|carrier| carrier.kind.value);
            if let Some(CarrierKind::Electricity | CarrierKind::Heat) = kind {
                let draft = Draft::new(word.span, format!("`{}` is no fuel", word.value));
                self.sink.push(draft.label("expected a carrier of the kind `fuel`"));
            }
        }
        fuel
    }

    fn regional(&mut self, raw: &raw::Process) -> Vec<RegionalProcess> {
        for (name, _) in &raw.regions.entries {
            self.names.regions.find(name, self.sink);
        }
        let utilisation_max = self.leaf(&raw.utilisation_max, Spec::UTILISATION);
        let own_electricity =
            self.leaf_or(raw.own_electricity.as_ref(), &raw.at, "own-electricity", Spec::SHARE, 0.0);
        let captive_share =
            self.leaf_or(raw.captive_share.as_ref(), &raw.at, "captive-share", Spec::SHARE, 0.0);
        let everywhere = RegionalProcess { utilisation_max, own_electricity, captive_share };
        let regions = self.names.regions.list.clone();
        regions.iter().map(|region| self.in_region(raw, region, &everywhere)).collect()
    }

    fn in_region(
        &mut self,
        raw: &raw::Process,
        region: &str,
        everywhere: &RegionalProcess,
    ) -> RegionalProcess {
        let Some(own) = raw.regions.get(region) else { return everywhere.clone() };
        let mut pick = |leaf: &Option<RawLeaf>, spec: Spec, default: LeafId| match leaf {
            Some(leaf) => self.leaf(leaf, spec),
            None => default,
        };
        RegionalProcess {
            utilisation_max: pick(&own.utilisation_max, Spec::UTILISATION, everywhere.utilisation_max),
            own_electricity: pick(&own.own_electricity, Spec::SHARE, everywhere.own_electricity),
            captive_share: pick(&own.captive_share, Spec::SHARE, everywhere.captive_share),
        }
    }

    /// A size with its unit: m³, t, MVA or kA.
    pub(super) fn size(&mut self, word: &Word) -> Option<Size> {
        let read = Quantity::parse(&word.value);
        let measured =
            read.as_ref().ok().and_then(|quantity| Some((quantity.value, measure(quantity.dimension)?)));
        match measured.filter(|(value, _)| *value > 0.0) {
            Some((value, measure)) => Some(Size { value, measure }),
            None => {
                let draft = Draft::new(word.span, format!("`{}` is not the size of a furnace", word.value));
                let draft = draft.label("expected a size such as `1780 m3`, `120 t`, `30 MVA` or `400 kA`");
                self.sink.push(draft.maybe_help(read.err().map(|error| error.message)));
                None
            }
        }
    }

    pub(super) fn routes(&mut self) -> Vec<Route> {
        let raw = self.raw;
        let route = |(id, route): (&Word, &raw::Route)| {
            if route.chain.0.is_empty() {
                let message = format!("`routes.{}` has no processes", id.value);
                self.sink
                    .push(Draft::new(route.at.span, message).help("write `chain`, the final process first"));
            }
            let chain = self.all(&route.chain, |names| &names.processes, ProcessId);
            Route { id: id.value.clone(), title: route.title.text(), chain }
        };
        raw.routes.iter().map(route).collect()
    }

    pub(super) fn boundaries(&mut self) -> Vec<Boundary> {
        let boundary = |(id, raw): (&Word, &raw::Boundary)| Boundary {
            id: id.value.clone(),
            title: raw.title.text(),
            conversion: raw.conversion.is_none_or(|choice| choice.value == Conversion::In),
            electricity: raw.electricity.map_or(ElectricityBoundary::Purchased, |choice| choice.value),
            equivalent_value: raw.basis.is_none_or(|choice| choice.value == Basis::EquivalentValue),
            deduct_recovered: flag(raw.deduct_recovered, false),
        };
        self.raw.boundaries.iter().map(boundary).collect()
    }
}

/// How a size of this dimension is measured.
pub(super) fn measure(dimension: Dimension) -> Option<SizeMeasure> {
    match dimension {
        Dimension::VOLUME => Some(SizeMeasure::Volume),
        Dimension::MASS => Some(SizeMeasure::Mass),
        Dimension::POWER => Some(SizeMeasure::Power),
        Dimension::CURRENT => Some(SizeMeasure::Current),
        _ => None,
    }
}
