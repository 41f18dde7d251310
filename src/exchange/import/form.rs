//! A form for one matter (一事一报): labels with their values to the right instead of a heading over rows.
//! Knows no meaning of a value.

use super::grid::{Cell, Grid};
use super::heading::{Kind, assign, ends_as_heading, names_required, whole_name};
use super::table::{Column, Row, Source, Table};
use super::wording::fold::tidy;
use super::{Mapping, SourceFile, title, whole};
use crate::domain::problem::{Place, Problem};

/// Fewest labels with a value that make a form, the required one among them.
const PAIRS_MIN: usize = 3;
/// Fewest lines they stand in: labels in one line only are the heading of a table.
const LINES_MIN: usize = 2;
/// So many labels side by side are the heading of a table: in a form, values stand between them.
const HEADING_MIN: usize = 4;
/// Rows a form takes at most.
const ROWS_MAX: usize = 100;

/// A label and where its value stands.
struct Pair {
    label: String,
    source: Source,
    value: String,
    /// The value without its label, where both stand in one cell.
    cut: bool,
}

/// What a row is in a form.
enum Line {
    /// Nothing, or one text.
    Text,
    /// Labels side by side.
    Heading,
    /// Labels with their values; none where all are left blank.
    Pairs(Vec<Pair>),
    /// Cells without a label before them.
    Other,
}

/// The form as a table of one row; `None` where the grid is none. Lines of a form that are not read are said.
pub(super) fn table(
    file: &SourceFile<'_>,
    grid: &Grid,
    kind: Kind,
    mapping: Option<&Mapping>,
    problems: &mut Vec<Problem>,
) -> Option<Table> {
    if let Some(table) = transposed(file, grid, kind, mapping, problems) {
        return Some(table);
    }
    let mut pairs: Vec<Pair> = Vec::new();
    let mut others = Vec::new();
    let mut lines = 0;
    for (index, row) in grid.rows.iter().enumerate().take(ROWS_MAX) {
        match line(grid, index, kind) {
            Line::Heading => return None,
            Line::Text => {}
            Line::Other => others.push(row.number),
            Line::Pairs(found) => {
                lines += usize::from(!found.is_empty());
                pairs.extend(found);
            }
        }
    }
    if pairs.len() < PAIRS_MIN || lines < LINES_MIN || others.len() > lines || is_list(kind, &pairs) {
        return None;
    }
    let mut headings: Vec<Vec<String>> = pairs.iter().map(|pair| vec![pair.label.clone()]).collect();
    // In a form that is one, a text beside a single other is its label, however it is worded.
    let known = |pair: &Pair| assign(kind, &[vec![pair.label.clone()]], None) != [None];
    let worded =
        |row: &u32| grid.index_of(*row).and_then(|index| beside_label(grid, index, kind)).filter(known);
    for pair in others.iter().filter_map(worded).collect::<Vec<_>>() {
        headings.push(vec![pair.label.clone()]);
        pairs.push(pair);
    }
    others.retain(|row| worded(row).is_none());
    let fields = assign(kind, &headings, mapping);
    let required = fields.iter().position(|field| field.as_deref() == Some(kind.required()))?;
    let number = grid.rows.get(pairs.get(required)?.source.index)?.number;
    let first = grid.rows.get(pairs.first()?.source.index)?.number;
    problems.extend(others.into_iter().filter(|row| *row > first).map(|row| unread(file, grid, row)));
    let above = above(grid, first);
    let mut grid = grid.clone();
    for pair in pairs.iter().filter(|pair| pair.cut) {
        put(&mut grid, pair);
    }
    let row = Row { number, from: pairs.iter().map(|pair| Some(pair.source)).collect(), section: None };
    let columns = pairs
        .into_iter()
        .zip(fields)
        .map(|(pair, field)| Column { number: pair.source.column, header: pair.label, field })
        .collect();
    let mut table = Table::new(grid, first, columns, vec![row], above);
    table.below = signed(&table.grid, number);
    Some(table)
}

