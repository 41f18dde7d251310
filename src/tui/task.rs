//! What the console asks of the program: each task is one command or one query on the session. Data only; `worker`
//! does them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chrono::NaiveDate;

use super::theme::Meaning;
use crate::app::command::finding::Step;
use crate::app::command::triage::Ruling;
use crate::app::intake::Mapping;
use crate::app::intake::sight::Sight;
use crate::app::letters::LetterKind;
use crate::app::query::alarm::Alarms;
use crate::app::query::burden::Burden;
use crate::app::query::field::FindingRow;
use crate::app::query::inbox::{InboxRow, RequestDetail};
use crate::app::query::plan::PlanOverview;
use crate::app::query::question::{Question, Reply};
use crate::app::query::quota::QuotaOverview;
use crate::app::query::standing::{Blocked, Change, Cost};
use crate::app::query::visit::VisitDetail;
use crate::domain::arrival::Anchor;
use crate::domain::code::Code;
use crate::domain::day::{DayRange, WorkCalendar};
use crate::domain::id::{FindingId, RequestId, VisitId};
use crate::domain::intake::ArrivalRow;
use crate::domain::journal::Entry;
use crate::domain::material::Disposition;
use crate::domain::message::Message as Said;
use crate::domain::person::{Person, Role};
use crate::domain::reason::Reason;
use crate::domain::register::Register;
use crate::domain::rule::{Citation, RuleSeverity};
use crate::domain::sample_round::FieldForce;
use crate::domain::unit::Unit;
use crate::text::Lang;

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
    /// Read all requests.
    LoadInbox,
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

impl From<Change> for Task {
    fn from(change: Change) -> Self {
        match change {
            Change::Move { id, to } => Self::Move { id, to },
            Change::Forbid { id, days, reason } => Self::Forbid { id, days, reason },
        }
    }
}

/// A change and what it would cost.
#[derive(Debug)]
pub struct Weighed {
    /// The change.
    pub change: Change,
    /// Its cost; `None` where only planning anew tells.
    pub cost: Option<Cost>,
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

/// What a task brought.
#[derive(Debug)]
pub enum Answer {
    /// What stands at the top, and where each rule is written; `None` before a county is set up.
    Heading(Option<(Heading, BTreeMap<String, Citation>)>),
    /// The first requests.
    InboxHead(InboxData),
    /// All requests.
    Inbox(InboxData),
    /// One request.
    Request(Box<RequestDetail>),
    /// What the rules say of some requests, in short.
    Signs(BTreeMap<RequestId, Option<RuleSeverity>>),
    /// Why demands are not placed.
    Reasons(Vec<Blocked>),
    /// What a change would cost.
    Weighed(Box<Weighed>),
    /// What a change to the plan would bring.
    Replied(Box<Reply>),
    /// The plan in force.
    Plan(Box<PlanData>),
    /// One visit.
    Visit(Box<VisitData>),
    /// The quotas.
    Quota(Box<QuotaOverview>),
    /// Plan against execution, and what is too often.
    Alarms(Box<Alarms>),
    /// The burden now and before.
    Burden(Box<(Burden, Burden)>),
    /// The journal.
    Journal(JournalData),
    /// What visits found.
    Findings(Vec<FindingRow>),
    /// A command is done: what to say. Everything shown is to be read anew.
    Done(Said),
    /// A command is done, with something to be read.
    Report {
        /// Its heading.
        title: Said,
        /// Its paragraphs.
        paragraphs: Vec<(Said, Meaning)>,
    },
    /// How a file reads before it is taken in.
    Sight {
        /// Where it is.
        path: PathBuf,
        /// How it reads.
        sight: Box<Sight>,
    },
    /// The demo county is set up: who acts there, and on what day.
    Began {
        /// Who acts.
        author: String,
        /// The day it plays on.
        today: NaiveDate,
    },
    /// Somebody else acts now, or another database is open: everything is to be read anew.
    Changed,
    /// Another answer will come; this one is of no use any more.
    Superseded,
}

/// What stands at the top of every screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Heading {
    /// The county's name.
    pub county: String,
    /// Who acts.
    pub author: String,
    /// As what: the catalogue id of the role; `None` for somebody without one.
    pub role: Option<String>,
    /// Business date.
    pub today: NaiveDate,
    /// Everybody who may act, each with the catalogue id of the role.
    pub people: Vec<(String, String)>,
    /// Kinds of elements registers hold: code and name.
    pub kinds: Vec<(String, String)>,
    /// Subjects of inspections: code and name.
    pub subjects: Vec<(String, String)>,
}

impl Heading {
    /// Whether who acts may clear and except.
    pub fn is_director(&self) -> bool {
        self.role.as_deref() == Some(Role::Director.text_id().as_str())
    }
}

/// All requests, and what each can be found by.
#[derive(Clone, Debug, Default)]
pub struct InboxData {
    /// By id.
    pub rows: Vec<InboxRow>,
    /// One a row.
    pub haystacks: Vec<String>,
}

/// The latest entries of the journal, and what each can be found by.
#[derive(Clone, Debug, Default)]
pub struct JournalData {
    /// Newest first.
    pub entries: Vec<Entry>,
    /// One an entry.
    pub haystacks: Vec<String>,
}

/// The plan in force with what the calendar needs beside it.
#[derive(Debug)]
pub struct PlanData {
    /// Visits, what is not placed, the run.
    pub plan: PlanOverview,
    /// What each visit can be found by.
    pub haystacks: Vec<String>,
    /// What each demand that is not placed can be found by.
    pub unplaced_haystacks: Vec<String>,
    /// Townships and villages, in the order of their codes.
    pub units: Vec<Unit>,
    /// Superiors' arrivals.
    pub anchors: Vec<Anchor>,
    /// Which days are worked.
    pub calendar: WorkCalendar,
    /// Sealed visits whose unit and day who acts may not see.
    pub hidden: BTreeSet<VisitId>,
}

/// One visit with its check items in the language in use.
#[derive(Debug)]
pub struct VisitData {
    /// The visit.
    pub detail: VisitDetail,
    /// Check items and samples as texts; a failure says why there are none yet.
    pub sheet: Result<Sheet, Said>,
}

/// What a checklist will hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Check items: how, what, for whom.
    pub items: Vec<(Said, String, String)>,
    /// Drawn elements: ticket, name, place.
    pub drawn: Vec<(String, String, String)>,
    /// Materials nobody has to show, each with what becomes of it.
    pub materials: Vec<(String, Disposition)>,
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
                | Self::Export { .. }
                | Self::Backup(_)
                | Self::Read(Book::Verify | Book::Doctor)
        )
    }

    /// The catalogue id of what a job does.
    pub const fn job_text_id(&self) -> &'static str {
        match self {
            Self::Begin(_) => "job-demo",
            Self::Import { .. } | Self::ImportAs { .. } | Self::ImportRegister { .. } => "job-import",
            Self::Plan(_) => "job-plan",
            Self::TriageByRule => "job-triage",
            Self::Export { .. } | Self::Backup(_) => "job-export",
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
                | (Self::LoadInbox, Self::LoadInbox)
                | (Self::LoadPlan, Self::LoadPlan)
                | (Self::Look { .. }, Self::Look { .. })
                | (Self::LoadReasons, Self::LoadReasons)
        )
    }
}
