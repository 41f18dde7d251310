//! Results typed in: one place after the other, each question with one key. What is typed stays until it is saved or
//! thrown away; saving records it as a file of results would.

mod view;

use std::collections::BTreeMap;

pub use view::{draw, next_step};

use crate::app::query::entry::{EntryPlace, EntrySheet, Filled, Stop};
use crate::domain::code::Code;
use crate::domain::draw::{DirectedReason, NotVisited};
use crate::domain::field_record::{Answered, FieldAnswer, REST};
use crate::domain::id::VisitId;
use crate::domain::message::Message as Said;
use crate::tui::action::Action;
use crate::tui::message::Effect;
use crate::tui::model::{Choice, Intent, Model, Overlay};
use crate::tui::search::haystack;
use crate::tui::task::Task;
use crate::tui::theme::Meaning;
use crate::tui::update::send;
use crate::tui::widget::form::{Form, Input};
use crate::tui::widget::list::List;
use crate::tui::widget::notice::Notice;
use crate::tui::widget::picker::{Item, Picker};

/// A visit's results as far as they are typed.
#[derive(Debug)]
pub struct Entry {
    sheet: EntrySheet,
    /// What is said of each place now.
    now: Vec<Filled>,
    /// The place shown.
    at: usize,
    /// Cursor over its questions.
    list: List,
}

impl Entry {
    /// A form over what is on record, at the first place that lacks something.
    pub fn new(sheet: EntrySheet) -> Self {
        let now = sheet.places.iter().map(|place| place.filled.clone()).collect();
        let mut entry = Self { sheet, now, at: 0, list: List::default() };
        entry.go(entry.next_open(0).unwrap_or(0));
        entry
    }

    /// Takes what is on record by now; what was typed and is not recorded stays typed.
    fn set(&mut self, sheet: EntrySheet) {
        let typed = self.changes();
        let element = self.place().map(|place| place.element.clone());
        let items = self.place().map(|place| place.items.clone()).unwrap_or_default();
        *self = Self {
            now: sheet.places.iter().map(|place| place.filled.clone()).collect(),
            sheet,
            at: 0,
            list: self.list.clone(),
        };
        for (element, filled) in typed {
            let known = self.sheet.places.iter().position(|place| place.element == element);
            let at = known.unwrap_or_else(|| self.add(&element, items.clone(), filled.directed));
            let Some(now) = self.now.get_mut(at) else { continue };
            if filled.not_visited.is_some() {
                *now = filled;
            } else {
                now.not_visited = None;
                now.answers.extend(filled.answers);
            }
        }
        let here = self.sheet.places.iter().position(|place| Some(&place.element) == element.as_ref());
        self.at = here.unwrap_or(0);
        self.list.set_len(self.items().len());
    }

    /// The visit.
    pub const fn visit(&self) -> VisitId {
        self.sheet.visit
    }

    fn place(&self) -> Option<&EntryPlace> {
        self.sheet.places.get(self.at)
    }

    fn filled(&self) -> Option<&Filled> {
        self.now.get(self.at)
    }

    fn items(&self) -> &[usize] {
        self.place().map_or(&[], |place| &place.items)
    }

    /// The id of the question the cursor is on, and whether a value is written beside its answer.
    fn item(&self) -> Option<(&str, bool)> {
        let item = self.sheet.items.get(*self.items().get(self.list.cursor()?)?)?;
        Some((&item.id, item.measured))
    }

    fn go(&mut self, place: usize) {
        self.at = place.min(self.sheet.places.len().saturating_sub(1));
        self.list.set_len(self.items().len());
        let first = self.items().iter().position(|item| self.answer(self.at, *item).is_none());
        self.list.go(first.unwrap_or(0));
    }

    /// The answer of a place to a question: its own, or that to the place as a whole.
    fn answer(&self, place: usize, item: usize) -> Option<&Answered> {
        let answers = &self.now.get(place)?.answers;
        answers.get(&self.sheet.items.get(item)?.id).or_else(|| answers.get(REST))
    }

