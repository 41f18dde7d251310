//! Certificates: prices that prove a bound, as data, and the verifier that adds up again what they prove.
//! Uses nothing of the search and nothing of the climb that found the prices.

use serde::Serialize;

use super::case::Case;
use super::cases::{self, Proof, Step, Told};
use super::market::{self, Limits, Market, PRICE_MAX, Weights};
use crate::domain::instance::Instance;
use crate::domain::message::Message;

/// The schema name of a certificate file.
pub const SCHEMA: &str = "lianjian/certificate/3";

/// The proof for one set of weights: at these prices no plan costs less than `bound`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    /// What a unit of unserved weight, a visit and a visit-day cost.
    pub weights: [i64; 3],
    /// The run bounds plans that leave out at most so much weight; the others leave out more.
    pub most: i64,
    /// What no plan's cost is below.
    pub bound: i64,
    /// (row, price) of everything shared that has one, in 1/4096 of a unit of cost; rows as `docs/planner.md` numbers them.
    pub rows: Vec<(usize, i64)>,
}

/// A bound of the objective and its proof.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Certificate {
    /// [`SCHEMA`].
    pub schema: String,
    /// No plan is below this vector (compared from the first number on).
    pub bound: [i64; 5],
    /// Sums no plan is below.
    pub runs: Vec<Run>,
    /// Limits no plan is within.
    pub refuted: Vec<Refuted>,
}

/// The proof that no plan is within some limits: prices rule out what they can, what is left is divided into cases.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refuted {
    /// What no plan is within.
    pub limits: Limits,
    /// (row, price), as in a [`Run`].
    pub rows: Vec<(usize, i64)>,
    /// What is done about each case in which plans may be left, the first part of one before its second.
    pub steps: Vec<Step>,
}

impl Refuted {
    pub(super) fn new(limits: Limits, proof: Proof) -> Self {
        Self { limits, rows: market::priced(&proof.prices), steps: proof.steps }
    }
}

impl Run {
    pub(super) fn new(market: &Market<'_>, weights: Weights, prices: &[i64]) -> Self {
        Self {
            weights: [weights.unserved, weights.visit, weights.day],
            most: weights.most,
            bound: proved(market, weights, prices),
            rows: market::priced(prices),
        }
    }

    const fn weights(&self) -> Weights {
        let [unserved, visit, day] = self.weights;
        Weights { unserved, visit, day, most: self.most }
    }
}

impl Certificate {
    pub(super) fn new(instance: &Instance, runs: Vec<Run>, refuted: Vec<Refuted>) -> Self {
        let bound = vector(&runs, &refuted, visits_max(instance));
        Self { schema: SCHEMA.to_owned(), bound, runs, refuted }
    }

    /// The bound of the weighted sum 400 · unserved + 19 · visits + days, by which solvers are compared.
    pub fn scalar(&self) -> i64 {
        let sums = self.runs.iter().filter(|run| run.weights == [400, 19, 1]);
        sums.map(|run| run.bound.min(run.most.saturating_add(1).saturating_mul(400))).max().unwrap_or(0)
    }
}

/// Adds up again what a certificate claims for an instance.
///
/// # Errors
/// P3020 where it does not fit the instance, P3021 where it claims more than its prices prove.
pub fn verify(instance: &Instance, certificate: &Certificate) -> Result<[i64; 5], Message> {
    let market = Market::new(instance, Limits::default(), 1);
    for (index, run) in certificate.runs.iter().enumerate() {
        let field = |name: &str| Message::new("P3020").with("field", format!("runs[{index}].{name}"));
        if run.weights.iter().any(|weight| !(0..=1_000_000).contains(weight)) {
            return Err(field("weights"));
        }
        let prices = market.prices(&run.rows).ok_or_else(|| field("rows"))?;
        let bound = proved(&market, run.weights(), &prices);
        if bound < run.bound {
            return Err(claims_more(run.bound, bound));
        }
    }
    for (index, refuted) in certificate.refuted.iter().enumerate() {
        let field = |name: &str| Message::new("P3020").with("field", format!("refuted[{index}].{name}"));
        let Limits { unserved, visits, long } = refuted.limits;
        if [unserved, visits, long].iter().flatten().any(|limit| !(-PRICE_MAX..=PRICE_MAX).contains(limit)) {
            return Err(field("limits"));
        }
        let market = Market::new(instance, refuted.limits, 1);
        let prices = market.prices(&refuted.rows).ok_or_else(|| field("rows"))?;
        if !cases::refuted(Case::new(market, prices), &mut Told(refuted.steps.iter())) {
            return Err(field("steps"));
        }
    }
    let bound = vector(&certificate.runs, &certificate.refuted, visits_max(instance));
    for (claimed, proved) in certificate.bound.into_iter().zip(bound) {
        if claimed > proved {
            return Err(claims_more(claimed, proved));
        }
        if claimed < proved {
            break;
        }
    }
    Ok(certificate.bound)
}

fn claims_more(claimed: i64, proved: i64) -> Message {
    Message::new("P3021").with("claimed", claimed).with("proved", proved)
}

/// What prices prove.
pub(super) fn proved(market: &Market<'_>, weights: Weights, prices: &[i64]) -> i64 {
    market::whole(market.bound(weights, prices, &market.respond(weights, prices, None)))
}

