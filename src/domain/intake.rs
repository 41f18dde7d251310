//! What a row of a department's file says, once read: values as the file states them, not yet matched with the
//! county's own lists. Knows no file format.

use std::ops::Deref;
use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::amount::RatioRange;
use super::department::Level;
use super::draw::{DirectedReason, NotVisited};
use super::problem::Place;
use super::request::{Regime, RequestKind};
use super::unit::UnitKind;

/// Days from `from` to `to`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DateSpan {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

/// Whom a request is aimed at, as far as it names units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitsAsked {
    /// These, as written.
    Named(Vec<String>),
    /// All units of a kind.
    All {
        /// Townships or villages.
        kind: UnitKind,
        /// How many the writer believes there are (全县10个乡镇).
        declared: Option<u32>,
        /// Those left out by name.
        except: Vec<String>,
    },
}

/// One stage of a sample: so many of something in each of something. 每乡2个村，每村5户 has two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// How many.
    pub number: u32,
    /// Units of which kind; elements where none is told.
    pub of: Option<UnitKind>,
    /// In each unit of which kind; in the whole county where none is told.
    pub per: Option<UnitKind>,
}

/// A text that many values share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct SharedText(Arc<str>);

impl Deref for SharedText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<String> for SharedText {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<SharedText> for String {
    fn from(text: SharedText) -> Self {
        text.0.as_ref().to_owned()
    }
}

/// How one cell was read: what stands there and what it was taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Column, from 1.
    pub column: u32,
    /// The heading over it.
    pub header: SharedText,
    /// The cell as it stands in the file.
    pub cell: String,
    /// The field it was taken for; `other` is kept but not used.
    pub as_field: SharedText,
    /// The row the value was carried down from, where it does not stand in this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from_row: Option<u32>,
}

/// One request as a department wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestRow {
    /// Sheet, for a workbook.
    pub sheet: Option<String>,
    /// Spreadsheet row, from 1.
    pub row: u32,
    /// 序号; absent on a continuation row.
    pub line: Option<String>,
    /// 计划编号.
    pub plan_item: Option<String>,
    /// Who asks, as written.
    pub department: Option<String>,
    /// Who joins in, as written.
    pub partners: Vec<String>,
    /// 股室: the office inside the department.
    pub office: Option<String>,
    /// The heading the row stands under, carried down.
    pub category: Option<String>,
    /// 事项类别, e.g. 一般抽查事项, 行政检查.
    pub item_class: Option<String>,
    /// What is inspected.
    pub subject: String,
    /// What is looked at, in more words.
    pub content: Option<String>,
    /// Who or what is inspected, as written.
    pub object: Option<String>,
    /// The units named, where any are.
    pub units: Option<UnitsAsked>,
    /// When it may take place; several for batches or recurring work.
    pub windows: Vec<DateSpan>,
    /// Share of the register to draw.
    pub ratio: Option<RatioRange>,
    /// Number of elements to inspect.
    pub count: Option<u32>,
    /// Whether the number is the writer's estimate (预估, 以实际为准).
    pub count_estimated: bool,
    /// Whether the number is meant for each unit (每乡镇2户).
    pub count_per_unit: bool,
    /// Where the number is meant for each unit: the stages it is drawn in, from the county down; `count` is that of the
    /// last.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<Stage>,
    /// Size of the register as the writer states it.
    pub population: Option<u32>,
    /// Times a year.
    pub times_per_year: Option<u32>,
    /// Whether `times_per_year` is the least (`>=1`).
    pub times_at_least: bool,
    /// Inspectors coming.
    pub people: Option<u32>,
    /// Half days at one unit.
    pub effort_halfdays: Option<u32>,
    /// Open (明查, true) or unannounced (暗访, false).
    pub announced: Option<bool>,
    /// Whether others may ride along (能否套开); `None` where the file does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joinable: Option<bool>,
    /// What may be done with it.
    pub kind: Option<RequestKind>,
    /// Which law it is under.
    pub regime: Option<Regime>,
    /// 依据.
    pub basis: Option<String>,
    /// Materials asked of the township.
    pub materials: Vec<String>,
    /// How it is done, as written.
    pub mode: Option<String>,
    /// 备注.
    pub note: Option<String>,
    /// How each cell was read.
    pub readings: Vec<Reading>,
}

/// One entry of a register (抽查对象名录).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameRow {
    /// Sheet, for a workbook.
    pub sheet: Option<String>,
    /// Spreadsheet row, from 1.
    pub row: u32,
    /// Identifier in the register.
    pub id: String,
    /// Unit by name, as written.
    pub unit: Option<String>,
    /// Unit by division code.
    pub unit_code: Option<String>,
    /// Village by name or code, as written.
    pub village: Option<String>,
    /// Name of the element.
    pub name: Option<String>,
    /// Kind of element, as written.
    pub kind: Option<String>,
    /// Size (people of a household, employees, area), in the register's own measure.
    pub size: Option<u64>,
    /// Credit class A to D.
    pub credit: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// 备注.
    pub note: Option<String>,
    /// Further columns by heading.
    pub others: std::collections::BTreeMap<String, String>,
}

