//! Requests: one or many decided at a time, with everything a decision needs beside the list.

mod decide;
mod detail;
mod list;
mod reminders;
mod view;

use std::collections::BTreeSet;

pub use decide::{dispose_by_key, pick_disposition, pick_next_material, ruling_text_id, submit};
pub(super) use detail::{disposition_meaning, verdict_lines};
pub use list::Inbox;
use list::Sort;
pub use view::draw;

use crate::domain::code::Code;
use crate::domain::day::DayRange;
use crate::domain::id::RequestId;
use crate::domain::message::Message as Said;
use crate::domain::request::RequestState;
use crate::tui::action::Action;
use crate::tui::message::Effect;
use crate::tui::model::Model;
use crate::tui::task::{Book, Task, TriageOrder};
use crate::tui::theme::Meaning;
use crate::tui::update::send;

/// Actions that can be used now.
pub fn valid(model: &Model, action: Action) -> bool {
    let inbox = &model.inbox;
    let one = inbox.current().is_some();
    match action {
        Action::Import => model.job.is_none(),
        Action::Accept | Action::Return | Action::Refuse | Action::Divert => inbox.all_wait(),
        Action::AcceptDespite => inbox.all_wait() && inbox.marks.len() <= 1,
        Action::Withdraw => one && inbox.marks.is_empty(),
        Action::TriageByRule => model.job.is_none() && !inbox.waiting.is_empty(),
        Action::Dispose => inbox.detail().is_some_and(|detail| !detail.request.record.materials.is_empty()),
        Action::Merge => inbox.detail().is_some_and(|detail| !detail.merge_with.is_empty()),
        Action::FindingRemind => !inbox.reminders.is_empty(),
        Action::CommitDraws => !inbox.roll.lines().is_empty(),
        Action::Filter | Action::Sort | Action::Only | Action::Mark | Action::MarkAll => {
            !inbox.spread.is_page() && !inbox.roll.lines().is_empty()
        }
        Action::Back if !inbox.marks.is_empty() => true,
        Action::NextItem | Action::PreviousItem => one,
        _ => inbox.spread.valid(action, &inbox.finder).unwrap_or(false),
    }
}

/// Does what an action says.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let inbox = &mut model.inbox;
    match action {
        Action::Back if !inbox.spread.is_page() => back(inbox),
        Action::Mark => {
            if let Some(id) = inbox.current()
                && !inbox.marks.remove(&id)
            {
                inbox.marks.insert(id);
            }
            inbox.finder.list.act(Action::Down);
        }
        Action::MarkAll => {
            let shown: BTreeSet<RequestId> = inbox
                .finder
                .all_shown()
                .iter()
                .filter_map(|row| inbox.roll.lines().get(*row))
                .map(|row| row.id)
                .collect();
            inbox.marks = if inbox.marks.is_superset(&shown) { BTreeSet::new() } else { shown };
        }
        Action::Sort => {
            inbox.sort = match inbox.sort {
                Sort::Id => Sort::Department,
                Sort::Department => Sort::Window,
                Sort::Window => Sort::Rules,
                Sort::Rules => Sort::Id,
            };
            inbox.arrange();
        }
        Action::Only => next_state(inbox),
        Action::FindingRemind => return send(model, Task::Read(Book::Reminders)),
        Action::Copy => return copy(model),
        Action::NextItem => {
            inbox.finder.list.act(Action::Down);
        }
        Action::PreviousItem => {
            inbox.finder.list.act(Action::Up);
        }
        _ => {
            if !inbox.spread.act(action, &mut inbox.finder) {
                return decide::act(model, action);
            }
        }
    }
    look_at(model)
}

/// Takes the marks away, else the filter.
fn back(inbox: &mut Inbox) {
    if inbox.marks.is_empty() {
        inbox.finder.clear();
        inbox.arrange();
    } else {
        inbox.marks.clear();
    }
}

