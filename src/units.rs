//! Quantities at the border: what a text such as `"34.52 Mt"` or `"3452.23 万吨"` means.
//!
//! Inside the program every number is a plain `f64` in the canonical unit of its [`Dimension`]:
//! t of material, GJ of fuel or heat, MWh of electricity, t of CO2, CNY, years, fractions. A number
//! crosses the border once, here, and carries its dimension while it does, so that a mass of metal
//! can never be read where a mass of CO2 is meant.

use std::fmt;

use crate::near::near;

/// GJ in one tonne of coal equivalent, 1 tce (GB/T 2589: 7000 kcal/kg of 4.1868 kJ).
pub const GIGAJOULES_PER_TCE: f64 = 29.3076;

/// The exponents of a quantity over the base dimensions of this field.
///
/// Electricity is a dimension of its own, not energy: how many GJ a kWh stands for depends on the
/// convention (equivalent value or heat rate), so the two never convert silently.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Dimension {
    /// Material, t.
    pub mass: i8,
    /// Fuel or heat, GJ.
    pub energy: i8,
    /// Electricity, MWh.
    pub electricity: i8,
    /// Carbon dioxide or its equivalent, t.
    pub co2: i8,
    /// Money, CNY of the scenario's price year.
    pub money: i8,
    /// Time, calendar years.
    pub time: i8,
    /// Volume, m³ (furnace sizes, water).
    pub volume: i8,
    /// Apparent power, MVA (transformer sizes).
    pub power: i8,
    /// Electric current, kA (electrolysis cells).
    pub current: i8,
}

impl Dimension {
    const NONE: Dimension = Dimension {
        mass: 0,
        energy: 0,
        electricity: 0,
        co2: 0,
        money: 0,
        time: 0,
        volume: 0,
        power: 0,
        current: 0,
    };
    /// A fraction 0–1 or any pure number, `t/t` included.
    pub const SHARE: Dimension = Dimension::NONE;
    /// Mass of material over a year, t.
    pub const MASS: Dimension = Dimension { mass: 1, ..Dimension::NONE };
    /// Fuel or heat, GJ.
    pub const ENERGY: Dimension = Dimension { energy: 1, ..Dimension::NONE };
    /// Electricity, MWh.
    pub const ELECTRICITY: Dimension = Dimension { electricity: 1, ..Dimension::NONE };
    /// Carbon dioxide, t.
    pub const CO2: Dimension = Dimension { co2: 1, ..Dimension::NONE };
    /// Years as a duration.
    pub const DURATION: Dimension = Dimension { time: 1, ..Dimension::NONE };
    /// A rate of change, 1/a.
    pub const RATE: Dimension = Dimension { time: -1, ..Dimension::NONE };
    /// GJ per t of product.
    pub const ENERGY_PER_MASS: Dimension = Dimension { energy: 1, mass: -1, ..Dimension::NONE };
    /// MWh per t of product.
    pub const ELECTRICITY_PER_MASS: Dimension = Dimension { electricity: 1, mass: -1, ..Dimension::NONE };
    /// t CO2 per t of product.
    pub const CO2_PER_MASS: Dimension = Dimension { co2: 1, mass: -1, ..Dimension::NONE };
    /// t CO2 per GJ.
    pub const CO2_PER_ENERGY: Dimension = Dimension { co2: 1, energy: -1, ..Dimension::NONE };
    /// t CO2 per MWh.
    pub const CO2_PER_ELECTRICITY: Dimension = Dimension { co2: 1, electricity: -1, ..Dimension::NONE };
    /// GJ per MWh: what a unit of electricity counts for.
    pub const ENERGY_PER_ELECTRICITY: Dimension = Dimension { energy: 1, electricity: -1, ..Dimension::NONE };
    /// MWh per t CO2 (capture).
    pub const ELECTRICITY_PER_CO2: Dimension = Dimension { electricity: 1, co2: -1, ..Dimension::NONE };
    /// GJ per t CO2 (capture).
    pub const ENERGY_PER_CO2: Dimension = Dimension { energy: 1, co2: -1, ..Dimension::NONE };
    /// Furnace volume, m³.
    pub const VOLUME: Dimension = Dimension { volume: 1, ..Dimension::NONE };
    /// Transformer rating, MVA.
    pub const POWER: Dimension = Dimension { power: 1, ..Dimension::NONE };
    /// Current of an electrolysis cell, kA.
    pub const CURRENT: Dimension = Dimension { current: 1, ..Dimension::NONE };
}

