//! What tasks bring: rows and details go to their screens, what was done is said, failures are shown with what to do.

use std::collections::BTreeMap;

use super::message::Effect;
use super::model::{Model, Overlay, Screen};
use super::overlay;
use super::screen::{calendar, entry, findings, inbox, mapping, plan, visit};
use super::task::{Answer, Document, Heading, Task};
use super::theme::Meaning;
use super::update::{refresh, refresh_but_plan, send};
use super::widget::notice::Notice;
use crate::app::error::AppError;
use crate::domain::message::Message as Said;
use crate::domain::rule::Citation;

/// Shows a failure: code and cause, what the system said, what to do. A file that is there already is a question.
pub fn failed(model: &mut Model, error: &AppError) {
    model.deciding = 0;
    model.inbox.failed();
    if error.message.code == FILE_EXISTS
        && let Some(task) = model.writing.take()
    {
        overlay::ask_overwrite(model, error, task);
        return;
    }
    let mut paragraphs = vec![(model.say(&error.message), Meaning::Bad)];
    if let Some(detail) = &error.detail {
        let said = Said::new("error-detail").with("detail", detail.as_str());
        paragraphs.push((model.say(&said), Meaning::Muted));
    }
    if let Some(action) = model.texts.attribute(&error.message, "action") {
        paragraphs.push((String::new(), Meaning::Plain));
        paragraphs.push((model.say(&Said::new("error-action").with("action", action)), Meaning::Plain));
    }
    let title = model.say(&Said::new("error-title").with("code", error.message.code.as_str()));
    model.overlays.push(Overlay::Notice(Notice::new(title, paragraphs)));
}

/// The code of a file that is there already.
const FILE_EXISTS: &str = "X6010";

/// Takes in what a task brought.
pub fn answered(model: &mut Model, answer: Answer) -> Vec<Effect> {
    match answer {
        Answer::Heading(found) => return headed(model, found),
        Answer::InboxHead(data) => model.inbox.set_head(data),
        Answer::Inbox(data) => {
            model.inbox.set(data);
            if model.screen == Screen::Inbox {
                return inbox::look_at(model);
            }
        }
        Answer::Request(detail) => {
            model.inbox.set_detail(detail);
            inbox::pick_next_material(model);
        }
        Answer::Plan(data) => {
            let townships = data.units.iter().filter(|unit| unit.parent.is_none()).count();
            model.calendar.set_units(townships);
            model.plan.set(data);
            if model.screen == Screen::Calendar {
                calendar::enter(model);
            }
            if model.screen == Screen::Visit && model.visit.id.is_none() {
                return visit::enter(model);
            }
            return plan::look_at(model);
        }
        Answer::Signs(signs) => {
            model.dirty = model.inbox.set_signs(signs);
            return inbox::look_ahead(model);
        }
        Answer::Reasons(reasons) => model.plan.set_reasons(reasons),
        Answer::Weighed(weighed) => {
            model.deciding = 0;
            plan::confirm(model, *weighed);
        }
        Answer::Replied(reply) => {
            model.deciding = 0;
            plan::tell_reply(model, &reply);
        }
        Answer::Visit(data) => model.visit.set(data),
        Answer::Quota(data) => model.quota.set(data),
        Answer::Alarms(alarms) => model.quota.set_alarms(alarms),
        Answer::Findings(rows) => findings::set(model, rows),
        Answer::Burden(data) => model.burden.set(data),
        Answer::Journal(data) => model.journal.set(data),
        Answer::Done(said) => {
            model.deciding = 0;
            if said.code == "done-export"
                && let Some(Task::Export { document: Document::Checklist(id), .. }) = model.writing.take()
            {
                model.visit.wrote(id);
            }
            inbox::decided(model);
            plan::decided(model);
            model.toast(Meaning::Good, &said);
            return refresh(model);
        }
        Answer::Triaged(said) => {
            model.inbox.answered();
            model.deciding = model.inbox.orders;
            model.toast(Meaning::Good, &said);
            // The last of several shows what all of them did.
            if model.inbox.orders == 0 {
                // The plan is not shown beside requests; that demands came to it is read when it is.
                model.plan.stale = true;
                return refresh_but_plan(model);
            }
        }
        Answer::Report { title, paragraphs } => {
            model.deciding = 0;
            inbox::decided(model);
            plan::decided(model);
            tell(model, &title, &paragraphs);
            return refresh(model);
        }
        Answer::Told { title, paragraphs } => tell(model, &title, &paragraphs),
        Answer::Entry(sheet) => entry::show(model, *sheet),
        Answer::Entered { sheet, paragraphs } => {
            entry::show(model, *sheet);
            let title = Said::new("action-record-here");
            return answered(model, Answer::Report { title, paragraphs });
        }
        Answer::Sight { path, sight } => {
            mapping::show(model, path, *sight);
        }
        Answer::Began { author, today } => {
            let mut effects = send(model, Task::ActAs(author));
            effects.extend(send(model, Task::SetToday(today)));
            return effects;
        }
        Answer::Changed => {
            model.deciding = 0;
            model.inbox.as_of = None;
            return refresh(model);
        }
        Answer::Superseded => {}
    }
    Vec::new()
}

/// Shows something to be read.
fn tell(model: &mut Model, title: &Said, paragraphs: &[(Said, Meaning)]) {
    let paragraphs = paragraphs.iter().map(|(said, meaning)| (model.texts.render(said), *meaning)).collect();
    let title = model.say(title);
    model.overlays.push(Overlay::Notice(Notice::new(title, paragraphs)));
}

/// A county is set up, or is not: the first start is shown only then.
fn headed(model: &mut Model, found: Option<(Heading, BTreeMap<String, Citation>)>) -> Vec<Effect> {
    let Some((heading, citations)) = found else {
        model.screen = Screen::Start;
        return Vec::new();
    };
    model.heading = heading;
    model.citations = citations;
    if model.screen == Screen::Start {
        model.screen = Screen::Inbox;
        return refresh(model);
    }
    Vec::new()
}
