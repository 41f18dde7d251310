//! Calendar days: ranges, and which days are worked. Ranges are half-open inside, inclusive for people.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

/// Days from `from` up to, not including, `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DayRange {
    /// First day.
    pub from: NaiveDate,
    /// The day after the last.
    pub until: NaiveDate,
}

impl DayRange {
    /// The range people write as `first ~ last`; `None` where the last day is before the first.
    pub fn inclusive(first: NaiveDate, last: NaiveDate) -> Option<Self> {
        let until = last.succ_opt()?;
        (first <= last).then_some(Self { from: first, until })
    }

    /// The last day in it.
    pub fn last(&self) -> NaiveDate {
        self.until.pred_opt().unwrap_or(self.until)
    }

    /// Whether a day lies in it.
    pub fn contains(&self, day: NaiveDate) -> bool {
        self.from <= day && day < self.until
    }

    /// Whether two ranges share a day.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.from < other.until && other.from < self.until
    }

    /// The days both hold; `None` where they share none.
    pub fn intersection(&self, other: &Self) -> Option<Self> {
        let both = Self { from: self.from.max(other.from), until: self.until.min(other.until) };
        (both.from < both.until).then_some(both)
    }

    /// Its days in order.
    pub fn days(&self) -> impl Iterator<Item = NaiveDate> + use<> {
        let until = self.until;
        std::iter::successors(Some(self.from), chrono::NaiveDate::succ_opt)
            .take_while(move |day| *day < until)
    }
}

/// The Monday of a day's week: weeks here run from Monday to Sunday.
pub fn monday(day: NaiveDate) -> NaiveDate {
    day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday()))).unwrap_or(day)
}

/// The first day of a day's month.
pub fn month_start(day: NaiveDate) -> NaiveDate {
    day.with_day(1).unwrap_or(day)
}

/// The month of a day as a range.
pub fn month(day: NaiveDate) -> DayRange {
    let from = month_start(day);
    DayRange { from, until: from.checked_add_months(chrono::Months::new(1)).unwrap_or(from) }
}

/// Whether the State Council's notice turns a day off or on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SpecialKind {
    /// A public holiday, or a day moved to make one longer.
    Off,
    /// A Saturday or Sunday worked in exchange.
    Work,
}

/// One line of a year's holiday notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialDay {
    /// The day.
    pub date: NaiveDate,
    /// The holiday's name.
    pub name: String,
    /// Off or worked.
    pub kind: SpecialKind,
    /// The year of the notice, which the day before New Year may not lie in.
    pub year: i32,
}

/// A year no holiday notice is known for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no holiday notice for {0}")]
pub struct UncoveredYear(pub i32);

/// Which days are worked: Monday to Friday, changed by the yearly notices.
#[derive(Clone, Debug, Default)]
pub struct WorkCalendar {
    special: BTreeMap<NaiveDate, SpecialDay>,
    years: BTreeSet<i32>,
}

impl WorkCalendar {
    /// The calendar of these notices; every year that has one is covered.
    pub fn new(days: impl IntoIterator<Item = SpecialDay>) -> Self {
        let mut calendar = Self::default();
        calendar.extend(days);
        calendar
    }

    /// Takes further notices in.
    pub fn extend(&mut self, days: impl IntoIterator<Item = SpecialDay>) {
        for day in days {
            self.years.insert(day.year);
            self.special.insert(day.date, day);
        }
    }

    /// What a notice says of a day.
    pub fn special(&self, day: NaiveDate) -> Option<&SpecialDay> {
        self.special.get(&day)
    }

    /// The first and last covered year; `None` where no notice is known.
    pub fn covered(&self) -> Option<(i32, i32)> {
        Some((*self.years.first()?, *self.years.last()?))
    }

    /// Whether a day is worked. An error in a year without a notice: holidays are never guessed.
    pub fn is_working(&self, day: NaiveDate) -> Result<bool, UncoveredYear> {
        if !self.years.contains(&day.year()) {
            return Err(UncoveredYear(day.year()));
        }
        Ok(match self.special.get(&day) {
            Some(special) => special.kind == SpecialKind::Work,
            None => !matches!(day.weekday(), Weekday::Sat | Weekday::Sun),
        })
    }

    /// The worked days of a range, in order.
    pub fn working_days(&self, range: DayRange) -> Result<Vec<NaiveDate>, UncoveredYear> {
        let mut days = Vec::new();
        for day in range.days() {
            if self.is_working(day)? {
                days.push(day);
            }
        }
        Ok(days)
    }

    /// Worked days after `from` up to and including `to`: how much notice somebody has. 0 where `to` is not later.
    pub fn working_days_between(&self, from: NaiveDate, to: NaiveDate) -> Result<usize, UncoveredYear> {
        let Some(start) = from.succ_opt() else { return Ok(0) };
        match DayRange::inclusive(start, to) {
            Some(range) => Ok(self.working_days(range)?.len()),
            None => Ok(0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn october_2019() -> WorkCalendar {
        let special =
            |date: &str, kind| SpecialDay { date: day(date), name: "国庆节".into(), kind, year: 2019 };
        WorkCalendar::new(
            (1..=7)
                .map(|n| special(&format!("2019-10-0{n}"), SpecialKind::Off))
                .chain([special("2019-10-12", SpecialKind::Work)]),
        )
    }

    #[test]
    fn holidays_and_make_up_days_change_the_week() {
        let range = DayRange::inclusive(day("2019-10-01"), day("2019-10-13")).unwrap();
        let worked = october_2019().working_days(range).unwrap();
        assert_eq!(worked, ["08", "09", "10", "11", "12"].map(|n| day(&format!("2019-10-{n}"))));
    }

    #[test]
    fn a_year_without_a_notice_says_so() {
        assert_eq!(october_2019().is_working(day("2020-01-02")), Err(UncoveredYear(2020)));
    }

    #[test]
    fn ranges_are_inclusive_for_people_and_half_open_inside() {
        let range = DayRange::inclusive(day("2019-10-08"), day("2019-10-10")).unwrap();
        assert_eq!(range.until, day("2019-10-11"));
        assert_eq!(range.last(), day("2019-10-10"));
        assert_eq!(range.days().count(), 3);
        assert_eq!(DayRange::inclusive(day("2019-10-10"), day("2019-10-08")), None);
    }

    #[test]
    fn notice_is_counted_in_worked_days() {
        let calendar = october_2019();
        assert_eq!(calendar.working_days_between(day("2019-10-11"), day("2019-10-14")), Ok(2));
        assert_eq!(calendar.working_days_between(day("2019-10-11"), day("2019-10-11")), Ok(0));
    }
}
