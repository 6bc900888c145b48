//! Payments for capital over the years.

use crate::domain::LeafId;
use crate::model::Model;
use crate::model::cost::Costs;
use crate::simulation::draw::Leaves;
use crate::simulation::fleet::FleetPath;
use crate::simulation::number::Number;

/// Below this rate capital is paid back in equal parts.
const NO_INTEREST: f64 = 1e-9;

/// Share of an investment that is paid every year for it to be paid back with interest after `years`:
/// `r / (1 − (1+r)^−n)`, `1/n` without interest.
pub fn recovery_factor<N: Number>(rate: N, years: N) -> N {
    let discounted = N::ONE - (rate + 1.0).pow(-years);
    rate.select_above(N::constant(NO_INTEREST), rate.share_of(discounted), N::ONE / years)
}

/// Whole years of a duration, rounded down as lives are, at least one.
pub fn whole_years<N: Number>(duration: N) -> N {
    (-((-duration).ceil())).max(N::ONE)
}

/// Payments of every activity and year, CNY, `[activity][year]`: for what was built, relined and retrofitted since the
/// base year, at its cost of that year, over as many years as capital is recovered in, whether it still stands or
/// not. The base fleet is sunk.
pub fn annuities<N: Number>(
    model: &Model,
    costs: &Costs,
    leaves: Leaves<'_, N>,
    fleet: &FleetPath<N>,
    out: &mut [N],
) {
    let years = model.years();
    out.fill(N::ZERO);
    for (a, cost) in costs.activities.iter().enumerate() {
        let Some(own) = &cost.own else { continue };
        let activity = &model.topology.activities[a];
        let classes = &model.scenario.processes[activity.process.0].classes;
        let out = &mut out[a * years..(a + 1) * years];
        for begun in 1..years {
            let rate = leaves.at(costs.discount_rate, begun);
            let mut pay = |capacity: N, unit: LeafId, term: LeafId| {
                let term = whole_years(leaves.at(term, begun));
                let payment = capacity * leaves.at(unit, begun) * recovery_factor(rate, term);
                for (t, sum) in out.iter_mut().enumerate().skip(begun) {
                    *sum += term.select_above(N::constant((t - begun) as f64), payment, N::ZERO);
                }
            };
            let sum = |of: &dyn Fn(usize) -> N| activity.slots.clone().map(of).sum::<N>();
            pay(sum(&|s| fleet.built(s, begun)), own.capital, own.recovery);
            let campaign = model.scenario.processes[activity.process.0].campaign;
            pay(sum(&|s| fleet.relined(s, begun)), own.reline, campaign);
            for (c, class) in classes.iter().enumerate() {
                if let Some(retrofit) = class.retrofit {
                    pay(sum(&|s| fleet.retrofitted(s, c, begun)), retrofit, own.recovery);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Published factors of annuity tables.
    #[test]
    fn factors_of_the_tables() {
        for (rate, years, expected) in
            [(0.10, 15.0, 0.131_473_777), (0.07, 20.0, 0.094_392_926), (0.0, 20.0, 0.05)]
        {
            let found: f64 = recovery_factor(rate, years);
            assert!((found - expected).abs() < 5e-10, "{rate} over {years} a: {found}");
        }
    }

    /// What is paid back over n years has, discounted, the worth of what was spent.
    #[test]
    fn payments_are_worth_what_was_spent() {
        for (rate, years) in [(0.08, 25), (1e-6, 30), (0.5, 3), (0.0, 7)] {
            let factor: f64 = recovery_factor(rate, f64::from(years));
            let worth: f64 = (1..=years).map(|t| factor / (1.0 + rate).powi(t)).sum();
            assert!((worth - 1.0).abs() < 1e-9, "{rate} over {years} a: {worth}");
        }
    }

    #[test]
    fn lives_are_rounded_down() {
        assert_eq!(whole_years(25.9_f64), 25.0);
        assert_eq!(whole_years(25.0_f64), 25.0);
        assert_eq!(whole_years(0.5_f64), 1.0);
    }
}
