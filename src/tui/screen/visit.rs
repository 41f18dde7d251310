//! One visit: what it serves, its check items, its sample and what that means, what supervision beforehand misses.

use std::collections::BTreeSet;
use std::path::PathBuf;

use chrono::NaiveDate;
use ratatui::layout::{Position, Rect};

use super::plan::{ask_cancel, ask_forbid, ask_move, confirm_publish, inspectors_first, movable};
use super::visit_ask::{
    PROOF, ask_answer, ask_draw, ask_exception, ask_file, ask_force, ask_groups, submit_force,
};
use super::visit_detail;
use crate::domain::id::VisitId;
use crate::domain::message::Message as Said;
use crate::domain::visit::{Visit, VisitState};
use crate::tui::action::Action;
use crate::tui::ink::Canvas;
use crate::tui::message::Effect;
use crate::tui::model::{Intent, Model, Overlay, Screen};
use crate::tui::task::{Document, Reaction, Task, VisitData};
use crate::tui::theme::Meaning;
use crate::tui::update::send;
use crate::tui::widget::form::{Form, Input};
use crate::tui::widget::pane::Pane;

/// The visit that is open.
#[derive(Default)]
pub struct VisitScreen {
    /// Which; `None` before one is opened.
    pub id: Option<VisitId>,
    data: Option<Box<VisitData>>,
    /// Samples are shown with tables and curves.
    pub expert: bool,
    /// Visits whose checklist was written since the console was opened, with their revision then.
    written: BTreeSet<(VisitId, u32)>,
    pane: Pane,
}

impl VisitScreen {
    /// Takes a freshly read visit.
    pub fn set(&mut self, data: Box<VisitData>) {
        self.data = Some(data);
    }

    /// Takes note that the checklist of the visit that is open was written. One without what is still to be drawn has to be
    /// written again.
    pub fn wrote(&mut self, id: VisitId) {
        let Some(data) = self.data().filter(|data| !data.is_undrawn()) else { return };
        let visit = &data.detail.planned.visit.record;
        let copy = (visit.id, visit.revision);
        if visit.id == id {
            self.written.insert(copy);
        }
    }

    /// Whether the checklist of a visit on the calendar has been written as the visit is now.
    pub fn is_written(&self, visit: &Visit) -> bool {
        self.written.contains(&(visit.id, visit.revision))
    }

    /// What is shown, where it is that of the visit that is open.
    pub fn data(&self) -> Option<&VisitData> {
        let id = self.id?;
        self.data.as_deref().filter(|data| data.detail.planned.visit.record.id == id)
    }
}

/// Opens a visit on its screen.
pub fn open(model: &mut Model, id: VisitId) -> Vec<Effect> {
    model.screen = Screen::Visit;
    if model.visit.id != Some(id) {
        model.visit.id = Some(id);
        model.visit.pane.rewind();
    }
    send(model, Task::LoadVisit(id))
}

/// Opens the screen: on the visit that is open, else on the first.
pub fn enter(model: &mut Model) -> Vec<Effect> {
    let current = model.plan.current().filter(|row| model.plan.shows(row.visit.record.id));
    let first = current.or_else(|| model.plan.seen().next()).map(|row| row.visit.record.id);
    let known = model.visit.id.filter(|id| model.plan.seen().any(|row| row.visit.record.id == *id));
    if let Some(id) = known.or(first) {
        open(model, id)
    } else {
        model.visit.id = None;
        Vec::new()
    }
}

/// Actions that can be used now.
pub fn valid(model: &Model, action: Action) -> bool {
    let Some(data) = model.visit.data() else { return false };
    let visit = &data.detail.planned.visit.record;
    match action {
        Action::DrawTeams => visit.is_draft(),
        Action::Clear => visit.state == VisitState::Proposed,
        Action::Publish => visit.state == VisitState::Cleared,
        Action::Draw => {
            let early = !visit.announced && model.heading.today < visit.start;
            !early && data.detail.round.as_ref().is_some_and(|round| round.drawn.is_none())
        }
        Action::Export => data.sheet.is_ok() && model.job.is_none(),
        Action::Pin | Action::Move | Action::Cancel => movable(&data.detail.planned),
        Action::Forbid => visit.is_draft(),
        Action::Answer => visit.state == VisitState::Published && visit.announced,
        Action::HandOver => !visit.is_draft(),
        Action::Record | Action::RecordHere => recordable(visit, model.heading.today) && model.job.is_none(),
        Action::Groups => {
            let ahead = [VisitState::Published, VisitState::Sealed, VisitState::InField];
            (visit.is_draft() || ahead.contains(&visit.state)) && data.sheet.is_ok()
        }
        Action::DrawPlan => !data.detail.samples.is_empty(),
        Action::Expert => data.detail.samples.iter().any(|sample| !sample.expert.is_empty()),
        Action::DrawShow => data.detail.round.as_ref().is_some_and(|round| round.drawn.is_some()),
        // Asked for beforehand too: what would exceed a limit cannot be moved there first.
        Action::Except => visit.is_draft() || movable(&data.detail.planned),
        Action::NextItem | Action::PreviousItem => model.plan.seen().count() > 1,
        _ if action.is_motion() => true,
        Action::Back | Action::Copy => true,
        _ => false,
    }
}

