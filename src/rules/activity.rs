//! What the comings and goings of a county trip as a whole: requests with fixed days, planned visits, actual arrivals.
//! Knows only the stretch of time the caller selects.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use crate::domain::arrival::{Anchor, Arrival};
use crate::domain::code::codes;
use crate::domain::day::{DayRange, WorkCalendar};
use crate::domain::department::Level;
use crate::domain::id::{DepartmentCode, ElementId, InspectorId, UnitCode};
use crate::domain::message::Arg;
use crate::domain::request::{Request, Target};
use crate::domain::rule::Verdict;
use crate::domain::visit::Visit;

use super::book::{Held, RuleBook};
use super::check::ACTIVITY;

codes! {
    /// Where an activity is known from.
    Origin, "origin" {
        /// A request whose days are fixed.
        Requested = "requested",
        /// A visit of a plan.
        Planned = "planned",
        /// It came.
        Arrived = "arrived",
    }
}

/// What an activity was done under: an item of the plan, or a request, and how often that is to be done at a unit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Matter {
    /// Plan number or request id.
    pub name: String,
    /// Times a year at one unit.
    pub times: u32,
}

impl Matter {
    /// What a request is done under.
    pub fn of(request: &Request) -> Self {
        let name = request.plan_item.clone().unwrap_or_else(|| request.id.to_string());
        Self { name, times: request.times_per_year.max(1) }
    }
}

/// One department at one unit, once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// Where it is known from.
    pub origin: Origin,
    /// What happens once, whoever takes part: a visit's id, or that of an arrival or request without one. The plan of a
    /// visit and its arrivals share it and are counted once.
    pub occasion: String,
    /// First day.
    pub day: NaiveDate,
    /// Days running.
    pub days: u32,
    /// Who.
    pub department: DepartmentCode,
    /// Their government.
    pub level: Level,
    /// Where.
    pub unit: UnitCode,
    /// Code of the subject table, or the matter as reported.
    pub subject: String,
    /// At which firm or household, where it was one.
    pub element: Option<ElementId>,
    /// What it was done under; `None` for what stands on no plan.
    pub matter: Option<Matter>,
    /// Told beforehand.
    pub announced: bool,
    /// Inspectors.
    pub people: u32,
    /// Host staff who accompanied.
    pub hosts: u32,
    /// Who inspected, where it is known.
    pub inspectors: Vec<InspectorId>,
    /// Nonconformities found, once the record is in.
    pub findings: Option<u32>,
}

impl Activity {
    /// What came. Subject, matter, inspectors and findings are for the caller to add where it knows the visit.
    pub fn of_arrival(arrival: &Arrival, level: Level) -> Self {
        Self {
            origin: Origin::Arrived,
            occasion: arrival.visit.map_or_else(|| arrival.id.to_string(), |visit| visit.to_string()),
            day: arrival.date,
            days: arrival.days,
            department: arrival.department.clone(),
            level,
            unit: arrival.unit.clone(),
            subject: arrival.subject.clone(),
            element: None,
            matter: None,
            announced: arrival.announced,
            people: arrival.people,
            hosts: arrival.hosts,
            inspectors: Vec::new(),
            findings: None,
        }
    }

    /// One department's part in a planned visit.
    pub fn of_visit(visit: &Visit, request: &Request, level: Level) -> Self {
        Self {
            origin: Origin::Planned,
            occasion: visit.id.to_string(),
            day: visit.start,
            days: visit.days,
            department: request.department.clone(),
            level,
            unit: visit.unit.clone(),
            subject: request.subject.clone(),
            element: None,
            matter: Some(Matter::of(request)),
            announced: visit.announced,
            people: request.people,
            hosts: 0,
            inspectors: Vec::new(),
            findings: None,
        }
    }

    /// A superior's inspection, with the request it came by.
    pub fn of_anchor(anchor: &Anchor, request: &Request, level: Level) -> Self {
        Self {
            origin: Origin::Planned,
            occasion: anchor.id.to_string(),
            day: anchor.start,
            days: anchor.days,
            department: anchor.department.clone(),
            level,
            unit: anchor.unit.clone(),
            subject: request.subject.clone(),
            element: None,
            matter: Some(Matter::of(request)),
            announced: anchor.announced.unwrap_or(true),
            people: request.people,
            hosts: 0,
            inspectors: Vec::new(),
            findings: None,
        }
    }

    /// A request that leaves no choice of days (each of its windows is no longer than a visit), once for each unit it
    /// lists and each window; none for others.
    pub fn of_request(request: &Request, level: Level) -> Vec<Self> {
        let Target::Listed { units } = &request.target else { return Vec::new() };
        let needed = request.effort_halfdays.div_ceil(2).max(1);
        let length = |window: &DayRange| (window.until - window.from).num_days();
        let fixed = |window: &&DayRange| length(window) <= i64::from(needed);
        let at = |window: &DayRange, unit: &UnitCode| Self {
            origin: Origin::Requested,
            occasion: format!("{} {} {}", request.id, unit, window.from),
            day: window.from,
            days: needed,
            department: request.department.clone(),
            level,
            unit: unit.clone(),
            subject: request.subject.clone(),
            element: None,
            matter: Some(Matter::of(request)),
            announced: request.announced,
            people: request.people,
            hosts: 0,
            inspectors: Vec::new(),
            findings: None,
        };
        let windows = request.windows.iter().filter(fixed);
        windows.flat_map(|window| units.iter().map(move |unit| at(window, unit))).collect()
    }