/// A unit by name: what one of it is in the canonical unit (`up / down`) and its dimension.
///
/// Two whole factors instead of one fraction keep `480 kWh` at 0.48 MWh to the last bit.
struct Unit {
    name: &'static str,
    up: f64,
    down: f64,
    dimension: Dimension,
}

const fn unit(name: &'static str, up: f64, down: f64, dimension: Dimension) -> Unit {
    Unit { name, up, down, dimension }
}

/// Every unit that a text may use; `docs/format.md` lists the same.
const UNITS: &[Unit] = &[
    unit("1", 1.0, 1.0, Dimension::SHARE),
    unit("%", 1.0, 100.0, Dimension::SHARE),
    unit("kg", 1.0, 1e3, Dimension::MASS),
    unit("t", 1.0, 1.0, Dimension::MASS),
    unit("kt", 1e3, 1.0, Dimension::MASS),
    unit("Mt", 1e6, 1.0, Dimension::MASS),
    unit("吨", 1.0, 1.0, Dimension::MASS),
    unit("万吨", 1e4, 1.0, Dimension::MASS),
    unit("亿吨", 1e8, 1.0, Dimension::MASS),
    unit("MJ", 1.0, 1e3, Dimension::ENERGY),
    unit("GJ", 1.0, 1.0, Dimension::ENERGY),
    unit("TJ", 1e3, 1.0, Dimension::ENERGY),
    unit("PJ", 1e6, 1.0, Dimension::ENERGY),
    unit("kgce", GIGAJOULES_PER_TCE, 1e3, Dimension::ENERGY),
    unit("tce", GIGAJOULES_PER_TCE, 1.0, Dimension::ENERGY),
    unit("万tce", GIGAJOULES_PER_TCE * 1e4, 1.0, Dimension::ENERGY),
    unit("kWh", 1.0, 1e3, Dimension::ELECTRICITY),
    unit("MWh", 1.0, 1.0, Dimension::ELECTRICITY),
    unit("GWh", 1e3, 1.0, Dimension::ELECTRICITY),
    unit("TWh", 1e6, 1.0, Dimension::ELECTRICITY),
    unit("万kWh", 10.0, 1.0, Dimension::ELECTRICITY),
    unit("亿kWh", 1e5, 1.0, Dimension::ELECTRICITY),
    unit("kgCO2", 1.0, 1e3, Dimension::CO2),
    unit("tCO2", 1.0, 1.0, Dimension::CO2),
    unit("MtCO2", 1e6, 1.0, Dimension::CO2),
    unit("万tCO2", 1e4, 1.0, Dimension::CO2),
    unit("CNY", 1.0, 1.0, Dimension::MONEY),
    unit("元", 1.0, 1.0, Dimension::MONEY),
    unit("万元", 1e4, 1.0, Dimension::MONEY),
    unit("亿元", 1e8, 1.0, Dimension::MONEY),
    unit("person", 1.0, 1.0, Dimension::SHARE),
    unit("人", 1.0, 1.0, Dimension::SHARE),
    unit("万人", 1e4, 1.0, Dimension::SHARE),
    unit("a", 1.0, 1.0, Dimension::DURATION),
    unit("yr", 1.0, 1.0, Dimension::DURATION),
    unit("年", 1.0, 1.0, Dimension::DURATION),
    unit("m3", 1.0, 1.0, Dimension::VOLUME),
    unit("m³", 1.0, 1.0, Dimension::VOLUME),
    unit("kVA", 1.0, 1e3, Dimension::POWER),
    unit("MVA", 1.0, 1.0, Dimension::POWER),
    unit("kA", 1.0, 1.0, Dimension::CURRENT),
];

/// How many factors a unit may have: `t/t/a` has three, nobody needs more than a few.
const MOST_FACTORS: usize = 6;

