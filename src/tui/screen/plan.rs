//! The plan: visits with the demands they serve, what could not be placed and why, what merging saved.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use ratatui::layout::{Position, Rect};

use super::plan_detail;
use crate::app::query::plan::{PlannedVisit, Unplaced};
use crate::domain::code::Code;
use crate::domain::day::DayRange;
use crate::domain::id::VisitId;
use crate::domain::message::Message as Said;
use crate::domain::visit::VisitState;
use crate::tui::action::Action;
use crate::tui::ink::{Canvas, split_left, split_top};
use crate::tui::message::Effect;
use crate::tui::model::{Intent, Model, Overlay, Screen};
use crate::tui::task::{PlanData, PlanOrder, Task};
use crate::tui::theme::Meaning;
use crate::tui::update::{send, start_job};
use crate::tui::widget::finder::Finder;
use crate::tui::widget::form::{Form, Input};
use crate::tui::widget::notice::Notice;
use crate::tui::widget::pane::Pane;
use crate::tui::widget::table::{Column, Row, Table};

/// From this width on, the detail stands beside the table unless one asks otherwise.
const SPLIT_FROM: u16 = 110;

/// The plan in force and what is open of it.
#[derive(Default)]
pub struct PlanScreen {
    /// The plan, once read.
    pub data: Option<Box<PlanData>>,
    /// Filter and cursor over the visits.
    visits: Finder,
    /// Filter and cursor over what is not placed.
    unplaced: Finder,
    /// What is not placed is shown instead of the visits.
    waiting: bool,
    marks: BTreeSet<VisitId>,
    split: Option<bool>,
    pane: Pane,
    page: bool,
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
        self.data = Some(data);
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

    fn all_targets(&self, fits: impl Fn(&PlannedVisit) -> bool) -> bool {
        let targets = self.targets();
        !targets.is_empty() && targets.into_iter().all(fits)
    }
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
    let any = !plan.shown().list.is_empty();
    let state = |state: VisitState| move |row: &PlannedVisit| row.visit.record.state == state;
    match action {
        Action::Plan | Action::PlanOptions => model.job.is_none(),
        Action::SwitchList => !data.plan.unplaced.is_empty() || plan.waiting,
        Action::DrawTeams => plan.all_targets(|row| row.visit.record.is_draft()),
        Action::Clear => plan.all_targets(state(VisitState::Proposed)),
        Action::Publish => plan.all_targets(state(VisitState::Cleared)),
        Action::Pin => plan.all_targets(movable),
        Action::Move | Action::Cancel => plan.marks.len() <= 1 && plan.all_targets(movable),
        Action::Mark | Action::MarkAll => !plan.waiting && !plan.page && any,
        Action::Open => plan.current().is_some() || plan.current_unplaced().is_some(),
        Action::SplitView => any && !plan.page,
        Action::Filter => !plan.page && (any || plan.shown().filters()),
        Action::Back => plan.page || !plan.marks.is_empty() || plan.shown().filters(),
        Action::Copy => any,
        Action::Down | Action::Up | Action::PageDown | Action::PageUp | Action::First | Action::Last => any,
        _ => false,
    }
}

/// Does what an action says.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let plan = &mut model.plan;
    match action {
        Action::SwitchList => {
            plan.waiting = !plan.waiting;
            plan.page = false;
            plan.pane.rewind();
        }
        Action::Filter => plan.finder().typing = true,
        Action::SplitView => plan.split = Some(!plan.split.unwrap_or(false)),
        Action::Back => back(plan),
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
        Action::Open => {
            if let Some(id) = plan.current().map(|row| row.visit.record.id) {
                return super::visit::open(model, id);
            }
            plan.page = true;
            plan.pane.rewind();
        }
        Action::Copy => return copy(model),
        Action::Down | Action::Up | Action::PageDown | Action::PageUp | Action::First | Action::Last => {
            if plan.page {
                plan.pane.act(action);
            } else {
                plan.finder().list.act(action);
                plan.pane.rewind();
            }
        }
        _ => return decide(model, action),
    }
    Vec::new()
}

