//! What the console asks of the program: each task is one command or one query on the session. Data only; `worker`
//! does them.

mod answer;
mod order;

use std::path::PathBuf;

use chrono::NaiveDate;

pub use answer::{Answer, Heading, InboxData, JournalData, PlanData, Sheet, VisitData, Weighed};
pub use order::{Beginning, Book, Document, ImportKind, Letters, PlanOrder, Reaction, TriageOrder};

use crate::app::command::finding::Step;
use crate::app::intake::Mapping;
use crate::app::query::entry::Filled;
use crate::app::query::question::Question;
use crate::app::query::standing::Change;
use crate::domain::day::DayRange;
use crate::domain::id::{FindingId, RequestId, VisitId};
use crate::domain::intake::ArrivalRow;
use crate::domain::material::Disposition;
use crate::domain::person::Person;
use crate::domain::register::Register;
use crate::domain::sample_round::FieldForce;
use crate::text::Lang;

/// Most visits a decision is for that is made in a moment.
const VISITS_AT_ONCE: usize = 10;

/// One thing to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// The first start.
    Begin(Beginning),
    /// Who acts from now on.
    ActAs(String),
    /// The business date from now on.
    SetToday(NaiveDate),
    /// Documents are written in this language from now on.
    Language(Lang),
    /// Read the heading.
    LoadHeading,
    /// Read the first requests, to be shown until all are read.
    LoadInboxHead,
    /// Read all requests, or those that decisions after this entry of the journal changed.
    LoadInbox(Option<u64>),
    /// Read one request.
    LoadRequest(RequestId),
    /// Read what the rules say of these requests, in short.
    LoadSigns(Vec<RequestId>),
    /// Read why demands are not placed.
    LoadReasons,
    /// Read the plan in force.
    LoadPlan,
    /// Read one visit.
    LoadVisit(VisitId),
    /// Read the quotas around a day.
    LoadQuota(NaiveDate),
    /// Read the plan against what came in the year of a day, and what is too often in it.
    LoadAlarms(NaiveDate),
    /// Read the burden of these days, and of those before they are held against.
    LoadBurden {
        /// Now.
        span: DayRange,
        /// Before.
        before: DayRange,
    },
    /// Read the journal.
    LoadJournal,
    /// Read what visits found.
    LoadFindings,
    /// Take a finding further.
    Advance {
        /// Which.
        id: FindingId,
        /// How.
        step: Step,
    },
    /// Say who sees to a finding.
    Assign {
        /// Which.
        id: FindingId,
        /// The department as people name it; empty for the unit.
        department: String,
    },
    /// Draw closed findings to be looked at again.
    DrawRechecks,
    /// Ask for visits where nothing takes a second look along.
    PlanRechecks,
    /// Note that something went to the case office.
    HandOver(VisitId),
    /// Take in what somebody says to a published visit.
    React(Reaction),
    /// Decide on requests.
    Triage(TriageOrder),
    /// Decide on all that wait as the rules suggest.
    TriageByRule,
    /// Decide what becomes of a material.
    Dispose {
        /// Of which request.
        request: RequestId,
        /// The material as the request names it.
        material: String,
        /// What becomes of it.
        disposition: Disposition,
    },
    /// Take in a file.
    Import {
        /// What is in it.
        kind: ImportKind,
        /// Where it is.
        path: PathBuf,
    },
    /// Show how a file of requests reads, as its columns are explained.
    Look {
        /// Where it is.
        path: PathBuf,
        /// What its columns mean; `None` for what the program makes of them.
        mapping: Option<Mapping>,
    },
    /// Take in a file of requests as its columns are explained, and remember that.
    ImportAs {
        /// Where it is.
        path: PathBuf,
        /// What its columns mean.
        mapping: Mapping,
    },
    /// Take a register in.
    ImportRegister {
        /// What it is.
        register: Box<Register>,
        /// Where its entries are.
        path: PathBuf,
    },
    /// Let somebody act.
    Appoint(Person),
    /// Make the arrivals of a span the baseline.
    SetBaseline(DayRange),
    /// Put an arrival on record.
    AddArrival(Box<ArrivalRow>),
    /// Copy the database to a file.
    Backup(PathBuf),
    /// Read a list.
    Read(Book),
    /// Record what a team brought back.
    Record {
        /// From which visit.
        id: VisitId,
        /// The filled checklist.
        path: PathBuf,
    },
    /// Read what a visit asks and what is on record of it.
    LoadEntry(VisitId),
    /// Record what was typed in.
    Enter {
        /// Of which visit.
        id: VisitId,
        /// Over which version of the record.
        version: Option<u64>,
        /// Place by place.
        places: Vec<(String, Filled)>,
    },
    /// Divide a visit's team.
    DivideTeam {
        /// Which visit.
        visit: VisitId,
        /// Into how many groups.
        groups: u32,
    },
    /// Read the record of a visit's draw.
    Protocol(VisitId),
    /// Let a stopped unit go on.
    Resume {
        /// The township as written.
        unit: String,
        /// Code of the subject.
        subject: String,
        /// On what evidence.
        note: String,
    },
    /// Fix the draws of accepted requests, and make them with the state of the journal.
    CommitDraws,
    /// Plan.
    Plan(PlanOrder),
    /// Draw who goes.
    DrawTeams(Vec<VisitId>),
    /// Pass supervision beforehand.
    Clear(Vec<VisitId>),
    /// Put visits on the calendar.
    Publish {
        /// Which.
        ids: Vec<VisitId>,
        /// Where the public numbers of their draws will come from; empty for the state of the journal.
        source: String,
    },
    /// Say what other people and days would make of a visit's samples.
    PlanSample {
        /// What is considered.
        force: FieldForce,
        /// Draw by it.
        keep: bool,
    },
    /// Keep visits where they are, or let them go.
    Pin {
        /// Which.
        ids: Vec<VisitId>,
        /// Keep them.
        pinned: bool,
    },
    /// Say what a change to a visit would cost.
    Weigh(Change),
    /// Let nobody come to the unit of a visit on these days.
    Forbid {
        /// Which visit.
        id: VisitId,
        /// When not.
        days: DayRange,
        /// Why.
        reason: String,
    },
    /// Say what a change to the plan would bring.
    Ask {
        /// The change.
        question: Question,
        /// How many other demands may move.
        moves_max: u32,
    },
    /// Make such an answer the plan.
    Keep {
        /// The change.
        question: Question,
        /// How many other demands could move.
        moves_max: u32,
        /// The state of the journal the answer holds for.
        state: String,
    },
    /// Move a visit.
    Move {
        /// Which.
        id: VisitId,
        /// To which day.
        to: NaiveDate,
    },
    /// Call a visit off.
    Cancel {
        /// Which.
        id: VisitId,
        /// Why.
        reason: String,
    },
    /// Make the draw of a visit.
    Draw {
        /// Which.
        id: VisitId,
        /// The public number; empty for the state of the journal.
        public: String,
        /// Who saw it.
        witnesses: String,
    },
    /// Permit a visit to exceed a rule once.
    Except {
        /// The rule.
        rule: String,
        /// The visit.
        visit: VisitId,
        /// Why.
        reason: String,
    },
    /// Write a document to a file.
    Export {
        /// Which document.
        document: Document,
        /// The file; its ending decides the format.
        path: PathBuf,
        /// Replace a file that is there.
        force: bool,
    },
    /// Take back the last command.
    Undo,
    /// Do again what was taken back.
    Redo,
}