impl Dimension {
    /// Money, CNY.
    pub const MONEY: Dimension = Dimension { money: 1, ..Dimension::NONE };
    /// A price, CNY per t.
    pub const MONEY_PER_MASS: Dimension = Dimension { money: 1, mass: -1, ..Dimension::NONE };
    /// A price of fuel or heat, CNY per GJ.
    pub const MONEY_PER_ENERGY: Dimension = Dimension { money: 1, energy: -1, ..Dimension::NONE };
    /// A price of electricity, CNY per MWh.
    pub const MONEY_PER_ELECTRICITY: Dimension = Dimension { money: 1, electricity: -1, ..Dimension::NONE };
    /// A price of carbon, CNY per t CO2.
    pub const MONEY_PER_CO2: Dimension = Dimension { money: 1, co2: -1, ..Dimension::NONE };
    /// t CO2 per CNY of output value.
    pub const CO2_PER_MONEY: Dimension = Dimension { co2: 1, money: -1, ..Dimension::NONE };
    /// GJ per CNY of output value.
    pub const ENERGY_PER_MONEY: Dimension = Dimension { energy: 1, money: -1, ..Dimension::NONE };
    /// A mass written per year, which stands for the mass of a year.
    const MASS_PER_YEAR: Dimension = Dimension { mass: 1, time: -1, ..Dimension::NONE };

    /// What this dimension is called, with an example of how to write it.
    ///
    /// ```
    /// use dafeng::units::Dimension;
    /// assert_eq!(Dimension::MASS.words(), "a mass such as `1.65 Mt`");
    /// ```
    pub fn words(self) -> String {
        let known = match self {
            Dimension::SHARE => "a share or pure number such as `0.35` or `35 %`",
            Dimension::MASS => "a mass such as `1.65 Mt`",
            Dimension::ENERGY => "an energy such as `540 kgce`",
            Dimension::ELECTRICITY => "electricity such as `12.5 GWh`",
            Dimension::CO2 => "a mass of CO2 such as `3 MtCO2`",
            Dimension::MONEY => "an amount of money such as `3 亿元`",
            Dimension::DURATION => "a duration such as `30 a`",
            Dimension::RATE => "a yearly rate such as `2 %/a`",
            Dimension::ENERGY_PER_MASS => "energy per mass such as `540 kgce/t`",
            Dimension::ELECTRICITY_PER_MASS => "electricity per mass such as `480 kWh/t`",
            Dimension::CO2_PER_MASS => "CO2 per mass such as `0.035 tCO2/t`",
            Dimension::CO2_PER_ENERGY => "CO2 per energy such as `0.0932 tCO2/GJ`",
            Dimension::CO2_PER_ELECTRICITY => "CO2 per electricity such as `0.456 tCO2/MWh`",
            Dimension::ENERGY_PER_ELECTRICITY => "energy per electricity such as `0.1229 kgce/kWh`",
            Dimension::ELECTRICITY_PER_CO2 => "electricity per CO2 such as `0.25 MWh/tCO2`",
            Dimension::ENERGY_PER_CO2 => "energy per CO2 such as `3 GJ/tCO2`",
            Dimension::MONEY_PER_MASS => "a price such as `3500 CNY/t`",
            Dimension::MONEY_PER_ENERGY => "a price of energy such as `30 CNY/GJ`",
            Dimension::MONEY_PER_ELECTRICITY => "a price of electricity such as `0.6 CNY/kWh`",
            Dimension::MONEY_PER_CO2 => "a price of carbon such as `80 CNY/tCO2`",
            Dimension::VOLUME => "a volume such as `1780 m3`",
            Dimension::POWER => "a rating such as `30 MVA`",
            Dimension::CURRENT => "a current such as `400 kA`",
            other => return format!("a quantity in {other}"),
        };
        known.to_owned()
    }