/// The texts that stand alone in their lines below a matter: who signs.
fn signed(grid: &Grid, matter: u32) -> Vec<String> {
    let alone = grid.rows.iter().filter(|row| row.number > matter).filter_map(|row| {
        let mut filled = row.cells.iter().filter(|cell| !cell.is_blank());
        filled.next().filter(|_| filled.next().is_none())
    });
    alone.map(|cell| tidy(&cell.shown())).collect()
}

/// Labels down the side and a matter a column: as many rows as the required label has values. Every other line has its
/// values in the same columns, or one that is merged over all of them.
fn transposed(
    file: &SourceFile<'_>,
    grid: &Grid,
    kind: Kind,
    mapping: Option<&Mapping>,
    problems: &mut Vec<Problem>,
) -> Option<Table> {
    let mut lines: Vec<(usize, Vec<Filled>)> = Vec::new();
    let mut others = Vec::new();
    for (index, row) in grid.rows.iter().enumerate().take(ROWS_MAX) {
        let filled = filled(grid, index, kind);
        let labels = filled.iter().filter(|cell| cell.label).count();
        let first = filled.first().is_some_and(|cell| cell.label);
        match filled.len() {
            0 | 1 => {}
            _ if first && labels == 1 => lines.push((index, filled)),
            _ if labels > 1 => return None,
            _ => others.push(row.number),
        }
    }
    let headings: Vec<Vec<String>> =
        lines.iter().filter_map(|(_, line)| line.first()).map(|cell| vec![cell.text.clone()]).collect();
    let fields = assign(kind, &headings, mapping);
    let required = fields.iter().position(|field| field.as_deref() == Some(kind.required()))?;
    let values: Vec<u32> = lines.get(required)?.1.iter().skip(1).map(|cell| cell.column).collect();
    let aligned = |line: &[Filled]| line.iter().skip(1).all(|cell| values.contains(&cell.column));
    let several = values.len() >= 2 && lines.len() >= PAIRS_MIN;
    if !several || others.len() > lines.len() || !lines.iter().all(|(_, line)| aligned(line)) {
        return None;
    }
    let number = grid.rows.get(lines.get(required)?.0)?.number;
    let first = grid.rows.get(lines.first()?.0)?.number;
    problems.extend(others.into_iter().filter(|row| *row > first).map(|row| unread(file, grid, row)));
    let source = |(index, line): &(usize, Vec<Filled>), column: u32| {
        let own = line.iter().skip(1).any(|cell| cell.column == column);
        let merged = || grid.merges.at(grid.rows.get(*index)?.number, column).map(|region| region.left);
        let from = if own { Some(column) } else { merged() };
        from.filter(|from| values.contains(from)).map(|column| Source { index: *index, column })
    };
    let rows = values
        .iter()
        .map(|column| Row {
            number,
            from: lines.iter().map(|line| source(line, *column)).collect(),
            section: None,
        })
        .collect();
    let above = above(grid, first);
    let columns = lines
        .iter()
        .zip(fields)
        .filter_map(|((_, line), field)| {
            let label = line.first()?;
            Some(Column { number: label.column, header: label.text.clone(), field })
        })
        .collect();
    Some(Table::new(grid.clone(), first, columns, rows, above))
}

/// A short text and the only other text of its row.
fn beside_label(grid: &Grid, index: usize, kind: Kind) -> Option<Pair> {
    const LABEL_MAX: usize = 12;
    let is_label = |text: &str| text.chars().count() <= LABEL_MAX && ends_as_heading(kind, text);
    match filled(grid, index, kind).as_slice() {
        [label, value] if is_label(&label.text) => Some(Pair {
            label: label.text.clone(),
            source: Source { index, column: value.column },
            value: value.text.clone(),
            cut: false,
        }),
        _ => None,
    }
}

/// The texts over a row.
fn above(grid: &Grid, first: u32) -> Vec<String> {
    let cells = grid.rows.iter().take_while(|row| row.number < first).flat_map(|row| &row.cells);
    cells.filter(|cell| !cell.is_blank()).map(|cell| tidy(&cell.shown())).collect()
}