fn back(plan: &mut PlanScreen) {
    if plan.page {
        plan.page = false;
    } else if !plan.marks.is_empty() {
        plan.marks.clear();
    } else {
        plan.finder().clear();
        plan.arrange();
    }
}

fn copy(model: &mut Model) -> Vec<Effect> {
    let text = match (model.plan.current(), model.plan.current_unplaced()) {
        (Some(row), _) => {
            let visit = &row.visit.record;
            format!(
                "{}\t{}\t{}\t{}",
                visit.id,
                visit.start,
                row.unit,
                model.texts.join(row.departments.iter().cloned())
            )
        }
        (None, Some(row)) => format!("{}\t{}\t{}\t{}", row.demand.id, row.unit, row.department, row.title),
        (None, None) => return Vec::new(),
    };
    model.copied(text)
}

/// Commands on visits.
fn decide(model: &mut Model, action: Action) -> Vec<Effect> {
    let ids: Vec<VisitId> = model.plan.targets().iter().map(|row| row.visit.record.id).collect();
    let pinned = model.plan.all_targets(|row| row.visit.record.pinned);
    match action {
        Action::Plan => start_job(model, "job-plan", Task::Plan(PlanOrder::default())),
        Action::PlanOptions => {
            ask_options(model);
            Vec::new()
        }
        Action::DrawTeams => send(model, Task::DrawTeams(ids)),
        Action::Clear => send(model, Task::Clear(ids)),
        Action::Publish => {
            confirm_publish(model, ids);
            Vec::new()
        }
        Action::Pin => send(model, Task::Pin { ids, pinned: !pinned }),
        Action::Move => {
            let found = model.plan.targets().first().map(|row| (row.visit.record.id, row.visit.record.start));
            if let Some((id, start)) = found {
                ask_move(model, id, start);
            }
            Vec::new()
        }
        Action::Cancel => {
            if let Some(id) = ids.first() {
                ask_cancel(model, *id);
            }
            Vec::new()
        }
        _ => Vec::new(),
    }
}

fn ask_options(model: &mut Model) {
    let efforts = [("normal", "effort-normal"), ("quick", "effort-quick"), ("thorough", "effort-thorough")];
    let efforts = efforts.iter().map(|(code, id)| ((*code).to_owned(), model.text(id))).collect();
    let inputs = vec![
        Input::text("from", model.text("form-from"), model.heading.today.to_string()),
        Input::text("to", model.text("form-to"), ""),
        Input::choice("effort", model.text("form-effort"), efforts),
        Input::text("moves", model.text("form-moves"), "0"),
    ];
    let intro = vec![(model.text("plan-options-intro"), Meaning::Muted)];
    let form = Form::new(model.text("action-plan-options"), intro, inputs);
    model.overlays.push(Overlay::Form(form, Intent::PlanOptions));
}

/// Publishing cannot be undone: townships are told.
pub fn confirm_publish(model: &mut Model, ids: Vec<VisitId>) {
    let list = model.texts.join(ids.iter().map(ToString::to_string));
    let asked = Said::new("confirm-publish").with("count", ids.len()).with("list", list);
    let paragraphs =
        vec![(model.say(&asked), Meaning::Plain), (model.text("confirm-publish-why"), Meaning::Muted)];
    let notice = Notice { title: model.text("action-publish"), paragraphs, scrolled: 0 };
    model.overlays.push(Overlay::Confirm(notice, Intent::Publish(ids)));
}

/// Asks for the day to move a visit to.
pub fn ask_move(model: &mut Model, id: VisitId, start: NaiveDate) {
    let inputs = vec![Input::text("to", model.text("form-day"), start.to_string())];
    let intro = vec![(model.say(&Said::new("move-intro").with("id", id.to_string())), Meaning::Muted)];
    let form = Form::new(model.text("action-move"), intro, inputs);
    model.overlays.push(Overlay::Form(form, Intent::Move(id)));
}