    fn exponents(self) -> [(i8, &'static str); 9] {
        [
            (self.mass, "t"),
            (self.energy, "GJ"),
            (self.electricity, "MWh"),
            (self.co2, "tCO2"),
            (self.money, "CNY"),
            (self.volume, "m3"),
            (self.power, "MVA"),
            (self.current, "kA"),
            (self.time, "a"),
        ]
    }

    /// The exponents of a quotient; `None` where they no longer fit, which no real unit reaches.
    pub fn per(self, below: Dimension) -> Option<Dimension> {
        Some(Dimension {
            mass: self.mass.checked_sub(below.mass)?,
            energy: self.energy.checked_sub(below.energy)?,
            electricity: self.electricity.checked_sub(below.electricity)?,
            co2: self.co2.checked_sub(below.co2)?,
            money: self.money.checked_sub(below.money)?,
            time: self.time.checked_sub(below.time)?,
            volume: self.volume.checked_sub(below.volume)?,
            power: self.power.checked_sub(below.power)?,
            current: self.current.checked_sub(below.current)?,
        })
    }
}

/// The canonical unit of the dimension: `t`, `GJ/t`, `1/a`; `1` for a pure number.
impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let factors = |sign: i8| {
            self.exponents()
                .into_iter()
                .filter(move |(exponent, _)| exponent.signum() == sign)
                .flat_map(|(exponent, name)| std::iter::repeat_n(name, exponent.unsigned_abs().into()))
                .collect::<Vec<_>>()
        };
        let (above, below) = (factors(1), factors(-1));
        f.write_str(if above.is_empty() { "1" } else { "" })?;
        f.write_str(&above.join("·"))?;
        below.iter().try_for_each(|name| write!(f, "/{name}"))
    }
}

/// A number with its unit, in the canonical unit of its dimension.
#[derive(Clone, PartialEq, Debug)]
pub struct Quantity {
    /// The number, in the canonical unit.
    pub value: f64,
    /// What kind of quantity it is.
    pub dimension: Dimension,
    /// The unit as written.
    pub unit: String,
}

/// Why a text is no quantity, or not the one its place asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct QuantityError {
    /// What is wrong, as a sentence.
    pub message: String,
    /// A way out, where there is one to name.
    pub help: Option<String>,
}

impl QuantityError {
    fn new(message: impl Into<String>) -> Self {
        QuantityError { message: message.into(), help: None }
    }
    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for QuantityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for QuantityError {}

impl Quantity {
    /// Reads a number and its unit.
    ///
    /// ```
    /// use dafeng::units::{Dimension, Quantity};
    /// let output = Quantity::parse("165 万吨/年")?.in_dimension(Dimension::MASS)?;
    /// assert_eq!(output.value, 1_650_000.0); // t
    /// let power = Quantity::parse("480 kWh/t")?;
    /// assert_eq!((power.value, power.dimension), (0.48, Dimension::ELECTRICITY_PER_MASS));
    /// # Ok::<(), dafeng::units::QuantityError>(())
    /// ```
    ///
    /// # Errors
    /// When the text does not begin with a plain number or its unit is not known.
    pub fn parse(text: &str) -> Result<Quantity, QuantityError> {
        let text = text.trim();
        let (number, unit) = text.split_at(number_end(text));
        let value = plain_number(text, number)?;
        let unit = unit.trim();
        let (up, down, dimension) = quotient(unit)?;
        let value = value * up / down;
        if !value.is_finite() {
            return Err(QuantityError::new(format!("`{}` is too large for a number", shorten(text))));
        }
        Ok(Quantity { value, dimension, unit: unit.to_owned() })
    }

    /// The same quantity where `expected` is asked for. A mass may be written per year.
    ///
    /// # Errors
    /// When the dimension is another one; the message names both.
    pub fn in_dimension(self, expected: Dimension) -> Result<Quantity, QuantityError> {
        let per_year = expected == Dimension::MASS && self.dimension == Dimension::MASS_PER_YEAR;
        if self.dimension == expected || per_year {
            return Ok(Quantity { dimension: expected, ..self });
        }
        if self.unit.is_empty() {
            return Err(QuantityError::new(format!("the number {} has no unit", self.value)));
        }
        let message = format!(
            "`{}` is {} ({}), not {} ({expected})",
            self.unit,
            bare(&self.dimension.words()),
            self.dimension,
            bare(&expected.words()),
        );
        Err(QuantityError { message, help: mixed_up(self.dimension, expected).map(str::to_owned) })
    }
}

/// A phrase without its example.
fn bare(words: &str) -> &str {
    words.split(" such as").next().unwrap_or(words)
}

/// Help for the two confusions that are common in this field.
fn mixed_up(found: Dimension, expected: Dimension) -> Option<&'static str> {
    let swapped = |a: i8, b: i8, x: i8, y: i8| a != 0 && b == 0 && x == 0 && y != 0;
    let power = swapped(found.electricity, found.energy, expected.electricity, expected.energy)
        || swapped(found.energy, found.electricity, expected.energy, expected.electricity);
    let carbon = swapped(found.co2, found.mass, expected.co2, expected.mass)
        || swapped(found.mass, found.co2, expected.mass, expected.co2);
    if power {
        Some(
            "electricity (kWh, MWh) and energy (GJ, kgce) never convert silently: write the unit that is asked for",
        )
    } else if carbon {
        Some("t of material and tCO2 are different dimensions: write the unit that is asked for")
    } else {
        None
    }
}

