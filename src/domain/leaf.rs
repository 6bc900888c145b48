//! Numeric leaves: constants and paths, certain or not, each with an address and a provenance.

use crate::units::Dimension;

/// Where a number comes from.
#[derive(Clone, PartialEq, Debug)]
pub enum Provenance {
    /// A cited document and place, such as `gx21 §6.4`.
    Source(String),
    /// Nobody has published it: the scenario's own assumption, with its reason.
    Assumption(String),
    /// A default of the program, documented in the file format, that the scenario left standing.
    Default,
    /// Written without a source and without being marked an assumption; `check` reports it.
    Unstated,
}

impl Leaf {
    /// The name of its random numbers: its own address, or that of the leaf it is a multiple of.
    pub fn draw_name(&self) -> &str {
        self.drawn_as.as_deref().unwrap_or(&self.address)
    }
}

/// How a value moves between its knots.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Interpolation {
    /// Straight between knots, constant outside them.
    Linear,
    /// Each knot holds until the next.
    Step,
}

/// The written values of a leaf over time, in the canonical unit.
#[derive(Clone, PartialEq, Debug)]
pub enum Path {
    /// The same in every year.
    Constant(f64),
    /// Knots `(calendar year, value)`, years strictly increasing, at least one.
    Knots {
        /// Year and value.
        knots: Vec<(i32, f64)>,
        /// What happens between them.
        interpolation: Interpolation,
    },
    /// `start·(1+rate)^(t−from)` from the year `from`; `start` before it. Without a start the
    /// observed value at the last observed year is the start (demand only).
    Growth {
        /// Value in the first year.
        start: Option<f64>,
        /// Compound rate, 1/a.
        rate: f64,
        /// First year; the last observed year unless written.
        from: i32,
    },
    /// `floor + (ceiling−floor) / (1+exp(−steepness·(t−midpoint)))`.
    Logistic {
        /// Calendar year of half-way, fractions allowed.
        midpoint: f64,
        /// 1/a.
        steepness: f64,
        /// Value long before the midpoint.
        floor: f64,
        /// Value long after it.
        ceiling: f64,
    },
}

impl Path {
    /// The written value in calendar year `year`; `None` for growth without a start, whose level is
    /// the observed one and must be supplied by the caller.
    pub fn at(&self, year: i32) -> Option<f64> {
        match self {
            Path::Constant(value) => Some(*value),
            Path::Knots { knots, interpolation } => Some(knots_at(knots, *interpolation, year)),
            Path::Growth { start, rate, from } => start.map(|s| s * (1.0 + rate).powi((year - from).max(0))),
            Path::Logistic { midpoint, steepness, floor, ceiling } => {
                let x = -steepness * (f64::from(year) - midpoint);
                Some(floor + (ceiling - floor) / (1.0 + libm::exp(x)))
            }
        }
    }
}

impl Path {
    /// The path with every value times a factor; growth rates and midpoints stay.
    pub fn times(&self, factor: f64) -> Path {
        match self {
            Path::Constant(value) => Path::Constant(value * factor),
            Path::Knots { knots, interpolation } => Path::Knots {
                knots: knots.iter().map(|(year, value)| (*year, value * factor)).collect(),
                interpolation: *interpolation,
            },
            Path::Growth { start, rate, from } => {
                Path::Growth { start: start.map(|start| start * factor), rate: *rate, from: *from }
            }
            Path::Logistic { midpoint, steepness, floor, ceiling } => Path::Logistic {
                midpoint: *midpoint,
                steepness: *steepness,
                floor: floor * factor,
                ceiling: ceiling * factor,
            },
        }
    }
}

fn knots_at(knots: &[(i32, f64)], interpolation: Interpolation, year: i32) -> f64 {
    let after = knots.partition_point(|(y, _)| *y <= year);
    match (after.checked_sub(1).map(|i| knots[i]), knots.get(after)) {
        (None, Some((_, value))) => *value,
        (Some((_, value)), None) => value,
        (Some((_, a)), Some(_)) if interpolation == Interpolation::Step => a,
        (Some((y0, a)), Some((y1, b))) => a + (b - a) * f64::from(year - y0) / f64::from(y1 - y0),
        (None, None) => f64::NAN,
    }
}

