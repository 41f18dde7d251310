//! Letters, notices and accounts by name, from any screen: the kind most likely wanted there stands first.

use std::path::PathBuf;

use chrono::NaiveDate;

use super::message::Effect;
use super::model::{Intent, Model, Overlay, Screen};
use super::task::{Document, Letters, Task};
use super::theme::Meaning;
use super::update::send;
use super::widget::form::{Form, Input};
use crate::app::letters::LetterKind;
use crate::domain::code::Code;
use crate::domain::day::{DayRange, month};
use crate::domain::quota::Period;

/// Asks which letters, for whom and where to.
pub fn ask(model: &mut Model) {
    let (first, name, span) = likely(model);
    let mut kinds = LetterKind::ALL.to_vec();
    kinds.sort_by_key(|kind| *kind != first);
    let kinds = kinds.iter().map(|kind| (kind.code().to_owned(), model.text(&kind.text_id()))).collect();
    let inputs = vec![
        Input::choice("kind", model.text("form-letter"), kinds),
        Input::text("names", model.text("form-names"), name),
        Input::text("from", model.text("form-from"), span.from.to_string()),
        Input::text("to", model.text("form-to"), span.last().to_string()),
        Input::text("contact", model.text("form-contact"), ""),
        Input::text("folder", model.text("form-folder"), model.text("letter-folder")),
    ];
    let intro = vec![(model.text("letter-intro"), Meaning::Muted)];
    let form = Form::new(model.text("action-letter"), intro, inputs);
    model.overlays.push(Overlay::Form(form, Intent::Letters));
}

/// What is most likely written from here, to whom, about which days.
fn likely(model: &Model) -> (LetterKind, String, DayRange) {
    let day = model.calendar.day.unwrap_or(model.heading.today);
    let quarter = Period::Quarter.around(day);
    match model.screen {
        Screen::Inbox => {
            let department = model.inbox.current_department().unwrap_or_default().to_owned();
            (LetterKind::Reply, department, quarter)
        }
        Screen::Visit => {
            let id = model.visit.id.map(|id| id.to_string()).unwrap_or_default();
            (LetterKind::Notice, id, quarter)
        }
        Screen::Burden => (LetterKind::Burden, String::new(), month(model.burden.span(model).from)),
        Screen::Quota => (LetterKind::Burden, String::new(), month(model.heading.today)),
        Screen::Findings => (LetterKind::Rectification, String::new(), quarter),
        Screen::Start | Screen::Plan | Screen::Calendar | Screen::Journal => {
            (LetterKind::Plan, String::new(), quarter)
        }
    }
}

/// Takes a filled form, or shows what is missing.
pub fn submit(model: &mut Model, mut form: Form) -> Vec<Effect> {
    match read(&form) {
        Ok(task) => send(model, task),
        Err((name, error)) => {
            form.refuse(name, model.text(error));
            model.overlays.push(Overlay::Form(form, Intent::Letters));
            Vec::new()
        }
    }
}

fn read(form: &Form) -> Result<Task, (&'static str, &'static str)> {
    let day = |name: &'static str| form.value(name).parse::<NaiveDate>().map_err(|_| (name, "form-date"));
    let from = day("from")?;
    let span = DayRange::inclusive(from, day("to")?).ok_or(("to", "form-date"))?;
    let folder = form.value("folder");
    if folder.is_empty() {
        return Err(("folder", "form-required"));
    }
    let kind = LetterKind::from_code(form.value("kind"));
    // Names are separated as Chinese lists are, or by spaces and commas.
    let separators = ['\u{3001}', '\u{ff0c}', ',', ' '];
    let names = form.value("names").split(separators).filter(|name| !name.is_empty());
    let letters = Letters {
        kind: kind.unwrap_or(LetterKind::Reply),
        names: names.map(str::to_owned).collect(),
        span,
        contact: form.value("contact").to_owned(),
    };
    Ok(Task::Export { document: Document::Letters(letters), path: PathBuf::from(folder), force: false })
}
