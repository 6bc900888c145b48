//! Facts of one process.

use super::facts::Walk;
use super::technology::ids;
use crate::domain::*;

impl Walk<'_> {
    /// Everything about one process.
    pub fn one_process(&mut self, process: &Process) {
        let Process {
            id,
            title,
            output,
            tags,
            inputs,
            scraps,
            fuels,
            electricity,
            heat,
            energy_factor,
            improvement,
            new_vintage,
            classes,
            class_carriers,
            new_build_class,
            process_co2,
            carbon_out,
            recovered,
            streams,
            capture,
            captive_fuel,
            captive_heat_rate,
            regional,
            life,
            campaign,
            relined,
            new_build_size,
            contents,
            cost,
        } = process;
        self.whole(format!("processes.{id}"), title.clone(), |walk, at| {
            walk.title(at, "title", title);
            walk.word(at, "output", walk.commodity(*output).to_owned());
            walk.list(at, "tags", tags.iter().map(|t| walk.tag(*t).to_owned()).collect::<Vec<_>>());
            let named = inputs.iter().map(|(c, id)| (walk.commodity(*c).to_owned(), *id));
            walk.leaves(&format!("{at}.inputs"), named.collect::<Vec<_>>());
            walk.charges(at, scraps);
            walk.energies(at, fuels, electricity, heat);
            walk.leaf(at, "energy-factor", *energy_factor);
            walk.leaf(at, "improvement", *improvement);
            walk.maybe_leaf(at, "new-vintage", *new_vintage);
            walk.classes(at, classes, *new_build_class);
            let carriers = class_carriers.iter().map(|c| walk.carrier(*c).to_owned());
            walk.list(at, "class-carriers", carriers.collect::<Vec<_>>());
            for (key, list) in
                [("process-co2", process_co2), ("carbon-out", carbon_out), ("recovered", recovered)]
            {
                let named = list.iter().map(|NamedCoefficient { id, leaf }| (id.clone(), *leaf));
                walk.leaves(&format!("{at}.{key}"), named);
            }
            let named = streams.iter().map(|(s, id)| (walk.stream(*s).to_owned(), *id));
            walk.leaves(&format!("{at}.streams"), named.collect::<Vec<_>>());
            walk.capture(at, capture.as_ref());
            walk.maybe(at, "captive-fuel", captive_fuel.map(|c| walk.carrier(c).to_owned()));
            walk.leaf(at, "captive-heat-rate", *captive_heat_rate);
            walk.regional(at, regional);
            walk.leaf(at, "life", *life);
            walk.leaf(at, "campaign", *campaign);
            walk.word(at, "relined", relined);
            walk.maybe(at, "new-build-size", new_build_size.map(size));
            walk.contents(at, contents);
            walk.process_cost(at, cost.as_ref());
        });
    }

    fn charges(&mut self, at: &str, scraps: &[ScrapCharge]) {
        let mut order = Vec::new();
        for ScrapCharge { scrap, reference, variable } in scraps {
            let kind = self.scrap(*scrap).to_owned();
            order.push(kind.clone());
            let at = format!("{at}.scrap.{kind}");
            self.leaf(&at, "charge", *reference);
            if let Some(VariableCharge { least, greatest, displaces, per_scrap }) = variable {
                self.leaf(&at, "charge-min", *least);
                self.leaf(&at, "charge-max", *greatest);
                self.word(&at, "displaces", self.commodity(*displaces).to_owned());
                self.leaf(&at, "displacement", *per_scrap);
            }
        }
        self.order(&format!("{at}.scrap"), order);
    }

    fn energies(
        &mut self,
        at: &str,
        fuels: &[ProcessFuel],
        electricity: &ProcessEnergy,
        heat: &ProcessEnergy,
    ) {
        let fuel = |f: &ProcessFuel| {
            let ProcessFuel { carrier, energy } = f;
            (self.carrier(*carrier).to_owned(), *energy)
        };
        let mut named: Vec<(String, ProcessEnergy)> = fuels.iter().map(fuel).collect();
        self.order(&format!("{at}.carriers"), named.iter().map(|(name, _)| name.clone()).collect());
        named.push((self.carrier_of(CarrierKind::Electricity, "electricity"), *electricity));
        named.push((self.carrier_of(CarrierKind::Heat, "heat"), *heat));
        for (name, ProcessEnergy { intensity, floor }) in named {
            self.leaf(&format!("{at}.carriers"), &name, intensity);
            self.leaf(&format!("{at}.floors"), &name, floor);
        }
    }

    /// Id of the one carrier of a kind, or the word that stands for it where there is none.
    fn carrier_of(&self, kind: CarrierKind, word: &str) -> String {
        let found = self.scenario.carriers.iter().find(|carrier| carrier.kind == kind);
        found.map_or(word, |carrier| &carrier.id).to_owned()
    }

    fn classes(&mut self, at: &str, classes: &[EfficiencyClass], new_build: usize) {
        self.order(&format!("{at}.classes"), ids(classes, |c| &c.id));
        for EfficiencyClass { id, title, intensity, unclassified, retrofit } in classes {
            self.whole(format!("{at}.classes.{id}"), title.clone(), |walk, at| {
                walk.title(at, "title", title);
                walk.leaf(at, "intensity", *intensity);
                walk.leaf(at, "unclassified", *unclassified);
                walk.maybe_leaf(at, "retrofit", *retrofit);
            });
        }
        self.maybe(at, "new-build-class", classes.get(new_build).map(|class| &class.id));
    }

    fn capture(&mut self, at: &str, capture: Option<&Capture>) {
        let Some(Capture { rate, electricity, heat }) = capture else { return };
        let at = format!("{at}.capture");
        for (key, id) in [("rate", rate), ("electricity", electricity), ("heat", heat)] {
            self.leaf(&at, key, *id);
        }
    }

    fn regional(&mut self, at: &str, regional: &[RegionalProcess]) {
        for (r, RegionalProcess { utilisation_max, own_electricity, captive_share }) in
            regional.iter().enumerate()
        {
            let here = format!("{at}.regions.{}", self.region(RegionId(r)));
            for (key, id) in [
                ("utilisation-max", utilisation_max),
                ("own-electricity", own_electricity),
                ("captive-share", captive_share),
            ] {
                self.own_leaf(&here, key, *id, &format!("{at}.{key}"));
            }
        }
    }

    fn contents(&mut self, at: &str, contents: &[Content]) {
        for Content { element, carrier, leaf } in contents {
            let carrier = match carrier {
                ContentOf::Commodity(id) => self.commodity(*id),
                ContentOf::Scrap(id) => self.scrap(*id),
                ContentOf::Stream(id) => self.stream(*id),
            };
            let carrier = carrier.to_owned();
            let element = &self.scenario.elements[element.0].id;
            self.leaf(&format!("{at}.contents.{element}"), &carrier, *leaf);
        }
    }
}

/// A size with its unit, as the file format writes it.
pub(super) fn size(Size { value, measure }: Size) -> String {
    let unit = match measure {
        SizeMeasure::Volume => "m3",
        SizeMeasure::Mass => "t",
        SizeMeasure::Power => "MVA",
        SizeMeasure::Current => "kA",
    };
    format!("{value} {unit}")
}
