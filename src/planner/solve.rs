//! From an instance to a plan: the door of the planner.

use std::ops::ControlFlow;

use super::anneal::{Anneal, polish};
use super::bound::{self, Certificate};
use super::check::check;
use super::model::Model;
use super::state::{ABSENT, State};
use super::{counties, explain, split, starts};
use crate::domain::instance::Instance;
use crate::domain::plan::{Objective, Plan, Unserved, Visit};

/// How much work a plan is worth. Rounds, not seconds: the plan does not depend on the machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Effort {
    /// A first complete plan and a little more.
    Quick,
    /// What the console does while somebody waits.
    #[default]
    Normal,
    /// What one runs over a cup of tea.
    Thorough,
}

/// How to plan.
#[derive(Clone, Copy, Debug, Default)]
pub struct SolveOptions {
    /// Same seed, same plan.
    pub seed: u64,
    /// How much work.
    pub effort: Effort,
    /// Threads to use; the plan does not depend on it.
    pub threads: usize,
    /// Whether to look for a bound and its proof too.
    pub prove: bool,
}

/// How far the search is.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// Rounds done.
    pub done: u64,
    /// Rounds in all.
    pub total: u64,
    /// What the best plan so far costs.
    pub objective: Objective,
    /// What no plan's 400 · weight left out + 19 · visits + days is below, as far as known.
    pub bound: Option<i64>,
}

impl Progress {
    /// How far the best plan may be from the best there is, in hundredths of a percent of its cost.
    pub fn gap(&self) -> Option<i64> {
        let cost = cost(&self.objective);
        self.bound.map(|bound| (cost - bound).max(0) * 10_000 / cost.max(1))
    }
}

/// The one number by which plans and solvers are compared.
const fn cost(objective: &Objective) -> i64 {
    400 * objective.unserved + 19 * objective.visits + objective.days
}

/// A plan and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solution {
    /// The plan.
    pub plan: Plan,
    /// What it costs.
    pub objective: Objective,
    /// A vector no plan can be below, where one was computed.
    pub bound: Option<[i64; 5]>,
    /// The proof of the bound.
    pub certificate: Option<Certificate>,
    /// Rounds of the search.
    pub iterations: u64,
}

impl Solution {
    /// Whether no plan is better in weight left out, visits and visit-days.
    pub fn proved(&self) -> bool {
        let rank = |vector: [i64; 5]| [vector[0], vector[1], vector[2]];
        self.bound.is_some_and(|bound| rank(bound) == rank(self.objective.vector()))
    }

    /// The first of the three numbers that is not proved, its value, and what it is not below given the ones before it;
    /// `None` where all are proved.
    pub fn open(&self) -> Option<(usize, i64, i64)> {
        let ranks = self.objective.vector().into_iter().zip(self.bound.unwrap_or_default()).take(3);
        ranks
            .enumerate()
            .find(|(_, (value, bound))| value != bound)
            .map(|(at, (value, bound))| (at, value, bound))
    }

    /// How far the plan may be from the best one, in hundredths of a percent of 400 · weight left out + 19 · visits +
    /// days; `None` without a bound.
    pub fn gap(&self) -> Option<i64> {
        let cost = cost(&self.objective);
        let bound = if self.proved() { cost } else { self.certificate.as_ref()?.scalar() };
        Some((cost - bound) * 10_000 / cost.max(1))
    }
}