/// Asks why a visit is called off.
pub fn ask_cancel(model: &mut Model, id: VisitId) {
    let inputs = vec![Input::text("reason", model.text("form-reason"), "")];
    let intro = vec![(model.say(&Said::new("cancel-intro").with("id", id.to_string())), Meaning::Muted)];
    let form = Form::new(model.text("action-cancel"), intro, inputs);
    model.overlays.push(Overlay::Form(form, Intent::Cancel(id)));
}

/// Takes a filled form, or shows what is missing.
pub fn submit(model: &mut Model, mut form: Form, intent: Intent) -> Vec<Effect> {
    let day = |form: &Form, name: &str| form.value(name).parse::<NaiveDate>().ok();
    match intent {
        Intent::Move(id) => match day(&form, "to") {
            Some(to) => send(model, Task::Move { id, to }),
            None => refuse(model, form, "to", "form-date", Intent::Move(id)),
        },
        Intent::Cancel(id) => {
            let reason = form.value("reason").to_owned();
            if reason.is_empty() {
                return refuse(model, form, "reason", "form-required", Intent::Cancel(id));
            }
            send(model, Task::Cancel { id, reason })
        }
        Intent::PlanOptions => {
            let Some(from) = day(&form, "from") else {
                return refuse(model, form, "from", "form-date", Intent::PlanOptions);
            };
            let Some(horizon) = day(&form, "to").and_then(|to| DayRange::inclusive(from, to)) else {
                return refuse(model, form, "to", "form-date", Intent::PlanOptions);
            };
            let Ok(moves) = form.value("moves").parse::<u32>() else {
                form.refuse("moves", model.text("form-number"));
                model.overlays.push(Overlay::Form(form, Intent::PlanOptions));
                return Vec::new();
            };
            let order = PlanOrder {
                horizon: Some(horizon),
                effort: form.value("effort").to_owned(),
                moves_max: Some(moves).filter(|moves| *moves > 0),
                seed: 0,
            };
            start_job(model, "job-plan", Task::Plan(order))
        }
        _ => Vec::new(),
    }
}

fn refuse(model: &mut Model, mut form: Form, name: &str, error_id: &str, intent: Intent) -> Vec<Effect> {
    form.refuse(name, model.text(error_id));
    model.overlays.push(Overlay::Form(form, intent));
    Vec::new()
}

/// A decision is made: marks have served.
pub fn decided(model: &mut Model) {
    model.plan.marks.clear();
}

/// Draws the figures, the table and, where there is room or it was asked for, the detail.
pub fn draw(model: &Model, canvas: &mut Canvas<'_>, area: Rect) -> Option<Position> {
    let plan = &model.plan;
    let Some(data) = &plan.data else { return None };
    if data.plan.visits.is_empty() && data.plan.unplaced.is_empty() {
        super::draw_empty(model, canvas, area, "plan-empty", &[Action::Inbox]);
        return None;
    }
    let lines = plan_detail::figures(model, data, area.width);
    let high = u16::try_from(lines.len()).unwrap_or(1).min(area.height / 2).max(1);
    let (head, mut body) = split_top(area, high);
    canvas.lines(head, &lines);
    if plan.page {
        draw_detail(model, canvas, body);
        return None;
    }
    let mut cursor = None;
    if plan.shown().has_line() {
        let (line, rest) = split_top(body, 1);
        cursor = plan.shown().draw_line(canvas, line);
        body = rest;
    }
    let split = plan.split.unwrap_or(area.width >= SPLIT_FROM) && area.width >= 60;
    let (left, right) = if split { split_left(body, body.width * 58 / 100) } else { (body, Rect::default()) };
    if !plan.waiting && data.plan.visits.is_empty() {
        super::draw_empty(model, canvas, left, "plan-none-yet", &[Action::Plan]);
    } else if plan.waiting {
        draw_unplaced(model, canvas, left);
    } else {
        draw_visits(model, canvas, left);
    }
    if split {
        canvas.upright(Rect { width: 1, ..right }, Meaning::Muted);
        draw_detail(model, canvas, split_left(right, 2).1);
    }
    cursor
}

