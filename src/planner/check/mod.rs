//! Judges a plan against its instance: every violation, and the objective. Shares only the types with the search,
//! so that a mistake there cannot hide here.

mod shared;
mod unit;
mod visit;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::domain::instance::Instance;
use crate::domain::message::Message;
use crate::domain::plan::{Objective, Plan};

/// One rule broken: its code and the numbers it speaks of (positions, days, counts).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Violation {
    /// Stable code, e.g. `D-crew`; the catalogue holds the sentence.
    pub code: &'static str,
    /// What it speaks of, by name.
    pub args: BTreeMap<&'static str, i64>,
}

impl Violation {
    fn new<const N: usize>(code: &'static str, args: [(&'static str, i64); N]) -> Self {
        Self { code, args: args.into() }
    }

    /// The sentence of the catalogue.
    pub fn message(&self) -> Message {
        self.args.iter().fold(Message::new(self.code), |message, (name, value)| message.with(name, *value))
    }
}

/// What the checker says of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// Everything broken, none for a good plan.
    pub violations: Vec<Violation>,
    /// What the plan costs; of a broken plan, what it would.
    pub objective: Objective,
}

/// A visit that could be counted, as the checks after the first see it.
#[derive(Clone, Copy)]
struct Arrival {
    unit: usize,
    start: i64,
    days: i64,
    /// Rides along a fixed arrival: no new visit.
    joined: bool,
    /// Serves exempt demands alone: outside quotas, cap and gap.
    exempt: bool,
}

impl Arrival {
    const fn counts(&self) -> bool {
        !self.joined && !self.exempt
    }
}

/// What has been collected on the way through the visits.
#[derive(Default)]
struct Tally {
    violations: Vec<Violation>,
    arrivals: Vec<Arrival>,
    /// Demand → (visit, start day); the first visit that names it.
    served: BTreeMap<usize, (usize, i64)>,
    /// (department, day) → people out.
    crew: BTreeMap<(usize, i64), i64>,
    /// (county, day) → visits out.
    leaders: BTreeMap<(usize, i64), i64>,
}

impl Tally {
    fn broken<const N: usize>(&mut self, code: &'static str, args: [(&'static str, i64); N]) {
        self.violations.push(Violation::new(code, args));
    }
}

/// Judges a plan. The instance must be valid; the plan may hold anything.
pub fn check(instance: &Instance, plan: &Plan) -> Verdict {
    let mut tally = Tally::default();
    visit::check(instance, plan, &mut tally);
    shared::check(instance, &mut tally);
    unit::check(instance, &mut tally);
    demands(instance, plan, &mut tally);
    let objective = objective(instance, &tally);
    if let Some(budget) = instance.move_budget
        && objective.moves > i64::from(budget)
    {
        tally.broken("P-move-budget", [("count", objective.moves), ("limit", i64::from(budget))]);
    }
    Verdict { violations: tally.violations, objective }
}

/// Pairs, pins, and that every demand is either served or listed with a reason.
fn demands(instance: &Instance, plan: &Plan, tally: &mut Tally) {
    let visit_of = |tally: &Tally, demand: usize| tally.served.get(&demand).map(|place| place.0);
    for &(a, b) in &instance.together {
        if let (Some(first), Some(second)) = (visit_of(tally, a), visit_of(tally, b))
            && first != second
        {
            tally.broken("R-not-together", [("request", int(a)), ("other", int(b))]);
        }
    }
    for &(a, b) in &instance.apart {
        if let (Some(first), Some(second)) = (visit_of(tally, a), visit_of(tally, b))
            && first == second
        {
            tally.broken("R-not-apart", [("request", int(a)), ("other", int(b))]);
        }
    }
    for pin in &instance.pinned {
        if tally.served.get(&pin.request).is_some_and(|place| place.1 != i64::from(pin.day)) {
            tally.broken("R-pinned", [("request", int(pin.request)), ("day", i64::from(pin.day))]);
        }
    }
    let listed: BTreeSet<usize> = plan.unserved.iter().map(|unserved| unserved.request).collect();
    for demand in 0..instance.demands.len() {
        if tally.served.contains_key(&demand) == listed.contains(&demand) {
            tally.broken("R-not-accounted", [("request", int(demand))]);
        }
    }
    for unserved in plan.unserved.iter().filter(|unserved| unserved.reason.is_none()) {
        tally.broken("R-no-reason", [("request", int(unserved.request))]);
    }
}

fn objective(instance: &Instance, tally: &Tally) -> Objective {
    let mut objective = Objective::default();
    for (index, demand) in instance.demands.iter().enumerate() {
        match tally.served.get(&index) {
            None => objective.unserved += i64::from(demand.weight),
            Some((_, start)) => {
                objective.lateness += i64::from(demand.weight.min(10)) * (start - demand.due).max(0);
            }
        }
    }
    for arrival in tally.arrivals.iter().filter(|arrival| !arrival.joined) {
        objective.visits += 1;
        objective.days += arrival.days;
    }
    // A demand named twice in the published calendar stands where it is named last.
    let published: BTreeMap<usize, i64> =
        instance.previous.iter().map(|placed| (placed.request, i64::from(placed.day))).collect();
    for (demand, day) in published {
        let moved = tally.served.get(&demand).is_none_or(|place| place.1 != day);
        objective.moves += i64::from(demand < instance.demands.len() && moved);
    }
    objective
}

/// A position or count as a number to say.
fn int(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(-1)
}
