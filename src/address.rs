//! Addresses: dotted names of what a scenario holds, such as `levers.arc-share.guangxi@2030`.

use std::fmt;
use std::str::FromStr;

/// The path of keys to a place in a scenario, list elements by their `id`, and the year of a knot.
///
/// ```
/// use dafeng::address::Address;
/// let knot: Address = "levers.arc-share.guangxi@2030".parse()?;
/// assert_eq!(knot.keys, ["levers", "arc-share", "guangxi"]);
/// assert_eq!(knot.knot, Some(2030));
/// # Ok::<(), dafeng::address::AddressError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Address {
    /// The keys, outermost first; at least one, none empty.
    pub keys: Vec<String>,
    /// The knot of a path.
    pub knot: Option<i32>,
}

/// Why a text is no address.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AddressError(String);

impl fmt::Display for AddressError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for AddressError {}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (path, knot) = match text.rsplit_once('@') {
            None => (text, None),
            Some((path, year)) => {
                let year =
                    year.parse().map_err(|_| AddressError(format!("`{year}` is not the year of a knot")))?;
                (path, Some(year))
            }
        };
        let keys: Vec<String> = path.split('.').map(str::to_owned).collect();
        if keys.iter().any(String::is_empty) {
            return Err(AddressError(format!("`{text}` is not an address: keys joined by dots")));
        }
        Ok(Address { keys, knot })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.keys.join("."))?;
        self.knot.map_or(Ok(()), |year| write!(f, "@{year}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_it_writes() {
        for text in ["a", "processes.converter.carriers.electricity", "levers.x.guangxi@2030"] {
            let address: Result<Address, _> = text.parse();
            assert_eq!(address.map(|a| a.to_string()).as_deref(), Ok(text));
        }
    }

    #[test]
    fn refuses_gaps() {
        for text in ["", "a..b", ".a", "a.", "a@", "a@soon"] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }
}
