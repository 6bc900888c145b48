//! Series as people name them.

use super::Model;
use super::series::place_id;
use crate::domain::{Place, RegionId};
use crate::near::near;

/// Why a name is no series.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum NoSeries {
    /// There is none; the nearest name, where one is near.
    Unknown(Option<String>),
    /// It stands at these places, none of which is that of all headlines.
    Ambiguous(Vec<String>),
}

impl Model {
    /// The position of a series in the catalogue by its key `name@place`, or by its name where it stands at one place or at
    /// that of all headlines: the region where there is one, else all of them together.
    ///
    /// # Errors
    /// Why there is none.
    pub fn series_named(&self, name: &str) -> Result<usize, NoSeries> {
        let keys: Vec<String> = self.series.iter().map(|series| series.key(&self.scenario)).collect();
        if let Some(found) = keys.iter().position(|key| key == name) {
            return Ok(found);
        }
        let of_name: Vec<usize> = (0..keys.len()).filter(|&s| self.series[s].name == name).collect();
        let is_one = self.scenario.regions.len() == 1;
        let headline = if is_one { Place::Region(RegionId(0)) } else { Place::All };
        match of_name[..] {
            [only] => Ok(only),
            [] => {
                let names = self.series.iter().map(|series| series.name.as_str());
                let known = keys.iter().map(String::as_str).chain(names);
                Err(NoSeries::Unknown(near(name, known).map(str::to_owned)))
            }
            _ => of_name.iter().copied().find(|&s| self.series[s].place == headline).ok_or_else(|| {
                let place = |&s: &usize| place_id(&self.scenario, self.series[s].place).to_owned();
                NoSeries::Ambiguous(of_name.iter().map(place).collect())
            }),
        }
    }
}
