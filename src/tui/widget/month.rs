//! A month as weeks from Monday to Sunday, with holidays and make-up days marked.

use chrono::{Datelike, Days, NaiveDate};
use ratatui::layout::Rect;

use crate::domain::day::{SpecialKind, WorkCalendar, monday, month};
use crate::tui::ink::{Canvas, Piece, columns, rows, split_top};
use crate::tui::theme::Meaning;

/// What a month shows.
pub struct Month<'a> {
    /// The day the cursor is on; its month is shown.
    pub cursor: NaiveDate,
    /// Today.
    pub today: NaiveDate,
    /// Which days are worked.
    pub calendar: &'a WorkCalendar,
    /// What stands on a day, one line each, the most important first.
    pub entries: &'a dyn Fn(NaiveDate) -> Vec<Piece>,
    /// Headings from Monday to Sunday.
    pub weekdays: &'a [String; 7],
    /// The signs of a day off and of a weekend day worked.
    pub signs: (&'a str, &'a str),
}

impl Month<'_> {
    /// Draws headings and weeks; the rows are shared out evenly.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let wide = area.width / 7;
        if wide == 0 {
            return;
        }
        let (head, body) = split_top(area, 1);
        for (name, place) in self.weekdays.iter().zip(across(head, wide)) {
            canvas.text(place, name, Meaning::Title);
        }
        let weeks: Vec<NaiveDate> = self.weeks();
        let high = (body.height / u16::try_from(weeks.len()).unwrap_or(6).max(1)).max(1);
        for (week, y) in weeks.iter().zip((body.top()..body.bottom()).step_by(usize::from(high))) {
            let row = Rect { y, height: high.min(body.bottom() - y), ..body };
            for (day, place) in week.iter_days().take(7).zip(across(row, wide)) {
                self.draw_day(canvas, Rect { width: place.width.saturating_sub(1), ..place }, day);
            }
        }
    }

    /// The Mondays of the weeks that hold a day of the month.
    fn weeks(&self) -> Vec<NaiveDate> {
        let range = month(self.cursor);
        let first = monday(range.from);
        let next = |week: &NaiveDate| week.checked_add_days(Days::new(7));
        std::iter::successors(Some(first), next).take_while(|week| *week < range.until).collect()
    }

    fn draw_day(&self, canvas: &mut Canvas<'_>, place: Rect, day: NaiveDate) {
        if day.month() != self.cursor.month() {
            canvas.text(place, &format!("{:>2}", day.day()), Meaning::Muted);
            return;
        }
        let (meaning, sign) = self.kind(day);
        let entries = (self.entries)(day);
        let mut head = vec![(format!("{:>2}{sign}", day.day()), meaning)];
        // Where a day has one line only, the number of entries stands behind it.
        if place.height == 1 && !entries.is_empty() {
            head.push((format!(" {}", entries.len()), entries[0].1));
        }
        let (first, below) = split_top(place, 1);
        canvas.pieces(first, &head);
        let room = usize::from(below.height);
        let shown = if entries.len() > room { room.saturating_sub(1) } else { room };
        for (entry, row) in entries.iter().take(shown).zip(rows(below)) {
            canvas.text(row, &entry.0, entry.1);
        }
        if entries.len() > room && room > 0 {
            let row = Rect { y: below.bottom() - 1, height: 1, ..below };
            canvas.text(row, &format!("+{}", entries.len() - shown), Meaning::Muted);
        }
        if day == self.cursor {
            canvas.wash(first, Meaning::Selected);
        }
    }

    fn kind(&self, day: NaiveDate) -> (Meaning, &str) {
        let special = self.calendar.special(day).map(|special| special.kind);
        let weekend = day.weekday().num_days_from_monday() >= 5;
        match special {
            Some(SpecialKind::Off) => (Meaning::Off, self.signs.0),
            Some(SpecialKind::Work) => (Meaning::MakeUp, self.signs.1),
            None if day == self.today => (Meaning::Today, ""),
            None if weekend => (Meaning::Off, ""),
            None => (Meaning::Plain, ""),
        }
    }
}

/// Seven places side by side.
fn across(area: Rect, wide: u16) -> impl Iterator<Item = Rect> {
    (0..7).map(move |index| Rect { x: area.x + index * wide, width: wide, ..area }.intersection(area))
}

/// The narrowest month that is still readable, in columns.
pub fn narrowest(weekdays: &[String; 7]) -> u16 {
    weekdays.iter().map(|name| columns(name).max(4) + 1).max().unwrap_or(5) * 7
}
