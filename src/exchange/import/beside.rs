//! Several tables side by side under one row of headings (序号 检查事项 时间 | 序号 检查事项 时间): each becomes a grid of its
//! own. Knows no field.

use super::grid::{Cell, Grid};
use super::synonyms::key;

/// Fewest columns a table of such a sheet has: two headings that repeat could be anything.
const COLUMNS_MIN: usize = 2;

/// The grids of the tables that stand side by side, each with all rows above the heading and its own cells below; `None`
/// where there is one table. `heading` is the index of the row of headings, `texts` are those.
pub(super) fn split(grid: &Grid, heading: usize, texts: &[String]) -> Option<Vec<Grid>> {
    let keys: Vec<String> = texts.iter().map(|text| key(text)).collect();
    let first = keys.iter().position(|key| !key.is_empty())?;
    let starts: Vec<usize> = (first..keys.len()).filter(|at| keys.get(*at) == keys.get(first)).collect();
    let ends = || starts.iter().skip(1).copied().chain([keys.len()]);
    let named = |from: usize, to: usize| -> Vec<&String> {
        keys.get(from..to).unwrap_or_default().iter().filter(|key| !key.is_empty()).collect()
    };
    let groups: Vec<Vec<&String>> = starts.iter().zip(ends()).map(|(from, to)| named(*from, to)).collect();
    let alike = groups.first().is_some_and(|group| group.len() >= COLUMNS_MIN)
        && groups.windows(2).all(|pair| matches!(pair, [left, right] if left == right));
    if groups.len() < 2 || !alike {
        return None;
    }
    Some(starts.iter().zip(ends()).map(|(from, to)| part(grid, heading, *from, to)).collect())
}

/// The grid without the cells outside these columns, from the heading on.
fn part(grid: &Grid, heading: usize, from: usize, to: usize) -> Grid {
    let mut part = grid.clone();
    for row in part.rows.iter_mut().skip(heading) {
        for (at, cell) in row.cells.iter_mut().enumerate() {
            if !(from..to).contains(&at) {
                *cell = Cell::default();
            }
        }
    }
    part
}

#[cfg(test)]
mod tests {
    use super::super::grid::GridRow;
    use super::*;

    fn check(headings: &str, expected: Option<&[&str]>) {
        let texts: Vec<String> = headings.split(' ').map(|text| text.trim_matches('-').to_owned()).collect();
        let row = |number: u32| GridRow {
            number,
            cells: texts.iter().map(|text| Cell::text(text.as_str())).collect(),
        };
        let grid = Grid { rows: vec![row(1), row(2)], ..Grid::default() };
        let found = split(&grid, 1, &texts).map(|grids| {
            let texts = |grid: &Grid| -> String {
                grid.rows[1].cells.iter().map(|cell| cell.shown().into_owned()).collect::<Vec<_>>().join(" ")
            };
            grids.iter().map(|grid| texts(grid).trim().to_owned()).collect::<Vec<_>>()
        });
        let expected = expected.map(|parts| parts.iter().map(|part| (*part).to_owned()).collect());
        assert_eq!(found, expected, "{headings}");
    }

    #[test]
    fn groups_of_the_same_headings_are_tables_of_their_own() {
        check("序号 事项 时间 - 序号 事项 时间", Some(&["序号 事项 时间", "序号 事项 时间"]));
        check("事项 时间 事项 时间 事项 时间", Some(&["事项 时间", "事项 时间", "事项 时间"]));
        check("序号 事项 时间 备注", None);
        check("序号 事项 时间 序号 对象", None);
        check("时间 时间", None);
    }
}
