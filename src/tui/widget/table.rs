//! A table of which only the rows in sight are made: a hundred thousand rows cost what twenty cost.

use ratatui::layout::Rect;

use super::list::List;
use crate::text::width;
use crate::tui::ink::{Canvas, Piece, rows, split_top};
use crate::tui::theme::Meaning;

/// One column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Heading.
    pub title: String,
    /// Columns of the terminal it wants.
    pub width: u16,
    /// Takes what the others leave; at most one column should.
    pub grows: bool,
    /// Left out first where there is no room: the higher the sooner, 0 never.
    pub drop: u8,
}

impl Column {
    /// A column of a width that stays however narrow it gets.
    pub fn new(title: impl Into<String>, width: u16) -> Self {
        Self { title: title.into(), width, grows: false, drop: 0 }
    }

    /// The same column, taking what the others leave.
    #[must_use]
    pub const fn growing(mut self) -> Self {
        self.grows = true;
        self
    }

    /// The same column, left out where there is no room.
    #[must_use]
    pub const fn dropped(mut self, order: u8) -> Self {
        self.drop = order;
        self
    }
}

/// One row, made when it is in sight.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// One piece a column.
    pub cells: Vec<Piece>,
    /// Chosen for a bulk action.
    pub marked: bool,
}

/// How a table is drawn.
pub struct Table<'a> {
    /// Its columns.
    pub columns: &'a [Column],
    /// Cursor and window.
    pub list: &'a List,
    /// Makes a row by its number.
    pub row: &'a dyn Fn(usize) -> Row,
    /// Shows headings.
    pub headings: bool,
    /// The column rows are ordered by, and whether downwards.
    pub sorted: Option<(usize, bool)>,
    /// Shows the cursor: the table is what keys go to.
    pub focused: bool,
}

impl Table<'_> {
    /// Draws headings and the rows in sight.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let widths = widths(self.columns, area.width.saturating_sub(MARGIN));
        let (head, body) = split_top(area, u16::from(self.headings && area.height > 1));
        if !head.is_empty() {
            self.draw_headings(canvas, head, &widths);
        }
        let window = self.list.window_in(body);
        for (index, place) in window.zip(rows(body)) {
            let row = (self.row)(index);
            let sign = if row.marked { "*" } else { " " };
            canvas.text(Rect { width: 1.min(place.width), ..place }, sign, Meaning::Marked);
            for (piece, place) in each_cell(&row.cells, &widths, place) {
                let meaning = if row.marked && piece.1 == Meaning::Plain { Meaning::Marked } else { piece.1 };
                canvas.text(place, &piece.0, meaning);
            }
            if self.focused && self.list.cursor() == Some(index) {
                canvas.wash(place, Meaning::Selected);
            }
        }
    }

    fn draw_headings(&self, canvas: &mut Canvas<'_>, place: Rect, widths: &[u16]) {
        let cells: Vec<Piece> = self
            .columns
            .iter()
            .enumerate()
            .map(|(index, column)| {
                let sign = match self.sorted {
                    Some((by, true)) if by == index => " v",
                    Some((by, false)) if by == index => " ^",
                    _ => "",
                };
                (format!("{}{sign}", column.title), Meaning::Title)
            })
            .collect();
        for (piece, place) in each_cell(&cells, widths, place) {
            canvas.text(place, &piece.0, piece.1);
        }
    }
}

/// The sign of a marked row and a space.
const MARGIN: u16 = 2;

/// Each piece with its place; columns without room are left out.
fn each_cell<'a>(
    cells: &'a [Piece],
    widths: &'a [u16],
    place: Rect,
) -> impl Iterator<Item = (&'a Piece, Rect)> {
    let mut x = place.x.saturating_add(MARGIN);
    cells.iter().zip(widths).filter(|(_, width)| **width > 0).map(move |(piece, width)| {
        let cell = Rect { x, width: *width, ..place }.intersection(place);
        x = x.saturating_add(*width).saturating_add(1);
        (piece, cell)
    })
}

/// The width each column gets in `room`; 0 leaves it out.
fn widths(columns: &[Column], room: u16) -> Vec<u16> {
    let mut kept: Vec<bool> = vec![true; columns.len()];
    let needed = |kept: &[bool]| -> u16 {
        let wide = columns.iter().zip(kept).filter(|(_, kept)| **kept).map(|(column, _)| column.width + 1);
        wide.fold(0_u16, u16::saturating_add).saturating_sub(1)
    };
    while needed(&kept) > room {
        let worst = (0..columns.len())
            .filter(|index| kept[*index] && columns[*index].drop > 0)
            .max_by_key(|index| columns[*index].drop);
        match worst {
            Some(index) => kept[index] = false,
            None => break,
        }
    }
    let spare = room.saturating_sub(needed(&kept));
    columns
        .iter()
        .zip(&kept)
        .map(|(column, kept)| match (kept, column.grows) {
            (false, _) => 0,
            (true, true) => column.width + spare,
            (true, false) => column.width,
        })
        .collect()
}

/// A number at the right end of a column so many columns wide.
pub fn number(value: impl ToString, columns: usize) -> String {
    let text = value.to_string();
    format!("{}{text}", " ".repeat(columns.saturating_sub(width::of(&text))))
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use ratatui::buffer::Buffer;

    use super::*;
    use crate::tui::action::Action;
    use crate::tui::theme::Look;

    fn columns() -> Vec<Column> {
        vec![
            Column::new("id", 6),
            Column::new("department", 8).dropped(1),
            Column::new("matter", 6).growing(),
            Column::new("window", 11).dropped(2),
        ]
    }

    #[test]
    fn columns_are_left_out_in_their_order_and_one_grows() {
        let check = |room: u16, expect: [u16; 4]| assert_eq!(widths(&columns(), room), expect, "{room}");
        check(60, [6, 8, 32, 11]);
        check(34, [6, 8, 6, 11]);
        check(33, [6, 8, 17, 0]);
        check(21, [6, 0, 14, 0]);
        check(0, [6, 0, 6, 0]);
    }

    #[test]
    fn only_rows_in_sight_are_made() {
        let made = RefCell::new(Vec::new());
        let mut list = List::default();
        list.set_len(100_000);
        list.act(Action::Last);
        let row = |index: usize| {
            made.borrow_mut().push(index);
            Row { cells: vec![(index.to_string(), Meaning::Plain)], marked: false }
        };
        let area = Rect::new(0, 0, 40, 5);
        let mut cells = Buffer::empty(area);
        let mut canvas = Canvas::new(&mut cells, Look::Colour);
        Table { columns: &columns(), list: &list, row: &row, headings: true, sorted: None, focused: true }
            .draw(&mut canvas, area);
        assert_eq!(*made.borrow(), [99_996, 99_997, 99_998, 99_999]);
    }
}
