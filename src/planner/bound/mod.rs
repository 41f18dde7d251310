//! Lower bounds: what no plan can be below, with prices that prove it. Shares only types with the search, so that
//! a mistake there cannot hide here; every step leaves limits out or prices them, which can only lower the result.

mod ascent;
mod calendar;
mod certificate;
mod choice;
mod market;
mod unit;

pub use certificate::{Certificate, Run, SCHEMA, verify};

use crate::domain::instance::Instance;
use crate::domain::plan::Objective;

use market::{Market, Weights};

/// Searches for prices that prove a bound close to a plan's objective; `rounds` per rank of the objective.
pub(crate) fn prove(instance: &Instance, objective: &Objective, rounds: u32) -> Certificate {
    let market = Market::new(instance);
    let runs = Weights::RANKS
        .into_iter()
        .map(|weights| {
            let prices = ascent::climb(&market, weights, weights.total(objective), rounds);
            Run::new(instance, weights, &prices)
        })
        .collect();
    Certificate::new(runs)
}
