//! When a row of requests may take place: its own columns, the months ticked in it, or what stands over it. Knows no
//! amount.

use chrono::Datelike;

use super::super::grid::{Value, number_text};
use super::super::marks::{self, Measure, Ticked};
use super::super::pick::{Picker, shown};
use super::super::table::{Given, Row};
use super::super::title;
use super::super::wording::amount::{self, Role};
use super::super::wording::fold::fold;
use super::super::wording::window::{self, Context, Unread};
use super::Reader;
use crate::domain::intake::{DateSpan, RequestRow};
use crate::domain::problem::Problem;

impl<'t> Reader<'t> {
    pub(super) fn windows(&mut self, pick: &mut Picker<'t>, request: &mut RequestRow) {
        let year = pick.text("year").and_then(|text| title::year(&text)).or(self.setting.year);
        let both = (pick.given("window_from"), pick.given("window_to"));
        let (given, read) = match (pick.given("window"), both) {
            (Some(given), _) => {
                let Some(text) = shown(&given) else { return };
                let context = Context { year, months: asks_months(&given.column.header) };
                let read = self.windows.read((text, context), |(text, context)| window::read(text, *context));
                (given, read)
            }
            (None, (Some(from), Some(to))) => {
                let (Some(first), Some(last)) = (shown(&from), shown(&to)) else { return };
                let months = asks_months(&from.column.header) && asks_months(&to.column.header);
                (to, window::ends(&first, &last, Context { year, months }))
            }
            (None, (None, Some(to))) => {
                let Some(text) = shown(&to) else { return };
                if self.table.has("window_from") {
                    pick.warn(&to, "E1061");
                }
                (to, window::read(&format!("\u{622a}\u{81f3}{text}"), Context { year, months: false }))
            }
            (None, (Some(from), None)) => {
                let Some(text) = shown(&from) else { return };
                pick.warn(&from, "E1061");
                (from, window::read(&format!("{text}\u{8d77}"), Context { year, months: false }))
            }
            (None, (None, None)) => {
                if let Some(ticked) = ticked_periods(pick, year, request) {
                    request.windows = ticked;
                } else if let Some(of_section) = section_window(pick.row, year) {
                    request.windows = of_section;
                } else if let Some(of_sheet) = &self.setting.window {
                    request.windows.clone_from(of_sheet);
                } else if self.table.has("window") || self.table.has(marks::PERIOD) {
                    pick.problems.push(Problem::warning(pick.place(), "E1038"));
                }
                return;
            }
        };
        match read {
            Ok(windows) => {
                deadline(pick, &windows, year);
                if windows.partly || lost_zero(&given) {
                    pick.warn(&given, "E1037");
                }
                if windows.weeks {
                    pick.warn(&given, "E1078");
                }
                // In these formats "2021年9月" typed into a cell arrives as its first day.
                let first = matches!(given.cell.value, Value::Date { day, month: false } if day.day() == 1);
                if first && self.table.grid.month_blind && self.table.has("window") {
                    pick.warn(&given, "E1057");
                }
                request.times_per_year = windows.periods;
                request.windows = windows.spans;
            }
            Err(Unread::Undecided) => pick.warn(&given, "E1039"),
            Err(unread) => pick.refuse(&given, window_code(unread)),
        }
    }
}

/// Beside the time of the inspection a row may say by when all is done (完成时限): where the two disagree it is said.
fn deadline(pick: &mut Picker<'_>, windows: &window::Windows, year: Option<i32>) {
    if pick.given("window").is_none() {
        return;
    }
    let Some(given) = pick.given("window_to") else { return };
    let Some(text) = shown(&given) else { return };
    let read = window::read(&text, Context { year, months: asks_months(&given.column.header) });
    let until = read.ok().and_then(|read| read.spans.last().copied());
    if until.map(|span| span.to) != windows.spans.last().map(|span| span.to) {
        pick.warn(&given, "E1075");
    }
}

