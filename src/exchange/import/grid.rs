//! Cells of one sheet or text file with their merges. Knows no heading and no meaning.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

/// What a cell holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) enum Value {
    #[default]
    Empty,
    Text(String),
    Number(f64),
    /// A date cell; `month` where it is shown without its day.
    Date {
        day: NaiveDate,
        month: bool,
    },
    Bool(bool),
    /// `#REF!`, `#N/A` and their kind.
    Error(String),
}

/// How a cell came by its value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Formula {
    #[default]
    None,
    /// Calculated inside the workbook.
    Inside,
    /// Asks another file, a program or the network.
    Outside,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Cell {
    pub(super) value: Value,
    pub(super) formula: Formula,
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self { value: Value::Text(text.into()), formula: Formula::None }
    }

    /// The cell as text, as a person would read it out.
    pub(super) fn shown(&self) -> Cow<'_, str> {
        match &self.value {
            Value::Empty => Cow::Borrowed(""),
            Value::Text(text) | Value::Error(text) => Cow::Borrowed(text.as_str()),
            Value::Number(number) => Cow::Owned(number_text(*number)),
            Value::Date { day, month: true } => Cow::Owned(day.format("%Y\u{5e74}%-m\u{6708}").to_string()),
            Value::Date { day, month: false } => Cow::Owned(day.format("%Y-%m-%d").to_string()),
            Value::Bool(true) => Cow::Borrowed("\u{662f}"),
            Value::Bool(false) => Cow::Borrowed("\u{5426}"),
        }
    }

    /// Nothing, or only space. A formula is something, even without its result.
    pub(super) fn is_blank(&self) -> bool {
        match &self.value {
            Value::Empty => self.formula == Formula::None,
            Value::Text(text) => text.chars().all(is_space),
            _ => false,
        }
    }
}

/// White space, the ideographic space and the invisible marks office programs leave behind.
pub(super) fn is_space(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{2060}')
}

/// A number without the noise of binary fractions: 0.05, 46, 43746.
pub(super) fn number_text(number: f64) -> String {
    if !number.is_finite() {
        return String::new();
    }
    // Whole numbers that a cell can hold exactly need no look at their fractions.
    #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
    if number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0 {
        return (number as i64).to_string();
    }
    let text = format!("{number:.10}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

#[derive(Clone, Debug)]
pub(super) struct GridRow {
    /// Row as the spreadsheet numbers it, from 1.
    pub(super) number: u32,
    pub(super) cells: Vec<Cell>,
}

/// A merged region, rows and columns from 1, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Merge {
    pub(super) top: u32,
    pub(super) left: u32,
    pub(super) bottom: u32,
    pub(super) right: u32,
}

/// One sheet.
#[derive(Clone, Debug, Default)]
pub(super) struct Grid {
    pub(super) sheet: Option<String>,
    /// What the file says of itself outside its cells.
    pub(super) title: Option<String>,
    pub(super) hidden: bool,
    /// Something stood too far to the right and was left out.
    pub(super) cut: bool,
    /// Whether dates shown as months are told from days; formats that keep this to themselves do not tell.
    pub(super) month_blind: bool,
    pub(super) rows: Vec<GridRow>,
    pub(super) merges: Merges,
    /// Numbers of rows that are not shown.
    pub(super) hidden_rows: BTreeSet<u32>,
}

/// Merged regions, asked by cell. Regions are clipped to what the sheet holds, so that a merge over the whole sheet
/// costs nothing.
#[derive(Clone, Debug, Default)]
pub(super) struct Merges {
    /// Per column: top row → region, for regions two or more cells in size.
    by_column: BTreeMap<u32, BTreeMap<u32, Merge>>,
}

impl Merges {
    pub(super) fn new(regions: impl IntoIterator<Item = Merge>, columns_max: u32) -> Self {
        let mut by_column: BTreeMap<u32, BTreeMap<u32, Merge>> = BTreeMap::new();
        for merge in regions {
            for column in merge.left..=merge.right.min(columns_max) {
                by_column.entry(column).or_default().insert(merge.top, merge);
            }
        }
        Self { by_column }
    }

    /// The region a cell lies in.
    pub(super) fn at(&self, row: u32, column: u32) -> Option<Merge> {
        let (_, merge) = self.by_column.get(&column)?.range(..=row).next_back()?;
        (merge.bottom >= row).then_some(*merge)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_column.is_empty()
    }

    /// Every region once: top, left, bottom, right.
    pub(super) fn regions(&self) -> Vec<[u32; 4]> {
        let first_column = |(column, merge): (u32, &Merge)| (merge.left == column).then_some(*merge);
        let all =
            self.by_column.iter().flat_map(|(column, rows)| rows.values().map(|merge| (*column, merge)));
        all.filter_map(first_column).map(|merge| [merge.top, merge.left, merge.bottom, merge.right]).collect()
    }
}

impl Grid {
    /// A cell by the index of its row in `rows` and its column from 1.
    pub(super) fn cell(&self, index: usize, column: u32) -> Option<&Cell> {
        self.rows.get(index)?.cells.get(usize::try_from(column.checked_sub(1)?).ok()?)
    }

    /// The widest row.
    pub(super) fn width(&self) -> u32 {
        let width = self.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        u32::try_from(width).unwrap_or(u32::MAX)
    }

    /// The index in `rows` of a spreadsheet row.
    pub(super) fn index_of(&self, number: u32) -> Option<usize> {
        self.rows.binary_search_by_key(&number, |row| row.number).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_out_without_binary_noise() {
        assert_eq!(number_text(0.1 + 0.2), "0.3");
        assert_eq!(number_text(43_746.0), "43746");
        assert_eq!(number_text(-0.0), "0");
        assert_eq!(number_text(f64::NAN), "");
    }

    #[test]
    fn a_merged_region_is_found_from_each_of_its_cells() {
        let merges = Merges::new([Merge { top: 3, left: 2, bottom: 5, right: 2 }], 10);
        assert_eq!([2, 3, 5, 6].map(|row| merges.at(row, 2).is_some()), [false, true, true, false]);
        assert_eq!(merges.at(4, 3), None);
    }
}
