//! Team leaders: every visit of a county needs one on each of its days.

use crate::domain::instance::Instance;
use crate::planner::model::count;
use crate::planner::state::State;

/// Leaders left by county and day.
pub(crate) fn lay_out(instance: &Instance) -> Vec<i32> {
    let days = instance.days as usize;
    instance.counties.iter().flat_map(|county| vec![count(county.leaders); days]).collect()
}

/// Whether no leader is left on one of the days.
pub(crate) fn blocks(state: &State<'_>, county: usize, start: usize, days: usize) -> bool {
    let row = county * state.model.days + start;
    state.leaders[row..row + days].iter().any(|left| *left < 1)
}

/// Counts a visit's leader out (`sign` 1) or back in (−1).
pub(crate) fn count_out(state: &mut State<'_>, county: usize, start: usize, days: usize, sign: i32) {
    let row = county * state.model.days + start;
    for left in &mut state.leaders[row..row + days] {
        *left -= sign;
    }
}