impl From<Change> for Task {
    fn from(change: Change) -> Self {
        match change {
            Change::Move { id, to } => Self::Move { id, to },
            Change::Forbid { id, days, reason } => Self::Forbid { id, days, reason },
        }
    }
}

impl Task {
    /// Takes long: runs beside the other tasks, with progress, and can be stopped.
    pub const fn is_job(&self) -> bool {
        matches!(
            self,
            Self::Begin(Beginning::Demo)
                | Self::Import { .. }
                | Self::ImportAs { .. }
                | Self::ImportRegister { .. }
                | Self::Plan(_)
                | Self::TriageByRule
                | Self::CommitDraws
                | Self::Record { .. }
                | Self::Export { .. }
                | Self::Backup(_)
                | Self::Read(Book::Verify | Book::Doctor)
        ) || self.visits() > VISITS_AT_ONCE
    }

    /// How many visits supervision, publishing or the draw of teams is for.
    const fn visits(&self) -> usize {
        match self {
            Self::DrawTeams(ids) | Self::Clear(ids) | Self::Publish { ids, .. } => ids.len(),
            _ => 0,
        }
    }

    /// Changes what is on record, beside the other tasks: a moment in which nothing seems to happen.
    pub const fn decides(&self) -> bool {
        matches!(
            self,
            Self::Begin(_)
                | Self::Advance { .. }
                | Self::Assign { .. }
                | Self::DrawRechecks
                | Self::PlanRechecks
                | Self::HandOver(_)
                | Self::React(_)
                | Self::Triage(_)
                | Self::Record { .. }
                | Self::Enter { .. }
                | Self::DivideTeam { .. }
                | Self::CommitDraws
                | Self::DrawTeams(_)
                | Self::Clear(_)
                | Self::Publish { .. }
                | Self::Pin { .. }
                | Self::Weigh(_)
                | Self::Forbid { .. }
                | Self::Ask { .. }
                | Self::Keep { .. }
                | Self::Move { .. }
                | Self::Cancel { .. }
                | Self::Draw { .. }
                | Self::Except { .. }
                | Self::Undo
                | Self::Redo
        )
    }

