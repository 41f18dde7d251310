//! The checklist as a workbook to fill on a laptop: what it is about, the unit's items, a sheet a sample, materials.
//! Knows the layout only. Above the head of a sample a hidden row holds the items' ids: columns are read back by it.

use super::texts::{
    awaiting, class_code, disposition_code, facts, method_code, question, replacement_number, running,
    sample_lines, sample_title, signature_lines, title,
};
use super::{CheckItem, Checklist, Element, Sample, columns, stops};
use crate::domain::code::Code;
use crate::domain::draw::{DirectedReason, NotVisited};
use crate::exchange::export::ExportError;
use crate::exchange::export::sheet::{Book, Cell, Look, Sheet};
use crate::exchange::export::words::Words;
use crate::text::Catalogue;

/// Rows offered for names where the draw takes place on the day.
const BLANK_ROWS_MAX: usize = 400;

/// Rows offered for elements a team chooses itself.
const DIRECTED_ROWS: u32 = 3;

/// What a signature is put on.
const SIGNATURE_LINE: &str = "________________";

/// The checklist as `.xlsx`.
pub fn xlsx(list: &Checklist, catalogue: &Catalogue) -> Result<Vec<u8>, ExportError> {
    let words = Words::new(catalogue);
    let running = running(list, words);
    let mut book = Book::new(&format!("{} {}", list.visit, title(list, words)), list.generated_on, &running);
    cover(&mut book, list, words)?;
    unit_items(&mut book, list, words)?;
    for sample in &list.samples {
        sample_sheet(&mut book, list, sample, words)?;
    }
    materials(&mut book, list, words)?;
    book.finish()
}

fn cover(book: &mut Book, list: &Checklist, words: Words<'_>) -> Result<(), ExportError> {
    let mut sheet = book.sheet(&words.get("export-cover"), false, &[6, 30, 40])?;
    sheet.line(&title(list, words), Look::Title)?;
    for fact in facts(list, words) {
        sheet.line(&fact, Look::Line)?;
    }
    for line in &list.guidance {
        sheet.line(&words.say(line), Look::Line)?;
    }
    if !list.route.is_empty() {
        sheet.line(&words.get("export-route"), Look::Section)?;
        for (number, stop) in (1u32..).zip(&list.route) {
            sheet.row(vec![
                (Cell::Int(number), Look::Centre),
                (stop.place.clone().into(), Look::Body),
                (stop.purpose.clone().into(), Look::Body),
            ])?;
        }
    }
    sheet.line(&words.get("export-conclusion"), Look::Section)?;
    sheet.room(8)?;
    for label in signature_lines(list, words) {
        sheet.gap();
        let date = words.get("export-sign-date");
        sheet.line(&format!("{label} {SIGNATURE_LINE} {date} {SIGNATURE_LINE}"), Look::Line)?;
    }
    sheet.close()
}

fn unit_items(book: &mut Book, list: &Checklist, words: Words<'_>) -> Result<(), ExportError> {
    let items = list.items_of_unit();
    if items.is_empty() {
        return Ok(());
    }
    let mut sheet = book.sheet(&words.get("export-unit-items"), true, &[6, 6, 32, 26, 8, 18, 10, 22])?;
    sheet.line(&words.get("export-unit-items"), Look::Title)?;
    sheet.hidden_row(vec![list.visit.clone()])?;
    let labels = [
        "export-id",
        "export-method",
        "export-question",
        "export-nonconforming",
        "export-class",
        "export-departments",
        "export-result",
        "export-remarks",
    ];
    sheet.head(&labels.map(|code| words.get(code)))?;
    let from = sheet.at();
    for (_, item) in items {
        let mut cells = described(item, words);
        cells.extend([(Cell::Empty, Look::Centre), (Cell::Empty, Look::Body)]);
        sheet.row_at_least(cells, 2)?;
    }
    sheet.offer(from, 6, 6, &answers(words))?;
    sheet.close()
}

