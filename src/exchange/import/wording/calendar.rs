//! Parts of a year as days: from what a wording names to the first and last day of it. Knows no wording.

use chrono::{Datelike, Days, NaiveDate};

use super::window::Unread;
use crate::domain::intake::DateSpan;

/// A part of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Year,
    Half(u32),
    Quarter(u32),
    Month(u32),
    Thirds(u32, u32, u32),
    /// Month, first and last of its weeks; week 0 is its last.
    Weeks(u32, u32, u32),
    Day(u32, u32),
}

/// The day a serial number of a spreadsheet stands for, where it is between 1982 and 2064.
pub(super) fn serial_day(value: u64) -> Option<NaiveDate> {
    if !(30_000..=60_000).contains(&value) {
        return None;
    }
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(value))
}

/// The part of a recurring period that is meant.
#[derive(Clone, Copy)]
pub(super) enum Part {
    Whole,
    Thirds(u32, u32),
    /// First and last week; 0 is the last of the month.
    Weeks(u32, u32),
    Days(u32, u32),
}

impl Part {
    pub(super) fn in_period(self, year: i32, month: u32, length: u32) -> Result<DateSpan, Unread> {
        let last = month + length - 1;
        let (from, to) = match self {
            Self::Whole => (day(year, month, 1)?, month_end(year, last)?),
            Self::Thirds(first, end) => bounds(year, Unit::Thirds(last, first, end))?,
            Self::Weeks(first, end) => bounds(year, Unit::Weeks(last, first, end))?,
            Self::Days(first, end) => {
                let month_last = month_end(year, last)?;
                if !(1..=31).contains(&first) || end > 31 {
                    return Err(Unread::Calendar);
                }
                // The 31st of a month of thirty days is its last day.
                (day(year, last, first.min(month_last.day()))?, day(year, last, end.min(month_last.day()))?)
            }
        };
        ordered(from, to)
    }
}

pub(super) fn bounds(year: i32, unit: Unit) -> Result<(NaiveDate, NaiveDate), Unread> {
    let months = |first: u32, last: u32| Ok((day(year, first, 1)?, month_end(year, last)?));
    match unit {
        Unit::Year => months(1, 12),
        Unit::Half(half @ 1..=2) => months(half * 6 - 5, half * 6),
        Unit::Quarter(quarter @ 1..=4) => months(quarter * 3 - 2, quarter * 3),
        Unit::Half(_) | Unit::Quarter(_) => Err(Unread::Calendar),
        Unit::Month(month) => months(month, month),
        Unit::Thirds(month, first, last) => {
            let end = if last == 3 { month_end(year, month)? } else { day(year, month, last * 10)? };
            Ok((day(year, month, first * 10 - 9)?, end))
        }
        Unit::Weeks(month, first, last) => Ok((week(year, month, first)?.0, week(year, month, last)?.1)),
        Unit::Day(month, of_month) => {
            let date = day(year, month, of_month)?;
            Ok((date, date))
        }
    }
}

pub(super) fn day(year: i32, month: u32, day: u32) -> Result<NaiveDate, Unread> {
    let year = if (1990..=2101).contains(&year) { year } else { return Err(Unread::Calendar) };
    NaiveDate::from_ymd_opt(year, month, day).ok_or(Unread::Calendar)
}

pub(super) fn month_end(year: i32, month: u32) -> Result<NaiveDate, Unread> {
    let next = if month == 12 { day(year + 1, 1, 1)? } else { day(year, month + 1, 1)? };
    next.pred_opt().ok_or(Unread::Calendar)
}

/// The days of a month's nth week (0: its last). Weeks begin on Mondays; the first is that with four days or more of the
/// month, as in ISO 8601 for years. A fifth where there are four is the last days of the month.
fn week(year: i32, month: u32, nth: u32) -> Result<(NaiveDate, NaiveDate), Unread> {
    let (first, last) = (day(year, month, 1)?, month_end(year, month)?);
    let monday =
        |date: NaiveDate| date.week(chrono::Weekday::Mon).checked_first_day().ok_or(Unread::Calendar);
    let of = |number: u32| {
        let fourth = monday(day(year, month, 4)?)?;
        fourth.checked_add_days(Days::new(u64::from(number) * 7)).ok_or(Unread::Calendar)
    };
    let start = match nth {
        0 => monday(last.checked_sub_days(Days::new(3)).ok_or(Unread::Calendar)?)?,
        5 => of(4)?.min(monday(last)?),
        1..=4 => of(nth - 1)?,
        _ => return Err(Unread::Calendar),
    };
    let end = start.checked_add_days(Days::new(6)).ok_or(Unread::Calendar)?;
    Ok((start.max(first), end.min(last)))
}

pub(super) fn year_span(year: i32) -> Result<DateSpan, Unread> {
    bounds(year, Unit::Year).map(|(from, to)| DateSpan { from, to })
}

pub(super) fn ordered(from: NaiveDate, to: NaiveDate) -> Result<DateSpan, Unread> {
    if from <= to { Ok(DateSpan { from, to }) } else { Err(Unread::Reversed) }
}

pub(super) fn overlap(a: DateSpan, b: DateSpan) -> Option<DateSpan> {
    ordered(a.from.max(b.from), a.to.min(b.to)).ok()
}
