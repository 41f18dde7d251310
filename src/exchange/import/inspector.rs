//! Lists of people who inspect become [`InspectorRow`]s.

use super::heading::Kind;
use super::pick::Picker;
use super::table::tables;
use super::wording::{choice, list};
use super::{Imported, Options, SourceFile, sorted};
use crate::domain::intake::InspectorRow;

/// Reads a list of inspectors.
pub fn read(file: &SourceFile<'_>, options: &Options) -> Imported<InspectorRow> {
    let mut problems = Vec::new();
    let tables = tables(file, options, Kind::Inspector, &mut problems);
    let mut imported = Imported::nothing(Vec::new());
    for table in &tables {
        let before = imported.rows.len();
        for row in &table.rows {
            let mut pick = Picker::new(file, table, row);
            let inspector = InspectorRow {
                sheet: table.grid.sheet.clone(),
                row: row.number,
                id: pick.need("id").unwrap_or_default(),
                name: pick.need("name").unwrap_or_default(),
                department: pick.need("department").unwrap_or_default(),
                home: pick.text("home"),
                relatives: pick.text("relatives").map_or_else(Vec::new, |text| list::things(&text)),
                licensed: pick.parsed("licence", "E1055", choice::licensed).unwrap_or(false),
            };
            pick.finish(Some(inspector), &mut imported.rows, &mut problems);
        }
        imported.sheets.push(table.summary(imported.rows.len() - before));
    }
    imported.problems = sorted(problems);
    imported
}
