//! Why a demand is left out: for every day of its window the first limit that stands in the way, and the smallest
//! single thing that, given, lets it in. Changes nothing.

use std::collections::BTreeMap;

use serde::Serialize;

use super::limit::{cap, crew, leaders, quota};
use super::model::{Model, Task, count};
use super::relax;
use super::state::{ABSENT, State};
use crate::domain::instance::Instance;
use crate::domain::message::Message;
use crate::domain::plan::{Plan, Reason};

/// Days beyond its window a demand is tried on.
const WIDEN_MAX: usize = 10;

/// One thing more that lets a demand in while everything else stays where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Relaxation {
    /// A leader more on a day (and the next, for a two-day visit).
    Leader {
        /// The county that lends one.
        county: usize,
        /// The start day.
        day: u32,
    },
    /// People more of a department from a day on.
    People {
        /// The department.
        department: usize,
        /// The start day.
        day: u32,
        /// People lacking.
        count: u32,
    },
    /// A window a few days wider.
    Window {
        /// The day it could start then.
        day: u32,
        /// Days the window grows by.
        by: u32,
    },
    /// An exception from a quota row for one visit.
    Quota {
        /// The start day.
        day: u32,
    },
    /// A visit more for the county.
    Cap {
        /// The county.
        county: usize,
        /// The start day.
        day: u32,
    },
}

impl Relaxation {
    /// The sentence of the catalogue, with days and ids as numbers.
    pub fn message(&self, request: usize) -> Message {
        let message = match *self {
            Self::Leader { county, day } => {
                Message::new("relax-leader").with("county", county).with("day", day)
            }
            Self::People { department, day, count } => Message::new("relax-people")
                .with("department", department)
                .with("day", day)
                .with("count", count),
            Self::Window { day, by } => Message::new("relax-window").with("day", day).with("by", by),
            Self::Quota { day } => Message::new("relax-quota").with("day", day),
            Self::Cap { county, day } => Message::new("relax-cap").with("county", county).with("day", day),
        };
        message.with("request", request)
    }
}

/// Why one demand is left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The demand.
    pub request: usize,
    /// Limit → days of the window it blocks first, the most frequent first.
    pub blocks: Vec<(Reason, u32)>,
    /// The smallest thing that lets it in, tried out on the plan: where it stands, else by planning again around the
    /// demand; `None` where no single one does.
    pub relaxation: Option<Relaxation>,
    /// Other demands that move then.
    pub moves: usize,
}

/// Explains every demand a plan leaves out. The plan must be good.
pub fn explain(instance: &Instance, plan: &Plan) -> Vec<Explanation> {
    let model = Model::new(instance);
    let mut state = State::of_plan(&model, plan);
    let absent: Vec<usize> = (0..model.tasks.len()).filter(|&id| state.day_of[id] == ABSENT).collect();
    absent
        .into_iter()
        .map(|request| {
            let blocks = blocks(&state, request);
            let in_place = relaxation(&mut state, request).map(|found| (found, 0));
            let hopeless = model.tasks[request].hopeless.is_some();
            let again = || (!hopeless).then(|| relax::relaxation(instance, plan, request)).flatten();
            let found = in_place.or_else(again);
            let moves = found.map_or(0, |found| found.1);
            Explanation { request, blocks, relaxation: found.map(|found| found.0), moves }
        })
        .collect()
}

