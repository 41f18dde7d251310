//! The plan: visits with the demands they serve, what could not be placed and why, what merging saved.

mod decide;
mod detail;
mod question;
mod search;
mod view;

use std::collections::{BTreeMap, BTreeSet};

pub use decide::{ask_cancel, ask_forbid, ask_move, confirm, confirm_publish, submit};
pub(super) use detail::visit_lines;
pub use question::{Considered, ask_what_if, offer_changes, submit_what_if, tell_reply};
pub use search::Search;
pub use view::draw;

use crate::app::query::plan::{PlannedVisit, Unplaced};
use crate::app::query::standing::Blocked;
use crate::domain::id::{DemandId, VisitId};
use crate::domain::message::Message as Said;
use crate::domain::visit::{Visit, VisitState};
use crate::tui::action::Action;
use crate::tui::keymap::Context;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Screen};
use crate::tui::task::{PlanData, Task};
use crate::tui::theme::Meaning;
use crate::tui::update::send;
use crate::tui::widget::finder::Finder;
use crate::tui::widget::spread::Spread;

/// The plan in force and what is open of it.
#[derive(Default)]
pub struct PlanScreen {
    /// It is not that of the last decision: it is read when a screen that shows it is opened.
    pub stale: bool,
    /// The plan, once read.
    pub data: Option<Box<PlanData>>,
    /// Why demands are left out; `None` before it was asked.
    reasons: Option<BTreeMap<DemandId, Blocked>>,
    /// Filter and cursor over the visits.
    visits: Finder,
    /// Filter and cursor over what is not placed.
    unplaced: Finder,
    /// What is not placed is shown instead of the visits.
    waiting: bool,
    marks: BTreeSet<VisitId>,
    /// The list, and one of its rows beside it.
    pub spread: Spread,
    /// The search that is going on, or the last one until a key is pressed.
    pub search: Option<Search>,
}

impl PlanScreen {
    /// Takes a freshly read plan; cursor and marks stay on theirs.
    pub fn set(&mut self, data: Box<PlanData>) {
        let keep = self.current().map(|row| row.visit.record.id);
        let plan = &data.plan;
        let at = keep.and_then(|id| plan.visits.iter().position(|row| row.visit.record.id == id));
        let order: Vec<usize> = (0..plan.visits.len()).collect();
        self.visits.set_rows(data.haystacks.clone(), &order, at);
        let order: Vec<usize> = (0..plan.unplaced.len()).collect();
        self.unplaced.set_rows(data.unplaced_haystacks.clone(), &order, None);
        self.marks.retain(|id| plan.visits.iter().any(|row| row.visit.record.id == *id));
        self.reasons = None;
        self.data = Some(data);
    }

    /// Takes why demands are left out.
    pub fn set_reasons(&mut self, reasons: Vec<Blocked>) {
        self.reasons = Some(reasons.into_iter().map(|blocked| (blocked.demand, blocked)).collect());
    }

    /// Whether who acts may see where and when a visit is.
    pub fn shows(&self, id: VisitId) -> bool {
        self.data.as_ref().is_none_or(|data| !data.hidden.contains(&id))
    }

    /// All visits of which place and day may be seen.
    pub fn seen(&self) -> impl Iterator<Item = &PlannedVisit> {
        self.all().iter().filter(|row| self.shows(row.visit.record.id))
    }

    /// The filter line in use.
    pub const fn finder(&mut self) -> &mut Finder {
        if self.waiting { &mut self.unplaced } else { &mut self.visits }
    }

    const fn shown(&self) -> &Finder {
        if self.waiting { &self.unplaced } else { &self.visits }
    }

    /// Somebody types into the filter.
    pub const fn typing(&self) -> bool {
        self.shown().typing
    }

    /// Filters anew.
    pub fn arrange(&mut self) {
        let Some(data) = &self.data else { return };
        let len = if self.waiting { data.plan.unplaced.len() } else { data.plan.visits.len() };
        let order: Vec<usize> = (0..len).collect();
        self.finder().arrange(&order);
    }

    /// All visits.
    pub fn all(&self) -> &[PlannedVisit] {
        self.data.as_ref().map_or(&[], |data| &data.plan.visits)
    }

    /// The visit under the cursor.
    pub fn current(&self) -> Option<&PlannedVisit> {
        if self.waiting {
            return None;
        }
        self.all().get(self.visits.chosen()?)
    }

