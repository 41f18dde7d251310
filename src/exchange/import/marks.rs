//! Columns of marks: one for each month, or one for each unit, ticked where a matter falls. Knows no other column.

use super::grid::{Grid, Value};
use super::heading::SECOND;
use super::table::{Column, Given, Row, Table};
use super::wording::fold::{fold, numeral};
use super::wording::units;
use crate::domain::intake::UnitsAsked;

/// Field of a column that stands for a month.
pub(super) const MONTH: &str = "month";
/// Field of a column that stands for a unit.
pub(super) const UNIT: &str = "unit_mark";

/// Fewer month columns could be anything: 1月 beside 2月 as two amounts.
const MONTHS_MIN: usize = 3;
/// Fewest columns of units.
const UNITS_MIN: usize = 2;

/// Names the columns of marks. `headings` are the texts each column may go by; data begin at row `first` of the grid.
pub(super) fn assign(columns: &mut [Column], headings: &[Vec<String>], grid: &Grid, first: usize) {
    let months: Vec<usize> = (0..columns.len())
        .filter(|at| free(columns.get(*at), &[SECOND, "window"]))
        .filter(|at| headings.get(*at).is_some_and(|texts| month_of(texts).is_some()))
        .collect();
    if months.len() >= MONTHS_MIN {
        name(columns, &months, MONTH);
        for at in months {
            if let (Some(column), Some(month)) =
                (columns.get_mut(at), headings.get(at).and_then(|texts| month_of(texts)))
            {
                column.header = format!("{month}\u{6708}");
            }
        }
    }
    let units: Vec<usize> = (0..columns.len())
        .filter(|at| free(columns.get(*at), &[]))
        .filter(|at| columns.get(*at).is_some_and(|column| unit_of(&column.header).is_some()))
        .filter(|at| only_marks(grid, first, *at))
        .collect();
    if units.len() >= UNITS_MIN {
        name(columns, &units, UNIT);
    }
}

fn free(column: Option<&Column>, taken: &[&str]) -> bool {
    column.is_some_and(|column| column.field.as_deref().is_none_or(|field| taken.contains(&field)))
}

fn name(columns: &mut [Column], at: &[usize], field: &str) {
    for index in at {
        if let Some(column) = columns.get_mut(*index) {
            column.field = Some(field.to_owned());
        }
    }
}

fn only_marks(grid: &Grid, first: usize, column: usize) -> bool {
    let cells = grid.rows.iter().skip(first).filter_map(|row| row.cells.get(column));
    let mut filled = cells.filter(|cell| !cell.is_blank()).peekable();
    filled.peek().is_some() && filled.all(|cell| mark(&cell.shown()).is_some() || is_count(&cell.shown()))
}

/// The month a heading stands for: 1月, 十二月份, or 3 under a group of months.
fn month_of(texts: &[String]) -> Option<u32> {
    texts.iter().find_map(|text| {
        let folded = fold(text);
        let named = folded.strip_suffix("月份").or_else(|| folded.strip_suffix('月'));
        let grouped =
            || folded.rsplit_once("月份").or_else(|| folded.rsplit_once('月')).map(|(_, rest)| rest);
        let number = named.or_else(grouped)?;
        let number = number.rsplit_once("月份").map_or(number, |(_, rest)| rest);
        let characters: Vec<char> = number.chars().collect();
        let value = match number.parse::<u32>() {
            Ok(value) => value,
            Err(_) => {
                let (value, length) = numeral(&characters)?;
                (length == characters.len()).then(|| u32::try_from(value).ok()).flatten()?
            }
        };
        (1..=12).contains(&value).then_some(value)
    })
}

/// Whether a text is the name of a month.
pub(super) fn is_month(text: &str) -> bool {
    month_of(&[text.to_owned()]).is_some()
}

fn unit_of(header: &str) -> Option<String> {
    match units::only_units(header)?.asked {
        UnitsAsked::Named(names) => <[String; 1]>::try_from(names).ok().map(|[name]| name),
        UnitsAsked::All { .. } => None,
    }
}

/// Whether a cell is ticked (`true`) or crossed out (`false`); `None` for other words.
fn mark(text: &str) -> Option<bool> {
    const YES: &[char] = &[
        '√', '✓', '✔', '☑', '●', '○', '◎', '◯', '▲', '△', '★', '☆', '■', '□', '◆', '◇', '*', 'v', 'V', 'Y',
        'y',
    ];
    const NO: &[char] = &['×', 'x', 'X', '✗', '✕', '✘', '-', '~', '/', '无', '否', '0'];
    let folded = fold(text);
    let all = |marks: &[char]| !folded.is_empty() && folded.chars().all(|c| marks.contains(&c));
    if all(YES) || matches!(folded.as_str(), "是" | "有" | "查" | "1") {
        Some(true)
    } else if all(NO) {
        Some(false)
    } else {
        None
    }
}

/// 3 under the name of a unit: so many of its places are inspected.
fn is_count(text: &str) -> bool {
    fold(text).parse::<u32>().is_ok()
}

/// The months ticked in a row, each with what its cell says beside its tick.
pub(super) fn months<'t>(table: &'t Table, row: &Row) -> Vec<(u32, Given<'t>, Option<String>)> {
    ticked(table, row, MONTH)
        .filter_map(|given| {
            let month = month_of(std::slice::from_ref(&given.column.header))?;
            let says = mark(&given.cell.shown()).is_none().then(|| given.cell.shown().into_owned());
            Some((month, given, says))
        })
        .collect()
}

/// The units ticked in a row.
pub(super) fn units(table: &Table, row: &Row) -> Vec<String> {
    ticked(table, row, UNIT).filter_map(|given| unit_of(&given.column.header)).collect()
}

fn ticked<'t>(table: &'t Table, row: &'_ Row, field: &'static str) -> impl Iterator<Item = Given<'t>> {
    // Most tables have no such column: none is looked at then.
    let width = if table.has(field) { table.columns.len() } else { 0 };
    let at: Vec<Option<Given<'t>>> = (0..width).map(|at| table.at(row, at)).collect();
    at.into_iter().flatten().filter(move |given| {
        given.column.field.as_deref() == Some(field)
            && !matches!(given.cell.value, Value::Empty)
            && mark(&given.cell.shown()) != Some(false)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_in_headings() {
        for (texts, expected) in [
            (vec!["1月"], Some(1)),
            (vec!["十二月份"], Some(12)),
            (vec!["月份3", "3", "月份"], Some(3)),
            (vec!["月份10月", "10月", "月份"], Some(10)),
            (vec!["检查月份"], None),
            (vec!["13月"], None),
            (vec!["备注"], None),
        ] {
            let texts: Vec<String> = texts.into_iter().map(str::to_owned).collect();
            assert_eq!(month_of(&texts), expected, "{texts:?}");
        }
    }

    #[test]
    fn ticks() {
        for (text, expected) in [
            ("√", Some(true)),
            ("●●", Some(true)),
            ("×", Some(false)),
            ("—", Some(false)),
            ("上旬", None),
            ("", None),
        ] {
            assert_eq!(mark(text), expected, "{text}");
        }
    }
}
