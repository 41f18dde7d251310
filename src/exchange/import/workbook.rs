//! Sheets of .xlsx, .xls and .ods become grids. Values only: formulas are never run, their stored results are read
//! and marked.

use std::collections::BTreeSet;
use std::io::Cursor;
use std::panic::AssertUnwindSafe;

use calamine::{Data, Dimensions, Ods, Reader, SheetType, SheetVisible, Xls, Xlsx};
use chrono::NaiveDate;

use super::grid::{Cell, Formula, Grid, GridRow, Merge, Merges, Value};
use super::source::{CELL_BYTES_MAX, CELLS_MAX, COLUMNS_MAX, Format, ROWS_MAX};
use super::{SCALE, SourceFile, Watch, parts, share, whole};
use crate::domain::problem::Problem;

/// Cells between two reports of how far the reading of a sheet is.
const REPORT_EVERY: usize = 4_096;

type Bytes<'a> = Cursor<&'a [u8]>;

/// The grids of a workbook, in the order of its sheets; `only` names the one wanted.
pub(super) fn grids(
    file: &SourceFile<'_>,
    format: Format,
    only: Option<&str>,
    watch: Watch<'_>,
) -> Result<Vec<Grid>, Box<Problem>> {
    // The spreadsheet library reads hostile files too; should it ever trip over one, that is this file's problem.
    std::panic::catch_unwind(AssertUnwindSafe(|| open(file, format, only, watch)))
        .unwrap_or_else(|_| Err(Problem::error(whole(file), "E1003").into()))
}

fn open(
    file: &SourceFile<'_>,
    format: Format,
    only: Option<&str>,
    watch: Watch<'_>,
) -> Result<Vec<Grid>, Box<Problem>> {
    let damaged = || Problem::error(whole(file), "E1003");
    let bytes = Cursor::new(file.bytes);
    let mut budget = Budget { file, cells: 0 };
    match format {
        Format::Xlsx => {
            let mut book: Xlsx<Bytes<'_>> = Xlsx::new(bytes).map_err(|_| damaged())?;
            let sheets = wanted(file, book.sheets_metadata(), only)?;
            let share_of = SCALE / sheets.len().max(1);
            let read = |(at, sheet): (usize, Wanted)| {
                let mut watch = share(watch, at * share_of, (at + 1) * share_of);
                xlsx_sheet(&mut book, &sheet, &mut budget, &mut watch)
            };
            sheets.into_iter().enumerate().map(read).collect()
        }
        Format::Xls => {
            let mut book: Xls<Bytes<'_>> = Xls::new(bytes).map_err(|error| match error {
                calamine::XlsError::Password => Problem::error(whole(file), "E1010"),
                _ => damaged(),
            })?;
            let sheets = wanted(file, book.sheets_metadata(), only)?;
            sheets
                .into_iter()
                .map(|sheet| {
                    let merges = book.merge_cells_by_sheet_name(&sheet.name).unwrap_or_default();
                    range_sheet(&mut book, &sheet, &merges, &mut budget)
                })
                .collect()
        }
        Format::Ods => {
            let mut book: Ods<Bytes<'_>> = Ods::new(bytes).map_err(|error| match error {
                calamine::OdsError::Password => Problem::error(whole(file), "E1010"),
                _ => damaged(),
            })?;
            let sheets = wanted(file, book.sheets_metadata(), only)?;
            let merges = parts::ods_merges(file.bytes);
            let with_merges = |sheet: Wanted| {
                let mut grid = range_sheet(&mut book, &sheet, &[], &mut budget)?;
                grid.merges = merges.get(sheet.nth).cloned().unwrap_or_default();
                Ok(grid)
            };
            sheets.into_iter().map(with_merges).collect()
        }
        Format::Json | Format::Delimited => Err(damaged().into()),
    }
}

struct Wanted {
    name: String,
    /// Its place among all sheets of the workbook.
    nth: usize,
    hidden: bool,
}

fn wanted(
    file: &SourceFile<'_>,
    sheets: &[calamine::Sheet],
    only: Option<&str>,
) -> Result<Vec<Wanted>, Box<Problem>> {
    let asked_for =
        |(_, sheet): &(usize, &calamine::Sheet)| only.is_none_or(|name| sheet.name.trim() == name.trim());
    let found: Vec<Wanted> = sheets
        .iter()
        .enumerate()
        .filter(|(_, sheet)| sheet.typ == SheetType::WorkSheet)
        .filter(asked_for)
        .map(|(nth, sheet)| Wanted {
            name: sheet.name.clone(),
            nth,
            hidden: sheet.visible != SheetVisible::Visible,
        })
        .collect();
    match only {
        Some(name) if found.is_empty() => {
            let names: Vec<&str> = sheets.iter().map(|sheet| sheet.name.as_str()).collect();
            let problem = Problem::error(whole(file), "E1015");
            Err(problem.with("sheet", name).with("sheets", names.join("\u{3001}")).into())
        }
        _ => Ok(found),
    }
}

