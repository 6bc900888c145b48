//! Charts over fewer years than they have.

use super::{BarsChart, FamilyChart, FanChart, LinesChart, PeaksChart, StackedChart, StripsChart};

/// Which places of a list of years are between two.
struct Kept(Vec<bool>);

impl Kept {
    fn of(years: &mut Vec<i32>, first: i32, last: i32) -> Kept {
        let kept = Kept(years.iter().map(|year| (first..=last).contains(year)).collect());
        kept.cut(years);
        kept
    }

    /// Keeps the values of the years that are kept.
    fn cut<T>(&self, values: &mut Vec<T>) {
        let mut kept = self.0.iter();
        // A series of a wrong length keeps its fault, which the chart tells.
        values.retain(|_| kept.next().is_none_or(|kept| *kept));
    }
}

impl FanChart {
    /// Takes away the years that are not between two, and the targets in them.
    pub fn keep_years(&mut self, first: i32, last: i32) {
        let kept = Kept::of(&mut self.years, first, last);
        kept.cut(&mut self.central);
        if let Some(bands) = &mut self.bands {
            let all = [
                &mut bands.p05,
                &mut bands.p10,
                &mut bands.p25,
                &mut bands.p50,
                &mut bands.p75,
                &mut bands.p90,
                &mut bands.p95,
            ];
            all.into_iter().for_each(|values| kept.cut(values));
        }
        let inside = |year: i32| (first..=last).contains(&year);
        self.history.retain(|(year, _)| inside(*year));
        self.later_observations.retain(|(year, _)| inside(*year));
        self.targets.retain(|target| inside(target.year));
    }
}

impl LinesChart {
    /// As [`FanChart::keep_years`].
    pub fn keep_years(&mut self, first: i32, last: i32) {
        let kept = Kept::of(&mut self.years, first, last);
        for line in &mut self.lines {
            kept.cut(&mut line.values);
            line.band.iter_mut().flatten().for_each(|edge| kept.cut(edge));
        }
        self.targets.retain(|target| (first..=last).contains(&target.year));
    }
}

impl StackedChart {
    /// As [`FanChart::keep_years`].
    pub fn keep_years(&mut self, first: i32, last: i32) {
        let kept = Kept::of(&mut self.years, first, last);
        self.layers.iter_mut().for_each(|layer| kept.cut(&mut layer.values));
    }
}

impl BarsChart {
    /// As [`FanChart::keep_years`].
    pub fn keep_years(&mut self, first: i32, last: i32) {
        let kept = Kept::of(&mut self.years, first, last);
        self.above.iter_mut().chain(&mut self.below).for_each(|layer| kept.cut(&mut layer.values));
    }
}

impl FamilyChart {
    /// As [`FanChart::keep_years`].
    pub fn keep_years(&mut self, first: i32, last: i32) {
        let kept = Kept::of(&mut self.years, first, last);
        self.lines.iter_mut().for_each(|(_, values)| kept.cut(values));
    }
}

impl PeaksChart {
    /// As [`FanChart::keep_years`]; what peaked before the first year that is kept counts with it.
    pub fn keep_years(&mut self, first: i32, last: i32) {
        let kept = Kept::of(&mut self.years, first, last);
        kept.cut(&mut self.peaking);
        kept.cut(&mut self.peaked);
        if let Some((first, past)) = self.peaking.first_mut().zip(self.peaked.first()) {
            *first = *past;
        }
    }
}

impl StripsChart {
    /// As [`FanChart::keep_years`].
    pub fn keep_years(&mut self, first: i32, last: i32) {
        let kept = Kept::of(&mut self.years, first, last);
        for row in &mut self.rows {
            kept.cut(&mut row.central);
            kept.cut(&mut row.draws);
        }
    }
}
