//! A text file of separated values becomes a grid. The separator is the one that cuts the lines most evenly.

use super::grid::{Cell, Grid, GridRow};
use super::source::{CELL_BYTES_MAX, CELLS_MAX, COLUMNS_MAX, ROWS_MAX};
use super::{SourceFile, whole};
use crate::domain::problem::{Place, Problem};

const SEPARATORS: [u8; 4] = [b',', b'\t', b';', b'|'];

/// The grid, or why there is none; problems of single rows are added to `problems`.
pub(super) fn grid(
    file: &SourceFile<'_>,
    text: &str,
    problems: &mut Vec<Problem>,
) -> Result<Grid, Box<Problem>> {
    let narrow = narrowed(text);
    let text = narrow.as_deref().unwrap_or(text);
    let separator = separator(text);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(text.as_bytes());
    let mut grid = Grid::default();
    let mut cells_read = 0_usize;
    let mut number = 0_u32;
    for record in reader.records() {
        let record = record.map_err(|_| Problem::error(whole(file), "E1003"))?;
        let start = record.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or(0);
        number = number.saturating_add(1).saturating_add(blank_lines(text, start));
        cells_read = cells_read.saturating_add(record.len());
        if grid.rows.len() >= ROWS_MAX || cells_read > CELLS_MAX {
            return Err(Problem::error(whole(file), "E1008").with("rows", ROWS_MAX).into());
        }
        let width = record
            .iter()
            .enumerate()
            .filter(|(_, cell)| !cell.is_empty())
            .last()
            .map_or(0, |(last, _)| last + 1);
        if width > COLUMNS_MAX as usize || record.iter().any(|cell| cell.len() > CELL_BYTES_MAX) {
            let place = Place { row: Some(number), ..whole(file) };
            problems.push(Problem::error(place, "E1009").with("columns", COLUMNS_MAX));
            continue;
        }
        // A quote that never closes swallows the lines below it: they show inside one cell, separators and all.
        let swallowed = |line: &str| outside_quotes(line, separator) >= 2;
        if record.iter().any(|cell| cell.contains('\n') && cell.lines().skip(1).any(swallowed)) {
            let place = Place { row: Some(number), ..whole(file) };
            problems.push(Problem::error(place, "E1058"));
            continue;
        }
        let cells = record.iter().take(width).map(cell).collect();
        grid.rows.push(GridRow { number, cells });
    }
    Ok(grid)
}

/// A file typed with full-width commas and no other separator: the commas are meant.
fn narrowed(text: &str) -> Option<String> {
    let wide = text.lines().find(|line| !line.trim().is_empty())?.contains('\u{ff0c}');
    let other = SEPARATORS.iter().any(|separator| text.contains(char::from(*separator)));
    (wide && !other).then(|| text.replace('\u{ff0c}', ","))
}

/// Blank lines between the record before `start` and the one behind it: the reader passes over them, a spreadsheet
/// counts them.
fn blank_lines(text: &str, start: usize) -> u32 {
    let (before, mut rest) = text.split_at_checked(start).unwrap_or((text, ""));
    if before.ends_with('\r') {
        rest = rest.strip_prefix('\n').unwrap_or(rest);
    }
    let mut lines = 0_u32;
    while let Some(next) = ["\r\n", "\n", "\r"].iter().find_map(|end| rest.strip_prefix(end)) {
        rest = next;
        lines = lines.saturating_add(1);
    }
    lines
}

fn cell(text: &str) -> Cell {
    if text.is_empty() { Cell::default() } else { Cell::text(text) }
}

/// The separator that stands equally often, outside quotes, on most of the first lines: a list inside a cell differs
/// from row to row, columns do not. The more columns among equals, then the comma.
fn separator(text: &str) -> u8 {
    let sample: Vec<&str> = text.lines().take(40).collect();
    let evenness = |separator: &u8| {
        let counts: Vec<usize> = sample.iter().map(|line| outside_quotes(line, *separator)).collect();
        let alike = |count: usize| counts.iter().filter(|other| **other == count).count();
        counts.iter().filter(|count| **count > 0).map(|count| (alike(*count), *count)).max()
    };
    SEPARATORS.into_iter().rev().max_by_key(evenness).unwrap_or(b',')
}

fn outside_quotes(line: &str, separator: u8) -> usize {
    let mut quoted = false;
    let mut count = 0;
    for byte in line.bytes() {
        if byte == b'"' {
            quoted = !quoted;
        } else if byte == separator && !quoted {
            count += 1;
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(u32, &[&str])]) {
        let mut problems = Vec::new();
        let file = SourceFile { name: "plan.csv", bytes: b"" };
        let grid = grid(&file, text, &mut problems).unwrap();
        assert_eq!(problems, []);
        let found: Vec<(u32, Vec<String>)> = grid
            .rows
            .iter()
            .map(|row| (row.number, row.cells.iter().map(|cell| cell.shown().into_owned()).collect()))
            .collect();
        let expected: Vec<(u32, Vec<String>)> = expected
            .iter()
            .map(|(row, cells)| (*row, cells.iter().map(|cell| (*cell).to_owned()).collect()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn separators_quotes_and_line_ends() {
        check("a,b\r\n1,\"x;y;z,\"\"q\"\"\"\r\n", &[(1, &["a", "b"]), (2, &["1", "x;y;z,\"q\""])]);
        check("a;b\n1;2\n", &[(1, &["a", "b"]), (2, &["1", "2"])]);
        check("a,b\n1,x;y;z;w\n2,x;y\n", &[(1, &["a", "b"]), (2, &["1", "x;y;z;w"]), (3, &["2", "x;y"])]);
        check("a\tb\n\n1\t\n", &[(1, &["a", "b"]), (3, &["1"])]);
        check(
            "a,b\n\"two\nlines\",2\nx,y\n",
            &[(1, &["a", "b"]), (2, &["two\nlines", "2"]), (3, &["x", "y"])],
        );
    }

    #[test]
    fn a_row_wider_than_any_plan_is_reported_and_the_rest_is_read() {
        let mut problems = Vec::new();
        let file = SourceFile { name: "plan.csv", bytes: b"" };
        let text = format!("a,b\n{}x\n1,2\n", ",".repeat(300));
        assert_eq!(grid(&file, &text, &mut problems).unwrap().rows.len(), 2);
        assert_eq!(problems[0].message.code, "E1009");
        assert_eq!(problems[0].place.row, Some(2));
    }
}
