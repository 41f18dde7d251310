//! Lists of townships and villages with their division codes become [`UnitRow`]s.

use super::frame::number;
use super::heading::Kind;
use super::pick::Picker;
use super::table::tables;
use super::{Imported, Options, SourceFile, sorted};
use crate::domain::intake::UnitRow;

/// Reads a list of units.
pub fn read(file: &SourceFile<'_>, options: &Options) -> Imported<UnitRow> {
    let mut problems = Vec::new();
    let tables = tables(file, options, Kind::Unit, &mut problems);
    let mut imported = Imported::nothing(Vec::new());
    for table in &tables {
        imported.title = imported.title.or_else(|| table.above.first().cloned());
        let before = imported.rows.len();
        for row in &table.rows {
            let mut pick = Picker::new(file, table, row);
            let unit = UnitRow {
                sheet: table.grid.sheet.clone(),
                row: row.number,
                code: code(&mut pick).unwrap_or_default(),
                name: pick.need("name").unwrap_or_default(),
                parent: pick.text("parent"),
                population: pick.parsed("population", "E1043", number),
                note: pick.text("note"),
            };
            pick.finish(Some(unit), &mut imported.rows, &mut problems);
        }
        imported.sheets.push(table.summary(imported.rows.len() - before));
    }
    imported.problems = sorted(problems);
    imported
}

/// National division codes: 6 digits a county, 9 a township, 12 a village.
fn code(pick: &mut Picker<'_>) -> Option<String> {
    pick.need("code")?;
    pick.parsed("code", "E1050", |text| {
        let digits = text.chars().all(|c| c.is_ascii_digit());
        (digits && matches!(text.len(), 6 | 9 | 12)).then(|| text.to_owned())
    })
}
