//! How an office begins and what comes to it by file: the demo county, a county of its own, requests and lists.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Office, Progress};
use crate::app::command::county::SetUp;
use crate::app::county::CountyView;
use crate::app::demo;
use crate::app::error::{AppError, Result};
use crate::app::intake::{self, GivenFile, Imported, ListKind, Mapping, Options, RequestOptions, sight};
use crate::app::session::Session;
use crate::domain::intake::RequestRow;
use crate::domain::message::Message as Said;
use crate::domain::person::{Person, Role};
use crate::domain::problem::{Problem, Severity};
use crate::domain::register::Register;
use crate::domain::setting::{County, Leadership};
use crate::text::Catalogue;
use crate::tui::reading;
use crate::tui::task::{Answer, Beginning, ImportKind};
use crate::tui::theme::Meaning;

/// Teams a new county can have out at once, until somebody says otherwise.
const LEADERS: u32 = 4;
/// Host staff who receive a visit, until somebody says otherwise.
const HOSTS: u32 = 3;
/// Most problems of a file that are listed.
const PROBLEMS_MAX: usize = 50;

impl Office {
    pub(super) fn begin(&mut self, beginning: Beginning, progress: &Progress) -> Result<Answer> {
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
                    baseline: BTreeMap::new(),
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
            let given = GivenFile { name, bytes };
            let options = RequestOptions::default();
            intake::requests(&mut self.session, &given, &options, false, &mut intake::unwatched)?;
        }
        Ok(Answer::Began { author: demo::COORDINATOR.to_owned(), today: demo::today() })
    }

    pub(super) fn import(&mut self, kind: ImportKind, path: &Path, progress: &Progress) -> Result<Answer> {
        let file = given(path)?;
        let name = file.name.clone();
        let (rows, problems) = match kind {
            ImportKind::Requests => return self.import_requests(&file, path, progress),
            ImportKind::Units => list(&mut self.session, file, ListKind::Units)?,
            ImportKind::Departments => list(&mut self.session, file, ListKind::Departments)?,
            ImportKind::Inspectors => list(&mut self.session, file, ListKind::Inspectors)?,
            ImportKind::Arrivals => list(&mut self.session, file, ListKind::Arrivals)?,
            ImportKind::Holidays => list(&mut self.session, file, ListKind::Holidays)?,
        };
        Ok(self.import_report(&name, rows, problems))
    }

    /// Takes requests in; where it is not sure of the columns, it asks first.
    fn import_requests(&mut self, file: &GivenFile, path: &Path, progress: &Progress) -> Result<Answer> {
        let options = RequestOptions::default();
        let county = self.session.read(CountyView::load)?;
        let mut watch = |done: usize, all: usize| progress.step(done as u64, all as u64);
        let read = intake::read_requests(file, &options, Some(&county), &mut watch);
        if sight::is_unsure(&read) {
            let sight = Box::new(sight::sight(file, &read, &options, &county, &self.texts));
            return Ok(Answer::Sight { path: path.to_owned(), sight });
        }
        self.take(file, &read, &options, progress)
    }

    fn take(
        &mut self,
        file: &GivenFile,
        read: &Imported<RequestRow>,
        options: &RequestOptions,
        progress: &Progress,
    ) -> Result<Answer> {
        let mut watch = |done: usize, all: usize| progress.step(done as u64, all as u64);
        let report = intake::take(&mut self.session, file, read, options, false, &mut watch)?;
        Ok(self.import_report(&file.name, report.taken.len(), report.problems))
    }

    /// How a file reads, as its columns are explained.
    pub(super) fn look(&self, path: PathBuf, mapping: Option<Mapping>) -> Result<Answer> {
        let file = given(&path)?;
        let options = explained(mapping);
        let county = self.session.read(CountyView::load)?;
        let read = intake::read_requests(&file, &options, Some(&county), &mut intake::unwatched);
        let sight = Box::new(sight::sight(&file, &read, &options, &county, &self.texts));
        Ok(Answer::Sight { path, sight })
    }

    /// Takes requests in as their columns are explained.
    pub(super) fn import_as(&mut self, path: &Path, mapping: Mapping, progress: &Progress) -> Result<Answer> {
        let file = given(path)?;
        let options = explained(Some(mapping));
        let county = self.session.read(CountyView::load)?;
        let mut watch = |done: usize, all: usize| progress.step(done as u64, all as u64);
        let read = intake::read_requests(&file, &options, Some(&county), &mut watch);
        self.take(&file, &read, &options, progress)
    }

    /// Takes the entries of a register in.
    pub(super) fn import_register(&mut self, register: Register, path: &Path) -> Result<Answer> {
        let file = given(path)?;
        let name = file.name.clone();
        let report = intake::register(&mut self.session, file, register)?;
        Ok(self.import_report(&name, report.rows, report.problems))
    }

    /// What was taken, and everything wrong with its place and what to do.
    fn import_report(&self, file: &str, rows: usize, problems: Vec<Problem>) -> Answer {
        let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
        let taken = Said::new("done-import").with("file", file).with("rows", rows).with("errors", errors);
        if problems.is_empty() {
            return Answer::Done(taken);
        }
        let mut paragraphs = vec![(taken, Meaning::Title)];
        paragraphs.extend(problem_lines(problems, &self.texts));
        Answer::Report { title: Said::new("import-title").with("file", file), paragraphs }
    }
}

fn explained(mapping: Option<Mapping>) -> RequestOptions {
    RequestOptions { reading: Options { mapping, ..Options::default() }, ..RequestOptions::default() }
}

pub(super) fn given(path: &Path) -> Result<GivenFile> {
    let bytes = std::fs::read(path).map_err(|error| {
        AppError::environment("X6001").with("file", path.display().to_string()).caused_by(error)
    })?;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    Ok(GivenFile { name, bytes })
}

fn list(session: &mut Session, file: GivenFile, kind: ListKind) -> Result<(usize, Vec<Problem>)> {
    let report = intake::list(session, file, kind)?;
    Ok((report.rows, report.problems))
}

/// Everything wrong with a file, each with its place; what to do, once for every sort of mistake.
pub(super) fn problem_lines(problems: Vec<Problem>, texts: &Catalogue) -> Vec<(Said, Meaning)> {
    let mut paragraphs = Vec::new();
    let mut advised = BTreeSet::new();
    let more = problems.len().saturating_sub(PROBLEMS_MAX);
    for problem in problems.into_iter().take(PROBLEMS_MAX) {
        let meaning = if problem.severity == Severity::Error { Meaning::Bad } else { Meaning::Warn };
        let cell = problem.place.cell.unwrap_or_default();
        let id = match (problem.place.row, cell.is_empty()) {
            (None, _) => "import-problem-whole",
            (Some(_), true) => "import-problem",
            (Some(_), false) => "import-problem-cell",
        };
        let said = Said::new(id)
            .with("row", problem.place.row.unwrap_or(0))
            .with("cell", cell)
            .with("code", problem.message.code.as_str())
            .with("cause", problem.message.clone());
        paragraphs.push((said, meaning));
        if let Some(action) = texts.attribute(&problem.message, "action")
            && advised.insert(problem.message.code)
        {
            paragraphs.push((Said::new("import-action").with("action", action), Meaning::Muted));
        }
    }
    if more > 0 {
        paragraphs.push((Said::new("import-more").with("count", more), Meaning::Muted));
    }
    paragraphs
}
