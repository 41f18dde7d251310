//! The burden before and after as a workbook with charts of its own. Knows the layout only.

use super::{Burden, change, measure_code};
use crate::exchange::export::ExportError;
use crate::exchange::export::sheet::{Book, Cell, Look};
use crate::exchange::export::words::Words;
use crate::text::Catalogue;

/// The report as `.xlsx`.
pub fn xlsx(burden: &Burden, catalogue: &Catalogue) -> Result<Vec<u8>, ExportError> {
    let words = Words::new(catalogue);
    let title = burden.title(words);
    let mut book = Book::new(&title, burden.generated_on, &title);
    whole(&mut book, burden, words)?;
    units(&mut book, burden, words)?;
    departments(&mut book, burden, words)?;
    book.finish()
}

fn whole(book: &mut Book, burden: &Burden, words: Words<'_>) -> Result<(), ExportError> {
    let mut sheet = book.sheet(&words.get("export-burden-whole"), false, &[30, 18, 18, 14])?;
    sheet.line(&burden.title(words), Look::Title)?;
    sheet.line(&burden.subtitle(words), Look::Line)?;
    sheet.head(&[
        words.get("export-measure-name"),
        burden.before.clone(),
        burden.after.clone(),
        words.get("export-change"),
    ])?;
    for measure in &burden.measures {
        sheet.row(vec![
            (words.get(measure_code(measure.kind)).into(), Look::Body),
            (Cell::Int(measure.before), Look::Centre),
            (Cell::Int(measure.after), Look::Centre),
            (change(measure.before, measure.after, words).into(), Look::Centre),
        ])?;
    }
    for note in &burden.notes {
        sheet.line(&words.say(note), Look::Line)?;
    }
    sheet.line(&words.get("export-burden-order"), Look::Line)?;
    sheet.close()
}

fn units(book: &mut Book, burden: &Burden, words: Words<'_>) -> Result<(), ExportError> {
    let title = words.get("export-burden-units");
    let mut sheet = book.sheet(&title, false, &[18, 11, 11, 13, 9, 13, 13])?;
    sheet.line(&title, Look::Title)?;
    let head_row = sheet.at();
    let labels = [
        "export-unit",
        "export-arrivals-before",
        "export-arrivals-after",
        "export-outside-quota",
        "export-change",
        "export-week-max-before",
        "export-week-max-after",
    ];
    sheet.head(&labels.map(|code| words.get(code)))?;
    for unit in burden.units_in_order() {
        sheet.row(vec![
            (unit.unit.clone().into(), Look::Body),
            (Cell::Int(unit.before), Look::Centre),
            (Cell::Int(unit.after), Look::Centre),
            (Cell::Int(unit.outside_quota), Look::Centre),
            (change(unit.before, unit.after, words).into(), Look::Centre),
            (Cell::Int(unit.week_max_before), Look::Centre),
            (Cell::Int(unit.week_max_after), Look::Centre),
        ])?;
    }
    if !burden.units.is_empty() {
        sheet.chart(&title, head_row, 0, &[1, 2], chart_lines(burden.units.len()))?;
    }
    sheet.close()
}

fn departments(book: &mut Book, burden: &Burden, words: Words<'_>) -> Result<(), ExportError> {
    let title = words.get("export-burden-departments");
    let mut sheet = book.sheet(&title, false, &[32, 14, 14, 14])?;
    sheet.line(&title, Look::Title)?;
    let head_row = sheet.at();
    let labels = ["export-department", "export-arrivals-before", "export-arrivals-after", "export-change"];
    sheet.head(&labels.map(|code| words.get(code)))?;
    for one in &burden.departments {
        sheet.row(vec![
            (one.department.clone().into(), Look::Body),
            (Cell::Int(one.before), Look::Centre),
            (Cell::Int(one.after), Look::Centre),
            (change(one.before, one.after, words).into(), Look::Centre),
        ])?;
    }
    if !burden.departments.is_empty() {
        sheet.chart(&title, head_row, 0, &[1, 2], chart_lines(burden.departments.len()))?;
    }
    sheet.close()
}

/// Rows a chart of so many pairs of bars takes: two a pair and room for title and legend, a page at most.
fn chart_lines(pairs: usize) -> u32 {
    u32::try_from(pairs).unwrap_or(u32::MAX).saturating_mul(2).saturating_add(6).clamp(12, 36)
}
