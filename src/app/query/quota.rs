//! Quotas: what each unit has used in the periods around a day, the county against its halving line, exceptions.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::all;
use crate::app::county::CountyView;
use crate::app::error::Result;
use crate::app::office::Office;
use crate::app::verdicts::uses_around;
use crate::domain::id::UnitCode;
use crate::domain::quota::{Exception, QuotaUse, UseStatus};
use crate::rules::quota::usage;
use crate::store::View;

pub use crate::rules::quota::{Measure, Usage};

/// One unit's quotas.
#[derive(Clone, Debug)]
pub struct UnitUsage {
    /// Its code.
    pub unit: UnitCode,
    /// Its name.
    pub name: String,
    /// Each limit with what is used; what sealed visits reserve is left out, since it would give them away.
    pub limits: Vec<Usage>,
}

/// The county in one month against the same month of the baseline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthUsage {
    /// Visits that count.
    pub visits: u32,
    /// Visits outside quotas.
    pub exempt: u32,
    /// Arrivals in the same month of the baseline year; `None` where none is on record.
    pub baseline: Option<u32>,
    /// The halving line: what is allowed at most.
    pub max: Option<u32>,
}

/// Quotas on one day.
#[derive(Clone, Debug)]
pub struct QuotaOverview {
    /// Units in code order.
    pub units: Vec<UnitUsage>,
    /// The county by month, `YYYY-MM`.
    pub months: BTreeMap<String, MonthUsage>,
    /// Visits reserved for sealed visits, the county as a whole.
    pub reserved: u32,
    /// Exceptions on record, by id.
    pub exceptions: Vec<Exception>,
}

/// Reads the quotas around a day; of one unit, or of all townships.
pub fn quotas(
    view: &View<'_>,
    office: &Office,
    day: NaiveDate,
    only: Option<&UnitCode>,
) -> Result<QuotaOverview> {
    let county = CountyView::load(view)?;
    let mut units = Vec::new();
    for unit in county.units.units() {
        let shown = match only {
            Some(code) => unit.code == *code,
            None => unit.parent.is_none(),
        };
        if !shown {
            continue;
        }
        let mut uses = uses_around(view, &county, &unit.code)?;
        uses.retain(|row| row.status != UseStatus::Reserved);
        units.push(UnitUsage {
            unit: unit.code.clone(),
            name: unit.name.clone(),
            limits: usage(&office.rules, unit, day, &uses),
        });
    }
    let uses: Vec<QuotaUse> = all(view)?;
    let reserved = uses.iter().filter(|row| row.status == UseStatus::Reserved).count();
    Ok(QuotaOverview {
        units,
        months: months(office, &county, &uses),
        reserved: u32::try_from(reserved).unwrap_or(u32::MAX),
        exceptions: all(view)?,
    })
}

fn months(office: &Office, county: &CountyView, uses: &[QuotaUse]) -> BTreeMap<String, MonthUsage> {
    let mut months: BTreeMap<String, MonthUsage> = BTreeMap::new();
    for row in uses {
        let month = row.start.format("%Y-%m").to_string();
        let baseline = county.county.as_ref().and_then(|county| county.baseline_of(&month));
        let entry = months.entry(month).or_insert(MonthUsage {
            visits: 0,
            exempt: 0,
            baseline,
            max: baseline
                .zip(office.rules.county_percent_max())
                .map(|(visits, percent)| visits * percent / 100),
        });
        if row.counts() {
            entry.visits += 1;
        } else {
            entry.exempt += 1;
        }
    }
    months
}
