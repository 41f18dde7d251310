//! Everything the console knows at a moment. Changed by `update` alone, read by `view`; knows no terminal, no
//! database and no clock.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Duration;

use chrono::NaiveDate;

use super::action::Action;
use super::ink::Piece;
use super::key::Key;
use super::keymap::{Context, Keymap};
use super::message::Effect;
use super::mouse::Hits;
use super::screen::burden::BurdenScreen;
use super::screen::calendar::CalendarScreen;
use super::screen::entry::Entry;
use super::screen::findings::FindingsScreen;
use super::screen::inbox::Inbox;
use super::screen::journal::JournalScreen;
use super::screen::mapping::MappingScreen;
use super::screen::plan::{Considered, PlanScreen};
use super::screen::quota::QuotaScreen;
use super::screen::start::Start;
use super::screen::visit::VisitScreen;
use super::task::{Document, Heading, Task};
use super::theme::{Look, Meaning};
use super::widget::finder::Finder;
use super::widget::form::Form;
use super::widget::notice::Notice;
use super::widget::picker::Picker;
use crate::app::command::triage::Ruling;
use crate::domain::id::{FindingId, RequestId, VisitId};
use crate::domain::material::Disposition;
use crate::domain::message::Message as Said;
use crate::domain::rule::Citation;
use crate::text::visible::visible;
use crate::text::{Catalogue, Lang};

/// The screens there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// The first start: no county yet.
    Start,
    /// 申报审核.
    Inbox,
    /// 统筹.
    Plan,
    /// 联检安排.
    Calendar,
    /// 实施.
    Visit,
    /// 频次控制.
    Quota,
    /// 整改.
    Findings,
    /// 减负.
    Burden,
    /// 办理日志.
    Journal,
}

impl Screen {
    /// The screens of a county that is set up, in order, with the action that opens each.
    pub const TABS: [(Self, Action); 8] = [
        (Self::Inbox, Action::Inbox),
        (Self::Plan, Action::PlanScreen),
        (Self::Calendar, Action::Calendar),
        (Self::Visit, Action::VisitScreen),
        (Self::Quota, Action::QuotaScreen),
        (Self::Findings, Action::Findings),
        (Self::Burden, Action::Burden),
        (Self::Journal, Action::JournalLog),
    ];
}

/// What is on top of the screen and takes the keys.
#[derive(Debug)]
pub enum Overlay {
    /// Something to be read.
    Notice(Notice),
    /// A question about something that cannot be undone.
    Confirm(Notice, Intent),
    /// A choice.
    Picker(Picker, Choice),
    /// Lines to fill in.
    Form(Form, Intent),
    /// Results typed in: over the whole screen.
    Entry(Box<Entry>),
    /// The columns of a file before it is taken in.
    Mapping(Box<MappingScreen>),
}

/// What a choice is for.
#[derive(Debug)]
pub enum Choice {
    /// Run one of these: the palette and the help.
    Run(Vec<Action>),
    /// Let one of these act.
    Person(Vec<String>),
    /// Which material of a request.
    Material(RequestId, Vec<String>),
    /// What becomes of a material.
    Disposition {
        /// Of which request.
        request: RequestId,
        /// Which material.
        material: String,
        /// In the order shown.
        dispositions: Vec<Disposition>,
    },
    /// Which request to go to.
    Candidate(Vec<RequestId>),
    /// Which visit to open.
    Visit(Vec<VisitId>),
    /// Why nobody was there.
    Absence,
    /// Which place of a form for results.
    EntryPlace,
    /// Which change to consider.
    Considered(Vec<Considered>),
    /// What a column with this heading is read as: the fields in the order shown.
    Meaning(String, Vec<String>),
    /// Who sends the file that is looked at.
    Sender(Vec<String>),
}

