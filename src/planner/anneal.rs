//! The search: take part of the plan out, build it up again, keep the result where it is better or, now and then,
//! a little worse. Runs a number of rounds, never a time.

use super::random::Random;
use std::collections::BTreeSet;
use std::ops::Range;

use super::rebuild::{DAY, Rebuild, energy};
use super::ruin::{self, Neighbours};
use super::state::{ABSENT, State, Visit};
use crate::domain::plan::Objective;

/// How long and how hot; a long search may be run in slices.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schedule {
    /// Rounds from hot to cold.
    pub(crate) rounds: u64,
    /// Temperature at the start and at the end, in units of energy.
    pub(crate) hot: i64,
    pub(crate) cold: i64,
}

/// The best plan a search has seen.
#[derive(Debug)]
struct Best {
    objective: Objective,
    visits: Vec<Vec<Visit>>,
}

/// One search over one plan.
#[derive(Debug)]
pub(crate) struct Anneal<'m> {
    pub(crate) state: State<'m>,
    neighbours: Neighbours,
    rebuild: Rebuild,
    random: Random,
    best: Best,
    /// Units where the plan at hand may differ from the best one.
    touched: BTreeSet<usize>,
    /// Demands that any plan could serve.
    movable: Vec<usize>,
    waiting: Vec<usize>,
    /// The one demand to search around, where there is one.
    focus: Option<usize>,
}

impl<'m> Anneal<'m> {
    /// A search that starts from a plan.
    pub(crate) fn new(state: State<'m>, seed: u64) -> Self {
        let movable = (0..state.model.tasks.len()).filter(|&id| state.model.tasks[id].hopeless.is_none());
        Self {
            neighbours: Neighbours::new(state.model),
            rebuild: Rebuild::default(),
            random: Random::new(seed),
            best: Best { objective: state.objective, visits: state.visits.clone() },
            touched: BTreeSet::new(),
            movable: movable.collect(),
            waiting: Vec::new(),
            focus: None,
            state,
        }
    }

    /// Searches around one demand from now on.
    pub(crate) const fn focus(&mut self, id: Option<usize>) {
        self.focus = id;
    }

    /// Fills the plan with whatever fits, the heaviest and tightest first.
    pub(crate) fn construct(&mut self) {
        let tasks = &self.state.model.tasks;
        let mut order = self.movable.clone();
        order.sort_by_key(|&id| (-tasks[id].weight, tasks[id].last - tasks[id].first, id));
        self.rebuild.run(&mut self.state, &order, &mut self.random, 0);
        self.adopt();
    }

    /// Runs the rounds `from..to` of a schedule. Returns how many were run.
    pub(crate) fn run(
        &mut self,
        schedule: &Schedule,
        rounds: Range<u64>,
        stop: &mut dyn FnMut(u64, &Objective) -> bool,
    ) -> u64 {
        if self.movable.is_empty() {
            return 0;
        }
        let mut current = energy(&self.state);
        let mut fresh = self.better();
        let mut standing = self.rank(&self.state.objective);
        for round in rounds.clone() {
            if round % 256 == 0 && stop(round, &self.best.objective) {
                return round - rounds.start;
            }
            let heat = temperature(schedule, round);
            self.step();
            let candidate = energy(&self.state);
            let slack = i64::try_from((i128::from(heat) * i128::from(self.random.exponential())) >> 16);
            if candidate > current + slack.unwrap_or(0) {
                self.state.rollback();
                continue;
            }
            if fresh && self.rank(&self.state.objective) > standing {
                // The plan before this step was the best so far and is about to be lost. (It may be even where the
                // energy falls: the energy adds up what the objective ranks.)
                let changes = self.state.rollback();
                self.keep();
                fresh = false;
                self.state.redo(changes);
            }
            current = candidate;
            standing = self.rank(&self.state.objective);
            self.state.commit(&mut self.touched);
            fresh |= self.better();
        }
        if fresh {
            self.keep();
        }
        rounds.end - rounds.start
    }

    /// What the best plan so far costs.
    pub(crate) const fn best(&self) -> Objective {
        self.best.objective
    }

    /// Takes over changes made to the plan from outside.
    pub(crate) fn adopt(&mut self) {
        self.state.commit(&mut self.touched);
        if self.better() {
            self.keep();
        }
    }

    /// Whether the plan at hand beats the best one kept.
    fn better(&self) -> bool {
        self.rank(&self.state.objective) < self.rank(&self.best.objective)
    }

    /// What plans are ranked by: moves beyond the budget before everything else.
    pub(crate) fn rank(&self, objective: &Objective) -> (i64, Objective) {
        let over = self.state.model.move_budget.map_or(0, |budget| (objective.moves - budget).max(0));
        (over, *objective)
    }

