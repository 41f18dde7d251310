//! What happens next: a message changes the model and names the effects to be had. Decides everything, does nothing:
//! no terminal, no database, no clock.

use super::action::Action;
use super::key::Key;
use super::keymap::{Context, Found};
use super::message::{Effect, Message};
use super::model::{Choice, Intent, Model, Overlay, Screen};
use super::screen::start;
use super::task::{Answer, Task};
use super::theme::{Look, Meaning};
use super::widget::notice::Notice;
use super::widget::picker::{Item, Picker};
use crate::app::error::AppError;
use crate::domain::code::Code;
use crate::domain::message::{Arg, Message as Said};
use crate::text::{Catalogue, Lang};

/// Takes one message.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    model.dirty = true;
    match message {
        Message::Key(key) => pressed(model, key),
        Message::Paste(text) => {
            pasted(model, &text);
            Vec::new()
        }
        Message::Resized => Vec::new(),
        Message::Answered(answer) => {
            model.waiting = model.waiting.saturating_sub(1);
            answered(model, *answer)
        }
        Message::Failed(error) => {
            model.waiting = model.waiting.saturating_sub(1);
            failed(model, &error);
            Vec::new()
        }
        Message::Progress { done, all } => {
            if let Some(job) = &mut model.job {
                (job.done, job.all) = (done, all);
            }
            model.dirty = !model.typing();
            Vec::new()
        }
        Message::ChangedElsewhere => {
            model.stale = true;
            catch_up(model)
        }
        Message::Stopped => vec![Effect::Quit],
    }
}

/// Shows what changed meanwhile, unless somebody is typing.
fn catch_up(model: &mut Model) -> Vec<Effect> {
    if !model.stale {
        return Vec::new();
    }
    if model.typing() {
        model.dirty = false;
        return Vec::new();
    }
    model.stale = false;
    refresh(model)
}

/// Asks for what the screen shows, anew.
pub fn refresh(model: &Model) -> Vec<Effect> {
    match model.screen {
        Screen::Start => Vec::new(),
    }
}

/// One key: an action, the beginning of one, or something typed.
fn pressed(model: &mut Model, key: Key) -> Vec<Effect> {
    let contexts = model.contexts();
    model.pressed.push(key);
    match model.keymap.find(contexts, &model.pressed) {
        Found::Action(action) => {
            model.pressed.clear();
            model.toast = None;
            let mut effects = act(model, action);
            effects.extend(catch_up(model));
            effects
        }
        Found::Prefix => Vec::new(),
        Found::Nothing => {
            let alone = model.pressed.len() == 1;
            model.pressed.clear();
            if alone {
                typed(model, key);
            }
            Vec::new()
        }
    }
}

/// A key without an action goes into the field, where there is one.
fn typed(model: &mut Model, key: Key) {
    match model.overlays.last_mut() {
        Some(Overlay::Picker(picker, _)) => {
            picker.key(key);
        }
        Some(Overlay::Form(form, _)) => form.key(key),
        Some(Overlay::Notice(_) | Overlay::Confirm(..)) | None => {}
    }
}

fn pasted(model: &mut Model, text: &str) {
    match model.overlays.last_mut() {
        Some(Overlay::Picker(picker, _)) => picker.paste(text),
        Some(Overlay::Form(form, _)) => form.paste(text),
        Some(Overlay::Notice(_) | Overlay::Confirm(..)) | None => {}
    }
}

/// Whether an action can be used now: what cannot is in no bar, no help and no palette.
pub fn valid(model: &Model, action: Action) -> bool {
    match action {
        Action::Quit | Action::Help | Action::Palette | Action::Language | Action::Look | Action::Redraw => {
            true
        }
        Action::Back => model.job.is_some_and(|job| !job.stopping),
        _ => match model.screen {
            Screen::Start => start::valid(action),
        },
    }
}