/// What is done when a form or a question is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Intent {
    /// Set up an empty county.
    NewCounty,
    /// Open another database file.
    OpenFile,
    /// Act under a name that is not in the list.
    ActAs,
    /// Work on another business date.
    SetToday,
    /// Decide on requests, with a reason.
    Triage(Ruling, Vec<RequestId>),
    /// Accept although a rule blocks.
    AcceptDespite(Vec<RequestId>),
    /// Take in a file.
    Import,
    /// Say who sends the file that is looked at.
    Sender,
    /// Plan with options.
    PlanOptions,
    /// Let nobody come to the unit of a visit.
    Forbid(VisitId),
    /// Let somebody act.
    PersonAdd,
    /// Put an arrival on record.
    ArrivalAdd,
    /// Make the arrivals of a span the baseline.
    Baseline,
    /// Take a register in.
    ImportFrames,
    /// Copy the database.
    Backup,
    /// Write letters.
    Letters,
    /// Ask what a change would bring.
    WhatIf(Considered),
    /// Record what a team brought back.
    Record(VisitId),
    /// What was seen where results are typed in.
    Note,
    /// An element people chose themselves.
    Directed,
    /// Throw away what was typed.
    LeaveEntry,
    /// Divide a visit's team.
    Groups(VisitId),
    /// Take a finding further.
    Finding(Action, FindingId),
    /// Take in what somebody says to a visit.
    Answer(VisitId),
    /// Let a stopped unit go on.
    DrawResume,
    /// Move a visit.
    Move(VisitId),
    /// Call a visit off.
    Cancel(VisitId),
    /// Make a draw.
    Draw(VisitId),
    /// Consider other people and days.
    DrawPlan(VisitId),
    /// Put visits on the calendar.
    Publish(Vec<VisitId>),
    /// Grant an exception.
    Except(VisitId),
    /// Write a document.
    Export(Document),
    /// Write the calendar.
    ExportCalendar,
    /// Do what was asked about.
    Do(Task),
}

/// A job that takes long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Job {
    /// The catalogue id of what it does.
    pub text_id: &'static str,
    /// Steps done.
    pub done: u64,
    /// Steps in all; 0 while unknown.
    pub all: u64,
    /// Seconds it will still take, as far as one can tell from how long it has taken.
    pub left: Option<u64>,
    /// It was asked to stop.
    pub stopping: bool,
}

impl Job {
    /// Takes in how far it is. The first moments tell nothing: no time is named for them.
    pub fn came_to(&mut self, done: u64, all: u64, elapsed: Duration) {
        (self.done, self.all) = (done, all);
        let left =
            elapsed.as_secs().checked_mul(all.saturating_sub(done)).and_then(|time| time.checked_div(done));
        self.left = left.filter(|_| elapsed >= TELLS_FROM);
    }
}

/// From when on the time taken tells something of the time it will take.
const TELLS_FROM: Duration = Duration::from_secs(2);

/// Everything the console knows.
pub struct Model {
    /// Texts of the language in use.
    pub texts: Catalogue,
    /// Names of the days from Monday to Sunday.
    pub weekdays: [String; 7],
    /// Colours and marks in use.
    pub look: Look,
    /// The key table.
    pub keymap: Keymap,
    /// The screen shown.
    pub screen: Screen,
    /// What stands at the top.
    pub heading: Heading,
    /// Where each rule is written.
    pub citations: BTreeMap<String, Citation>,
    /// Boxes over the screen, the topmost last.
    pub overlays: Vec<Overlay>,
    /// Keys pressed that are the beginning of longer ones.
    pub pressed: Vec<Key>,
    /// The last thing said in the status line.
    pub toast: Option<Piece>,
    /// The job that is running, with what it was asked.
    pub job: Option<Job>,
    /// The last file that was to be written: asked again where the file is there already.
    pub writing: Option<Task>,
    /// Decisions sent and not answered.
    pub deciding: usize,
    /// Tasks sent and not answered.
    pub waiting: usize,
    /// Something changed that is not shown yet, because somebody is typing.
    pub stale: bool,
    /// Something to draw.
    pub dirty: bool,
    /// The mouse is the console's; it cannot select text then.
    pub mouse: bool,
    /// What clicks run, as of the last drawing: only drawing knows where things are.
    pub hits: RefCell<Hits>,
    /// State of the first start.
    pub start: Start,
    /// State of the inbox.
    pub inbox: Inbox,
    /// State of the plan.
    pub plan: PlanScreen,
    /// State of the calendar.
    pub calendar: CalendarScreen,
    /// State of the visit.
    pub visit: VisitScreen,
    /// State of the quotas.
    pub quota: QuotaScreen,
    /// State of the rectification.
    pub findings: FindingsScreen,
    /// State of the burden.
    pub burden: BurdenScreen,
    /// State of the journal.
    pub journal: JournalScreen,
}

/// Text for the clipboard. What came from a file is pasted elsewhere, into a shell perhaps: its control characters
/// stay visible there too, and only the separators are the console's.
fn clipboard(parts: &[String], separator: &str) -> Effect {
    let parts: Vec<String> = parts.iter().map(|part| visible(part)).collect();
    Effect::Copy(parts.join(separator))
}

/// Catalogue ids of the days from Monday to Sunday.
const WEEKDAYS: [&str; 7] =
    ["weekday-1", "weekday-2", "weekday-3", "weekday-4", "weekday-5", "weekday-6", "weekday-7"];

