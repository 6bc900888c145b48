//! Scrap from products in use, cohort by cohort (MODEL section 7).

use super::draw::Leaves;
use super::number::Number;
use super::workspace::YearState;
use crate::domain::InUseStock;
use crate::model::Model;

/// S(a) = P(life > a) for every pool with a stock in use and every age that can occur; S(−1) = 1.
#[derive(Clone, Debug)]
pub struct Survival<N> {
    pools: Vec<Vec<N>>,
}

impl<N: Number> Survival<N> {
    /// Room for every age up to the oldest cohort at the end of the horizon.
    pub fn new(model: &Model) -> Survival<N> {
        let ages = |stock: &InUseStock| {
            let oldest = stock.opening.iter().map(|(age, _)| *age).max().unwrap_or(0);
            vec![N::ZERO; oldest + model.years() + 1]
        };
        let pools = &model.topology.pools;
        Survival { pools: pools.iter().map(|p| p.in_use.as_ref().map_or_else(Vec::new, ages)).collect() }
    }

    /// Computes it for a block of draws. A life has one value a draw, that of the simulated years.
    pub fn compute(&mut self, model: &Model, leaves: Leaves<'_, N>) {
        let t = (model.observed() + 1).min(model.years() - 1);
        for (survival, pool) in self.pools.iter_mut().zip(&model.topology.pools) {
            let Some(stock) = &pool.in_use else { continue };
            let mean = leaves.at(stock.mean_life, t);
            let shape = stock.shape.map(|leaf| leaves.at(leaf, t));
            for (age, value) in survival.iter_mut().enumerate() {
                *value = survives(age as f64, mean, shape);
            }
        }
    }

    /// S of a pool at an age, with S(−1), age `None`, = 1.
    pub fn at(&self, pool: usize, age: Option<usize>) -> N {
        age.map_or(N::ONE, |age| self.pools[pool][age])
    }
}

/// P(life > age): Weibull with the given mean, exp(−(a/λ)^k) with λ = mean/Γ(1 + 1/k); without a shape
/// every product lives its mean life.
fn survives<N: Number>(age: f64, mean: N, shape: Option<N>) -> N {
    match shape {
        None => mean.select_above(N::constant(age), N::ONE, N::ZERO),
        Some(k) => {
            let scale = mean / (N::ONE + N::ONE / k).gamma();
            (-(N::constant(age) / scale).pow(k)).exp()
        }
    }
}

/// Supply of a year: what goes out of use and is collected, net trade, and new scrap of the year before.
/// Leaves what is in use at the close of the year in the state.
///
/// `stock[t] = Σ inflow[τ]·S(t−τ)`, `outflow[t] = Σ inflow[τ]·(S(t−1−τ) − S(t−τ))` over τ after the base
/// year; of what was in use then at age a, `N_a·S(a+t)/S(a)` is left.
pub fn supply<N: Number>(
    model: &Model,
    leaves: Leaves<'_, N>,
    year: &mut YearState<N>,
    (pool, stock): (usize, &InUseStock),
    survival: &Survival<N>,
    t: usize,
) -> N {
    let (mut in_use, mut outflow) = (N::ZERO, N::ZERO);
    for tau in 1..=t {
        let inflow = leaves.at(stock.inflow, tau);
        let left = survival.at(pool, Some(t - tau));
        in_use += inflow * left;
        outflow += inflow * (survival.at(pool, (t - tau).checked_sub(1)) - left);
    }
    for &(age, amount) in &stock.opening {
        let opening = leaves.at(amount, 0).share_of(survival.at(pool, Some(age)));
        let left = survival.at(pool, Some(age + t));
        in_use += opening * left;
        outflow += opening * (survival.at(pool, (age + t).checked_sub(1)) - left);
    }
    year.in_use[pool] = in_use;
    let collected = outflow * leaves.at(stock.recovery, t) + leaves.at(stock.net_trade, t);
    let new = output_before(model, year, pool, t) * leaves.at(stock.new_scrap, t);
    (collected + new).max(N::ZERO)
}

/// Output of the year before of all that a pool serves; in the base year that of the base year.
fn output_before<N: Number>(model: &Model, year: &YearState<N>, pool: usize, t: usize) -> N {
    let markets = &model.topology.pools[pool].markets;
    if t > 0 {
        return markets.iter().map(|&m| year.market_output[m]).sum();
    }
    let makers = markets.iter().flat_map(|&m| &model.topology.markets[m].activities);
    N::constant(makers.map(|&a| model.history.output(a, 0)).sum())
}
