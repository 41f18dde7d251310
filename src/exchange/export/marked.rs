//! A copy of an imported spreadsheet with its bad cells coloured and commented, and a list of everything said.
//! Shows problems; finds none.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{Color, Format, FormatAlign, Note, Workbook, Worksheet, XlsxError};

use crate::domain::message::Message;
use crate::domain::problem::{Problem, Severity};
use crate::exchange::import::{Options, Sheet, SourceFile, cells};
use crate::text::{Catalogue, width};

/// Cells of a copy are written as text: nothing of the sender's file is a formula here.
struct Looks {
    plain: Format,
    heading: Format,
    error: Format,
    warning: Format,
}

impl Looks {
    fn new() -> Self {
        let plain =
            Format::new().set_font_name("\u{5b8b}\u{4f53}").set_text_wrap().set_align(FormatAlign::Top);
        let heading = plain.clone().set_bold().set_background_color(Color::RGB(0x00D9_E2F3));
        let error = plain
            .clone()
            .set_background_color(Color::RGB(0x00FF_C7CE))
            .set_font_color(Color::RGB(0x009C_0006));
        let warning = plain.clone().set_background_color(Color::RGB(0x00FF_EB9C));
        Self { plain, heading, error, warning }
    }

    fn of(&self, severity: Severity) -> &Format {
        if severity == Severity::Error { &self.error } else { &self.warning }
    }
}

/// The copy as .xlsx bytes. Problems without a row stand in the list only.
pub fn xlsx(
    file: &SourceFile<'_>,
    options: &Options,
    problems: &[Problem],
    catalogue: &Catalogue,
) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let looks = Looks::new();
    let mut names = BTreeSet::new();
    list(book.add_worksheet(), problems, catalogue, &looks, &mut names)?;
    for sheet in cells(file, options) {
        let own: Vec<&Problem> =
            problems.iter().filter(|problem| problem.place.sheet == sheet.name).collect();
        copy(book.add_worksheet(), &sheet, &own, catalogue, &looks, &mut names)?;
    }
    book.save_to_buffer()
}

/// Every problem in a row: severity, place, cause, what to do.
fn list(
    page: &mut Worksheet,
    problems: &[Problem],
    catalogue: &Catalogue,
    looks: &Looks,
    names: &mut BTreeSet<String>,
) -> Result<(), XlsxError> {
    page.set_name(free_name(&catalogue.get("marked-list"), names))?;
    let headings = ["severity", "sheet", "row", "column", "cell", "code", "cause", "action"];
    let widths = [8.0, 14.0, 6.0, 6.0, 24.0, 8.0, 60.0, 60.0];
    for (column, (heading, width)) in (0_u16..).zip(headings.iter().zip(widths)) {
        page.write_string_with_format(
            0,
            column,
            catalogue.get(&format!("marked-{heading}")),
            &looks.heading,
        )?;
        page.set_column_width(column, width)?;
    }
    page.set_freeze_panes(1, 0)?.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    for (row, problem) in (1_u32..).zip(problems) {
        let place = &problem.place;
        let number = |number: Option<u32>| number.map_or(String::new(), |number| number.to_string());
        let severity = if problem.severity == Severity::Error { "marked-error" } else { "marked-warning" };
        let texts = [
            catalogue.get(severity),
            place.sheet.clone().unwrap_or_default(),
            number(place.row),
            place.column.map_or(String::new(), letters),
            place.cell.clone().unwrap_or_default(),
            problem.message.code.clone(),
            catalogue.render(&problem.message),
            catalogue.attribute(&problem.message, "action").unwrap_or_default(),
        ];
        for (column, text) in (0_u16..).zip(texts) {
            let look = if column == 0 { looks.of(problem.severity) } else { &looks.plain };
            page.write_string_with_format(row, column, bounded(&text), look)?;
        }
    }
    Ok(())
}