/// Plans a valid instance. `progress` hears from the search now and then and may end it; the best plan so far comes
/// back then.
pub fn solve(
    instance: &Instance,
    options: &SolveOptions,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Solution {
    let model = Model::new(instance);
    let rounds = rounds(options.effort, model.tasks.len());
    let mut bound =
        (options.prove || options.effort != Effort::Quick).then(|| bound::first(instance, options.threads));
    let mut listen = |done: u64, objective: &Objective| {
        progress(Progress { done, total: rounds, objective: *objective, bound }).is_break()
    };
    let mut search = Anneal::new(State::new(&model), options.seed);
    search.construct();
    let iterations = match split::components(instance) {
        components if components.len() > 1 => {
            // What is left goes into people that counties exchange, which no county can do by itself.
            let alone = rounds - rounds / 3;
            let done = counties::run(instance, &components, &mut search, options, alone, &mut listen);
            done + search.run(&polish(rounds / 3), 0..rounds / 3, &mut |round, objective| {
                listen(done + round, objective)
            })
        }
        _ => {
            starts::run(&mut search, options, starts(options.effort, model.tasks.len()), rounds, &mut listen)
        }
    };
    search.settle();
    let certificate = options.prove.then(|| {
        let work = work(options.effort, model.tasks.len());
        let mut hear = |objective: Objective, better: i64| {
            bound = bound.max(Some(better));
            progress(Progress { done: rounds, total: rounds, objective, bound }).is_break()
        };
        let mut proofs = bound::Proofs::default();
        loop {
            let objective = search.state.objective;
            let mut listen = || hear(objective, 0);
            let found = bound::refute(instance, &objective, work, options.threads, &mut proofs, &mut listen);
            if !found
                .is_some_and(|plan| take_over(&mut search, instance, &model, &plan, options.seed, rounds))
            {
                break;
            }
        }
        let objective = search.state.objective;
        let mut listen = |better| hear(objective, better);
        bound::certify(instance, &objective, work, options.threads, proofs, &mut listen)
    });
    let state = search.state;
    let bound = certificate.as_ref().map(|certificate| certificate.bound);
    Solution { plan: write(&state), objective: state.objective, bound, certificate, iterations }
}

/// Goes on from a plan the proof came upon, where it is one and better; improves it a little. Returns whether it did.
fn take_over<'m>(
    search: &mut Anneal<'m>,
    instance: &Instance,
    model: &'m Model,
    plan: &Plan,
    seed: u64,
    rounds: u64,
) -> bool {
    let state = State::of_plan(model, plan);
    if !check(instance, &write(&state)).violations.is_empty()
        || search.rank(&state.objective) >= search.rank(&search.state.objective)
    {
        return false;
    }
    *search = Anneal::new(state, seed);
    search.run(&polish(rounds / 8), 0..rounds / 8, &mut |_, _| false);
    search.settle();
    true
}

/// Rounds by effort: so many for every demand, and enough for the smallest instance.
fn rounds(effort: Effort, demands: usize) -> u64 {
    let demands = u64::try_from(demands).unwrap_or(0);
    match effort {
        Effort::Quick => 4_000 + demands * 4,
        Effort::Normal => 10_000 + demands * 300,
        Effort::Thorough => 100_000 + demands * 1800,
    }
}

/// Searches side by side that the rounds are divided among: a long search of a small instance only cools in the same
/// valley, a large one uses every round.
const fn starts(effort: Effort, demands: usize) -> u64 {
    match effort {
        Effort::Thorough if demands <= SMALL => 8,
        Effort::Thorough => 2,
        _ => 1,
    }
}

/// Demands of a small instance.
const SMALL: usize = 300;

/// Work on a proof, by effort. Cases are for small instances: each is a look at every start day of every demand.
const fn work(effort: Effort, demands: usize) -> bound::Work {
    let (rounds, labels) = match effort {
        Effort::Quick => (0, 0),
        Effort::Normal => (40, 10_000_000),
        Effort::Thorough => (100, 200_000_000),
    };
    bound::Work { rounds, labels: if demands <= SMALL { labels } else { 0 } }
}

/// The plan as it is written: visits by start day and unit, demands by number.
pub(super) fn write(state: &State<'_>) -> Plan {
    let day = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
    let mut visits = Vec::new();
    for (unit, row) in state.visits.iter().enumerate() {
        for visit in row {
            let mut demands = visit.tasks.clone();
            demands.sort_unstable();
            visits.push(Visit { unit, start: day(visit.start), days: day(visit.days), demands });
        }
    }
    visits.sort_unstable_by_key(|visit| (visit.start, visit.unit));
    let absent = (0..state.day_of.len()).filter(|&id| state.day_of[id] == ABSENT);
    let unserved = absent.map(|request| Unserved { request, reason: Some(explain::reason(state, request)) });
    Plan { visits, unserved: unserved.collect() }
}
