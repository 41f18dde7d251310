//! What the tests of the checks share: the house's own presets, a clean request, a clean visit and their setting.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use chrono::NaiveDate;

use crate::domain::day::{DayRange, SpecialDay, SpecialKind, WorkCalendar};
use crate::domain::department::{Department, Level};
use crate::domain::id::{DemandId, PlanId, RequestId, UnitCode, VisitId};
use crate::domain::material::{Disposition, Material};
use crate::domain::quota::{Exception, QuotaUse, UseStatus};
use crate::domain::request::{Basis, BasisLevel, Regime, Request, RequestKind, RequestState, Source, Target};
use crate::domain::rule::RuleSeverity;
use crate::domain::setting::{County, Leadership};
use crate::domain::unit::{Unit, UnitKind};
use crate::domain::visit::{Visit, VisitState};
use crate::rules::activity::{self as activities, Activity, ActivityContext, Matter, Origin};
use crate::rules::request::{self as requests, RequestContext};
use crate::rules::visit::{self as visits, Party, VisitContext};
use crate::rules::{Preset, RuleBook};

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn window(first: &str, last: &str) -> DayRange {
    DayRange::inclusive(day(first), day(last)).unwrap()
}

/// The presets as they are shipped.
pub(crate) fn book() -> RuleBook {
    static BOOK: LazyLock<RuleBook> = LazyLock::new(shipped);
    BOOK.clone()
}

fn shipped() -> RuleBook {
    let file = |name: &str, text: &str| (name.to_owned(), toml::from_str::<Preset>(text).unwrap());
    RuleBook::new(&[
        file("townships.toml", include_str!("../../../data/rules/townships.toml")),
        file("firms.toml", include_str!("../../../data/rules/firms.toml")),
        file("quotas.toml", include_str!("../../../data/rules/quotas.toml")),
    ])
    .unwrap()
}

/// 2018 to 2020, with the National Day holiday of 2019 and its make-up days.
pub(crate) fn calendar() -> WorkCalendar {
    let special = |date: &str, kind, year| SpecialDay { date: day(date), name: "holiday".into(), kind, year };
    let off = (1..=7).map(|n| special(&format!("2019-10-0{n}"), SpecialKind::Off, 2019));
    let rest = [
        special("2019-09-29", SpecialKind::Work, 2019),
        special("2019-10-12", SpecialKind::Work, 2019),
        special("2018-01-01", SpecialKind::Off, 2018),
        special("2020-01-01", SpecialKind::Off, 2020),
    ];
    WorkCalendar::new(off.chain(rest))
}

pub(crate) fn department(name: &str, licensed: bool) -> Department {
    Department {
        code: name.into(),
        name: name.to_owned(),
        short: name.to_owned(),
        aliases: Vec::new(),
        level: Level::County,
        crew: 6,
        licensed,
        provisional: false,
    }
}

pub(crate) fn material(name: &str, disposition: Disposition) -> Material {
    Material { name: name.to_owned(), disposition, by: "person".into(), subject: None }
}

/// A planned request that trips nothing; requests of other titles have other fingerprints.
pub(crate) fn request(title: &str) -> Request {
    Request {
        id: RequestId(1),
        department: "agriculture".into(),
        partners: Vec::new(),
        office: None,
        title: title.to_owned(),
        subject: "fund".into(),
        object: Some("\u{519c}\u{6237}".into()),
        kind: RequestKind::Planned,
        regimes: BTreeSet::from([Regime::A]),
        basis: Some(Basis { text: "a document".into(), level: BasisLevel::Province }),
        plan_item: Some("2019-17".into()),
        target: Target::Listed { units: vec!["540121201".into()] },
        windows: vec![window("2019-10-14", "2019-10-31")],
        times_per_year: 1,
        effort_halfdays: 2,
        people: 3,
        announced: true,
        joinable: None,
        mandatory: false,
        weight: 5,
        materials: Vec::new(),
        source: Source { hash: "file".into(), file: "requests.csv".into(), sheet: None, row: 2, line: None },
        fingerprint: title.to_owned(),
        received_on: day("2019-10-08"),
        state: RequestState::Received,
        decision: None,
    }
}

/// What a request is judged in: business date 2019-10-08.
pub(crate) struct Setting {
    pub(crate) department: Department,
    pub(crate) book: RuleBook,
    pub(crate) calendar: WorkCalendar,
}

impl Default for Setting {
    fn default() -> Self {
        Self { department: department("agriculture", true), book: book(), calendar: calendar() }
    }
}

impl Setting {
    /// The codes a request trips.
    pub(crate) fn codes(
        &self,
        request: &Request,
        others: &[&Request],
        partners: &[&Department],
    ) -> Vec<String> {
        let context = RequestContext {
            request,
            department: &self.department,
            partners,
            others,
            today: day("2019-10-08"),
            calendar: &self.calendar,
        };
        requests::check(&self.book, &context).into_iter().map(|verdict| verdict.rule).collect()
    }
}