    /// Its days, at most as many as a year has.
    pub(super) fn days(&self) -> impl Iterator<Item = NaiveDate> + use<> {
        self.day.iter_days().take(self.days.clamp(1, 366) as usize)
    }
}

/// Activities and what is needed to judge and name them.
#[derive(Clone, Copy)]
pub struct ActivityContext<'a> {
    /// Everything of the stretch of time that is looked at.
    pub activities: &'a [Activity],
    /// Names by code, of departments, units, inspectors and elements; a code without one speaks for itself.
    pub names: &'a BTreeMap<String, String>,
    /// Which days are worked.
    pub calendar: &'a WorkCalendar,
}

impl ActivityContext<'_> {
    /// The name of a code.
    pub(super) fn name_of<'b>(&'b self, code: &'b str) -> &'b str {
        self.names.get(code).map_or(code, String::as_str)
    }

    /// The name of a code, for a sentence.
    pub(super) fn name(&self, code: &str) -> Arg {
        Arg::from(self.name_of(code))
    }
}

/// What the activities trip, in rule order; one verdict for each department, unit or other group that trips a rule.
pub fn check(book: &RuleBook, context: &ActivityContext) -> Vec<Verdict> {
    book.rules().flat_map(|held| tripped(held, context)).collect()
}

/// What they trip in a span. A rule that looks at so many days running looks back as far; what lies before would hide
/// the span behind a fuller stretch of the past.
pub fn check_in(book: &RuleBook, context: &ActivityContext, span: DayRange) -> Vec<Verdict> {
    let of_rule = |held: &Held| {
        let from = span.from.checked_sub_days(Days::new(reach(held))).unwrap_or(span.from);
        let inside = within(context.activities, DayRange { from, until: span.until });
        tripped(held, &ActivityContext { activities: &inside, ..*context })
    };
    book.rules().flat_map(of_rule).collect()
}

/// What more activities trip that those known before do not: new alarms, and known ones that grow worse. Each day is
/// compared with what lies within a rule's reach of it.
pub fn added(book: &RuleBook, before: &ActivityContext, more: &[Activity]) -> Vec<Verdict> {
    let days: BTreeSet<NaiveDate> = more.iter().map(|activity| activity.day).collect();
    let mut verdicts = Vec::new();
    for (held, day) in book.rules().flat_map(|held| days.iter().map(move |day| (held, *day))) {
        if !ACTIVITY.iter().any(|check| check.spec.name == held.rule.check) {
            continue;
        }
        let from = day.checked_sub_days(Days::new(reach(held))).unwrap_or(day);
        let until = day.checked_add_days(Days::new(reach(held) + 1)).unwrap_or(day);
        let mut near = within(before.activities, DayRange { from, until });
        let known = tripped(held, &ActivityContext { activities: &near, ..*before });
        near.extend(more.iter().filter(|activity| activity.day == day).cloned());
        let found = tripped(held, &ActivityContext { activities: &near, ..*before });
        verdicts.extend(found.into_iter().filter(|verdict| !known.contains(verdict)));
    }
    verdicts
}

/// Days a rule looks back beside the day itself.
fn reach(held: &Held) -> u64 {
    u64::from(held.rule.number("window_days").clamp(1, 366)) - 1
}

fn within(activities: &[Activity], span: DayRange) -> Vec<Activity> {
    activities.iter().filter(|activity| span.contains(activity.day)).cloned().collect()
}

fn tripped(held: &Held, context: &ActivityContext) -> Vec<Verdict> {
    let Some(check) = ACTIVITY.iter().find(|check| check.spec.name == held.rule.check) else {
        return Vec::new();
    };
    let verdict = |message| Verdict { rule: held.rule.code.clone(), severity: held.rule.severity, message };
    (check.run)(held, context).into_iter().map(verdict).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::check::fixture::{activity, book, calendar};

    fn at(days: &[&str]) -> Vec<Activity> {
        days.iter().map(|day| activity("a", Level::County, "T", day)).collect()
    }

    fn codes(verdicts: &[Verdict]) -> Vec<&str> {
        verdicts.iter().map(|verdict| verdict.rule.as_str()).filter(|rule| *rule == "R2407").collect()
    }

    /// A full week of last year hides neither what is added nor what this year trips.
    #[test]
    fn the_past_hides_nothing() {
        let (book, calendar, names) = (book(), calendar(), BTreeMap::new());
        let past = ["2018-10-15", "2018-10-16", "2018-10-17", "2018-10-18"];
        let known = at(&[&past[..], &["2019-10-14", "2019-10-16"]].concat());
        let context = ActivityContext { activities: &known, names: &names, calendar: &calendar };
        let year = DayRange { from: "2019-01-01".parse().unwrap(), until: "2020-01-01".parse().unwrap() };
        assert_eq!(codes(&check_in(&book, &context, year)), Vec::<&str>::new());
        assert_eq!(codes(&added(&book, &context, &at(&["2019-10-18"]))), ["R2407"]);
        assert_eq!(codes(&added(&book, &context, &at(&["2019-10-25"]))), Vec::<&str>::new());
        let all = [known.clone(), at(&["2019-10-18"])].concat();
        let context = ActivityContext { activities: &all, ..context };
        assert_eq!(codes(&check_in(&book, &context, year)), ["R2407"]);
    }
}
