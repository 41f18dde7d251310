//! The county's cap of visits: the total is to be at least halved against the baseline year.

use crate::planner::state::State;

/// Whether the cap is used up.
pub(crate) fn blocks(state: &State<'_>, county: usize) -> bool {
    state.cap[county] < 1
}

/// Counts a visit (`sign` 1) or takes it back (−1).
pub(crate) fn count_out(state: &mut State<'_>, county: usize, sign: i32) {
    state.cap[county] -= sign;
}
