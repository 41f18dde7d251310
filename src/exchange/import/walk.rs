//! Walks down the rows below a heading: continuation cells filled, sections carried, totals, signatures and repeated
//! headings passed over with a note. Knows no meaning of a value.

use std::collections::BTreeSet;

use super::grid::{GridRow, Value};
use super::heading::{Kind, SECOND, names_columns};
use super::line::{
    continues_remark, heads_by_number, is_bracketed, is_date, is_ditto, is_example, is_numbering,
    is_page_mark, is_remark, is_sentence, is_signature, is_signed, is_total, uncounted,
};
use super::marks;
use super::synonyms::{has_key, key};
use super::table::{Column, Row, Source, Table};
use super::wording::choice::is_nothing;
use super::wording::list::unnumbered;
use super::{SourceFile, title, whole};
use crate::domain::problem::{Place, Problem};

/// The way down the rows below a heading.
pub(super) struct Walk<'t> {
    file: &'t SourceFile<'t>,
    table: &'t Table,
    kind: Kind,
    width: usize,
    next: usize,
    first: usize,
    /// Last value of each column that may be carried.
    last: Vec<Option<Source>>,
    section: Option<String>,
    heading_key: Vec<String>,
    /// Columns without a heading that have been said.
    unheaded: BTreeSet<u32>,
    pub(super) rows: Vec<Row>,
    pub(super) problems: Vec<Problem>,
    pub(super) labels: Vec<String>,
    /// The last line read was a remark, which further lines may continue.
    noted: bool,
    /// The last line was a signature, a remark or a name over nothing.
    signing: bool,
    /// Lines that head rows, of which none has come yet: where in `problems`, and the text.
    heading_none: Vec<(usize, String)>,
    /// Where another heading of its own begins.
    pub(super) stopped: Option<usize>,
}

/// What a row below the heading is.
enum Sort {
    Blank,
    Heading,
    /// The heading of another table.
    NextTable,
    /// 1 2 3 or 甲 乙 丙 under the heading.
    Numbering,
    Example(String),
    Total(String),
    Signature(String),
    Section(String),
    Data,
}

impl<'t> Walk<'t> {
    pub(super) fn new(
        file: &'t SourceFile<'t>,
        table: &'t Table,
        kind: Kind,
        width: usize,
        first: usize,
    ) -> Self {
        let heading_key = table.columns.iter().map(|column| key(&column.header)).collect();
        Self {
            file,
            table,
            kind,
            width,
            next: first,
            first,
            last: vec![None; width],
            section: None,
            heading_key,
            unheaded: BTreeSet::new(),
            rows: Vec::new(),
            problems: Vec::new(),
            labels: Vec::new(),
            noted: false,
            signing: false,
            heading_none: Vec::new(),
            stopped: None,
        }
    }

    /// The line over all rows below, told by the table above.
    pub(super) fn under(mut self, section: Option<String>) -> Self {
        self.section = section;
        self
    }

    /// The last line that headed no row: it may head the table that follows.
    pub(super) fn heads_next(&self) -> Option<String> {
        self.heading_none.last().map(|(_, text)| text.clone())
    }

    pub(super) fn run(&mut self) {
        while let Some(row) = self.table.grid.rows.get(self.next) {
            let index = self.next;
            self.next += 1;
            let sort = self.sort(index);
            self.noted = match &sort {
                Sort::Signature(text) => self.noted || is_remark(text),
                Sort::Blank => self.noted,
                _ => false,
            };
            self.signing = match &sort {
                Sort::Signature(_) | Sort::Section(_) => true,
                Sort::Blank => self.signing,
                _ => false,
            };
            match sort {
                Sort::Blank => {}
                Sort::NextTable => {
                    self.stopped = Some(index);
                    return;
                }
                Sort::Heading => self.note("E1033", row.number, None),
                Sort::Numbering => self.note("E1070", row.number, None),
                Sort::Example(text) => self.note("E1069", row.number, Some(text)),
                Sort::Total(text) => self.note("E1031", row.number, Some(text)),
                Sort::Signature(text) => {
                    self.labels.extend(
                        row.cells
                            .iter()
                            .filter(|cell| !cell.is_blank())
                            .map(|cell| cell.shown().trim().to_owned()),
                    );
                    self.note("E1032", row.number, Some(text));
                }
                Sort::Section(text) => {
                    self.heading_none.push((self.problems.len(), text.clone()));
                    self.note("E1059", row.number, Some(text.clone()));
                    self.section = Some(text);
                    self.last = vec![None; self.width];
                }
                Sort::Data => {
                    self.heading_none.clear();
                    self.data(index, row.number);
                }
            }
        }
        // What heads no row is what people sign with: the sender's name over the date.
        for (at, text) in std::mem::take(&mut self.heading_none) {
            if let Some(problem) = self.problems.get_mut(at) {
                *problem = Problem::warning(problem.place.clone(), "E1032");
            }
            self.labels.push(text);
        }
    }

