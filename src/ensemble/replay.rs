//! What one draw of an ensemble is made of, so that it can be run on its own and looked at.

use crate::domain::LeafId;
use crate::lane::Lane;
use crate::model::Model;
use crate::sampling::Sampler;
use crate::simulation::draw::{DrawValues, Drawn};

/// What a draw brings along.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// Values of the uncertain leaves.
    pub values: DrawValues<f64>,
    /// The normal numbers behind the yearly shocks, `[shock][year]`.
    innovations: Vec<f64>,
}

/// One number of a draw.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Input {
    /// The value of an uncertain leaf in a year, counted from the base year.
    Leaf {
        /// Which leaf.
        leaf: LeafId,
        /// The year.
        year: usize,
        /// Its written value.
        written: f64,
        /// Its value in the draw.
        drawn: f64,
    },
    /// The normal number behind a yearly shock in a year.
    Innovation {
        /// Position of the shock in the parameters.
        shock: usize,
        /// The year.
        year: usize,
        /// The number.
        drawn: f64,
    },
}

impl Inputs {
    /// What the draw of this number brings along.
    pub fn new(model: &Model, sampler: &Sampler, draw: u64) -> Inputs {
        let parameters = &model.parameters;
        let mut lanes = Drawn::new(parameters, Lane::ZERO);
        sampler.draw(parameters, draw, &mut lanes);
        let mut drawn = Drawn::new(parameters, 0.0);
        let mut values = DrawValues::central(parameters);
        for slot in 0..parameters.uncertain.len() {
            lanes.copy_lane(parameters, slot, 0, &mut drawn);
            values.follow(parameters, &drawn, slot);
        }
        let innovations = lanes.innovations.iter().map(|lane| lane.0[0]).collect();
        Inputs { values, innovations }
    }

    /// Every uncertain leaf in the first year that is drawn and in the last, then every yearly shock in every
    /// year that it moves; each in the order of addresses.
    pub fn list(&self, model: &Model) -> Vec<Input> {
        let parameters = &model.parameters;
        let (last, first) = (parameters.years - 1, parameters.observed + 1);
        let mut shown = vec![first.min(last), last];
        shown.dedup();
        let mut list = Vec::new();
        for (slot, uncertain) in parameters.uncertain.iter().enumerate() {
            let leaf = uncertain.leaf;
            list.extend(shown.iter().map(|&year| Input::Leaf {
                leaf,
                year,
                written: parameters.central(leaf, year),
                drawn: self.values.values[slot * parameters.years + year],
            }));
        }
        for shock in 0..parameters.yearly.len() {
            list.extend((first..parameters.years).map(|year| Input::Innovation {
                shock,
                year,
                drawn: self.innovations[shock * parameters.years + year],
            }));
        }
        list
    }
}