/// Where the number at the start of a text ends: digits, one point, an exponent.
fn number_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| from + bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let sign = |at: usize| at + usize::from(matches!(bytes.get(at), Some(b'+' | b'-')));
    let whole = digits(sign(0));
    let end = if bytes.get(whole) == Some(&b'.') { digits(whole + 1) } else { whole };
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let exponent = sign(end + 1);
        let after = digits(exponent);
        if after > exponent {
            return after;
        }
    }
    end
}

fn plain_number(text: &str, number: &str) -> Result<f64, QuantityError> {
    if text[number.len()..].starts_with([',', '，', '_']) {
        let message = format!("`{}` has a separator inside its number", shorten(text));
        return Err(
            QuantityError::new(message).help("write the number without separators, such as `1650000 t`")
        );
    }
    let value: Result<f64, _> = number.parse();
    match value {
        Ok(value) if value.is_finite() => Ok(value),
        Ok(_) => Err(QuantityError::new(format!("`{}` is too large for a number", shorten(text)))),
        Err(_) => {
            let message = format!("`{}` does not begin with a number", shorten(text));
            Err(QuantityError::new(message).help("write a number and its unit, such as `1.65 Mt`"))
        }
    }
}

/// Reads a unit: factors separated by `/`, the first one above the line.
fn quotient(text: &str) -> Result<(f64, f64, Dimension), QuantityError> {
    if text.is_empty() {
        return Ok((1.0, 1.0, Dimension::SHARE));
    }
    let unknown = || QuantityError::new(format!("unknown unit `{}`", shorten(text)));
    if text.split('/').count() > MOST_FACTORS {
        return Err(unknown());
    }
    let mut result: Option<(f64, f64, Dimension)> = None;
    for name in text.split('/') {
        let factor = named(name.trim())?;
        result = Some(match result {
            None => (factor.up, factor.down, factor.dimension),
            Some((up, down, dimension)) => {
                let dimension = dimension.per(factor.dimension).ok_or_else(unknown)?;
                (up * factor.down, down * factor.up, dimension)
            }
        });
    }
    result.ok_or_else(unknown)
}

/// Looks a unit up. `t CO2` and `万吨 CO2` are `tCO2` and `万tCO2`, as tables and papers write them.
fn named(name: &str) -> Result<&'static Unit, QuantityError> {
    let joined: String = name.split_whitespace().collect();
    let carbon = joined.strip_suffix("CO2").map(|mass| format!("{}CO2", mass.replace('吨', "t")));
    let wanted = carbon.as_deref().unwrap_or(&joined);
    if let Some(unit) = UNITS.iter().find(|unit| unit.name == wanted) {
        return Ok(unit);
    }
    let error = QuantityError::new(format!("unknown unit `{}`", shorten(name)));
    Err(match near(wanted, UNITS.iter().map(|unit| unit.name)) {
        Some(close) => error.help(format!("did you mean `{close}`?")),
        None => error.help("the units are listed in the page on the scenario file"),
    })
}