    fn current_unplaced(&self) -> Option<&Unplaced> {
        if !self.waiting {
            return None;
        }
        self.data.as_ref()?.plan.unplaced.get(self.unplaced.chosen()?)
    }

    /// What an action is about: the marked visits, else the one under the cursor.
    fn targets(&self) -> Vec<&PlannedVisit> {
        if self.marks.is_empty() {
            return self.current().into_iter().collect();
        }
        self.all().iter().filter(|row| self.marks.contains(&row.visit.record.id)).collect()
    }

    /// Those of them that have come so far.
    fn targets_where(&self, fits: impl Fn(&Visit) -> bool) -> Vec<VisitId> {
        let visits = self.targets().into_iter().map(|row| &row.visit.record);
        visits.filter(|visit| fits(visit)).map(|visit| visit.id).collect()
    }

    fn all_targets(&self, fits: impl Fn(&PlannedVisit) -> bool) -> bool {
        let targets = self.targets();
        !targets.is_empty() && targets.into_iter().all(fits)
    }
}

/// Asks why demands are left out, where that is shown and not known.
pub fn look_at(model: &mut Model) -> Vec<Effect> {
    let plan = &model.plan;
    let planned = plan.data.as_ref().is_some_and(|data| data.plan.run.is_some());
    if model.screen == Screen::Plan && plan.waiting && planned && plan.reasons.is_none() {
        return send(model, Task::LoadReasons);
    }
    Vec::new()
}

fn is_proposed(visit: &Visit) -> bool {
    visit.state == VisitState::Proposed
}

fn is_cleared(visit: &Visit) -> bool {
    visit.state == VisitState::Cleared
}

/// Whether a visit may still be moved or called off.
pub fn movable(row: &PlannedVisit) -> bool {
    let visit = &row.visit.record;
    visit.is_draft() || matches!(visit.state, VisitState::Published | VisitState::Sealed)
}

/// Actions that can be used now.
pub fn valid(model: &Model, action: Action) -> bool {
    let plan = &model.plan;
    let Some(data) = &plan.data else { return false };
    let movable = |row: &PlannedVisit| movable(row) && plan.shows(row.visit.record.id);
    match action {
        Action::Plan | Action::PlanOptions => model.job.is_none(),
        Action::SwitchList => !data.plan.unplaced.is_empty() || plan.waiting,
        Action::DrawTeams => !plan.targets_where(Visit::is_draft).is_empty(),
        Action::Clear => !plan.targets_where(is_proposed).is_empty(),
        Action::Publish => !plan.targets_where(is_cleared).is_empty(),
        Action::Pin => plan.all_targets(movable),
        Action::Move | Action::Cancel => plan.marks.len() <= 1 && plan.all_targets(movable),
        Action::Forbid => plan.marks.len() <= 1 && plan.all_targets(|row| row.visit.record.is_draft()),
        Action::WhatIf => question::possible(model),
        Action::Mark | Action::MarkAll => {
            !plan.waiting && !plan.spread.is_page() && !plan.visits.list.is_empty()
        }
        Action::Open if !plan.waiting => plan.current().is_some(),
        Action::Back if !plan.marks.is_empty() => true,
        _ => plan.spread.valid(action, plan.shown()).unwrap_or(false),
    }
}

/// Does what an action says.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let plan = &mut model.plan;
    match action {
        Action::SwitchList => {
            plan.waiting = !plan.waiting;
            plan.spread.close();
            plan.spread.rewind();
            return look_at(model);
        }
        Action::Back if !plan.spread.is_page() => back(plan),
        Action::Mark => {
            if let Some(id) = plan.current().map(|row| row.visit.record.id)
                && !plan.marks.remove(&id)
            {
                plan.marks.insert(id);
            }
            plan.visits.list.act(Action::Down);
        }
        Action::MarkAll => {
            let shown = plan.visits.all_shown().iter();
            let shown: BTreeSet<VisitId> =
                shown.filter_map(|row| plan.all().get(*row)).map(|row| row.visit.record.id).collect();
            plan.marks = if plan.marks.is_superset(&shown) { BTreeSet::new() } else { shown };
        }
        Action::Open if !plan.waiting => {
            let Some(id) = plan.current().map(|row| row.visit.record.id) else { return Vec::new() };
            if plan.shows(id) {
                return super::visit::open(model, id);
            }
            model.toast(Meaning::Muted, &Said::new("sealed-hidden"));
        }
        Action::WhatIf => offer_changes(model),
        Action::Copy => return copy(model),
        _ => {
            let finder = if plan.waiting { &mut plan.unplaced } else { &mut plan.visits };
            if !plan.spread.act(action, finder) {
                return decide::act(model, action);
            }
        }
    }
    Vec::new()
}

