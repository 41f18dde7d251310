//! `lianjian import` and `baseline`: files of departments and of the county's own lists. Everything wrong is said at
//! once; what can be read is taken.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::Context;
use super::given::{FileOptions, given};
use super::parse::{self, Span};
use crate::app::command::lists::SetBaseline;
use crate::app::error::Result;
use crate::app::intake::{GivenFile, ListKind, Options};
use crate::app::session::Session;
use crate::domain::day::month;
use crate::domain::message::Message;

mod lists;
mod requests;

use self::lists::{Frames, lists};
use self::requests::Requests;

/// What a file holds.
#[derive(Subcommand)]
pub(crate) enum Import {
    /// Departments' requests.
    Requests(Requests),
    /// Townships and villages.
    Units(ListFiles),
    /// A register to draw from.
    Frames(Frames),
    /// Departments.
    Departments(ListFiles),
    /// Inspectors.
    Inspectors(ListFiles),
    /// What really came.
    Arrivals(ListFiles),
    /// Holidays of further years.
    Holidays(ListFiles),
}

/// How files are read.
#[derive(Args)]
pub(crate) struct Reading {
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    file: FileOptions,
}

impl Reading {
    fn options(&self) -> Options {
        self.file.options()
    }

    /// The files, all of them, before anything is taken from one.
    fn given(&self) -> Result<Vec<GivenFile>> {
        self.files.iter().map(|path| given(path)).collect()
    }

    /// The database; none where a dry run finds none, since it makes nothing.
    fn session(&self, context: &mut Context<'_>) -> Result<Option<Session>> {
        if !self.dry_run {
            return context.maker().map(Some);
        }
        if context.database()?.exists() { context.writer().map(Some) } else { Ok(None) }
    }
}

impl Import {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self {
            Self::Requests(requests) => requests.run(context),
            Self::Frames(frames) => frames.run(context),
            Self::Units(files) => lists(&files.reading, ListKind::Units, context),
            Self::Departments(files) => lists(&files.reading, ListKind::Departments, context),
            Self::Inspectors(files) => lists(&files.reading, ListKind::Inspectors, context),
            Self::Arrivals(files) => lists(&files.reading, ListKind::Arrivals, context),
            Self::Holidays(files) => lists(&files.reading, ListKind::Holidays, context),
        }
    }
}

/// Files of one of the county's lists.
#[derive(Args)]
pub(crate) struct ListFiles {
    #[command(flatten)]
    reading: Reading,
}

/// One document for one file; several are put into one.
fn print_documents(context: &mut Context<'_>, documents: Vec<Value>) -> Result<()> {
    if !context.json() {
        return Ok(());
    }
    match <[Value; 1]>::try_from(documents) {
        Ok([document]) => context.document(&document),
        Err(documents) => {
            context.document(&json!({ "schema": "lianjian/imports/1", "documents": documents }))
        }
    }
}

/// Arguments of `baseline`.
#[derive(Args)]
pub(crate) struct Baseline {
    #[command(flatten)]
    span: Span,
}

impl Baseline {
    pub(super) fn run(&self, context: &mut Context<'_>) -> Result<()> {
        let span = self.span.or(month(context.today()))?;
        let arrivals = context.writer()?.run(SetBaseline { span })?;
        if context.json() {
            let days = parse::days(span);
            let document = json!({ "schema": "lianjian/baseline/1", "days": days, "arrivals": arrivals });
            return context.document(&document);
        }
        let days = parse::days_text(span);
        context.say(&Message::new("baseline-done").with("days", days).with("arrivals", arrivals))
    }
}
