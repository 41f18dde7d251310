//! Does the console's tasks on a session: each is one command or one query of the application layer. What comes back
//! is a code with arguments; the model puts it into words.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::reading;
use super::runtime::{Progress, Worker};
use super::task::{Answer, Beginning, Document, ImportKind, PlanOrder, Task, TriageOrder};
use super::theme::Meaning;
use crate::app::command::adopt::AdoptPlan;
use crate::app::command::county::SetUp;
use crate::app::command::draw::{CommitRequests, DrawRound};
use crate::app::command::exception::Except;
use crate::app::command::plan::{self as planning, PlanOptions};
use crate::app::command::triage::{Dispose, Triage, TriageByRule};
use crate::app::command::visit::{Cancel, Clear, DrawTeams, Move, Pin, Publish};
use crate::app::demo;
use crate::app::engine::Effort;
use crate::app::error::{AppError, Result};
use crate::app::export::{self, CalendarFormat, ChecklistFormat};
use crate::app::intake::{self, GivenFile, ListKind, RequestOptions};
use crate::app::session::Session;
use crate::domain::day::DayRange;
use crate::domain::demand::{Demand, DemandState};
use crate::domain::id::VisitId;
use crate::domain::journal::Entry;
use crate::domain::message::{Arg, Message as Said};
use crate::domain::person::{Person, Role};
use crate::domain::problem::{Problem, Severity};
use crate::domain::setting::{County, Leadership};
use crate::text::{Catalogue, Lang};

/// How the world outside reaches the console's work.
pub trait World: Send + Sync {
    /// Opens a database with the rules in force; `None` for the one the program was started with.
    fn open(&self, path: Option<&Path>) -> Result<Session>;

    /// 32 fresh random bytes, lowercase hex.
    fn entropy(&self) -> Result<String>;

    /// The real clock.
    fn now(&self) -> DateTime<Utc>;
}

/// A session and what it needs of the world.
pub struct Office {
    session: Session,
    world: Arc<dyn World>,
    path: Option<PathBuf>,
    texts: Catalogue,
    data_version: i64,
}

impl Office {
    /// An office on the database the program was started with. `resume` lets a constructed county go on at the date
    /// of its last decision.
    pub fn open(world: Arc<dyn World>, lang: Lang, resume: bool) -> Result<Self> {
        let mut session = world.open(None)?;
        if resume {
            reading::resume_day(&mut session)?;
        }
        Self::on(session, world, None, lang)
    }

    fn on(session: Session, world: Arc<dyn World>, path: Option<PathBuf>, lang: Lang) -> Result<Self> {
        let data_version = session.data_version()?;
        Ok(Self { session, world, path, texts: Catalogue::new(lang), data_version })
    }

    /// The session, for what stands beside the console.
    pub const fn session(&mut self) -> &mut Session {
        &mut self.session
    }
}

impl Worker for Office {
    fn another(&self) -> Result<Box<dyn Worker>> {
        let mut session = self.world.open(self.path.as_deref())?;
        session.act_as(self.session.author());
        session.set_today(self.session.today());
        let office = Self::on(session, Arc::clone(&self.world), self.path.clone(), self.texts.lang())?;
        Ok(Box::new(office))
    }

    fn changed_elsewhere(&mut self) -> bool {
        match self.session.data_version() {
            Ok(version) => version != std::mem::replace(&mut self.data_version, version),
            // A database that cannot be read now says so at the next task.
            Err(_) => false,
        }
    }

    fn perform(&mut self, task: Task, progress: &Progress) -> Result<Answer> {
        match task {
            Task::Begin(beginning) => self.begin(beginning, progress),
            Task::ActAs(name) => {
                self.session.act_as(&name);
                Ok(Answer::Changed)
            }
            Task::SetToday(day) => {
                self.session.set_today(day);
                Ok(Answer::Changed)
            }
            Task::Language(lang) => {
                self.texts = Catalogue::new(lang);
                Ok(Answer::Superseded)
            }
            Task::LoadHeading => Ok(Answer::Heading(reading::heading(&self.session)?)),
            Task::LoadInbox => Ok(Answer::Inbox(reading::inbox(&self.session, &self.texts)?)),
            Task::LoadRequest(id) => Ok(Answer::Request(Box::new(reading::request(&self.session, id)?))),
            Task::LoadPlan => Ok(Answer::Plan(Box::new(reading::plan(&self.session)?))),
            Task::LoadVisit(id) => {
                Ok(Answer::Visit(Box::new(reading::visit(&self.session, &self.texts, id)?)))
            }
            Task::LoadQuota(day) => Ok(Answer::Quota(Box::new(reading::quota(&self.session, day)?))),
            Task::Import { kind, path } => self.import(kind, &path),
            Task::Plan(order) => self.plan(&order, progress),
            Task::Export { document, path, force } => self.export(document, &path, force),
            decision => self.decide(decision),
        }
    }
}

