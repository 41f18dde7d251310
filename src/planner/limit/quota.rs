//! Quota rows: at most so many visits (by their start) and visit-days (by where they fall) at a set of units in
//! every week, month, quarter or year. A row times a period is a cell.

use crate::domain::instance::{Instance, Period};
use crate::planner::model::{UNLIMITED, count};
use crate::planner::state::State;

/// A quota row at a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    /// Cell of the first period.
    pub(crate) base: usize,
    /// Length of its periods, as a position in [`Period::ALL`].
    pub(crate) period: u8,
}

/// What is left of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Left {
    pub(crate) visits: i32,
    pub(crate) days: i32,
}

/// All cells, and the rows of every unit.
pub(crate) fn lay_out(instance: &Instance) -> (Vec<Left>, Vec<Vec<Row>>) {
    let mut cells = Vec::new();
    let mut rows = vec![Vec::new(); instance.units.len()];
    let mut counted = vec![Vec::new(); instance.units.len()];
    for arrival in instance.fixed.iter().filter(|arrival| arrival.counts) {
        counted[arrival.unit].push((arrival.start, i64::from(arrival.days)));
    }
    for quota in &instance.quotas {
        let base = cells.len();
        let period = Period::ALL.iter().position(|period| *period == quota.period).unwrap_or(0);
        for &unit in &quota.units {
            rows[unit].push(Row { base, period: u8::try_from(period).unwrap_or(0) });
        }
        let used = quota.used.unwrap_or_default();
        for range in instance.periods.of(quota.period) {
            let (first, last) = (i64::from(range.0), i64::from(range.1));
            let mut spent = if first == 0 { (i64::from(used.visits), i64::from(used.days)) } else { (0, 0) };
            for &(start, days) in quota.units.iter().flat_map(|unit| &counted[*unit]) {
                spent.0 += i64::from((first..=last).contains(&start));
                spent.1 += ((start + days - 1).min(last) - start.max(first) + 1).max(0);
            }
            cells.push(Left { visits: left(quota.max_visits, spent.0), days: left(quota.max_days, spent.1) });
        }
    }
    (cells, rows)
}

/// What others have spent cannot leave less than nothing: a row that is over without us is not ours.
fn left(limit: Option<u32>, spent: i64) -> i32 {
    limit.map_or(UNLIMITED, |limit| {
        i32::try_from((i64::from(count(limit)) - spent).max(0)).unwrap_or(UNLIMITED)
    })
}

/// Whether a row has no room for a visit of this start and length.
pub(crate) fn blocks(state: &State<'_>, unit: usize, start: usize, days: usize) -> bool {
    let model = state.model;
    model.places[unit].rows.iter().any(|&row| {
        let cell = model.cell(row, start);
        let left = state.cells[cell];
        let last = model.cell(row, start + days - 1);
        let wanted = if last == cell { count_days(days) } else { 1 };
        left.visits < 1 || left.days < wanted || state.cells[last].days < 1
    })
}

/// The first day from `start` on that lies in no period whose visits are used up; past the horizon if there is none.
pub(crate) fn first_open(state: &State<'_>, unit: usize, mut start: usize) -> usize {
    let model = state.model;
    while start < model.days {
        let shut = |row: &&Row| state.cells[model.cell(**row, start)].visits < 1;
        match model.places[unit].rows.iter().find(shut) {
            Some(&row) => start = model.period_end(row, start),
            None => break,
        }
    }
    start
}

/// Whether a row has no room for one day more.
pub(crate) fn blocks_day(state: &State<'_>, unit: usize, day: usize) -> bool {
    let model = state.model;
    model.places[unit].rows.iter().any(|&row| state.cells[model.cell(row, day)].days < 1)
}

/// Counts a visit (`sign` 1) or takes it back (−1).
pub(crate) fn count_out(state: &mut State<'_>, unit: usize, start: usize, days: usize, sign: i32) {
    let model = state.model;
    for &row in &model.places[unit].rows {
        state.cells[model.cell(row, start)].visits -= sign;
        for day in start..start + days {
            state.cells[model.cell(row, day)].days -= sign;
        }
    }
}

fn count_days(days: usize) -> i32 {
    i32::try_from(days).unwrap_or(UNLIMITED)
}
