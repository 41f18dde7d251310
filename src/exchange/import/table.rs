//! Finds the heading in a grid, names its columns and hands out the rows worth reading. Knows no meaning of a value.

use super::find::{find_heading, row_texts};
use super::grid::{Cell, Grid};
use super::heading::{Kind, SECOND, assign, known_field};
use super::source::{Format, inspect};
use super::walk::Walk;
use super::{
    Options, SheetRead, SourceFile, Watch, beside, decode, delimited, form, json, marks, title, whole,
    workbook,
};
use crate::domain::problem::{Place, Problem};

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
    pub(super) from: Vec<Option<Source>>,
    /// Heading line above it.
    pub(super) section: Option<String>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Source {
    /// Index in the grid's rows.
    pub(super) index: usize,
    /// From 1.
    pub(super) column: u32,
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
    pub(super) fn new(
        grid: Grid,
        header_row: u32,
        columns: Vec<Column>,
        rows: Vec<Row>,
        above: Vec<String>,
    ) -> Self {
        Self { grid, header_row, columns, rows, above, below: Vec::new() }
    }

    /// The value of a field in a row; `None` where it is blank or has no column.
    pub(super) fn given<'t>(&'t self, row: &Row, field: &str) -> Option<Given<'t>> {
        self.at(row, self.column_of(field)?)
    }

    /// The first column of a field. A table has few: comparing their names is faster than any index of them.
    fn column_of(&self, field: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.field.as_deref() == Some(field))
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
        self.column_of(field).is_some()
    }

    /// The heading of a field's column.
    pub(super) fn header(&self, field: &str) -> Option<&str> {
        self.columns.get(self.column_of(field)?).map(|column| column.header.as_str())
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
    tables_watched(file, options, kind, problems, &mut |_, _| true)
}

