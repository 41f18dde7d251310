//! Every decision: who, when, what, which rows; what was taken back. Undo, redo and the check start from here.

use chrono::FixedOffset;
use ratatui::layout::{Position, Rect};

use crate::domain::journal::Entry;
use crate::domain::message::{Arg, Message as Said};
use crate::domain::record::Table as Kind;
use crate::tui::action::Action;
use crate::tui::ink::{Canvas, Piece, split_top};
use crate::tui::message::Effect;
use crate::tui::model::Model;
use crate::tui::task::{JournalData, Task};
use crate::tui::theme::Meaning;
use crate::tui::update::send;
use crate::tui::widget::finder::Finder;
use crate::tui::widget::pane::{indented, labelled, section};
use crate::tui::widget::spread::{Parts, Spread};
use crate::tui::widget::table::{Column, Row, Table, number};

/// Rows of a sort that are named; of more it is said how many.
const NAMED_MAX: usize = 60;

/// The journal as far as it is read.
#[derive(Default)]
pub struct JournalScreen {
    entries: Vec<Entry>,
    /// Filter and cursor over the entries.
    pub finder: Finder,
    loaded: bool,
    /// The list, and one of its rows beside it.
    pub spread: Spread,
}

impl JournalScreen {
    /// Takes freshly read entries; the cursor stays on its entry, or on the newest.
    pub fn set(&mut self, data: JournalData) {
        let at_top = self.finder.list.cursor().unwrap_or(0) == 0;
        let keep = self.current().map(|entry| entry.sequence).filter(|_| !at_top);
        let row = keep.and_then(|kept| data.entries.iter().position(|entry| entry.sequence == kept));
        let order: Vec<usize> = (0..data.entries.len()).collect();
        self.entries = data.entries;
        self.finder.set_rows(data.haystacks, &order, row);
        self.loaded = true;
    }

    /// Filters anew.
    pub fn arrange(&mut self) {
        let order: Vec<usize> = (0..self.entries.len()).collect();
        self.finder.arrange(&order);
    }

    fn current(&self) -> Option<&Entry> {
        self.entries.get(self.finder.chosen()?)
    }
}

/// Opens the screen, or reads it anew.
pub fn enter(model: &mut Model) -> Vec<Effect> {
    send(model, Task::LoadJournal)
}

/// Actions that can be used now.
pub fn valid(model: &Model, action: Action) -> bool {
    let journal = &model.journal;
    journal.spread.valid(action, &journal.finder).unwrap_or(false)
}

/// Does what an action says.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let journal = &mut model.journal;
    match action {
        Action::Copy => {
            let Some(entry) = journal.current().cloned() else { return Vec::new() };
            let command = model.text(&command_id(&entry));
            return model.copied(&[entry.sequence.to_string(), entry.author, command]);
        }
        _ => {
            let done = journal.spread.act(action, &mut journal.finder);
            if action == Action::Back && !done {
                journal.finder.clear();
                journal.arrange();
            }
        }
    }
    Vec::new()
}

fn command_id(entry: &Entry) -> String {
    format!("journal-{}", entry.command)
}

/// When an entry was written, in China's time.
fn written(entry: &Entry) -> String {
    let zone = FixedOffset::east_opt(8 * 3600);
    let written = zone.map(|zone| entry.recorded_at.with_timezone(&zone).format("%F %R").to_string());
    written.unwrap_or_else(|| entry.recorded_at.format("%F %R").to_string())
}

/// What an entry takes back, or that it cannot be taken back.
fn about(model: &Model, entry: &Entry) -> String {
    match entry.payload.redoes.or(entry.payload.undoes) {
        Some(sequence) => model.say(&Said::new("journal-about").with("entry", sequence)),
        None if entry.payload.barrier => model.text("journal-barrier"),
        None => String::new(),
    }
}

/// What can be done here.
pub fn next_step(model: &Model) -> Option<Said> {
    model.journal.loaded.then(|| Said::new("journal-said"))
}

