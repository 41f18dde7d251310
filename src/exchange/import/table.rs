//! Finds the heading in a grid, names its columns and hands out the rows worth reading: continuation cells filled,
//! totals, signatures and repeated headings passed over with a note. Knows no meaning of a value.

use std::collections::{BTreeMap, BTreeSet};

use super::grid::{Cell, Grid};
use super::heading::{Kind, SECOND, assign, key, known_field, score};
use super::source::{Format, inspect};
use super::wording::choice::unnumbered;
use super::wording::fold::{fold, tidy};
use super::{Options, SheetRead, SourceFile, decode, delimited, json, title, whole, workbook};
use crate::domain::problem::{Place, Problem};

/// Rows from the top in which a heading is looked for.
const HEADING_ROWS_MAX: usize = 40;

/// One column of a table.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// From 1.
    pub(super) number: u32,
    pub(super) header: String,
    /// `None`: not known; empty: a person said not to read it.
    pub(super) field: Option<String>,
}

/// A table in a grid.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) grid: Grid,
    pub(super) header_row: u32,
    pub(super) columns: Vec<Column>,
    /// Field → index in `columns`, first of its name.
    by_field: BTreeMap<String, usize>,
    pub(super) rows: Vec<Row>,
    /// Texts over the heading.
    pub(super) above: Vec<String>,
    /// What form lines below the rows say.
    pub(super) below: Vec<String>,
}

/// A row to be read: for each column of the table where its value stands.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) number: u32,
    /// Index in the grid's rows, per column.
    from: Vec<Option<Source>>,
    /// Heading line above it.
    pub(super) section: Option<String>,
}

#[derive(Clone, Copy, Debug)]
struct Source {
    index: usize,
    column: u32,
}

/// A value of a row.
#[derive(Clone, Copy, Debug)]
pub(super) struct Given<'t> {
    pub(super) cell: &'t Cell,
    pub(super) column: &'t Column,
    /// The row it was carried down from.
    pub(super) from_row: Option<u32>,
}

impl Table {
    /// The value of a field in a row; `None` where it is blank or has no column.
    pub(super) fn given<'t>(&'t self, row: &Row, field: &str) -> Option<Given<'t>> {
        self.at(row, *self.by_field.get(field)?)
    }

    /// The value in the column with this index.
    pub(super) fn at<'t>(&'t self, row: &Row, index: usize) -> Option<Given<'t>> {
        let source = (*row.from.get(index)?)?;
        let origin = self.grid.rows.get(source.index)?.number;
        let cell = self.grid.cell(source.index, source.column)?;
        let column = self.columns.get(index)?;
        Some(Given { cell, column, from_row: (origin != row.number).then_some(origin) })
    }

    pub(super) fn has(&self, field: &str) -> bool {
        self.by_field.contains_key(field)
    }

    /// The heading of a field's column.
    pub(super) fn header(&self, field: &str) -> Option<&str> {
        self.columns.get(*self.by_field.get(field)?).map(|column| column.header.as_str())
    }

    pub(super) fn summary(&self, rows: usize) -> SheetRead {
        let columns = self
            .columns
            .iter()
            .map(|column| {
                let field = column.field.clone().filter(|field| !field.is_empty());
                (column.number, column.header.clone(), field)
            })
            .collect();
        SheetRead { name: self.grid.sheet.clone(), header_row: self.header_row, columns, rows }
    }
}

/// The tables of a file. Where there is none, `problems` says why.
pub(super) fn tables(
    file: &SourceFile<'_>,
    options: &Options,
    kind: Kind,
    problems: &mut Vec<Problem>,
) -> Vec<Table> {
    if let Some(mapping) = &options.mapping {
        for (heading, field) in mapping.columns.iter().filter(|(_, field)| !known_field(kind, field)) {
            let problem = Problem::error(whole(file), "E1018");
            problems.push(problem.with("heading", heading.as_str()).with("field", field.as_str()));
        }
    }
    let grids = match grids(file, options, problems) {
        Ok(grids) => grids,
        Err(problem) => {
            problems.push(*problem);
            return Vec::new();
        }
    };
    for grid in grids.iter().filter(|grid| grid.cut) {
        let place = Place { sheet: grid.sheet.clone(), ..whole(file) };
        problems.push(Problem::warning(place, "E1062").with("columns", super::source::COLUMNS_MAX));
    }
    let several = grids.len() > 1;
    let mut tables = Vec::new();
    let mut without = Vec::new();
    for grid in grids {
        let place = Place { sheet: grid.sheet.clone(), ..whole(file) };
        if grid.rows.is_empty() {
            continue;
        }
        if grid.hidden && several && options.sheet.is_none() {
            problems.push(Problem::warning(place, "E1017"));
            continue;
        }
        match table(file, grid, options, kind, problems) {
            Some(table) => tables.push(table),
            None => without.push(place),
        }
    }
    if tables.is_empty() {
        let place = without.into_iter().next();
        let code = if place.is_some() { "E1014" } else { "E1001" };
        if !problems.iter().any(|problem| problem.message.code == "E1017") || place.is_some() {
            problems.push(Problem::error(place.unwrap_or_else(|| whole(file)), code));
        }
    } else {
        problems.extend(without.into_iter().map(|place| Problem::warning(place, "E1016")));
    }
    tables
}

