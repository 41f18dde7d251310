//! The sheets of an `XLSForm` workbook: questions, choices, settings. Knows the format's columns, not what is asked.

use super::super::Checklist;
use super::super::texts::title;
use super::names::{name_of, plain};
use crate::exchange::export::ExportError;
use crate::exchange::export::sheet::{Book, Cell, Look};
use crate::exchange::export::words::Words;

/// Columns of the sheet of questions, by the names the format gives them.
const COLUMNS: [&str; 13] = [
    "type",
    "name",
    "label::中文 (zh)",
    "label::English (en)",
    "required",
    "relevant",
    "constraint",
    "constraint_message::中文 (zh)",
    "constraint_message::English (en)",
    "default",
    "appearance",
    "repeat_count",
    "hint::中文 (zh)",
];
const LAST_COLUMNS: [&str; 4] = ["hint::English (en)", "parameters", "calculation", "read_only"];
/// Signatures are small pictures; a phone's full resolution would take minutes over a slow line.
const SIGNATURE_SIZE: &str = "max-pixels=1024";
/// One text in both languages.
#[derive(Clone, Default)]
pub(super) struct Both {
    pub(super) zh: String,
    pub(super) en: String,
}

/// One row of the sheet of questions.
#[derive(Clone, Default)]
pub(super) struct Row {
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) label: Both,
    pub(super) hint: Both,
    pub(super) required: bool,
    pub(super) read_only: bool,
    pub(super) relevant: String,
    pub(super) constraint: &'static str,
    pub(super) constraint_message: Both,
    pub(super) default: String,
    pub(super) appearance: &'static str,
    pub(super) repeat_count: String,
    pub(super) calculation: String,
}

/// One choice of a list.
pub(super) struct Choice {
    pub(super) list: String,
    pub(super) name: String,
    pub(super) label: Both,
}

/// Writes questions and choices.
pub(super) fn write(book: &mut Book, rows: &[Row], choices: &[Choice]) -> Result<(), ExportError> {
    let mut sheet =
        book.sheet("survey", true, &[22, 16, 36, 36, 8, 24, 20, 16, 16, 24, 12, 10, 24, 24, 16, 16, 10])?;
    let mut head: Vec<String> = COLUMNS.iter().map(ToString::to_string).collect();
    head.extend(LAST_COLUMNS.map(str::to_owned));
    sheet.head(&head)?;
    for row in rows {
        let cells = [
            row.kind.clone(),
            row.name.clone(),
            plain(&row.label.zh),
            plain(&row.label.en),
            if row.required { "yes".to_owned() } else { String::new() },
            row.relevant.clone(),
            row.constraint.to_owned(),
            row.constraint_message.zh.clone(),
            row.constraint_message.en.clone(),
            row.default.clone(),
            row.appearance.to_owned(),
            row.repeat_count.clone(),
            plain(&row.hint.zh),
            plain(&row.hint.en),
            if row.kind == "image" { SIGNATURE_SIZE.to_owned() } else { String::new() },
            row.calculation.clone(),
            if row.read_only { "yes".to_owned() } else { String::new() },
        ];
        sheet.row(cells.into_iter().map(|text| (Cell::Text(text), Look::Body)).collect())?;
    }
    sheet.close()?;
    let mut sheet = book.sheet("choices", true, &[16, 16, 50, 50])?;
    sheet.head(&["list_name", "name", "label::中文 (zh)", "label::English (en)"].map(str::to_owned))?;
    for choice in choices {
        let cells =
            [choice.list.clone(), choice.name.clone(), plain(&choice.label.zh), plain(&choice.label.en)];
        sheet.row(cells.into_iter().map(|text| (Cell::Text(text), Look::Body)).collect())?;
    }
    sheet.close()
}

/// Title, id and version of the form.
pub(super) fn settings(book: &mut Book, list: &Checklist, words: Words<'_>) -> Result<(), ExportError> {
    let mut sheet = book.sheet("settings", true, &[40, 30, 16, 20])?;
    sheet.head(&["form_title", "form_id", "version", "default_language"].map(str::to_owned))?;
    let cells = [
        plain(&format!("{} {}", list.visit, title(list, words))),
        form_id(list),
        list.generated_on.format("%Y%m%d").to_string(),
        "中文 (zh)".to_owned(),
    ];
    sheet.row(cells.into_iter().map(|text| (Cell::Text(text), Look::Body)).collect())?;
    sheet.close()
}

/// An id for the form that differs by visit and group, of the characters every server takes.
fn form_id(list: &Checklist) -> String {
    let id = format!("lianjian_{}", name_of(&list.visit));
    match list.group {
        Some(group) => format!("{id}_{}_{}", group.number, group.of),
        None => id,
    }
}
