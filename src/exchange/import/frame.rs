//! Registers of elements (households, dwellings, firms, cooperatives, projects, schools) become [`FrameRow`]s.

use std::collections::BTreeMap;

use super::heading::{Kind, SECOND};
use super::pick::{Picker, shown};
use super::table::tables;
use super::{Imported, Options, SourceFile, sorted};
use crate::domain::intake::FrameRow;
use crate::domain::problem::Problem;

/// Reads a register. A second entry with the same id is a problem.
pub fn read(file: &SourceFile<'_>, options: &Options) -> Imported<FrameRow> {
    let mut problems = Vec::new();
    let tables = tables(file, options, Kind::Frame, &mut problems);
    let mut imported = Imported::nothing(Vec::new());
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    for table in &tables {
        imported.title = imported.title.or_else(|| table.above.first().cloned());
        let before = imported.rows.len();
        for row in &table.rows {
            let mut pick = Picker::new(file, table, row);
            let id = pick.need("id").unwrap_or_default();
            if let Some(first) = seen.get(&id).filter(|_| !id.is_empty()) {
                let place = crate::domain::problem::Place { cell: Some(id.clone()), ..pick.place() };
                pick.problems
                    .push(Problem::error(place, "E1049").with("cell", id.as_str()).with("first", *first));
            }
            seen.entry(id.clone()).or_insert(row.number);
            let (unit, unit_code) = unit(&pick);
            if unit.is_none() && unit_code.is_none() {
                pick.missing("unit");
            }
            let mut others = BTreeMap::new();
            for (at, column) in table.columns.iter().enumerate() {
                if matches!(column.field.as_deref(), None | Some("other" | SECOND))
                    && !column.header.is_empty()
                    && let Some(text) = table.at(row, at).and_then(|given| shown(&given))
                {
                    others.insert(column.header.clone(), text);
                }
            }
            let entry = FrameRow {
                sheet: table.grid.sheet.clone(),
                row: row.number,
                id,
                unit,
                unit_code,
                village: pick.text("village"),
                name: pick.text("name"),
                kind: pick.text("kind"),
                size: pick.parsed("size", "E1043", number),
                credit: pick.text("credit"),
                address: pick.text("address"),
                note: pick.text("note"),
                others,
            };
            pick.finish(Some(entry), &mut imported.rows, &mut problems);
        }
        imported.sheets.push(table.summary(imported.rows.len() - before));
    }
    imported.problems = sorted(problems);
    imported
}

/// The unit by name and by code; a code written under the heading of the name is a code.
fn unit(pick: &Picker<'_>) -> (Option<String>, Option<String>) {
    let is_code = |text: &String| text.len() >= 6 && text.chars().all(|c| c.is_ascii_digit());
    let name = pick.text("unit");
    let code = pick.text("unit_code");
    match (name, code) {
        (Some(text), None) if is_code(&text) => (None, Some(text)),
        other => other,
    }
}

/// A whole number as people write it: 1,200 or 1200人.
pub(super) fn number(text: &str) -> Option<u64> {
    let folded = super::wording::fold::fold(text).replace(',', "");
    let digits = folded.chars().take_while(char::is_ascii_digit).count();
    let rest = folded.get(digits..)?;
    let fraction = rest.starts_with('.');
    let (number, rest) = folded.split_at_checked(digits)?;
    let unit = rest.chars().all(|c| !c.is_ascii_digit());
    (!fraction && unit).then(|| number.parse().ok()).flatten()
}
