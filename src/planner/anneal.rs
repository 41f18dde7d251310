//! The search: take part of the plan out, build it up again, keep the result where it is better or, now and then,
//! a little worse. Runs a number of rounds, never a time.

use super::random::Random;
use super::rebuild::{DAY, Rebuild, energy};
use super::ruin::{self, Neighbours};
use super::state::{ABSENT, State, Visit};
use crate::domain::plan::Objective;

/// How long and how hot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schedule {
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
    /// The plan at hand is better than the one kept, and not copied yet.
    fresh: bool,
    /// Demands that any plan could serve.
    movable: Vec<usize>,
    waiting: Vec<usize>,
}

impl<'m> Anneal<'m> {
    pub(crate) fn new(state: State<'m>, seed: u64) -> Self {
        let movable = (0..state.model.tasks.len()).filter(|&id| state.model.tasks[id].hopeless.is_none());
        Self {
            neighbours: Neighbours::new(state.model),
            rebuild: Rebuild::default(),
            random: Random::new(seed),
            best: Best { objective: state.objective, visits: state.visits.clone() },
            fresh: false,
            movable: movable.collect(),
            waiting: Vec::new(),
            state,
        }
    }

    /// Fills the plan with whatever fits, the heaviest and tightest first.
    pub(crate) fn construct(&mut self) {
        let tasks = &self.state.model.tasks;
        let mut order = self.movable.clone();
        order.sort_by_key(|&id| (-tasks[id].weight, tasks[id].last - tasks[id].first, id));
        self.rebuild.run(&mut self.state, &order, &mut self.random, 0);
        self.state.commit();
        self.keep();
    }

    /// Runs a number of rounds; the plan at hand at the end is the best one seen.
    pub(crate) fn run(&mut self, schedule: &Schedule, stop: &mut dyn FnMut(u64, &Objective) -> bool) -> u64 {
        if self.movable.is_empty() {
            return 0;
        }
        let mut current = energy(&self.state);
        let mut round = 0;
        while round < schedule.rounds {
            if round % 256 == 0 && stop(round, &self.best.objective) {
                break;
            }
            let heat = temperature(schedule, round);
            self.ruin();
            self.order();
            let blink = if self.random.once_in(2) { 0 } else { 40 };
            let waiting = std::mem::take(&mut self.waiting);
            self.rebuild.run(&mut self.state, &waiting, &mut self.random, blink);
            self.waiting = waiting;
            let candidate = energy(&self.state);
            let slack = i64::try_from((i128::from(heat) * i128::from(self.random.exponential())) >> 16);
            if candidate > current + slack.unwrap_or(0) {
                self.state.rollback();
            } else {
                if candidate > current && self.fresh {
                    self.save_before_worsening();
                }
                current = candidate;
                self.state.commit();
                self.fresh |= self.better();
            }
            round += 1;
        }
        self.keep();
        self.restore();
        self.construct();
        round
    }

    fn better(&self) -> bool {
        let over = |objective: &Objective| {
            self.state.model.move_budget.map_or(0, |budget| (objective.moves - budget).max(0))
        };
        let (now, best) = (&self.state.objective, &self.best.objective);
        (over(now), now) < (over(best), best)
    }

    /// The plan before the last round was the best so far: goes back, copies it, goes forth again.
    fn save_before_worsening(&mut self) {
        let changed = self.state.visits.clone();
        self.state.rollback();
        self.keep();
        self.load(&changed);
    }

    /// Copies the plan at hand if it is the best.
    fn keep(&mut self) {
        if self.better() {
            self.best = Best { objective: self.state.objective, visits: self.state.visits.clone() };
        }
        self.fresh = false;
    }

    /// Makes the best plan the one at hand.
    fn restore(&mut self) {
        let best = std::mem::take(&mut self.best.visits);
        self.load(&best);
        self.best.visits = best;
    }

    fn load(&mut self, visits: &[Vec<Visit>]) {
        for (unit, wanted) in visits.iter().enumerate() {
            if self.state.visits[unit] != *wanted {
                while !self.state.visits[unit].is_empty() {
                    self.state.take(unit, 0);
                }
            }
        }
        for (unit, wanted) in visits.iter().enumerate() {
            if self.state.visits[unit].is_empty() {
                for visit in wanted {
                    self.state.put(unit, visit.clone());
                }
            }
        }
        self.state.commit();
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
    Schedule { rounds, hot: 300 * DAY, cold: DAY / 16 }
}
