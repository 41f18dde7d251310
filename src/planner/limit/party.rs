//! Who may come along on one visit: departments and people at once, half-days per department, and announced
//! demands never with unannounced ones.

use crate::domain::plan::Reason;
use crate::planner::model::{Model, Place, Task};
use crate::planner::state::Visit;

/// What stops a demand from joining a visit that would last `days`.
pub(crate) fn blocks(model: &Model, visit: &Visit, task: &Task, days: usize) -> Option<Reason> {
    let place = &model.places[task.unit];
    if visit.mode.is_some_and(|announced| announced != task.announced) {
        return Some(Reason::Announced);
    }
    if visit.people + task.people > place.people {
        return Some(Reason::People);
    }
    let mut halfdays = task.effort;
    let mut others = 0;
    for (at, &id) in visit.tasks.iter().enumerate() {
        let other = &model.tasks[id];
        if other.dep == task.dep {
            halfdays += other.effort;
        } else if !visit.tasks[..at].iter().any(|&earlier| model.tasks[earlier].dep == other.dep) {
            others += 1;
        }
    }
    if others + 1 > place.departments {
        return Some(Reason::Departments);
    }
    let room = place.halfdays.saturating_mul(u32::try_from(days).unwrap_or(u32::MAX));
    (halfdays > room).then_some(Reason::Halfdays)
}

/// The days these demands need together: the longest stay, or two where one day's half-days do not suffice.
pub(crate) fn days(model: &Model, place: &Place, tasks: &[usize]) -> usize {
    let crowded = tasks.iter().any(|&id| {
        let dep = model.tasks[id].dep;
        let same = tasks.iter().map(|&other| &model.tasks[other]).filter(|other| other.dep == dep);
        same.map(|other| other.effort).sum::<u32>() > place.halfdays
    });
    if crowded { 2 } else { tasks.iter().map(|&id| model.tasks[id].stay).max().unwrap_or(1) }
}
