//! Finds prices with a high bound: the volume algorithm (Barahona, Anbil 2000), in whole numbers. Any prices it
//! returns prove a bound; good ones prove a good bound.

use super::market::{Market, Response, SCALE, Weights};

/// Fixed point of averaged uses.
const ONE: i64 = 4096;
/// Fixed point of the step length.
const STEP: i128 = 1024;

/// Climbs for a number of rounds, or until the bound meets `target` (what a known plan costs).
pub(super) fn climb(market: &Market<'_>, weights: Weights, target: i64, rounds: u32) -> Vec<i64> {
    let mut centre = vec![0; market.room.len()];
    let mut response = market.respond(weights, &centre);
    let mut bound = response.bound;
    let mut average: Vec<i64> = response.used.iter().map(|used| used * ONE).collect();
    let goal = i128::from(target) * i128::from(SCALE);
    let (mut step, mut share) = (STEP, ONE / 4);
    let (mut idle, mut mark) = (0, bound);
    for round in 1..=rounds {
        if bound > goal - i128::from(SCALE) {
            break;
        }
        let Some(prices) = forth(market, &centre, &average, step * (goal - bound)) else { break };
        response = market.respond(weights, &prices);
        follow(&mut average, &response, share);
        if response.bound > bound {
            (bound, centre, idle) = (response.bound, prices, 0);
            step = (step * 11 / 10).min(2 * STEP);
        } else {
            idle += 1;
            if idle == 6 {
                (step, idle) = ((step * 2 / 3).max(1), 0);
            }
        }
        if round % 40 == 0 {
            // Slow progress asks for a longer memory.
            if bound - mark < (goal - mark) / 20 {
                share = (share * 2 / 3).max(ONE / 100);
            }
            mark = bound;
        }
    }
    centre
}

/// Moves an average towards a response by `share` / [`ONE`].
fn follow(average: &mut [i64], response: &Response, share: i64) {
    for (average, used) in average.iter_mut().zip(&response.used) {
        *average += (used * ONE - *average) * share / ONE;
    }
}

/// One step from `centre` along the averaged violations; `None` where there are none.
fn forth(market: &Market<'_>, centre: &[i64], average: &[i64], length: i128) -> Option<Vec<i64>> {
    let mut over = Vec::with_capacity(centre.len());
    for ((&price, &used), &room) in centre.iter().zip(average).zip(&market.room) {
        let excess = used - room * ONE;
        over.push(if price == 0 { excess.max(0) } else { excess });
    }
    let norm: i128 = over.iter().map(|value| i128::from(*value) * i128::from(*value)).sum();
    if norm == 0 {
        return None;
    }
    let shift = |violation: i64| {
        let shift = i128::from(violation) * i128::from(ONE) * length / (norm * STEP);
        i64::try_from(shift).unwrap_or(0)
    };
    Some(
        centre
            .iter()
            .zip(&over)
            .map(|(&price, &violation)| (price + shift(violation)).clamp(0, super::certificate::PRICE_MAX))
            .collect(),
    )
}
