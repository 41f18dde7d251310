//! What leads to a decision on visits: forms, the cost of a change before it is made, questions.

use chrono::NaiveDate;

use crate::app::query::standing::Change;
use crate::app::query::standing::{Cost, Shift};
use crate::domain::day::DayRange;
use crate::domain::id::VisitId;
use crate::domain::message::{Arg, Message as Said};
use crate::domain::visit::{Visit, VisitState};
use crate::tui::action::Action;
use crate::tui::ink::Piece;
use crate::tui::message::Effect;
use crate::tui::model::{Intent, Model, Overlay};
use crate::tui::task::{PlanOrder, Task, Weighed};
use crate::tui::theme::Meaning;
use crate::tui::update::send;
use crate::tui::widget::form::{Form, Input};
use crate::tui::widget::notice::Notice;

/// Commands on visits.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let ids: Vec<VisitId> = model.plan.targets().iter().map(|row| row.visit.record.id).collect();
    let pinned = model.plan.all_targets(|row| row.visit.record.pinned);
    match action {
        Action::Plan => send(model, Task::Plan(PlanOrder::default())),
        Action::PlanOptions => {
            ask_options(model);
            Vec::new()
        }
        // Of what is marked, those that have come so far: marking all and going on step by step is the usual way.
        Action::DrawTeams => {
            let ids = model.plan.targets_where(Visit::is_draft);
            send(model, Task::DrawTeams(ids))
        }
        Action::Clear => {
            let ids = model.plan.targets_where(super::is_proposed);
            send(model, Task::Clear(ids))
        }
        Action::Publish => {
            let ids = model.plan.targets_where(super::is_cleared);
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
        Action::Forbid => {
            let found =
                model.plan.targets().first().map(|row| (row.visit.record.id, row.visit.record.range()));
            if let Some((id, days)) = found {
                ask_forbid(model, id, days);
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

/// Visits that are named before they are published; of more it is said how many.
const NAMED_MAX: usize = 12;

/// Publishing cannot be undone: townships are told.
pub fn confirm_publish(model: &mut Model, ids: Vec<VisitId>) {
    let list = model.texts.join(ids.iter().take(NAMED_MAX).map(ToString::to_string));
    let more = ids.len().saturating_sub(NAMED_MAX);
    let id = if more > 0 { "confirm-publish-many" } else { "confirm-publish" };
    let asked = Said::new(id).with("count", ids.len()).with("list", list).with("more", more);
    let intro = vec![
        (model.say(&asked), Meaning::Plain),
        (model.text("confirm-publish-why"), Meaning::Muted),
        (model.text("publish-source-why"), Meaning::Muted),
    ];
    let inputs = vec![Input::text("source", model.text("form-public-source"), "")];
    let form = Form::new(model.text("action-publish"), intro, inputs);
    model.overlays.push(Overlay::Form(form, Intent::Publish(ids)));
}

/// Asks for the day to move a visit to.
pub fn ask_move(model: &mut Model, id: VisitId, start: NaiveDate) {
    let inputs = vec![Input::text("to", model.text("form-day"), start.to_string())];
    let intro = vec![(model.say(&Said::new("move-intro").with("id", id.to_string())), Meaning::Muted)];
    let form = Form::new(model.text("action-move"), intro, inputs);
    model.overlays.push(Overlay::Form(form, Intent::Move(id)));
}

/// Asks for the days on which a visit's unit receives nobody, and why.
pub fn ask_forbid(model: &mut Model, id: VisitId, days: DayRange) {
    let inputs = vec![
        Input::text("from", model.text("form-from"), days.from.to_string()),
        Input::text("to", model.text("form-to"), days.last().to_string()),
        Input::text("reason", model.text("form-reason"), ""),
    ];
    let intro = vec![(model.say(&Said::new("forbid-intro").with("id", id.to_string())), Meaning::Muted)];
    let form = Form::new(model.text("action-forbid"), intro, inputs);
    model.overlays.push(Overlay::Form(form, Intent::Forbid(id)));
}

/// Shows what a change costs, and asks whether it is to be made.
pub fn confirm(model: &mut Model, weighed: Weighed) {
    let Weighed { change, cost } = weighed;
    let id = change.visit();
    let row = model.plan.all().iter().find(|row| row.visit.record.id == id);
    let unit = row.map_or_else(String::new, |row| row.unit.clone());
    let (title, said) = match &change {
        Change::Move { to, .. } => ("action-move", Said::new("weigh-move").with("to", to.to_string())),
        Change::Forbid { days, reason, .. } => (
            "action-forbid",
            Said::new("weigh-forbid")
                .with("from", days.from.to_string())
                .with("to", days.last().to_string())
                .with("reason", reason.as_str()),
        ),
    };
    let told = row.is_some_and(|row| row.visit.record.is_public());
    let cleared = row.is_some_and(|row| row.visit.record.state == VisitState::Cleared);
    let said = said.with("id", id.to_string()).with("unit", unit);
    let mut paragraphs = vec![(model.say(&said), Meaning::Title), (String::new(), Meaning::Plain)];
    paragraphs.extend(cost_lines(
        model,
        cost.as_ref(),
        matches!(change, Change::Forbid { .. }),
        "weigh-others",
    ));
    if told {
        paragraphs.push((model.text("weigh-told"), Meaning::Warn));
    }
    if cleared {
        paragraphs.push((model.text("weigh-cleared"), Meaning::Warn));
    }
    let notice = Notice::new(model.text(title), paragraphs);
    model.overlays.push(Overlay::Confirm(notice, Intent::Do(change.into())));
}

/// What planning around a change would bring: figures before and after, then who would have to move.
pub(super) fn cost_lines(model: &Model, cost: Option<&Cost>, with_own: bool, others: &str) -> Vec<Piece> {
    let Some(cost) = cost else { return vec![(model.text("weigh-unknown"), Meaning::Muted)] };
    let mut lines = Vec::new();
    let figures = [
        ("weigh-visits", cost.before.visits, cost.after.visits),
        ("weigh-days", cost.before.days, cost.after.days),
        ("weigh-left-out", count(cost.before.left_out), count(cost.after.left_out)),
    ];
    for (id, before, after) in figures.into_iter().filter(|(_, before, after)| before != after) {
        let meaning = if after > before { Meaning::Bad } else { Meaning::Good };
        let said = Said::new(id).with("before", before).with("after", after);
        lines.push((model.say(&said), meaning));
    }
    if lines.is_empty() {
        lines.push((model.text("weigh-nothing"), Meaning::Good));
    }
    let own = if with_own { cost.own.as_slice() } else { &[] };
    if !own.is_empty() {
        lines.push((model.text("weigh-own"), Meaning::Plain));
        lines.extend(own.iter().map(|shift| (shift_text(model, shift), Meaning::Plain)));
    }
    if cost.others.is_empty() {
        lines.push((model.text("weigh-no-others"), Meaning::Plain));
    } else {
        let said = Said::new(others).with("count", cost.others.len());
        lines.push((model.say(&said), Meaning::Warn));
        lines.extend(cost.others.iter().map(|shift| (shift_text(model, shift), Meaning::Plain)));
    }
    lines
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(super) fn shift_text(model: &Model, shift: &Shift) -> String {
    let day = |day: Option<NaiveDate>| match day {
        Some(day) => Arg::from(day.to_string()),
        None => Arg::from(Said::new("weigh-waiting")),
    };
    let serving = super::question::demand_text(model, shift.demand);
    let said = Said::new("weigh-shift")
        .with("what", serving)
        .with("from", day(shift.from))
        .with("to", day(shift.to));
    format!("  {}", model.say(&said))
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
            Some(to) => send(model, Task::Weigh(Change::Move { id, to })),
            None => refuse(model, form, "to", "form-date", Intent::Move(id)),
        },
        Intent::Forbid(id) => {
            let Some(from) = day(&form, "from") else {
                return refuse(model, form, "from", "form-date", Intent::Forbid(id));
            };
            let Some(days) = day(&form, "to").and_then(|to| DayRange::inclusive(from, to)) else {
                return refuse(model, form, "to", "form-date", Intent::Forbid(id));
            };
            let reason = form.value("reason").to_owned();
            if reason.is_empty() {
                return refuse(model, form, "reason", "form-required", Intent::Forbid(id));
            }
            send(model, Task::Weigh(Change::Forbid { id, days, reason }))
        }
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
            // Without a last day it is that of the last window.
            let open = form.value("to").is_empty() && from == model.heading.today;
            let horizon = day(&form, "to").and_then(|to| DayRange::inclusive(from, to));
            if horizon.is_none() && !open {
                return refuse(model, form, "to", "form-date", Intent::PlanOptions);
            }
            let Ok(moves) = form.value("moves").parse::<u32>() else {
                form.refuse("moves", model.text("form-number"));
                model.overlays.push(Overlay::Form(form, Intent::PlanOptions));
                return Vec::new();
            };
            let order = PlanOrder {
                horizon,
                effort: form.value("effort").to_owned(),
                moves_max: Some(moves).filter(|moves| *moves > 0),
                seed: 0,
            };
            send(model, Task::Plan(order))
        }
        _ => Vec::new(),
    }
}

fn refuse(model: &mut Model, mut form: Form, name: &str, error_id: &str, intent: Intent) -> Vec<Effect> {
    form.refuse(name, model.text(error_id));
    model.overlays.push(Overlay::Form(form, intent));
    Vec::new()
}
