//! The register, corrections and projects.

use super::*;

record! {
    /// The base fleet.
    cited Fleet {
        /// The CSV table of units, or several.
        register: Option<Paths>,
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
        /// Efficiency class among those of its process; default: not known.
        class: Option<Word>,
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
        /// Efficiency class among those of its process; default: that of new-built capacity.
        class: Option<Word>,
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
}