/// Does what an action says: in the box on top, else everywhere the same, else as the screen has it.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if !model.overlays.is_empty() {
        return act_on_overlay(model, action);
    }
    if !valid(model, action) {
        model.toast(Meaning::Muted, &Said::new("not-now").with("action", Arg::code(action.text_id())));
        return Vec::new();
    }
    match action {
        Action::Quit => vec![Effect::Quit],
        Action::Help => {
            open_help(model);
            Vec::new()
        }
        Action::Palette => {
            open_palette(model);
            Vec::new()
        }
        Action::Language => {
            let lang = if model.texts.lang() == Lang::Zh { Lang::En } else { Lang::Zh };
            model.texts = Catalogue::new(lang);
            refresh(model)
        }
        Action::Look => {
            set_look(model, model.look.next());
            Vec::new()
        }
        Action::Redraw => vec![Effect::Redraw],
        Action::Back => cancel_job(model),
        _ => match model.screen {
            Screen::Start => start::act(model, action),
        },
    }
}

fn set_look(model: &mut Model, look: Look) {
    model.look = look;
    model.toast(Meaning::Plain, &Said::new("look-is").with("name", Arg::code(look.text_id())));
}

fn cancel_job(model: &mut Model) -> Vec<Effect> {
    let Some(job) = &mut model.job else { return Vec::new() };
    job.stopping = true;
    vec![Effect::Cancel]
}

/// Movement and answers inside a box.
fn act_on_overlay(model: &mut Model, action: Action) -> Vec<Effect> {
    match (model.overlays.last_mut(), action) {
        (_, Action::Back) => {
            model.overlays.pop();
            Vec::new()
        }
        (_, Action::Confirm) => confirmed(model),
        (Some(Overlay::Notice(notice) | Overlay::Confirm(notice, _)), action) => {
            match action {
                Action::Down => notice.scroll(1),
                Action::Up => notice.scroll(-1),
                Action::PageDown => notice.scroll(10),
                Action::PageUp => notice.scroll(-10),
                Action::Copy => {
                    let text: Vec<&str> = notice.paragraphs.iter().map(|(text, _)| text.as_str()).collect();
                    return vec![Effect::Copy(text.join("\n"))];
                }
                _ => {}
            }
            Vec::new()
        }
        (Some(Overlay::Picker(picker, _)), action) => {
            if action == Action::NextField {
                picker.complete();
            } else {
                picker.act(action);
            }
            Vec::new()
        }
        (Some(Overlay::Form(form, _)), action) => {
            form.act(action);
            Vec::new()
        }
        (None, _) => Vec::new(),
    }
}

/// Enter in a box: the box closes and what it was for is done. A form with a mistake stays.
fn confirmed(model: &mut Model) -> Vec<Effect> {
    match model.overlays.pop() {
        Some(Overlay::Picker(picker, Choice::Run(actions))) => {
            let action = picker.chosen().and_then(|index| actions.get(index).copied());
            action.map_or_else(Vec::new, |action| act(model, action))
        }
        Some(Overlay::Form(form, intent)) => match intent {
            Intent::NewCounty | Intent::OpenFile => start::submit(model, form, intent),
        },
        Some(Overlay::Confirm(..) | Overlay::Notice(_)) | None => Vec::new(),
    }
}

/// The keys valid here, to be searched; Enter runs one.
fn open_help(model: &mut Model) {
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
}

/// Everything that can be done now, by name.
fn open_palette(model: &mut Model) {
    let contexts = model.contexts();
    let mut actions: Vec<Action> = Vec::new();
    for binding in model.keymap.within(contexts) {
        let movement = matches!(binding.context, Context::List) && !binding.in_bar;
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

/// Shows a failure: code and cause, what the system said, what to do.
pub fn failed(model: &mut Model, error: &AppError) {
    model.job = None;
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
    model.overlays.push(Overlay::Notice(Notice { title, paragraphs, scrolled: 0 }));
}

/// Takes in what a task brought.
fn answered(model: &mut Model, answer: Answer) -> Vec<Effect> {
    match answer {
        Answer::Begun => Vec::new(),
    }
}

/// Sends a task that takes long: the status line shows how far it is.
pub fn start_job(model: &mut Model, text_id: &'static str, task: Task) -> Vec<Effect> {
    model.job = Some(super::model::Job { text_id, done: 0, all: 0, stopping: false });
    send(model, task)
}

/// Sends a task.
pub fn send(model: &mut Model, task: Task) -> Vec<Effect> {
    model.waiting += 1;
    vec![Effect::Task(Box::new(task))]
}
