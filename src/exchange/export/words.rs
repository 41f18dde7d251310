//! Days, spans and lists as people read them, in the language of the catalogue. Knows no file format.

use chrono::{Datelike, Days, NaiveDate};

use crate::domain::message::Message;
use crate::text::Catalogue;

/// The last day of something that begins on `first` and takes `days` days running. A span past the end of the
/// calendar ends there.
pub(super) fn last_day(first: NaiveDate, days: u32) -> NaiveDate {
    first.checked_add_days(Days::new(u64::from(days.saturating_sub(1)))).unwrap_or(NaiveDate::MAX)
}

/// Catalogue ids of the weekdays, from Monday.
pub(super) const WEEKDAYS: [&str; 7] = [
    "export-weekday-1",
    "export-weekday-2",
    "export-weekday-3",
    "export-weekday-4",
    "export-weekday-5",
    "export-weekday-6",
    "export-weekday-7",
];

/// Catalogue ids of the months, from January.
const MONTHS: [&str; 12] = [
    "export-month-1",
    "export-month-2",
    "export-month-3",
    "export-month-4",
    "export-month-5",
    "export-month-6",
    "export-month-7",
    "export-month-8",
    "export-month-9",
    "export-month-10",
    "export-month-11",
    "export-month-12",
];

/// The catalogue with the phrases exports share.
#[derive(Clone, Copy)]
pub(super) struct Words<'a> {
    catalogue: &'a Catalogue,
}

impl<'a> Words<'a> {
    pub(super) const fn new(catalogue: &'a Catalogue) -> Self {
        Self { catalogue }
    }

    /// `zh-CN` or `en`, as files name their language.
    pub(super) const fn language_tag(self) -> &'static str {
        match self.catalogue.lang() {
            crate::text::Lang::Zh => "zh-CN",
            crate::text::Lang::En => "en",
        }
    }

    pub(super) fn get(self, code: &str) -> String {
        self.catalogue.get(code)
    }

    pub(super) fn say(self, message: &Message) -> String {
        self.catalogue.render(message)
    }

    /// Several names as one enumeration.
    pub(super) fn list(self, items: &[String]) -> String {
        self.catalogue.join(items.iter().cloned())
    }

    /// Several sentences one after the other.
    pub(super) fn sentences(self, items: &[String]) -> String {
        items.join(&self.get("export-between"))
    }

    /// A label with what it labels.
    pub(super) fn labelled(self, label: &str, value: &str) -> String {
        self.say(&Message::new("export-labelled").with("label", self.get(label)).with("value", value))
    }

    pub(super) fn weekday(self, date: NaiveDate) -> String {
        self.numbered(&WEEKDAYS, date.weekday().num_days_from_monday())
    }

    pub(super) fn month_name(self, date: NaiveDate) -> String {
        self.numbered(&MONTHS, date.month0())
    }

    /// The text at a place in a list of ids that has one for every value of the calendar.
    fn numbered(self, codes: &[&str], at: u32) -> String {
        usize::try_from(at).ok().and_then(|at| codes.get(at)).map(|code| self.get(code)).unwrap_or_default()
    }

    /// Month and year.
    pub(super) fn month(self, date: NaiveDate) -> String {
        self.say(&Message::new("export-month").with("year", date.year()).with("month", self.month_name(date)))
    }

    /// Day, month, year.
    pub(super) fn date(self, date: NaiveDate) -> String {
        self.dated("export-date", date)
    }

    /// Day and month with the weekday.
    pub(super) fn day(self, date: NaiveDate) -> String {
        self.dated("export-day", date)
    }

    fn dated(self, code: &str, date: NaiveDate) -> String {
        let message = Message::new(code)
            .with("year", date.year())
            .with("month", self.month_name(date))
            .with("day", date.day())
            .with("weekday", self.weekday(date));
        self.say(&message)
    }

    /// From one day to another, both included, with the years.
    pub(super) fn period(self, first: NaiveDate, last: NaiveDate) -> String {
        self.say(&Message::new("export-span").with("first", self.date(first)).with("last", self.date(last)))
    }

    /// One day, or several days running, with weekdays.
    pub(super) fn span(self, first: NaiveDate, days: u32) -> String {
        if days <= 1 {
            return self.day(first);
        }
        let last = self.day(last_day(first, days));
        self.say(&Message::new("export-span").with("first", self.day(first)).with("last", last))
    }
}

/// A day with its year, as letters write it.
pub fn date_text(catalogue: &Catalogue, date: NaiveDate) -> String {
    Words::new(catalogue).date(date)
}

/// One day, or several days running, with weekdays.
pub fn span_text(catalogue: &Catalogue, first: NaiveDate, days: u32) -> String {
    Words::new(catalogue).span(first, days)
}

/// From one day to another, both included, with the years.
pub fn period_text(catalogue: &Catalogue, first: NaiveDate, last: NaiveDate) -> String {
    Words::new(catalogue).period(first, last)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Lang;

    fn check(lang: Lang, first: (i32, u32, u32), days: u32, expected: &str) {
        let catalogue = Catalogue::new(lang);
        let first = NaiveDate::from_ymd_opt(first.0, first.1, first.2).unwrap();
        assert_eq!(Words::new(&catalogue).span(first, days), expected);
    }

    #[test]
    fn spans_read_as_people_write_them() {
        check(Lang::Zh, (2019, 10, 16), 1, "10月16日（周三）");
        check(Lang::Zh, (2019, 10, 31), 2, "10月31日（周四）至11月1日（周五）");
        check(Lang::En, (2019, 10, 16), 1, "Wed 16 October");
        check(Lang::En, (2019, 10, 16), 2, "Wed 16 October to Thu 17 October");
        check(Lang::Zh, (2019, 10, 16), 0, "10月16日（周三）");
    }

    #[test]
    fn a_span_past_the_end_of_the_calendar_ends_there() {
        assert_eq!(last_day(NaiveDate::MAX, 2), NaiveDate::MAX);
    }
}
