//! What a county decides once: its name, who leads, and the plan it keeps.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::code::codes;

codes! {
    /// Who leads coordination.
    Leadership, "leadership" {
        /// 纪委牵头: the discipline office coordinates and its director clears.
        DisciplineOffice = "discipline-office",
        /// 县委办统筹: the coordination office decides, the discipline office supervises.
        CoordinationOffice = "coordination-office",
    }
}

/// The county.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct County {
    /// National division code, 6 digits.
    pub code: String,
    /// Name.
    pub name: String,
    /// Who leads.
    pub leadership: Leadership,
    /// Teams that can be out at once, each with a leader.
    pub leaders: u32,
    /// Host staff who receive a visit, each day of it.
    pub hosts: u32,
    /// Arrivals in the baseline year, by month `YYYY-MM`; the halving line is drawn from them.
    pub baseline: BTreeMap<String, u32>,
}

impl County {
    /// The key of its one row.
    pub const KEY: &'static str = "county";

    /// Arrivals of the baseline in the same month of the year as `month`, `YYYY-MM`: the latest on record.
    pub fn baseline_of(&self, month: &str) -> Option<u32> {
        let of_year = month.split_once('-').map(|(_, number)| number)?;
        let same = |known: &&String| known.split_once('-').is_some_and(|(_, number)| number == of_year);
        self.baseline.iter().rev().find(|(known, _)| same(known)).map(|(_, visits)| *visits)
    }
}

/// How the headings of departments' forms are read, as people once said: used for their next files.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormMappings {
    /// Department (code, else name as written) → heading → field; an empty field is not read.
    pub forms: BTreeMap<String, BTreeMap<String, String>>,
}

impl FormMappings {
    /// The key of their one row.
    pub const KEY: &'static str = "form-mappings";
}

/// A year's holidays that came by file, beside those the program knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayYear {
    /// The year of the notice.
    pub year: i32,
    /// Its days.
    pub days: Vec<super::day::SpecialDay>,
}

impl HolidayYear {
    /// The key of a year's row.
    pub fn key_of(year: i32) -> String {
        format!("holidays-{year}")
    }
}