/// What stands in the way of a demand, with the number of days of its window.
pub(crate) fn blocks(state: &State<'_>, id: usize) -> Vec<(Reason, u32)> {
    let task = &state.model.tasks[id];
    if let Some(reason) = task.hopeless {
        let days = (task.last + 1).saturating_sub(task.first).max(1);
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
fn first_block(state: &State<'_>, task: &Task, start: usize) -> Option<Reason> {
    match state.visit_on(task.unit, start) {
        Some(at) => state.joins(&state.visits[task.unit][at], task).err(),
        None => state.opens(task, start).err(),
    }
}

/// The one reason the plan file carries: the limit met on most days.
pub(crate) fn reason(state: &State<'_>, id: usize) -> Reason {
    blocks(state, id).first().map_or(Reason::Other, |block| block.0)
}

/// Lends one thing after another and tries the demand again; gives everything back.
fn relaxation(state: &mut State<'_>, id: usize) -> Option<Relaxation> {
    let task = &state.model.tasks[id];
    if task.hopeless.is_some() {
        return None;
    }
    let mut best = None;
    for start in task.first..=task.last {
        for lent in lend(state, task, start) {
            // A smaller thing ranks first, then less of it, then the earlier day.
            let size = match lent {
                Relaxation::Leader { .. } => (0, 1),
                Relaxation::People { count, .. } => (1, count),
                Relaxation::Window { by, .. } => (2, by),
                Relaxation::Quota { .. } => (3, 1),
                Relaxation::Cap { .. } => (4, 1),
            };
            if best.is_none_or(|(other, _)| (size, start) < other) {
                best = Some(((size, start), lent));
            }
        }
    }
    match best {
        Some((((0 | 1, _), _), lent)) => Some(lent),
        other => wider(state, task).or(other.map(|(_, lent)| lent)),
    }
}

/// The single loans that let a demand start on a day.
fn lend(state: &mut State<'_>, task: &Task, start: usize) -> Vec<Relaxation> {
    let county = state.model.places[task.unit].county;
    let day = u32::try_from(start).unwrap_or(u32::MAX);
    let mut loans = Vec::new();
    match first_block(state, task, start) {
        Some(Reason::Leaders) => {
            leaders::count_out(state, county, start, task.stay, -1);
            if first_block(state, task, start).is_none() {
                loans.push(Relaxation::Leader { county, day });
            }
            leaders::count_out(state, county, start, task.stay, 1);
        }
        Some(Reason::Crew) => {
            let row = task.dep * state.model.days + start;
            let left = state.crew[row..row + task.stay].iter().min().copied().unwrap_or(0);
            crew::count_out(state, task, start, -1);
            if first_block(state, task, start).is_none() {
                let lacking = u32::try_from(count(task.people) - left).unwrap_or(0);
                loans.push(Relaxation::People { department: task.dep, day, count: lacking });
            }
            crew::count_out(state, task, start, 1);
        }
        Some(Reason::Quota) => {
            quota::count_out(state, task.unit, start, task.stay, -1);
            if first_block(state, task, start).is_none() {
                loans.push(Relaxation::Quota { day });
            }
            quota::count_out(state, task.unit, start, task.stay, 1);
        }
        Some(Reason::Cap) => {
            cap::count_out(state, county, -1);
            if first_block(state, task, start).is_none() {
                loans.push(Relaxation::Cap { county, day });
            }
            cap::count_out(state, county, 1);
        }
        _ => {}
    }
    loans
}

/// The nearest day outside the window on which the demand fits.
fn wider(state: &State<'_>, task: &Task) -> Option<Relaxation> {
    let latest = state.model.days.checked_sub(task.stay)?;
    for by in 1..=WIDEN_MAX {
        for start in [task.last.checked_add(by), task.first.checked_sub(by)].into_iter().flatten() {
            let moved = Task { first: start, last: start, ..task.clone() };
            if start <= latest && first_block(state, &moved, start).is_none() {
                let (day, by) = (u32::try_from(start).ok()?, u32::try_from(by).ok()?);
                return Some(Relaxation::Window { day, by });
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planner::check::check;
    use crate::planner::{Change, Effort, SolveOptions, read, solve, what_if};

    /// Plans a fixture; returns it with its explanations.
    fn explained(name: &str) -> (Instance, Plan, Vec<Explanation>) {
        let path = format!("{}/tests/fixtures/planner/{name}", env!("CARGO_MANIFEST_DIR"));
        let mut instance = read::instance(&std::fs::read(path).unwrap()).unwrap();
        // Scarcer than the file, so that more is left out.
        instance.counties[0].leaders = 1;
        instance.counties[0].year_cap = 8;
        let options = SolveOptions { seed: 1, effort: Effort::Quick, threads: 1, prove: false };
        let plan = solve(&instance, &options, &mut |_| std::ops::ControlFlow::Continue(())).plan;
        let explanations = explain(&instance, &plan);
        (instance, plan, explanations)
    }

    #[test]
    fn every_day_of_the_window_is_accounted_for() {
        let (instance, plan, explanations) = explained("toy-s3-rich.json");
        let pinned: Vec<usize> = instance.pinned.iter().map(|pin| pin.request).collect();
        assert_eq!(explanations.len(), plan.unserved.len());
        assert!(!explanations.is_empty());
        for (explanation, unserved) in explanations.iter().zip(&plan.unserved) {
            assert_eq!(unserved.reason, Some(explanation.blocks[0].0));
            let demand = &instance.demands[explanation.request];
            if !pinned.contains(&explanation.request) && explanation.blocks[0].0 != Reason::Effort {
                let days: u32 = explanation.blocks.iter().map(|block| block.1).sum();
                assert_eq!(days, demand.to + 2 - demand.from - demand.days(), "{explanation:?}");
            }
        }
    }

    #[test]
    fn a_relaxation_given_lets_the_demand_in() {
        let (mut tried, mut moved) = (0, 0);
        for name in ["toy-s1.json", "toy-s3.json", "toy-s3-rich.json", "county-quarter-s2.json"] {
            let (instance, plan, explanations) = explained(name);
            for explanation in explanations {
                let mut given = instance.clone();
                let id = explanation.request;
                match explanation.relaxation {
                    Some(Relaxation::Leader { county, .. }) => given.counties[county].leaders += 1,
                    Some(Relaxation::People { department, count, .. }) => {
                        given.departments[department].crew += count;
                    }
                    Some(Relaxation::Window { by, .. }) => {
                        let demand = &mut given.demands[id];
                        demand.from = demand.from.saturating_sub(by);
                        demand.to = (demand.to + by).min(given.days - 1);
                    }
                    Some(Relaxation::Cap { county, .. }) => given.counties[county].year_cap += 1,
                    Some(Relaxation::Quota { .. }) | None => continue,
                }
                let model = Model::new(&given);
                let state = State::of_plan(&model, &plan);
                let task = &model.tasks[id];
                let fits = (task.first..=task.last).any(|day| first_block(&state, task, day).is_none());
                assert!(fits || explanation.moves > 0, "{name}: {explanation:?}");
                if explanation.moves > 0 {
                    let again = Change::Window {
                        request: id,
                        from: given.demands[id].from,
                        to: given.demands[id].to,
                    };
                    let answer = what_if(&given, &plan, &again, 10, 1).unwrap();
                    assert!(answer.refused.is_none(), "{name}: {explanation:?}");
                    moved += 1;
                }
                assert_eq!(check(&given, &plan).violations, []);
                tried += 1;
            }
        }
        assert!(tried >= 2 && moved >= 1, "only {tried} relaxations were tried, {moved} by planning again");
    }
}
