//! What happens next: a message changes the model and names the effects to be had. Decides everything, does nothing:
//! no terminal, no database, no clock.

use super::action::Action;
use super::answered::{answered, failed};
use super::job::Job;
use super::key::Key;
use super::keymap::Found;
use super::message::{Effect, Message};
use super::model::{Model, Overlay, Screen};
use super::screen::{burden, calendar, entry, findings, inbox, journal, plan, quota, start, visit};
use super::task::Task;
use super::theme::Meaning;
use super::{mouse, office, overlay};
use crate::domain::code::Code;
use crate::domain::message::{Arg, Message as Said};
use crate::text::Lang;

/// Takes one message.
pub fn update(model: &mut Model, message: Message) -> Vec<Effect> {
    model.dirty = true;
    match message {
        Message::Key(key) => pressed(model, key),
        Message::Mouse(mouse) => {
            model.pressed.clear();
            model.toast = None;
            model.inbox.finder.finish();
            mouse::act_on(model, mouse)
        }
        Message::Paste(text) => pasted(model, &text),
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
        Message::Progress { done, all, elapsed, search } => {
            if let Some(job) = &mut model.job {
                job.came_to(done, all, elapsed);
                if let Some(at) = search {
                    model.plan.search.get_or_insert_default().came_to(at);
                }
            }
            model.dirty = !model.typing();
            Vec::new()
        }
        Message::JobEnded => {
            model.job = None;
            Vec::new()
        }
        Message::GoOn => {
            model.inbox.finder.go_on();
            model.dirty = !model.unfinished();
            if model.dirty && model.screen == Screen::Inbox { inbox::look_at(model) } else { Vec::new() }
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
    // A job's own writing is news from another connection too: what it did is shown when it is done.
    if model.typing() || model.job.is_some() {
        model.dirty = false;
        return Vec::new();
    }
    model.stale = false;
    refresh(model)
}

/// Asks for everything that is shown, anew.
pub fn refresh(model: &mut Model) -> Vec<Effect> {
    let mut effects = refresh_but_plan(model);
    if model.screen != Screen::Start {
        model.plan.stale = false;
        effects.extend(send(model, Task::LoadPlan));
    }
    effects
}

/// The same but for the plan.
pub fn refresh_but_plan(model: &mut Model) -> Vec<Effect> {
    let mut effects = send(model, Task::LoadHeading);
    if model.screen == Screen::Start {
        return effects;
    }
    // What is looked at comes before the long lists.
    match model.screen {
        Screen::Inbox => effects.extend(inbox::look_again(model)),
        Screen::Visit => effects.extend(visit::enter(model)),
        Screen::Quota => effects.extend(quota::enter(model)),
        Screen::Findings => effects.extend(findings::enter(model)),
        Screen::Burden => effects.extend(burden::enter(model)),
        Screen::Journal => effects.extend(journal::enter(model)),
        Screen::Start | Screen::Plan | Screen::Calendar => {}
    }
    if !model.inbox.loaded {
        effects.extend(send(model, Task::LoadInboxHead));
    }
    effects.extend(send(model, Task::LoadInbox(model.inbox.as_of)));
    effects
}

/// One key: an action, the beginning of one, or something typed.
fn pressed(model: &mut Model, key: Key) -> Vec<Effect> {
    let contexts = model.contexts();
    model.pressed.push(key);
    if model.job.is_none() {
        // How a search went has been read.
        model.plan.search = None;
    }
    match model.keymap.find(contexts, &model.pressed) {
        Found::Action(action) => {
            model.pressed.clear();
            model.toast = None;
            // What is done is done on what was looked for, not on what was shown before.
            model.inbox.finder.finish();
            let mut effects = act(model, action);
            effects.extend(catch_up(model));
            // What was held back while somebody typed is no reason not to show what they did.
            model.dirty = true;
            effects
        }
        Found::Prefix => Vec::new(),
        Found::Nothing => {
            let alone = model.pressed.len() == 1;
            model.pressed.clear();
            if alone { typed(model, key) } else { Vec::new() }
        }
    }
}

/// A key without an action goes into the field, where there is one.
fn typed(model: &mut Model, key: Key) -> Vec<Effect> {
    if let Some(effects) = inbox::dispose_by_key(model, key) {
        return effects;
    }
    match model.overlays.last_mut() {
        Some(Overlay::Picker(picker, _)) => {
            picker.key(key);
        }
        Some(Overlay::Form(form, _)) => form.key(key),
        Some(Overlay::Notice(_) | Overlay::Confirm(..) | Overlay::Entry(_) | Overlay::Mapping(_)) => {}
        None => {
            if let Some(finder) = model.filter() {
                finder.field_mut().key(key);
                return filtered(model);
            }
        }
    }
    Vec::new()
}

fn pasted(model: &mut Model, text: &str) -> Vec<Effect> {
    match model.overlays.last_mut() {
        Some(Overlay::Picker(picker, _)) => picker.paste(text),
        Some(Overlay::Form(form, _)) => form.paste(text),
        Some(Overlay::Notice(_) | Overlay::Confirm(..) | Overlay::Entry(_) | Overlay::Mapping(_)) => {}
        None => {
            if let Some(finder) = model.filter() {
                finder.field_mut().paste(text);
                return filtered(model);
            }
        }
    }
    Vec::new()
}

/// The filter changed: other rows are shown.
fn filtered(model: &mut Model) -> Vec<Effect> {
    match model.screen {
        Screen::Inbox => {
            model.inbox.filter();
            inbox::look_at(model)
        }
        Screen::Plan => {
            model.plan.arrange();
            Vec::new()
        }
        Screen::Findings => {
            model.findings.arrange();
            Vec::new()
        }
        Screen::Journal => {
            model.journal.arrange();
            Vec::new()
        }
        _ => Vec::new(),
    }
}

/// Whether an action can be used now: what cannot is in no bar, no help and no palette.
pub fn valid(model: &Model, action: Action) -> bool {
    if let Some(Overlay::Entry(entry)) = model.overlays.last() {
        return entry::valid(entry, action);
    }
    let county = model.screen != Screen::Start;
    match action {
        Action::Quit
        | Action::Help
        | Action::Palette
        | Action::Language
        | Action::Look
        | Action::Mouse
        | Action::Redraw => true,
        Action::Undo
        | Action::Redo
        | Action::ActAs
        | Action::SetToday
        | Action::NextScreen
        | Action::PreviousScreen => county,
        _ if Screen::TABS.iter().any(|(_, tab)| *tab == action) => county,
        _ if office::holds(action) => county && model.job.is_none(),
        Action::Back if model.job.is_some_and(|job| !job.stopping) => true,
        _ => match model.screen {
            Screen::Start => start::valid(action),
            Screen::Inbox => inbox::valid(model, action),
            Screen::Plan => plan::valid(model, action),
            Screen::Calendar => calendar::valid(model, action),
            Screen::Visit => visit::valid(model, action),
            Screen::Quota => quota::valid(model, action),
            Screen::Findings => findings::valid(model, action),
            Screen::Burden => burden::valid(model, action),
            Screen::Journal => journal::valid(model, action),
        },
    }
}

/// Says that an action has no use now.
fn not_now(model: &mut Model, action: Action) -> Vec<Effect> {
    model.toast(Meaning::Muted, &Said::new("not-now").with("action", Arg::code(action.text_id())));
    Vec::new()
}

/// Does what an action says: in the box on top, else everywhere the same, else as the screen has it.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if !model.overlays.is_empty() {
        let typing_in = matches!(model.overlays.last(), Some(Overlay::Entry(_)));
        if typing_in && !valid(model, action) {
            return not_now(model, action);
        }
        return overlay::act(model, action);
    }
    if model.filter().is_some() {
        return act_on_filter(model, action);
    }
    if !valid(model, action) {
        // Nothing is open: the way back is where one is.
        if action == Action::Back {
            return Vec::new();
        }
        return not_now(model, action);
    }
    match action {
        Action::Quit => vec![Effect::Quit],
        Action::Help => overlay::open_help(model),
        Action::Palette => overlay::open_palette(model),
        Action::ActAs => overlay::open_people(model),
        Action::SetToday => overlay::ask_today(model),
        Action::Language => {
            let lang = if model.texts.lang() == Lang::Zh { Lang::En } else { Lang::Zh };
            model.set_lang(lang);
            let mut effects = send(model, Task::Language(lang));
            model.inbox.as_of = None;
            effects.extend(refresh(model));
            effects
        }
        Action::Look => {
            model.look = model.look.next();
            let said = Said::new("look-is").with("name", Arg::code(model.look.text_id()));
            model.toast(Meaning::Plain, &said);
            Vec::new()
        }
        Action::Mouse => {
            model.mouse = !model.mouse;
            let said = if model.mouse { "mouse-on" } else { "mouse-off" };
            model.toast(Meaning::Plain, &Said::new(said));
            vec![Effect::Mouse(model.mouse)]
        }
        Action::Redraw => vec![Effect::Redraw],
        Action::Undo => send(model, Task::Undo),
        Action::Redo => send(model, Task::Redo),
        Action::Back if model.job.is_some() => cancel_job(model),
        _ if office::holds(action) => office::act(model, action),
        _ => {
            if let Some((screen, _)) = Screen::TABS.iter().find(|(_, tab)| *tab == action) {
                return enter(model, *screen);
            }
            act_on_screen(model, action)
        }
    }
}