pub(super) fn grids(
    file: &SourceFile<'_>,
    options: &Options,
    problems: &mut Vec<Problem>,
) -> Result<Vec<Grid>, Box<Problem>> {
    let format = inspect(file)?;
    match format {
        Format::Xlsx | Format::Xls | Format::Ods => workbook::grids(file, format, options.sheet.as_deref()),
        Format::Json | Format::Delimited => {
            let text = decode::text(file, options.encoding.as_deref())?;
            let grid = if format == Format::Json {
                json::grid(file, &text, problems)?
            } else {
                delimited::grid(file, &text, problems)?
            };
            Ok(vec![grid])
        }
    }
}

fn table(
    file: &SourceFile<'_>,
    grid: Grid,
    options: &Options,
    kind: Kind,
    problems: &mut Vec<Problem>,
) -> Option<Table> {
    let mapping = options.mapping.as_ref();
    let (index, depth, headings) = find_heading(&grid, kind, options)?;
    let width = headings.len();
    let fields = assign(kind, &headings, mapping);
    let columns: Vec<Column> = (1_u32..)
        .zip(headings.iter().zip(fields))
        .map(|(number, (heading, field))| Column {
            number,
            header: heading.first().cloned().unwrap_or_default(),
            field,
        })
        .collect();
    let mut by_field = BTreeMap::new();
    for (at, column) in columns.iter().enumerate() {
        if let Some(field) = &column.field {
            by_field.entry(field.clone()).or_insert(at);
        }
    }
    let header_row = grid.rows.get(index)?.number;
    let above = above(&grid, index);
    let mut table = Table { grid, header_row, columns, by_field, rows: Vec::new(), above, below: Vec::new() };
    for column in &table.columns {
        let code = match column.field.as_deref() {
            None if !column.header.is_empty() => "E1030",
            Some(SECOND) => "E1056",
            _ => continue,
        };
        let place = Place {
            sheet: table.grid.sheet.clone(),
            row: Some(header_row),
            column: Some(column.number),
            cell: Some(column.header.clone()),
            ..whole(file)
        };
        problems.push(Problem::warning(place, code).with("heading", column.header.as_str()));
    }
    let mut walk = Walk::new(file, &table, kind, width, index + depth);
    walk.run();
    let Walk { rows, problems: noted, labels, .. } = walk;
    problems.extend(noted);
    table.rows = rows;
    table.below = labels;
    Some(table)
}

/// The row (as index) of the heading, how many rows it takes, and the texts each column may go by.
fn find_heading(grid: &Grid, kind: Kind, options: &Options) -> Option<(usize, usize, Vec<Vec<String>>)> {
    let mapping = options.mapping.as_ref();
    let mut best: Option<((usize, usize), usize)> = None;
    for index in 0..grid.rows.len().min(HEADING_ROWS_MAX) {
        let texts = filled_texts(grid, index);
        let score = score(kind, &texts, mapping);
        // Two columns, one of them surely; or the only column of a list.
        let enough = score.1 >= 2 && score.0 >= 1 || grid.width() == 1 && names_required(kind, &texts);
        if enough && best.is_none_or(|(known, _)| score > known) {
            best = Some((score, index));
        }
    }
    let (_, mut index) = best?;
    let mut two = two_rows(grid, index);
    // The lower row of a heading may name more columns than the upper one.
    if let Some(upper) = index.checked_sub(1)
        && score(kind, &filled_texts(grid, upper), mapping).1 >= 2
        && let Some(headings) = two_rows(grid, upper)
    {
        (index, two) = (upper, Some(headings));
    }
    let depth = if two.is_some() { 2 } else { 1 };
    let one = || row_texts(grid, index).into_iter().map(|text| vec![text]).collect();
    Some((index, depth, two.unwrap_or_else(one)))
}

fn filled_texts(grid: &Grid, index: usize) -> Vec<Vec<String>> {
    row_texts(grid, index).into_iter().filter(|text| !text.is_empty()).map(|text| vec![text]).collect()
}

fn names_required(kind: Kind, texts: &[Vec<String>]) -> bool {
    assign(kind, texts, None).first().is_some_and(|field| field.as_deref() == Some(kind.required()))
}

