//! The tables of a scenario file, each declared once: reading, messages and schema come from here.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use super::leaf::Leaf;
use super::record::{
    Choice, Count, Flag, List, Map, Pair, Read, Reader, Vocabulary, Word, Words, YearAt, inline_schema,
    record,
};
use super::tree::Node;
use crate::domain::{CarrierKind, CreditOrigin, ElectricityBoundary, Metric, ResidualTrade, Trade};

record! {
    /// A dafeng scenario file: one layer of a scenario, or a library.
    #[schemars(title = "dafeng scenario")]
    plain Root {
        /// What the scenario is and over which years it runs. Not in libraries.
        scenario: Header,
        /// What is cited.
        sources: Map<Source>,
        /// Provinces or countries, each with its own balance, grid and ledger.
        regions: Map<Region>,
        /// Industrial clusters inside regions.
        clusters: Map<Cluster>,
        /// Labels that group processes for shares and targets.
        tags: Map<Tag>,
        /// Anything with a balance.
        commodities: Map<Commodity>,
        /// Declared sums of commodities.
        aggregates: Map<Aggregate>,
        /// Energy carriers.
        carriers: Map<Carrier>,
        /// Kinds of scrap.
        scrap: Map<Scrap>,
        /// Steps that turn inputs into one output commodity.
        processes: Map<Process>,
        /// Named chains of processes.
        routes: Map<Route>,
        /// What intensities along a route include.
        boundaries: Map<Boundary>,
        /// Ledgers of capacity credits.
        groups: Map<Group>,
        /// The base fleet.
        fleet: Option<Fleet>,
        /// New capacity that somebody has decided on.
        projects: List<Project>,
        /// The capacity-replacement table; the first row that matches is in force.
        replacement: List<Replacement>,
        /// Years in which nothing new is approved.
        suspensions: List<Suspension>,
        /// Size classes that must go.
        eliminations: List<Elimination>,
        /// Size classes that may not be built.
        restrictions: List<Restriction>,
        /// What decision-makers set.
        levers: Map<Lever>,
        /// Output called for, by commodity and region, t.
        demand: Map<Map<Leaf>>,
        /// Export on top of downstream use, by commodity and region, t.
        exports: Map<Map<Leaf>>,
        /// Consumption, by commodity or aggregate and region, t.
        consumption: Map<Map<Leaf>>,
        /// Bounds on intensities, which the scenario makes hold.
        limits: List<Limit>,
        /// Goals of plans, each with its source.
        targets: List<Target>,
        /// What was observed.
        history: Option<History>,
    }
    /// A name in both languages.
    plain Title {
        /// Chinese.
        zh: Word,
        /// English; also the word that series names are made of.
        en: Word,
    }
    /// What the scenario is and over which years it runs.
    plain Header {
        /// Name in file names and manifests.
        id: Word,
        /// Name for people.
        title: Title,
        /// What it says, in a sentence or two.
        description: Option<Title>,
        /// The scenario file under this one.
        extends: Option<Word>,
        /// Files of the same grammar without `[scenario]`, under everything else.
        library: Words,
        /// The base year.
        base: YearAt,
        /// The last observed year.
        observed: YearAt,
        /// The last year.
        end: YearAt,
        /// Currency and price year, such as `CNY 2020`.
        money: Word,
        /// What dispatch weights do after the last observed year: `held` (default), or the years over which they fade.
        dispatch_weights: Option<Fading>,
        /// What calibration factors do after the last observed year: `held` (default), or the years over which they fade.
        calibration: Option<Fading>,
        /// Series that an ensemble keeps, `name@place`; default: the headline series.
        ensemble_series: Words,
    }
    /// Something the scenario cites.
    plain Source {
        /// Full title as published.
        title: Word,
        /// Year of publication.
        year: Option<YearAt>,
        /// Licence of the data.
        licence: Option<Word>,
        /// Where it can be found.
        url: Option<Word>,
        /// Free words.
        note: Option<Word>,
    }
    /// A province or country with its own balance, grid and ledger.
    cited Region {
        /// Name for people.
        title: Title,
        /// Class in the replacement table.
        class: Word,
        /// Location-based grid factor, t CO2/MWh.
        grid_factor: Leaf,
        /// Residual-mix factor of the market-based method, t CO2/MWh; default: the grid factor.
        residual_factor: Option<Leaf>,
        /// Share of purchased power covered by green certificates or contracts; default 0.
        green_share: Option<Leaf>,
        /// Energy per electricity of the 等价 account; default 0.1229 kgce/kWh.
        heat_rate: Option<Leaf>,
    }
    /// An industrial cluster inside a region.
    plain Cluster {
        /// The region it lies in.
        region: Word,
        /// Name for people.
        title: Title,
    }
    /// A label that groups processes.
    plain Tag {
        /// Name for people.
        title: Title,
    }
    /// Anything with a balance.
    cited Commodity {
        /// Name for people.
        title: Title,
        /// `local` (default) or `traded`.
        trade: Option<Choice<Trade>>,
        /// What becomes of the gap between observed output and observed use: `held-share` or `zero` (default).
        residual_trade: Option<Choice<ResidualTrade>>,
        /// The ledger that its capacity belongs to.
        quota_group: Option<Word>,
        /// Upstream CO2 of bought-in material, t CO2/t, a memo; default 0.
        upstream_factor: Option<Leaf>,
    }
    /// A declared sum of commodities for reporting and targets.
    plain Aggregate {
        /// Name for people.
        title: Title,
        /// The commodities that are added.
        sum: Words,
    }
    /// An energy carrier.
    cited Carrier {
        /// Name for people.
        title: Title,
        /// `fuel`, `feedstock`, `electricity` or `heat`.
        kind: Choice<CarrierKind>,
        /// Carbon carried in, t CO2/GJ; not for electricity.
        emission_factor: Option<Leaf>,
        /// Heat value, GJ/t.
        net_calorific_value: Option<Leaf>,
        /// What it counts for as energy; default 1 GJ/GJ for fuel and heat, 0 for feedstock, 0.1229 kgce/kWh for electricity.
        energy_value: Option<Leaf>,
        /// Heat of the fuel made from it on site per heat of it; default 1.
        conversion_yield: Option<Leaf>,
        /// Whether it is counted in coal use; default false.
        coal: Option<Flag>,
    }
    /// A kind of scrap.
    cited Scrap {
        /// Name for people.
        title: Title,
        /// Carbon it brings in, t CO2/t.
        carbon: Leaf,
        /// The commodities that charge it, in the order in which they are served.
        serves: Words,
        /// Supply by region, t; without one, scrap is unlimited.
        supply: Map<Leaf>,
    }
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
        /// CO2 that no carrier brings, t CO2/t, by name.
        process_co2: Map<Leaf>,
        /// Carbon that leaves in products and exported by-products, t CO2/t, by name.
        carbon_out: Map<Leaf>,
        /// Heat value of exported by-products, GJ/t, by name.
        recovered: Map<Leaf>,
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
        /// Size of rebuilt units, such as `120 t`, `1780 m3` or `30 MVA`.
        new_build_size: Option<Word>,
        /// Content of a chemical element in what goes in and comes out, t/t.
        contents: Map<Map<Leaf>>,
        /// What a region has of its own.
        regions: Map<RegionalProcess>,
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
    /// A ledger: capacity that only moves against credits.
    plain Group {
        /// Name for people.
        title: Title,
        /// Years in which a lot can be spent.
        validity: Count,
        /// The process that clean rebuilding goes to.
        clean_process: Option<Word>,
        /// The process that credits bought from outside are taken to come from.
        outside_process: Option<Word>,
    }
    /// The base fleet.
    cited Fleet {
        /// The CSV table of units.
        register: Option<Word>,
        /// Age of units without a year of their own.
        age: Option<Age>,
        /// Factors on the potential of named units.
        corrections: Map<Correction>,
        /// Units, added to those of the register or changing them.
        units: List<Unit>,
    }
    /// Age of units without a year of their own.
    cited Age {
        /// Least and greatest age at the base year, whole years.
        spread: Pair<Count>,
    }
    /// A factor on the potential of named units until they retire.
    cited Correction {
        /// The units.
        units: Words,
        /// The factor.
        factor: Leaf,
    }
    /// One furnace, converter or potline of the base fleet; also the columns of the register.
    cited Unit {
        /// Name in addresses.
        id: Word,
        /// Name for people.
        name: Option<Word>,
        /// Where it stands.
        cluster: Word,
        /// What it is.
        process: Word,
        /// Nameplate capacity, t of output per year.
        capacity: Leaf,
        /// Year of commissioning; without one the age is spread.
        commissioned: Option<YearAt>,
        /// Size with its unit, such as `120 t`.
        size: Option<Word>,
        /// How the size is known.
        size_basis: Option<Word>,
        /// Product label that rules may exempt.
        product: Option<Word>,
        /// Whose credits it earns; default: its own id.
        owner: Option<Word>,
        /// Year of announced closure.
        closes: Option<YearAt>,
        /// Whether its retirement earns credits; default true.
        eligible: Option<Flag>,
        /// 5 % point of the capacity.
        capacity_low: Option<Leaf>,
        /// 95 % point of the capacity.
        capacity_high: Option<Leaf>,
    }
    /// New capacity that somebody has decided on.
    cited Project {
        /// Name in addresses.
        id: Word,
        /// Name for people; default: its id.
        name: Option<Word>,
        /// Where.
        cluster: Word,
        /// What.
        process: Word,
        /// Nameplate capacity, t of output per year.
        capacity: Leaf,
        /// Planned commissioning year.
        year: YearAt,
        /// Delay against the plan, a; default 0.
        delay: Option<Leaf>,
        /// Year of approval; default: commissioning − 2.
        approved: Option<YearAt>,
        /// Whether it stands already; default false.
        built: Option<Flag>,
        /// Whose it is; default: its own id.
        owner: Option<Word>,
        /// Whether it uses capacity of a completed merger; default false.
        merged: Option<Flag>,
        /// Size with its unit.
        size: Option<Word>,
        /// Product label.
        product: Option<Word>,
        /// Ids of the units it replaces, or `import`.
        replaces: Option<Replaces>,
        /// Where its credits come from.
        credits: Option<Credits>,
        /// A ratio of its own, for approvals before the first row of the table.
        ratio: Option<Leaf>,
    }
    /// Where the credits of a project come from.
    plain Credits {
        /// `own` (default) or `region`.
        from: Option<Choice<CreditOrigin>>,
        /// `none` (default), `outside` or the id of a region.
        seller: Option<Word>,
        /// When they do not suffice: `scale`, `delay` or `reject` (default).
        shortfall: Option<Choice<ShortfallWord>>,
        /// Most years of waiting; with `delay`.
        wait: Option<Count>,
    }
    /// Which processes a rule speaks of: one process or one tag; neither: any.
    plain Match {
        /// This process.
        process: Option<Word>,
        /// All with this tag.
        tag: Option<Word>,
    }
    /// One row of the capacity-replacement table.
    cited Replacement {
        /// Name in addresses.
        id: Word,
        /// The ledger.
        group: Word,
        /// What goes; default any.
        outgoing: Option<Match>,
        /// What comes; default any.
        incoming: Option<Match>,
        /// Region class of the project; default any.
        class: Option<Word>,
        /// Only merged, or only unmerged; default either.
        merged: Option<Flag>,
        /// First and last approval year.
        in_force: Pair<YearAt>,
        /// Credits per new capacity.
        ratio: Leaf,
    }
    /// Years in which nothing new is approved in a group.
    cited Suspension {
        /// Name in addresses.
        id: Word,
        /// The ledger.
        group: Word,
        /// First approval year.
        from: YearAt,
        /// Last approval year; or `open`.
        to: Option<YearAt>,
        /// No end is known.
        open: Option<Flag>,
    }
    /// A size class that must go.
    cited Elimination {
        /// Name in addresses.
        id: Word,
        /// Which process.
        process: Word,
        /// Which sizes, such as `<= 400 m3`.
        size: Word,
        /// Regions; default all.
        regions: Words,
        /// Only this product.
        product: Option<Word>,
        /// Not this product.
        except_product: Option<Word>,
        /// From which year.
        year: YearAt,
        /// Whether what goes earns credits; default true.
        eligible: Option<Flag>,
    }
    /// A size class that may not be built.
    cited Restriction {
        /// Name in addresses.
        id: Word,
        /// Which process.
        process: Word,
        /// Which sizes, such as `< 1200 m3`.
        size: Word,
        /// Regions; default all.
        regions: Words,
        /// Only this product.
        product: Option<Word>,
        /// Not this product.
        except_product: Option<Word>,
        /// First approval year; default always.
        from: Option<YearAt>,
        /// Last approval year; default always.
        to: Option<YearAt>,
    }
    /// Something a decision-maker sets: one leaf a region, under the region's id.
    open Lever {
        /// Name for people.
        title: Title,
        /// What it moves.
        kind: Choice<LeverWord>,
        /// The commodity it is about.
        commodity: Option<Word>,
        /// The processes it is about, by tag.
        tag: Option<Word>,
        /// The process it is about.
        process: Option<Word>,
        /// The ledger it is about.
        group: Option<Word>,
        /// The kind of scrap it is about.
        scrap: Option<Word>,
    } => paths: Leaf
    /// A bound on an intensity along a route, which the scenario makes hold.
    cited Limit {
        /// Name in addresses.
        id: Word,
        /// Name for people.
        title: Title,
        /// Where.
        region: Word,
        /// Along which route.
        route: Word,
        /// On which boundary.
        boundary: Word,
        /// `energy`, `co2` or `electricity`.
        metric: Choice<Metric>,
        /// The bound.
        limit: Leaf,
        /// From when on it is approached; default: the last observed year.
        from: Option<YearAt>,
        /// By when it holds.
        by: YearAt,
    }
    /// A goal of a plan.
    cited Target {
        /// Name in addresses.
        id: Word,
        /// Name for people.
        title: Title,
        /// A series name.
        metric: Word,
        /// A region, a cluster, or `all`.
        place: Word,
        /// A comparator and a value with its unit, such as `> 20 %`.
        must: Word,
        /// In which year.
        year: YearAt,
        /// Against this year: the value is the relative change.
        relative_to: Option<YearAt>,
        /// The sum from this year on.
        cumulative_from: Option<YearAt>,
    }
    /// What was observed.
    plain History {
        /// The CSV table of observations.
        file: Option<Word>,
        /// Which series pin what.
        pins: List<Pin>,
    }
    /// A mapped series: from here on it decides what happened.
    plain Pin {
        /// Name in addresses.
        id: Word,
        /// Name of the series in the history file.
        series: Word,
        /// Where.
        region: Word,
        /// What it pins.
        pins: Pinned,
        /// Last year used; default: the last observed year.
        until: Option<YearAt>,
    }
    /// What a series pins: exactly one of these.
    plain Pinned {
        /// Output of a process, commodity or aggregate.
        output_of: Option<Word>,
        /// Use of a carrier.
        carrier: Option<Word>,
        /// Energy of the region, equivalent value.
        energy: Option<Flag>,
        /// Scope 1 CO2 of the region.
        co2: Option<Flag>,
    }
    /// The columns of the history file.
    plain Row {
        /// Name of the series.
        series: Word,
        /// The region.
        region: Option<Word>,
        /// The cluster.
        cluster: Option<Word>,
        /// The year.
        year: YearAt,
        /// The value, a plain number.
        value: Word,
        /// Its unit.
        unit: Word,
        /// Its source.
        source: Option<Word>,
        /// How sure it is.
        confidence: Option<Word>,
        /// Free words.
        note: Option<Word>,
        /// Lower bound.
        low: Option<Word>,
        /// Upper bound.
        high: Option<Word>,
    }
}

