//! What a team takes to the field: one list for all departments of a visit. Knows neither draw nor database;
//! [`Checklist`] comes complete.

mod html;
mod pdf;
mod share;
mod stops;
mod texts;
mod xlsform;
mod xlsx;

pub use html::html;
pub use pdf::pdf;
pub(super) use texts::materials_under;
pub use xlsform::{choice_name as phone_element, name_of as phone_item, xlsform};
pub use xlsx::xlsx;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::message::Message;
use crate::domain::stop::Stop as StopNumber;

/// Where the workbook holds what; the reader of filled ones goes by it. Columns count from 0.
pub(in crate::exchange) mod columns {
    /// Number of the stop.
    pub(in crate::exchange) const STOP: usize = 0;
    /// Id of the element.
    pub(in crate::exchange) const ID: usize = 1;
    /// Ticket of a drawn element, reason of one chosen by people.
    pub(in crate::exchange) const TICKET: usize = 4;
    /// Why the element was not visited.
    pub(in crate::exchange) const NOT_VISITED: usize = 5;
    /// The first item; remarks follow the last.
    pub(in crate::exchange) const ITEMS: usize = 6;
    /// Answer to an item of the unit.
    pub(in crate::exchange) const UNIT_RESULT: usize = 6;
    /// Remarks on it.
    pub(in crate::exchange) const UNIT_NOTE: usize = 7;
}

/// One visit, or the part of it one group does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checklist {
    /// Name of the county.
    pub county: String,
    /// Id of the visit, e.g. `V-0107`.
    pub visit: String,
    /// Which group's it is, where the team divides; `None` for the whole team's.
    #[serde(default)]
    pub group: Option<Group>,
    /// Name of the unit.
    pub unit: String,
    /// First day.
    pub first_day: NaiveDate,
    /// Days running, 1 or 2.
    pub days: u32,
    /// The business date the file carries.
    pub generated_on: NaiveDate,
    /// The unit is told beforehand.
    pub announced: bool,
    /// Departments whose demands are served.
    pub departments: Vec<String>,
    /// Who goes.
    #[serde(default)]
    pub team: Vec<Inspector>,
    /// Stops in the order they are made.
    #[serde(default)]
    pub route: Vec<Stop>,
    /// What is looked at, asked, measured.
    #[serde(default)]
    pub items: Vec<CheckItem>,
    /// Elements drawn, a sample a frame.
    #[serde(default)]
    pub samples: Vec<Sample>,
    /// What became of the materials the departments wanted.
    #[serde(default)]
    pub materials: Vec<Material>,
    /// Who signs.
    pub signature: Signature,
    /// Reminders for the team.
    #[serde(default)]
    pub guidance: Vec<Message>,
}

/// One of the groups a team divides into.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Which, from 1.
    pub number: u32,
    /// How many there are.
    pub of: u32,
}

/// One of the team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspector {
    /// Name.
    pub name: String,
    /// Department.
    pub department: String,
    /// What the person does on the visit.
    pub role: Role,
    /// Number of the law-enforcement licence, where the law asks for one.
    #[serde(default)]
    pub licence: Option<String>,
}

/// What an inspector does on a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Leads and signs.
    Leader,
    /// Inspects.
    Member,
}

/// One stop of the route.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stop {
    /// Where.
    pub place: String,
    /// What is done there.
    #[serde(default)]
    pub purpose: String,
}

/// One question for the field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckItem {
    /// Short id; columns of the filled spreadsheet are known by it.
    pub id: String,
    /// Look, ask or measure.
    pub method: Method,
    /// What to look at, ask or measure.
    pub question: String,
    /// When it counts as nonconforming.
    pub nonconforming: String,
    /// How grave that is.
    pub class: Class,
    /// Departments that get the answer.
    #[serde(default)]
    pub departments: Vec<String>,
    /// A value to compare with, e.g. a floor area allowed.
    #[serde(default)]
    pub parameter: Option<String>,
}

/// How an item is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// 看
    Look,
    /// 问
    Ask,
    /// 量
    Measure,
}

/// How grave a nonconformity is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// One is enough to act.
    Critical,
    /// Counts fully.
    Major,
    /// Told, put right on the spot.
    Minor,
}

