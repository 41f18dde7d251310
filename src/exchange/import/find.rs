//! Finds the heading of a grid: the row that names most columns, in one row or two, below titles or a whole letter. Knows no
//! row below it.

use super::grid::Grid;
use super::heading::{Kind, assign, names_columns, score, whole_name};
use super::wording::fold::tidy;
use super::{Options, marks};

/// Rows from the top in which a heading is looked for.
const HEADING_ROWS_MAX: usize = 40;
/// Rows in which it is looked for where none stands so high: below the text of a letter.
const PREFACE_ROWS_MAX: usize = 400;

/// The row (as index) of the heading, how many rows it takes, and the texts each column may go by.
pub(super) fn find_heading(
    grid: &Grid,
    kind: Kind,
    options: &Options,
) -> Option<(usize, usize, Vec<Vec<String>>)> {
    let mapping = options.mapping.as_ref();
    let mut best: Option<((usize, usize), usize)> = None;
    for index in 0..grid.rows.len().min(PREFACE_ROWS_MAX) {
        if index >= HEADING_ROWS_MAX && best.is_some() {
            break;
        }
        let texts = filled_texts(grid, index);
        let score = score(kind, &texts, mapping);
        // Two columns, one of them surely; or the only column of a list.
        let enough = score.1 >= 2 && score.0 >= 1 || grid.width() == 1 && names_required(kind, &texts);
        if enough && best.is_none_or(|(known, _)| score > known) {
            best = Some((score, index));
        }
    }
    let (_, best) = best?;
    // A table of its own may stand above the heading that names most columns.
    let above = (0..best.saturating_sub(1))
        .find(|at| grid.rows.get(*at).is_some_and(|row| mapping.is_none() && names_columns(kind, row)));
    let mut index = above.unwrap_or(best);
    let mut two = two_rows(grid, index);
    // The lower row of a heading may name more columns than the upper one.
    if let Some(upper) = index.checked_sub(1)
        && score(kind, &filled_texts(grid, upper), mapping).1 >= 2
        && !is_form_line(grid, upper)
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
    let named = texts.first().and_then(|texts| texts.first()).is_some_and(|text| whole_name(kind, text));
    named && assign(kind, texts, None).first().is_some_and(|field| field.as_deref() == Some(kind.required()))
}

/// 填报单位：, 填报时间：2024年1月15日: what is to be filled in over a table. No group of columns has a colon.
fn is_form_line(grid: &Grid, index: usize) -> bool {
    row_texts(grid, index).iter().any(|text| text.contains([':', '\u{ff1a}']))
}

/// The texts of a row, tidied.
pub(super) fn row_texts(grid: &Grid, index: usize) -> Vec<String> {
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
                let month = marks::is_period(&child) || parent.contains('\u{6708}');
                if !month && child.chars().any(|c| c.is_ascii_digit()) || alone {
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
