//! What would happen if: one change to a plan that stands, answered with at most so many moved demands.
//! A fixed number of rounds around the change, so that the answer comes at once; the full re-plan is `solve`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::anneal::{Anneal, schedule};
use super::check::check;
use super::model::Model;
use super::ruin;
use super::solve::write;
use super::state::{ABSENT, State};
use crate::domain::instance::{Demand, Instance, Placed};
use crate::domain::plan::{Objective, Plan, Reason};

/// Rounds one question is worth: a few milliseconds.
const ROUNDS: u64 = 1500;

/// Weight that puts the demand asked about before everything else.
const ASKED: i64 = 1_000_000;

/// A change somebody considers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Change {
    /// One demand more.
    Add {
        /// The demand; it gets the next number.
        demand: Demand,
    },
    /// One demand less: left out, its people free.
    Drop {
        /// The demand.
        request: usize,
    },
    /// A demand to another day, where it stays.
    Move {
        /// The demand.
        request: usize,
        /// Its new start day.
        day: u32,
    },
    /// A demand to another window.
    Window {
        /// The demand.
        request: usize,
        /// First day.
        from: u32,
        /// Last day.
        to: u32,
    },
    /// Leaders more for a county, every day.
    Leaders {
        /// The county.
        county: usize,
        /// How many.
        count: u32,
    },
    /// People more for a department, every day.
    People {
        /// The department.
        department: usize,
        /// How many.
        count: u32,
    },
}

/// Where a demand stood and where it stands; `None`: left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// The demand.
    pub request: usize,
    /// Day before.
    pub from: Option<u32>,
    /// Day after.
    pub to: Option<u32>,
}

/// What a change would bring. Kept by taking `instance` and `plan` over, thrown away by not doing so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The instance with the change in it.
    pub instance: Instance,
    /// The plan for it.
    pub plan: Plan,
    /// What it costs.
    pub objective: Objective,
    /// Demands other than the one asked about that stand elsewhere than before: never more than the budget.
    pub moved: Vec<Moved>,
    /// Why the demand asked about is not served, where it is not.
    pub refused: Option<Reason>,
}

/// Answers a question about a good plan with at most `budget` demands moved beside the one asked about.
/// `None` where the change names something that does not exist or makes the instance invalid.
pub fn what_if(instance: &Instance, plan: &Plan, change: &Change, budget: u32, seed: u64) -> Option<Answer> {
    let (changed, asked) = apply(instance, change)?;
    let before = days(plan);
    // The search counts moves against the plan that stands, the demand asked about left aside.
    let mut posed = changed.clone();
    posed.move_budget = Some(budget);
    posed.previous = before
        .iter()
        .filter(|(request, _)| Some(**request) != asked)
        .map(|(&request, &day)| Placed { request, day })
        .collect();
    let mut model = Model::new(&posed);
    if let Some(task) = asked.and_then(|id| model.tasks.get_mut(id)) {
        task.weight += ASKED;
        if matches!(change, Change::Drop { .. }) {
            task.hopeless = Some(Reason::Other);
        }
    }
    let mut state = State::of_plan(&model, plan);
    if let Some(id) = asked
        && let Some(start) = Some(state.day_of[id]).filter(|&start| start != ABSENT)
        && (model.tasks[id].hopeless.is_some() || !model.tasks[id].starts(start))
        && let Some(at) = state.visit_on(model.tasks[id].unit, start)
    {
        ruin::without(&mut state, model.tasks[id].unit, at, id);
    }
    let mut search = Anneal::new(state, seed);
    search.focus(asked.filter(|&id| model.tasks[id].hopeless.is_none()));
    search.construct();
    search.run(&schedule(ROUNDS), 0..ROUNDS, &mut |_, _| false);
    search.settle();
    let plan = write(&search.state);
    let objective = check(&changed, &plan).objective;
    let refused = asked
        .filter(|&id| !matches!(change, Change::Drop { .. }) && search.state.day_of[id] == ABSENT)
        .map(|id| super::explain::reason(&search.state, id));
    let moved = moved(&before, &days(&plan), asked);
    Some(Answer { instance: changed, plan, objective, moved, refused })
}