/// The vector no plan is below: each number given that those before it are met exactly. A run bounds every number
/// it weighs, for what it weighs beside is limited: visits by caps and demands, days by two for a visit.
fn vector(runs: &[Run], refuted: &[Refuted], visits_max: i64) -> [i64; 5] {
    let best = |of: &dyn Fn(&Run) -> Option<i64>| runs.iter().filter_map(of).max().unwrap_or(0).max(0);
    let unserved = best(&|run| {
        let [weight, visit, day] = run.weights;
        let least = (weight > 0).then(|| ceil(run.bound - (visit + 2 * day) * visits_max, weight));
        least.map(|least| least.min(run.most.saturating_add(1)))
    });
    // Plans within the limits before must be beyond the last one.
    let beyond = |limits: &dyn Fn(&Limits) -> Option<i64>| {
        refuted.iter().filter_map(|proof| limits(&proof.limits)).max().map_or(0, |limit| limit + 1)
    };
    let unserved = unserved.max(beyond(&|limits| match *limits {
        Limits { unserved, visits: None, long: None } => unserved,
        _ => None,
    }));
    // From here on runs count that bound plans which leave out just so much.
    let runs: Vec<&Run> = runs.iter().filter(|run| run.most >= unserved).collect();
    let best =
        |of: &dyn Fn(&Run) -> Option<i64>| runs.iter().filter_map(|run| of(run)).max().unwrap_or(0).max(0);
    let visits = best(&|run| {
        let [weight, visit, day] = run.weights;
        (visit + day > 0).then(|| ceil(run.bound - weight * unserved, visit + 2 * day))
    });
    let within = |limit: Option<i64>, number: i64| limit.is_none_or(|limit| limit >= number);
    let visits = visits.max(beyond(&|limits| match *limits {
        Limits { unserved: left, visits, long: None } if within(left, unserved) => visits,
        _ => None,
    }));
    let long = beyond(&|limits| match *limits {
        Limits { unserved: left, visits: most, long } if within(left, unserved) && within(most, visits) => {
            long
        }
        _ => None,
    });
    let days = best(&|run| {
        let [weight, visit, day] = run.weights;
        (day > 0).then(|| ceil(run.bound - weight * unserved - visit * visits, day))
    });
    [unserved, visits, days.max(visits + long), 0, 0]
}

/// More visits than this no plan has: those that count are under their county's cap and serve somebody, the others
/// serve an exempt demand each.
fn visits_max(instance: &Instance) -> i64 {
    let mut asking = vec![0; instance.counties.len()];
    let mut exempt = 0;
    for demand in &instance.demands {
        asking[instance.units[demand.unit].county] += 1;
        exempt += i64::from(demand.exempt);
    }
    let left = instance.counties.iter().map(|county| i64::from(county.year_cap) - i64::from(county.used));
    left.zip(asking).map(|(left, asking): (i64, i64)| left.clamp(0, asking)).sum::<i64>() + exempt
}

fn ceil(value: i64, by: i64) -> i64 {
    value.div_euclid(by) + i64::from(value.rem_euclid(by) > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(weights: [i64; 3], bound: i64) -> Run {
        Run { weights, most: i64::MAX, bound, rows: Vec::new() }
    }

    #[test]
    fn the_vector_takes_each_rank_given_the_ones_before() {
        let runs = [run([1, 0, 0], 1), run([20, 1, 0], 50), run([400, 19, 1], 999)];
        assert_eq!(vector(&runs, &[], 40), [1, 30, 30, 0, 0]);
        let runs = [run([1, 0, 0], 1), run([20, 1, 0], 49), run([400, 19, 1], 998)];
        assert_eq!(vector(&runs, &[], 40), [1, 29, 47, 0, 0]);
        // Forty visits of two days cost 840: the rest is left out.
        assert_eq!(vector(&[run([400, 19, 1], 2041)], &[], 40), [4, 21, 42, 0, 0]);
        assert_eq!(vector(&[], &[], 40), [0; 5]);
        // A run that looks at plans with at most 2 left out proves 3 at most, and nothing of plans with 3.
        let within = |weights, most, bound| Run { most, ..run(weights, bound) };
        let runs = [within([1, 0, 0], 2, 200), within([20, 1, 0], 3, 92), within([20, 1, 0], 2, 999)];
        assert_eq!(vector(&runs, &[], 40), [3, 32, 32, 0, 0]);
    }

    #[test]
    fn refuted_limits_raise_each_rank_given_the_ones_before() {
        let refuted = |unserved, visits, long| Refuted {
            limits: Limits { unserved, visits, long },
            rows: Vec::new(),
            steps: Vec::new(),
        };
        let none = [refuted(Some(2), None, None), refuted(Some(3), Some(33), None)];
        assert_eq!(vector(&[], &none, 40), [3, 34, 34, 0, 0]);
        let three = [none.as_slice(), &[refuted(Some(3), Some(34), Some(16))]].concat();
        assert_eq!(vector(&[], &three, 40), [3, 34, 51, 0, 0]);
        // What holds for plans that leave out 2 says nothing of those that leave out 3.
        let fewer = [refuted(Some(2), None, None), refuted(Some(2), Some(33), None)];
        assert_eq!(vector(&[], &fewer, 40), [3, 0, 0, 0, 0]);
        // A bound of the days of plans with 33 visits says nothing of those with 34.
        let shorter = [none.as_slice(), &[refuted(Some(3), Some(33), Some(16))]].concat();
        assert_eq!(vector(&[], &shorter, 40), [3, 34, 34, 0, 0]);
        assert_eq!(vector(&[run([1, 0, 0], 5)], &none, 40), [5, 0, 0, 0, 0]);
    }
}
