//! Crews: the people a department has out on one day, over all the units it is at.

use crate::domain::instance::Instance;
use crate::planner::model::{Task, count};
use crate::planner::state::State;

/// People left by department and day.
pub(crate) fn lay_out(instance: &Instance) -> Vec<i32> {
    let days = instance.days as usize;
    instance.departments.iter().flat_map(|department| vec![count(department.crew); days]).collect()
}

/// Whether the department lacks people on a day of the stay.
pub(crate) fn blocks(state: &State<'_>, task: &Task, start: usize) -> bool {
    let row = task.dep * state.model.days + start;
    state.crew[row..row + task.stay].iter().any(|left| *left < count(task.people))
}

/// Counts a team out (`sign` 1) or back in (−1).
pub(crate) fn count_out(state: &mut State<'_>, task: &Task, start: usize, sign: i32) {
    let row = task.dep * state.model.days + start;
    for left in &mut state.crew[row..row + task.stay] {
        *left -= sign * count(task.people);
    }
}