/// Elements drawn from one frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// What the elements are, e.g. households.
    pub kind: String,
    /// Name and date of the frame.
    pub frame: String,
    /// Elements in the frame.
    pub population: u32,
    /// Elements to be checked.
    pub size: u32,
    /// What proves the draw.
    pub proof: Proof,
    /// What a result will mean.
    pub meaning: Message,
    /// When the sample is accepted or rejected, where the plan says so.
    #[serde(default)]
    pub acceptance: Option<Acceptance>,
    /// Stop numbers of plans that decide household by household; empty where the whole sample decides.
    #[serde(default)]
    pub stops: Vec<StopNumbers>,
    /// Ids of the check items asked of every element.
    #[serde(default)]
    pub items: Vec<String>,
    /// Drawn elements in ticket order; empty before the day of an unannounced visit.
    #[serde(default)]
    pub drawn: Vec<Element>,
    /// The next tickets, used in order.
    #[serde(default)]
    pub replacements: Vec<Element>,
    /// Chosen by people for a reason: told apart, never counted with the drawn ones.
    #[serde(default)]
    pub directed: Vec<Directed>,
}

/// What proves a draw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Proof {
    /// Before the day: the hash the secret is bound by.
    Committed(String),
    /// Drawn: the seed, from which anyone repeats the draw.
    Seed(String),
}

/// Acceptance numbers of a sample; they hold for drawn elements only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acceptance {
    /// Accepted with so many nonconforming elements or fewer.
    pub accept_max: u32,
    /// Rejected with so many or more.
    pub reject_min: u32,
}

/// When a team may stop for some of the departments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StopNumbers {
    /// For whom; told where not all departments have the same numbers.
    #[serde(default)]
    pub departments: Vec<String>,
    /// The numbers after each element visited.
    pub numbers: Vec<StopNumber>,
}

/// One element drawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Element {
    /// Its place among the drawn ones, or among the replacements, from 1: the number of the stop, the same for all
    /// groups.
    pub place: u32,
    /// Random id; never an identity number.
    pub id: String,
    /// The first characters of the ticket.
    pub ticket: String,
    /// How people call it.
    pub name: String,
    /// Where it is.
    pub location: String,
}

/// One element chosen for a reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directed {
    /// Random id.
    pub id: String,
    /// How people call it.
    pub name: String,
    /// Where it is.
    pub location: String,
    /// Why it was chosen.
    pub reason: String,
}

/// One material a department wanted, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Material {
    /// Its name.
    pub name: String,
    /// What became of it.
    pub disposition: Disposition,
    /// Law, rule or holder of the datum.
    #[serde(default)]
    pub basis: Option<String>,
}

/// What becomes of a material.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Disposition {
    /// 数据调用: fetched from who holds it.
    Shared,
    /// 改为现场核实: became check items.
    Observed,
    /// 不得索要: may not be asked for.
    Struck,
    /// 依法保留: one copy for all departments.
    Kept,
}

/// Who signs the record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signature {
    /// Inspection of townships and villages: the leader, once.
    Leader,
    /// Administrative inspection of firms: two licensed inspectors and the party.
    TwoInspectorsAndParty,
}

impl Checklist {
    /// An item by its id, with its number on the list from 1.
    fn item(&self, id: &str) -> Option<(usize, &CheckItem)> {
        (1..).zip(&self.items).find(|(_, item)| item.id == id)
    }

    /// Items of a sample that exist, numbered as on the list.
    fn items_of(&self, sample: &Sample) -> Vec<(usize, &CheckItem)> {
        sample.items.iter().filter_map(|id| self.item(id)).collect()
    }

    /// Items no sample asks of its elements: they are answered once, for the unit, by the first group.
    fn items_of_unit(&self) -> Vec<(usize, &CheckItem)> {
        if self.group.is_some_and(|group| group.number > 1) {
            return Vec::new();
        }
        let asked = |item: &CheckItem| self.samples.iter().any(|sample| sample.items.contains(&item.id));
        (1..).zip(&self.items).filter(|(_, item)| !asked(item)).collect()
    }
}
