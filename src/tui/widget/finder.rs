//! Which of many rows are shown, in what order, and where the cursor is: a filter line over a list. Knows what rows
//! can be found by, not what they are.

use ratatui::layout::{Position, Rect};

use super::field::Field;
use super::list::List;
use crate::tui::ink::{Canvas, columns, split_left};
use crate::tui::search::{Haystacks, Query, Search};
use crate::tui::theme::Meaning;

/// A filter over rows with a cursor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Finder {
    /// What each row can be found by.
    haystacks: Haystacks,
    field: Field,
    /// The filter line takes the keys.
    pub typing: bool,
    /// Numbers of the rows there are to be shown, in order.
    order: Vec<usize>,
    /// Numbers of the rows shown, in order.
    shown: Vec<usize>,
    /// The line they were found by.
    arranged_by: String,
    /// What is being looked for and not all found.
    sought: Option<Sought>,
    /// Cursor and window over the rows shown.
    pub list: List,
}

/// A filter that has come so far.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sought {
    search: Search,
    among: Vec<usize>,
    looked_at: usize,
    found: Vec<usize>,
    /// The row the cursor goes back to.
    keep: Option<usize>,
}

/// Rows looked at before other keys have their turn: about a millisecond's work.
const AT_ONCE: usize = 5_000;

impl Finder {
    /// Takes other rows; `order` is the order of all of them. The cursor goes back to `keep` where it is shown.
    pub fn set_rows(&mut self, haystacks: impl Into<Haystacks>, order: &[usize], keep: Option<usize>) {
        self.haystacks = haystacks.into();
        self.arrange(order);
        if let Some(row) = keep {
            self.go_to(row);
        }
    }

    /// What rows can be found by, to be changed before the rows are arranged anew.
    pub const fn haystacks_mut(&mut self) -> &mut Haystacks {
        &mut self.haystacks
    }

    /// Filters anew, in an order of all rows.
    pub fn arrange(&mut self, order: &[usize]) {
        self.begin(order.to_vec(), None);
        self.finish();
    }

    /// Begins to filter anew, in an order of all rows; the cursor goes back to its row. What is shown stays until all rows
    /// are looked at: see [`Finder::unfinished`].
    pub fn begin(&mut self, order: Vec<usize>, keep: Option<usize>) {
        self.seek(order.clone(), keep);
        self.order = order;
    }

    /// Begins to filter by what was typed; the cursor stays on its row. Where the line only grew, what was left out stays
    /// out.
    pub fn refine(&mut self) {
        let keep = self.chosen();
        let grew = !self.arranged_by.trim().is_empty() && self.field.text().starts_with(&self.arranged_by);
        let among = if grew && self.sought.is_none() { &self.shown } else { &self.order };
        self.seek(among.clone(), keep);
    }

    fn seek(&mut self, among: Vec<usize>, keep: Option<usize>) {
        let search = Search::new(&Query::new(self.field.text()), &self.haystacks);
        self.sought = Some(Sought { search, among, looked_at: 0, found: Vec::new(), keep });
        self.go_on();
    }

    /// Not all rows are looked at: [`Finder::go_on`] is to be called until this is over.
    pub const fn unfinished(&self) -> bool {
        self.sought.is_some()
    }

    /// Looks at the next rows; shows what is found once these were the last.
    pub fn go_on(&mut self) {
        let Some(sought) = &mut self.sought else { return };
        let rest = sought.among.get(sought.looked_at..).unwrap_or_default();
        let most = if sought.search.is_empty() { rest.len() } else { AT_ONCE };
        let next = rest.get(..most).unwrap_or(rest);
        let finds = |row: &&usize| sought.search.finds(&self.haystacks, **row);
        sought.found.extend(next.iter().filter(finds));
        sought.looked_at += next.len();
        if sought.looked_at < sought.among.len() {
            return;
        }
        let Some(sought) = self.sought.take() else { return };
        self.shown = sought.found;
        self.field.text().clone_into(&mut self.arranged_by);
        self.list.set_len(self.shown.len());
        if let Some(row) = sought.keep {
            self.go_to(row);
        }
    }

    /// Looks at all rows that are left.
    pub fn finish(&mut self) {
        while self.unfinished() {
            self.go_on();
        }
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
