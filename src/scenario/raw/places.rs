//! Places, labels, commodities, carriers and scrap.

use super::*;

record! {
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
    /// A chemical element, for the contents of what processes take, make and leave.
    plain Element {
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
        /// Price, CNY/t; without one it has no output value.
        price: Option<Leaf>,
        /// Value added by its makers as a share of the value of all their output.
        value_added_rate: Option<Leaf>,
    }
    /// A declared sum of commodities for reporting and targets.
    plain Aggregate {
        /// Name for people.
        title: Title,
        /// The commodities that are added.
        sum: Words,
    }
    /// A declared sum of series, `name` or `name@place`.
    plain SeriesSum {
        /// Name for people.
        title: Title,
        /// The series that are added.
        sum: Words,
    }
    /// A declared ratio of two sums of series, `name` or `name@place`.
    plain SeriesRatio {
        /// Name for people.
        title: Title,
        /// The series that are added above the line.
        numerator: Words,
        /// The series that are added below it.
        denominator: Words,
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
        /// Price by region, CNY/GJ (electricity CNY/MWh).
        price: Map<Leaf>,
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
        /// Supply from products in use, by region, instead of a path.
        in_use: Map<InUse>,
        /// Price by region, CNY/t.
        price: Map<Leaf>,
    }
    /// Supply of scrap from cohorts of products in use.
    cited InUse {
        /// What goes into use, t/a, from the year after the base year.
        inflow: Leaf,
        /// Mean life in use, a.
        mean_life: Leaf,
        /// Shape of a Weibull life; default: every product lives its mean life.
        shape: Option<Leaf>,
        /// What is in use at the close of the base year, t, by age in whole years.
        opening: Map<Leaf>,
        /// Share of what goes out of use that is collected; default 1.
        recovery: Option<Leaf>,
        /// Scrap bought less sold, t/a; default 0.
        net_trade: Option<Leaf>,
        /// New scrap per t of the output of the year before; default 0.
        new_scrap: Option<Leaf>,
    }
    /// What leaves a process besides its product. The maps, by region, are for solid streams.
    cited Stream {
        /// Name for people.
        title: Title,
        /// `solid`, `air` or `water`.
        kind: Choice<StreamKind>,
        /// Stockpile at the close of the base year, t; default 0.
        stock: Map<Leaf>,
        /// Utilisation of new waste, a share; default 0.
        utilisation: Map<Leaf>,
        /// Planned use of old stock, t/a; default 0.
        old_use: Map<Leaf>,
        /// Residues treated elsewhere, t/a; default 0.
        disposal: Map<Leaf>,
    }
    /// What absorbs waste, shared by streams.
    cited WasteSink {
        /// Name for people.
        title: Title,
        /// Capacity by region, t/a; a region without one has no bound.
        capacity: Map<Leaf>,
        /// The streams, in the order in which they are served.
        serves: Words,
    }
    /// Output bound by waste (以渣定产).
    cited WasteBound {
        /// Name in addresses.
        id: Word,
        /// The stream.
        stream: Word,
        /// A region or a cluster.
        place: Word,
        /// Allowed growth of the stockpile, t/a.
        growth: Leaf,
        /// Whether planned use of old stock makes room; default false.
        counts_old_use: Option<Flag>,
        /// From which year on.
        from: YearAt,
    }
}
