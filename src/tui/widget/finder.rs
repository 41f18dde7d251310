//! Which of many rows are shown, in what order, and where the cursor is: a filter line over a list. Knows what rows
//! can be found by, not what they are.

use ratatui::layout::{Position, Rect};

use super::field::Field;
use super::list::List;
use crate::tui::ink::{Canvas, columns, split_left};
use crate::tui::search::Query;
use crate::tui::theme::Meaning;

/// A filter over rows with a cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finder {
    /// What each row can be found by.
    haystacks: Vec<String>,
    field: Field,
    /// The filter line takes the keys.
    pub typing: bool,
    /// Numbers of the rows shown, in order.
    shown: Vec<usize>,
    /// The line they were found by.
    arranged_by: String,
    /// Cursor and window over the rows shown.
    pub list: List,
}

impl Finder {
    /// Takes other rows; `order` is the order of all of them. The cursor goes back to `keep` where it is shown.
    pub fn set_rows(&mut self, haystacks: Vec<String>, order: &[usize], keep: Option<usize>) {
        self.haystacks = haystacks;
        self.arrange(order);
        if let Some(at) = keep.and_then(|row| self.shown.iter().position(|shown| *shown == row)) {
            self.list.go(at);
        }
    }

    /// Filters anew, in an order of all rows.
    pub fn arrange(&mut self, order: &[usize]) {
        let query = Query::new(self.field.text());
        let matches = |row: &&usize| self.haystacks.get(**row).is_some_and(|text| query.matches(text));
        self.shown = order.iter().filter(matches).copied().collect();
        self.arranged_by = self.field.text().to_owned();
        self.list.set_len(self.shown.len());
    }

    /// Filters further where the line only grew by what was typed last: what was left out stays out. `false` where
    /// everything has to be looked at again.
    pub fn narrow(&mut self) -> bool {
        let typed = self.field.text();
        if self.arranged_by.trim().is_empty() || !typed.starts_with(&self.arranged_by) {
            return false;
        }
        let query = Query::new(typed);
        let haystacks = &self.haystacks;
        self.shown.retain(|row| haystacks.get(*row).is_some_and(|text| query.matches(text)));
        self.arranged_by = typed.to_owned();
        self.list.set_len(self.shown.len());
        true
    }

    /// The row under the cursor.
    pub fn chosen(&self) -> Option<usize> {
        self.shown(self.list.cursor()?)
    }

    /// The row shown at a place.
    pub fn shown(&self, place: usize) -> Option<usize> {
        self.shown.get(place).copied()
    }

    /// All rows shown, in order.
    pub fn all_shown(&self) -> &[usize] {
        &self.shown
    }

    /// Puts the cursor on a row, where it is shown.
    pub fn go_to(&mut self, row: usize) -> bool {
        let at = self.shown.iter().position(|shown| *shown == row);
        if let Some(at) = at {
            self.list.go(at);
        }
        at.is_some()
    }

    /// The line being typed.
    pub const fn field_mut(&mut self) -> &mut Field {
        &mut self.field
    }

    /// Something is filtered out.
    pub fn filters(&self) -> bool {
        !self.field.text().trim().is_empty()
    }

    /// Shows everything again.
    pub fn clear(&mut self) {
        self.field = Field::default();
        self.typing = false;
    }

    /// Draws the filter line, where there is one, and what is found; says where the terminal's cursor belongs.
    pub fn draw_line(&self, canvas: &mut Canvas<'_>, area: Rect) -> Option<Position> {
        let (sign, rest) = split_left(area, 3);
        canvas.text(sign, " / ", Meaning::Key);
        let count = format!(" {}/{} ", self.shown.len(), self.haystacks.len());
        let (line, count_place) = split_left(rest, rest.width.saturating_sub(columns(&count)));
        canvas.text(count_place, &count, Meaning::Muted);
        if self.typing {
            return self.field.draw(canvas, line);
        }
        canvas.text(line, self.field.text(), Meaning::Field);
        None
    }

    /// Whether there is a filter line to draw.
    pub fn has_line(&self) -> bool {
        self.typing || self.filters()
    }
}