    /// Whether everything is said of a place that was asked.
    fn is_full(&self, place: usize) -> bool {
        let (Some(asked), Some(filled)) = (self.sheet.places.get(place), self.now.get(place)) else {
            return true;
        };
        filled.not_visited.is_some() || asked.items.iter().all(|item| self.answer(place, *item).is_some())
    }

    /// Whether a place waits for results: replacements do not, as long as nobody was replaced.
    fn is_open(&self, place: usize) -> bool {
        let replacement = |place: &EntryPlace| matches!(place.stop, Stop::Replacement(_));
        !self.is_full(place) && !self.sheet.places.get(place).is_some_and(replacement)
    }

    /// The next place that waits, from one on, round and round.
    fn next_open(&self, from: usize) -> Option<usize> {
        let count = self.sheet.places.len();
        (from..count).chain(0..from.min(count)).find(|place| self.is_open(*place))
    }

    /// What is typed and not recorded, place by place.
    fn changes(&self) -> Vec<(String, Filled)> {
        let mut changes = Vec::new();
        for (place, now) in self.sheet.places.iter().zip(&self.now) {
            let before = &place.filled;
            let fresh =
                |(item, answered): &(&String, &Answered)| before.answers.get(*item) != Some(*answered);
            let answers: BTreeMap<String, Answered> = now
                .answers
                .iter()
                .filter(fresh)
                .map(|(item, answered)| (item.clone(), answered.clone()))
                .collect();
            let not_visited = now.not_visited.filter(|_| now.not_visited != before.not_visited);
            if not_visited.is_some() {
                let change = Filled { not_visited, directed: now.directed, ..Filled::default() };
                changes.push((place.element.clone(), change));
            } else if !answers.is_empty() {
                let change = Filled { answers, not_visited: None, directed: now.directed };
                changes.push((place.element.clone(), change));
            }
        }
        changes
    }

    /// Answers the question under the cursor and goes to the next one.
    fn put(&mut self, answer: FieldAnswer) {
        let Some(id) = self.item().map(|(id, _)| id.to_owned()) else { return };
        if let Some(now) = self.now.get_mut(self.at) {
            now.not_visited = None;
            let known = now.answers.get(&id).cloned();
            let (value, note) = known.map_or_else(Default::default, |known| (known.value, known.note));
            // A note says what is wrong: it does not stay where nothing is.
            let note = if answer == FieldAnswer::No { note } else { String::new() };
            now.answers.insert(id, Answered { answer, value, note });
        }
    }

    /// Everything without an answer is in order here; on to the next place that waits.
    fn rest_in_order(&mut self) {
        let open: Vec<usize> =
            self.items().iter().copied().filter(|item| self.answer(self.at, *item).is_none()).collect();
        for item in open {
            let Some(id) = self.sheet.items.get(item).map(|item| item.id.clone()) else { continue };
            if let Some(now) = self.now.get_mut(self.at) {
                now.not_visited = None;
                let answered =
                    Answered { answer: FieldAnswer::Yes, value: String::new(), note: String::new() };
                now.answers.insert(id, answered);
            }
        }
        self.go(self.next_open(self.at + 1).unwrap_or(self.at));
    }

    /// Nobody was there; the next replacement of the same group that nothing is said of comes after it.
    fn absent(&mut self, reason: NotVisited) {
        let group = self.place().and_then(|place| place.group);
        let Some(now) = self.now.get_mut(self.at) else { return };
        *now = Filled { not_visited: Some(reason), directed: now.directed, ..Filled::default() };
        let next = (0..self.sheet.places.len()).find(|at| {
            let free = |place: &EntryPlace| {
                matches!(place.stop, Stop::Replacement(_)) && place.group == group && !self.is_full(*at)
            };
            reason != NotVisited::NoSuchElement && self.sheet.places.get(*at).is_some_and(free)
        });
        self.go(next.or_else(|| self.next_open(self.at + 1)).unwrap_or(self.at));
    }

    /// Takes back what was typed at this place.
    fn forget(&mut self) {
        if let (Some(now), Some(place)) = (self.now.get_mut(self.at), self.sheet.places.get(self.at)) {
            *now = place.filled.clone();
        }
        self.go(self.at);
    }

