//! A cursor over numbered rows of which only some fit: where it stands and which rows are in sight. Knows no rows.

use std::cell::Cell;

use ratatui::layout::{Position, Rect};

use crate::tui::action::Action;

/// Cursor and window of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    cursor: usize,
    len: usize,
    /// First row in sight and rows in sight, as of the last drawing: only drawing knows how high it is.
    window: Cell<(usize, usize)>,
    /// Where they were drawn, a row a line.
    place: Cell<Rect>,
}

impl List {
    /// How many rows there are now; the cursor stays where it is, or goes to the last row.
    pub fn set_len(&mut self, len: usize) {
        self.len = len;
        self.cursor = self.cursor.min(len.saturating_sub(1));
    }

    /// The row under the cursor; `None` where there are no rows.
    pub fn cursor(&self) -> Option<usize> {
        (self.cursor < self.len).then_some(self.cursor)
    }

    /// How many rows there are.
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Puts the cursor on a row, or on the last one.
    pub fn go(&mut self, row: usize) {
        self.cursor = row.min(self.len.saturating_sub(1));
    }

    /// Moves the cursor; `false` where the action is no movement.
    pub fn act(&mut self, action: Action) -> bool {
        let page = self.window.get().1.max(1);
        let row = match action {
            Action::Down => self.cursor.saturating_add(1),
            Action::Up => self.cursor.saturating_sub(1),
            Action::PageDown => self.cursor.saturating_add(page),
            Action::PageUp => self.cursor.saturating_sub(page),
            Action::First => 0,
            Action::Last => usize::MAX,
            _ => return false,
        };
        self.go(row);
        true
    }

    /// The rows that were in sight when it was last drawn.
    pub fn in_sight(&self) -> std::ops::Range<usize> {
        let (top, height) = self.window.get();
        top.min(self.len)..top.saturating_add(height).min(self.len)
    }

    /// The rows in sight in a place where each takes a line.
    pub fn window_in(&self, place: Rect) -> std::ops::Range<usize> {
        self.place.set(place);
        self.window(usize::from(place.height))
    }

    /// The row that was drawn at a place of the screen.
    pub fn row_at(&self, at: Position) -> Option<usize> {
        let place = self.place.get();
        let line = at.y.checked_sub(place.y).filter(|_| place.contains(at))?;
        let row = self.window.get().0 + usize::from(line);
        (row < self.len).then_some(row)
    }

    /// The rows in sight when `height` rows fit, moved as little as the cursor needs.
    pub fn window(&self, height: usize) -> std::ops::Range<usize> {
        let (top, _) = self.window.get();
        let least = (self.cursor + 1).saturating_sub(height);
        let most = self.cursor.min(self.len.saturating_sub(height));
        let top = top.clamp(least.min(most), most.max(least));
        self.window.set((top, height));
        top..top.saturating_add(height).min(self.len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Actions on `len` rows of which three fit: the cursor and the rows in sight.
    fn check(len: usize, actions: &[Action], cursor: Option<usize>, window: std::ops::Range<usize>) {
        let mut list = List::default();
        list.set_len(len);
        list.window(3);
        for action in actions {
            list.act(*action);
            list.window(3);
        }
        assert_eq!((list.cursor(), list.window(3)), (cursor, window), "{actions:?}");
    }

    #[test]
    fn the_window_follows_the_cursor() {
        use Action::{Down, First, Last, PageDown, Up};
        check(10, &[Down, Down], Some(2), 0..3);
        check(10, &[Down, Down, Down], Some(3), 1..4);
        check(10, &[Last], Some(9), 7..10);
        check(10, &[Last, Up, Up], Some(7), 7..10);
        check(10, &[Last, Up, Up, Up], Some(6), 6..9);
        check(10, &[PageDown, First], Some(0), 0..3);
        check(2, &[Down, Down, Down], Some(1), 0..2);
        check(0, &[Down, Last, Up], None, 0..0);
    }

    #[test]
    fn fewer_rows_pull_the_cursor_back() {
        let mut list = List::default();
        list.set_len(10);
        list.go(9);
        list.set_len(4);
        assert_eq!(list.cursor(), Some(3));
        assert_eq!(list.window(3), 1..4);
        assert_eq!(list.window(0), 3..3);
    }
}
