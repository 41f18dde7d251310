//! A plain list of results: one line an element, or one a check item found wrong at it.

use std::collections::BTreeSet;

use super::super::heading::Kind;
use super::super::pick::Picker;
use super::super::table::tables;
use super::super::{Imported, Options, SourceFile, sorted, whole};
use super::{directed, outcome};
use crate::domain::intake::{Outcome, ResultRow};
use crate::domain::problem::Problem;

/// Reads a list; E1940 where the file holds none.
pub(super) fn read(file: &SourceFile<'_>, options: &Options) -> Imported<ResultRow> {
    let mut problems = Vec::new();
    let tables = tables(file, options, Kind::Result, &mut problems);
    if tables.is_empty() {
        return Imported::nothing(vec![Problem::error(whole(file), "E1940")]);
    }
    let mut imported = Imported::nothing(Vec::new());
    for table in &tables {
        let before = imported.rows.len();
        for row in &table.rows {
            let mut pick = Picker::new(file, table, row);
            let id = pick.need("id");
            pick.need("result");
            let outcome = pick.parsed("result", "S4060", outcome);
            let directed = pick.parsed("directed", "S4061", directed);
            let (item, note) = (pick.text("item"), pick.text("note").unwrap_or_default());
            let place = pick.place();
            let result = id.zip(outcome).map(|(id, outcome)| ResultRow {
                place,
                visit: None,
                element: Some(id),
                item,
                outcome,
                directed,
                value: String::new(),
                note,
            });
            pick.finish(result, &mut imported.rows, &mut problems);
        }
        imported.sheets.push(table.summary(imported.rows.len() - before));
    }
    rest_in_order(&mut imported.rows);
    imported.problems = sorted(problems);
    imported
}

/// A list names what is wrong; an element it says so much of, and nothing as a whole, is otherwise in order.
fn rest_in_order(rows: &mut Vec<ResultRow>) {
    let whole: BTreeSet<Option<String>> =
        rows.iter().filter(|row| row.item.is_none()).map(|row| row.element.clone()).collect();
    let mut said = whole;
    let rest: Vec<ResultRow> = rows
        .iter()
        .filter(|row| said.insert(row.element.clone()))
        .map(|row| ResultRow { item: None, outcome: Outcome::Conforming, note: String::new(), ..row.clone() })
        .collect();
    rows.extend(rest);
}