/// Draws the entries and, where there is room or it was asked for, one of them.
pub fn draw(model: &Model, canvas: &mut Canvas<'_>, area: Rect) -> Option<Position> {
    let journal = &model.journal;
    if !journal.loaded {
        canvas.text(area, &format!(" {}", model.text("reading")), Meaning::Muted);
        return None;
    }
    let head = |canvas: &mut Canvas<'_>, area: Rect| {
        let (line, rest) = split_top(area, 1);
        let newest = journal.entries.first().map_or(0, |entry| entry.sequence);
        let said = Said::new("journal-head").with("all", newest).with("shown", journal.entries.len());
        canvas.text(line, &format!(" {}", model.say(&said)), Meaning::Title);
        rest
    };
    let parts = Parts {
        finder: &journal.finder,
        share: 55,
        head: Some(&head),
        list: &|canvas, area, _| draw_table(model, canvas, area),
        one: &|width| journal.current().map(|entry| entry_lines(model, entry, width)).unwrap_or_default(),
        key: &|action| model.key(action),
    };
    journal.spread.draw(canvas, area, &parts)
}

fn draw_table(model: &Model, canvas: &mut Canvas<'_>, area: Rect) {
    let columns = [
        Column::new(model.text("column-number"), 5),
        Column::new(model.text("column-written"), 16).dropped(2),
        Column::new(model.text("column-person"), 8),
        Column::new(model.text("column-command"), 16).growing(),
        Column::new(model.text("column-rows"), 6).dropped(3),
        Column::new("", 16).dropped(1),
    ];
    let row = |place: usize| {
        let journal = &model.journal;
        let found = journal.finder.shown(place).and_then(|row| journal.entries.get(row));
        let Some(entry) = found else { return Row::default() };
        let cells = vec![
            (number(entry.sequence, 5), Meaning::Plain),
            (written(entry), Meaning::Muted),
            (entry.author.clone(), Meaning::Plain),
            (model.text(&command_id(entry)), Meaning::Plain),
            (number(entry.payload.changes.len(), 5), Meaning::Muted),
            (about(model, entry), Meaning::Muted),
        ];
        Row { cells, marked: false }
    };
    let list = &model.journal.finder.list;
    Table { columns: &columns, list, row: &row, headings: true, sorted: None, focused: true }
        .draw(canvas, area);
}

/// Who, when, what, which rows: never what the rows hold, which may be under seal.
fn entry_lines(model: &Model, entry: &Entry, width: u16) -> Vec<Vec<Piece>> {
    let title = format!("{}  {}", entry.sequence, model.text(&command_id(entry)));
    let mut lines = vec![vec![(title, Meaning::Title)]];
    let facts = [
        ("column-person", entry.author.clone()),
        ("column-written", written(entry)),
        ("journal-counts-for", entry.business_date.to_string()),
        ("journal-chained", entry.previous_hash.chars().take(16).collect()),
    ];
    for (id, text) in facts {
        lines.extend(labelled(&model.text(id), &text, Meaning::Plain, 12, width));
    }
    let about = about(model, entry);
    if !about.is_empty() {
        lines.extend(indented(&about, Meaning::Warn, 0, width));
    }
    for kind in Kind::ALL {
        let changes = entry.payload.changes.iter().filter(|change| change.table == *kind);
        let keys: Vec<&str> = changes.map(|change| change.key.as_str()).collect();
        if keys.is_empty() {
            continue;
        }
        let name = Arg::code(format!("table-{}", kind.code()));
        let said = Said::new("journal-rows").with("table", name).with("count", keys.len());
        section(&mut lines, model.say(&said));
        let named: Vec<String> = keys.iter().take(NAMED_MAX).map(|key| (*key).to_owned()).collect();
        lines.extend(indented(&model.texts.join(named), Meaning::Plain, 2, width));
    }
    lines
}
