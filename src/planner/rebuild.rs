//! Puts demands into a plan one after another: into a visit that is there, else into a new one on the day that
//! suits most of the others still waiting. Never takes anything out.

use super::limit::{cap, crew, gap, quota};
use super::model::Task;
use super::random::Random;
use super::state::{ABSENT, State};

/// One move beyond the budget, in units of weight: more than any demand weighs, a demand asked about included.
const OVER: i64 = 4_000_000;
/// One unit of the first objective, the later ones below it: what the search adds up (see `docs/planner.md`).
pub(crate) const UNSERVED: i64 = 400 * DAY;
/// One visit.
pub(crate) const VISIT: i64 = 19 * DAY;
/// One visit-day.
pub(crate) const DAY: i64 = 4096;
/// One unit of lateness.
pub(crate) const LATENESS: i64 = 4;

/// Of so many choices of a day, one looks at lateness alone and one at nothing.
const TASTES: usize = 16;

/// Where a demand may go.
#[derive(Clone, Copy, Debug)]
enum Spot {
    Join(usize),
    Open(usize),
}

/// Room to work in, kept between calls.
#[derive(Debug, Default)]
pub(crate) struct Rebuild {
    /// Day → weight of the waiting demands that could come along.
    company: Vec<i64>,
}

impl Rebuild {
    /// Places what can be placed of `waiting`, in its order. One option in `blink` is overlooked (0: none).
    pub(crate) fn run(
        &mut self,
        state: &mut State<'_>,
        waiting: &[usize],
        random: &mut Random,
        blink: usize,
    ) {
        for &id in waiting {
            if state.day_of[id] == ABSENT && state.model.tasks[id].hopeless.is_none() {
                self.place(state, id, random, blink);
            }
        }
    }

    /// Places one demand if any spot is free.
    fn place(&mut self, state: &mut State<'_>, id: usize, random: &mut Random, blink: usize) {
        let task = &state.model.tasks[id];
        let unit = task.unit;
        let spot = match join(state, task, random, blink) {
            Some(at) => Some(Spot::Join(at)),
            None => self.open(state, id, random, blink).map(Spot::Open),
        };
        match spot {
            Some(Spot::Join(at)) => {
                let mut tasks = state.take(unit, at);
                tasks.tasks.push(id);
                let visit = state.shape(unit, tasks.start, tasks.tasks);
                state.put(unit, visit);
            }
            Some(Spot::Open(start)) => {
                let visit = state.shape(unit, start, vec![id]);
                state.put(unit, visit);
            }
            None => {}
        }
    }

    /// The best day for a new visit.
    fn open(&mut self, state: &State<'_>, id: usize, random: &mut Random, blink: usize) -> Option<usize> {
        let task = &state.model.tasks[id];
        let place = &state.model.places[task.unit];
        // Days that only a counted visit could use are skipped in strides.
        let counted = !task.exempt && place.hosts.is_empty();
        if counted && cap::blocks(state, place.county) {
            return None;
        }
        self.gather(state, id);
        // Company is a guess: now and then the earliest day, or any, is worth a try instead.
        let taste = random.below(TASTES);
        let mut best = None;
        let mut next = task.first;
        while next <= task.last {
            let start = next;
            next += 1;
            if counted {
                let open = quota::first_open(state, task.unit, start);
                let open = gap::first_open(state, task.unit, open, task.stay);
                if open > start {
                    next = open;
                    continue;
                }
            }
            if blink > 0 && random.once_in(blink) {
                continue;
            }
            if let Ok(days) = state.opens(task, start) {
                let noise = random.next() & 0xffff;
                let company = match taste {
                    0 => 0,
                    1 => i64::from(noise as u32),
                    _ => self.company[start - task.first],
                };
                let length = i32::from(days != 2);
                let key = (company, length, -price(task, start), noise & 0xf);
                if best.is_none_or(|(other, _)| key > other) {
                    best = Some((key, start));
                }
            }
        }
        best.map(|(_, start)| start)
    }

    /// Counts, for every day of the window, the demands of the unit that wait too and could start there.
    fn gather(&mut self, state: &State<'_>, id: usize) {
        let task = &state.model.tasks[id];
        self.company.clear();
        self.company.resize(task.last - task.first + 1, 0);
        for &companion in &state.model.places[task.unit].tasks {
            let other = &state.model.tasks[companion];
            if companion == id
                || other.announced != task.announced
                || state.day_of[companion] != ABSENT
                || other.hopeless.is_some()
            {
                continue;
            }
            for start in task.first.max(other.first)..=task.last.min(other.last) {
                if !crew::blocks(state, other, start) {
                    self.company[start - task.first] += 3 + other.weight;
                }
            }
        }
    }
}

/// What a start day costs in the last two objectives.
fn price(task: &Task, start: usize) -> i64 {
    LATENESS * task.lateness(start) - i64::from(task.published == Some(start))
}

/// The cheapest visit that has room.
fn join(state: &State<'_>, task: &Task, random: &mut Random, blink: usize) -> Option<usize> {
    let mut best = None;
    for (at, visit) in state.visits[task.unit].iter().enumerate() {
        if blink > 0 && random.once_in(blink) {
            continue;
        }
        if let Ok(days) = state.joins(visit, task) {
            let key = (days > visit.days, price(task, visit.start), random.next() & 0xf);
            if best.is_none_or(|(other, _)| key < other) {
                best = Some((key, at));
            }
        }
    }
    best.map(|(_, at)| at)
}

/// What the search adds up: a plan with less is better.
pub(crate) fn energy(state: &State<'_>) -> i64 {
    let objective = &state.objective;
    let over = state.model.move_budget.map_or(0, |budget| (objective.moves - budget).max(0));
    (over * OVER + objective.unserved) * UNSERVED
        + objective.visits * VISIT
        + objective.days * DAY
        + objective.lateness * LATENESS
        + objective.moves
}