/// A text short enough to stand in a message.
fn shorten(text: &str) -> String {
    const MOST: usize = 48;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (f64, Dimension) {
        let quantity = Quantity::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        (quantity.value, quantity.dimension)
    }

    fn close(text: &str, value: f64, dimension: Dimension) {
        let (found, found_dimension) = read(text);
        assert!((found - value).abs() <= 1e-12 * value.abs(), "{text}: {found}, not {value}");
        assert_eq!(found_dimension, dimension, "{text}");
    }

    #[test]
    fn reads_what_plans_and_statistics_write() {
        close("3452.23 万吨", 34_522_300.0, Dimension::MASS);
        close("0.3 亿吨", 3e7, Dimension::MASS);
        close("540 kgce/t", 15.826_104, Dimension::ENERGY_PER_MASS);
        close("13000 kWh/t", 13.0, Dimension::ELECTRICITY_PER_MASS);
        close("0.4 %/a", 0.004, Dimension::RATE);
        close("0.3 1/a", 0.3, Dimension::RATE);
        close("34.1208 kgce/GJ", 0.999_998_758_08, Dimension::SHARE);
        close("0.1229 kgce/kWh", 3.601_904_04, Dimension::ENERGY_PER_ELECTRICITY);
        close("310.2 亿kWh", 31_020_000.0, Dimension::ELECTRICITY);
        close("1 万kWh", 10.0, Dimension::ELECTRICITY);
        close("2 万tce", 586_152.0, Dimension::ENERGY);
        close("1.5 Mt CO2", 1.5e6, Dimension::CO2);
        close("3 万吨 CO2", 30_000.0, Dimension::CO2);
        close("0.456 tCO2/MWh", 0.456, Dimension::CO2_PER_ELECTRICITY);
        close("120 t", 120.0, Dimension::MASS);
        close("3800 m3", 3800.0, Dimension::VOLUME);
        close("30000 kVA", 30.0, Dimension::POWER);
        close("400 kA", 400.0, Dimension::CURRENT);
        close("1.25", 1.25, Dimension::SHARE);
        close("-5e-1 %", -0.005, Dimension::SHARE);
        close("0.91t/t", 0.91, Dimension::SHARE);
        close("3 万元/t", 30_000.0, Dimension { money: 1, mass: -1, ..Dimension::SHARE });
    }

    #[test]
    fn converts_exactly_where_decimals_allow() {
        assert_eq!(read("480 kWh/t").0, 0.48);
        assert_eq!(read("17 %").0, 0.17);
        assert_eq!(read("1.65 Mt").0, 1_650_000.0);
    }

    #[test]
    fn takes_a_capacity_per_year_as_a_mass_and_nothing_else() {
        let capacity = Quantity::parse("165 万吨/年").and_then(|q| q.in_dimension(Dimension::MASS));
        assert_eq!(capacity.map(|q| q.value), Ok(1_650_000.0));
        let rate = Quantity::parse("1 tCO2/a").and_then(|q| q.in_dimension(Dimension::CO2));
        assert!(rate.is_err());
    }

    #[test]
    fn names_both_dimensions() {
        let error = Quantity::parse("480 kWh/t").and_then(|q| q.in_dimension(Dimension::ENERGY_PER_MASS));
        let error = error.expect_err("electricity is no energy");
        assert_eq!(error.message, "`kWh/t` is electricity per mass (MWh/t), not energy per mass (GJ/t)");
        assert!(error.help.is_some_and(|help| help.contains("never convert silently")));
    }

    #[test]
    fn refuses_what_is_no_quantity() {
        for text in [
            "",
            "t",
            "nan t",
            "inf",
            "-inf",
            "1,650 t",
            "1_000 t",
            "1e999 t",
            "--1 t",
            "1 t/",
            "1 /t",
            "５ t",
            "1 t/t/t/t/t/t/t/t",
            "0x10 t",
            "1 蒲式耳",
            ">= 3 t",
        ] {
            assert!(Quantity::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn suggests_a_near_unit() {
        let error = Quantity::parse("480 kwh/t").expect_err("unknown");
        assert_eq!(error.help.as_deref(), Some("did you mean `kWh`?"));
    }

    #[test]
    fn every_unit_is_in_the_format_page() {
        let page = include_str!("../docs/format.md");
        let units: &str =
            page.split("**Units**").nth(1).and_then(|rest| rest.split("**Addresses**").next()).unwrap_or("");
        for unit in UNITS {
            assert!(units.contains(unit.name), "`{}` is not in docs/format.md", unit.name);
        }
    }
}