/// Counts what is read over all sheets, so that no file can ask for more memory than its bound.
struct Budget<'a> {
    file: &'a SourceFile<'a>,
    cells: usize,
}

impl Budget<'_> {
    fn damaged(&self) -> Problem {
        Problem::error(whole(self.file), "E1003")
    }

    /// Room for one more cell in a sheet, or the problem.
    fn take(&mut self, grid: &Grid) -> Result<(), Box<Problem>> {
        self.cells += 1;
        if grid.rows.len() >= ROWS_MAX || self.cells > CELLS_MAX {
            return Err(Problem::error(whole(self.file), "E1008").with("rows", ROWS_MAX).into());
        }
        Ok(())
    }
}

/// Reads cell by cell: a sheet that declares billions of cells costs what it holds. What is merged, hidden and
/// calculated has to be looked for in all of the sheet: beside the reading of its cells, not after it.
fn xlsx_sheet(
    book: &mut Xlsx<Bytes<'_>>,
    sheet: &Wanted,
    budget: &mut Budget<'_>,
    watch: Watch<'_>,
) -> Result<Grid, Box<Problem>> {
    let bytes = budget.file.bytes;
    let before = budget.cells;
    let (mut grid, marks) = std::thread::scope(|scope| {
        let marks = scope.spawn(|| parts::xlsx_marks(bytes, sheet.nth));
        let grid = xlsx_cells(book, sheet, budget, false, watch)?;
        Ok::<_, Box<Problem>>((grid, marks.join().unwrap_or_default()))
    })?;
    if marks.formulas {
        // Reading formulas takes the library much longer, and few sheets have any.
        budget.cells = before;
        grid = xlsx_cells(book, sheet, budget, true, watch)?;
    }
    if grid.rows.iter().any(|row| row.cells.iter().any(|cell| matches!(cell.value, Value::Date { .. }))) {
        mark_months(book, &sheet.name, &mut grid);
    }
    grid.merges = Merges::new(marks.merges, COLUMNS_MAX);
    grid.hidden_rows = marks.hidden_rows;
    Ok(grid)
}

fn xlsx_cells(
    book: &mut Xlsx<Bytes<'_>>,
    sheet: &Wanted,
    budget: &mut Budget<'_>,
    formulas: bool,
    watch: Watch<'_>,
) -> Result<Grid, Box<Problem>> {
    let mut grid = Grid { sheet: Some(sheet.name.clone()), hidden: sheet.hidden, ..Grid::default() };
    let mut cells = book.worksheet_cells_reader(&sheet.name).map_err(|_| budget.damaged())?;
    // What a sheet says of its size need not be so: it only tells how far the reading may be.
    let declared = cells.dimensions().end.0 as usize + 1;
    loop {
        let (place, value, formula) = if formulas {
            let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|_| budget.damaged())? else {
                return Ok(grid);
            };
            let formula = cell.formula.map_or(Formula::None, |formula| match formula {
                calamine::XlsxFormulaMetadata::Normal { formula }
                | calamine::XlsxFormulaMetadata::Shared { formula, .. } => reach(&formula),
                _ => Formula::Inside,
            });
            (cell.pos, value(cell.value.into()), formula)
        } else {
            let Some(cell) = cells.next_cell().map_err(|_| budget.damaged())? else { return Ok(grid) };
            (cell.get_position(), value(cell.get_value().clone().into()), Formula::None)
        };
        if value == Value::Empty && formula == Formula::None {
            continue;
        }
        if place.1 >= COLUMNS_MAX {
            grid.cut = true;
            continue;
        }
        budget.take(&grid)?;
        if budget.cells.is_multiple_of(REPORT_EVERY)
            && !watch(grid.rows.len(), declared.max(grid.rows.len() * 2))
        {
            return Err(Problem::error(whole(budget.file), "E1046").into());
        }
        put(&mut grid.rows, place, Cell { value, formula }).ok_or_else(|| budget.damaged())?;
    }
}

/// Puts a cell behind those already there. `None` where a file repeats or shuffles its cells.
fn put(rows: &mut Vec<GridRow>, (row, column): (u32, u32), cell: Cell) -> Option<()> {
    let number = row + 1;
    if rows.last().is_none_or(|last| last.number < number) {
        let width = rows.last().map_or(0, |last| last.cells.len());
        rows.push(GridRow { number, cells: Vec::with_capacity(width) });
    }
    let last = rows.last_mut().filter(|last| last.number == number)?;
    let column = column as usize;
    if last.cells.len() > column {
        *last.cells.get_mut(column)? = cell;
    } else {
        last.cells.resize(column, Cell::default());
        last.cells.push(cell);
    }
    Some(())
}

