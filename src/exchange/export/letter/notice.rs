//! 联合检查通知: what a township is told of an announced visit, and what it need not do.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Filled, Letter, Sender, Values};
use crate::exchange::export::words::Words;
use crate::text::Lang;

/// The notice of one announced visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Who writes.
    pub sender: Sender,
    /// Id of the visit.
    pub visit: String,
    /// The unit told.
    pub unit: String,
    /// First day.
    pub first_day: NaiveDate,
    /// Days running, 1 or 2.
    pub days: u32,
    /// Departments that come.
    pub departments: Vec<String>,
    /// What it is about.
    pub subjects: Vec<String>,
    /// Who leads the team, with the department.
    #[serde(default)]
    pub leader: String,
    /// How many people come.
    pub people: u32,
    /// Materials the law requires, to be shown once for all departments.
    #[serde(default)]
    pub kept: Vec<String>,
    /// Working days within which a clash (harvest, flood duty, election) can be reported.
    pub clash_days: u32,
}

impl Letter for Notice {
    fn template_name(&self) -> &'static str {
        "notice"
    }

    fn template(&self, lang: Lang) -> &'static str {
        match lang {
            Lang::Zh => include_str!("../../../../data/templates/zh-CN/notice.txt"),
            Lang::En => include_str!("../../../../data/templates/en/notice.txt"),
        }
    }

    fn sender(&self) -> &Sender {
        &self.sender
    }
}

impl Filled for Notice {
    fn values(&self, words: Words<'_>) -> Values {
        Values::default()
            .text("visit", self.visit.as_str())
            .text("unit", self.unit.as_str())
            .text("days", words.span(self.first_day, self.days))
            .text("departments", words.list(&self.departments))
            .text("department_count", self.departments.len().to_string())
            .text("subjects", words.list(&self.subjects))
            .text("leader", self.leader.as_str())
            .text("people", self.people.to_string())
            .text("kept", words.list(&self.kept))
            .text("clash_days", self.clash_days.to_string())
    }
}