/// The columns of the register.
pub(crate) fn register_columns() -> Vec<String> {
    let not_columns = ["assumption"];
    Unit::keys().iter().filter(|key| !not_columns.contains(&key.as_str())).cloned().collect()
}

/// The columns of the history file.
pub(crate) fn history_columns() -> Vec<String> {
    Row::keys().to_vec()
}

/// `in` or `out`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Conversion {
    In,
    Out,
}

/// How electricity counts as energy.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum Basis {
    EquivalentValue,
    HeatRate,
}

/// What a project does when its credits do not cover it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum ShortfallWord {
    Scale,
    Delay,
    Reject,
}

/// The kinds of levers.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) enum LeverWord {
    Share,
    RebuildShare,
    CleanShare,
    QuotaImport,
    CapacityCeiling,
    OutputCap,
    UtilisationCeiling,
    PowerAvailability,
    ScrapCharge,
}

macro_rules! words {
    ($($type:ident: $($word:literal = $value:ident),*;)*) => {$(
        impl Vocabulary for $type {
            const WORDS: &'static [(&'static str, Self)] = &[$(($word, $type::$value)),*];
        }
    )*};
}

words! {
    Trade: "local" = Local, "traded" = Traded;
    ResidualTrade: "zero" = Zero, "held-share" = HeldShare;
    CarrierKind: "fuel" = Fuel, "feedstock" = Feedstock, "electricity" = Electricity, "heat" = Heat;
    ElectricityBoundary: "none" = None, "purchased" = Purchased, "gross" = Gross;
    CreditOrigin: "own" = Own, "region" = Region;
    Metric: "energy" = Energy, "co2" = Co2, "electricity" = Electricity;
    Conversion: "in" = In, "out" = Out;
    Basis: "equivalent-value" = EquivalentValue, "heat-rate" = HeatRate;
    ShortfallWord: "scale" = Scale, "delay" = Delay, "reject" = Reject;
    LeverWord: "share" = Share, "rebuild-share" = RebuildShare, "clean-share" = CleanShare,
        "quota-import" = QuotaImport, "capacity-ceiling" = CapacityCeiling, "output-cap" = OutputCap,
        "utilisation-ceiling" = UtilisationCeiling, "power-availability" = PowerAvailability,
        "scrap-charge" = ScrapCharge;
}