/// "2021年9月" typed into a cell becomes the first of September shown without its day. What is shown is what was
/// meant, so the number format decides.
fn mark_months(book: &mut Xlsx<Bytes<'_>>, name: &str, grid: &mut Grid) {
    let Ok(mut cells) = book.worksheet_cells_reader(name) else { return };
    let month_styles: BTreeSet<usize> = cells
        .styles()
        .iter()
        .enumerate()
        .filter(|(_, style)| {
            style.number_format.as_ref().is_some_and(|format| shows_month_only(&format.format_code))
        })
        .map(|(index, _)| index)
        .collect();
    if month_styles.is_empty() {
        return;
    }
    while let Ok(Some((cell, style))) = cells.next_cell_with_style_id() {
        if !month_styles.contains(&style) {
            continue;
        }
        let (row, column) = cell.get_position();
        let Some(index) = grid.index_of(row + 1) else { continue };
        let cells = grid.rows.get_mut(index).map(|row| &mut row.cells);
        if let Some(Value::Date { month, .. }) =
            cells.and_then(|cells| cells.get_mut(column as usize)).map(|cell| &mut cell.value)
        {
            *month = true;
        }
    }
}

/// Whether a number format shows year and month but no day. Literals in quotes and brackets do not count.
fn shows_month_only(code: &str) -> bool {
    let mut depth = 0_u32;
    let mut quoted = false;
    let mut letters = String::new();
    for character in code.split(';').next().unwrap_or_default().chars() {
        match character {
            '"' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => depth = depth.saturating_sub(1),
            other if !quoted && depth == 0 => letters.extend(other.to_lowercase()),
            _ => {}
        }
    }
    letters.contains('y') && letters.contains('m') && !letters.contains('d') && !letters.contains('h')
}

/// A sheet of a format the library hands over whole.
fn range_sheet<'a, B: Reader<Bytes<'a>>>(
    book: &mut B,
    sheet: &Wanted,
    regions: &[Dimensions],
    budget: &mut Budget<'_>,
) -> Result<Grid, Box<Problem>> {
    let mut grid = Grid { sheet: Some(sheet.name.clone()), hidden: sheet.hidden, ..Grid::default() };
    grid.month_blind = true;
    let range = book.worksheet_range(&sheet.name).map_err(|_| budget.damaged())?;
    let formulas = book.worksheet_formula(&sheet.name).map_err(|_| budget.damaged())?;
    let (first_row, first_column) = range.start().unwrap_or_default();
    for (row, column, data) in range.used_cells() {
        let place = (position(row, first_row), position(column, first_column));
        let formula = formulas.get_value(place).filter(|formula| !formula.is_empty());
        let formula = formula.map_or(Formula::None, |formula| reach(formula));
        if place.1 >= COLUMNS_MAX {
            grid.cut = true;
            continue;
        }
        budget.take(&grid)?;
        let cell = Cell { value: value(data.clone()), formula };
        put(&mut grid.rows, place, cell).ok_or_else(|| budget.damaged())?;
    }
    grid.merges = merges(regions);
    Ok(grid)
}

fn position(relative: usize, first: u32) -> u32 {
    u32::try_from(relative).unwrap_or(u32::MAX).saturating_add(first)
}

fn merges(regions: &[Dimensions]) -> Merges {
    let regions = regions.iter().map(|region| Merge {
        top: region.start.0.saturating_add(1),
        left: region.start.1.saturating_add(1),
        bottom: region.end.0.saturating_add(1),
        right: region.end.1.saturating_add(1),
    });
    Merges::new(regions, COLUMNS_MAX)
}

/// Whether a formula asks anything outside the workbook.
fn reach(formula: &str) -> Formula {
    let upper = formula.to_ascii_uppercase();
    let outside = upper.contains('[')
        || upper.contains("://")
        || ["WEBSERVICE(", "DDE(", "RTD(", "CALL(", "EXEC(", "HYPERLINK(", "|'"]
            .iter()
            .any(|word| upper.contains(word));
    if outside { Formula::Outside } else { Formula::Inside }
}

fn value(data: Data) -> Value {
    match data {
        Data::Empty => Value::Empty,
        Data::String(text) if text.is_empty() => Value::Empty,
        Data::String(mut text) => {
            if text.len() > CELL_BYTES_MAX {
                let end = (0..=CELL_BYTES_MAX).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
                text.truncate(end);
            }
            Value::Text(text)
        }
        #[expect(clippy::cast_precision_loss, reason = "a spreadsheet's own integers are floats already")]
        Data::Int(number) => Value::Number(number as f64),
        Data::Float(number) => Value::Number(number),
        Data::Bool(truth) => Value::Bool(truth),
        Data::DateTime(moment) if moment.is_duration() => Value::Number(moment.as_f64()),
        Data::DateTime(moment) => {
            let (year, month, day, ..) = moment.to_ymd_hms_milli();
            NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))
                .map_or(Value::Number(moment.as_f64()), |day| Value::Date { day, month: false })
        }
        Data::DateTimeIso(text) => {
            let day = text.get(..10).and_then(|day| day.parse::<NaiveDate>().ok());
            day.map_or(Value::Text(text), |day| Value::Date { day, month: false })
        }
        Data::DurationIso(text) => Value::Text(text),
        Data::Error(error) => Value::Error(error.to_string()),
    }
}
