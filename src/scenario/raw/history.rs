//! Observations and what they pin.

use super::*;

record! {
    /// What was observed.
    plain History {
        /// The CSV table of observations, or several.
        file: Option<Paths>,
        /// Which series pin what.
        pins: List<Pin>,
        /// Which series are compared with the run, and pin nothing.
        compare: List<Compare>,
    }
    /// A mapped series: from here on it decides what happened.
    plain Pin {
        /// Name in addresses.
        id: Word,
        /// Name of the series in the history file.
        series: Word,
        /// Where; default: every region in which the history has the series.
        region: Option<Word>,
        /// What it pins.
        pins: Pinned,
        /// Last year used; default: the last observed year.
        until: Option<YearAt>,
    }
    /// A series that stands beside the run.
    plain Compare {
        /// Name in addresses.
        id: Word,
        /// Name of the series in the history file.
        series: Word,
        /// Name of the series of the run.
        metric: Word,
        /// A region, a cluster or `all`; default: every place at which the history has the series.
        place: Option<Word>,
        /// The run's sum from this year on.
        cumulative_from: Option<YearAt>,
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