fn row_texts(grid: &Grid, index: usize) -> Vec<String> {
    grid.rows
        .get(index)
        .map_or_else(Vec::new, |row| row.cells.iter().map(|cell| tidy(&cell.shown())).collect())
}

/// A heading of two rows: groups over their columns. `None` where the next row is data.
fn two_rows(grid: &Grid, index: usize) -> Option<Vec<Vec<String>>> {
    let top = grid.rows.get(index)?;
    let below = grid.rows.get(index + 1).filter(|row| row.number == top.number + 1)?;
    let width = top.cells.len().max(below.cells.len());
    let text = |row: usize, column: usize| {
        grid.cell(row, u32::try_from(column + 1).ok()?)
            .map(|cell| tidy(&cell.shown()))
            .filter(|text| !text.is_empty())
    };
    let mut headings = Vec::with_capacity(width);
    let mut group: Option<String> = None;
    let mut children = 0;
    for column in 0..width {
        let number = u32::try_from(column + 1).ok()?;
        let child = text(index + 1, column);
        let merged = grid.merges.at(top.number, number);
        let parent = match (text(index, column), merged) {
            (Some(own), _) => {
                group = Some(own.clone());
                Some(own)
            }
            (None, Some(region)) if region.right > region.left => group.clone(),
            // Without merges a blank cell over a text continues the group to its left.
            (None, None) if child.is_some() => group.clone(),
            _ => None,
        };
        match (parent, child) {
            (Some(parent), Some(child)) => {
                // Digits are data, and a child of its own column alone is data as well.
                let alone = merged.is_none_or(|region| region.right == region.left)
                    && text(index, column).is_some()
                    && text(index, column + 1).is_some();
                if child.chars().any(|c| c.is_ascii_digit()) || alone {
                    return None;
                }
                children += 1;
                headings.push(vec![format!("{parent}{child}"), child, parent]);
            }
            (Some(parent), None) => headings.push(vec![parent]),
            (None, Some(_)) => return None,
            (None, None) => headings.push(vec![String::new()]),
        }
    }
    (children >= 2).then_some(headings)
}

/// Texts over the heading, each once.
fn above(grid: &Grid, heading: usize) -> Vec<String> {
    let mut texts: Vec<String> = grid.title.clone().into_iter().collect();
    for row in grid.rows.iter().take(heading) {
        for cell in row.cells.iter().filter(|cell| !cell.is_blank()) {
            let text = cell.shown().trim().to_owned();
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
    }
    texts
}

/// The way down the rows below a heading.
struct Walk<'t> {
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
    rows: Vec<Row>,
    problems: Vec<Problem>,
    labels: Vec<String>,
}

/// What a row below the heading is.
enum Sort {
    Blank,
    Heading,
    Total(String),
    Signature(String),
    Section(String),
    Data,
}

impl<'t> Walk<'t> {
    fn new(file: &'t SourceFile<'t>, table: &'t Table, kind: Kind, width: usize, first: usize) -> Self {
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
        }
    }

    fn run(&mut self) {
        while let Some(row) = self.table.grid.rows.get(self.next) {
            let index = self.next;
            self.next += 1;
            match self.sort(index) {
                Sort::Blank => {}
                Sort::Heading => self.note("E1033", row.number, None),
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
                    self.note("E1059", row.number, Some(text.clone()));
                    self.section = Some(text);
                    self.last = vec![None; self.width];
                }
                Sort::Data => self.data(index, row.number),
            }
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
        if others == 0 && self.table.grid.rows.get(index).is_some_and(|row| row.number == 0) {
            return Sort::Data;
        }
        if is_total(text) || row.cells.iter().take(3).any(|cell| is_total(&cell.shown())) {
            return Sort::Total(text.to_owned());
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
            return if same.count() >= 2 { Sort::Heading } else { Sort::Data };
        }
        // One text alone: a line that heads the rows below it.
        let column_number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let region = self.table.grid.merges.at(row.number, column_number);
        let across = region.is_some_and(|region| region.right > region.left);
        let heads = unnumbered(text) != text || title::ends_as_department(text);
        let lone = across || heads || at == 0 && !required;
        if self.kind == Kind::Request && self.width > 1 && lone && text.chars().any(|c| !c.is_ascii_digit()) {
            return Sort::Section(unnumbered(text).to_owned());
        }
        Sort::Data
    }

    fn data(&mut self, index: usize, number: u32) {
        let columns = &self.table.columns;
        let mut from: Vec<Option<Source>> = Vec::with_capacity(columns.len());
        for column in columns {
            from.push(self.own(index, number, column));
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
                "line" | "plan_item" | "note" | "materials" | "other" | SECOND | "" => false,
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
