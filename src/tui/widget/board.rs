//! Units down, days across: one column a day, one sign a visit. A quarter at a glance.

use chrono::{Datelike, NaiveDate};
use ratatui::layout::Rect;

use super::list::List;
use crate::domain::day::DayRange;
use crate::text::width;
use crate::tui::ink::{Canvas, Piece, rows, split_left, split_top};
use crate::tui::theme::Meaning;

/// What a board shows.
pub struct Board<'a> {
    /// The days across.
    pub days: DayRange,
    /// The day the cursor is on.
    pub day: NaiveDate,
    /// Units down: cursor and window.
    pub units: &'a List,
    /// The name of a unit by its number.
    pub name: &'a dyn Fn(usize) -> String,
    /// The sign of a unit's day.
    pub sign: &'a dyn Fn(usize, NaiveDate) -> Piece,
    /// Columns of the names.
    pub name_width: u16,
}

impl Board<'_> {
    /// Draws month line, day line and the units in sight; days scroll so that the cursor's is in sight.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let (head, body) = split_top(area, 2);
        let (_, head) = split_left(head, self.name_width + 1);
        let days = self.days_in_sight(usize::from(head.width));
        let (months, numbers) = split_top(head, 1);
        for (x, day) in (head.x..).zip(&days) {
            let cell = |row: Rect, wide| Rect { x, width: wide, ..row }.intersection(head);
            if day.day() == 1 || x == head.x {
                canvas.text(cell(months, 7), &format!("{}-{:02}", day.year(), day.month()), Meaning::Title);
            }
            let last_digit = (day.day() % 10).to_string();
            let meaning = if *day == self.day { Meaning::Selected } else { Meaning::Muted };
            let mark = match day.day() {
                // Tens name themselves, so that a day can be counted off from the nearest.
                day @ (10 | 20 | 30) => (day / 10).to_string(),
                _ => last_digit,
            };
            canvas.text(cell(numbers, 1), &mark, meaning);
        }
        let window = self.units.window(usize::from(body.height));
        for (unit, row) in window.zip(rows(body)) {
            let (name, line) = split_left(row, self.name_width);
            let focused = self.units.cursor() == Some(unit);
            canvas.text(name, &width::fit(&(self.name)(unit), usize::from(name.width)), Meaning::Plain);
            if focused {
                canvas.wash(name, Meaning::Selected);
            }
            for (x, day) in (line.x + 1..line.right()).zip(&days) {
                let (sign, meaning) = (self.sign)(unit, *day);
                let place = Rect { x, width: 1, ..line };
                canvas.text(place, &sign, meaning);
                if focused && *day == self.day {
                    canvas.wash(place, Meaning::Selected);
                }
            }
        }
    }

    /// As many days as fit, beginning on a Monday, so that the cursor's day is among them.
    fn days_in_sight(&self, columns: usize) -> Vec<NaiveDate> {
        let all: Vec<NaiveDate> = self.days.days().collect();
        let at = all.iter().position(|day| *day == self.day).unwrap_or(0);
        let weeks = (at + 1).saturating_sub(columns).div_ceil(7);
        all.into_iter().skip(weeks * 7).take(columns).collect()
    }
}
