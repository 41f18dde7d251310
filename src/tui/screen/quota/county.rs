//! The county among its quotas: visits a week, each month against its baseline, plan against execution.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use crate::app::query::quota::QuotaOverview;
use crate::domain::day::{DayRange, monday};
use crate::domain::id::UnitCode;
use crate::domain::message::{Arg, Message as Said};
use crate::domain::quota::Period;
use crate::tui::ink::Piece;
use crate::tui::model::Model;
use crate::tui::theme::Meaning;
use crate::tui::widget::chart::Chart;
use crate::tui::widget::gauge::gauge_pieces;
use crate::tui::widget::pane::indented;

/// Days with several visits at one unit that are named.
const SAME_DAY_MAX: usize = 3;

/// Plan against execution in the year of the day, in one line.
pub(super) fn execution(model: &Model) -> Option<Piece> {
    let alarms = model.quota.alarms.as_deref()?;
    let execution = &alarms.execution;
    let year = model.quota.day.unwrap_or(model.heading.today).year();
    let said = Said::new("quota-execution")
        .with("year", year.to_string())
        .with("planned", execution.planned)
        .with("came", execution.came)
        .with("outside", execution.outside)
        .with("arrived", execution.arrived)
        .with("percent", execution.outside_percent())
        .with("days", alarms.same_day.len())
        .with("alarms", alarms.verdicts.len());
    let calm = execution.outside == 0 && alarms.same_day.is_empty() && alarms.verdicts.is_empty();
    Some((format!(" {}", model.say(&said)), if calm { Meaning::Plain } else { Meaning::Warn }))
}

/// Who came without a word, and where several came on one day.
pub(super) fn unplanned(model: &Model, width: u16) -> Vec<Vec<Piece>> {
    let Some(alarms) = model.quota.alarms.as_deref() else { return Vec::new() };
    let mut lines = Vec::new();
    if alarms.execution.outside_unannounced > 0 {
        let said = Said::new("quota-untold").with("count", alarms.execution.outside_unannounced);
        lines.extend(indented(&model.say(&said), Meaning::Warn, 2, width));
    }
    let named = alarms.same_day.iter().take(SAME_DAY_MAX);
    let named = named.map(|same| format!("{} {} {}", same.day.format("%m-%d"), same.unit, same.occasions));
    let named: Vec<Arg> = named.map(Arg::from).collect();
    if !named.is_empty() {
        let said = Said::new("quota-same-day").with("named", Arg::List(named));
        lines.extend(indented(&model.say(&said), Meaning::Warn, 2, width));
    }
    lines
}

/// Fewest and most rows of the chart of weeks.
const CHART_ROWS: (u16, u16) = (3, 20);
/// Rows beside it for months, exceptions and a township.
const OTHER_ROWS: u16 = 16;
/// Most columns of a week in it, the space behind it included.
const WEEK_COLUMNS: u16 = 6;

/// Columns of the scale at its left, and a space at its right.
const CHART_SCALE: u16 = 8;

/// Visits a week as a chart, then each month against its baseline.
pub(super) fn county(model: &Model, data: &QuotaOverview, size: (u16, u16)) -> Vec<Vec<Piece>> {
    let (width, height) = size;
    let (_, by_unit) = weeks(model, data);
    let mut values: Vec<u64> = Vec::new();
    for units in by_unit.values() {
        values.resize(values.len().max(units.len()), 0);
        for (sum, visits) in values.iter_mut().zip(units) {
            *sum += u64::from(*visits);
        }
    }
    let mut lines = vec![vec![(model.text("quota-county"), Meaning::Title)]];
    let most = values.iter().copied().max().unwrap_or(0);
    let first = monday(around(model).from);
    let names: Vec<String> =
        first.iter_weeks().take(values.len()).map(|day| day.format("%m-%d").to_string()).collect();
    let count = u16::try_from(values.len()).unwrap_or(u16::MAX).max(1);
    let step = (width.saturating_sub(CHART_SCALE) / count).clamp(2, WEEK_COLUMNS);
    let chart = Chart {
        values: &values,
        full: most,
        limit: None,
        step: (step, 1),
        meaning: &|_| Meaning::Good,
        scale: [most.to_string(), "0".to_owned()],
        names: &names,
    };
    let rows = height.saturating_sub(OTHER_ROWS).clamp(CHART_ROWS.0, CHART_ROWS.1);
    lines.extend(chart.lines(model.look, rows));
    for (month, usage) in &data.months {
        let mut pieces: Vec<Piece> = vec![(format!("  {month} "), Meaning::Plain)];
        let said = match usage.max {
            Some(max) => {
                pieces.extend(gauge_pieces(
                    model.look,
                    width.saturating_sub(56).clamp(4, 30),
                    usage.visits,
                    max,
                ));
                Said::new("quota-baseline").with("count", usage.baseline.unwrap_or(0)).with("max", max)
            }
            None => Said::new("quota-no-baseline").with("count", usage.visits),
        };
        pieces.push((format!("  {}", model.say(&said.with("exempt", usage.exempt))), Meaning::Muted));
        lines.push(pieces);
    }
    lines
}

/// The quarter of the day shown.
fn around(model: &Model) -> DayRange {
    Period::Quarter.around(model.quota.day.unwrap_or(model.heading.today))
}

/// Weeks of the quarter around the day, and the visits that start in each, by township with its villages.
pub(super) fn weeks<'a>(model: &Model, data: &'a QuotaOverview) -> (usize, BTreeMap<&'a UnitCode, Vec<u32>>) {
    let quarter = around(model);
    let first = monday(quarter.from);
    let week = |day: NaiveDate| {
        usize::try_from((day.num_days_from_ce() - first.num_days_from_ce()) / 7).unwrap_or(0)
    };
    let count = week(quarter.last()) + 1;
    let mut by_unit: BTreeMap<&UnitCode, Vec<u32>> =
        data.units.iter().map(|unit| (&unit.unit, vec![0; count])).collect();
    for row in model.plan.seen() {
        let visit = &row.visit.record;
        // The code of a village begins with that of its township.
        let township = by_unit.iter_mut().find(|(code, _)| visit.unit.0.starts_with(&code.0));
        if let Some((_, weeks)) = township.filter(|_| quarter.contains(visit.start))
            && let Some(count) = weeks.get_mut(week(visit.start))
        {
            *count += 1;
        }
    }
    (count, by_unit)
}
