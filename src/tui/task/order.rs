//! What tasks are told: what is to be decided, planned, written, read. Data only.

use std::path::PathBuf;

use crate::app::command::triage::Ruling;
use crate::app::letters::LetterKind;
use crate::domain::day::DayRange;
use crate::domain::id::{RequestId, VisitId};
use crate::domain::reason::Reason;

/// A decision on requests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TriageOrder {
    /// Which.
    pub ids: Vec<RequestId>,
    /// How.
    pub ruling: Ruling,
    /// Why.
    pub reason: Option<Reason>,
    /// In words.
    pub note: Option<String>,
    /// Although a rule blocks.
    pub despite_rules: bool,
}

/// What is to be planned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PlanOrder {
    /// The days; `None` for all that demands ask for from today on.
    pub horizon: Option<DayRange>,
    /// The planner's seed.
    pub seed: u64,
    /// How long it searches: `quick`, `normal`, `thorough`; empty for normal.
    pub effort: String,
    /// Published demands that may move; `None` holds all.
    pub moves_max: Option<u32>,
}

/// Lists that are read now and then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Book {
    /// Whether it still stands.
    Verify,
    /// What really came.
    Arrivals,
    /// Superiors' arrivals.
    Anchors,
    /// Draws.
    Draws,
    /// Rules in force.
    Rules,
    /// What is in force.
    Doctor,
    /// How strictly townships are sampled.
    Severity,
    /// Where replaced households cluster.
    Substitutions,
    /// How often households were drawn.
    Spread,
    /// What sharing tickets saved.
    Account,
    /// Materials that wait for a person, and what the decided ones save.
    Materials,
    /// Too often, too many, off the plan.
    Alarms,
    /// What departments and townships said to visits.
    Answers,
    /// What is overdue or falls due.
    Reminders,
}

impl Book {
    /// The catalogue id of its name: that of the action which opens it.
    pub const fn text_id(self) -> &'static str {
        match self {
            Self::Verify => "action-journal-verify",
            Self::Arrivals => "action-arrival-list",
            Self::Anchors => "action-anchor-list",
            Self::Draws => "action-draw-list",
            Self::Rules => "action-rules",
            Self::Doctor => "action-doctor",
            Self::Severity => "action-draw-severity",
            Self::Substitutions => "action-draw-substitutions",
            Self::Spread => "action-draw-spread",
            Self::Account => "action-draw-account",
            Self::Materials => "action-triage-materials",
            Self::Alarms => "action-alarms",
            Self::Answers => "action-answer-list",
            Self::Reminders => "action-finding-remind",
        }
    }
}

/// What a file to be imported holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImportKind {
    /// Departments' requests.
    Requests,
    /// Townships and villages.
    Units,
    /// Departments.
    Departments,
    /// Inspectors.
    Inspectors,
    /// What really came.
    Arrivals,
    /// Holidays of further years.
    Holidays,
}

/// What somebody says to a published visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reaction {
    /// To which.
    pub visit: VisitId,
    /// The department as people name it; `None` for the visit's unit.
    pub department: Option<String>,
    /// It is content.
    pub agrees: bool,
    /// Why not.
    pub reason: String,
}

/// Letters to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letters {
    /// Which kind.
    pub kind: LetterKind,
    /// For which departments, visits or draws, as people name them; none for all there is something to write to.
    pub names: Vec<String>,
    /// Which days, for plans and accounts.
    pub span: DayRange,
    /// Whom to ask.
    pub contact: String,
}

/// A document to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Document {
    /// The calendar of a span.
    Calendar(DayRange),
    /// The checklist of a visit.
    Checklist(VisitId),
    /// Everything a visit's draw is repeated with: a folder.
    Proof(VisitId),
    /// Letters, one a file: a folder.
    Letters(Letters),
}

/// How an office begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// With the demo county and its requests.
    Demo,
    /// With a county of its own.
    County {
        /// Its division code.
        code: String,
        /// Its name.
        name: String,
        /// Who acts as director at first.
        director: String,
    },
    /// With another database file.
    File(PathBuf),
}