fn described(item: &CheckItem, words: Words<'_>) -> Vec<(Cell, Look)> {
    vec![
        (item.id.clone().into(), Look::Body),
        (words.get(method_code(item.method)).into(), Look::Centre),
        (question(item, words).into(), Look::Body),
        (item.nonconforming.clone().into(), Look::Body),
        (words.get(class_code(item.class)).into(), Look::Centre),
        (words.list(&item.departments).into(), Look::Body),
    ]
}

fn answers(words: Words<'_>) -> [String; 3] {
    ["export-conforming", "export-not-conforming", "export-not-applicable"].map(|code| words.get(code))
}

/// One row an element, one column an item; below, the questions in full, replacements and directed elements.
fn sample_sheet(
    book: &mut Book,
    list: &Checklist,
    sample: &Sample,
    words: Words<'_>,
) -> Result<(), ExportError> {
    let items = list.items_of(sample);
    let mut widths = vec![5, 8, 14, 20, 9, 9];
    widths.extend(items.iter().map(|_| 8));
    widths.push(18);
    let mut sheet = book.sheet(&sample.kind, true, &widths)?;
    sheet.line(&sample_title(sample, words), Look::Title)?;
    let said = sample_lines(list, sample, words).into_iter().chain(stops::lines(sample, words));
    for line in said.chain(awaiting(list, sample, words)) {
        sheet.line(&line, Look::Line)?;
    }
    let labels =
        ["export-stop", "export-id", "export-element", "export-location", "export-ticket", "export-absence"];
    let mut head: Vec<String> = labels.iter().map(|code| words.get(code)).collect();
    head.extend(items.iter().map(|(number, item)| {
        format!("{number}\n{} {}", words.get(method_code(item.method)), item.question)
    }));
    head.push(words.get("export-remarks"));
    let ids = items.iter().map(|(_, item)| item.id.clone());
    let blank = std::iter::repeat_n(String::new(), columns::ITEMS - 1);
    sheet.hidden_row(std::iter::once(list.visit.clone()).chain(blank).chain(ids).collect())?;
    sheet.head(&head)?;
    element_rows(&mut sheet, list, sample, (items.len(), words))?;
    directed_rows(&mut sheet, sample, items.len(), words)?;
    replacement_rows(&mut sheet, sample, items.len(), words)?;
    if !items.is_empty() {
        sheet.line(&words.get("export-key"), Look::Section)?;
        for (number, item) in &items {
            sheet.line(&key_line(*number, item, words), Look::Line)?;
        }
    }
    sheet.close()
}

fn key_line(number: usize, item: &CheckItem, words: Words<'_>) -> String {
    let question = format!("{number} {} {}", words.get(method_code(item.method)), question(item, words));
    words.sentences(&[question, words.labelled("export-nonconforming", &item.nonconforming)])
}