    /// Keeps the plan at hand as the best one, whatever was before.
    pub(crate) fn keep(&mut self) {
        self.best.objective = self.state.objective;
        for unit in std::mem::take(&mut self.touched) {
            self.best.visits[unit].clone_from(&self.state.visits[unit]);
        }
    }

    /// Makes the best plan the one at hand, and fills in what still fits.
    pub(crate) fn settle(&mut self) {
        let touched = std::mem::take(&mut self.touched);
        for &unit in &touched {
            while !self.state.visits[unit].is_empty() {
                self.state.take(unit, 0);
            }
        }
        for &unit in &touched {
            for visit in self.best.visits[unit].clone() {
                self.state.put(unit, visit);
            }
        }
        self.state.commit(&mut BTreeSet::new());
        self.construct();
    }

    /// Takes part of the plan out and builds it up again.
    fn step(&mut self) {
        self.ruin();
        self.order();
        let blink = if self.random.once_in(2) { 0 } else { 40 };
        self.rebuild.run(&mut self.state, &self.waiting, &mut self.random, blink);
    }

    /// Chooses a place and takes out what stands there; `waiting` holds what is to be placed.
    fn ruin(&mut self) {
        self.waiting.clear();
        let id = self.seed();
        let task = &self.state.model.tasks[id];
        let day = match self.state.day_of[id] {
            ABSENT => task.first + self.random.below(task.last - task.first + 1),
            day => day,
        };
        if self.random.once_in(3) {
            ruin::stretch(&mut self.state, &self.neighbours, id, day, &mut self.random, &mut self.waiting);
        } else {
            ruin::around(&mut self.state, &self.neighbours, id, day, &mut self.random, &mut self.waiting);
        }
        self.invite();
    }

    /// A demand to start from: one that is left out, or any.
    fn seed(&mut self) -> usize {
        if let Some(id) = self.focus
            && (self.state.day_of[id] == ABSENT || self.random.once_in(2))
        {
            return id;
        }
        if self.random.once_in(2) {
            let from = self.random.below(self.movable.len());
            for offset in 0..self.movable.len().min(400) {
                let id = self.movable[(from + offset) % self.movable.len()];
                if self.state.day_of[id] == ABSENT {
                    return id;
                }
            }
        }
        self.movable[self.random.below(self.movable.len())]
    }

    /// Adds the demands that were left out at the units touched.
    fn invite(&mut self) {
        let mut units: Vec<usize> = self.waiting.iter().map(|&id| self.state.model.tasks[id].unit).collect();
        units.sort_unstable();
        units.dedup();
        self.waiting.retain(|&id| self.state.day_of[id] == ABSENT);
        for unit in units {
            for &id in &self.state.model.places[unit].tasks {
                if self.state.day_of[id] == ABSENT && !self.waiting.contains(&id) {
                    self.waiting.push(id);
                }
            }
        }
    }

    /// The order in which demands are built in.
    fn order(&mut self) {
        let tasks = &self.state.model.tasks;
        let random = &mut self.random;
        let mut shuffle = |id: usize| (random.next() & 0xffff, id);
        match shuffle(0).0 % 4 {
            0 => self.waiting.sort_by_cached_key(|&id| shuffle(id)),
            1 => self.waiting.sort_by_cached_key(|&id| (-tasks[id].weight, shuffle(id))),
            2 => self.waiting.sort_by_cached_key(|&id| (tasks[id].last - tasks[id].first, shuffle(id))),
            _ => self.waiting[1..].sort_by_cached_key(|&id| (-tasks[id].weight, shuffle(id))),
        }
    }
}

/// Falls from hot to cold by equal factors: a table of 64 steps, a straight line between them.
fn temperature(schedule: &Schedule, round: u64) -> i64 {
    let (hot, cold) = (schedule.hot.max(1), schedule.cold.max(1));
    let done = i64::try_from(u128::from(round) * 65_536 / u128::from(schedule.rounds.max(1))).unwrap_or(0);
    // Halvings from hot to cold, in 1/65536: log2 by leading zeros and a straight line.
    let log2 = |value: i64| {
        let whole = i64::from(value.max(1).ilog2());
        whole * 65_536 + ((value << 16 >> whole) & 0xffff)
    };
    let halvings = (log2(hot) - log2(cold)) * done / 65_536;
    let (whole, part) = (halvings / 65_536, halvings % 65_536);
    let start = hot >> whole.clamp(0, 62);
    start - start * part / 131_072
}

/// Temperatures that have served: from a few units of weight down to a fraction of a day.
pub(crate) const fn schedule(rounds: u64) -> Schedule {
    Schedule { rounds, hot: 1000 * DAY, cold: DAY / 16 }
}

/// A short cool search over a plan that is good already.
pub(crate) const fn polish(rounds: u64) -> Schedule {
    Schedule { rounds, hot: 100 * DAY, cold: DAY / 16 }
}
