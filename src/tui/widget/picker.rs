//! A list in a box that narrows while one types: the palette, the help, choices of any kind.

use ratatui::layout::{Position, Rect};

use super::field::Field;
use super::list::List;
use super::notice::draw_keys;
use super::table::{Column, Row, Table};
use crate::tui::action::Action;
use crate::tui::ink::{Canvas, Keys, centred, split_left, split_top};
use crate::tui::key::Key;
use crate::tui::search;
use crate::tui::theme::Meaning;

/// Columns a text keeps beside a long name, and columns a name keeps beside a long text.
const TEXT: u16 = 44;
const NAME: u16 = 24;

/// One line to choose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// The short name, which completion types.
    pub name: String,
    /// What it says.
    pub text: String,
    /// In front of both: a key, an id.
    pub lead: String,
    /// Found by this too, though it is not shown.
    pub code: String,
    /// How it looks.
    pub meaning: Meaning,
}

/// A list being chosen from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Picker {
    /// Heading of the box.
    pub title: String,
    items: Vec<Item>,
    field: Field,
    /// Numbers of the items shown.
    shown: Vec<usize>,
    list: List,
}

impl Picker {
    /// A picker over these lines.
    pub fn new(title: impl Into<String>, items: Vec<Item>) -> Self {
        let mut picker = Self { title: title.into(), items, ..Self::default() };
        picker.narrow();
        picker
    }

    /// The number of the item the cursor is on.
    pub fn chosen(&self) -> Option<usize> {
        self.shown.get(self.list.cursor()?).copied()
    }

    /// Whether something is typed into the filter.
    pub fn filters(&self) -> bool {
        !self.field.text().is_empty()
    }

    /// Puts the cursor on a row, or on the last.
    pub fn go(&mut self, row: usize) {
        self.list.go(row);
    }

    /// The items found, with the cursor.
    pub const fn list_mut(&mut self) -> &mut List {
        &mut self.list
    }

    /// Moves the cursor; `false` where the action is no movement.
    pub fn act(&mut self, action: Action) -> bool {
        self.list.act(action)
    }

    /// Types into the filter; `false` where the key types nothing.
    pub fn key(&mut self, key: Key) -> bool {
        let taken = self.field.key(key);
        self.narrow();
        taken
    }

    /// Pastes into the filter.
    pub fn paste(&mut self, text: &str) {
        self.field.paste(text);
        self.narrow();
    }

    /// Types the name of the item under the cursor into the filter.
    pub fn complete(&mut self) {
        if let Some(item) = self.chosen().and_then(|index| self.items.get(index)) {
            self.field = Field::new(item.name.clone());
            self.narrow();
        }
    }

    fn narrow(&mut self) {
        let query = search::Query::new(self.field.text());
        let matches =
            |item: &Item| query.matches(&search::haystack(&[&item.lead, &item.name, &item.code, &item.text]));
        self.shown = (0..self.items.len()).filter(|index| matches(&self.items[*index])).collect();
        // The name typed in full comes first: Enter runs what is written.
        let typed = self.field.text();
        let exact = |item: &Item| item.name == typed || item.code == typed;
        self.shown.sort_by_key(|index| (!exact(&self.items[*index]), *index));
        self.list.set_len(self.shown.len());
        self.list.go(0);
    }

    /// Draws the box in the middle of `area`; says where the terminal's cursor belongs.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, none: &str, keys: &Keys) -> Option<Position> {
        let high = u16::try_from(self.items.len()).unwrap_or(u16::MAX).saturating_add(5);
        let outer = centred(area, area.width.saturating_sub(4).clamp(20, 90), high.max(8));
        let inside = canvas.boxed(outer, &self.title, Meaning::Plain);
        let (line, below) = split_top(inside, 1);
        let (sign, line) = split_left(line, 2);
        canvas.text(sign, "/", Meaning::Key);
        let cursor = self.field.draw(canvas, line);
        let body = Rect { height: below.height.saturating_sub(1), ..below };
        self.draw_items(canvas, body);
        if self.shown.is_empty() {
            canvas.text(body, none, Meaning::Muted);
        }
        draw_keys(canvas, inside, keys);
        cursor
    }

    fn draw_items(&self, canvas: &mut Canvas<'_>, body: Rect) {
        let widest = |text: fn(&Item) -> &str| {
            self.items.iter().map(|item| crate::tui::ink::columns(text(item))).max().unwrap_or(0)
        };
        let mut columns = vec![Column::new("", 8).growing()];
        let lead = widest(|item| &item.lead).min(12);
        // Names alone take the whole line; beside short texts they take what those leave.
        let text = widest(|item| &item.text).min(TEXT);
        let room = body.width.saturating_sub(lead + text + 5).max(NAME);
        let name = widest(|item| &item.name).min(if text == 0 { body.width } else { room });
        columns.insert(0, Column::new("", name).dropped(1));
        columns.insert(0, Column::new("", lead));
        let row = |index: usize| {
            let item = self.shown.get(index).and_then(|index| self.items.get(*index));
            let cells = item.map_or_else(Vec::new, |item| {
                vec![
                    (item.lead.clone(), Meaning::Key),
                    (item.name.clone(), Meaning::Muted),
                    (item.text.clone(), item.meaning),
                ]
            });
            Row { cells, marked: false }
        };
        let table = Table {
            columns: &columns,
            list: &self.list,
            row: &row,
            headings: false,
            sorted: None,
            focused: true,
        };
        table.draw(canvas, body);
    }
}