fn back(plan: &mut PlanScreen) {
    if plan.marks.is_empty() {
        plan.finder().clear();
        plan.arrange();
    } else {
        plan.marks.clear();
    }
}

fn copy(model: &mut Model) -> Vec<Effect> {
    let fields = match (model.plan.current(), model.plan.current_unplaced()) {
        (Some(row), _) => {
            let visit = &row.visit.record;
            if !model.plan.shows(visit.id) {
                return model.copied(&[visit.id.to_string()]);
            }
            let departments = model.texts.join(row.departments.iter().cloned());
            vec![visit.id.to_string(), visit.start.to_string(), row.unit.clone(), departments]
        }
        (None, Some(row)) => {
            vec![row.demand.id.to_string(), row.unit.clone(), row.department.clone(), row.title.clone()]
        }
        (None, None) => return Vec::new(),
    };
    model.copied(&fields)
}

/// A decision is made: marks have served.
pub fn decided(model: &mut Model) {
    model.plan.marks.clear();
}

/// What to do next: plan, draw teams, have them cleared, publish, go to a visit.
pub fn next_step(model: &Model) -> Option<Said> {
    let plan = &model.plan.data.as_ref()?.plan;
    let any = |fits: fn(&PlannedVisit) -> bool| plan.visits.iter().any(fits);
    let id = if plan.visits.is_empty() {
        (!plan.unplaced.is_empty()).then_some("next-plan")?
    } else if any(|row| row.visit.record.state == VisitState::Cleared) {
        "next-publish"
    } else if any(|row| row.visit.record.state == VisitState::Proposed && row.visit.record.team.is_empty()) {
        if !model.heading.has_inspectors {
            return Some(inspectors_first(model));
        }
        "next-teams"
    } else if super::visit::to_write(model).next().is_some() {
        "next-open"
    } else if !any(|row| row.visit.record.state == VisitState::Proposed) {
        return next_after_writing(model);
    } else if model.heading.is_director() {
        "next-clear-own"
    } else {
        "next-clear"
    };
    let marked = match id {
        "next-publish" => "next-publish-marked",
        "next-teams" => "next-teams-marked",
        "next-clear-own" => "next-clear-marked",
        _ => id,
    };
    let count = model.plan.marks.len();
    Some(Said::new(if count > 0 { marked } else { id }).with("count", count))
}

/// Teams are drawn from inspectors: without any, these come first.
pub fn inspectors_first(model: &Model) -> Said {
    let import = model.keymap.keys_of(&[Context::Inbox], Action::Import);
    Said::new("next-inspectors").with("import", import.unwrap_or_default())
}

/// What comes when every checklist is written: results of the visits whose day has come, the next such day, findings.
fn next_after_writing(model: &Model) -> Option<Said> {
    let visits = || model.plan.seen().map(|row| &row.visit.record);
    let waits = |visit: &&Visit| {
        matches!(visit.state, VisitState::Published | VisitState::Sealed | VisitState::InField)
    };
    match visits().filter(waits).map(|visit| visit.start).min() {
        Some(day) if day <= model.heading.today => Some(Said::new("next-results")),
        Some(day) => Some(Said::new("next-results-from").with("day", day.to_string())),
        None => {
            visits().any(|visit| visit.state == VisitState::Rectifying).then(|| Said::new("next-rectify"))
        }
    }
}

/// How a visit's state looks.
pub const fn state_meaning(state: VisitState) -> Meaning {
    match state {
        VisitState::Proposed => Meaning::Warn,
        VisitState::Cleared | VisitState::Published | VisitState::Recorded | VisitState::Closed => {
            Meaning::Good
        }
        VisitState::Sealed | VisitState::InField | VisitState::Rectifying => Meaning::Key,
        VisitState::Cancelled => Meaning::Muted,
    }
}

/// Goes to the plan screen with the cursor on a visit.
pub fn go_to(model: &mut Model, id: VisitId) {
    model.screen = Screen::Plan;
    let at = model.plan.all().iter().position(|row| row.visit.record.id == id);
    if let Some(row) = at {
        model.plan.waiting = false;
        model.plan.visits.go_to(row);
    }
}
