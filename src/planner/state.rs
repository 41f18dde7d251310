//! A plan under construction: visits by unit, what is left of everything shared, the objective so far. Every change
//! is a whole visit taken out or put in, so that counters cannot drift. Decides nothing.

use std::collections::BTreeSet;

use crate::domain::plan::{Objective, Plan, Reason};

use super::limit::{cap, crew, gap, leaders, pair, party, quota};
use super::model::{Kind, Model, Task};

/// The day of a demand that is not served.
pub(crate) const ABSENT: usize = usize::MAX;

/// A visit of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Visit {
    pub(crate) start: usize,
    pub(crate) days: usize,
    pub(crate) kind: Kind,
    /// Whether it is announced; `None` while nobody says.
    pub(crate) mode: Option<bool>,
    pub(crate) people: u32,
    pub(crate) tasks: Vec<usize>,
}

/// A plan under construction.
#[derive(Clone, Debug)]
pub(crate) struct State<'m> {
    pub(crate) model: &'m Model,
    /// Unit → its visits by start.
    pub(crate) visits: Vec<Vec<Visit>>,
    /// Demand → start day of its visit, or [`ABSENT`].
    pub(crate) day_of: Vec<usize>,
    /// People left by department and day.
    pub(crate) crew: Vec<i32>,
    /// Leaders left by county and day.
    pub(crate) leaders: Vec<i32>,
    /// Visits left by county.
    pub(crate) cap: Vec<i32>,
    /// Left by quota cell.
    pub(crate) cells: Vec<quota::Left>,
    pub(crate) objective: Objective,
    /// What was done since the last [`State::commit`].
    journal: Vec<Change>,
}

/// A visit put in or taken out.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    put: bool,
    unit: usize,
    visit: Visit,
}

impl<'m> State<'m> {
    /// Nothing planned.
    pub(crate) fn new(model: &'m Model) -> Self {
        let objective = Objective {
            unserved: model.tasks.iter().map(|task| task.weight).sum(),
            moves: model.tasks.iter().map(|task| i64::from(task.published.is_some())).sum(),
            ..Objective::default()
        };
        Self {
            model,
            visits: vec![Vec::new(); model.places.len()],
            day_of: vec![ABSENT; model.tasks.len()],
            crew: model.crew.clone(),
            leaders: model.leaders.clone(),
            cap: model.cap.clone(),
            cells: model.cells.clone(),
            objective,
            journal: Vec::new(),
        }
    }

    /// A plan as it was written; what it holds that cannot be is left out.
    pub(crate) fn of_plan(model: &'m Model, plan: &Plan) -> Self {
        let mut state = Self::new(model);
        for visit in &plan.visits {
            let start = visit.start as usize;
            let fits = |id: &usize| {
                model.tasks.get(*id).is_some_and(|task| task.unit == visit.unit && task.starts(start))
                    && state.day_of[*id] == ABSENT
            };
            let tasks: Vec<usize> = visit.demands.iter().copied().filter(fits).collect();
            if !tasks.is_empty() && state.visit_on(visit.unit, start).is_none() {
                let visit = state.shape(visit.unit, start, tasks);
                state.put(model.tasks[visit.tasks[0]].unit, visit);
            }
        }
        state.journal.clear();
        state
    }

    /// The position of the visit that starts on a day.
    pub(crate) fn visit_on(&self, unit: usize, start: usize) -> Option<usize> {
        self.visits[unit].iter().position(|visit| visit.start == start)
    }

    /// A visit of these demands, as its day and they make it.
    pub(crate) fn shape(&self, unit: usize, start: usize, tasks: Vec<usize>) -> Visit {
        let model = self.model;
        let exempt = tasks.iter().all(|&id| model.tasks[id].exempt);
        let place = &model.places[unit];
        let mode = tasks.first().map(|&id| model.tasks[id].announced);
        Visit {
            start,
            days: party::days(model, place, &tasks),
            kind: place.kind(start, exempt),
            mode: mode.or_else(|| place.host_mode(start)),
            people: tasks.iter().map(|&id| model.tasks[id].people).sum(),
            tasks,
        }
    }

