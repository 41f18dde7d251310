//! Requests: what a department submits, and how far its decision has come.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::amount::RatioRange;
use super::code::codes;
use super::day::DayRange;
use super::id::{DepartmentCode, RequestId, UnitCode};
use super::material::Material;
use super::reason::Reason;
use super::rule::Verdict;
use super::unit::UnitKind;

codes! {
    /// What may be done with a request.
    RequestKind, "request-kind" {
        /// 计划内: merged, moved, refused.
        Planned = "planned",
        /// 计划外 (一事一报): the same, after an application of its own.
        OffPlan = "off-plan",
        /// 上级来文: never refused; an anchor.
        Superior = "superior",
        /// 急查: exempt from quotas, counted in the burden.
        Urgent = "urgent",
        /// 依法独立: only its dates are coordinated.
        Independent = "independent",
    }
}

codes! {
    /// Which body of rules applies; a request can be under both.
    Regime, "regime" {
        /// 督查检查考核 of townships and villages.
        A = "a",
        /// 行政检查 of firms, cooperatives, sole traders.
        B = "b",
    }
}

codes! {
    /// Where a request's own decision stands; its progress afterwards is that of its demands.
    RequestState, "request-state" {
        /// 已申报.
        Received = "received",
        /// 已采纳.
        Accepted = "accepted",
        /// 退回补正.
        Returned = "returned",
        /// 不予安排.
        Refused = "refused",
        /// 转数据核查.
        Diverted = "diverted",
        /// 撤回.
        Withdrawn = "withdrawn",
    }
}

codes! {
    /// How high the document stands that a request rests on.
    BasisLevel, "basis-level" {
        /// None named.
        None = "none",
        /// A county document.
        County = "county",
        /// A city document.
        Prefecture = "prefecture",
        /// A provincial document.
        Province = "province",
        /// A central document.
        Centre = "centre",
    }
}

/// The document a request rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// As the department cites it.
    pub text: String,
    /// How high it stands.
    pub level: BasisLevel,
}

/// Which units or elements a request is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "target", rename_all = "lowercase")]
pub enum Target {
    /// These units.
    Listed {
        /// In the order of the file.
        units: Vec<UnitCode>,
    },
    /// Every unit of a kind.
    All {
        /// Townships or villages.
        kind: UnitKind,
    },
    /// A ratio or number of the elements of a register, drawn by ticket.
    Drawn {
        /// Kinds of element (codes of the subject table).
        kinds: Vec<String>,
        /// The share asked for.
        ratio: Option<RatioRange>,
        /// The number asked for; the larger of the two holds.
        count: Option<u32>,
    },
    /// The file does not say, or says it in words no table knows.
    Unknown {
        /// As written.
        text: String,
    },
}

/// Where a request came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// SHA-256 of the file, lowercase hex.
    pub hash: String,
    /// File name.
    pub file: String,
    /// Sheet, for a workbook.
    pub sheet: Option<String>,
    /// Row, from 1.
    pub row: u32,
    /// The row's own number (序号), where it has one.
    pub line: Option<String>,
}

/// What the office decided, who and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Who.
    pub by: String,
    /// Business date.
    pub on: NaiveDate,
    /// Why, for everything but acceptance.
    pub reason: Option<Reason>,
    /// In words, where the reason needs them.
    pub note: Option<String>,
    /// What the rules said at that moment.
    pub verdicts: Vec<Verdict>,
}

/// A department's request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// `R-0042`.
    pub id: RequestId,
    /// Who asks.
    pub department: DepartmentCode,
    /// Who comes along.
    pub partners: Vec<DepartmentCode>,
    /// The office or team inside the department, as written.
    pub office: Option<String>,
    /// The matter, as written.
    pub title: String,
    /// Code of the subject table.
    pub subject: String,
    /// The object, as written.
    pub object: Option<String>,
    /// What may be done with it.
    pub kind: RequestKind,
    /// Rules that apply.
    pub regimes: BTreeSet<Regime>,
    /// What it rests on.
    pub basis: Option<Basis>,
    /// Number on the filed annual plan.
    pub plan_item: Option<String>,
    /// Which units or elements.
    pub target: Target,
    /// When it may be done; several where it is done in batches.
    pub windows: Vec<DayRange>,
    /// Times a year at each unit or element.
    pub times_per_year: u32,
    /// Half-days a team needs at one unit.
    pub effort_halfdays: u32,
    /// Inspectors a team has at one unit.
    pub people: u32,
    /// Told beforehand; unannounced visits are drawn and sealed.
    pub announced: bool,
    /// Whether a superior's inspection lets others ride along (套开); `None` where nobody said no.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joinable: Option<bool>,
    /// Must be served: weighs 100 in the plan.
    pub mandatory: bool,
    /// What leaving it out costs, 1 to 100.
    pub weight: u32,
    /// What it asks the township for.
    pub materials: Vec<Material>,
    /// Where it came from.
    pub source: Source,
    /// Same department, matter, target and windows give the same fingerprint, lowercase hex.
    pub fingerprint: String,
    /// When it was received.
    pub received_on: NaiveDate,
    /// Where its decision stands.
    pub state: RequestState,
    /// The decision, once there is one.
    pub decision: Option<Decision>,
}

/// The days that windows span.
pub fn span_of(windows: &[DayRange]) -> Option<DayRange> {
    let from = windows.iter().map(|window| window.from).min()?;
    let until = windows.iter().map(|window| window.until).max()?;
    Some(DayRange { from, until })
}

impl Request {
    /// The days all its windows span.
    pub fn span(&self) -> Option<DayRange> {
        span_of(&self.windows)
    }

    /// Free of quotas: urgent matters and what the law leaves to the department.
    pub fn exempt(&self) -> bool {
        matches!(self.kind, RequestKind::Urgent | RequestKind::Independent)
    }
}