fn element_rows(
    sheet: &mut Sheet<'_>,
    list: &Checklist,
    sample: &Sample,
    (items, words): (usize, Words<'_>),
) -> Result<(), ExportError> {
    let from = sheet.at();
    for element in &sample.drawn {
        element_row(sheet, Cell::Int(element.place), element, items)?;
    }
    if sample.drawn.is_empty() {
        for stop in list.stops(sample).into_iter().take(BLANK_ROWS_MAX) {
            let mut cells = vec![(Cell::Int(stop), Look::Centre)];
            let others = items.saturating_add(columns::ITEMS);
            cells.extend((0..others).map(|_| (Cell::Empty, Look::Centre)));
            sheet.row_at_least(cells, 2)?;
        }
    }
    offer_answers(sheet, from, items, words)
}

fn element_row(
    sheet: &mut Sheet<'_>,
    number: Cell,
    element: &Element,
    items: usize,
) -> Result<(), ExportError> {
    let mut cells = vec![
        (number, Look::Centre),
        (element.id.clone().into(), Look::Body),
        (element.name.clone().into(), Look::Body),
        (element.location.clone().into(), Look::Body),
        (element.ticket.clone().into(), Look::Centre),
    ];
    // Why not, an answer an item, remarks.
    cells.extend((0..items.saturating_add(2)).map(|_| (Cell::Empty, Look::Centre)));
    sheet.row_at_least(cells, 2)
}

fn replacement_rows(
    sheet: &mut Sheet<'_>,
    sample: &Sample,
    items: usize,
    words: Words<'_>,
) -> Result<(), ExportError> {
    if sample.replacements.is_empty() {
        return Ok(());
    }
    sheet.line(&words.get("export-replacements"), Look::Section)?;
    sheet.line(&words.get("export-replacement-rule"), Look::Line)?;
    let from = sheet.at();
    for element in &sample.replacements {
        element_row(sheet, replacement_number(element.place, words).into(), element, items)?;
    }
    offer_answers(sheet, from, items, words)
}

/// Those chosen by people, and room for more: a team may go where something calls it.
fn directed_rows(
    sheet: &mut Sheet<'_>,
    sample: &Sample,
    items: usize,
    words: Words<'_>,
) -> Result<(), ExportError> {
    sheet.line(&words.get("export-directed"), Look::Section)?;
    sheet.line(&words.get("export-directed-rule"), Look::Line)?;
    let from = sheet.at();
    for element in &sample.directed {
        let mut cells = vec![
            (Cell::Empty, Look::Centre),
            (element.id.clone().into(), Look::Body),
            (element.name.clone().into(), Look::Body),
            (element.location.clone().into(), Look::Body),
            (element.reason.clone().into(), Look::Body),
        ];
        cells.extend((0..items.saturating_add(2)).map(|_| (Cell::Empty, Look::Centre)));
        sheet.row_at_least(cells, 2)?;
    }
    for _ in 0..DIRECTED_ROWS {
        let cells = (0..items.saturating_add(columns::ITEMS + 1)).map(|_| (Cell::Empty, Look::Centre));
        sheet.row_at_least(cells.collect(), 2)?;
    }
    if let Ok(reason) = u16::try_from(columns::TICKET) {
        let reasons: Vec<String> = DirectedReason::ALL.iter().map(|one| words.get(&one.text_id())).collect();
        sheet.offer(from, reason, reason, &reasons)?;
    }
    offer_answers(sheet, from, items, words)
}

fn offer_answers(
    sheet: &mut Sheet<'_>,
    from: u32,
    items: usize,
    words: Words<'_>,
) -> Result<(), ExportError> {
    let at = |column: usize| u16::try_from(column).unwrap_or(u16::MAX);
    let reasons: Vec<String> = NotVisited::ALL.iter().map(|one| words.get(&one.text_id())).collect();
    sheet.offer(from, at(columns::NOT_VISITED), at(columns::NOT_VISITED), &reasons)?;
    if items == 0 {
        return Ok(());
    }
    sheet.offer(from, at(columns::ITEMS), at(columns::ITEMS + items - 1), &answers(words))
}

fn materials(book: &mut Book, list: &Checklist, words: Words<'_>) -> Result<(), ExportError> {
    if list.materials.is_empty() {
        return Ok(());
    }
    let mut sheet = book.sheet(&words.get("export-materials"), false, &[34, 16, 34])?;
    sheet.line(&words.get("export-materials"), Look::Title)?;
    sheet.head(&["export-material", "export-disposition", "export-basis"].map(|code| words.get(code)))?;
    let mut materials: Vec<_> = list.materials.iter().collect();
    materials.sort_by_key(|material| material.disposition);
    for material in materials {
        sheet.row(vec![
            (material.name.clone().into(), Look::Body),
            (words.get(disposition_code(material.disposition)).into(), Look::Centre),
            (material.basis.clone().unwrap_or_default().into(), Look::Body),
        ])?;
    }
    sheet.close()
}
