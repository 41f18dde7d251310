//! Free working days between two visits to a unit, and never two visits starting on one day. Joined and exempt
//! visits need no gap. (Gaps to fixed arrivals do not depend on the plan: see `fixed`.)

use crate::planner::model::Kind;
use crate::planner::state::State;

/// Whether a visit to this unit starts that day already.
pub(crate) fn same_day(state: &State<'_>, unit: usize, start: usize) -> bool {
    state.visits[unit].iter().any(|visit| visit.start == start)
}

/// The first day from `start` on that is clear of every normal visit, for a visit of this length.
pub(crate) fn first_open(state: &State<'_>, unit: usize, mut start: usize, days: usize) -> usize {
    let gap = state.model.places[unit].gap;
    // Visits stand in order, so that one pass moves past all of them.
    for visit in &state.visits[unit] {
        if visit.kind == Kind::Normal
            && visit.start < start + days + gap
            && start < visit.start + visit.days + gap
        {
            start = visit.start + visit.days + gap;
        }
    }
    start
}

/// Whether a normal visit would come too close to another one; a visit that starts on the same day is itself.
pub(crate) fn blocks(state: &State<'_>, unit: usize, start: usize, days: usize) -> bool {
    let gap = state.model.places[unit].gap;
    state.visits[unit].iter().any(|visit| {
        visit.kind == Kind::Normal
            && visit.start != start
            && visit.start < start + days + gap
            && start < visit.start + visit.days + gap
    })
}
