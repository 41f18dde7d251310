//! What keys do in the boxes over a screen: help, palette, choices, forms, questions.

use super::action::Action;
use super::keymap::Context;
use super::letters;
use super::message::Effect;
use super::model::{Choice, Intent, Model, Overlay};
use super::office;
use super::screen::{calendar, entry, findings, inbox, mapping, plan, start, visit};
use super::task::Task;
use super::theme::Meaning;
use super::update::{act as run, send, valid};
use super::widget::form::{Form, Input};
use super::widget::notice::Notice;
use super::widget::picker::{Item, Picker};
use crate::app::error::AppError;
use crate::domain::code::Code;
use crate::domain::message::Message as Said;

/// Movement and answers inside the box on top.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if matches!(model.overlays.last(), Some(Overlay::Entry(_))) {
        return entry::act(model, action);
    }
    match (model.overlays.last_mut(), action) {
        (_, Action::Back) => {
            model.overlays.pop();
        }
        (_, Action::Confirm) => return confirmed(model),
        (Some(Overlay::Mapping(_)), action) => return mapping::act(model, action),
        (Some(Overlay::Notice(notice) | Overlay::Confirm(notice, _)), action) => match action {
            Action::Copy => {
                let lines: Vec<String> = notice.paragraphs.iter().map(|(text, _)| text.clone()).collect();
                return model.copied_lines(&lines);
            }
            action => {
                notice.pane.act(action);
            }
        },
        (Some(Overlay::Picker(picker, _)), Action::NextField) => picker.complete(),
        (Some(Overlay::Picker(picker, _)), action) => {
            picker.act(action);
        }
        (Some(Overlay::Form(form, _)), action) => {
            form.act(action);
        }
        (Some(Overlay::Entry(_)) | None, _) => {}
    }
    Vec::new()
}

/// Enter in a box: the box closes and what it was for is done. A form with a mistake stays.
fn confirmed(model: &mut Model) -> Vec<Effect> {
    match model.overlays.pop() {
        Some(Overlay::Picker(picker, choice)) => match picker.chosen() {
            Some(index) => chosen(model, choice, index),
            // Nothing is found: the box stays until something is chosen or it is left.
            None => {
                model.overlays.push(Overlay::Picker(picker, choice));
                Vec::new()
            }
        },
        Some(Overlay::Form(form, intent)) => submit(model, form, intent),
        Some(Overlay::Confirm(_, intent)) => agreed(model, intent),
        Some(Overlay::Notice(_) | Overlay::Entry(_) | Overlay::Mapping(_)) | None => Vec::new(),
    }
}

fn chosen(model: &mut Model, choice: Choice, index: usize) -> Vec<Effect> {
    match choice {
        Choice::Run(actions) => actions.get(index).map_or_else(Vec::new, |action| run(model, *action)),
        Choice::Person(names) => match names.get(index) {
            Some(name) => send(model, Task::ActAs(name.clone())),
            None => ask_name(model),
        },
        Choice::Material(request, materials) => {
            if let Some(material) = materials.get(index) {
                inbox::pick_disposition(model, request, material.clone());
            }
            Vec::new()
        }
        Choice::Disposition { request, material, dispositions } => {
            let Some(disposition) = dispositions.get(index).copied() else { return Vec::new() };
            send(model, Task::Dispose { request, material, disposition })
        }
        Choice::Candidate(ids) => ids.get(index).map_or_else(Vec::new, |id| inbox::go_to(model, *id)),
        Choice::Considered(kinds) => {
            if let Some(kind) = kinds.get(index) {
                plan::ask_what_if(model, *kind);
            }
            Vec::new()
        }
        Choice::Absence => {
            entry::absent(model, index);
            Vec::new()
        }
        Choice::EntryPlace => {
            entry::go_to(model, index);
            Vec::new()
        }
        Choice::Meaning(heading, fields) => {
            fields.get(index).map_or_else(Vec::new, |field| mapping::set_meaning(model, &heading, field))
        }
        Choice::Sender(names) => mapping::set_sender(model, names.get(index).cloned()),
        Choice::Visit(ids) => ids.get(index).map_or_else(Vec::new, |id| visit::open(model, *id)),
    }
}

fn submit(model: &mut Model, mut form: Form, intent: Intent) -> Vec<Effect> {
    match intent {
        Intent::NewCounty | Intent::OpenFile => start::submit(model, form, intent),
        Intent::ActAs => {
            let name = form.value("name").to_owned();
            if name.is_empty() {
                form.refuse("name", model.text("form-required"));
                model.overlays.push(Overlay::Form(form, Intent::ActAs));
                return Vec::new();
            }
            send(model, Task::ActAs(name))
        }
        Intent::SetToday => {
            if let Ok(day) = form.value("day").parse() {
                send(model, Task::SetToday(day))
            } else {
                form.refuse("day", model.text("form-date"));
                model.overlays.push(Overlay::Form(form, Intent::SetToday));
                Vec::new()
            }
        }
        Intent::Triage(..) | Intent::AcceptDespite(_) | Intent::Import => inbox::submit(model, form, intent),
        Intent::Sender => mapping::set_sender(model, Some(form.value("name").to_owned())),
        Intent::PlanOptions | Intent::Move(_) | Intent::Forbid(_) | Intent::Cancel(_) => {
            plan::submit(model, form, intent)
        }
        Intent::Finding(action, id) => findings::submit(model, form, action, id),
        Intent::Letters => letters::submit(model, form),
        Intent::WhatIf(kind) => plan::submit_what_if(model, form, kind),
        Intent::PersonAdd
        | Intent::ArrivalAdd
        | Intent::Baseline
        | Intent::ImportFrames
        | Intent::DrawResume
        | Intent::Backup => office::submit(model, form, intent),
        Intent::Answer(_)
        | Intent::Draw(_)
        | Intent::DrawPlan(_)
        | Intent::Except(_)
        | Intent::Export(_)
        | Intent::Groups(_)
        | Intent::Record(_) => visit::submit(model, form, intent),
        Intent::Note | Intent::Directed => {
            entry::submit(model, form, intent);
            Vec::new()
        }
        Intent::Publish(ids) => {
            let source = form.value("source").to_owned();
            send(model, Task::Publish { ids, source })
        }
        Intent::ExportCalendar => calendar::submit(model, form),
        Intent::Do(_) | Intent::LeaveEntry => Vec::new(),
    }
}

