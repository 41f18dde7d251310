//! A calendar as months of Monday-first weeks, what falls on each day: the model the grids are drawn from.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};

use super::{Anchor, Calendar, SpecialDay, Visit};
use crate::exchange::export::words::Words;

/// Days of one visit or arrival a grid shows; a longer one is a mistake of its source.
const DAYS_SHOWN_MAX: u64 = 366;

/// One month of the grid.
pub(super) struct Month<'a> {
    /// Its first day.
    pub(super) first: NaiveDate,
    /// Weeks from Monday; `None` outside the month.
    pub(super) weeks: Vec<[Option<Day<'a>>; 7]>,
}

/// One day of the grid.
pub(super) struct Day<'a> {
    pub(super) date: NaiveDate,
    pub(super) visits: Vec<&'a Visit>,
    pub(super) anchors: Vec<&'a Anchor>,
    pub(super) special: Option<&'a SpecialDay>,
    pub(super) quiet: Option<&'a str>,
}

impl Day<'_> {
    /// Nobody works: a holiday, or a weekend that is not made up for.
    pub(super) fn is_off(&self) -> bool {
        self.special.map_or_else(|| self.date.weekday().number_from_monday() > 5, |special| !special.working)
    }

    /// What the day is called beside its number: holiday, make-up day, quiet period.
    pub(super) fn names(&self, words: Words<'_>) -> String {
        let special = self.special.map(|special| {
            if special.working { words.get("export-make-up-day") } else { special.name.clone() }
        });
        special.into_iter().chain(self.quiet.map(ToOwned::to_owned)).collect::<Vec<_>>().join(" ")
    }
}

/// The months in which something happens, in order.
pub(super) fn months(calendar: &Calendar) -> Vec<Month<'_>> {
    let mut visits: BTreeMap<NaiveDate, Vec<&Visit>> = BTreeMap::new();
    for visit in calendar.visits_in_order() {
        for day in days(visit.first_day, visit.days) {
            visits.entry(day).or_default().push(visit);
        }
    }
    let mut anchors: BTreeMap<NaiveDate, Vec<&Anchor>> = BTreeMap::new();
    for anchor in calendar.anchors_in_order() {
        for day in days(anchor.first_day, anchor.days) {
            anchors.entry(day).or_default().push(anchor);
        }
    }
    let firsts: BTreeSet<NaiveDate> =
        visits.keys().chain(anchors.keys()).filter_map(|day| day.with_day(1)).collect();
    let special: BTreeMap<NaiveDate, &SpecialDay> =
        calendar.special_days.iter().map(|day| (day.date, day)).collect();
    let day = |date: NaiveDate| Day {
        date,
        visits: visits.get(&date).cloned().unwrap_or_default(),
        anchors: anchors.get(&date).cloned().unwrap_or_default(),
        special: special.get(&date).copied(),
        quiet: calendar.quiet.iter().find(|q| q.first <= date && date <= q.last).map(|q| q.name.as_str()),
    };
    firsts.into_iter().map(|first| Month { first, weeks: weeks(first, &day) }).collect()
}

fn weeks<'a>(first: NaiveDate, day: &impl Fn(NaiveDate) -> Day<'a>) -> Vec<[Option<Day<'a>>; 7]> {
    let mut weeks = Vec::new();
    let mut week = [const { None }; 7];
    for date in first.iter_days().take_while(|date| date.month() == first.month()) {
        let column = date.weekday().num_days_from_monday();
        if column == 0 && date != first {
            weeks.push(std::mem::replace(&mut week, [const { None }; 7]));
        }
        if let Some(place) = usize::try_from(column).ok().and_then(|at| week.get_mut(at)) {
            *place = Some(day(date));
        }
    }
    weeks.push(week);
    weeks
}

fn days(first: NaiveDate, days: u32) -> impl Iterator<Item = NaiveDate> {
    (0..u64::from(days.max(1)).min(DAYS_SHOWN_MAX)).filter_map(move |n| first.checked_add_days(Days::new(n)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Days by week, 0 outside the month.
    fn check(year: i32, month: u32, expected: &[[u32; 7]]) {
        let first = NaiveDate::from_ymd_opt(year, month, 1).unwrap();
        let day = |date| Day { date, visits: vec![], anchors: vec![], special: None, quiet: None };
        let grid: Vec<[u32; 7]> = weeks(first, &day)
            .iter()
            .map(|w| w.each_ref().map(|d| d.as_ref().map_or(0, |d| d.date.day())))
            .collect();
        assert_eq!(grid, expected);
    }

    #[test]
    fn weeks_begin_on_monday() {
        check(
            2021,
            2,
            &[
                [1, 2, 3, 4, 5, 6, 7],
                [8, 9, 10, 11, 12, 13, 14],
                [15, 16, 17, 18, 19, 20, 21],
                [22, 23, 24, 25, 26, 27, 28],
            ],
        );
        check(
            2019,
            12,
            &[
                [0, 0, 0, 0, 0, 0, 1],
                [2, 3, 4, 5, 6, 7, 8],
                [9, 10, 11, 12, 13, 14, 15],
                [16, 17, 18, 19, 20, 21, 22],
                [23, 24, 25, 26, 27, 28, 29],
                [30, 31, 0, 0, 0, 0, 0],
            ],
        );
    }

    #[test]
    fn the_last_day_of_the_calendar_is_no_trap() {
        assert_eq!(days(NaiveDate::MAX, u32::MAX).count(), 1);
    }
}