impl Model {
    /// A console before anything is read.
    pub fn new(lang: Lang, look: Look, keymap: Keymap, today: NaiveDate) -> Self {
        let texts = Catalogue::new(lang);
        Self {
            weekdays: WEEKDAYS.map(|id| texts.get(id)),
            texts,
            look,
            keymap,
            screen: Screen::Start,
            heading: Heading { today, ..Heading::default() },
            citations: BTreeMap::new(),
            overlays: Vec::new(),
            pressed: Vec::new(),
            toast: None,
            job: None,
            writing: None,
            deciding: 0,
            waiting: 0,
            stale: false,
            dirty: true,
            mouse: false,
            hits: RefCell::default(),
            start: Start::default(),
            inbox: Inbox::default(),
            plan: PlanScreen::default(),
            calendar: CalendarScreen::default(),
            visit: VisitScreen::default(),
            quota: QuotaScreen::default(),
            findings: FindingsScreen::default(),
            burden: BurdenScreen::default(),
            journal: JournalScreen::default(),
        }
    }

    /// Speaks another language from now on.
    pub fn set_lang(&mut self, lang: Lang) {
        self.texts = Catalogue::new(lang);
        self.weekdays = WEEKDAYS.map(|id| self.texts.get(id));
    }

    /// The text of an id.
    pub fn text(&self, id: &str) -> String {
        self.texts.get(id)
    }

    /// A message in the language in use.
    pub fn say(&self, message: &Said) -> String {
        self.texts.render(message)
    }

    /// Says something in the status line.
    pub fn toast(&mut self, meaning: Meaning, message: &Said) {
        self.toast = Some((self.texts.render(message), meaning));
    }

    /// Puts a row of fields on the clipboard, and says so with their text: over some connections it arrives nowhere.
    pub fn copied(&mut self, fields: &[String]) -> Vec<Effect> {
        self.toast(Meaning::Plain, &Said::new("copied").with("text", fields.join("  ")));
        vec![clipboard(fields, "\t")]
    }

    /// Puts lines on the clipboard, and says so with the first of them.
    pub fn copied_lines(&mut self, lines: &[String]) -> Vec<Effect> {
        let first = lines.first().map_or("", String::as_str);
        self.toast(Meaning::Plain, &Said::new("copied").with("text", first));
        vec![clipboard(lines, "\n")]
    }

    /// The contexts whose keys are valid now, the innermost first.
    pub fn contexts(&self) -> &'static [Context] {
        match self.overlays.last() {
            Some(Overlay::Notice(_)) => return &[Context::Notice],
            Some(Overlay::Confirm(..)) => return &[Context::Confirm],
            Some(Overlay::Picker(..)) => return &[Context::Picker],
            Some(Overlay::Form(..)) => return &[Context::Form],
            Some(Overlay::Entry(_)) => return &[Context::Entry],
            Some(Overlay::Mapping(_)) => return &[Context::Mapping],
            None => {}
        }
        match self.screen {
            Screen::Inbox if self.inbox.finder.typing => &[Context::Filter],
            Screen::Plan if self.plan.typing() => &[Context::Filter],
            Screen::Journal if self.journal.finder.typing => &[Context::Filter],
            Screen::Findings if self.findings.finder.typing => &[Context::Filter],
            Screen::Start => &[Context::Start, Context::Global],
            Screen::Inbox => &[Context::Inbox, Context::List, Context::Global],
            Screen::Plan => &[Context::Plan, Context::List, Context::Global],
            Screen::Calendar => &[Context::Calendar, Context::List, Context::Global],
            Screen::Visit => &[Context::Visit, Context::List, Context::Global],
            Screen::Quota => &[Context::Quota, Context::List, Context::Global],
            Screen::Findings => &[Context::Findings, Context::List, Context::Global],
            Screen::Burden => &[Context::Burden, Context::List, Context::Global],
            Screen::Journal => &[Context::Journal, Context::List, Context::Global],
        }
    }

    /// The filter line being typed in.
    pub fn filter(&mut self) -> Option<&mut Finder> {
        match self.screen {
            Screen::Inbox if self.inbox.finder.typing => Some(&mut self.inbox.finder),
            Screen::Plan if self.plan.typing() => Some(self.plan.finder()),
            Screen::Findings if self.findings.finder.typing => Some(&mut self.findings.finder),
            Screen::Journal if self.journal.finder.typing => Some(&mut self.journal.finder),
            _ => None,
        }
    }

    /// Something takes more than one step, and keys have their turn between them.
    pub const fn unfinished(&self) -> bool {
        self.inbox.finder.unfinished()
    }

    /// Somebody is typing: nothing may change under their hands.
    pub fn typing(&self) -> bool {
        match self.overlays.last() {
            Some(Overlay::Picker(..) | Overlay::Form(..) | Overlay::Entry(_)) => true,
            Some(Overlay::Notice(_) | Overlay::Confirm(..) | Overlay::Mapping(_)) => false,
            None => self.contexts() == [Context::Filter],
        }
    }
}
