//! Series of efficiency classes: what share of capacity is in which, and what is retrofitted
//! (MODEL section 4).

use super::{Catalogue, Terms, plus};
use crate::domain::*;
use crate::model::series::{Measure, Quantity};
use crate::units::Dimension;

impl Catalogue<'_> {
    /// Shares of the capacity of a process by efficiency class, and what is retrofitted to each.
    pub(super) fn classes(&mut self, process: ProcessId, activities: &[usize], place: Place) {
        let Process { title, classes, .. } = &self.scenario.processes[process.0];
        let slots: Vec<usize> =
            activities.iter().flat_map(|&a| self.topology.activities[a].slots.clone()).collect();
        let of_slots = |of: &dyn Fn(usize) -> Quantity| -> Terms { plus(slots.iter().map(|&s| of(s))) };
        let mut retrofitted = Terms::new();
        for (c, class) in classes.iter().enumerate() {
            let of = [title, &class.title];
            let upto = (0..=c).flat_map(|c| of_slots(&|s| Quantity::ClassCapacity(s, c))).collect();
            let inside = of_slots(&|s| Quantity::ClassCapacity(s, c));
            let stands = of_slots(&Quantity::Capacity);
            self.ratio(Measure::ClassShare, &of, place, Dimension::SHARE, (inside, stands.clone()));
            // The worst class has nothing worse: all capacity is in it or better, and none is moved to it.
            if c + 1 < classes.len() {
                self.ratio(Measure::ClassShareOrBetter, &of, place, Dimension::SHARE, (upto, stands));
                let moved = of_slots(&|s| Quantity::Retrofitted(s, c));
                retrofitted.extend(moved.clone());
                self.sum(Measure::Retrofit, &of, place, Dimension::MASS, moved);
            }
        }
        self.sum(Measure::Retrofit, &[title], place, Dimension::MASS, retrofitted);
    }
}
