//! Looks for the one loan or exception with which planning again around a demand lets it in, where nothing less does.
//! Keeps nothing of what it plans.

use super::anneal::{Anneal, schedule};
use super::explain::Relaxation;
use super::limit::{cap, crew, leaders, quota};
use super::model::Model;
use super::state::{ABSENT, State};
use crate::domain::instance::{Instance, Placed};
use crate::domain::plan::Plan;

/// Rounds one try is worth.
const ROUNDS: u64 = 400;

/// Demands that may move to make room.
const MOVES: u32 = 6;

/// Days of a window that are tried.
const DAYS: usize = 4;

/// Days a window is widened by, one try each.
const WIDER: [u32; 2] = [3, 10];

/// More weight than all demands together have: the demand asked about comes before everything else.
const ASKED: i64 = 1_000_000;

/// The smallest single thing with which planning again lets a demand in at no other one's cost, and how many others
/// move then.
pub(super) fn relaxation(instance: &Instance, plan: &Plan, request: usize) -> Option<(Relaxation, usize)> {
    let demand = instance.demands.get(request)?;
    let mut posed = instance.clone();
    posed.move_budget = Some(MOVES);
    posed.previous = Vec::new();
    for visit in &plan.visits {
        posed.previous.extend(visit.demands.iter().map(|&request| Placed { request, day: visit.start }));
    }
    let model = asked(&posed, request);
    let county = instance.units[demand.unit].county;
    let latest = (demand.to + 1).saturating_sub(demand.days());
    let width = latest.saturating_sub(demand.from) as usize + 1;
    let step = width.div_ceil(DAYS).max(1);
    let days = || (demand.from..=latest).step_by(step);
    let people = |day| Relaxation::People { department: demand.dep, day, count: demand.people };
    let loans = days()
        .map(|day| Relaxation::Leader { county, day })
        .chain(days().map(people))
        .chain(days().map(|day| Relaxation::Quota { day }))
        .chain([Relaxation::Cap { county, day: demand.from }]);
    for loan in loans {
        if let Some(moves) = lets_in(&model, plan, request, Some(loan)) {
            return Some((loan, moves));
        }
    }
    for by in WIDER {
        let mut wider = posed.clone();
        let demand = &mut wider.demands[request];
        (demand.from, demand.to) = (demand.from.saturating_sub(by), (demand.to + by).min(instance.days - 1));
        let (day, model) = (demand.from, asked(&wider, request));
        if let Some(moves) = lets_in(&model, plan, request, None) {
            return Some((Relaxation::Window { day, by }, moves));
        }
    }
    None
}

fn asked(posed: &Instance, request: usize) -> Model {
    let mut model = Model::new(posed);
    model.tasks[request].weight += ASKED;
    model
}

/// Plans again around a demand with something lent; how many others move where it gets in and no weight is lost.
fn lets_in(model: &Model, plan: &Plan, request: usize, loan: Option<Relaxation>) -> Option<usize> {
    let mut state = State::of_plan(model, plan);
    let before = state.objective.unserved;
    let task = &model.tasks[request];
    match loan {
        Some(Relaxation::Leader { county, day }) => {
            leaders::count_out(&mut state, county, day as usize, task.stay, -1);
        }
        Some(Relaxation::People { day, .. }) => crew::count_out(&mut state, task, day as usize, -1),
        Some(Relaxation::Quota { day }) => {
            quota::count_out(&mut state, task.unit, day as usize, task.stay, -1);
        }
        Some(Relaxation::Cap { county, .. }) => cap::count_out(&mut state, county, -1),
        Some(Relaxation::Window { .. }) | None => {}
    }
    let mut search = Anneal::new(state, request as u64);
    search.focus(Some(request));
    search.construct();
    search.run(&schedule(ROUNDS), 0..ROUNDS, &mut |_, _| false);
    search.settle();
    let objective = search.state.objective;
    let fits = search.state.day_of[request] != ABSENT
        && objective.unserved + task.weight <= before
        && objective.moves <= i64::from(MOVES);
    fits.then(|| usize::try_from(objective.moves).unwrap_or(0))
}