    fn add(&mut self, element: &str, items: Vec<usize>, directed: Option<DirectedReason>) -> usize {
        self.sheet.places.push(EntryPlace::directed(element, items, Filled::default()));
        self.now.push(Filled { directed, ..Filled::default() });
        self.sheet.places.len() - 1
    }

    /// The questions asked of elements: of this one, or of the first there is.
    fn element_items(&self) -> Vec<usize> {
        let element = |place: &&EntryPlace| place.stop != Stop::Unit;
        let here = self.place().filter(element).or_else(|| self.sheet.places.iter().find(element));
        here.map(|place| place.items.clone()).unwrap_or_default()
    }
}

/// The form on top, where it is open.
fn top(model: &mut Model) -> Option<&mut Entry> {
    match model.overlays.last_mut() {
        Some(Overlay::Entry(entry)) => Some(entry),
        _ => None,
    }
}

/// Opens the form, or takes what is on record by now where it is open.
pub fn show(model: &mut Model, sheet: EntrySheet) {
    let open = model.overlays.iter_mut().rev().find_map(|overlay| match overlay {
        Overlay::Entry(entry) if entry.visit() == sheet.visit => Some(entry),
        _ => None,
    });
    match open {
        Some(entry) => entry.set(sheet),
        None => model.overlays.push(Overlay::Entry(Box::new(Entry::new(sheet)))),
    }
}

/// Actions that can be used now.
pub fn valid(entry: &Entry, action: Action) -> bool {
    match action {
        Action::AnswerSave => !entry.changes().is_empty(),
        Action::AnswerAbsent => entry.place().is_some_and(|place| place.stop != Stop::Unit),
        Action::AnswerForget => entry.place().is_some_and(|place| entry.filled() != Some(&place.filled)),
        // A note belongs to an answer.
        Action::AnswerNote => entry
            .item()
            .is_some_and(|(id, _)| entry.filled().is_some_and(|filled| filled.answers.contains_key(id))),
        Action::AnswerDirected => !entry.element_items().is_empty(),
        _ => true,
    }
}

/// Does what an action says.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(entry) = top(model) else { return Vec::new() };
    if !valid(entry, action) || entry.list.act(action) {
        return Vec::new();
    }
    let count = entry.sheet.places.len().max(1);
    match action {
        Action::NextItem => entry.go((entry.at + 1) % count),
        Action::PreviousItem => entry.go((entry.at + count - 1) % count),
        Action::AnswerYes => {
            entry.put(FieldAnswer::Yes);
            entry.list.act(Action::Down);
        }
        Action::AnswerNotApplicable => {
            entry.put(FieldAnswer::NotApplicable);
            entry.list.act(Action::Down);
        }
        Action::AnswerNo => {
            entry.put(FieldAnswer::No);
            ask_note(model);
        }
        Action::AnswerNote => ask_note(model),
        Action::AnswerRest => entry.rest_in_order(),
        Action::AnswerForget => entry.forget(),
        Action::AnswerAbsent => pick_absence(model),
        Action::AnswerDirected => ask_directed(model),
        Action::AnswerPlace => pick_place(model),
        Action::AnswerSave => {
            let (id, version, places) = (entry.visit(), entry.sheet.version, entry.changes());
            return send(model, Task::Enter { id, version, places });
        }
        Action::Help => return crate::tui::overlay::open_help(model),
        Action::Back => leave(model),
        _ => {}
    }
    Vec::new()
}

/// What is typed and not recorded is thrown away only where somebody says so.
fn leave(model: &mut Model) {
    let typed = top(model).map_or(0, |entry| entry.changes().len());
    if typed == 0 {
        model.overlays.pop();
        return;
    }
    let said = model.say(&Said::new("entry-leave").with("count", typed));
    let notice = Notice::new(model.text("entry-title-short"), vec![(said, Meaning::Warn)]);
    model.overlays.push(Overlay::Confirm(notice, Intent::LeaveEntry));
}