impl Office {
    fn begin(&mut self, beginning: Beginning, progress: &Progress) -> Result<Answer> {
        match beginning {
            Beginning::Demo => self.begin_demo(progress),
            Beginning::County { code, name, director } => {
                let author = self.session.author().to_owned();
                let mut people = vec![Person { name: director.clone(), role: Role::Director }];
                if author != director {
                    people.push(Person { name: author, role: Role::Coordinator });
                }
                let county = County {
                    code,
                    name,
                    leadership: Leadership::DisciplineOffice,
                    leaders: LEADERS,
                    hosts: HOSTS,
                    baseline: std::collections::BTreeMap::new(),
                };
                self.session.run(SetUp { county, people })?;
                Ok(Answer::Changed)
            }
            Beginning::File(path) => {
                // Opening makes a file where there is none: a mistyped path must not look like an empty county.
                if !path.is_file() {
                    return Err(AppError::environment("X6001").with("file", path.display().to_string()));
                }
                let mut session = self.world.open(Some(&path))?;
                session.act_as(self.session.author());
                reading::resume_day(&mut session)?;
                let lang = self.texts.lang();
                *self = Self::on(session, Arc::clone(&self.world), Some(path), lang)?;
                Ok(Answer::Changed)
            }
        }
    }

    /// The demo county with its requests, on the day it plays; nothing is decided yet.
    fn begin_demo(&mut self, progress: &Progress) -> Result<Answer> {
        let names: Vec<&str> = self.session.office().assets.names("demo/requests-2019/").collect();
        let all = names.len() as u64 + 1;
        progress.step(0, all);
        self.session.set_today(demo::today());
        demo::set_up(&mut self.session)?;
        self.session.act_as(demo::COORDINATOR);
        for (done, name) in (1..).zip(names) {
            if !progress.step(done, all) {
                break;
            }
            let bytes = self.session.office().assets.read(name)?.into_owned();
            let name = name.rsplit('/').next().unwrap_or(name).to_owned();
            intake::requests(&mut self.session, GivenFile { name, bytes }, RequestOptions::default(), false)?;
        }
        Ok(Answer::Began { author: demo::COORDINATOR.to_owned(), today: demo::today() })
    }

    fn import(&mut self, kind: ImportKind, path: &Path) -> Result<Answer> {
        let bytes = std::fs::read(path).map_err(|error| {
            AppError::environment("X6001").with("file", path.display().to_string()).caused_by(error)
        })?;
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let file = GivenFile { name: name.clone(), bytes };
        let (rows, problems) = match kind {
            ImportKind::Requests => {
                let report = intake::requests(&mut self.session, file, RequestOptions::default(), false)?;
                (report.taken.len(), report.problems)
            }
            ImportKind::Units => list(&mut self.session, file, ListKind::Units)?,
            ImportKind::Departments => list(&mut self.session, file, ListKind::Departments)?,
            ImportKind::Inspectors => list(&mut self.session, file, ListKind::Inspectors)?,
            ImportKind::Arrivals => list(&mut self.session, file, ListKind::Arrivals)?,
            ImportKind::Holidays => list(&mut self.session, file, ListKind::Holidays)?,
        };
        Ok(import_report(&name, rows, problems))
    }