    fn note(&mut self, code: &str, row: u32, cell: Option<String>) {
        let place = Place { sheet: self.table.grid.sheet.clone(), row: Some(row), cell, ..whole(self.file) };
        self.problems.push(Problem::warning(place, code));
    }

    fn sort(&self, index: usize) -> Sort {
        let Some(row) = self.table.grid.rows.get(index) else { return Sort::Blank };
        let mut filled = row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_blank());
        let Some((at, first)) = filled.next() else { return Sort::Blank };
        let others = filled.count();
        let shown = first.shown();
        let text = shown.trim();
        if row.cells.iter().all(|cell| is_nothing(&cell.shown())) {
            return Sort::Blank;
        }
        if others == 0 && self.table.grid.rows.get(index).is_some_and(|row| row.number == 0) {
            return Sort::Data;
        }
        if is_total(text) || row.cells.iter().take(3).any(|cell| is_total(&cell.shown())) {
            return Sort::Total(text.to_owned());
        }
        if is_example(text) {
            return Sort::Example(text.to_owned());
        }
        let column = self.table.columns.get(at);
        let required = column.and_then(|column| column.field.as_deref()) == Some(self.kind.required());
        if is_signature(text, others, required) || is_signed(row) {
            return Sort::Signature(text.to_owned());
        }
        if is_page_mark(text) && others == 0 {
            return Sort::Signature(text.to_owned());
        }
        if self.kind == Kind::Request
            && others == 1
            && self.width > 3
            && self.heads_rows(index + 1)
            && let Some(section) = heads_by_number(row)
        {
            return Sort::Section(section);
        }
        if others > 0 {
            // No heading begins with a number: most rows of data need no second look.
            let numbered = matches!(first.value, Value::Number(_));
            return if !numbered && self.repeats_heading(row) {
                Sort::Heading
            } else if index == self.first && is_numbering(row) {
                Sort::Numbering
            } else if names_columns(self.kind, row) {
                Sort::NextTable
            } else {
                Sort::Data
            };
        }
        let remark = self.noted && !required && continues_remark(text);
        // A date alone below a signature or the name of who sends is when it was signed.
        if remark || is_bracketed(text) || is_sentence(text) || self.signing && is_date(text) {
            return Sort::Signature(text.to_owned());
        }
        // One text alone: a line that heads the rows below it.
        let column_number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let region = self.table.grid.merges.at(row.number, column_number);
        let across = region.is_some_and(|region| region.right > region.left);
        let timed = column.and_then(|column| column.field.as_deref());
        let timed = timed.is_some_and(|field| field.starts_with("window") || field == marks::PERIOD);
        if !timed && is_date(text) {
            return Sort::Signature(text.to_owned());
        }
        let heads = unnumbered(text) != text || title::ends_as_department(uncounted(text));
        let lone = across || heads || at == 0 && !required;
        if self.kind == Kind::Request && self.width > 1 && lone && text.chars().any(|c| !c.is_ascii_digit()) {
            return Sort::Section(uncounted(unnumbered(text)).to_owned());
        }
        Sort::Data
    }

    /// Whether the next row says more than a line that heads rows does.
    fn heads_rows(&self, next: usize) -> bool {
        let row = self.table.grid.rows.get(next);
        row.is_some_and(|row| row.cells.iter().filter(|cell| !cell.is_blank()).count() > 2)
    }

    fn repeats_heading(&self, row: &GridRow) -> bool {
        let cells = row.cells.iter().zip(&self.heading_key);
        let same = cells.filter(|(cell, head)| !head.is_empty() && has_key(&cell.shown(), head));
        same.take(2).count() == 2
    }

    fn data(&mut self, index: usize, number: u32) {
        let columns = &self.table.columns;
        let mut from: Vec<Option<Source>> = Vec::with_capacity(columns.len());
        for column in columns {
            from.push(self.own(index, number, column));
        }
        // 同上 is what stands above.
        for (at, source) in from.iter_mut().enumerate() {
            let says = source.and_then(|source| self.table.grid.cell(source.index, source.column));
            if says.is_some_and(is_ditto) {
                *source = self.last.get(at).copied().flatten();
            }
        }
        let is = |at: usize, field: &str| {
            columns.get(at).and_then(|column| column.field.as_deref()) == Some(field)
        };
        let blank = |field: &str| {
            (0..columns.len())
                .filter(|at| is(*at, field))
                .all(|at| from.get(at).copied().flatten().is_none_or(|source| source.index != index))
        };
        let continued = self.table.has("line") && blank("line") && !self.rows.is_empty();
        let subject_blank = blank(self.kind.required());
        let mut filled = Vec::new();
        for (at, column) in columns.iter().enumerate() {
            let Some(field) = column.field.as_deref() else { continue };
            if from.get(at).copied().flatten().is_some() {
                continue;
            }
            let carried = match field {
                "line"
                | "plan_item"
                | "note"
                | "materials"
                | "other"
                | SECOND
                | marks::PERIOD
                | marks::UNIT
                | "" => false,
                _ if self.table.header_row == 0 => false,
                "category" | "department" | "office" => self.kind == Kind::Request,
                "unit" | "unit_code" | "village" | "kind" => {
                    self.kind == Kind::Frame && !self.table.grid.merges.is_empty()
                }
                "subject" | "content" | "object" => continued && subject_blank,
                _ => continued,
            };
            let source = self.last.get(at).copied().flatten().filter(|_| carried);
            if let (Some(slot), Some(source)) = (from.get_mut(at), source) {
                *slot = Some(source);
                if field != "category" {
                    filled.push(column.header.as_str());
                }
            }
        }
        if !filled.is_empty() {
            let place = Place { sheet: self.table.grid.sheet.clone(), row: Some(number), ..whole(self.file) };
            self.problems.push(Problem::warning(place, "E1034").with("headings", filled.join("\u{3001}")));
        }
        self.unheaded(index, number);
        if self.table.grid.hidden_rows.contains(&number) {
            self.note("E1077", number, None);
        }
        for (last, source) in self.last.iter_mut().zip(&from) {
            *last = source.or(*last);
        }
        self.rows.push(Row { number, from, section: self.section.clone() });
    }

    /// Content without a heading over it is said once a column.
    fn unheaded(&mut self, index: usize, number: u32) {
        let Some(row) = self.table.grid.rows.get(index) else { return };
        for (column, cell) in (1_u32..).zip(&row.cells) {
            let headed = self
                .table
                .columns
                .get(column as usize - 1)
                .is_some_and(|known| !known.header.is_empty() || known.field.is_some());
            if headed || cell.is_blank() || !self.unheaded.insert(column) {
                continue;
            }
            let place = Place {
                sheet: self.table.grid.sheet.clone(),
                row: Some(number),
                column: Some(column),
                cell: Some(cell.shown().into_owned()),
                ..whole(self.file)
            };
            self.problems.push(Problem::warning(place, "E1060").with("column", column));
        }
    }

    /// The column's own cell, or the merged region it lies in. A merged line number belongs to its first row.
    fn own(&self, index: usize, number: u32, column: &Column) -> Option<Source> {
        let grid = &self.table.grid;
        if grid.cell(index, column.number).is_some_and(|cell| !cell.is_blank()) {
            return Some(Source { index, column: column.number });
        }
        if column.field.as_deref() == Some("line") {
            return None;
        }
        let region = grid.merges.at(number, column.number)?;
        let origin = grid.index_of(region.top).filter(|origin| *origin >= self.first)?;
        let text = grid.cell(origin, region.left).filter(|cell| !cell.is_blank());
        (region.left == column.number && text.is_some())
            .then_some(Source { index: origin, column: region.left })
    }
}