/// The shape of an uncertain number. Parameters are in the unit of what the distribution is on.
#[derive(Clone, PartialEq, Debug)]
pub enum Distribution {
    /// Two half-triangles whose median is the written value and whose 5 % and 95 % points are
    /// `low` and `high`; what `low = …, high = …` without more means.
    TwoPiece {
        /// 5 % point.
        low: f64,
        /// Median.
        mode: f64,
        /// 95 % point.
        high: f64,
    },
    /// Equal density between the bounds.
    Uniform {
        /// Lower bound.
        low: f64,
        /// Upper bound.
        high: f64,
    },
    /// Triangle.
    Triangular {
        /// Lower bound.
        low: f64,
        /// Most probable value.
        mode: f64,
        /// Upper bound.
        high: f64,
    },
    /// Beta distribution between the bounds, of shapes 1 + 4·(mode − low)/(high − low) and
    /// 1 + 4·(high − mode)/(high − low).
    Pert {
        /// Lower bound.
        low: f64,
        /// Most probable value.
        mode: f64,
        /// Upper bound.
        high: f64,
    },
    /// Beta distribution stretched over the bounds.
    Beta {
        /// Shape at the lower bound.
        alpha: f64,
        /// Shape at the upper bound.
        beta: f64,
        /// Lower bound.
        low: f64,
        /// Upper bound.
        high: f64,
    },
    /// Gaussian.
    Normal {
        /// Mean.
        mean: f64,
        /// Standard deviation.
        sd: f64,
    },
    /// Gaussian without what lies outside the bounds.
    TruncatedNormal {
        /// Mean before truncation.
        mean: f64,
        /// Standard deviation before truncation.
        sd: f64,
        /// Lower bound.
        low: f64,
        /// Upper bound.
        high: f64,
    },
    /// `median·exp(sigma·z)`.
    LogNormal {
        /// Median.
        median: f64,
        /// Standard deviation of the logarithm.
        sigma: f64,
    },
    /// One of the values, with probabilities in proportion to the weights.
    Discrete(Weighted),
    /// Between the values, straight: the quantiles (type 7) of what was observed.
    Empirical(Weighted),
}

/// Values and weights `(value, weight)`: values increasing, weights positive, at least one.
#[derive(Clone, PartialEq, Debug)]
pub struct Weighted(pub Vec<(f64, f64)>);

impl Weighted {
    fn times(&self, factor: f64) -> Weighted {
        Weighted(self.0.iter().map(|(value, weight)| (value * factor, *weight)).collect())
    }
}

/// A yearly multiplier of its own, from the year after the last observed one: exp(x − v/2) with
/// x\[t\] = persistence·x\[t−1\] + sigma·√(1 − persistence²)·ε\[t\], x\[h\] = 0 (MODEL section 12).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Disturbance {
    /// Standard deviation of the logarithm, long after the last observed year.
    pub sigma: f64,
    /// Correlation of a year with the year before, from 0 to 0.99.
    pub persistence: f64,
}

