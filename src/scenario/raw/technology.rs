//! Processes, routes and boundaries.

use super::*;

record! {
    /// A step that turns inputs into one output commodity. Coefficients are per t of output.
    cited Process {
        /// Name for people.
        title: Title,
        /// The commodity it makes.
        output: Word,
        /// Labels.
        tags: Words,
        /// Other commodities it takes, t/t at the reference charge.
        inputs: Map<Leaf>,
        /// Scrap it charges.
        scrap: Map<Charge>,
        /// Carriers it uses: electricity in MWh/t, others in GJ/t.
        carriers: Map<Leaf>,
        /// What improvement of a carrier cannot pass; default 0.
        floors: Map<Leaf>,
        /// One factor on all carriers at once; default 1.
        energy_factor: Option<Leaf>,
        /// Yearly relative fall of every carrier, 1/a; default 0.
        improvement: Option<Leaf>,
        /// Intensity of a vintage relative to the fleet mean of its year; default 1.
        new_vintage: Option<Leaf>,
        /// Efficiency classes of its capacity, best first.
        classes: List<EfficiencyClass>,
        /// Carriers that the class of capacity moves; default: all.
        class_carriers: Words,
        /// The class that new-built capacity enters in; default: the best.
        new_build_class: Option<Word>,
        /// CO2 that no carrier brings, t CO2/t, by name.
        process_co2: Map<Leaf>,
        /// Carbon that leaves in products and exported by-products, t CO2/t, by name.
        carbon_out: Map<Leaf>,
        /// Heat value of exported by-products, GJ/t, by name.
        recovered: Map<Leaf>,
        /// Streams, t/t (water m3/t).
        streams: Map<Leaf>,
        /// Share of electricity made on site from by-product gas or waste heat; default 0.
        own_electricity: Option<Leaf>,
        /// Share of the remaining electricity from captive plants; default 0.
        captive_share: Option<Leaf>,
        /// Fuel of the captive plants.
        captive_fuel: Option<Word>,
        /// Heat rate of the captive plants, GJ/MWh.
        captive_heat_rate: Option<Leaf>,
        /// Capture of CO2.
        capture: Option<Capture>,
        /// Greatest use of capacity over a year, a share.
        utilisation_max: Leaf,
        /// Economic life, a.
        life: Leaf,
        /// Campaign between relines, a.
        campaign: Leaf,
        /// Whether a reline happens at the end of each campaign; default false.
        relined: Option<Flag>,
        /// Size of rebuilt units, such as `120 t`, `1780 m3`, `30 MVA` or `400 kA`.
        new_build_size: Option<Word>,
        /// Content of a chemical element, t/t, by element and by what holds it: an input, a kind of scrap, the output, a stream.
        contents: Map<Map<Leaf>>,
        /// What a region has of its own.
        regions: Map<RegionalProcess>,
        /// What its capacity and output cost.
        cost: Option<ProcessCost>,
    }
    /// A class of capacity by how much it takes per t of output.
    cited EfficiencyClass {
        /// Name in addresses.
        id: Word,
        /// Name for people.
        title: Title,
        /// What capacity of this class takes: per t in the unit of the one carrier that `class-carriers` names, else a pure number. Only the ratios between classes count.
        intensity: Leaf,
        /// Share of the capacity of units of unknown class that is in this class; default 0.
        unclassified: Option<Leaf>,
        /// What bringing capacity to this class costs, CNY per t/a; default: nothing is known of it.
        retrofit: Option<Leaf>,
    }
    /// How much scrap a process charges; the last three together or not at all.
    cited Charge {
        /// Reference charge, t/t.
        charge: Leaf,
        /// Least charge, t/t.
        charge_min: Option<Leaf>,
        /// Greatest charge, t/t.
        charge_max: Option<Leaf>,
        /// The input that gives way, one for one in metal content.
        displaces: Option<Word>,
    }
    /// Capture of CO2 at a process.
    cited Capture {
        /// Share of gross CO2 captured.
        rate: Leaf,
        /// MWh per t captured.
        electricity: Leaf,
        /// GJ of purchased heat per t captured.
        heat: Leaf,
    }
    /// What a process has of its own in a region.
    cited RegionalProcess {
        /// Greatest use of capacity over a year, a share.
        utilisation_max: Option<Leaf>,
        /// Share of electricity made on site.
        own_electricity: Option<Leaf>,
        /// Share of the remaining electricity from captive plants.
        captive_share: Option<Leaf>,
    }
    /// A named chain of processes.
    plain Route {
        /// Name for people.
        title: Title,
        /// Final process first.
        chain: Words,
    }
    /// What an intensity along a route includes.
    plain Boundary {
        /// Name for people.
        title: Title,
        /// Whether fuel conversion (coking) counts: `in` (default) or `out`.
        conversion: Option<Choice<Conversion>>,
        /// `none`, `purchased` (default) or `gross`.
        electricity: Option<Choice<ElectricityBoundary>>,
        /// `equivalent-value` (当量, default) or `heat-rate` (等价).
        basis: Option<Choice<Basis>>,
        /// Whether recovered and exported energy is deducted; default false.
        deduct_recovered: Option<Flag>,
    }
}
