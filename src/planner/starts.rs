//! Several searches of one instance side by side, each with random numbers of its own; the best plan wins. The plan
//! does not depend on the threads.

use std::sync::Mutex;

use super::anneal::{Anneal, schedule};
use super::counties::side_by_side;
use super::solve::SolveOptions;
use super::state::State;
use crate::domain::plan::Objective;

/// Slices a search is cut into, to be heard of and stopped between them.
const LAPS: u64 = 64;

/// Improves the plan of `search` by so many searches that share the rounds. Returns the rounds run.
pub(crate) fn run<'m>(
    search: &mut Anneal<'m>,
    options: &SolveOptions,
    starts: u64,
    rounds: u64,
    stop: &mut dyn FnMut(u64, &Objective) -> bool,
) -> u64 {
    let each = rounds / starts.max(1);
    if starts <= 1 {
        return search.run(&schedule(rounds), 0..rounds, stop);
    }
    let begin = |start: u64| {
        let seed = options.seed.wrapping_add(start.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        Mutex::new(Anneal::new(State::clone(&search.state), seed))
    };
    let mut searches: Vec<Mutex<Anneal<'m>>> = (0..starts).map(begin).collect();
    let schedule = schedule(each);
    let mut best = search.state.objective;
    for lap in 0..LAPS {
        if stop(each * starts * lap / LAPS, &best) {
            break;
        }
        side_by_side(&searches, options.threads, &|search| {
            search.run(&schedule, each * lap / LAPS..each * (lap + 1) / LAPS, &mut |_, _| false);
        });
        let found = searches.iter_mut().filter_map(|search| search.get_mut().ok());
        best = found.map(|search| search.best()).min().unwrap_or(best).min(best);
    }
    for found in searches {
        let mut found = found.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        found.settle();
        if found.rank(&found.state.objective) < search.rank(&search.state.objective) {
            *search = found;
        }
    }
    each * starts
}