fn act_on_screen(model: &mut Model, action: Action) -> Vec<Effect> {
    let at = Screen::TABS.iter().position(|(screen, _)| *screen == model.screen).unwrap_or(0);
    let count = Screen::TABS.len();
    match action {
        Action::NextScreen => return enter(model, Screen::TABS[(at + 1) % count].0),
        Action::PreviousScreen => return enter(model, Screen::TABS[(at + count - 1) % count].0),
        _ => {}
    }
    match model.screen {
        Screen::Start => start::act(model, action),
        Screen::Inbox => inbox::act(model, action),
        Screen::Plan => plan::act(model, action),
        Screen::Calendar => calendar::act(model, action),
        Screen::Visit => visit::act(model, action),
        Screen::Quota => quota::act(model, action),
        Screen::Findings => findings::act(model, action),
        Screen::Burden => burden::act(model, action),
        Screen::Journal => journal::act(model, action),
    }
}

/// Opens a screen.
pub fn enter(model: &mut Model, screen: Screen) -> Vec<Effect> {
    model.screen = screen;
    let mut effects = open(model, screen);
    if screen != Screen::Inbox && std::mem::take(&mut model.plan.stale) {
        effects.extend(send(model, Task::LoadPlan));
    }
    effects
}

fn open(model: &mut Model, screen: Screen) -> Vec<Effect> {
    match screen {
        Screen::Inbox => inbox::look_at(model),
        Screen::Calendar => {
            calendar::enter(model);
            Vec::new()
        }
        Screen::Visit => visit::enter(model),
        Screen::Quota => quota::enter(model),
        Screen::Findings => findings::enter(model),
        Screen::Burden => burden::enter(model),
        Screen::Journal => journal::enter(model),
        Screen::Start | Screen::Plan => Vec::new(),
    }
}

