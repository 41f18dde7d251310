//! The index of a county's registers (which file holds what, as of when) becomes [`RegisterRow`]s.

use super::heading::Kind;
use super::holiday::day;
use super::pick::Picker;
use super::table::tables;
use super::{Imported, Options, SourceFile, sorted};
use crate::domain::intake::RegisterRow;

/// Reads an index of registers.
pub fn read(file: &SourceFile<'_>, options: &Options) -> Imported<RegisterRow> {
    let mut problems = Vec::new();
    let tables = tables(file, options, Kind::Register, &mut problems);
    let mut imported = Imported::nothing(Vec::new());
    for table in &tables {
        let before = imported.rows.len();
        for row in &table.rows {
            let mut pick = Picker::new(file, table, row);
            pick.need("date");
            let as_of = pick.parsed("date", "E1048", |text| day(text, options.year));
            let kinds = pick.need("kinds").unwrap_or_default();
            let code = pick.need("code").unwrap_or_default();
            let name = pick.need("name").unwrap_or_default();
            let register = as_of.map(|as_of| RegisterRow {
                file: pick.text("file").unwrap_or_default(),
                kinds: kinds.split(';').map(|kind| kind.trim().to_owned()).collect(),
                keeper: pick.text("keeper").unwrap_or_default(),
                code,
                name,
                as_of,
            });
            pick.finish(register, &mut imported.rows, &mut problems);
        }
        imported.sheets.push(table.summary(imported.rows.len() - before));
    }
    imported.problems = sorted(problems);
    imported
}