/// The instance with the change in it, and the demand it is about.
fn apply(instance: &Instance, change: &Change) -> Option<(Instance, Option<usize>)> {
    let mut changed = instance.clone();
    let asked = match change {
        Change::Add { demand } => {
            changed.demands.push(demand.clone());
            Some(instance.demands.len())
        }
        Change::Drop { request } => Some(*request),
        Change::Move { request, day } => {
            changed.pinned.retain(|pin| pin.request != *request);
            changed.pinned.push(Placed { request: *request, day: *day });
            Some(*request)
        }
        Change::Window { request, from, to } => {
            let demand = changed.demands.get_mut(*request)?;
            (demand.from, demand.to) = (*from, *to);
            Some(*request)
        }
        Change::Leaders { county, count } => {
            let county = changed.counties.get_mut(*county)?;
            county.leaders = county.leaders.saturating_add(*count);
            None
        }
        Change::People { department, count } => {
            let department = changed.departments.get_mut(*department)?;
            department.crew = department.crew.saturating_add(*count);
            None
        }
    };
    if asked.is_some_and(|id| id >= changed.demands.len()) {
        return None;
    }
    changed.validate().ok()?;
    Some((changed, asked))
}

/// Demand → start day.
fn days(plan: &Plan) -> BTreeMap<usize, u32> {
    plan.visits.iter().flat_map(|visit| visit.demands.iter().map(|&id| (id, visit.start))).collect()
}

fn moved(before: &BTreeMap<usize, u32>, after: &BTreeMap<usize, u32>, asked: Option<usize>) -> Vec<Moved> {
    let mut all: Vec<usize> = before.keys().copied().collect();
    all.retain(|id| Some(*id) != asked && before.get(id) != after.get(id));
    all.into_iter()
        .map(|request| Moved {
            request,
            from: before.get(&request).copied(),
            to: after.get(&request).copied(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::planner::{Effort, SolveOptions, read, solve};

    fn planned(name: &str) -> (Instance, Plan) {
        let path = format!("{}/tests/fixtures/planner/{name}", env!("CARGO_MANIFEST_DIR"));
        let instance = read::instance(&std::fs::read(path).unwrap()).unwrap();
        let options = SolveOptions { seed: 1, effort: Effort::Quick, threads: 1, prove: false };
        let plan = solve(&instance, &options, &mut |_| std::ops::ControlFlow::Continue(())).plan;
        (instance, plan)
    }

    /// Asks with one budget; the answer is a good plan and keeps the budget. Returns whether the demand got in.
    #[track_caller]
    fn check_answer(instance: &Instance, plan: &Plan, change: &Change, budget: u32) -> bool {
        let answer = what_if(instance, plan, change, budget, 1).unwrap();
        assert_eq!(check(&answer.instance, &answer.plan).violations, [], "{change:?}");
        assert!(answer.moved.len() <= budget as usize, "{change:?} {budget}: {:?}", answer.moved);
        answer.refused.is_none()
    }

    #[test]
    fn answers_are_good_plans_within_the_budget() {
        let (instance, plan) = planned("county-quarter-s2.json");
        let mut let_in = [0; 3];
        for request in (0..instance.demands.len()).step_by(29) {
            let mut demand = instance.demands[request].clone();
            demand.subject = "more".to_owned();
            let add = Change::Add { demand };
            let later = Change::Move { request, day: instance.demands[request].from + 1 };
            for (at, budget) in [0, 3, 10].into_iter().enumerate() {
                let_in[at] += u32::from(check_answer(&instance, &plan, &add, budget));
                check_answer(&instance, &plan, &later, budget);
            }
        }
        assert!(let_in[0] >= 1 && let_in[2] >= let_in[0], "{let_in:?}");
    }

    #[test]
    fn dropping_and_lending_never_make_a_plan_worse() {
        let (instance, plan) = planned("toy-s3-rich.json");
        let before = check(&instance, &plan).objective;
        let lent = what_if(&instance, &plan, &Change::Leaders { county: 0, count: 1 }, 3, 1).unwrap();
        assert!(lent.objective.unserved <= before.unserved);
        let request = plan.visits[0].demands[0];
        let dropped = what_if(&instance, &plan, &Change::Drop { request }, 0, 1).unwrap();
        assert!(dropped.plan.unserved.iter().any(|unserved| unserved.request == request));
        assert_eq!(check(&dropped.instance, &dropped.plan).violations, []);
    }

    #[test]
    fn what_does_not_exist_has_no_answer() {
        let (instance, plan) = planned("toy-s1.json");
        for change in [
            Change::Drop { request: 999 },
            Change::Window { request: 0, from: 5, to: 4 },
            Change::Leaders { county: 7, count: 1 },
        ] {
            assert_eq!(what_if(&instance, &plan, &change, 3, 1), None, "{change:?}");
        }
    }
}
