//! What leads to a decision on a finding: forms for facts, who sees to it, guidance, closing, the second look.

use crate::app::command::finding::Step;
use crate::domain::code::Code;
use crate::domain::finding::Evidence;
use crate::domain::id::{FindingId, VisitId};
use crate::domain::message::Message as Said;
use crate::tui::action::Action;
use crate::tui::message::Effect;
use crate::tui::model::{Intent, Model, Overlay};
use crate::tui::task::{Book, Task};
use crate::tui::theme::Meaning;
use crate::tui::update::send;
use crate::tui::widget::form::{Form, Input};
use crate::tui::widget::notice::Notice;

/// Commands on findings.
pub(super) fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    match action {
        Action::FindingDraw => return send(model, Task::DrawRechecks),
        Action::FindingPlan => return send(model, Task::PlanRechecks),
        Action::FindingRemind => return send(model, Task::Read(Book::Reminders)),
        _ => {}
    }
    let Some(id) = model.findings.current_id() else { return Vec::new() };
    let inputs = inputs(model, action);
    if inputs.is_empty() {
        return Vec::new();
    }
    let intro = Said::new(format!("{}-intro", action.text_id())).with("id", id.to_string());
    let intro = vec![(model.say(&intro), Meaning::Muted)];
    let form = Form::new(model.text(&action.text_id()), intro, inputs);
    model.overlays.push(Overlay::Form(form, Intent::Finding(action, id)));
    Vec::new()
}

fn inputs(model: &Model, action: Action) -> Vec<Input> {
    let choice = |name, label: &str, options: [(&str, &str); 2]| {
        let options = options.map(|(code, id)| (code.to_owned(), model.text(id))).to_vec();
        Input::choice(name, model.text(label), options)
    };
    match action {
        Action::FindingFacts => vec![
            Input::text("text", model.text("form-facts"), ""),
            choice("stands", "form-stands", [("yes", "finding-stands"), ("no", "finding-state-dropped")]),
        ],
        Action::FindingAssign => vec![Input::text("department", model.text("column-who"), "")],
        Action::FindingGuide => {
            let now = model.findings.current().map(|row| model.say(&row.guidance)).unwrap_or_default();
            vec![Input::text("text", model.text("finding-guidance"), now)]
        }
        Action::FindingClose => {
            // What shows only that somebody was busy is offered too: the refusal says why it is no evidence.
            let evidence =
                Evidence::ALL.iter().map(|kind| (kind.code().to_owned(), model.text(&kind.text_id())));
            vec![
                Input::choice("evidence", model.text("form-evidence"), evidence.collect()),
                Input::text("note", model.text("form-evidence-note"), ""),
            ]
        }
        Action::FindingRecheck => {
            vec![choice("passed", "form-passed", [("yes", "recheck-passed"), ("no", "finding-again")])]
        }
        _ => Vec::new(),
    }
}

/// Takes a filled form, or shows what is missing.
pub fn submit(model: &mut Model, mut form: Form, action: Action, id: FindingId) -> Vec<Effect> {
    match task(&form, action, id) {
        Ok(task) => send(model, task),
        Err(name) => {
            form.refuse(name, model.text("form-required"));
            model.overlays.push(Overlay::Form(form, Intent::Finding(action, id)));
            Vec::new()
        }
    }
}

fn task(form: &Form, action: Action, id: FindingId) -> Result<Task, &'static str> {
    let required = |name: &'static str| {
        let value = form.value(name);
        if value.is_empty() { Err(name) } else { Ok(value.to_owned()) }
    };
    let step = match action {
        Action::FindingFacts => {
            Step::Facts { text: required("text")?, stands: form.value("stands") == "yes" }
        }
        Action::FindingAssign => {
            return Ok(Task::Assign { id, department: form.value("department").to_owned() });
        }
        Action::FindingGuide => Step::Guide { text: required("text")? },
        Action::FindingClose => {
            let evidence = Evidence::from_code(form.value("evidence")).ok_or("evidence")?;
            Step::Close { evidence, note: required("note")? }
        }
        _ => Step::Recheck { passed: form.value("passed") == "yes" },
    };
    Ok(Task::Advance { id, step })
}

/// That something went to the case office cannot be taken back lightly: it is asked once more.
pub fn ask_hand_over(model: &mut Model, visit: VisitId) {
    let said = Said::new("hand-over-ask").with("visit", visit.to_string());
    let paragraphs =
        vec![(model.say(&said), Meaning::Plain), (model.text("finding-only-word"), Meaning::Muted)];
    let title = model.text(&Action::HandOver.text_id());
    let notice = Notice::new(title, paragraphs);
    model.overlays.push(Overlay::Confirm(notice, Intent::Do(Task::HandOver(visit))));
}