/// `"held"`, or the years over which something fades.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fading {
    Held,
    Over(u32),
}

impl Read for Fading {
    fn expected() -> String {
        "\"held\" or a number of years".to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.text() {
            Some("held") => Some(Fading::Held),
            Some(text) if text.parse::<u32>().is_err() => reader.wrong(node, &Self::expected()),
            _ => Count::read(node, reader).map(|years| Fading::Over(years.value)),
        }
    }
}

/// What a project replaces by name.
#[derive(Clone, Debug)]
pub(crate) enum Replaces {
    Import,
    Units(Words),
}

impl Read for Replaces {
    fn expected() -> String {
        "a list of unit ids, or \"import\"".to_owned()
    }
    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<Self> {
        match node.text() {
            Some("import") => Some(Replaces::Import),
            _ if node.list().is_some() => Words::read(node, reader).map(Replaces::Units),
            _ => reader.wrong(node, &Self::expected()),
        }
    }
}

inline_schema!(Fading, _generator => json_schema!({
    "anyOf": [{ "const": "held" }, { "type": "integer", "minimum": 0, "maximum": 200 }]
}));
inline_schema!(Replaces, _generator => json_schema!({
    "anyOf": [{ "const": "import" }, { "type": "array", "items": { "type": "string" } }]
}));

impl Title {
    /// As the domain holds it.
    pub fn text(&self) -> crate::domain::Text {
        crate::domain::Text { zh: self.zh.value.clone(), en: self.en.value.clone() }
    }
}
