//! Takes typed values out of a row, and writes down what stands in the way: every bad cell of a row is said at once.

use super::grid::{Formula, Value};
use super::heading::SECOND;
use super::table::{Given, Row, Table};
use super::wording::choice::is_nothing;
use super::wording::fold::tidy;
use super::{SourceFile, whole};
use crate::domain::message::Arg;
use crate::domain::problem::{Place, Problem, Severity};

/// One row while it is read.
pub(super) struct Picker<'t> {
    file: &'t SourceFile<'t>,
    table: &'t Table,
    pub(super) row: &'t Row,
    pub(super) problems: Vec<Problem>,
}

impl<'t> Picker<'t> {
    /// Starts a row; formulas and error values in its read columns are said at once.
    pub(super) fn new(file: &'t SourceFile<'t>, table: &'t Table, row: &'t Row) -> Self {
        let mut picker = Self { file, table, row, problems: Vec::new() };
        for at in 0..table.columns.len() {
            let Some(given) = table.at(row, at) else { continue };
            let read = given
                .column
                .field
                .as_deref()
                .is_some_and(|field| !matches!(field, "" | "other" | SECOND | "line"));
            if !read {
                continue;
            }
            match (&given.cell.value, given.cell.formula) {
                (_, Formula::Outside) => picker.refuse(&given, "E1024"),
                (Value::Error(_), _) => picker.refuse(&given, "E1023"),
                (Value::Empty, Formula::Inside) => picker.refuse(&given, "E1025"),
                (_, Formula::Inside) => picker.warn(&given, "E1035"),
                _ => {}
            }
        }
        picker
    }

    pub(super) fn given(&self, field: &str) -> Option<Given<'t>> {
        self.table.given(self.row, field)
    }

    pub(super) fn table(&self) -> &'t Table {
        self.table
    }

    pub(super) fn header(&self, field: &str) -> &'t str {
        self.table.header(field).unwrap_or_default()
    }

    /// The tidied text of a field; `None` where it is blank or says that there is nothing.
    pub(super) fn text(&self, field: &str) -> Option<String> {
        self.given(field).and_then(|given| shown(&given))
    }

    /// A field that must be there.
    pub(super) fn need(&mut self, field: &str) -> Option<String> {
        let text = self.text(field);
        if text.is_none() {
            self.missing(field);
        }
        text
    }

    pub(super) fn missing(&mut self, field: &str) {
        let at = self.table.columns.iter().find(|column| column.field.as_deref() == Some(field));
        let place = Place { column: at.map(|column| column.number), ..self.place() };
        let heading: Arg =
            at.map_or_else(|| Arg::code(format!("field-{field}")), |column| column.header.as_str().into());
        self.problems.push(Problem::error(place, "E1020").with("heading", heading));
    }

    /// A field read by `parse`; `code` says that it cannot be.
    pub(super) fn parsed<T>(
        &mut self,
        field: &str,
        code: &str,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let given = self.given(field)?;
        let text = shown(&given)?;
        let value = parse(&text);
        if value.is_none() {
            self.refuse(&given, code);
        }
        value
    }

    /// The row as a place.
    pub(super) fn place(&self) -> Place {
        Place { sheet: self.table.grid.sheet.clone(), row: Some(self.row.number), ..whole(self.file) }
    }

    fn place_of(&self, given: &Given<'_>) -> Place {
        Place {
            row: Some(given.from_row.unwrap_or(self.row.number)),
            column: Some(given.column.number),
            cell: Some(given.cell.shown().into_owned()),
            ..self.place()
        }
    }

    /// The row is not taken because of this cell.
    pub(super) fn refuse(&mut self, given: &Given<'_>, code: &str) {
        if self.is_refused(given) {
            return;
        }
        let problem =
            Problem::error(self.place_of(given), code).with("heading", given.column.header.as_str());
        self.problems.push(problem.with("cell", given.cell.shown().as_ref()));
    }

    /// One error a cell: what follows from a bad cell is no news.
    fn is_refused(&self, given: &Given<'_>) -> bool {
        self.problems.iter().any(|problem| {
            problem.severity == Severity::Error && problem.place.column == Some(given.column.number)
        })
    }

    /// The row is taken; this is said of the cell.
    pub(super) fn warn(&mut self, given: &Given<'_>, code: &str) {
        if self.is_refused(given) {
            return;
        }
        let problem =
            Problem::warning(self.place_of(given), code).with("heading", given.column.header.as_str());
        self.problems.push(problem.with("cell", given.cell.shown().as_ref()));
    }

    /// Hands the row over where nothing stands against it.
    pub(super) fn finish<T>(self, value: Option<T>, rows: &mut Vec<T>, problems: &mut Vec<Problem>) {
        let refused = self.problems.iter().any(|problem| problem.severity == Severity::Error);
        problems.extend(self.problems);
        if !refused {
            rows.extend(value);
        }
    }
}

/// A cell as tidied text.
pub(super) fn shown(given: &Given<'_>) -> Option<String> {
    let text = tidy(&given.cell.shown());
    (!is_nothing(&text)).then_some(text)
}