fn draw_visits(model: &Model, canvas: &mut Canvas<'_>, area: Rect) {
    let plan = &model.plan;
    let columns = [
        Column::new("", 1),
        Column::new(model.text("column-id"), 6),
        Column::new(model.text("column-day"), 10),
        Column::new(model.text("column-unit"), 12),
        Column::new(model.text("column-demands"), 4).dropped(3),
        Column::new(model.text("column-departments"), 14).growing().dropped(1),
        Column::new(model.text("column-state"), 8).dropped(2),
    ];
    let row = |place: usize| {
        let Some(row) = plan.visits.shown(place).and_then(|row| plan.all().get(row)) else {
            return Row::default();
        };
        let visit = &row.visit.record;
        let days = if visit.days > 1 {
            format!("{}+{}", visit.start.format("%m-%d"), visit.days - 1)
        } else {
            visit.start.format("%m-%d").to_string()
        };
        let weekday = model.weekdays
            [usize::try_from(chrono::Datelike::weekday(&visit.start).num_days_from_monday()).unwrap_or(0)]
        .clone();
        Row {
            marked: plan.marks.contains(&visit.id),
            cells: vec![
                ((if visit.pinned { "^" } else { "" }).to_owned(), Meaning::Key),
                (visit.id.to_string(), Meaning::Plain),
                (format!("{days} {weekday}"), Meaning::Plain),
                (row.unit.clone(), Meaning::Plain),
                (crate::tui::widget::table::number(row.demands.len(), 2), Meaning::Plain),
                (model.texts.join(row.departments.iter().cloned()), Meaning::Plain),
                (model.text(&visit.state.text_id()), state_meaning(visit.state)),
            ],
        }
    };
    Table {
        columns: &columns,
        list: &plan.visits.list,
        row: &row,
        headings: true,
        sorted: None,
        focused: true,
    }
    .draw(canvas, area);
}

fn draw_unplaced(model: &Model, canvas: &mut Canvas<'_>, area: Rect) {
    let plan = &model.plan;
    let columns = [
        Column::new(model.text("column-id"), 6),
        Column::new(model.text("column-unit"), 12),
        Column::new(model.text("column-department"), 10).dropped(2),
        Column::new(model.text("column-matter"), 14).growing().dropped(1),
        Column::new(model.text("column-reason"), 20),
    ];
    let row = |place: usize| {
        let data = plan.data.as_ref();
        let found = plan.unplaced.shown(place).zip(data).and_then(|(row, data)| data.plan.unplaced.get(row));
        let Some(row) = found else { return Row::default() };
        let reason =
            row.reason.as_ref().map_or_else(|| model.text("not-planned-yet"), |reason| model.say(reason));
        Row {
            marked: false,
            cells: vec![
                (row.demand.request.to_string(), Meaning::Plain),
                (row.unit.clone(), Meaning::Plain),
                (row.department.clone(), Meaning::Plain),
                (row.title.clone(), Meaning::Plain),
                (reason, Meaning::Warn),
            ],
        }
    };
    Table {
        columns: &columns,
        list: &plan.unplaced.list,
        row: &row,
        headings: true,
        sorted: None,
        focused: true,
    }
    .draw(canvas, area);
}

fn draw_detail(model: &Model, canvas: &mut Canvas<'_>, area: Rect) {
    let plan = &model.plan;
    let lines = match (plan.current(), plan.current_unplaced()) {
        (Some(row), _) => plan_detail::visit_lines(model, row, area.width),
        (None, Some(row)) => plan_detail::unplaced_lines(model, row, area.width),
        (None, None) => Vec::new(),
    };
    plan.pane.draw(canvas, area, &lines);
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