/// One department.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentRow {
    /// Sheet, for a workbook.
    pub sheet: Option<String>,
    /// Spreadsheet row, from 1.
    pub row: u32,
    /// Code, where the list has one.
    pub code: Option<String>,
    /// Name.
    pub name: String,
    /// Short name.
    pub short: Option<String>,
    /// Other names it is written under.
    pub aliases: Vec<String>,
    /// Level: county, prefecture, province, centre.
    pub level: Option<Level>,
    /// Inspectors it can send.
    pub inspectors: Option<u32>,
    /// Whether it may inspect firms on its own.
    pub licensed: Option<bool>,
    /// 备注.
    pub note: Option<String>,
}

/// One township or village.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitRow {
    /// Sheet, for a workbook.
    pub sheet: Option<String>,
    /// Spreadsheet row, from 1.
    pub row: u32,
    /// National division code.
    pub code: String,
    /// Name.
    pub name: String,
    /// The unit above, by name or code.
    pub parent: Option<String>,
    /// People.
    pub population: Option<u64>,
    /// 备注.
    pub note: Option<String>,
}

/// One day that is not what its weekday says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolidayRow {
    /// Sheet, for a workbook.
    pub sheet: Option<String>,
    /// Spreadsheet row, from 1.
    pub row: u32,
    /// The day.
    pub date: NaiveDate,
    /// Which holiday.
    pub name: Option<String>,
    /// Off (true) or a make-up working day (false).
    pub off: bool,
    /// The year of the notice, where the file says it: the last days of a year can belong to the next year's.
    pub year: Option<i32>,
}

/// One arrival at a unit as the township saw it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArrivalRow {
    /// Sheet, for a workbook.
    pub sheet: Option<String>,
    /// Spreadsheet row, from 1.
    pub row: u32,
    /// The day, or the first of them.
    pub date: NaiveDate,
    /// Unit, as written.
    pub unit: String,
    /// Who came, as written.
    pub department: String,
    /// How many people.
    pub people: Option<u32>,
    /// For how many half days.
    pub halfdays: Option<u32>,
    /// Announced beforehand.
    pub announced: Option<bool>,
    /// About what.
    pub subject: Option<String>,
    /// What they asked for.
    pub materials: Vec<String>,
    /// How many documents they asked for, where only the number is written.
    pub materials_count: Option<u32>,
    /// Forms to fill.
    pub forms: Option<u32>,
    /// Host staff who accompanied.
    pub hosts: Option<u32>,
    /// 备注.
    pub note: Option<String>,
}

/// Somebody who inspects.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InspectorRow {
    /// Sheet, for a workbook.
    pub sheet: Option<String>,
    /// Spreadsheet row, from 1.
    pub row: u32,
    /// Number in the list.
    pub id: String,
    /// Name.
    pub name: String,
    /// Department, as written.
    pub department: String,
    /// The unit they are from, as written.
    pub home: Option<String>,
    /// Units where relatives live or work, as written.
    #[serde(default)]
    pub relatives: Vec<String>,
    /// Holds a licence to inspect firms.
    pub licensed: bool,
}

/// What a team found at an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Seen, nothing wrong.
    Conforming,
    /// Seen, something wrong.
    Nonconforming,
    /// The question does not arise there.
    NotApplicable,
    /// Not seen, and why.
    NotVisited(NotVisited),
}

/// One thing a team brought back: an answer to an item, an element seen as a whole, or one not visited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultRow {
    /// Where it stands.
    pub place: Place,
    /// The visit the file names, where it does.
    pub visit: Option<String>,
    /// Id of the element as the file writes it; `None` for the unit itself.
    pub element: Option<String>,
    /// Id of the check item as the file writes it; `None` for all that are not named.
    pub item: Option<String>,
    /// What was found.
    pub outcome: Outcome,
    /// Why people chose the element themselves, where they did.
    pub directed: Option<DirectedReason>,
    /// What was measured, as written.
    pub value: String,
    /// What was seen.
    pub note: String,
}

/// One register of the county's index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterRow {
    /// Short code.
    pub code: String,
    /// The file that holds its entries.
    pub file: String,
    /// Kinds of element in it.
    pub kinds: Vec<String>,
    /// Name.
    pub name: String,
    /// Who keeps it.
    pub keeper: String,
    /// The day it is the state of.
    pub as_of: NaiveDate,
}
