//! Why a demand is left out: for every day of its window the first limit that stands in the way. Changes nothing.

use std::collections::BTreeMap;

use super::model::Task;
use super::state::State;
use crate::domain::plan::Reason;

/// What stands in the way of a demand, with the number of days of its window.
pub(crate) fn blocks(state: &State<'_>, id: usize) -> Vec<(Reason, u32)> {
    let task = &state.model.tasks[id];
    if let Some(reason) = task.hopeless {
        let days = task.last.saturating_sub(task.first) + 1;
        return vec![(reason, u32::try_from(days).unwrap_or(u32::MAX))];
    }
    let mut days: BTreeMap<Reason, u32> = BTreeMap::new();
    for start in task.first..=task.last {
        if let Some(reason) = first_block(state, task, start) {
            *days.entry(reason).or_default() += 1;
        }
    }
    let mut blocks: Vec<(Reason, u32)> = days.into_iter().collect();
    blocks.sort_by_key(|(reason, days)| (std::cmp::Reverse(*days), *reason));
    blocks
}

/// The first limit that stops a demand on one day: of the visit that is there, else of a new one.
pub(crate) fn first_block(state: &State<'_>, task: &Task, start: usize) -> Option<Reason> {
    match state.visit_on(task.unit, start) {
        Some(at) => state.joins(&state.visits[task.unit][at], task).err(),
        None => state.opens(task, start).err(),
    }
}

/// The one reason the plan file carries: the limit met on most days.
pub(crate) fn reason(state: &State<'_>, id: usize) -> Reason {
    blocks(state, id).first().map_or(Reason::Other, |block| block.0)
}
