//! Limits over a ledger: what is used of each, and the same limits as rows for the planner.

use chrono::NaiveDate;

use crate::domain::day::DayRange;
use crate::domain::id::UnitCode;
use crate::domain::quota::{Period, QuotaScope, QuotaUse};
use crate::domain::unit::{Unit, UnitKind};

use super::book::RuleBook;

/// Whether a limit counts visits or visit-days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Visits that start in the period.
    Visits,
    /// Visit-days that fall in it.
    Days,
}

/// How far one limit is used at one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Usage {
    /// The rule that holds it.
    pub rule: String,
    /// Whose visits it adds up.
    pub scope: QuotaScope,
    /// Visits or days.
    pub measure: Measure,
    /// Week, month, quarter or year.
    pub period: Period,
    /// The days of that period.
    pub range: DayRange,
    /// Used, exempt visits apart.
    pub used: u32,
    /// At most.
    pub max: u32,
}

/// One limit over a set of units, as the planner takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuotaRow {
    /// The rule that holds it.
    pub rule: String,
    /// One unit, or a township with its villages, in code order.
    pub units: Vec<UnitCode>,
    /// In which period.
    pub period: Period,
    /// At most so many visits.
    pub visits_max: Option<u32>,
    /// At most so many visit-days.
    pub days_max: Option<u32>,
}

/// The rows a limit of a scope counts at a unit, of the rows of its township and that township's villages.
pub(super) fn counted<'a>(
    uses: &'a [QuotaUse],
    unit: &'a UnitCode,
    scope: QuotaScope,
) -> impl Iterator<Item = &'a QuotaUse> {
    let whole = scope == QuotaScope::TownshipWithVillages;
    uses.iter().filter(move |row| row.counts() && (whole || row.unit == *unit))
}

/// What rows come to in a period.
pub(super) fn sum<'a>(rows: impl Iterator<Item = &'a QuotaUse>, measure: Measure, range: DayRange) -> u32 {
    rows.map(|row| match measure {
        Measure::Visits => u32::from(range.contains(row.start)),
        Measure::Days => row.days_in(range),
    })
    .fold(0, u32::saturating_add)
}

/// How far each limit on a unit is used in the periods around a day, in rule order. `uses` are the ledger rows of the
/// township the unit is or lies in and of all its villages; rows reserved for sealed visits are for the caller to leave
/// out where one unit is shown.
pub fn usage(book: &RuleBook, unit: &Unit, day: NaiveDate, uses: &[QuotaUse]) -> Vec<Usage> {
    let mut all = Vec::new();
    for limit in book.limits().into_iter().filter(|limit| limit.scope.holds(unit.kind)) {
        let range = limit.period.around(day);
        for (measure, max) in [(Measure::Visits, limit.visits_max), (Measure::Days, limit.days_max)] {
            let Some(max) = max else { continue };
            all.push(Usage {
                rule: limit.rule.clone(),
                scope: limit.scope,
                measure,
                period: limit.period,
                range,
                used: sum(counted(uses, &unit.code, limit.scope), measure, range),
                max,
            });
        }
    }
    all
}

/// The limits as rows over these units, in rule and unit order. A township counts with those of its villages that are
/// among the units.
pub fn rows(book: &RuleBook, units: &[Unit]) -> Vec<QuotaRow> {
    let mut rows = Vec::new();
    for limit in book.limits() {
        let heads = units.iter().filter(|unit| match limit.scope {
            QuotaScope::Township | QuotaScope::TownshipWithVillages => unit.kind == UnitKind::Township,
            QuotaScope::Village => unit.kind == UnitKind::Village,
        });
        let mut sets: Vec<Vec<UnitCode>> = heads.map(|unit| members(unit, limit.scope, units)).collect();
        sets.sort();
        rows.extend(sets.into_iter().map(|units| QuotaRow {
            rule: limit.rule.clone(),
            units,
            period: limit.period,
            visits_max: limit.visits_max,
            days_max: limit.days_max,
        }));
    }
    rows
}

fn members(head: &Unit, scope: QuotaScope, units: &[Unit]) -> Vec<UnitCode> {
    let mut codes = vec![head.code.clone()];
    if scope == QuotaScope::TownshipWithVillages {
        let villages = units.iter().filter(|unit| unit.parent.as_ref() == Some(&head.code));
        codes.extend(villages.map(|unit| unit.code.clone()));
        codes.sort();
    }
    codes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::VisitId;
    use crate::domain::quota::UseStatus;
    use crate::rules::check::fixture::{book, day};

    fn unit(code: &str, parent: Option<&str>) -> Unit {
        let kind = if parent.is_some() { UnitKind::Village } else { UnitKind::Township };
        Unit { code: code.into(), name: code.into(), kind, parent: parent.map(Into::into), quiet: Vec::new() }
    }

    fn row(unit: &str, start: &str, days: u32, status: UseStatus) -> QuotaUse {
        QuotaUse { visit: VisitId(1), unit: unit.into(), start: day(start), days, status }
    }

    #[test]
    fn usage_counts_visits_by_start_and_days_where_they_fall() {
        let ledger = [
            row("T", "2019-10-17", 2, UseStatus::CarriedOut),
            row("T", "2019-10-25", 1, UseStatus::Exempt),
            row("V", "2019-10-16", 1, UseStatus::Published),
        ];
        let all = usage(&book(), &unit("T", None), day("2019-10-18"), &ledger);
        let used: Vec<_> = all.iter().map(|usage| (usage.rule.as_str(), usage.used, usage.max)).collect();
        assert_eq!(
            used,
            [
                ("R2301", 1, 1),
                ("R2302", 1, 2),
                ("R2303", 1, 5),
                ("R2304", 1, 14),
                ("R2305", 2, 2),
                ("R2308", 2, 2),
                ("R2309", 2, 4)
            ]
        );
        let village = usage(&book(), &unit("V", Some("T")), day("2019-10-18"), &ledger);
        let used: Vec<_> = village.iter().map(|usage| (usage.rule.as_str(), usage.used, usage.max)).collect();
        assert_eq!(used, [("R2306", 1, 1), ("R2307", 1, 5), ("R2308", 2, 2), ("R2309", 2, 4)]);
    }

    #[test]
    fn rows_put_villages_with_their_township() {
        let units = [unit("T2", None), unit("T1", None), unit("T1V", Some("T1"))];
        let rows = rows(&book(), &units);
        let of = |rule: &str| -> Vec<Vec<String>> {
            let rows = rows.iter().filter(|row| row.rule == rule);
            rows.map(|row| row.units.iter().map(|code| code.0.clone()).collect()).collect()
        };
        assert_eq!(of("R2301"), [vec!["T1"], vec!["T2"]]);
        assert_eq!(of("R2306"), [vec!["T1V"]]);
        assert_eq!(of("R2308"), [vec!["T1", "T1V"], vec!["T2"]]);
    }
}
