//! What a visit's screen asks before it does something: the draw, people and days, groups, answers, exceptions, files.

use super::visit::valid;
use crate::domain::id::VisitId;
use crate::domain::message::Message as Said;
use crate::domain::rule::RuleSeverity;
use crate::domain::sample_round::FieldForce;
use crate::tui::action::Action;
use crate::tui::message::Effect;
use crate::tui::model::{Intent, Model, Overlay};
use crate::tui::task::{Document, Task};
use crate::tui::theme::Meaning;
use crate::tui::update::send;
use crate::tui::widget::form::{Form, Input};

/// What the folder with everything a draw is repeated with ends in.
pub(super) const PROOF: &str = "-proof";

/// Most people, and most half days, that can be considered.
const HALF_DAYS_MAX: u32 = 999;

pub(super) fn ask_draw(model: &mut Model, id: VisitId) {
    let inputs = vec![
        Input::text("public", model.text("form-public"), ""),
        Input::text("witnesses", model.text("form-witnesses"), ""),
    ];
    let intro = vec![
        (model.say(&Said::new("draw-intro").with("id", id.to_string())), Meaning::Plain),
        (model.text("draw-why"), Meaning::Muted),
    ];
    let form = Form::new(model.text("action-draw"), intro, inputs);
    model.overlays.push(Overlay::Form(form, Intent::Draw(id)));
}

/// People and days first: what they show is said before anything is fixed.
pub(super) fn ask_force(model: &mut Model, id: VisitId) {
    let Some(data) = model.visit.data() else { return };
    let planned = &data.detail.planned;
    let people = planned.demands.iter().map(|demand| demand.people).max().unwrap_or(2);
    let half_days = planned.demands.iter().map(|demand| demand.effort_halfdays).max().unwrap_or(2);
    let mut options = vec!["force-look"];
    if planned.visit.record.is_draft() {
        options.push("force-keep");
    }
    let options = options.into_iter().map(|code| (code.to_owned(), model.text(code))).collect();
    let mut inputs = vec![
        Input::text("people", model.text("form-people"), people.to_string()),
        Input::text("half-days", model.text("form-half-days"), half_days.to_string()),
    ];
    // The manner of judging is the expert's, and of whoever has to keep what an expert chose.
    let sequential = data.detail.samples.iter().any(|sample| sample.stopping.is_some());
    if sequential || model.visit.expert {
        let mut manners = ["plan-whole", "plan-sequential"].map(|code| (code.to_owned(), model.text(code)));
        manners.rotate_left(usize::from(sequential));
        inputs.push(Input::choice("plan", model.text("form-plan"), manners.to_vec()));
    }
    inputs.push(Input::choice("keep", model.text("form-force"), options));
    let intro = vec![(model.text("action-draw-plan-intro"), Meaning::Muted)];
    let form = Form::new(model.text("action-draw-plan"), intro, inputs);
    model.overlays.push(Overlay::Form(form, Intent::DrawPlan(id)));
}

/// Takes people and days, or shows which of them is no number.
pub(super) fn submit_force(model: &mut Model, mut form: Form, visit: VisitId) -> Vec<Effect> {
    let number = |name: &str, least: u32| {
        form.value(name).parse().ok().filter(|number| (least..=HALF_DAYS_MAX).contains(number))
    };
    let (people, half_days) = (number("people", 2), number("half-days", 1));
    let (Some(people), Some(half_days)) = (people, half_days) else {
        let wrong = if people.is_none() { "people" } else { "half-days" };
        form.refuse(wrong, model.text("form-number"));
        model.overlays.push(Overlay::Form(form, Intent::DrawPlan(visit)));
        return Vec::new();
    };
    let keep = form.value("keep") == "force-keep";
    let sequential = form.value("plan") == "plan-sequential";
    send(model, Task::PlanSample { force: FieldForce { visit, people, half_days, sequential }, keep })
}