    /// Reads what is shown, and changes nothing: what is to be done comes first, and is shown then.
    pub const fn reads(&self) -> bool {
        matches!(
            self,
            Self::LoadHeading
                | Self::LoadInboxHead
                | Self::LoadInbox(_)
                | Self::LoadRequest(_)
                | Self::LoadSigns(_)
                | Self::LoadReasons
                | Self::LoadPlan
                | Self::LoadVisit(_)
                | Self::LoadQuota(_)
                | Self::LoadAlarms(_)
                | Self::LoadBurden { .. }
                | Self::LoadJournal
                | Self::LoadFindings
        )
    }

    /// The catalogue id of what a job does.
    pub const fn job_text_id(&self) -> &'static str {
        match self {
            Self::Begin(_) => "job-demo",
            Self::Import { .. } | Self::ImportAs { .. } | Self::ImportRegister { .. } => "job-import",
            Self::Plan(_) => "job-plan",
            Self::TriageByRule => "job-triage",
            Self::Export { .. } => "job-export",
            Self::Backup(_) => "job-backup",
            Self::Read(_) => "job-verify",
            Self::Record { .. } => "job-record",
            Self::DrawTeams(_) => "job-teams",
            Self::Clear(_) => "job-clear",
            Self::Publish { .. } => "job-publish",
            Self::CommitDraws => "job-draws",
            _ => "reading",
        }
    }

    /// A later task of the same sort makes this one useless: only the last is done.
    pub const fn superseded_by(&self, later: &Self) -> bool {
        matches!(
            (self, later),
            (Self::LoadRequest(_), Self::LoadRequest(_))
                | (Self::LoadVisit(_), Self::LoadVisit(_))
                | (Self::LoadQuota(_), Self::LoadQuota(_))
                | (Self::LoadAlarms(_), Self::LoadAlarms(_))
                | (Self::LoadBurden { .. }, Self::LoadBurden { .. })
                | (Self::LoadJournal, Self::LoadJournal)
                | (Self::LoadFindings, Self::LoadFindings)
                | (Self::LoadInbox(_), Self::LoadInbox(_))
                | (Self::LoadPlan, Self::LoadPlan)
                | (Self::Look { .. }, Self::Look { .. })
                | (Self::LoadReasons, Self::LoadReasons)
        )
    }
}