/// The same, telling how far the reading of the cells is; none where it is stopped.
pub(super) fn tables_watched(
    file: &SourceFile<'_>,
    options: &Options,
    kind: Kind,
    problems: &mut Vec<Problem>,
    watch: Watch<'_>,
) -> Vec<Table> {
    if let Some(mapping) = &options.mapping {
        for (heading, field) in mapping.columns.iter().filter(|(_, field)| !known_field(kind, field)) {
            let problem = Problem::error(whole(file), "E1018");
            problems.push(problem.with("heading", heading.as_str()).with("field", field.as_str()));
        }
    }
    let grids = match grids(file, options, problems, watch) {
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
        let found = tables_of(file, grid, options, kind, problems);
        if found.is_empty() {
            without.push(place);
        }
        tables.extend(found);
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
    watch: Watch<'_>,
) -> Result<Vec<Grid>, Box<Problem>> {
    let format = inspect(file)?;
    match format {
        Format::Xlsx | Format::Xls | Format::Ods => {
            workbook::grids(file, format, options.sheet.as_deref(), watch)
        }
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

/// The tables of a sheet, side by side and one below the other.
fn tables_of(
    file: &SourceFile<'_>,
    grid: Grid,
    options: &Options,
    kind: Kind,
    problems: &mut Vec<Problem>,
) -> Vec<Table> {
    if let Some(form) = form::table(file, &grid, kind, options.mapping.as_ref(), problems) {
        return vec![form];
    }
    let Some(parts) = side_by_side(&grid, kind, options) else {
        return below_each_other(file, grid, options, kind, problems);
    };
    let place = Place { sheet: grid.sheet.clone(), ..whole(file) };
    problems.push(Problem::warning(place, "E1076").with("count", parts.len()));
    parts.into_iter().flat_map(|part| below_each_other(file, part, options, kind, problems)).collect()
}

/// The tables a sheet holds beside each other; `None` where there is one.
fn side_by_side(grid: &Grid, kind: Kind, options: &Options) -> Option<Vec<Grid>> {
    let (index, ..) = find_heading(grid, kind, options)?;
    beside::split(grid, index, &row_texts(grid, index))
}

fn below_each_other(
    file: &SourceFile<'_>,
    grid: Grid,
    options: &Options,
    kind: Kind,
    problems: &mut Vec<Problem>,
) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut next = Some((grid, None));
    while let Some((grid, section)) = next.take() {
        let place =
            Place { sheet: grid.sheet.clone(), row: grid.rows.first().map(|row| row.number), ..whole(file) };
        let Some((mut table, follows)) = table(file, grid, options, kind, section, problems) else {
            if !tables.is_empty() {
                problems.push(Problem::error(place, "E1014"));
            }
            break;
        };
        if let Some(first) = tables.first() {
            table.above = first.above.iter().chain(&table.above).cloned().collect();
        }
        next = follows;
        tables.push(table);
    }
    tables
}

/// What stands below a table with a heading of its own, and the line over it.
type Follows = Option<(Grid, Option<String>)>;

fn table(
    file: &SourceFile<'_>,
    grid: Grid,
    options: &Options,
    kind: Kind,
    section: Option<String>,
    problems: &mut Vec<Problem>,
) -> Option<(Table, Follows)> {
    let (index, depth, headings) = find_heading(&grid, kind, options)?;
    let width = headings.len();
    let fields = assign(kind, &headings, options.mapping.as_ref());
    let mut columns: Vec<Column> = (1_u32..)
        .zip(headings.iter().zip(fields))
        .map(|(number, (heading, field))| Column {
            number,
            header: heading.first().cloned().unwrap_or_default(),
            field,
        })
        .collect();
    if kind == Kind::Request {
        marks::assign(&mut columns, &headings, &grid, index + depth);
    }
    let header_row = grid.rows.get(index)?.number;
    let above = above(&grid, index);
    let mut table = Table::new(grid, header_row, columns, Vec::new(), above);
    problems.extend(columns_unread(file, &table));
    let mut walk = Walk::new(file, &table, kind, width, index + depth).under(section);
    walk.run();
    let heads_next = walk.heads_next();
    let Walk { rows, problems: noted, labels, stopped, .. } = walk;
    problems.extend(noted);
    table.rows = rows;
    table.below = labels;
    let follows = stopped.map(|at| {
        let rows = table.grid.rows.split_off(at);
        let grid = &table.grid;
        let rest = Grid {
            sheet: grid.sheet.clone(),
            title: grid.title.clone(),
            month_blind: grid.month_blind,
            merges: grid.merges.clone(),
            hidden_rows: grid.hidden_rows.clone(),
            rows,
            ..Grid::default()
        };
        (rest, heads_next)
    });
    Some((table, follows))
}

/// Columns nothing is known of, and those whose meaning another column has.
fn columns_unread(file: &SourceFile<'_>, table: &Table) -> Vec<Problem> {
    let said = |column: &Column| {
        let code = match column.field.as_deref() {
            None if !column.header.is_empty() => "E1030",
            Some(SECOND) => "E1056",
            _ => return None,
        };
        let place = Place {
            sheet: table.grid.sheet.clone(),
            row: Some(table.header_row),
            column: Some(column.number),
            cell: Some(column.header.clone()),
            ..whole(file)
        };
        Some(Problem::warning(place, code).with("heading", column.header.as_str()))
    };
    let mut problems: Vec<Problem> = table.columns.iter().filter_map(said).collect();
    for field in [marks::PERIOD, marks::UNIT] {
        let ticked = table.columns.iter().filter(|column| column.field.as_deref() == Some(field));
        let headings: Vec<&str> = ticked.map(|column| column.header.as_str()).collect();
        if !headings.is_empty() {
            let place = Place { sheet: table.grid.sheet.clone(), row: Some(table.header_row), ..whole(file) };
            problems.push(Problem::warning(place, "E1072").with("headings", headings.join("\u{3001}")));
        }
    }
    problems
}

/// Texts over the heading, each once.
fn above(grid: &Grid, heading: usize) -> Vec<String> {
    let mut texts: Vec<String> = grid.title.clone().into_iter().collect();
    for row in grid.rows.iter().take(heading) {
        let mut label: Option<String> = None;
        for cell in row.cells.iter().filter(|cell| !cell.is_blank()) {
            let text = cell.shown().trim().to_owned();
            // 填报单位 in one cell, its value in the next.
            if let Some(label) = label.take() {
                texts.push(format!("{label}:{text}"));
            }
            label = title::is_label(&text).then(|| text.clone());
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
    }
    texts
}
