//! What an office does now and then, on any screen and by name: people, arrivals, the baseline, registers, a copy of
//! the database, lists to be read.

use std::path::PathBuf;

use chrono::NaiveDate;

use super::action::Action;
use super::letters;
use super::message::Effect;
use super::model::{Intent, Model, Overlay};
use super::task::{Book, Task};
use super::theme::Meaning;
use super::update::send;
use super::widget::form::{Form, Input};
use crate::domain::code::Code;
use crate::domain::day::DayRange;
use crate::domain::intake::ArrivalRow;
use crate::domain::person::{Person, Role};
use crate::domain::register::Register;

/// The lists with the actions that open them.
const BOOKS: [(Action, Book); 13] = [
    (Action::JournalVerify, Book::Verify),
    (Action::ArrivalList, Book::Arrivals),
    (Action::AnchorList, Book::Anchors),
    (Action::DrawList, Book::Draws),
    (Action::Rules, Book::Rules),
    (Action::Doctor, Book::Doctor),
    (Action::DrawSeverity, Book::Severity),
    (Action::DrawSubstitutions, Book::Substitutions),
    (Action::DrawSpread, Book::Spread),
    (Action::DrawAccount, Book::Account),
    (Action::TriageMaterials, Book::Materials),
    (Action::Alarms, Book::Alarms),
    (Action::AnswerList, Book::Answers),
];

/// Whether an action belongs here.
pub fn holds(action: Action) -> bool {
    matches!(
        action,
        Action::PersonAdd
            | Action::ArrivalAdd
            | Action::Baseline
            | Action::ImportFrames
            | Action::DrawResume
            | Action::Backup
            | Action::Letter
    ) || BOOKS.iter().any(|(book, _)| *book == action)
}

/// Opens the form or the list of an action.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if let Some((_, book)) = BOOKS.iter().find(|(own, _)| *own == action) {
        let task = Task::Read(*book);
        return send(model, task);
    }
    if action == Action::Letter {
        letters::ask(model);
        return Vec::new();
    }
    let today = model.heading.today.to_string();
    let text = |model: &Model, name, label: &str, start: &str| Input::text(name, model.text(label), start);
    let (title, intent, inputs) = match action {
        Action::PersonAdd => {
            let roles = Role::ALL.iter().map(|role| (role.code().to_owned(), model.text(&role.text_id())));
            let role = Input::choice("role", model.text("form-role"), roles.collect());
            ("action-person-add", Intent::PersonAdd, vec![text(model, "name", "form-name", ""), role])
        }
        Action::ArrivalAdd => ("action-arrival-add", Intent::ArrivalAdd, arrival_inputs(model)),
        Action::Baseline => {
            let inputs = vec![text(model, "from", "form-from", ""), text(model, "to", "form-to", "")];
            ("action-baseline", Intent::Baseline, inputs)
        }
        Action::ImportFrames => {
            let kind = Input::choice("kind", model.text("form-register-kind"), model.heading.kinds.clone());
            let inputs = vec![
                text(model, "file", "start-file-path", ""),
                text(model, "name", "form-register-name", ""),
                text(model, "code", "form-register-code", ""),
                kind,
                text(model, "source", "form-source", ""),
                text(model, "date", "form-as-of", &today),
            ];
            ("action-import-frames", Intent::ImportFrames, inputs)
        }
        Action::DrawResume => {
            let subject =
                Input::choice("subject", model.text("form-subject"), model.heading.subjects.clone());
            let unit = text(model, "unit", "column-unit", "");
            let inputs = vec![unit, subject, text(model, "note", "form-note", "")];
            ("action-draw-resume", Intent::DrawResume, inputs)
        }
        Action::Backup => {
            let name = format!("lianjian-{today}.db");
            ("action-backup", Intent::Backup, vec![text(model, "file", "form-file", &name)])
        }
        _ => return Vec::new(),
    };
    let intro = vec![(model.text(&format!("{title}-intro")), Meaning::Muted)];
    let form = Form::new(model.text(title), intro, inputs);
    model.overlays.push(Overlay::Form(form, intent));
    Vec::new()
}

