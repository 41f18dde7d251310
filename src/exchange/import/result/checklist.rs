//! The checklist workbook as a team filled it: a sheet of the unit's items, a sheet a sample.

use super::super::Sheet;
use super::{Spot, Taken, directed};
use crate::domain::draw::DirectedReason;
use crate::exchange::export::checklist::columns;
use crate::text::Catalogue;

/// Reads a sheet; `false` where it is none of a checklist.
pub(super) fn sheet(sheet: &Sheet, words: &[Catalogue], taken: &mut Taken<'_>) -> bool {
    let is = |row: &[String], at: usize, code: &str| {
        row.get(at).is_some_and(|cell| words.iter().any(|words| *cell == words.get(code)))
    };
    let mut before: &[String] = &[];
    for (at, (_, row)) in sheet.rows.iter().enumerate() {
        let rest = sheet.rows.get(at + 1..).unwrap_or_default();
        if is(row, 0, "export-id") && is(row, columns::UNIT_RESULT, "export-result") {
            unit(sheet, visit(before), rest, taken);
            return true;
        }
        if is(row, columns::STOP, "export-stop") && is(row, columns::ID, "export-id") {
            let ids = before.get(columns::ITEMS..).unwrap_or_default();
            let cut = ids.iter().rposition(|id| !id.trim().is_empty()).map_or(0, |last| last + 1);
            let ids = ids.get(..cut).unwrap_or_default();
            sample(sheet, (visit(before), ids), rest, words, taken);
            return true;
        }
        before = row;
    }
    false
}

/// The hidden row above the head begins with the visit's id.
fn visit(hidden: &[String]) -> Option<String> {
    hidden.first().map(|id| id.trim().to_owned()).filter(|id| !id.is_empty())
}

fn unit(sheet: &Sheet, visit: Option<String>, rows: &[(u32, Vec<String>)], taken: &mut Taken<'_>) {
    for (number, row) in rows {
        let cell = |at: usize| row.get(at).map_or("", |text| text.trim());
        if cell(0).is_empty() {
            continue;
        }
        let place = taken.place(sheet, *number, columns::UNIT_RESULT);
        let spot = Spot { place, visit: visit.clone(), item: Some(cell(0).to_owned()), ..Spot::default() };
        taken.answer(spot, cell(columns::UNIT_RESULT), "", cell(columns::UNIT_NOTE));
    }
}

/// Drawn elements, then those chosen by people, then replacements, then the questions in full.
fn sample(
    sheet: &Sheet,
    (visit, ids): (Option<String>, &[String]),
    rows: &[(u32, Vec<String>)],
    words: &[Catalogue],
    taken: &mut Taken<'_>,
) {
    let mut chosen = false;
    for (number, row) in rows {
        let cell = |at: usize| row.get(at).map_or("", |text| text.trim());
        let opens = |code: &str| words.iter().any(|words| cell(0) == words.get(code));
        if opens("export-directed") {
            chosen = true;
        } else if opens("export-replacements") {
            chosen = false;
        } else if opens("export-key") {
            return;
        }
        let id = cell(columns::ID);
        if id.is_empty() {
            continue;
        }
        let reason = directed(cell(columns::TICKET)).unwrap_or(DirectedReason::Other);
        let spot = |column: usize, item: Option<String>| Spot {
            place: taken.place(sheet, *number, column),
            visit: visit.clone(),
            element: Some(id.to_owned()),
            item,
            directed: chosen.then_some(reason),
        };
        let missed = (spot(columns::NOT_VISITED, None), cell(columns::NOT_VISITED));
        let answers: Vec<_> = (columns::ITEMS..)
            .zip(ids)
            .map(|(column, item)| (spot(column, Some(item.trim().to_owned())), cell(column)))
            .collect();
        let note = cell(columns::ITEMS + ids.len());
        for (spot, answer) in std::iter::once(missed).chain(answers) {
            taken.answer(spot, answer, "", note);
        }
    }
}
