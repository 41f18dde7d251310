//! Units down, days across: one sign a visit, the weeks set apart where there is room. A quarter at a glance.

use chrono::{Datelike, NaiveDate};
use ratatui::layout::Rect;

use super::list::List;
use crate::domain::day::monday;
use crate::text::width;
use crate::tui::ink::{Canvas, Piece, columns, rows, split_left, split_top};
use crate::tui::theme::Meaning;

/// What a board shows.
pub struct Board<'a> {
    /// The days across, in order.
    pub days: &'a [NaiveDate],
    /// The day the cursor is on.
    pub day: NaiveDate,
    /// Units down: cursor and window.
    pub units: &'a List,
    /// The name of a unit by its number.
    pub name: &'a dyn Fn(usize) -> String,
    /// The sign of a unit's day.
    pub sign: &'a dyn Fn(usize, NaiveDate) -> Piece,
    /// What stands below a sign, at most two columns of it, where there is room for a second row a unit.
    pub below: &'a dyn Fn(usize, NaiveDate) -> String,
    /// The name of the last row, and its sign of a day: all units together.
    pub total: (&'a str, &'a dyn Fn(NaiveDate) -> Piece),
    /// Columns of the names.
    pub name_width: u16,
}

/// Rows of a board that are no unit: months, days, all units together.
pub const FRAME_ROWS: u16 = 3;

/// Days in sight, each with the column it begins at.
type Places = Vec<(NaiveDate, u16)>;

/// Columns of a day and between weeks, where all of them have room: two and one, one and one, or one and none.
fn spacing(days: &[NaiveDate], room: u16) -> Option<(u16, u16)> {
    let weeks = days.chunk_by(|one, next| monday(*one) == monday(*next)).count();
    let wide = |cell: u16, gap: u16| days.len() * usize::from(cell) + weeks * usize::from(gap);
    // Behind the last day and the last week no space is needed.
    [(2, 1), (1, 1), (1, 0)]
        .into_iter()
        .find(|(cell, gap)| wide(*cell, *gap) <= usize::from(room) + usize::from(cell + gap - 1))
}

