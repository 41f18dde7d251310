//! Published cases, read from `tests/fixtures/rules/cases.toml`: each fires exactly the rules it names.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};
use lianjian::domain::day::{DayRange, SpecialDay, SpecialKind, WorkCalendar};
use lianjian::domain::department::{Department, Level};
use lianjian::domain::id::RequestId;
use lianjian::domain::request::{
    Basis, BasisLevel, Regime, Request, RequestKind, RequestState, Source, Target,
};
use lianjian::rules::activity::{Activity, ActivityContext, Matter, Origin};
use lianjian::rules::request::RequestContext;
use lianjian::rules::{activity, request};
use lianjian::text::{Catalogue, Lang};
use serde::Deserialize;

use super::book;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    expects: BTreeSet<String>,
    #[serde(default)]
    names: BTreeMap<String, String>,
    #[serde(default)]
    arrivals: Vec<ArrivalRow>,
    #[serde(default)]
    requests: Vec<RequestRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ArrivalRow {
    who: String,
    level: Level,
    unit: String,
    day: NaiveDate,
    #[serde(default = "one")]
    days: u32,
    #[serde(default = "one")]
    times: u32,
    #[serde(default)]
    every: u64,
    #[serde(default)]
    spread: bool,
    #[serde(default)]
    planned: bool,
    #[serde(default = "yes")]
    announced: bool,
    #[serde(default = "three")]
    people: u32,
    #[serde(default)]
    hosts: u32,
    subject: Option<String>,
    element: Option<String>,
    matter: Option<String>,
    occasion: Option<String>,
    findings: Option<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RequestRow {
    who: String,
    title: String,
    #[serde(default = "fund")]
    subject: String,
    received: Option<NaiveDate>,
    first: NaiveDate,
    last: NaiveDate,
}

fn one() -> u32 {
    1
}

fn three() -> u32 {
    3
}

fn yes() -> bool {
    true
}

fn fund() -> String {
    "fund".into()
}

impl ArrivalRow {
    fn activities(&self) -> Vec<Activity> {
        (0..self.times)
            .map(|n| {
                let day = self.day + Days::new(self.every * u64::from(n));
                let named = |text: &str| format!("{text} {n}");
                let own = format!("{} {} {day}", self.who, self.unit);
                let matter = self.matter.clone().or_else(|| self.planned.then(|| own.clone()));
                Activity {
                    origin: Origin::Arrived,
                    occasion: self.occasion.as_deref().map_or_else(|| own.clone(), named),
                    day,
                    days: self.days,
                    department: self.who.as_str().into(),
                    level: self.level,
                    unit: if self.spread { named(&self.unit) } else { self.unit.clone() }.as_str().into(),
                    subject: self.subject.clone().unwrap_or(own),
                    element: self.element.as_deref().map(Into::into),
                    matter: matter.map(|name| Matter { name, times: 1 }),
                    announced: self.announced,
                    people: self.people,
                    hosts: self.hosts,
                    inspectors: Vec::new(),
                    findings: self.findings,
                }
            })
            .collect()
    }
}

impl RequestRow {
    fn request(&self, number: u32) -> Request {
        Request {
            id: RequestId(number),
            department: self.who.as_str().into(),
            partners: Vec::new(),
            office: None,
            title: self.title.clone(),
            subject: self.subject.clone(),
            object: Some("农户".into()),
            kind: RequestKind::Planned,
            regimes: BTreeSet::from([Regime::A]),
            basis: Some(Basis { text: "a document".into(), level: BasisLevel::Province }),
            plan_item: Some(format!("2019-{number}")),
            target: Target::Listed { units: vec!["540121201".into()] },
            windows: DayRange::inclusive(self.first, self.last).into_iter().collect(),
            times_per_year: 1,
            effort_halfdays: 2,
            people: 3,
            announced: true,
            joinable: None,
            mandatory: false,
            weight: 5,
            materials: Vec::new(),
            source: Source { hash: "file".into(), file: "f".into(), sheet: None, row: number, line: None },
            fingerprint: format!("{} {}", self.who, self.title),
            received_on: self.received.unwrap_or(day("2019-10-08")),
            state: RequestState::Received,
            decision: None,
        }
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Every year from 2018 to 2025 known, with the National Day holiday of 2019.
fn calendar() -> WorkCalendar {
    let off = |date: NaiveDate| SpecialDay {
        date,
        name: "holiday".into(),
        kind: SpecialKind::Off,
        year: date.year(),
    };
    let new_years = (2018..=2025).map(|year| off(day(&format!("{year}-01-01"))));
    WorkCalendar::new(new_years.chain((1..=7).map(|n| off(day(&format!("2019-10-0{n}"))))))
}

/// The rules a case fires, and their sentences, which must render without a gap in both languages.
fn fired(case: &Case) -> BTreeSet<String> {
    let (book, calendar) = (book(), calendar());
    let activities: Vec<Activity> = case.arrivals.iter().flat_map(ArrivalRow::activities).collect();
    let context = ActivityContext { activities: &activities, names: &case.names, calendar: &calendar };
    let mut verdicts = activity::check(book, &context);
    let requests: Vec<Request> =
        case.requests.iter().zip(1..).map(|(row, number)| row.request(number)).collect();
    let others: Vec<&Request> = requests.iter().collect();
    for request in &requests {
        let department = Department {
            code: request.department.clone(),
            name: request.department.to_string(),
            short: String::new(),
            aliases: Vec::new(),
            level: Level::County,
            crew: 6,
            licensed: true,
            provisional: false,
        };
        let context = RequestContext {
            request,
            department: &department,
            partners: &[],
            others: &others,
            today: day("2019-10-08"),
            calendar: &calendar,
        };
        verdicts.extend(request::check(book, &context));
    }
    for lang in [Lang::Zh, Lang::En] {
        let catalogue = Catalogue::new(lang);
        for verdict in &verdicts {
            let sentence = catalogue.render(&verdict.message);
            assert!(!sentence.contains(['{', '⟨']), "{}: {sentence}", verdict.rule);
        }
    }
    verdicts.into_iter().map(|verdict| verdict.rule).collect()
}

#[test]
fn every_case_fires_exactly_the_rules_it_names() {
    let cases: Cases = toml::from_str(include_str!("../../fixtures/rules/cases.toml")).unwrap();
    assert!(cases.case.len() >= 14);
    for case in &cases.case {
        assert_eq!(fired(case), case.expects, "{}", case.name);
    }
}

/// The county before joint inspections: every township receives on at least three days of every week, none on a plan.
#[test]
fn the_demo_county_of_october_2018_alarms_at_every_township() {
    let mut reader =
        csv::Reader::from_reader(include_bytes!("../../../data/demo/baseline-2018-10.csv").as_slice());
    let arrivals: Vec<ArrivalRow> = reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            ArrivalRow {
                who: record[2].to_owned(),
                level: Level::County,
                unit: record[1].to_owned(),
                day: day(&record[0]),
                days: record[3].parse().unwrap(),
                times: 1,
                every: 0,
                spread: false,
                planned: false,
                announced: &record[5] == "yes",
                people: record[4].parse().unwrap(),
                hosts: record[9].parse().unwrap(),
                subject: Some(record[6].to_owned()),
                element: None,
                matter: None,
                occasion: None,
                findings: None,
            }
        })
        .collect();
    let townships: BTreeSet<&str> = arrivals.iter().map(|arrival| arrival.unit.as_str()).collect();
    assert_eq!(townships.len(), 10);
    let activities: Vec<Activity> = arrivals.iter().flat_map(ArrivalRow::activities).collect();
    let calendar = calendar();
    let context = ActivityContext { activities: &activities, names: &BTreeMap::new(), calendar: &calendar };
    let verdicts = activity::check(book(), &context);
    let alarmed = |code: &str| verdicts.iter().filter(|verdict| verdict.rule == code).count();
    assert_eq!(alarmed("R2407"), townships.len(), "days of receiving in a week");
    assert_eq!(alarmed("R2410"), 1, "share off the plan");
}
