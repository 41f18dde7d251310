//! Public holidays and make-up working days become [`HolidayRow`]s.

use chrono::NaiveDate;

use super::heading::Kind;
use super::pick::Picker;
use super::table::tables;
use super::wording::choice;
use super::wording::window::{Context, read as read_window};
use super::{Imported, Options, SourceFile, sorted};
use crate::domain::intake::HolidayRow;

/// Reads a calendar: one row a day.
pub fn read(file: &SourceFile<'_>, options: &Options) -> Imported<HolidayRow> {
    let mut problems = Vec::new();
    let tables = tables(file, options, Kind::Holiday, &mut problems);
    let mut imported = Imported::nothing(Vec::new());
    for table in &tables {
        imported.title = imported.title.or_else(|| table.above.first().cloned());
        let before = imported.rows.len();
        for row in &table.rows {
            let mut pick = Picker::new(file, table, row);
            pick.need("date");
            let date = pick.parsed("date", "E1048", |text| day(text, options.year));
            pick.need("kind");
            let off = pick.parsed("kind", "E1055", choice::off);
            let holiday = date.zip(off).map(|(date, off)| HolidayRow {
                sheet: table.grid.sheet.clone(),
                row: row.number,
                date,
                name: pick.text("name"),
                off,
                year: pick.text("year").and_then(|text| text.parse().ok()),
            });
            pick.finish(holiday, &mut imported.rows, &mut problems);
        }
        imported.sheets.push(table.summary(imported.rows.len() - before));
    }
    imported.problems = sorted(problems);
    imported
}

/// A single day, in any of the wordings of windows.
pub(super) fn day(text: &str, year: Option<i32>) -> Option<NaiveDate> {
    let windows = read_window(text, Context { year, months: false }).ok()?;
    match windows.spans.as_slice() {
        [span] if span.from == span.to && !windows.partly => Some(span.from),
        _ => None,
    }
}
