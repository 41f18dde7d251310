//! A form for one matter (一事一报): labels with their values to the right instead of a heading over rows.
//! Knows no meaning of a value.

use super::Mapping;
use super::grid::Grid;
use super::heading::{Kind, assign, whole_name};
use super::table::{Column, Row, Source, Table};
use super::wording::fold::tidy;

/// Fewest labels that make a form, the required one among them.
const LABELS_MIN: usize = 3;
/// So many labels side by side are the heading of a table: in a form, values stand between them.
const HEADING_MIN: usize = 4;
/// Rows a form takes at most.
const ROWS_MAX: usize = 100;

/// The form as a table of one row; `None` where the grid is none.
pub(super) fn table(grid: &Grid, kind: Kind, mapping: Option<&Mapping>) -> Option<Table> {
    let mut headings = Vec::new();
    let mut sources = Vec::new();
    for (index, row) in grid.rows.iter().enumerate().take(ROWS_MAX) {
        let mut label: Option<String> = None;
        let mut side_by_side = 0;
        for (column, cell) in (1_u32..).zip(&row.cells) {
            if cell.is_blank() {
                side_by_side = 0;
                continue;
            }
            let text = tidy(&cell.shown());
            let named = whole_name(kind, &text);
            side_by_side = if named { side_by_side + 1 } else { 0 };
            if side_by_side == HEADING_MIN {
                return None;
            }
            if named {
                label = Some(text);
            } else if let Some(heading) = label.take() {
                headings.push(vec![heading]);
                sources.push(Source { index, column });
            }
        }
    }
    let fields = assign(kind, &headings, mapping);
    let required = fields.iter().position(|field| field.as_deref() == Some(kind.required()))?;
    if headings.len() < LABELS_MIN {
        return None;
    }
    let number = grid.rows.get(sources.get(required)?.index)?.number;
    let first = grid.rows.get(sources.first()?.index)?.number;
    let above = grid.rows.iter().take_while(|row| row.number < first);
    let above =
        above.flat_map(|row| &row.cells).filter(|cell| !cell.is_blank()).map(|cell| tidy(&cell.shown()));
    let above: Vec<String> = above.collect();
    let columns = headings
        .into_iter()
        .zip(fields)
        .zip(&sources)
        .map(|((heading, field), source)| Column { number: source.column, header: heading.concat(), field })
        .collect();
    let row = Row { number, from: sources.into_iter().map(Some).collect(), section: None };
    Some(Table::new(grid.clone(), first, columns, vec![row], above))
}