    fn plan(&mut self, order: &PlanOrder, progress: &Progress) -> Result<Answer> {
        let options = PlanOptions {
            horizon: match order.horizon {
                Some(horizon) => horizon,
                None => horizon(&self.session)?,
            },
            seed: order.seed,
            effort: match order.effort.as_str() {
                "quick" => Effort::Quick,
                "thorough" => Effort::Thorough,
                _ => Effort::Normal,
            },
            threads: std::thread::available_parallelism().map_or(1, std::num::NonZeroUsize::get),
            moves_max: order.moves_max,
        };
        let prepared = planning::prepare(&self.session, options)?;
        let solution = planning::solve(&prepared, &mut |step| {
            if progress.step(step.done, step.total) {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        });
        // Whoever stops a search changes nothing: the plan in force stays.
        if progress.cancelled() {
            return Ok(Answer::Done(Said::new("plan-stopped")));
        }
        let adopted = self.session.run(AdoptPlan { prepared, plan: solution.plan })?;
        Ok(Answer::Done(
            Said::new("done-plan")
                .with("id", adopted.run.id.to_string())
                .with("visits", adopted.visits.len())
                .with("unserved", adopted.unserved.len()),
        ))
    }

    fn export(&self, document: Document, path: &Path, force: bool) -> Result<Answer> {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let bytes = match document {
            Document::Checklist(id) => {
                let format = if ending == "xlsx" { ChecklistFormat::Xlsx } else { ChecklistFormat::Html };
                export::checklist(&self.session, &self.texts, id, format)?
            }
            Document::Calendar(span) => {
                let format = match ending {
                    "xlsx" => CalendarFormat::Xlsx,
                    "html" => CalendarFormat::Html,
                    "csv" => CalendarFormat::Csv,
                    "json" => CalendarFormat::Json,
                    _ => CalendarFormat::Ics,
                };
                export::calendar(&self.session, &self.texts, span, format)?
            }
        };
        export::write(path, &bytes, force)?;
        // The whole path: whoever prints looks for the file elsewhere.
        let shown = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        Ok(Answer::Done(Said::new("done-export").with("file", shown.display().to_string())))
    }

    /// Commands that are done at once.
    fn decide(&mut self, task: Task) -> Result<Answer> {
        let said = match task {
            Task::Triage(order) => self.triage(order)?,
            Task::TriageByRule => {
                let tally = self.session.run(TriageByRule)?;
                Said::new("done-by-rule")
                    .with("accepted", tally.accepted)
                    .with("returned", tally.returned)
                    .with("refused", tally.refused)
                    .with("diverted", tally.diverted)
            }
            Task::Dispose { request, material, disposition } => {
                let said = Said::new("done-dispose").with("material", material.as_str());
                self.session.run(Dispose { request, material, disposition })?;
                said
            }
            Task::CommitDraws => self.commit_draws()?,
            Task::DrawTeams(ids) => {
                let drawn = self.session.run(DrawTeams { ids })?;
                Said::new("done-teams").with("count", drawn.len())
            }
            Task::Clear(ids) => return self.clear(ids),
            Task::Publish(ids) => {
                let (entropy, source) = (self.world.entropy()?, "journal".to_owned());
                let published = self.session.run(Publish { ids, entropy, source })?;
                Said::new("done-publish")
                    .with("open", published.open.len())
                    .with("sealed", published.sealed.len())
            }
            Task::Pin { ids, pinned } => {
                let count = ids.len();
                for id in ids {
                    self.session.run(Pin { id, pinned })?;
                }
                Said::new(if pinned { "done-pin" } else { "done-unpin" }).with("count", count)
            }
            Task::Move { id, to } => {
                let visit = self.session.run(Move { id, to })?;
                Said::new("done-move").with("id", id.to_string()).with("to", visit.start.to_string())
            }
            Task::Cancel { id, reason } => {
                self.session.run(Cancel { id, reason })?;
                Said::new("done-cancel").with("id", id.to_string())
            }
            Task::Draw { id, public, witnesses } => self.draw(id.to_string(), &public, &witnesses)?,
            Task::Except { rule, visit, reason } => {
                let id = self.session.run(Except { rule: rule.clone(), visit, reason })?;
                Said::new("done-except").with("id", id.to_string()).with("rule", rule)
            }
            Task::Undo => journal_said("done-undo", &self.session.undo()?),
            Task::Redo => journal_said("done-redo", &self.session.redo()?),
            // `perform` does all others before it comes here.
            _ => return Ok(Answer::Superseded),
        };
        Ok(Answer::Done(said))
    }

    /// Visits that lack nothing pass in one decision; of the others it is said what they miss.
    fn clear(&mut self, ids: Vec<VisitId>) -> Result<Answer> {
        if let [id] = ids.as_slice() {
            let cleared = self.session.run(Clear { ids: vec![*id] })?;
            return Ok(Answer::Done(Said::new("done-clear").with("count", cleared.len())));
        }
        let (mut passing, mut held_back) = (Vec::new(), Vec::new());
        for id in ids {
            match self.session.rehearse(Clear { ids: vec![id] }) {
                Ok(_) => passing.push(id),
                Err(error) if error.message.code == HELD_BACK => held_back.push(error.message),
                Err(error) => return Err(error),
            }
        }
        let said = Said::new("done-clear").with("count", passing.len());
        if !passing.is_empty() {
            self.session.run(Clear { ids: passing })?;
        }
        if held_back.is_empty() {
            return Ok(Answer::Done(said));
        }
        let missing = Said::new("clear-held-back").with("count", held_back.len());
        let mut paragraphs = vec![(said, Meaning::Good), (missing, Meaning::Title)];
        paragraphs.extend(held_back.into_iter().map(|said| (said, Meaning::Warn)));
        Ok(Answer::Report { title: Said::new("action-clear"), paragraphs })
    }

    fn triage(&mut self, order: TriageOrder) -> Result<Said> {
        let TriageOrder { ids, ruling, reason, note, despite_rules } = order;
        let decided = self.session.run(Triage { ids, ruling, reason, note, despite_rules })?;
        let list: Vec<Arg> = decided.iter().take(LISTED_MAX).map(|id| Arg::from(id.to_string())).collect();
        Ok(Said::new("done-triage")
            .with("ruling", Arg::code(super::screen::inbox::ruling_text_id(ruling)))
            .with("count", decided.len())
            .with("list", Arg::List(list)))
    }

    /// Registers are drawn as soon as the draw is fixed: the public number is the state of the journal.
    fn commit_draws(&mut self) -> Result<Said> {
        let (entropy, source) = (self.world.entropy()?, "journal".to_owned());
        let committed = self.session.run(CommitRequests { entropy, source })?;
        for id in &committed.committed {
            self.draw(id.to_string(), "", "")?;
        }
        Ok(Said::new("done-commit")
            .with("drawn", committed.committed.len())
            .with("without", committed.without_register.len()))
    }

    fn draw(&mut self, round: String, public: &str, witnesses: &str) -> Result<Said> {
        let said = Said::new("done-draw").with("round", round.as_str());
        let separators = ['\u{3001}', '\u{ff0c}', ',', ' '];
        let named = witnesses.split(separators).map(str::trim).filter(|name| !name.is_empty());
        let drawn = self.session.run(DrawRound {
            round,
            public: Some(public.to_owned()).filter(|text| !text.is_empty()),
            witnesses: named.map(str::to_owned).collect(),
            real_today: china_day(self.world.now()),
        })?;
        let count: usize = drawn.parts.iter().map(|part| part.chosen.len()).sum();
        Ok(said.with("count", count))
    }
}

/// The code of a visit that supervision beforehand holds back.
const HELD_BACK: &str = "A7034";
/// Teams a new county can have out at once, until somebody says otherwise.
const LEADERS: u32 = 4;
/// Host staff who receive a visit, until somebody says otherwise.
const HOSTS: u32 = 3;
/// Most ids a line names.
const LISTED_MAX: usize = 5;
/// Most problems of a file that are listed.
const PROBLEMS_MAX: usize = 50;

fn china_day(now: DateTime<Utc>) -> NaiveDate {
    let china = chrono::FixedOffset::east_opt(8 * 3600);
    china.map_or_else(|| now.date_naive(), |zone| now.with_timezone(&zone).date_naive())
}

fn list(session: &mut Session, file: GivenFile, kind: ListKind) -> Result<(usize, Vec<Problem>)> {
    let report = intake::list(session, file, kind)?;
    Ok((report.rows, report.problems))
}

/// What was taken, and everything wrong with its place and what to do.
fn import_report(file: &str, rows: usize, problems: Vec<Problem>) -> Answer {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let taken = Said::new("done-import").with("file", file).with("rows", rows).with("errors", errors);
    if problems.is_empty() {
        return Answer::Done(taken);
    }
    let mut paragraphs = vec![(taken, Meaning::Title)];
    let more = problems.len().saturating_sub(PROBLEMS_MAX);
    for problem in problems.into_iter().take(PROBLEMS_MAX) {
        let meaning = if problem.severity == Severity::Error { Meaning::Bad } else { Meaning::Warn };
        let cell = problem.place.cell.unwrap_or_default();
        let said = Said::new(if cell.is_empty() { "import-problem" } else { "import-problem-cell" })
            .with("row", problem.place.row.unwrap_or(0))
            .with("cell", cell)
            .with("code", problem.message.code.as_str())
            .with("cause", problem.message);
        paragraphs.push((said, meaning));
    }
    if more > 0 {
        paragraphs.push((Said::new("import-more").with("count", more), Meaning::Muted));
    }
    Answer::Report { title: Said::new("import-title").with("file", file), paragraphs }
}

/// All days that waiting demands ask for, from the day after today on.
fn horizon(session: &Session) -> Result<DayRange> {
    let today = session.today();
    let demands = session.read(|view| Ok(view.all::<Demand>()?))?;
    let open = demands.iter().map(|found| &found.record).filter(|demand| {
        matches!(demand.state, DemandState::Waiting | DemandState::Planned) && demand.window.until > today
    });
    let spans = open.map(|demand| (demand.window.from, demand.window.until));
    let (from, until) = spans
        .reduce(|all, one| (all.0.min(one.0), all.1.max(one.1)))
        .ok_or_else(|| AppError::problem("A7021"))?;
    let from = from.max(today.succ_opt().unwrap_or(today));
    // A year without a holiday notice cannot be planned: its days are left for the next plan.
    let covered =
        session.office().calendar.covered().and_then(|(_, last)| NaiveDate::from_ymd_opt(last + 1, 1, 1));
    Ok(DayRange { from, until: covered.map_or(until, |covered| until.min(covered)) })
}

fn journal_said(id: &str, entry: &Entry) -> Said {
    Said::new(id)
        .with("command", Arg::code(format!("journal-{}", entry.command)))
        .with("sequence", entry.sequence)
}