/// The next state that some request is in, then all.
fn next_state(inbox: &mut Inbox) {
    let states = RequestState::ALL;
    let from = inbox.only.map_or(0, |state| states.iter().position(|other| *other == state).unwrap_or(0) + 1);
    let held = |state: &&RequestState| inbox.roll.lines().iter().any(|row| row.state == **state);
    inbox.only = states.iter().skip(from).find(held).copied();
    inbox.arrange();
}

/// Asks for the detail of the request under the cursor, unless it is there, and for signs that are not known.
pub fn look_at(model: &mut Model) -> Vec<Effect> {
    let mut effects = match model.inbox.current() {
        Some(id) if model.inbox.detail().is_none() => send(model, Task::LoadRequest(id)),
        _ => Vec::new(),
    };
    effects.extend(look_ahead(model));
    effects
}

/// Asks for the next signs, a few at a time: what is asked for in between is not kept waiting.
pub fn look_ahead(model: &mut Model) -> Vec<Effect> {
    let ids = if model.inbox.signing { Vec::new() } else { model.inbox.unsigned() };
    if ids.is_empty() {
        return Vec::new();
    }
    model.inbox.signing = true;
    send(model, Task::LoadSigns(ids))
}

/// Asks for the detail anew.
pub fn look_again(model: &mut Model) -> Vec<Effect> {
    model.inbox.current().map_or_else(Vec::new, |id| send(model, Task::LoadRequest(id)))
}

fn copy(model: &mut Model) -> Vec<Effect> {
    let inbox = &model.inbox;
    let Some(row) = inbox.current_row() else { return Vec::new() };
    let fields = [
        row.id.to_string(),
        inbox.roll.department(row).to_owned(),
        row.title.to_string(),
        inbox.roll.target(row).to_owned(),
        window_text(row.span),
    ];
    model.copied(&fields)
}

/// Puts the cursor on a request, whatever is filtered.
pub fn go_to(model: &mut Model, id: RequestId) -> Vec<Effect> {
    let inbox = &mut model.inbox;
    let Some(row) = inbox.roll.place(id) else { return Vec::new() };
    if !inbox.finder.go_to(row) {
        inbox.finder.clear();
        inbox.only = None;
        inbox.arrange();
        inbox.finder.finish();
        inbox.finder.go_to(row);
    }
    look_at(model)
}

/// A decision is made: marks have served.
pub fn decided(model: &mut Model) {
    model.inbox.marks.clear();
}

/// Sends a decision on requests and goes on to the next one.
fn decide(model: &mut Model, order: TriageOrder) -> Vec<Effect> {
    model.inbox.send(&order.ids);
    let mut effects = send(model, Task::Triage(order));
    effects.extend(look_at(model));
    effects
}

/// What to do next: decide, then draw what registers are asked for, then plan.
pub fn next_step(model: &Model) -> Option<Said> {
    let inbox = &model.inbox;
    if inbox.roll.lines().is_empty() {
        return None;
    }
    let waiting = inbox.waiting.len();
    if inbox.spread.is_page() && waiting > 0 {
        return Some(Said::new("next-triage-one"));
    }
    if waiting > 0 {
        return Some(Said::new("next-triage").with("count", waiting));
    }
    if inbox.undrawn > 0 {
        return Some(Said::new("next-draw-registers").with("count", inbox.undrawn));
    }
    let accepted = inbox.roll.lines().iter().any(|line| line.state == RequestState::Accepted);
    if accepted {
        return Some(Said::new("next-to-plan"));
    }
    Some(Said::new("next-none-accepted").with("import", model.key(Action::Import)))
}

/// How a request's state looks.
pub const fn state_meaning(state: RequestState) -> Meaning {
    match state {
        RequestState::Received => Meaning::Warn,
        RequestState::Accepted => Meaning::Good,
        RequestState::Returned | RequestState::Diverted => Meaning::Plain,
        RequestState::Refused => Meaning::Bad,
        RequestState::Withdrawn => Meaning::Muted,
    }
}

/// `10-08~10-31`; with years where they differ or the span is long.
pub fn window_text(span: Option<DayRange>) -> String {
    span.map_or_else(String::new, |span| {
        format!("{}~{}", span.from.format("%m-%d"), span.last().format("%m-%d"))
    })
}