/// What was seen, and what was measured where the question asks for it.
fn ask_note(model: &mut Model) {
    let Some(entry) = top(model) else { return };
    let Some((id, measured)) = entry.item().map(|(id, measured)| (id.to_owned(), measured)) else { return };
    let known = entry.filled().and_then(|filled| filled.answers.get(&id)).cloned();
    let Some(known) = known else { return };
    let mut inputs = Vec::new();
    if measured {
        inputs.push(Input::text("value", model.text("entry-value"), known.value));
    }
    inputs.push(Input::text("note", model.text("entry-note"), known.note));
    let intro = vec![(model.text("entry-note-intro"), Meaning::Muted)];
    let form = Form::new(model.text("action-answer-note"), intro, inputs);
    model.overlays.push(Overlay::Form(form, Intent::Note));
}

fn pick_absence(model: &mut Model) {
    let items = NotVisited::ALL.iter().map(|reason| Item {
        name: model.text(&reason.text_id()),
        code: reason.code().to_owned(),
        ..Item::default()
    });
    let picker = Picker::new(model.text("action-answer-absent"), items.collect());
    model.overlays.push(Overlay::Picker(picker, Choice::Absence));
}

/// Goes to a place by its name, number or id.
fn pick_place(model: &mut Model) {
    let Some(Overlay::Entry(entry)) = model.overlays.last() else { return };
    let items = (0..entry.sheet.places.len()).filter_map(|at| {
        let place = entry.sheet.places.get(at)?;
        let sign = if entry.is_full(at) { "[x]" } else { "[ ]" };
        let lead = format!("{sign} {}", view::stop(model, entry, place));
        let text = format!("{} {}", place.location, place.element);
        let code = haystack(&[&place.name, &place.element]);
        Some(Item { name: place.name.clone(), text, lead, code, ..Item::default() })
    });
    let picker = Picker::new(model.text("action-answer-place"), items.collect());
    model.overlays.push(Overlay::Picker(picker, Choice::EntryPlace));
}

fn ask_directed(model: &mut Model) {
    let reasons = DirectedReason::ALL.iter().map(|one| (one.code().to_owned(), model.text(&one.text_id())));
    let inputs = vec![
        Input::text("element", model.text("entry-element"), ""),
        Input::choice("reason", model.text("form-reason"), reasons.collect()),
    ];
    let intro = vec![(model.text("entry-directed-intro"), Meaning::Muted)];
    let form = Form::new(model.text("action-answer-directed"), intro, inputs);
    model.overlays.push(Overlay::Form(form, Intent::Directed));
}

/// Takes why nobody was there.
pub fn absent(model: &mut Model, choice: usize) {
    if let (Some(entry), Some(reason)) = (top(model), NotVisited::ALL.get(choice)) {
        entry.absent(*reason);
    }
}

/// Goes to a place that was picked.
pub fn go_to(model: &mut Model, place: usize) {
    if let Some(entry) = top(model) {
        entry.go(place);
    }
}

/// Takes a note, or an element people chose themselves.
pub fn submit(model: &mut Model, mut form: Form, intent: Intent) {
    let text = |name: &str| form.value(name).to_owned();
    if intent == Intent::Note {
        let (value, note) = (text("value"), text("note"));
        let Some(entry) = top(model) else { return };
        let Some(id) = entry.item().map(|(id, _)| id.to_owned()) else { return };
        if let Some(answered) = entry.now.get_mut(entry.at).and_then(|now| now.answers.get_mut(&id)) {
            (answered.value, answered.note) = (value, note);
            entry.list.act(Action::Down);
        }
        return;
    }
    let (element, reason) = (text("element"), DirectedReason::from_code(form.value("reason")));
    if element.is_empty() {
        form.refuse("element", model.text("form-required"));
        model.overlays.push(Overlay::Form(form, intent));
        return;
    }
    let Some(entry) = top(model) else { return };
    let known = entry.sheet.places.iter().position(|place| place.element == element);
    let items = entry.element_items();
    let at = known.unwrap_or_else(|| entry.add(&element, items, reason));
    entry.go(at);
}