/// Labels in the places of values: a narrow table whose words happen to be labels (乡镇, 项目).
fn is_list(kind: Kind, pairs: &[Pair]) -> bool {
    let labels = pairs.iter().filter(|pair| whole_name(kind, &pair.value)).count();
    let best =
        |text: fn(&Pair) -> &str| pairs.iter().filter_map(|pair| names_required(kind, text(pair))).min();
    let better = match (best(|pair| &pair.value), best(|pair| &pair.label)) {
        (Some(value), Some(label)) => value < label,
        _ => false,
    };
    better || labels * 2 > pairs.len()
}

fn unread(file: &SourceFile<'_>, grid: &Grid, row: u32) -> Problem {
    let cells = grid.index_of(row).and_then(|index| grid.rows.get(index));
    let texts = cells.into_iter().flat_map(|row| &row.cells).filter(|cell| !cell.is_blank());
    let text = texts.map(|cell| tidy(&cell.shown())).collect::<Vec<_>>().join(" ");
    let place = Place { sheet: grid.sheet.clone(), row: Some(row), ..whole(file) };
    Problem::warning(place, "E1067").with("cell", text)
}

/// Leaves the value alone in its cell.
fn put(grid: &mut Grid, pair: &Pair) {
    let row = grid.rows.get_mut(pair.source.index);
    let at = usize::try_from(pair.source.column.saturating_sub(1)).unwrap_or(usize::MAX);
    if let Some(cell) = row.and_then(|row| row.cells.get_mut(at)) {
        *cell = Cell::text(pair.value.clone());
    }
}

/// A filled cell of a row.
struct Filled {
    column: u32,
    text: String,
    label: bool,
    /// A blank cell that belongs to no merged region stands before it.
    apart: bool,
}

fn line(grid: &Grid, index: usize, kind: Kind) -> Line {
    let filled = filled(grid, index, kind);
    if let [only] = filled.as_slice() {
        return one_cell(index, only, kind);
    }
    let mut side_by_side = 0;
    for cell in &filled {
        side_by_side = if !cell.label {
            0
        } else if cell.apart {
            1
        } else {
            side_by_side + 1
        };
        let whole_row = side_by_side == filled.len() && side_by_side > 2;
        if side_by_side == HEADING_MIN || whole_row {
            return Line::Heading;
        }
    }
    match filled.iter().position(|cell| cell.label) {
        None if filled.is_empty() => Line::Text,
        // One text that heads several lines may stand before the labels.
        Some(first @ 0..=1) => Line::Pairs(pairs(index, filled.get(first..).unwrap_or_default())),
        _ => Line::Other,
    }
}

fn filled(grid: &Grid, index: usize, kind: Kind) -> Vec<Filled> {
    let Some(row) = grid.rows.get(index) else { return Vec::new() };
    let mut filled = Vec::new();
    let mut apart = false;
    for (column, cell) in (1_u32..).zip(&row.cells) {
        if cell.is_blank() {
            apart |= grid.merges.at(row.number, column).is_none();
            continue;
        }
        let text = tidy(&cell.shown());
        filled.push(Filled { column, label: whole_name(kind, &text), text, apart });
        apart = false;
    }
    filled
}

/// A value stands behind its label; a label behind a blank cell starts anew.
fn pairs(index: usize, filled: &[Filled]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut label: Option<&Filled> = None;
    for cell in filled {
        label = match label {
            Some(known) if !(cell.label && cell.apart) => {
                pairs.push(Pair {
                    label: known.text.clone(),
                    source: Source { index, column: cell.column },
                    value: cell.text.clone(),
                    cut: false,
                });
                None
            }
            _ => cell.label.then_some(cell),
        };
    }
    pairs
}

/// 检查事项：饮水安全检查 in one cell; who fills a form in (填报单位：…) is told by its own rule.
fn one_cell(index: usize, cell: &Filled, kind: Kind) -> Line {
    let Some((label, value)) = cell.text.split_once([':', '\u{ff1a}']) else { return Line::Text };
    let value = value.trim();
    if value.is_empty() || title::is_label(label) || !whole_name(kind, label) {
        return Line::Text;
    }
    Line::Pairs(vec![Pair {
        label: label.to_owned(),
        source: Source { index, column: cell.column },
        value: value.to_owned(),
        cut: true,
    }])
}