/// The parts of the year ticked in a row as spans, those that follow each other as one; `None` where none is ticked.
/// Numbers that stand there say how often or how many.
fn ticked_periods(
    pick: &mut Picker<'_>,
    year: Option<i32>,
    request: &mut RequestRow,
) -> Option<Vec<DateSpan>> {
    let ticked = marks::periods(pick.table(), pick.row);
    let mut spans: Vec<DateSpan> = Vec::new();
    for Ticked { period, given, says, number } in ticked {
        let context = Context { year, months: false };
        if let Some(number) = number {
            let sum = |known: Option<u32>| Some(known.unwrap_or(0).saturating_add(number));
            match marks::measure_of(&given.column.header) {
                Some(Measure::Times) => request.times_per_year = sum(request.times_per_year),
                Some(Measure::Elements) => request.count = sum(request.count),
                None => {
                    request.count = sum(request.count);
                    pick.warn(&given, "E1079");
                }
            }
        }
        // 5月上旬 under a quarter stands for itself, 上旬 under a month does not.
        let narrower = says.as_ref().map(|says| match window::read(says, context) {
            Ok(read) if !read.partly => Ok(read),
            _ => window::read(&format!("{period}{says}"), context),
        });
        let read = match narrower {
            Some(Ok(read)) if !read.partly => {
                let times = read.periods.or_else(|| says.as_deref().and_then(said_times));
                let number = says.as_deref().and_then(said_number);
                request.count =
                    number.map_or(request.count, |n| Some(request.count.unwrap_or(0).saturating_add(n)));
                // 松盘乡 under a quarter: the time is no narrower for it, and nothing else was read.
                let whole = window::read(&period, context);
                if times.is_none()
                    && number.is_none()
                    && whole.as_ref().is_ok_and(|whole| whole.spans == read.spans)
                {
                    pick.warn(&given, "E1037");
                }
                if let Some(times) = times {
                    request.times_per_year = Some(request.times_per_year.unwrap_or(0).saturating_add(times));
                }
                Ok(read)
            }
            Some(_) => {
                match says.as_deref().and_then(said_number) {
                    Some(number) => request.count = Some(request.count.unwrap_or(0).saturating_add(number)),
                    None => pick.warn(&given, "E1037"),
                }
                window::read(&period, context)
            }
            None => window::read(&period, context),
        };
        match read {
            Ok(read) => spans.extend(read.spans),
            Err(unread) => {
                pick.refuse(&given, window_code(unread));
                return Some(Vec::new());
            }
        }
    }
    let mut joined: Vec<DateSpan> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if last.to.succ_opt() == Some(span.from) => last.to = span.to,
            _ => joined.push(span),
        }
    }
    (!joined.is_empty()).then_some(joined)
}

/// 5户 beside a tick.
fn said_number(says: &str) -> Option<u32> {
    let read = amount::read(says, Role::Any).ok().filter(|read| !read.partly && read.stages.is_empty())?;
    read.count.filter(|_| !says.ends_with(['村', '乡', '镇'])).map(|count| count.number)
}

/// 2次 beside a tick.
fn said_times(says: &str) -> Option<u32> {
    amount::read(says, Role::Times).ok()?.times.map(|times| times.number)
}

/// The time a line over the rows names: 10月 over what is done in October.
fn section_window(row: &Row, year: Option<i32>) -> Option<Vec<DateSpan>> {
    let read = window::read(row.section.as_deref()?, Context { year, months: false }).ok()?;
    (!read.partly).then_some(read.spans)
}

/// 检查月份 asks for months; 检查时间（年月日） does not.
fn asks_months(header: &str) -> bool {
    let header = fold(header);
    header.contains('月') && !header.contains('日')
}

/// 10.1 as a number: the tenth of October loses its last zero, so that it cannot be told from the first.
fn lost_zero(given: &Given<'_>) -> bool {
    let tenths = |number: f64| {
        number_text(number).split_once('.').is_some_and(|(_, rest)| matches!(rest, "1" | "2" | "3"))
    };
    matches!(given.cell.value, Value::Number(number) if tenths(number))
}

fn window_code(unread: Unread) -> &'static str {
    match unread {
        Unread::Form => "E1021",
        Unread::Year => "E1022",
        Unread::Calendar => "E1026",
        Unread::Reversed => "E1027",
        Unread::Ambiguous => "E1028",
        Unread::Undecided => "E1039",
    }
}
