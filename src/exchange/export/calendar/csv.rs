//! The calendar as one table for spreadsheets and scripts: a row a visit. Knows the format only.

use super::{Anchor, Calendar, Visit, status_code};
use crate::exchange::export::ExportError;
use crate::exchange::export::words::Words;
use crate::text::Catalogue;
use crate::text::visible::visible;

/// Without it Excel reads the file in the system's old encoding and shows Chinese as noise.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Catalogue ids of the columns.
const COLUMNS: [&str; 16] = [
    "export-kind",
    "export-id",
    "export-status",
    "export-first-day",
    "export-last-day",
    "export-weekday",
    "export-unit",
    "export-unit-code",
    "export-township",
    "export-manner",
    "export-departments",
    "export-subjects",
    "export-demands",
    "export-leader-column",
    "export-members",
    "export-note",
];

/// The calendar as CSV: UTF-8 with a mark Excel knows it by, CRLF, a header, a row a visit or arrival from above.
pub fn csv(calendar: &Calendar, catalogue: &Catalogue) -> Result<String, ExportError> {
    let words = Words::new(catalogue);
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(Vec::new());
    let mut put = |row: &[String; 16]| {
        writer
            .write_record(row.iter().map(|field| harmless(field)))
            .map_err(|error| ExportError::Format { detail: error.to_string() })
    };
    put(&COLUMNS.map(|code| words.get(code)))?;
    for visit in calendar.visits_in_order() {
        put(&of_visit(visit, words))?;
    }
    for anchor in calendar.anchors_in_order() {
        put(&of_anchor(anchor, words))?;
    }
    let failed = |detail: String| ExportError::Format { detail };
    let bytes = writer.into_inner().map_err(|error| failed(error.to_string()))?;
    let text = String::from_utf8(bytes).map_err(|error| failed(error.to_string()))?;
    Ok(format!("{BYTE_ORDER_MARK}{text}"))
}

fn of_visit(visit: &Visit, words: Words<'_>) -> [String; 16] {
    [
        words.get("export-kind-visit"),
        visit.id.clone(),
        words.get(visit.status_code()),
        visit.first_day.to_string(),
        visit.last_day().to_string(),
        words.weekday(visit.first_day),
        visit.unit.clone(),
        visit.unit_code.clone(),
        visit.township.clone(),
        words.get(visit.manner_code()),
        words.list(&visit.departments),
        words.list(&visit.subjects),
        words.sentences(&visit.demand_lines(words)),
        visit.leader.clone().unwrap_or_default(),
        words.list(&visit.team),
        visit.note.clone().unwrap_or_default(),
    ]
}

fn of_anchor(anchor: &Anchor, words: Words<'_>) -> [String; 16] {
    [
        words.get("export-kind-anchor"),
        anchor.id.clone(),
        words.get(status_code(anchor.cancelled)),
        anchor.first_day.to_string(),
        anchor.last_day().to_string(),
        words.weekday(anchor.first_day),
        words.list(&anchor.units),
        String::new(),
        String::new(),
        String::new(),
        anchor.body.clone(),
        anchor.subject.clone(),
        String::new(),
        String::new(),
        String::new(),
        anchor.note.clone().unwrap_or_default(),
    ]
}

/// A field no spreadsheet takes for a formula: an apostrophe before what could begin one, full-width forms too,
/// which some programs read alike. Control characters become visible, line ends a space.
fn harmless(field: &str) -> String {
    let begins_formula = field
        .starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}']);
    let text = visible(&field.replace("\r\n", " ").replace(['\n', '\r', '\t'], " "));
    if begins_formula { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    fn check(field: &str, expected: &str) {
        assert_eq!(harmless(field), expected, "of {field:?}");
    }

    #[test]
    fn nothing_begins_a_formula() {
        check("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")");
        check("+86", "'+86");
        check("-1", "'-1");
        check("@a", "'@a");
        check("\t=1", "' =1");
        check("\r=1", "' =1");
        check("\u{ff1d}1", "'\u{ff1d}1");
        check("松盘乡=1", "松盘乡=1");
        check("a\r\nb\u{1b}", "a b␛");
        check("", "");
    }
}