/// In the filter line: Enter keeps what is found, Esc shows everything again, arrows move.
fn act_on_filter(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(finder) = model.filter() else { return Vec::new() };
    match action {
        Action::Confirm => finder.typing = false,
        Action::Back => finder.clear(),
        _ => {
            finder.list.act(action);
            return if model.screen == Screen::Inbox { inbox::look_at(model) } else { Vec::new() };
        }
    }
    filtered(model)
}

fn cancel_job(model: &mut Model) -> Vec<Effect> {
    let Some(job) = &mut model.job else { return Vec::new() };
    job.stopping = true;
    vec![Effect::Cancel]
}

/// Sends a task. Of one that takes long the status line shows how far it is; there is one of them at a time.
pub fn send(model: &mut Model, task: Task) -> Vec<Effect> {
    if task.is_job() {
        if model.job.is_some() {
            model.toast(Meaning::Warn, &Said::new("job-busy"));
            return Vec::new();
        }
        model.job = Some(Job { text_id: task.job_text_id(), done: 0, all: 0, left: None, stopping: false });
        model.plan.search = None;
        if matches!(task, Task::Export { .. }) {
            model.writing = Some(task.clone());
        }
    }
    model.waiting += 1;
    model.deciding += usize::from(task.decides());
    vec![Effect::Task(Box::new(task))]
}