impl Board<'_> {
    /// Rows each unit takes in so much room: two where all have room for them, and days are two columns wide.
    pub fn unit_rows(&self, area: Rect) -> u16 {
        let both =
            u16::try_from(self.units.len()).unwrap_or(u16::MAX).saturating_mul(2).saturating_add(FRAME_ROWS);
        let days = spacing(self.days, area.width.saturating_sub(self.name_width + 1));
        if both <= area.height && days.is_some_and(|(cell, _)| cell > 1) { 2 } else { 1 }
    }

    /// Draws month line, day line, the units in sight and all together; days scroll so that the cursor's is in sight.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let (head, body) = split_top(area, 2);
        let (_, head) = split_left(head, self.name_width + 1);
        let places = self.places(head);
        self.draw_days(canvas, head, &places);
        let (body, last) = split_top(body, body.height.saturating_sub(1));
        let high = self.unit_rows(area);
        let window = self.units.window(usize::from(body.height / high));
        let mut drawn = 0;
        for (unit, row) in window.zip(rows(body).step_by(usize::from(high))) {
            drawn += high;
            let (name, line) = split_left(row, self.name_width);
            let focused = self.units.cursor() == Some(unit);
            canvas.text(name, &(self.name)(unit), Meaning::Plain);
            if focused {
                canvas.wash(name, Meaning::Selected);
            }
            for (day, x) in &places {
                let (sign, meaning) = (self.sign)(unit, *day);
                let place = Rect { x: *x, width: 1, ..line }.intersection(line);
                canvas.text(place, &sign, meaning);
                if focused && *day == self.day {
                    canvas.wash(place, Meaning::Selected);
                }
                if high > 1 {
                    let under = Rect { x: *x, y: line.y + 1, width: 2, ..line }.intersection(area);
                    canvas.text(under, width::cut(&(self.below)(unit, *day), 2), Meaning::Muted);
                }
            }
        }
        let last = Rect { y: body.y + drawn, ..last }.intersection(area);
        canvas.text(split_left(last, self.name_width).0, self.total.0, Meaning::Muted);
        for (day, x) in &places {
            let (sign, meaning) = (self.total.1)(*day);
            canvas.text(Rect { x: *x, width: 1, ..last }.intersection(last), &sign, meaning);
        }
    }

    /// Months where they begin, the first day of each week, and the day the cursor is on.
    fn draw_days(&self, canvas: &mut Canvas<'_>, head: Rect, places: &Places) {
        let (months, numbers) = split_top(head, 1);
        let mut month = None;
        let mut week = None;
        for (day, x) in places {
            let cell = |row: Rect, wide| Rect { x: *x, width: wide, ..row }.intersection(head);
            if month.replace((day.year(), day.month())) != Some((day.year(), day.month())) {
                canvas.text(cell(months, 7), &format!("{}-{:02}", day.year(), day.month()), Meaning::Title);
            }
            // In the week of the cursor its own day is named alone.
            if week.replace(monday(*day)) != Some(monday(*day)) && monday(*day) != monday(self.day) {
                canvas.text(cell(numbers, 2), &format!("{:02}", day.day()), Meaning::Muted);
            }
        }
        if let Some((_, x)) = places.iter().find(|(day, _)| *day == self.day) {
            let text = format!("{:02}", self.day.day());
            // At the right end it is moved in, so that it is whole.
            let x = (*x).min(numbers.right().saturating_sub(columns(&text)));
            canvas.text(Rect { x, width: 2, ..numbers }.intersection(numbers), &text, Meaning::Selected);
        }
    }

    /// Where the days stand: two columns each and weeks apart where all fit so, else one, else as many as fit from a
    /// week's beginning, so that the cursor's day is among them.
    fn places(&self, head: Rect) -> Places {
        let room = usize::from(head.width);
        let fits = spacing(self.days, head.width);
        let days = if fits.is_some() { self.days } else { self.in_sight(room) };
        let (cell, gap) = fits.unwrap_or((1, 0));
        let mut places = Vec::new();
        let mut x = head.x;
        let mut before: Option<NaiveDate> = None;
        for day in days {
            if before.is_some_and(|before| monday(before) != monday(*day)) {
                x = x.saturating_add(gap);
            }
            if x >= head.right() {
                break;
            }
            places.push((*day, x));
            x = x.saturating_add(cell);
            before = Some(*day);
        }
        places
    }

    fn in_sight(&self, room: usize) -> &[NaiveDate] {
        let at = self.days.iter().position(|day| *day >= self.day).unwrap_or(0);
        let least = (at + 1).saturating_sub(room);
        let starts = (0..self.days.len())
            .filter(|start| *start == 0 || monday(self.days[*start]) != monday(self.days[start - 1]));
        let start = starts.into_iter().find(|start| (least..=at).contains(start)).unwrap_or(least);
        self.days.get(start..).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use chrono::Days;

    use super::*;

    /// Working days from a Monday on, and where the first, the sixth and the last in sight stand.
    fn check(count: u64, room: u16, cursor: usize, expect: &[(usize, u16)]) {
        let first: NaiveDate = "2019-10-07".parse().unwrap();
        let all = (0..count).map(|day| first + Days::new(day));
        let days: Vec<NaiveDate> = all.filter(|day| day.weekday().num_days_from_monday() < 5).collect();
        let units = List::default();
        let board = Board {
            days: &days,
            day: days[cursor],
            units: &units,
            name: &|_| String::new(),
            sign: &|_, _| Piece::default(),
            below: &|_, _| String::new(),
            total: ("", &|_| Piece::default()),
            name_width: 0,
        };
        let places = board.places(Rect::new(0, 0, room, 2));
        // A board without units has room for two rows of each wherever days are two columns wide.
        let two_wide = places.get(1).is_some_and(|(_, x)| *x >= 2);
        assert_eq!(board.unit_rows(Rect::new(0, 0, room + 1, FRAME_ROWS)) == 2, two_wide, "{room}");
        for (day, x) in expect {
            assert!(places.contains(&(days[*day], *x)), "{day} at {x} in {room}: {places:?}");
        }
        let last = places.last().map_or(0, |(_, x)| *x);
        assert!(last < room, "{last} of {room}");
        assert!(places.iter().any(|(day, _)| *day == board.day), "the cursor is in sight: {places:?}");
    }

    #[test]
    fn days_stand_as_far_apart_as_there_is_room() {
        check(14, 40, 0, &[(0, 0), (5, 11), (9, 19)]);
        check(14, 21, 0, &[(0, 0), (5, 11), (9, 19)]);
        check(14, 20, 0, &[(0, 0), (5, 11), (9, 19)]);
        check(14, 19, 0, &[(0, 0), (5, 6), (9, 10)]);
        check(14, 10, 0, &[(0, 0), (5, 5), (9, 9)]);
    }

    #[test]
    fn days_scroll_by_weeks_to_the_cursor() {
        check(21, 8, 0, &[(0, 0)]);
        check(21, 8, 9, &[(5, 0), (9, 4)]);
        check(21, 8, 14, &[(10, 0), (14, 4)]);
        check(21, 1, 7, &[(7, 0)]);
    }
}