impl Distribution {
    /// Its name in the file format; `low` and `high` beside a value have none there and are `two-piece`.
    pub fn name(&self) -> &'static str {
        match self {
            Distribution::TwoPiece { .. } => "two-piece",
            Distribution::Uniform { .. } => "uniform",
            Distribution::Triangular { .. } => "triangular",
            Distribution::Pert { .. } => "pert",
            Distribution::Beta { .. } => "beta",
            Distribution::Normal { .. } => "normal",
            Distribution::TruncatedNormal { .. } => "truncated-normal",
            Distribution::LogNormal { .. } => "lognormal",
            Distribution::Discrete(_) => "discrete",
            Distribution::Empirical(_) => "empirical",
        }
    }

    /// Its parameters by their names in the file format, in the order written there.
    pub fn parameters(&self) -> Vec<(&'static str, Vec<f64>)> {
        let one = |name, value| (name, vec![value]);
        match self {
            Distribution::TwoPiece { low, mode: _, high } | Distribution::Uniform { low, high } => {
                vec![one("low", *low), one("high", *high)]
            }
            Distribution::Triangular { low, mode, high } | Distribution::Pert { low, mode, high } => {
                vec![one("low", *low), one("mode", *mode), one("high", *high)]
            }
            Distribution::Beta { alpha, beta, low, high } => {
                vec![one("alpha", *alpha), one("beta", *beta), one("low", *low), one("high", *high)]
            }
            Distribution::Normal { mean, sd } => vec![one("mean", *mean), one("sd", *sd)],
            Distribution::TruncatedNormal { mean, sd, low, high } => {
                vec![one("mean", *mean), one("sd", *sd), one("low", *low), one("high", *high)]
            }
            Distribution::LogNormal { median, sigma } => vec![one("median", *median), one("sigma", *sigma)],
            Distribution::Discrete(Weighted(pairs)) | Distribution::Empirical(Weighted(pairs)) => {
                let (values, weights) = pairs.iter().copied().unzip();
                vec![("values", values), ("weights", weights)]
            }
        }
    }

    /// The distribution of a multiple of the number.
    fn times(&self, factor: f64) -> Distribution {
        match *self {
            Distribution::TwoPiece { low, mode, high } => {
                Distribution::TwoPiece { low: low * factor, mode: mode * factor, high: high * factor }
            }
            Distribution::Uniform { low, high } => {
                Distribution::Uniform { low: low * factor, high: high * factor }
            }
            Distribution::Triangular { low, mode, high } => {
                Distribution::Triangular { low: low * factor, mode: mode * factor, high: high * factor }
            }
            Distribution::Normal { mean, sd } => {
                Distribution::Normal { mean: mean * factor, sd: sd * factor }
            }
            Distribution::LogNormal { median, sigma } => {
                Distribution::LogNormal { median: median * factor, sigma }
            }
            Distribution::Pert { low, mode, high } => {
                Distribution::Pert { low: low * factor, mode: mode * factor, high: high * factor }
            }
            Distribution::Beta { alpha, beta, low, high } => {
                Distribution::Beta { alpha, beta, low: low * factor, high: high * factor }
            }
            Distribution::TruncatedNormal { mean, sd, low, high } => Distribution::TruncatedNormal {
                mean: mean * factor,
                sd: sd * factor,
                low: low * factor,
                high: high * factor,
            },
            Distribution::Discrete(ref weighted) => Distribution::Discrete(weighted.times(factor)),
            Distribution::Empirical(ref weighted) => Distribution::Empirical(weighted.times(factor)),
        }
    }
}

/// What a distribution describes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum On {
    /// The value itself: the whole path is shifted by the factor that takes the written value to the
    /// drawn one (or by the difference, where the written value is zero).
    Value,
    /// A factor on the whole path.
    Multiplier,
    /// An addition to the yearly rate of change, from the year after the last observed one.
    Rate,
}

/// An uncertain leaf: its distribution, acting from the year after the last observed one only.
#[derive(Clone, PartialEq, Debug)]
pub struct Uncertainty {
    /// The shape.
    pub distribution: Distribution,
    /// What it is on.
    pub on: On,
}

impl Uncertainty {
    /// The uncertainty of a multiple of the number: only a distribution on the value itself changes.
    pub fn times(&self, factor: f64) -> Uncertainty {
        let distribution = match self.on {
            On::Value => self.distribution.times(factor),
            On::Multiplier | On::Rate => self.distribution.clone(),
        };
        Uncertainty { distribution, on: self.on }
    }
}

/// Bounds that no draw may leave, whatever its distribution.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct PhysicalRange {
    /// Least value.
    pub least: f64,
    /// Greatest value.
    pub greatest: f64,
}

/// One number of the scenario.
#[derive(Clone, PartialEq, Debug)]
pub struct Leaf {
    /// Dotted name, the same in `--set`, errors and listings.
    pub address: String,
    /// What kind of quantity it is.
    pub dimension: Dimension,
    /// The unit its author wrote (of the first knot), for listings.
    pub unit: String,
    /// Its written values.
    pub path: Path,
    /// Its uncertainty, if it has any.
    pub uncertainty: Option<Uncertainty>,
    /// The address of the leaf whose random numbers it takes, where it is a multiple of another leaf.
    pub drawn_as: Option<String>,
    /// Its yearly ups and downs, if it has any.
    pub disturbance: Option<Disturbance>,
    /// Standard deviation of the random step of its logarithm in each year, if it takes any.
    pub growth_shock: Option<f64>,
    /// What is physically possible.
    pub range: PhysicalRange,
    /// Where it comes from.
    pub provenance: Provenance,
    /// Free words.
    pub note: Option<String>,
}

impl Leaf {
    /// Whether it is growth without a level of its own, which starts at the observed value.
    pub fn starts_at_observed(&self) -> bool {
        matches!(self.path, Path::Growth { start: None, .. })
    }
}