/// Does what an action says.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if model.visit.pane.act(action) {
        return Vec::new();
    }
    let Some(visit) = model.visit.data().map(|data| data.detail.planned.visit.record.clone()) else {
        return Vec::new();
    };
    let id = visit.id;
    match action {
        Action::NextItem => step(model, id, 1),
        Action::PreviousItem => step(model, id, -1),
        Action::Back => {
            super::plan::go_to(model, id);
            Vec::new()
        }
        Action::DrawTeams => send(model, Task::DrawTeams(vec![id])),
        Action::Clear => send(model, Task::Clear(vec![id])),
        Action::Publish => {
            confirm_publish(model, vec![id]);
            Vec::new()
        }
        Action::Pin => send(model, Task::Pin { ids: vec![id], pinned: !visit.pinned }),
        Action::Move => {
            ask_move(model, id, visit.start);
            Vec::new()
        }
        Action::Forbid => {
            ask_forbid(model, id, visit.range());
            Vec::new()
        }
        Action::Cancel => {
            ask_cancel(model, id);
            Vec::new()
        }
        Action::Draw => {
            ask_draw(model, id);
            Vec::new()
        }
        Action::Record => {
            let inputs = vec![Input::text("file", model.text("start-file-path"), "")];
            let intro = vec![(model.text("record-intro"), Meaning::Muted)];
            let form = Form::new(model.text("action-record"), intro, inputs);
            model.overlays.push(Overlay::Form(form, Intent::Record(id)));
            Vec::new()
        }
        Action::RecordHere => send(model, Task::LoadEntry(id)),
        Action::Groups => {
            ask_groups(model, id);
            Vec::new()
        }
        Action::DrawPlan => {
            ask_force(model, id);
            Vec::new()
        }
        Action::Expert => {
            model.visit.expert = !model.visit.expert;
            Vec::new()
        }
        Action::Answer => {
            ask_answer(model, id);
            Vec::new()
        }
        Action::HandOver => {
            super::findings::ask_hand_over(model, id);
            Vec::new()
        }
        Action::DrawShow => send(model, Task::Protocol(id)),
        Action::Except => {
            ask_exception(model, id);
            Vec::new()
        }
        Action::Export => {
            ask_file(model, id);
            Vec::new()
        }
        Action::Copy => {
            let Some(data) = model.visit.data() else { return Vec::new() };
            let lines = visit_detail::lines(model, data, 80);
            let lines: Vec<String> =
                lines.iter().map(|line| line.iter().map(|(text, _)| text.as_str()).collect()).collect();
            model.copied_lines(&lines)
        }
        _ => Vec::new(),
    }
}

/// Whether something can have come back by a day.
fn recordable(visit: &Visit, today: NaiveDate) -> bool {
    let known = visit.is_public() || visit.state == VisitState::Sealed;
    known && visit.state != VisitState::Closed && visit.start <= today
}

/// The visit after or before, in the order of the plan, round and round.
fn step(model: &mut Model, id: VisitId, by: isize) -> Vec<Effect> {
    let all: Vec<VisitId> = model.plan.seen().map(|row| row.visit.record.id).collect();
    let count = all.len();
    let Some(at) = all.iter().position(|known| *known == id) else { return enter(model) };
    let next = if by > 0 { (at + 1) % count } else { (at + count - 1) % count };
    all.get(next).copied().map_or_else(Vec::new, |id| open(model, id))
}

