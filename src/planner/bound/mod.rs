//! Lower bounds: what no plan can be below, with prices that prove it. Shares only types with the search, so that
//! a mistake there cannot hide here; every step leaves limits out or prices them, which can only lower the result.

mod ahead;
mod bundle;
mod calendar;
mod case;
mod cases;
mod certain;
mod certificate;
mod choice;
mod columns;
mod crews;
mod label;
mod lay_out;
mod learn;
mod market;
mod propagation;
mod rows;
mod teams;
mod unit;
mod walk;

pub use cases::Step;
pub use certificate::{Certificate, Refuted, Run, SCHEMA, verify};
pub use market::Limits;

use crate::domain::instance::Instance;
use crate::domain::plan::{Objective, Plan};

use cases::Found;
use market::{Market, Weights};

/// What 400 · weight left out + 19 · visits + days is not below by the units alone, whatever they share.
pub(crate) fn first(instance: &Instance, threads: usize) -> i64 {
    let market = Market::new(instance, Limits::default(), threads);
    certificate::proved(
        &market,
        Weights { unserved: 400, visit: 19, day: 1, most: i64::MAX },
        &vec![0; market.room.len()],
    )
}

/// How much work a proof is worth.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Work {
    /// Questions to the units for every rank of the objective.
    pub(crate) rounds: u32,
    /// Labels of unit programs to be looked at for the cases of every rank; 0 for no cases at all.
    pub(crate) labels: usize,
}

/// What has been proved of the objective so far, rank by rank, and what of the first rank that is not.
#[derive(Debug, Default)]
pub(crate) struct Proofs {
    ranks: Vec<Refuted>,
    less: Option<Refuted>,
}

/// Looks for a proof that nothing is better than a plan's objective in weight left out, visits and days, or for a plan
/// that is (but for what the rows leave out, see [`rows::plan`]). Does not depend on the threads. What earlier looks
/// have proved stands. `hear` may end it.
pub(crate) fn refute(
    instance: &Instance,
    objective: &Objective,
    work: Work,
    threads: usize,
    proofs: &mut Proofs,
    hear: &mut dyn FnMut() -> bool,
) -> Option<Plan> {
    if work.labels == 0 {
        return None;
    }
    let ranks = Limits::below(objective);
    proofs.ranks.retain(|proof| ranks.contains(&proof.limits));
    proofs.less = None;
    for limits in ranks {
        if proofs.ranks.iter().any(|proof| proof.limits == limits) {
            continue;
        }
        let market = Market::new(instance, limits, threads);
        match cases::search(&market, limits, work, hear) {
            Found::Proof(proof) => proofs.ranks.push(Refuted::new(limits, proof)),
            Found::Plan(plan) => return Some(plan),
            Found::Nothing(prices) => {
                proofs.less = cases::less(instance, limits, prices, threads);
                break;
            }
        }
    }
    None
}

/// Finds prices that prove a bound close to an objective, beside what has been proved. `hear` is told the bound of the
/// weighted sum so far and may end it.
pub(crate) fn certify(
    instance: &Instance,
    objective: &Objective,
    work: Work,
    threads: usize,
    proofs: Proofs,
    hear: &mut dyn FnMut(i64) -> bool,
) -> Certificate {
    let market = Market::new(instance, Limits::default(), threads);
    let mut prices = vec![0; market.room.len()];
    let mut runs = Vec::new();
    let mut before = 1;
    let mut sums = Weights::ranks(objective);
    if proofs.ranks.len() == Limits::below(objective).len() {
        // Only the sum is still to be bounded.
        sums.drain(..sums.len() - 1);
    }
    for weights in sums {
        // Prices that served the rank before serve this one too, in its own units.
        let factor = weights.unserved / before;
        let start = prices.iter().map(|price| (price * factor).min(market::PRICE_MAX)).collect();
        let mut hear = |bound: i128| hear(if weights.unserved == 400 { market::whole(bound) } else { 0 });
        prices = bundle::climb(&market, weights, start, weights.total(objective), work.rounds, &mut hear);
        before = weights.unserved.max(1);
        runs.push(Run::new(&market, weights, &prices));
    }
    Certificate::new(instance, runs, proofs.ranks.into_iter().chain(proofs.less).collect())
}
