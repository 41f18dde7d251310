//! Does the console's tasks on a session: each is one command or one query of the application layer. What comes back
//! is a code with arguments; the model puts it into words.

mod begin;
mod books;
mod decide;
mod entry;
mod field;
mod letters;
mod results;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::reading;
use super::runtime::{Progress, Worker};
use super::task::{Answer, Document, PlanOrder, Task};
use crate::app::command::adopt::AdoptPlan;
use crate::app::command::plan::{self as planning, PlanOptions};
use crate::app::engine::Effort;
use crate::app::error::{AppError, Result};
use crate::app::export::{self, CalendarFormat, ChecklistFormat};
use crate::app::query::{question, standing};
use crate::app::session::Session;
use crate::app::watch::STOPPED;
use crate::domain::day::DayRange;
use crate::domain::demand::{Demand, DemandState};
use crate::domain::message::Message as Said;
use crate::text::{Catalogue, Lang};

/// How the world outside reaches the console's work.
pub trait World: Send + Sync {
    /// Opens a database with the rules in force; `None` for the one the program was started with.
    fn open(&self, path: Option<&Path>) -> Result<Session>;

    /// The database the program was started with.
    fn path(&self) -> &Path;

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

    /// The database file.
    fn database(&self) -> &Path {
        self.path.as_deref().unwrap_or_else(|| self.world.path())
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
        // A database that cannot be read now says so at the next task.
        let Ok(version) = self.session.data_version() else { return false };
        let changed = version != self.data_version && self.session.take_holidays().is_ok();
        if changed {
            self.data_version = version;
        }
        changed
    }

    fn perform(&mut self, task: Task, progress: &Progress) -> Result<Answer> {
        if task.is_job() {
            let progress = progress.clone();
            self.session.watch_by(Box::new(move |done, all| progress.step(done, all)));
        }
        match self.task(task, progress) {
            Err(error) if error.message.code == STOPPED => Ok(Answer::Done(Said::new("job-stopped"))),
            answer => answer,
        }
    }
}

impl Office {
    fn task(&mut self, task: Task, progress: &Progress) -> Result<Answer> {
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
            Task::LoadHeading => Ok(Answer::Heading(reading::heading(&self.session, &self.texts)?)),
            Task::LoadInboxHead => Ok(Answer::InboxHead(reading::inbox_head(&self.session, &self.texts)?)),
            Task::LoadInbox(since) => Ok(Answer::Inbox(reading::inbox(&self.session, &self.texts, since)?)),
            Task::LoadRequest(id) => Ok(Answer::Request(Box::new(reading::request(&self.session, id)?))),
            Task::LoadSigns(ids) => Ok(Answer::Signs(reading::signs(&self.session, &ids)?)),
            Task::LoadReasons => Ok(Answer::Reasons(standing::reasons(&self.session)?)),
            Task::LoadPlan => Ok(Answer::Plan(Box::new(reading::plan(&self.session)?))),
            Task::LoadVisit(id) => {
                Ok(Answer::Visit(Box::new(reading::visit(&self.session, &self.texts, id)?)))
            }
            Task::LoadBurden { span, before } => {
                Ok(Answer::Burden(Box::new(reading::burden(&self.session, span, before)?)))
            }
            Task::LoadFindings => Ok(Answer::Findings(reading::findings(&self.session, &self.texts)?)),
            Task::React(reaction) => self.react(reaction),
            Task::LoadJournal => Ok(Answer::Journal(reading::journal(&self.session, &self.texts)?)),
            Task::LoadQuota(day) => Ok(Answer::Quota(Box::new(reading::quota(&self.session, day)?))),
            Task::LoadAlarms(day) => Ok(Answer::Alarms(Box::new(reading::alarms(&self.session, day)?))),
            Task::Import { kind, path } => self.import(kind, &path, progress),
            Task::Look { path, mapping } => self.look(path, mapping),
            Task::ImportAs { path, mapping } => self.import_as(&path, mapping, progress),
            Task::ImportRegister { register, path } => self.import_register(*register, &path),
            Task::Weigh(change) => self.weigh(change),
            Task::Ask { question, moves_max } => {
                let (reply, _) = question::ask(&self.session, &question, moves_max)?;
                Ok(Answer::Replied(Box::new(reply)))
            }
            Task::Read(book) => self.read(book, progress),
            Task::Record { id, path } => self.record(id, &path),
            Task::LoadEntry(id) => Ok(Answer::Entry(Box::new(self.entry(id)?))),
            Task::Enter { id, version, places } => self.enter(id, version, &places),
            Task::Protocol(id) => self.protocol(id),
            Task::PlanSample { force, keep } => self.plan_sample(force, keep),
            Task::Backup(path) => {
                self.session.backup(&path)?;
                let shown = std::path::absolute(&path).unwrap_or(path);
                Ok(Answer::Done(Said::new("backup-done").with("file", shown.display().to_string())))
            }
            Task::Plan(order) => self.plan(&order, progress),
            Task::Export { document, path, force } => self.export(document, &path, force),
            decision => self.decide(decision),
        }
    }
}

impl Office {
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
            if progress.search(step) { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
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
        // The whole path: whoever prints looks for the file elsewhere.
        let shown = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let done = Said::new("done-export").with("file", shown.display().to_string());
        let name = path.to_string_lossy();
        // One document is made in one go: it is written only where nobody stopped it meanwhile.
        let watch = self.session.watch();
        watch.part(0, 1);
        let bytes = match document {
            Document::Letters(letters) => return self.export_letters(&letters, path, force),
            Document::Proof(id) => {
                self.export_proof(id, path, force)?;
                return Ok(Answer::Done(done));
            }
            Document::Checklist(id) => {
                let format = if name.ends_with("-xlsform.xlsx") {
                    ChecklistFormat::Xlsform
                } else if name.ends_with(".xlsx") {
                    ChecklistFormat::Xlsx
                } else if name.ends_with(".pdf") {
                    ChecklistFormat::Pdf
                } else {
                    ChecklistFormat::Html
                };
                let made = export::checklists(&self.session, &self.texts, id, format, None)?;
                let files: Vec<_> = made.into_iter().map(|list| (list.path(path), list.bytes)).collect();
                watch.part(1, 0);
                export::write_all(&files, force, watch)?;
                return Ok(Answer::Done(done));
            }
            Document::Calendar(span) => {
                let format = match name.rsplit('.').next() {
                    Some("xlsx") => CalendarFormat::Xlsx,
                    Some("html") => CalendarFormat::Html,
                    Some("csv") => CalendarFormat::Csv,
                    Some("json") => CalendarFormat::Json,
                    _ => CalendarFormat::Ics,
                };
                export::calendar(&self.session, &self.texts, span, format)?
            }
        };
        watch.part(1, 0);
        export::write_all(&[(path.to_owned(), bytes)], force, watch)?;
        Ok(Answer::Done(done))
    }
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
