//! Walks down the rows below a heading: continuation cells filled, sections carried, totals, signatures and repeated
//! headings passed over with a note. Knows no meaning of a value.

use std::collections::BTreeSet;

use super::heading::{Kind, SECOND, key, names_columns};
use super::marks;
use super::table::{Column, Row, Source, Table};
use super::wording::choice::{is_nothing, unnumbered};
use super::wording::fold::fold;
use super::wording::window;
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
        if is_signature(text, others, required) {
            return Sort::Signature(text.to_owned());
        }
        if others > 0 {
            let same = row
                .cells
                .iter()
                .zip(&self.heading_key)
                .filter(|(cell, head)| !head.is_empty() && key(&cell.shown()) == **head);
            return if same.count() >= 2 {
                Sort::Heading
            } else if index == self.first && is_numbering(row) {
                Sort::Numbering
            } else if names_columns(self.kind, row) {
                Sort::NextTable
            } else {
                Sort::Data
            };
        }
        if self.noted && !required {
            return Sort::Signature(text.to_owned());
        }
        // One text alone: a line that heads the rows below it.
        let column_number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let region = self.table.grid.merges.at(row.number, column_number);
        let across = region.is_some_and(|region| region.right > region.left);
        let timed = column.and_then(|column| column.field.as_deref());
        let timed = timed.is_some_and(|field| field.starts_with("window") || field == marks::MONTH);
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

    fn data(&mut self, index: usize, number: u32) {
        let columns = &self.table.columns;
        let mut from: Vec<Option<Source>> = Vec::with_capacity(columns.len());
        for column in columns {
            from.push(self.own(index, number, column));
        }
        // 同上 is what stands above.
        for (at, source) in from.iter_mut().enumerate() {
            let says = source.and_then(|source| self.table.grid.cell(source.index, source.column));
            if says.is_some_and(|cell| is_ditto(&cell.shown())) {
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
                | marks::MONTH
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

/// 县应急管理局（2项）: the name without what is counted under it.
fn uncounted(text: &str) -> &str {
    let bracket = text.rsplit_once(['(', '\u{ff08}']);
    match bracket {
        Some((name, inside)) if inside.contains(|c: char| c.is_ascii_digit()) && !name.trim().is_empty() => {
            let counts = ['项', '个', '家', '条', '户', '次'];
            if inside.trim_end_matches([')', '\u{ff09}']).ends_with(counts) { name.trim() } else { text }
        }
        _ => text,
    }
}

/// 示例, 填写样例: a row that shows how to fill the form in.
fn is_example(text: &str) -> bool {
    let folded = fold(text);
    let word = folded.trim_start_matches('(').trim_end_matches([':', ')', '1', '2', '3']);
    let word = word.strip_prefix("填写").or_else(|| word.strip_prefix("填报")).unwrap_or(word);
    matches!(word, "示例" | "样例" | "范例" | "例" | "例如" | "例子" | "举例" | "样表" | "填表示例")
}

/// 1 2 3 … or 甲 乙 1 2: the numbers of the columns. At least three, each the next of its kind.
fn is_numbering(row: &super::grid::GridRow) -> bool {
    const STEMS: &str = "甲乙丙丁戊己庚辛壬癸";
    let mut numbers = 0_usize;
    let mut stems = 0_usize;
    for cell in row.cells.iter().filter(|cell| !cell.is_blank()) {
        let folded = fold(&cell.shown());
        let text = folded.trim_matches(['(', ')']);
        if text == "栏次" || text == "序号" {
            continue;
        }
        if text.parse() == Ok(numbers + 1) {
            numbers += 1;
        } else if numbers == 0 && STEMS.chars().nth(stems).is_some_and(|stem| text.chars().eq([stem])) {
            stems += 1;
        } else {
            return false;
        }
    }
    numbers + stems >= 3
}

/// 同上, 〃: the same as above.
fn is_ditto(text: &str) -> bool {
    matches!(text.trim(), "同上" | "同前" | "\u{3003}" | "\"" | "\u{201d}" | "''")
}

fn is_date(text: &str) -> bool {
    let read = window::read(text, window::Context::default());
    read.is_ok_and(|read| matches!(read.spans.as_slice(), [one] if one.from == one.to) && !read.partly)
}

/// 注：…… and its kind, which may run on over several lines.
fn is_remark(text: &str) -> bool {
    let folded = fold(text);
    ["注", "说明", "备注", "填表说明", "填报说明"].iter().any(|word| folded.starts_with(word))
}

fn is_total(text: &str) -> bool {
    let folded = fold(text);
    ["合计", "小计", "总计", "共计", "累计", "本页合计"].iter().any(|word| {
        folded.strip_prefix(word).is_some_and(|rest| {
            rest.is_empty() || rest.starts_with([':', '(']) || rest.starts_with(|c: char| c.is_ascii_digit())
        })
    })
}

/// Lines people sign and remark on below a table. Alone in its row a label is enough; beside other cells it needs its
/// colon, so that a subject such as 审核… is not lost.
fn is_signature(text: &str, others: usize, required: bool) -> bool {
    const LABELS: &[&str] = &[
        "填表人",
        "制表人",
        "填报人",
        "审核人",
        "审核",
        "审批",
        "复核",
        "负责人",
        "单位负责人",
        "部门负责人",
        "主要负责人",
        "分管领导",
        "主要领导",
        "领导签字",
        "经办人",
        "联系人",
        "联系电话",
        "填表日期",
        "填报日期",
        "填报时间",
        "制表日期",
        "制表时间",
        "上报时间",
        "单位(盖章)",
        "单位盖章",
        "盖章",
        "(盖章)",
        "签字",
        "签章",
        "签名",
        "填报单位",
        "报送单位",
        "制表",
        "填表",
        "日期",
        "备注",
        "注",
        "说明",
        "填表说明",
        "填报说明",
        "注意",
    ];
    let folded = fold(text);
    if others == 0
        && ["以下空白", "此处空白", "以下无内容", "以下无正文"].iter().any(|blank| folded.contains(blank))
    {
        return true;
    }
    let Some(label) =
        LABELS.iter().filter(|label| folded.starts_with(**label)).max_by_key(|label| label.len())
    else {
        return false;
    };
    let rest = folded.strip_prefix(label).unwrap_or_default();
    let colon = rest.starts_with(':')
        || rest.starts_with("(签") && rest.contains(':')
        || rest.starts_with("(盖")
        || rest.starts_with("1:");
    let numbered_note = others == 0
        && matches!(*label, "注" | "说明" | "备注")
        && rest.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    let bare = others == 0 && !required && rest.chars().count() <= 12;
    colon || numbered_note || bare
}