    /// Takes a visit out.
    pub(crate) fn take(&mut self, unit: usize, at: usize) -> Visit {
        let visit = self.visits[unit].remove(at);
        self.count(unit, &visit, -1);
        self.journal.push(Change { put: false, unit, visit: visit.clone() });
        visit
    }

    /// Puts a visit in; the limits have been asked before.
    pub(crate) fn put(&mut self, unit: usize, visit: Visit) {
        self.count(unit, &visit, 1);
        self.journal.push(Change { put: true, unit, visit: visit.clone() });
        self.insert(unit, visit);
    }

    fn insert(&mut self, unit: usize, visit: Visit) {
        let row = &mut self.visits[unit];
        let at = row.partition_point(|other| other.start < visit.start);
        row.insert(at, visit);
    }

    /// Keeps what was done since the last commit; adds the units it touched to `touched`.
    pub(crate) fn commit(&mut self, touched: &mut BTreeSet<usize>) {
        touched.extend(self.journal.drain(..).map(|change| change.unit));
    }

    /// Undoes everything since the last commit; what was undone comes back in the order it was done.
    pub(crate) fn rollback(&mut self) -> Vec<Change> {
        let changes = std::mem::take(&mut self.journal);
        for change in changes.iter().rev() {
            self.apply(change, !change.put);
        }
        changes
    }

    /// Does again what was undone.
    pub(crate) fn redo(&mut self, changes: Vec<Change>) {
        for change in &changes {
            self.apply(change, change.put);
        }
        self.journal.extend(changes);
    }

    fn apply(&mut self, change: &Change, put: bool) {
        if put {
            self.count(change.unit, &change.visit, 1);
            self.insert(change.unit, change.visit.clone());
        } else {
            self.visits[change.unit].retain(|other| other.start != change.visit.start);
            self.count(change.unit, &change.visit, -1);
        }
    }

    /// Counts a visit with all its demands in (`sign` 1) or out (−1).
    fn count(&mut self, unit: usize, visit: &Visit, sign: i32) {
        let model = self.model;
        let wide = i64::from(sign);
        leaders::count_out(self, model.places[unit].county, visit.start, visit.days, sign);
        if visit.kind == Kind::Normal {
            cap::count_out(self, model.places[unit].county, sign);
            quota::count_out(self, unit, visit.start, visit.days, sign);
        }
        if visit.kind != Kind::Joined {
            self.objective.visits += wide;
            self.objective.days += wide * if visit.days == 2 { 2 } else { 1 };
        }
        for &id in &visit.tasks {
            let task = &model.tasks[id];
            crew::count_out(self, task, visit.start, sign);
            self.objective.unserved -= wide * task.weight;
            self.objective.lateness += wide * task.lateness(visit.start);
            self.objective.moves -= wide * i64::from(task.published == Some(visit.start));
            self.day_of[id] = if sign > 0 { visit.start } else { ABSENT };
        }
    }

    /// What stops a new visit here, by everything but the team it brings.
    pub(crate) fn blocks_visit(&self, unit: usize, start: usize, days: usize, kind: Kind) -> Option<Reason> {
        let county = self.model.places[unit].county;
        if gap::same_day(self, unit, start) {
            return Some(Reason::Gap);
        }
        if leaders::blocks(self, county, start, days) {
            return Some(Reason::Leaders);
        }
        if kind == Kind::Normal { self.blocks_counted(unit, start, days) } else { None }
    }

    /// What stops a visit from counting in gap, quotas and cap.
    fn blocks_counted(&self, unit: usize, start: usize, days: usize) -> Option<Reason> {
        if gap::blocks(self, unit, start, days) {
            return Some(Reason::Gap);
        }
        if quota::blocks(self, unit, start, days) {
            return Some(Reason::Quota);
        }
        cap::blocks(self, self.model.places[unit].county).then_some(Reason::Cap)
    }