/// The sheet with its bad cells marked; a problem of a whole row marks the row's first cell.
fn copy(
    page: &mut Worksheet,
    sheet: &Sheet,
    problems: &[&Problem],
    catalogue: &Catalogue,
    looks: &Looks,
    names: &mut BTreeSet<String>,
) -> Result<(), XlsxError> {
    let name = sheet.name.clone().unwrap_or_else(|| catalogue.get("marked-copy"));
    page.set_name(free_name(&name, names))?;
    let mut marks: BTreeMap<(u32, u32), Vec<&Problem>> = BTreeMap::new();
    for problem in problems {
        if let Some(row) = problem.place.row {
            marks.entry((row, problem.place.column.unwrap_or(1))).or_default().push(problem);
        }
    }
    for [top, left, bottom, right] in &sheet.merges {
        let (Some(first), Some(last)) = (place(*top, *left), place(*bottom, *right)) else { continue };
        // Regions that overlap are no reason to lose the copy.
        let _ = page.merge_range(first.0, first.1, last.0, last.1, "", &looks.plain);
    }
    let mut widths: BTreeMap<u16, usize> = BTreeMap::new();
    for (number, cells) in &sheet.rows {
        for (column, text) in (1_u32..).zip(cells) {
            let Some(at) = place(*number, column) else { continue };
            let widest = widths.entry(at.1).or_default();
            *widest = (*widest).max(width::on_paper(text).min(40));
            if !marks.contains_key(&(*number, column)) && !text.is_empty() {
                page.write_string_with_format(at.0, at.1, bounded(text), &looks.plain)?;
            }
        }
    }
    for (column, widest) in widths {
        page.set_column_width(column, f64::from(u32::try_from(widest + 2).unwrap_or(42)))?;
    }
    for ((row, column), problems) in marks {
        let Some(at) = place(row, column) else { continue };
        let index = sheet.rows.binary_search_by_key(&row, |(number, _)| *number).ok();
        let cells = index.and_then(|index| sheet.rows.get(index)).map(|(_, cells)| cells);
        let text = cells.and_then(|cells| cells.get(column as usize - 1)).map_or("", String::as_str);
        let worst = problems.iter().map(|problem| problem.severity).max().unwrap_or(Severity::Warning);
        page.write_string_with_format(at.0, at.1, bounded(text), looks.of(worst))?;
        let said: Vec<String> = problems.iter().map(|problem| comment(problem, catalogue)).collect();
        page.insert_note(
            at.0,
            at.1,
            &Note::new(bounded(&said.join("\n"))).add_author_prefix(false).set_width(360).set_height(120),
        )?;
    }
    Ok(())
}

fn comment(problem: &Problem, catalogue: &Catalogue) -> String {
    let action = catalogue.attribute(&problem.message, "action").unwrap_or_default();
    let message = Message::new("marked-comment")
        .with("code", problem.message.code.as_str())
        .with("cause", problem.message.clone())
        .with("action", action);
    catalogue.render(&message)
}

/// A column as spreadsheets name it: 1 is A, 28 is AB.
fn letters(column: u32) -> String {
    let mut name = Vec::new();
    let mut rest = column;
    while rest > 0 {
        let letter = u8::try_from((rest - 1) % 26).unwrap_or(0);
        name.push(char::from(b'A' + letter));
        rest = (rest - 1) / 26;
    }
    name.iter().rev().collect()
}

/// Row and column from 0; `None` beyond what a spreadsheet holds.
fn place(row: u32, column: u32) -> Option<(u32, u16)> {
    let row = row.checked_sub(1).filter(|row| *row < 1_048_576)?;
    let column = u16::try_from(column.checked_sub(1)?).ok().filter(|column| *column < 16_384)?;
    Some((row, column))
}

/// As much as a cell may hold.
fn bounded(text: &str) -> String {
    text.chars().take(30_000).collect()
}

/// A sheet name a spreadsheet accepts and the book does not hold yet.
fn free_name(wanted: &str, names: &mut BTreeSet<String>) -> String {
    let allowed = |c: &char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'') && !c.is_control();
    let base: String = wanted.chars().filter(allowed).take(26).collect();
    let base = if base.trim().is_empty() { "Sheet".to_owned() } else { base };
    let mut name = base.clone();
    let mut number = 2;
    while !names.insert(name.to_lowercase()) {
        name = format!("{base} {number}");
        number += 1;
    }
    name
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn columns_are_named_as_in_a_spreadsheet() {
        assert_eq!([1, 26, 27, 28, 702, 703].map(letters), ["A", "Z", "AA", "AB", "ZZ", "AAA"]);
    }
}