fn arrival_inputs(model: &Model) -> Vec<Input> {
    let told = ["announced", "unannounced"].map(|id| (id.to_owned(), model.text(id)));
    vec![
        Input::text("unit", model.text("column-unit"), ""),
        Input::text("department", model.text("column-who"), ""),
        Input::text("subject", model.text("column-matter"), ""),
        Input::text("date", model.text("form-day"), model.heading.today.to_string()),
        Input::text("days", model.text("form-days"), "1"),
        Input::text("people", model.text("form-people"), "2"),
        Input::choice("told", model.text("form-told"), told.to_vec()),
        Input::text("materials", model.text("form-materials"), "0"),
        Input::text("forms", model.text("form-forms"), "0"),
    ]
}

/// Takes a filled form, or shows what is missing.
pub fn submit(model: &mut Model, mut form: Form, intent: Intent) -> Vec<Effect> {
    match task(&form, &intent) {
        Ok(task) => send(model, task),
        Err((name, error)) => {
            form.refuse(name, model.text(error));
            model.overlays.push(Overlay::Form(form, intent));
            Vec::new()
        }
    }
}

/// The line of a form that is not right, and the catalogue id of what is wrong.
type Wrong = (&'static str, &'static str);

fn task(form: &Form, intent: &Intent) -> Result<Task, Wrong> {
    Ok(match intent {
        Intent::PersonAdd => {
            let role = Role::from_code(form.value("role")).unwrap_or(Role::Coordinator);
            Task::Appoint(Person { name: required(form, "name")?, role })
        }
        Intent::ArrivalAdd => Task::AddArrival(Box::new(arrival(form)?)),
        Intent::Baseline => {
            let from = day(form, "from")?;
            let span = DayRange::inclusive(from, day(form, "to")?).ok_or(("to", "form-date"))?;
            Task::SetBaseline(span)
        }
        Intent::ImportFrames => {
            let register = Register {
                code: required(form, "code")?,
                name: required(form, "name")?,
                kinds: vec![form.value("kind").to_owned()],
                source: required(form, "source")?,
                as_of: day(form, "date")?,
                constructed: false,
                size: 0,
                hash: String::new(),
            };
            let path = PathBuf::from(required(form, "file")?);
            Task::ImportRegister { register: Box::new(register), path }
        }
        Intent::DrawResume => Task::Resume {
            unit: required(form, "unit")?,
            subject: form.value("subject").to_owned(),
            note: required(form, "note")?,
        },
        _ => Task::Backup(PathBuf::from(required(form, "file")?)),
    })
}

/// One arrival as a township reports it by telephone.
fn arrival(form: &Form) -> Result<ArrivalRow, Wrong> {
    let days = number(form, "days", 1, 366)?;
    Ok(ArrivalRow {
        sheet: None,
        row: 0,
        date: day(form, "date")?,
        unit: required(form, "unit")?,
        department: required(form, "department")?,
        people: Some(number(form, "people", 1, 9_999)?),
        halfdays: Some(days * 2),
        announced: Some(form.value("told") == "announced"),
        subject: Some(form.value("subject").to_owned()).filter(|text| !text.is_empty()),
        materials: Vec::new(),
        materials_count: Some(number(form, "materials", 0, 9_999)?),
        forms: Some(number(form, "forms", 0, 9_999)?),
        hosts: None,
        note: None,
    })
}

fn required(form: &Form, name: &'static str) -> Result<String, Wrong> {
    let value = form.value(name);
    if value.is_empty() { Err((name, "form-required")) } else { Ok(value.to_owned()) }
}

fn day(form: &Form, name: &'static str) -> Result<NaiveDate, Wrong> {
    form.value(name).parse().map_err(|_| (name, "form-date"))
}

fn number(form: &Form, name: &'static str, least: u32, most: u32) -> Result<u32, Wrong> {
    let number = form.value(name).parse().ok().filter(|number| (least..=most).contains(number));
    number.ok_or((name, "form-number"))
}
