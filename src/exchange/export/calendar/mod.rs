//! A published calendar and the files made of it: what a visit says to people, in which order. Knows neither the
//! planner nor the database; [`Calendar`] comes complete.
//!
//! What a calendar never shows: visits under seal (only their hashes), and, on an unannounced visit, which elements
//! were drawn (only how many).

mod csv;
mod html;
mod ics;
mod json;
mod month;
mod xlsx;

pub use csv::csv;
pub use html::html;
pub use ics::ics;
pub use json::json;
pub use xlsx::xlsx;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::words::{Words, last_day};
use crate::domain::message::Message;

/// All visits of a period, as people are told of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// Name of the county.
    pub county: String,
    /// Division code of the county: part of every event's identity, so that two counties' calendars do not collide.
    pub county_code: String,
    /// What the calendar is called, e.g. the joint visits of a quarter.
    pub title: String,
    /// First day of the period.
    pub first: NaiveDate,
    /// Last day of the period, included.
    pub last: NaiveDate,
    /// The business date the files carry.
    pub generated_on: NaiveDate,
    /// Joint visits, cancelled ones included.
    pub visits: Vec<Visit>,
    /// Holidays and make-up days.
    #[serde(default)]
    pub special_days: Vec<SpecialDay>,
    /// Times in which the county visits nobody: harvest, flood duty, elections.
    #[serde(default)]
    pub quiet: Vec<QuietPeriod>,
    /// Arrivals from above the county.
    #[serde(default)]
    pub anchors: Vec<Anchor>,
    /// Hashes of visits under seal.
    #[serde(default)]
    pub sealed: Vec<String>,
}

/// One joint visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// Short id, e.g. `V-0107`: never used again for another visit.
    pub id: String,
    /// Grows by one with every change after publication.
    pub sequence: u32,
    /// Called off. It stays in the calendar, so that devices that know it learn of it.
    pub cancelled: bool,
    /// Name of the unit.
    pub unit: String,
    /// Division code of the unit.
    pub unit_code: String,
    /// Township the unit is or lies in.
    pub township: String,
    /// First day.
    pub first_day: NaiveDate,
    /// Days running, 1 or 2.
    pub days: u32,
    /// The unit is told beforehand.
    pub announced: bool,
    /// Departments that come.
    pub departments: Vec<String>,
    /// Who leads the team.
    pub leader: Option<String>,
    /// The others of the team.
    #[serde(default)]
    pub team: Vec<String>,
    /// What it is about, each subject once.
    pub subjects: Vec<String>,
    /// What it serves.
    #[serde(default)]
    pub demands: Vec<Demand>,
    /// A remark for all.
    #[serde(default)]
    pub note: Option<String>,
}

/// One demand a visit serves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demand {
    /// Id of the request, e.g. `R-0042`.
    pub request: String,
    /// Department that asked.
    pub department: String,
    /// Its subject.
    pub subject: String,
    /// How many elements are checked; 0 where the unit itself is.
    #[serde(default)]
    pub element_count: u32,
    /// Names of the elements, where they are known. Shown on announced visits only.
    #[serde(default)]
    pub elements: Vec<String>,
}

/// A day on which the week's rule does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialDay {
    /// The day.
    pub date: NaiveDate,
    /// Which holiday makes it special.
    pub name: String,
    /// A weekend day on which people work.
    pub working: bool,
}

/// Days on which the county visits nobody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietPeriod {
    /// Why.
    pub name: String,
    /// First day.
    pub first: NaiveDate,
    /// Last day, included.
    pub last: NaiveDate,
}

/// An arrival from above the county, fixed for the plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// Short id.
    pub id: String,
    /// Grows by one with every change.
    pub sequence: u32,
    /// Called off.
    pub cancelled: bool,
    /// Who comes.
    pub body: String,
    /// What about.
    pub subject: String,
    /// Names of the units it goes to.
    pub units: Vec<String>,
    /// First day.
    pub first_day: NaiveDate,
    /// Days running.
    pub days: u32,
    /// A remark for all.
    #[serde(default)]
    pub note: Option<String>,
}

impl Calendar {
    /// The copy a township may have: its own announced visits, the arrivals from above that name it, nothing of
    /// unannounced visits, not even that there are some.
    #[must_use]
    pub fn of_township(&self, township: &str) -> Self {
        let mine = |visit: &&Visit| visit.announced && (visit.township == township || visit.unit == township);
        Self {
            visits: self.visits.iter().filter(mine).cloned().collect(),
            anchors: self
                .anchors
                .iter()
                .filter(|anchor| anchor.units.iter().any(|unit| unit == township))
                .cloned()
                .collect(),
            sealed: Vec::new(),
            ..self.clone()
        }
    }