/// Whether a request trips a rule of the presets.
pub(crate) fn trips(code: &str, request: &Request, others: &[&Request]) -> bool {
    Setting::default().codes(request, others, &[]).iter().any(|tripped| tripped == code)
}

/// A published one-day visit to a township, and what it is judged against; each field can be changed before it is.
pub(crate) struct Scene {
    pub(crate) visit: Visit,
    pub(crate) unit: Unit,
    pub(crate) parties: Vec<Party>,
    pub(crate) uses: Vec<QuotaUse>,
    pub(crate) anchors: Vec<crate::domain::arrival::Anchor>,
    pub(crate) exceptions: Vec<Exception>,
    pub(crate) county_uses: BTreeMap<String, u32>,
    pub(crate) county: County,
}

impl Scene {
    /// A visit to the township 540121201 on a day.
    pub(crate) fn township(start: &str) -> Self {
        Self::at("540121201", UnitKind::Township, None, start)
    }

    /// A visit to a village of that township.
    pub(crate) fn village(start: &str) -> Self {
        Self::at("540121201201", UnitKind::Village, Some("540121201".into()), start)
    }

    fn at(code: &str, kind: UnitKind, parent: Option<UnitCode>, start: &str) -> Self {
        let visit = Visit {
            id: VisitId(1),
            unit: code.into(),
            start: day(start),
            days: 1,
            demands: vec![DemandId(1)],
            announced: true,
            exempt: false,
            joins: None,
            pinned: false,
            lead: "agriculture".into(),
            team: Vec::new(),
            state: VisitState::Proposed,
            clearance: None,
            plan: PlanId(1),
            revision: 0,
        };
        Self {
            visit,
            unit: Unit { code: code.into(), name: code.to_owned(), kind, parent, quiet: Vec::new() },
            parties: vec![Party { department: "agriculture".into(), people: 3, effort_halfdays: 2 }],
            uses: Vec::new(),
            anchors: Vec::new(),
            exceptions: Vec::new(),
            county_uses: BTreeMap::new(),
            county: County {
                code: "540121".into(),
                name: "county".into(),
                leadership: Leadership::DisciplineOffice,
                leaders: 3,
                hosts: 3,
                baseline: BTreeMap::new(),
            },
        }
    }

    /// The same scene with one more row of the ledger, at the visit's unit or another of its township.
    pub(crate) fn with_use(mut self, unit: &str, start: &str, days: u32, status: UseStatus) -> Self {
        let number = u32::try_from(self.uses.len()).unwrap() + 100;
        self.uses.push(QuotaUse {
            visit: VisitId(number),
            unit: unit.into(),
            start: day(start),
            days,
            status,
        });
        self
    }

    /// The rules it trips, notes apart.
    pub(crate) fn codes(&self) -> Vec<String> {
        let (book, calendar) = (book(), calendar());
        let verdicts = visits::check(&book, &self.context(&calendar));
        verdicts
            .into_iter()
            .filter(|verdict| verdict.severity != RuleSeverity::Note)
            .map(|verdict| verdict.rule)
            .collect()
    }

    pub(crate) fn context<'a>(&'a self, calendar: &'a WorkCalendar) -> VisitContext<'a> {
        VisitContext {
            visit: &self.visit,
            unit: &self.unit,
            parties: &self.parties,
            uses: &self.uses,
            anchors: &self.anchors,
            exceptions: &self.exceptions,
            county_uses: &self.county_uses,
            county: &self.county,
            calendar,
        }
    }
}

/// One department at one unit for a day, under a matter of its own.
pub(crate) fn activity(department: &str, level: Level, unit: &str, start: &str) -> Activity {
    Activity {
        origin: Origin::Arrived,
        occasion: format!("{department} {unit} {start}"),
        day: day(start),
        days: 1,
        department: department.into(),
        level,
        unit: unit.into(),
        subject: format!("subject of {department}"),
        element: None,
        matter: Some(Matter { name: format!("{department} {start}"), times: 1 }),
        announced: true,
        people: 3,
        hosts: 2,
        inspectors: Vec::new(),
        findings: None,
    }
}

/// The rules activities trip, each once.
pub(crate) fn alarms(activities: &[Activity]) -> Vec<String> {
    let (book, calendar) = (book(), calendar());
    let context = ActivityContext { activities, names: &BTreeMap::new(), calendar: &calendar };
    let codes: BTreeSet<String> =
        activities::check(&book, &context).into_iter().map(|verdict| verdict.rule).collect();
    codes.into_iter().collect()
}