    /// What stops a visit from lasting a second day.
    pub(crate) fn blocks_second_day(&self, unit: usize, visit: &Visit) -> Option<Reason> {
        let place = &self.model.places[unit];
        if visit.days != 1 || !place.allows(visit.start, 2, visit.kind) {
            return Some(Reason::Window);
        }
        if leaders::blocks(self, place.county, visit.start + 1, 1) {
            return Some(Reason::Leaders);
        }
        if visit.kind != Kind::Normal {
            return None;
        }
        if gap::blocks(self, unit, visit.start, 2) {
            return Some(Reason::Gap);
        }
        quota::blocks_day(self, unit, visit.start + 1).then_some(Reason::Quota)
    }

    /// The length a visit would have with a demand added, or what stops it.
    pub(crate) fn joins(&self, visit: &Visit, task: &Task) -> Result<usize, Reason> {
        if !task.starts(visit.start) {
            return Err(Reason::Window);
        }
        let mut blocked = party::blocks(self.model, visit, task, visit.days);
        let mut days = visit.days;
        if visit.days == 1 && (task.stay == 2 || blocked == Some(Reason::Halfdays)) {
            blocked = party::blocks(self.model, visit, task, 2)
                .or_else(|| self.blocks_second_day(task.unit, visit));
            days = 2;
        }
        if let Some(reason) = blocked {
            return Err(reason);
        }
        if crew::blocks(self, task, visit.start) {
            return Err(Reason::Crew);
        }
        if pair::blocks(self, task, visit.start, &visit.tasks) {
            return Err(Reason::Pair);
        }
        // An exempt visit that takes a demand which is not counts from then on.
        if visit.kind == Kind::Exempt && !task.exempt {
            if !self.model.places[task.unit].allows(visit.start, days, Kind::Normal) {
                return Err(Reason::Gap);
            }
            return self.blocks_counted(task.unit, visit.start, days).map_or(Ok(days), Err);
        }
        Ok(days)
    }

    /// Whether a new visit for one demand may be opened: its length, or what stops it.
    pub(crate) fn opens(&self, task: &Task, start: usize) -> Result<usize, Reason> {
        let place = &self.model.places[task.unit];
        let kind = place.kind(start, task.exempt);
        let mode = place.host_mode(start);
        let days = if task.effort > place.halfdays { 2 } else { task.stay };
        if !place.allows(start, days, kind) {
            return Err(self.closed(task.unit, start));
        }
        if mode.is_some_and(|announced| announced != task.announced) {
            return Err(Reason::Announced);
        }
        if let Some(reason) = self.blocks_visit(task.unit, start, days, kind) {
            return Err(reason);
        }
        if crew::blocks(self, task, start) {
            return Err(Reason::Crew);
        }
        if pair::blocks(self, task, start, &[]) {
            return Err(Reason::Pair);
        }
        Ok(days)
    }

    /// Why the calendar of a unit is closed to a start.
    fn closed(&self, unit: usize, start: usize) -> Reason {
        let place = &self.model.places[unit];
        if place.quiet[start] {
            Reason::Blackout
        } else if place.allows(start, 1, Kind::Normal) || place.allows(start, 1, Kind::Joined) {
            Reason::Window
        } else {
            Reason::Fixed
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rollback_leaves_no_trace() {
        let bytes = include_bytes!("../../tests/fixtures/planner/toy-s3-rich.json");
        let instance = crate::planner::read::instance(bytes).unwrap();
        let model = Model::new(&instance);
        let mut state = State::new(&model);
        let empty = format!("{state:?}");
        let mut opened = 0;
        for task in model.tasks.iter().filter(|task| task.hopeless.is_none()) {
            let id = model.tasks.iter().position(|other| std::ptr::eq(other, task)).unwrap();
            for start in task.first..=task.last {
                if state.opens(task, start).is_ok() {
                    let visit = state.shape(task.unit, start, vec![id]);
                    state.put(task.unit, visit);
                    opened += 1;
                    break;
                }
            }
        }
        assert!(opened > 5 && format!("{state:?}") != empty);
        state.rollback();
        assert_eq!(format!("{state:?}"), empty);
    }
}
