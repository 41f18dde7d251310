//! Columns of a file before it is taken in: what each is read as, what stands below it, the first rows as read. A
//! column is given another meaning with a key or two; the file is read anew and shown again.

mod view;

use std::path::PathBuf;

use crate::app::intake::Mapping;
use crate::app::intake::sight::{Sight, SightColumn, fields, mapping_of};
use crate::domain::code::Code;
use crate::domain::message::{Arg, Message as Said};
use crate::tui::action::Action;
use crate::tui::message::Effect;
use crate::tui::model::{Choice, Intent, Model, Overlay};
use crate::tui::task::Task;
use crate::tui::theme::Meaning;
use crate::tui::update::send;
use crate::tui::widget::form::{Form, Input};
use crate::tui::widget::list::List;
use crate::tui::widget::picker::{Item, Picker};

/// A file being looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MappingScreen {
    path: PathBuf,
    sight: Sight,
    /// What the columns are to be read as.
    mapping: Mapping,
    /// The cursor: the sender first, then the columns.
    list: List,
}

/// Rows before the columns: who sends the file.
const BEFORE: usize = 1;

impl MappingScreen {
    fn new(path: PathBuf, sight: Sight) -> Self {
        let mapping = mapping_of(&sight);
        let mut screen = Self { path, mapping, ..Self::default() };
        screen.set(sight);
        // The first column that is not read is what has to be looked at.
        let open = |column: &SightColumn| column.field.is_empty() && !column.told;
        let first = screen.sight.columns.iter().position(open);
        let sender_first = screen.sight.sender.is_none() && !screen.sight.rows.is_empty();
        screen.list.go(first.filter(|_| !sender_first).map_or(0, |at| at + BEFORE));
        screen
    }

    fn set(&mut self, sight: Sight) {
        self.list.set_len(sight.columns.len() + BEFORE);
        self.sight = sight;
    }

    /// The column under the cursor, where it is one a person may give a meaning.
    fn column(&self) -> Option<&SightColumn> {
        let at = self.list.cursor()?.checked_sub(BEFORE)?;
        self.sight.columns.get(at).filter(|column| !column.told)
    }

    /// What a column is to be read as; empty for not at all.
    fn field<'s>(&'s self, column: &'s SightColumn) -> &'s str {
        self.mapping.columns.get(&column.heading).map_or(column.field.as_str(), String::as_str)
    }

    fn look(&self) -> Task {
        Task::Look { path: self.path.clone(), mapping: Some(self.mapping.clone()) }
    }
}

/// Shows how a file reads: anew where it is being looked at already.
pub fn show(model: &mut Model, path: PathBuf, sight: Sight) {
    if let Some(screen) = open_screen(model).filter(|screen| screen.path == path) {
        screen.set(sight);
        return;
    }
    model.overlays.push(Overlay::Mapping(Box::new(MappingScreen::new(path, sight))));
}

fn open_screen(model: &mut Model) -> Option<&mut MappingScreen> {
    model.overlays.iter_mut().rev().find_map(|overlay| match overlay {
        Overlay::Mapping(screen) => Some(screen.as_mut()),
        _ => None,
    })
}

/// What to do next: put right what is not read, or take the file in.
pub fn next_step(screen: &MappingScreen) -> Said {
    let wrong = screen.sight.errors > 0 || screen.sight.taken == 0;
    Said::new(if wrong { "next-mapping" } else { "next-mapping-ready" })
}

/// Moves, changes what a column is read as, or takes the file in.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(Overlay::Mapping(screen)) = model.overlays.last_mut() else { return Vec::new() };
    match action {
        Action::ColumnMeaning if screen.list.cursor() == Some(0) => ask_sender(model),
        Action::ColumnMeaning => ask_meaning(model),
        Action::ColumnSkip => {
            let heading = screen.column().map(|column| column.heading.clone());
            heading.map_or_else(Vec::new, |heading| set_meaning(model, &heading, ""))
        }
        Action::ImportAs => {
            let task = Task::ImportAs { path: screen.path.clone(), mapping: screen.mapping.clone() };
            model.overlays.pop();
            send(model, task)
        }
        action => {
            screen.list.act(action);
            Vec::new()
        }
    }
}

/// The fields to choose from, found by typing.
fn ask_meaning(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Mapping(screen)) = model.overlays.last() else { return Vec::new() };
    let Some(column) = screen.column() else {
        let said = Said::new("not-now").with("action", Arg::code(Action::ColumnMeaning.text_id()));
        model.toast(Meaning::Muted, &said);
        return Vec::new();
    };
    let heading = column.heading.clone();
    let taken = |field: &str| {
        let others = screen.mapping.columns.iter().filter(|(name, _)| **name != heading);
        others.filter(|(_, other)| *other == field).map(|(name, _)| name.clone()).next()
    };
    let mut codes: Vec<String> = fields().into_iter().map(str::to_owned).collect();
    codes.push(String::new());
    let item = |code: &String| Item {
        name: field_name(model, code),
        text: taken(code).filter(|_| !code.is_empty()).unwrap_or_default(),
        code: code.clone(),
        ..Item::default()
    };
    let items = codes.iter().map(item).collect();
    let title = Said::new("mapping-title-one").with("heading", heading.as_str());
    let mut picker = Picker::new(model.say(&title), items);
    picker.go(codes.iter().position(|code| code == screen.field(column)).unwrap_or(0));
    model.overlays.push(Overlay::Picker(picker, Choice::Meaning(heading, codes)));
    Vec::new()
}

/// Reads a column as something else from now on.
pub fn set_meaning(model: &mut Model, heading: &str, field: &str) -> Vec<Effect> {
    let Some(screen) = open_screen(model) else { return Vec::new() };
    // Two columns cannot mean the same: the one that had the meaning is not read any more.
    for (name, other) in &mut screen.mapping.columns {
        if name != heading && other == field && field != "other" {
            other.clear();
        }
    }
    screen.mapping.columns.insert(heading.to_owned(), field.to_owned());
    let task = screen.look();
    send(model, task)
}

fn ask_sender(model: &mut Model) -> Vec<Effect> {
    let Some(Overlay::Mapping(screen)) = model.overlays.last() else { return Vec::new() };
    let names = screen.sight.departments.clone();
    let mut items: Vec<Item> =
        names.iter().map(|name| Item { name: name.clone(), ..Item::default() }).collect();
    items.push(Item { name: model.text("another-name"), ..Item::default() });
    let picker = Picker::new(model.text("mapping-sender"), items);
    model.overlays.push(Overlay::Picker(picker, Choice::Sender(names)));
    Vec::new()
}

/// The sender was chosen; `None` asks for a name that is not in the list.
pub fn set_sender(model: &mut Model, name: Option<String>) -> Vec<Effect> {
    let Some(name) = name else {
        let inputs = vec![Input::text("name", model.text("mapping-sender"), "")];
        let form = Form::new(model.text("mapping-sender"), Vec::new(), inputs);
        model.overlays.push(Overlay::Form(form, Intent::Sender));
        return Vec::new();
    };
    let Some(screen) = open_screen(model) else { return Vec::new() };
    screen.mapping.department = Some(name).filter(|name| !name.is_empty());
    let task = screen.look();
    send(model, task)
}

/// What a field is called; what it is called when nothing is read.
fn field_name(model: &Model, field: &str) -> String {
    model.text(&if field.is_empty() { "mapping-none".to_owned() } else { format!("map-column-{field}") })
}

pub use view::draw;