    /// Visits by day, then unit, then id.
    fn visits_in_order(&self) -> Vec<&Visit> {
        let mut visits: Vec<&Visit> = self.visits.iter().collect();
        visits.sort_by_key(|v| (v.first_day, v.unit_code.as_str(), v.id.as_str()));
        visits
    }

    /// Arrivals from above by day, then id.
    fn anchors_in_order(&self) -> Vec<&Anchor> {
        let mut anchors: Vec<&Anchor> = self.anchors.iter().collect();
        anchors.sort_by_key(|a| (a.first_day, a.id.as_str()));
        anchors
    }

    /// Units by code, each with its visits in order.
    fn units(&self) -> Vec<(&str, Vec<&Visit>)> {
        let mut units: std::collections::BTreeMap<(&str, &str), Vec<&Visit>> =
            std::collections::BTreeMap::new();
        for visit in self.visits_in_order() {
            units.entry((&visit.unit_code, &visit.unit)).or_default().push(visit);
        }
        units.into_iter().map(|((_, name), visits)| (name, visits)).collect()
    }

    /// County, title.
    fn heading(&self) -> String {
        if self.title.starts_with(&self.county) {
            self.title.clone()
        } else {
            format!("{} {}", self.county, self.title)
        }
    }

    /// Period and day of making, under a title.
    fn subtitle(&self, words: Words<'_>) -> String {
        words.say(
            &Message::new("export-calendar-subtitle")
                .with("period", words.period(self.first, self.last))
                .with("date", words.date(self.generated_on)),
        )
    }

    /// How many visits, days, units, departments' demands: the figures of the whole.
    fn summary(&self, words: Words<'_>) -> String {
        let held: Vec<&Visit> = self.visits.iter().filter(|v| !v.cancelled).collect();
        let units: std::collections::BTreeSet<&str> = held.iter().map(|v| v.unit_code.as_str()).collect();
        words.say(
            &Message::new("export-calendar-summary")
                .with("visits", held.len())
                .with("days", held.iter().map(|v| u64::from(v.days)).sum::<u64>())
                .with("units", units.len())
                .with("demands", held.iter().map(|v| v.demands.len()).sum::<usize>())
                .with("cancelled", self.visits.len() - held.len())
                .with("anchors", self.anchors.iter().filter(|a| !a.cancelled).count()),
        )
    }
}

impl Visit {
    fn last_day(&self) -> NaiveDate {
        last_day(self.first_day, self.days)
    }

    fn status_code(&self) -> &'static str {
        status_code(self.cancelled)
    }

    fn manner_code(&self) -> &'static str {
        if self.announced { "export-announced" } else { "export-unannounced" }
    }

    /// Leader first, marked as such.
    fn people(&self, words: Words<'_>) -> String {
        let leader =
            self.leader.iter().map(|n| words.say(&Message::new("export-leader").with("name", n.as_str())));
        words.list(&leader.chain(self.team.iter().cloned()).collect::<Vec<_>>())
    }

    /// Every demand as one sentence.
    fn demand_lines(&self, words: Words<'_>) -> Vec<String> {
        self.demands.iter().map(|demand| demand.line(words, self.announced)).collect()
    }
}

impl Demand {
    /// Request, department, subject, and what is checked there.
    fn line(&self, words: Words<'_>, announced: bool) -> String {
        let base = format!("{} {} {}", self.request, self.department, self.subject);
        let message =
            |code: &str| Message::new(code).with("demand", base.as_str()).with("count", self.count());
        if announced && !self.elements.is_empty() {
            return words.say(&message("export-demand-named").with("names", words.list(&self.elements)));
        }
        if self.count() == 0 { base } else { words.say(&message("export-demand-counted")) }
    }

    /// Elements checked, counted or named.
    fn count(&self) -> u32 {
        self.element_count.max(u32::try_from(self.elements.len()).unwrap_or(u32::MAX))
    }
}

impl Anchor {
    fn last_day(&self) -> NaiveDate {
        last_day(self.first_day, self.days)
    }
}

fn status_code(cancelled: bool) -> &'static str {
    if cancelled { "export-cancelled" } else { "export-confirmed" }
}
