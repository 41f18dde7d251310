//! What tasks bring: rows, details and what was done, as the screens take them. Data only.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chrono::NaiveDate;

use crate::app::intake::sight::Sight;
use crate::app::query::alarm::Alarms;
use crate::app::query::burden::Burden;
use crate::app::query::entry::EntrySheet;
use crate::app::query::field::{FindingRow, Reminder};
use crate::app::query::inbox::RequestDetail;
use crate::app::query::plan::PlanOverview;
use crate::app::query::question::Reply;
use crate::app::query::quota::QuotaOverview;
use crate::app::query::standing::{Blocked, Change, Cost};
use crate::app::query::visit::VisitDetail;
use crate::domain::arrival::Anchor;
use crate::domain::code::Code;
use crate::domain::day::WorkCalendar;
use crate::domain::id::{RequestId, VisitId};
use crate::domain::journal::Entry;
use crate::domain::material::Disposition;
use crate::domain::message::Message as Said;
use crate::domain::person::Role;
use crate::domain::rule::{Citation, RuleSeverity};
use crate::domain::unit::Unit;
use crate::tui::roll::Roll;
use crate::tui::theme::Meaning;

/// What a task brought.
#[derive(Debug)]
pub enum Answer {
    /// What stands at the top, and where each rule is written; `None` before a county is set up.
    Heading(Option<(Heading, BTreeMap<String, Citation>)>),
    /// The first requests.
    InboxHead(InboxData),
    /// All requests, or those that changed.
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
    /// The same of a decision on requests: more of them may be on their way.
    Triaged(Said),
    /// A command is done, with something to be read.
    Report {
        /// Its heading.
        title: Said,
        /// Its paragraphs.
        paragraphs: Vec<(Said, Meaning)>,
    },
    /// Something to be read that was asked for: nothing changed.
    Told {
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
    /// A visit's results, to be typed in.
    Entry(Box<EntrySheet>),
    /// What was typed in is recorded as far as it could be.
    Entered {
        /// What is on record by now.
        sheet: Box<EntrySheet>,
        /// What came of it.
        paragraphs: Vec<(Said, Meaning)>,
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
    /// Some department is known.
    pub has_departments: bool,
    /// Some inspector is known: teams are drawn from them.
    pub has_inspectors: bool,
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

/// Requests as their list holds them.
#[derive(Clone, Debug, Default)]
pub struct InboxData {
    /// The last journal entry they show.
    pub as_of: u64,
    /// All requests there are; otherwise those that changed since they were read last.
    pub whole: bool,
    /// The requests.
    pub roll: Roll,
    /// What is overdue or falls due.
    pub reminders: Vec<Reminder>,
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

impl VisitData {
    /// Its sample is fixed and waits to be drawn.
    pub fn is_undrawn(&self) -> bool {
        self.detail.round.as_ref().is_some_and(|round| round.drawn.is_none())
    }
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

/// A change and what it would cost.
#[derive(Debug)]
pub struct Weighed {
    /// The change.
    pub change: Change,
    /// Its cost; `None` where only planning anew tells.
    pub cost: Option<Cost>,
}
