//! What inspections cost those inspected, before and after: the figures people quote, and the files made of them.
//! Knows no database; [`Burden`] comes counted. Units stand in the order of their codes: this is no ranking.

mod html;
mod xlsx;

pub use html::html;
pub use xlsx::xlsx;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::words::Words;
use crate::domain::message::Message;

/// Two periods side by side.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Burden {
    /// Name of the county.
    pub county: String,
    /// The business date the files carry.
    pub generated_on: NaiveDate,
    /// What is compared with: a baseline, or every department going alone.
    pub before: String,
    /// What is compared.
    pub after: String,
    /// The figures of the whole county.
    pub measures: Vec<Measure>,
    /// By unit.
    pub units: Vec<UnitBurden>,
    /// By department.
    pub departments: Vec<DepartmentBurden>,
    /// How the figures were counted, what they leave out.
    #[serde(default)]
    pub notes: Vec<Message>,
}

/// One figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// What is counted.
    pub kind: MeasureKind,
    /// Before.
    pub before: u32,
    /// After.
    pub after: u32,
}

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MeasureKind {
    /// Times somebody came.
    Arrivals,
    /// Days on which somebody was there.
    VisitDays,
    /// Hours people of the unit gave.
    HostHours,
    /// Inspectors received.
    PeopleReceived,
    /// Materials asked for.
    Materials,
    /// Forms filled.
    Forms,
    /// Most arrivals at one unit in one week.
    WeekMax,
}

/// What one unit received.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitBurden {
    /// Name.
    pub unit: String,
    /// Division code.
    pub unit_code: String,
    /// Arrivals before.
    pub before: u32,
    /// Arrivals after, superiors' included.
    pub after: u32,
    /// Of those after, from above the county or urgent: outside the quota.
    #[serde(default)]
    pub outside_quota: u32,
    /// Most arrivals in one week before.
    pub week_max_before: u32,
    /// Most arrivals in one week after, those outside the quota left out.
    pub week_max_after: u32,
}

/// What one department asked for and how often it came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentBurden {
    /// Name.
    pub department: String,
    /// Arrivals of its own before.
    pub before: u32,
    /// Joint visits it takes part in after.
    pub after: u32,
}

impl Burden {
    fn units_in_order(&self) -> Vec<&UnitBurden> {
        let mut units: Vec<&UnitBurden> = self.units.iter().collect();
        units.sort_by_key(|unit| (unit.unit_code.as_str(), unit.unit.as_str()));
        units
    }

    fn title(&self, words: Words<'_>) -> String {
        words.say(&Message::new("export-burden-title").with("county", self.county.as_str()))
    }

    fn subtitle(&self, words: Words<'_>) -> String {
        words.say(
            &Message::new("export-burden-subtitle")
                .with("before", self.before.as_str())
                .with("after", self.after.as_str())
                .with("date", words.date(self.generated_on)),
        )
    }
}

const fn measure_code(kind: MeasureKind) -> &'static str {
    match kind {
        MeasureKind::Arrivals => "export-arrivals",
        MeasureKind::VisitDays => "export-visit-days",
        MeasureKind::HostHours => "export-host-hours",
        MeasureKind::PeopleReceived => "export-people-received",
        MeasureKind::Materials => "export-materials-asked",
        MeasureKind::Forms => "export-forms",
        MeasureKind::WeekMax => "export-week-max",
    }
}

/// The change in whole per cent, rounded to the nearest, as a phrase; nothing where there was nothing before.
fn change(before: u32, after: u32, words: Words<'_>) -> String {
    let (before, after) = (u64::from(before), u64::from(after));
    let percent = |part: u64| (part * 200 + before) / (before * 2);
    match (before, before.cmp(&after)) {
        (0, _) | (_, std::cmp::Ordering::Equal) => words.get("export-unchanged"),
        (_, std::cmp::Ordering::Greater) => {
            words.say(&Message::new("export-less").with("percent", percent(before - after)))
        }
        (_, std::cmp::Ordering::Less) => {
            words.say(&Message::new("export-more").with("percent", percent(after - before)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Catalogue, Lang};

    fn check(before: u32, after: u32, expected: &str) {
        let catalogue = Catalogue::new(Lang::En);
        assert_eq!(change(before, after, Words::new(&catalogue)), expected, "{before} to {after}");
    }

    #[test]
    fn changes_are_whole_per_cents() {
        check(130, 20, "−85 %");
        check(3, 2, "−33 %");
        check(3, 1, "−67 %");
        check(8, 7, "−13 %");
        check(5, 0, "−100 %");
        check(2, 3, "+50 %");
        check(0, 4, "–");
        check(7, 7, "–");
        check(u32::MAX, 0, "−100 %");
        check(1, u32::MAX, "+429496729400 %");
    }
}
