//! Lower bounds: what no plan can be below, with prices that prove it. Shares only types with the search, so that
//! a mistake there cannot hide here; every step leaves limits out or prices them, which can only lower the result.

mod bundle;
mod calendar;
mod certificate;
mod choice;
mod crews;
mod market;
mod unit;

pub use certificate::{Certificate, Run, SCHEMA, verify};

use crate::domain::instance::Instance;
use crate::domain::plan::Objective;

use market::{Market, Weights};

/// What 400 · weight left out + 19 · visits + days is not below by the units alone, whatever they share.
pub(crate) fn first(instance: &Instance, threads: usize) -> i64 {
    let market = Market::new(instance, threads);
    certificate::proved(
        &market,
        Weights { unserved: 400, visit: 19, day: 1, most: i64::MAX },
        &vec![0; market.room.len()],
    )
}

/// Searches for prices that prove a bound close to a plan's objective; `rounds` per rank of the objective. The
/// proof does not depend on the threads. `hear` is told the bound of the weighted sum so far and may end it.
pub(crate) fn prove(
    instance: &Instance,
    objective: &Objective,
    rounds: u32,
    threads: usize,
    hear: &mut dyn FnMut(i64) -> bool,
) -> Certificate {
    let market = Market::new(instance, threads);
    let mut prices = vec![0; market.room.len()];
    let mut runs = Vec::new();
    let ranks = Weights::ranks(objective);
    let mut before = ranks[0].unserved;
    for weights in ranks {
        // Prices that served the rank before serve this one too, in its own units.
        let factor = weights.unserved / before.max(1);
        let start = prices.iter().map(|price| (price * factor).min(certificate::PRICE_MAX)).collect();
        let mut hear = |bound: i128| hear(if weights.unserved == 400 { market::whole(bound) } else { 0 });
        prices = bundle::climb(&market, weights, start, weights.total(objective), rounds, &mut hear);
        before = weights.unserved;
        runs.push(Run::new(&market, weights, &prices));
    }
    Certificate::new(instance, runs)
}
