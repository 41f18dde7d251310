//! Quotas: how many visits and days a unit may be given in a period, and the ledger of what is used.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::code::codes;
use super::day::{DayRange, monday, month};
use super::id::{ExceptionId, UnitCode, VisitId};
use super::unit::UnitKind;

codes! {
    /// How long a limit counts before it starts again.
    Period, "period" {
        /// Monday to Sunday.
        Week = "week",
        /// Calendar month.
        Month = "month",
        /// Calendar quarter.
        Quarter = "quarter",
        /// Calendar year.
        Year = "year",
    }
}

impl Period {
    /// The period a day lies in.
    pub fn around(self, day: NaiveDate) -> DayRange {
        use chrono::{Datelike, Days, Months};
        let span = |from: NaiveDate, months| DayRange {
            from,
            until: from.checked_add_months(Months::new(months)).unwrap_or(from),
        };
        match self {
            Self::Week => {
                let from = monday(day);
                DayRange { from, until: from.checked_add_days(Days::new(7)).unwrap_or(from) }
            }
            Self::Month => month(day),
            Self::Quarter => {
                let first = month(day).from;
                let back = Months::new(first.month0() % 3);
                span(first.checked_sub_months(back).unwrap_or(first), 3)
            }
            Self::Year => span(NaiveDate::from_ymd_opt(day.year(), 1, 1).unwrap_or(day), 12),
        }
    }
}

codes! {
    /// Whose visits a limit adds up.
    QuotaScope, "quota-scope" {
        /// Each township by itself.
        Township = "township",
        /// Each village by itself.
        Village = "village",
        /// A township together with its villages.
        TownshipWithVillages = "township-with-villages",
    }
}

impl QuotaScope {
    /// Whether a visit to a unit of this kind is held to limits of this scope.
    pub fn holds(self, kind: UnitKind) -> bool {
        match self {
            Self::Township => kind == UnitKind::Township,
            Self::Village => kind == UnitKind::Village,
            Self::TownshipWithVillages => true,
        }
    }
}

/// One limit of the county's preset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaLimit {
    /// The rule that holds it, e.g. `R2301`.
    pub rule: String,
    /// Whose visits.
    pub scope: QuotaScope,
    /// In which period.
    pub period: Period,
    /// At most so many visits that start in it.
    pub visits_max: Option<u32>,
    /// At most so many visit-days that fall in it.
    pub days_max: Option<u32>,
}

/// What a unit can receive at once, by kind of unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitCapacity {
    /// Townships or villages.
    pub kind: UnitKind,
    /// Free working days between two visits.
    pub gap_days: u32,
    /// Departments at once.
    pub departments_max: u32,
    /// Inspectors at once.
    pub people_max: u32,
    /// Half-days a department may take on one visit day.
    pub halfdays_per_department_max: u32,
}

codes! {
    /// What a row of the ledger stands for.
    UseStatus, "use-status" {
        /// On the calendar.
        Published = "published",
        /// Reserved for a sealed visit; shown for the county as a whole only.
        Reserved = "reserved",
        /// It took place.
        CarriedOut = "carried-out",
        /// Counted in the burden, never against a quota.
        Exempt = "exempt",
    }
}

/// One visit's row in the quota ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuotaUse {
    /// Which visit.
    pub visit: VisitId,
    /// At which unit.
    pub unit: UnitCode,
    /// From which day.
    pub start: NaiveDate,
    /// For how many days running.
    pub days: u32,
    /// What it stands for.
    pub status: UseStatus,
}

impl QuotaUse {
    /// Whether it counts against quotas.
    pub fn counts(&self) -> bool {
        self.status != UseStatus::Exempt
    }

    /// Its days that fall in a range.
    pub fn days_in(&self, range: DayRange) -> u32 {
        let days = self.start.iter_days().take(self.days as usize).filter(|day| range.contains(*day)).count();
        u32::try_from(days).unwrap_or(u32::MAX)
    }
}

/// A director's permission to exceed one rule once; never widens the quota.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    /// `E-0001`.
    pub id: ExceptionId,
    /// The rule exceeded.
    pub rule: String,
    /// By which visit.
    pub visit: VisitId,
    /// Why.
    pub reason: String,
    /// Who permitted it.
    pub director: String,
    /// Business date.
    pub on: NaiveDate,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_around_a_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let check = |period: Period, from: &str, until: &str| {
            assert_eq!(period.around(day("2019-11-14")), DayRange { from: day(from), until: day(until) });
        };
        check(Period::Week, "2019-11-11", "2019-11-18");
        check(Period::Month, "2019-11-01", "2019-12-01");
        check(Period::Quarter, "2019-10-01", "2020-01-01");
        check(Period::Year, "2019-01-01", "2020-01-01");
    }
}
