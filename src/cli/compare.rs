//! A plan beside every department on its own, as a table by unit and by department. Knows neither files nor database.

use super::Context;
use super::table::{Column, Table};
use crate::app::engine::{Compared, Comparison};
use crate::app::error::Result;

/// Minutes of an hour.
const HOUR: u64 = 60;

/// Prints both tables and the sum; names by position.
pub(super) fn print(
    comparison: &Comparison,
    units: &[String],
    departments: &[String],
    context: &mut Context<'_>,
) -> Result<()> {
    table("col-unit", &comparison.units, units, &comparison.total, context)?;
    context.line("")?;
    table("col-department", &comparison.departments, departments, &comparison.total, context)
}

fn table(
    head: &'static str,
    rows: &[Compared],
    names: &[String],
    total: &Compared,
    context: &mut Context<'_>,
) -> Result<()> {
    let mut table = Table::new(&[
        Column::Left(head),
        Column::Right("col-visits-alone"),
        Column::Right("col-visits-merged"),
        Column::Right("col-days-alone"),
        Column::Right("col-days-merged"),
        Column::Right("col-hours-alone"),
        Column::Right("col-hours-merged"),
    ]);
    let sum = context.catalogue.get("compare-total");
    let named = rows.iter().zip(names).filter(|(row, _)| **row != Compared::default());
    for (row, name) in named.chain([(total, &sum)]) {
        let hours = |minutes: u64| (minutes + HOUR / 2) / HOUR;
        let numbers = [
            row.alone.visits,
            row.merged.visits,
            row.alone.days,
            row.merged.days,
            hours(row.alone.host_minutes),
            hours(row.merged.host_minutes),
        ];
        table.row(std::iter::once(name.clone()).chain(numbers.map(|number| number.to_string())));
    }
    table.print(context)
}
