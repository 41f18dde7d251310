//! Columns of marks: one for each month, quarter or half of the year, or one for each unit, ticked where a matter falls. Knows no other column.

use super::grid::{Grid, Value};
use super::heading::SECOND;
use super::table::{Column, Given, Row, Table};
use super::wording::fold::{fold, numeral};
use super::wording::units;
use crate::domain::intake::UnitsAsked;

/// Field of a column that stands for a part of the year.
pub(super) const PERIOD: &str = "month";
/// Field of a column that stands for a unit.
pub(super) const UNIT: &str = "unit_mark";

/// Fewer month columns could be anything: 1月 beside 2月 as two amounts.
const MONTHS_MIN: usize = 3;
/// Fewest columns of quarters or halves.
const PERIODS_MIN: usize = 2;
/// What columns of periods may have been taken for, one by one.
const TAKEN: &[&str] = &[SECOND, "window", "count", "times", "amount", "amount_more"];
/// Fewest columns of units.
const UNITS_MIN: usize = 2;

/// Names the columns of marks. `headings` are the texts each column may go by; data begin at row `first` of the grid.
pub(super) fn assign(columns: &mut [Column], headings: &[Vec<String>], grid: &Grid, first: usize) {
    let period = |at: usize| headings.get(at).and_then(|texts| period_of(texts));
    let periods: Vec<(usize, String)> = (0..columns.len())
        .filter(|at| free(columns.get(*at), TAKEN))
        .filter_map(|at| Some((at, period(at)?)))
        .collect();
    let months = periods.iter().filter(|(_, name)| name.contains('\u{6708}')).count();
    if months >= MONTHS_MIN || periods.len() - months >= PERIODS_MIN {
        for (at, period) in periods {
            let Some(column) = columns.get_mut(at) else { continue };
            // What its numbers count stands behind the period: 第1季度 检查户数.
            let measure = headings.get(at).into_iter().flatten().find(|text| measure_of(text).is_some());
            column.header = measure.map_or(period.clone(), |text| format!("{period} {text}"));
            column.field = Some(PERIOD.to_owned());
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

/// The part of the year a heading stands for, as a wording of times: 3月, 第1季度, 上半年.
fn period_of(texts: &[String]) -> Option<String> {
    if let Some(month) = month_of(texts) {
        return Some(format!("{month}\u{6708}"));
    }
    texts.iter().find_map(|text| {
        let folded = fold(text);
        let name = folded.split('(').next().unwrap_or_default();
        for half in ["上半年", "下半年"] {
            if name.strip_prefix(half).is_some_and(is_measure) {
                return Some(half.to_owned());
            }
        }
        let (quarter, rest) = quarter_of(name)?;
        is_measure(rest).then(|| format!("第{quarter}季度"))
    })
}

/// The quarter a text begins with, and what follows it: 一季度, 第2季度户数, Q3, 四季.
fn quarter_of(text: &str) -> Option<(u32, &str)> {
    if let Some(number) = text.strip_prefix(['Q', 'q']) {
        let digit = number.chars().next()?.to_digit(10).filter(|digit| (1..=4).contains(digit))?;
        return Some((digit, number.get(1..)?));
    }
    let text = text.strip_prefix('第').unwrap_or(text);
    let (name, rest) = text.split_once('季')?;
    let characters: Vec<char> = name.chars().collect();
    let number = match name.parse::<u32>() {
        Ok(number) => number,
        Err(_) => {
            let (number, length) = numeral(&characters)?;
            u32::try_from(number).ok().filter(|_| length == characters.len())?
        }
    };
    (1..=4).contains(&number).then(|| (number, rest.strip_prefix('度').unwrap_or(rest)))
}

/// Whether all that follows the name of a period is what is counted in it.
fn is_measure(rest: &str) -> bool {
    rest.is_empty() || measure_of(rest).is_some() && rest.chars().count() <= 6
}

/// What the numbers of a column count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    /// Times the matter falls.
    Times,
    /// What is inspected.
    Elements,
}

/// What the numbers of a column count, by its heading.
pub(super) fn measure_of(heading: &str) -> Option<Measure> {
    if heading.contains('次') {
        return Some(Measure::Times);
    }
    ["户", "家", "数", "个"].iter().any(|word| heading.contains(word)).then_some(Measure::Elements)
}

/// Whether a text is the name of a part of the year.
pub(super) fn is_period(text: &str) -> bool {
    period_of(&[text.to_owned()]).is_some()
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

/// A part of the year that is ticked in a row.
pub(super) struct Ticked<'t> {
    /// As a wording of times.
    pub(super) period: String,
    /// Its cell.
    pub(super) given: Given<'t>,
    /// What the cell says beside its tick.
    pub(super) says: Option<String>,
    /// The number that stands in it.
    pub(super) number: Option<u32>,
}

/// The parts of the year ticked in a row. A 1 is a tick, unless the others are numbers or the heading says of what.
pub(super) fn periods<'t>(table: &'t Table, row: &Row) -> Vec<Ticked<'t>> {
    let number = |given: &Given<'_>| fold(&given.cell.shown()).parse::<u32>().ok();
    let given: Vec<Given<'t>> = ticked(table, row, PERIOD).collect();
    let counted = given.iter().any(|given| {
        number(given).is_some_and(|number| number > 1 || measure_of(&given.column.header).is_some())
    });
    let one = |given: Given<'t>| {
        let period = given.column.header.split(' ').next()?.to_owned();
        let number = number(&given).filter(|_| counted);
        let text = given.cell.shown();
        let says = (number.is_none() && mark(&text).is_none()).then(|| text.into_owned());
        Some(Ticked { period, given, says, number })
    };
    given.into_iter().filter_map(one).collect()
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
    fn parts_of_the_year_in_headings() {
        for (text, expected) in [
            ("3月份", Some("3月")),
            ("一季度", Some("第1季度")),
            ("第四季度", Some("第4季度")),
            ("二季度(4-6月)", Some("第2季度")),
            ("3季度检查户数", Some("第3季度")),
            ("Q2", Some("第2季度")),
            ("上半年", Some("上半年")),
            ("五季度", None),
            ("一季度检查时间", None),
            ("季度", None),
        ] {
            assert_eq!(period_of(&[text.to_owned()]).as_deref(), expected, "{text}");
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
