//! Quotas and windows against a recount that shares no code with them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate, Weekday};
use lianjian::domain::day::WorkCalendar;
use lianjian::domain::department::Level;
use lianjian::domain::id::{DemandId, PlanId, VisitId};
use lianjian::domain::quota::{QuotaUse, UseStatus};
use lianjian::domain::setting::{County, Leadership};
use lianjian::domain::unit::{Unit, UnitKind};
use lianjian::domain::visit::{Visit, VisitState};
use lianjian::rules::activity::{Activity, ActivityContext, Matter, Origin};
use lianjian::rules::visit::VisitContext;
use lianjian::rules::{activity, visit};
use proptest::prelude::*;

use super::book;

const TOWNSHIP: &str = "540121201";
const VILLAGES: [&str; 2] = ["540121201201", "540121201202"];

fn start() -> NaiveDate {
    NaiveDate::from_ymd_opt(2019, 9, 23).unwrap()
}

/// One row of a ledger: unit 0 the township, else a village; day from the start; days running; exempt.
type Row = (usize, u64, u32, bool);

fn unit_of(row: Row) -> &'static str {
    if row.0 == 0 { TOWNSHIP } else { VILLAGES[row.0 - 1] }
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    prop::collection::vec((0..3_usize, 0..120_u64, 1..3_u32, prop::bool::weighted(0.1)), 0..12)
}

/// The label of the period a day lies in; two days share one where their labels are equal.
fn label(period: &str, day: NaiveDate) -> String {
    match period {
        "week" => format!("{:?}", day.week(Weekday::Mon).first_day()),
        "month" => format!("{}-{}", day.year(), day.month()),
        "quarter" => format!("{}-{}", day.year(), day.month().div_ceil(3)),
        _ => day.year().to_string(),
    }
}

/// The limits of the default county as its document lists them: rule, units, period, visits or days, at most.
const LIMITS: [(&str, &str, &str, &str, usize); 9] = [
    ("R2301", "township", "week", "visits", 1),
    ("R2302", "township", "month", "visits", 2),
    ("R2303", "township", "quarter", "visits", 5),
    ("R2304", "township", "year", "visits", 14),
    ("R2305", "township", "week", "days", 2),
    ("R2306", "village", "month", "visits", 1),
    ("R2307", "village", "year", "visits", 5),
    ("R2308", "both", "week", "visits", 2),
    ("R2309", "both", "month", "visits", 4),
];

fn recounted(own: Row, ledger: &[Row]) -> BTreeSet<String> {
    let kind = if own.0 == 0 { "township" } else { "village" };
    let day = |row: &Row, n: u32| start() + Days::new(row.1 + u64::from(n));
    let mut tripped = BTreeSet::new();
    for (rule, scope, period, measure, max) in LIMITS {
        if own.3 || (scope != kind && scope != "both") {
            continue;
        }
        let with_own = ledger.iter().chain([&own]);
        let counted: Vec<&Row> =
            with_own.filter(|row| !row.3 && (scope == "both" || row.0 == own.0)).collect();
        let mut totals: BTreeMap<String, usize> = BTreeMap::new();
        for row in counted {
            let length = if measure == "visits" { 1 } else { row.2 };
            for n in 0..length {
                *totals.entry(label(period, day(row, n))).or_default() += 1;
            }
        }
        let own_days = if measure == "visits" { 1 } else { own.2 };
        if (0..own_days).any(|n| totals[&label(period, day(&own, n))] > max) {
            tripped.insert(rule.to_owned());
        }
    }
    tripped
}

fn checked(own: Row, ledger: &[Row]) -> BTreeSet<String> {
    let kind = if own.0 == 0 { UnitKind::Township } else { UnitKind::Village };
    let unit = Unit {
        code: unit_of(own).into(),
        name: "unit".into(),
        kind,
        parent: (own.0 > 0).then(|| TOWNSHIP.into()),
        quiet: Vec::new(),
    };
    let uses: Vec<QuotaUse> = ledger
        .iter()
        .zip(2..)
        .map(|(row, number)| QuotaUse {
            visit: VisitId(number),
            unit: unit_of(*row).into(),
            start: start() + Days::new(row.1),
            days: row.2,
            status: if row.3 { UseStatus::Exempt } else { UseStatus::Published },
        })
        .collect();
    let visit = Visit {
        id: VisitId(1),
        unit: unit.code.clone(),
        start: start() + Days::new(own.1),
        days: own.2,
        demands: vec![DemandId(1)],
        announced: true,
        exempt: own.3,
        joins: None,
        pinned: false,
        lead: "agriculture".into(),
        team: Vec::new(),
        state: VisitState::Proposed,
        clearance: None,
        plan: PlanId(1),
        revision: 0,
    };
    let county = County {
        code: "540121".into(),
        name: "county".into(),
        leadership: Leadership::DisciplineOffice,
        leaders: 3,
        hosts: 3,
        baseline: BTreeMap::new(),
    };
    let context = VisitContext {
        visit: &visit,
        unit: &unit,
        parties: &[],
        uses: &uses,
        anchors: &[],
        exceptions: &[],
        county_uses: &BTreeMap::new(),
        county: &county,
        calendar: &WorkCalendar::default(),
    };
    let verdicts = visit::check(book(), &context);
    let limits = verdicts.into_iter().map(|verdict| verdict.rule).filter(|rule| rule.starts_with("R230"));
    limits.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn the_quota_check_agrees_with_a_recount(own in (0..3_usize, 0..120_u64, 1..3_u32, prop::bool::weighted(0.1)), ledger in rows()) {
        prop_assert_eq!(checked(own, &ledger), recounted(own, &ledger));
    }

    #[test]
    fn windows_agree_with_trying_every_first_day(days in prop::collection::vec(0..200_u64, 0..30)) {
        let activities: Vec<Activity> = days.iter().zip(0..).map(|(day, number)| arrival(*day, number)).collect();
        let context =
            ActivityContext { activities: &activities, names: &BTreeMap::new(), calendar: &WorkCalendar::default() };
        let tripped: BTreeSet<String> =
            activity::check(book(), &context).into_iter().map(|verdict| verdict.rule).collect();
        let within = |first: u64, length: u64| days.iter().filter(move |day| (first..first + length).contains(*day));
        let times = (0..200).any(|first| within(first, 60).count() > 4);
        let distinct = (0..200).any(|first| within(first, 7).collect::<BTreeSet<_>>().len() > 2);
        prop_assert_eq!(tripped.contains("R2404"), times);
        prop_assert_eq!(tripped.contains("R2407"), distinct);
    }
}

fn arrival(day: u64, number: u32) -> Activity {
    Activity {
        origin: Origin::Arrived,
        occasion: number.to_string(),
        day: start() + Days::new(day),
        days: 1,
        department: "one".into(),
        level: Level::County,
        unit: TOWNSHIP.into(),
        subject: number.to_string(),
        element: None,
        matter: Some(Matter { name: number.to_string(), times: 1 }),
        announced: true,
        people: 3,
        hosts: 1,
        inspectors: Vec::new(),
        findings: None,
    }
}
