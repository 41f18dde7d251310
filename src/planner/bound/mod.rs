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

/// Searches for prices that prove a bound close to a plan's objective; `rounds` per rank of the objective. The
/// proof does not depend on the threads.
pub(crate) fn prove(instance: &Instance, objective: &Objective, rounds: u32, threads: usize) -> Certificate {
    let market = Market::new(instance, threads);
    let mut prices = vec![0; market.room.len()];
    let mut runs = Vec::new();
    let ranks = Weights::ranks(objective);
    let mut before = ranks[0].unserved;
    for weights in ranks {
        // Prices that served the rank before serve this one too, in its own units.
        let factor = weights.unserved / before.max(1);
        let start = prices.iter().map(|price| (price * factor).min(certificate::PRICE_MAX)).collect();
        prices = bundle::climb(&market, weights, start, weights.total(objective), rounds);
        before = weights.unserved;
        runs.push(Run::new(&market, weights, &prices));
    }
    Certificate::new(instance, runs)
}
