//! Pairs: two demands that share a visit where both are served, two that never do.

use crate::planner::model::Task;
use crate::planner::state::{ABSENT, State};

/// Whether joining these demands on this day breaks a pair.
pub(crate) fn blocks(state: &State<'_>, task: &Task, start: usize, companions: &[usize]) -> bool {
    let unit = task.unit;
    let elsewhere = |&other: &usize| {
        let day = state.day_of[other];
        day != ABSENT && (day != start || state.model.tasks[other].unit != unit)
    };
    task.together.iter().any(elsewhere) || task.apart.iter().any(|other| companions.contains(other))
}