/// Takes a filled form, or shows what is missing.
pub fn submit(model: &mut Model, mut form: Form, intent: Intent) -> Vec<Effect> {
    match intent {
        Intent::Draw(id) => {
            let (public, witnesses) = (form.value("public").to_owned(), form.value("witnesses").to_owned());
            send(model, Task::Draw { id, public, witnesses })
        }
        Intent::Groups(visit) => {
            let Ok(groups) = form.value("groups").parse() else {
                form.refuse("groups", model.text("form-number"));
                model.overlays.push(Overlay::Form(form, Intent::Groups(visit)));
                return Vec::new();
            };
            send(model, Task::DivideTeam { visit, groups })
        }
        Intent::DrawPlan(visit) => submit_force(model, form, visit),
        Intent::Except(visit) => {
            let (rule, reason) = (form.value("rule").to_owned(), form.value("reason").to_owned());
            if reason.is_empty() {
                form.refuse("reason", model.text("form-required"));
                model.overlays.push(Overlay::Form(form, Intent::Except(visit)));
                return Vec::new();
            }
            send(model, Task::Except { rule, visit, reason })
        }
        Intent::Answer(visit) => {
            let (who, reason) = (form.value("who").to_owned(), form.value("reason").to_owned());
            let agrees = !who.is_empty() && form.value("word") == "slot-word-confirmed";
            if !agrees && reason.is_empty() {
                form.refuse("reason", model.text("form-required"));
                model.overlays.push(Overlay::Form(form, Intent::Answer(visit)));
                return Vec::new();
            }
            let department = Some(who).filter(|name| !name.is_empty());
            send(model, Task::React(Reaction { visit, department, agrees, reason }))
        }
        Intent::Record(id) => {
            let path = PathBuf::from(form.value("file"));
            if path.as_os_str().is_empty() {
                form.refuse("file", model.text("form-required"));
                model.overlays.push(Overlay::Form(form, Intent::Record(id)));
                return Vec::new();
            }
            send(model, Task::Record { id, path })
        }
        Intent::Export(document) => {
            if form.value("file").is_empty() {
                form.refuse("file", model.text("form-required"));
                model.overlays.push(Overlay::Form(form, Intent::Export(document)));
                return Vec::new();
            }
            // The name may be typed with its ending or without.
            let ending = form.value("format");
            let name = form.value("file").trim_end_matches(ending);
            let path = PathBuf::from(format!("{name}{ending}"));
            let document = match document {
                Document::Checklist(id) if ending == PROOF => Document::Proof(id),
                document => document,
            };
            send(model, Task::Export { document, path, force: false })
        }
        _ => Vec::new(),
    }
}

/// What to do next with this visit.
pub fn next_step(model: &Model) -> Option<Said> {
    let data = model.visit.data()?;
    let visit = &data.detail.planned.visit.record;
    let undrawn = data.is_undrawn();
    let written = model.visit.is_written(visit);
    let id = match visit.state {
        VisitState::Proposed if visit.team.is_empty() && !model.heading.has_inspectors => {
            return Some(inspectors_first(model));
        }
        VisitState::Proposed if visit.team.is_empty() => "next-teams-one",
        VisitState::Proposed => "next-clear-one",
        VisitState::Cleared => "next-publish-one",
        VisitState::Sealed if undrawn && model.heading.today < visit.start => {
            return Some(Said::new("next-draw-day").with("day", visit.start.to_string()));
        }
        VisitState::Published | VisitState::Sealed if undrawn => "next-draw",
        VisitState::Published | VisitState::Sealed if model.heading.today < visit.start => {
            let id = match (written, to_write(model).next().is_some()) {
                (false, _) => "next-export-before",
                (true, true) => "next-written",
                (true, false) => "next-written-all",
            };
            return Some(Said::new(id).with("day", visit.start.to_string()));
        }
        VisitState::Published | VisitState::Sealed if written => "next-record",
        VisitState::Published | VisitState::Sealed => "next-export",
        VisitState::InField => "next-record",
        VisitState::Rectifying => "next-rectify",
        _ => return None,
    };
    Some(Said::new(id))
}

/// Visits that may be seen and go ahead, and whose checklist nobody has written yet.
pub fn to_write(model: &Model) -> impl Iterator<Item = &Visit> {
    let ahead = [VisitState::Published, VisitState::Sealed];
    let visits = model.plan.seen().map(|row| &row.visit.record);
    visits.filter(move |visit| ahead.contains(&visit.state) && !model.visit.is_written(visit))
}

/// Draws the visit, or says how to come to one.
pub fn draw(model: &Model, canvas: &mut Canvas<'_>, area: Rect) -> Option<Position> {
    match (model.visit.data(), model.visit.id) {
        (Some(data), _) => {
            let place = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
            let lines = visit_detail::lines(model, data, place.width);
            model.visit.pane.draw(canvas, place, &lines, &model.key(Action::PageDown));
        }
        (None, Some(_)) => {
            canvas.text(area, &format!(" {}", model.text("reading")), Meaning::Muted);
        }
        (None, None) => super::draw_empty(model, canvas, area, "visit-empty", &[Action::PlanScreen]),
    }
    None
}
