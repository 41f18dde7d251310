//! Lists of departments become [`DepartmentRow`]s.

use super::heading::Kind;
use super::pick::Picker;
use super::table::tables;
use super::wording::{choice, effort, list};
use super::{Imported, Options, SourceFile, sorted};
use crate::domain::intake::DepartmentRow;

/// Reads a list of departments.
pub fn read(file: &SourceFile<'_>, options: &Options) -> Imported<DepartmentRow> {
    let mut problems = Vec::new();
    let tables = tables(file, options, Kind::Department, &mut problems);
    let mut imported = Imported::nothing(Vec::new());
    for table in &tables {
        imported.title = imported.title.or_else(|| table.above.first().cloned());
        let before = imported.rows.len();
        for row in &table.rows {
            let mut pick = Picker::new(file, table, row);
            let department = DepartmentRow {
                sheet: table.grid.sheet.clone(),
                row: row.number,
                code: pick.text("code"),
                name: pick.need("name").unwrap_or_default(),
                short: pick.text("short"),
                aliases: pick.text("aliases").map_or_else(Vec::new, |text| list::things(&text)),
                level: pick.parsed("level", "E1055", choice::level),
                inspectors: pick.parsed("inspectors", "E1043", effort::people),
                licensed: pick.parsed("licensed", "E1055", choice::licensed),
                note: pick.text("note"),
            };
            pick.finish(Some(department), &mut imported.rows, &mut problems);
        }
        imported.sheets.push(table.summary(imported.rows.len() - before));
    }
    imported.problems = sorted(problems);
    imported
}