/// Yes to a question.
fn agreed(model: &mut Model, intent: Intent) -> Vec<Effect> {
    match intent {
        Intent::Do(task) => send(model, task),
        Intent::LeaveEntry => {
            model.overlays.pop();
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// A file is there already: replace it, or leave it.
pub fn ask_overwrite(model: &mut Model, error: &AppError, task: Task) {
    let task = match task {
        Task::Export { document, path, .. } => Task::Export { document, path, force: true },
        other => other,
    };
    let paragraphs =
        vec![(model.say(&error.message), Meaning::Plain), (model.text("overwrite"), Meaning::Plain)];
    let notice = Notice::new(model.text("action-export"), paragraphs);
    model.overlays.push(Overlay::Confirm(notice, Intent::Do(task)));
}

/// The keys valid here, to be searched; Enter runs one.
pub fn open_help(model: &mut Model) -> Vec<Effect> {
    let contexts = model.contexts();
    let mut actions: Vec<Action> = Vec::new();
    let mut items: Vec<Item> = Vec::new();
    for binding in model.keymap.within(contexts).filter(|binding| known(model, binding.action)) {
        if let Some(at) = actions.iter().position(|action| *action == binding.action) {
            items[at].lead = format!("{} {}", items[at].lead, binding.keys_text());
            continue;
        }
        actions.push(binding.action);
        let mut item = described(model, binding.action);
        item.lead = binding.keys_text();
        items.push(item);
    }
    let picker = Picker::new(model.text("help-title"), items);
    model.overlays.push(Overlay::Picker(picker, Choice::Run(actions)));
    Vec::new()
}

/// Everything that can be done now, by name.
pub fn open_palette(model: &mut Model) -> Vec<Effect> {
    let contexts = model.contexts();
    let mut actions: Vec<Action> = Vec::new();
    for binding in model.keymap.within(contexts) {
        let movement = binding.context == Context::List && !binding.in_bar;
        if !movement && binding.action != Action::Palette && !actions.contains(&binding.action) {
            actions.push(binding.action);
        }
    }
    actions.retain(|action| valid(model, *action));
    let items = actions.iter().map(|action| {
        let lead = model.keymap.keys_of(contexts, *action).unwrap_or_default();
        Item { lead, ..described(model, *action) }
    });
    let picker = Picker::new(model.text("palette-title"), items.collect());
    model.overlays.push(Overlay::Picker(picker, Choice::Run(actions)));
    Vec::new()
}

/// Whether the help names an action: a way back is always worth knowing.
fn known(model: &Model, action: Action) -> bool {
    action == Action::Back || valid(model, action)
}

fn described(model: &Model, action: Action) -> Item {
    let text = model.texts.attribute(&Said::new(action.text_id()), "help").unwrap_or_default();
    let name = model.text(&action.text_id());
    Item { name, text, code: action.code().to_owned(), ..Item::default() }
}

/// Who acts from now on: somebody of the office, or another name.
pub fn open_people(model: &mut Model) -> Vec<Effect> {
    let names: Vec<String> = model.heading.people.iter().map(|(name, _)| name.clone()).collect();
    let mut items: Vec<Item> = model
        .heading
        .people
        .iter()
        .map(|(name, role)| Item { name: name.clone(), text: model.text(role), ..Item::default() })
        .collect();
    items.push(Item { name: model.text("another-name"), ..Item::default() });
    let picker = Picker::new(model.text("pick-person"), items);
    model.overlays.push(Overlay::Picker(picker, Choice::Person(names)));
    Vec::new()
}

fn ask_name(model: &mut Model) -> Vec<Effect> {
    let inputs = vec![Input::text("name", model.text("form-name"), "")];
    let form = Form::new(model.text("action-act-as"), Vec::new(), inputs);
    model.overlays.push(Overlay::Form(form, Intent::ActAs));
    Vec::new()
}

/// Another business date: decisions are dated with it, and what is due is counted from it.
pub fn ask_today(model: &mut Model) -> Vec<Effect> {
    let inputs = vec![Input::text("day", model.text("form-day"), model.heading.today.to_string())];
    let intro = vec![(model.text("today-intro"), Meaning::Muted)];
    let form = Form::new(model.text("action-set-today"), intro, inputs);
    model.overlays.push(Overlay::Form(form, Intent::SetToday));
    Vec::new()
}