/// Into how many groups; as many as the households ask for and the people make, at first.
pub(super) fn ask_groups(model: &mut Model, id: VisitId) {
    let Some(data) = model.visit.data() else { return };
    let division = data.detail.division;
    let first = if division.groups > 1 {
        division.groups
    } else {
        division.able.map_or(division.needed, |able| division.needed.min(able))
    };
    let inputs = vec![Input::text("groups", model.text("form-groups"), first.to_string())];
    let intro = vec![
        (model.say(&division.message(id)), Meaning::Plain),
        (model.text("groups-intro"), Meaning::Muted),
    ];
    let form = Form::new(model.text("action-visit-groups"), intro, inputs);
    model.overlays.push(Overlay::Form(form, Intent::Groups(id)));
}

/// Asks who says what to a visit: its departments, or the unit that has something else on that day.
pub(super) fn ask_answer(model: &mut Model, id: VisitId) {
    let Some(data) = model.visit.data() else { return };
    let planned = &data.detail.planned;
    let mut who: Vec<(String, String)> =
        planned.departments.iter().map(|name| (name.clone(), name.clone())).collect();
    who.push((String::new(), planned.unit.clone()));
    let words = ["slot-word-confirmed", "slot-word-objected"].map(|id| (id.to_owned(), model.text(id)));
    let inputs = vec![
        Input::choice("who", model.text("form-who"), who),
        Input::choice("word", model.text("form-word"), words.to_vec()),
        Input::text("reason", model.text("form-reason"), ""),
    ];
    let intro = vec![(model.text("action-answer-intro"), Meaning::Muted)];
    let form = Form::new(model.text("action-answer"), intro, inputs);
    model.overlays.push(Overlay::Form(form, Intent::Answer(id)));
}

pub(super) fn ask_exception(model: &mut Model, id: VisitId) {
    let Some(data) = model.visit.data() else { return };
    let blocks = data.detail.verdicts.iter().filter(|verdict| verdict.severity == RuleSeverity::Block);
    let mut rules: Vec<(String, String)> = blocks
        .map(|verdict| (verdict.rule.clone(), format!("{} {}", verdict.rule, model.say(&verdict.message))))
        .collect();
    // Then what it may come to exceed where it is moved to.
    for rule in &data.detail.exceptable {
        if rules.iter().all(|(known, _)| known != rule) {
            let name = model.texts.attribute(&Said::new(rule.as_str()), "name").unwrap_or_default();
            rules.push((rule.clone(), format!("{rule} {name}")));
        }
    }
    let inputs = vec![
        Input::choice("rule", model.text("form-rule"), rules),
        Input::text("reason", model.text("form-reason"), ""),
    ];
    let intro = vec![(model.text("except-intro"), Meaning::Muted)];
    let form = Form::new(model.text("action-except"), intro, inputs);
    model.overlays.push(Overlay::Form(form, Intent::Except(id)));
}

pub(super) fn ask_file(model: &mut Model, id: VisitId) {
    let unit = model.visit.data().map_or_else(String::new, |data| data.detail.planned.unit.clone());
    let mut formats = vec![
        (".html", "format-html"),
        (".pdf", "format-pdf"),
        (".xlsx", "format-xlsx"),
        ("-xlsform.xlsx", "format-xlsform"),
    ];
    if valid(model, Action::DrawShow) {
        formats.push((PROOF, "format-proof"));
    }
    let formats = formats.into_iter().map(|(code, id)| (code.to_owned(), model.text(id))).collect();
    let inputs = vec![
        Input::choice("format", model.text("form-format"), formats),
        Input::text("file", model.text("form-file"), format!("{id}-{unit}")),
    ];
    let intro = vec![(model.text("export-intro"), Meaning::Muted)];
    let form = Form::new(model.text("export-checklist"), intro, inputs);
    model.overlays.push(Overlay::Form(form, Intent::Export(Document::Checklist(id))));
}
