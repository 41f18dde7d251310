//! What every subcommand is given: the language, the two outputs, how to say results and failures.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use serde::Serialize;

use super::{Environment, Global, plain};
use crate::app::error::{AppError, Result};
use crate::app::office::Office;
use crate::app::session::{Actor, Session};
use crate::domain::code::Code;
use crate::domain::message::{Arg, Message};
use crate::domain::problem::{Problem, Severity};
use crate::text::visible::visible;
use crate::text::{Catalogue, Lang};

/// Results go to `out`, everything said on the way to `messages`.
pub(crate) struct Context<'a> {
    pub(crate) global: Global,
    pub(crate) environment: &'a Environment,
    pub(crate) catalogue: Catalogue,
    out: &'a mut dyn Write,
    messages: &'a mut dyn Write,
    problems: bool,
}

impl<'a> Context<'a> {
    pub(super) fn new(
        global: Global,
        environment: &'a Environment,
        catalogue: Catalogue,
        out: &'a mut dyn Write,
        messages: &'a mut dyn Write,
    ) -> Self {
        Self { global, environment, catalogue, out, messages, problems: false }
    }

    /// Whether results are one JSON document.
    pub(crate) const fn json(&self) -> bool {
        self.global.json
    }

    /// Whether results are sentences for a screen reader: no columns, no drawing.
    pub(crate) const fn plain(&self) -> bool {
        self.global.plain && !self.global.json
    }

    /// The language of this run.
    pub(crate) const fn lang(&self) -> Lang {
        self.catalogue.lang()
    }

    /// The instant of the real clock.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        (self.environment.now)()
    }

    /// The business date: `--today`, else the real clock's day in +08:00.
    pub(crate) fn today(&self) -> NaiveDate {
        self.global.today.unwrap_or_else(|| self.real_today())
    }

    /// The real clock's day in +08:00, whatever `--today` says.
    pub(crate) fn real_today(&self) -> NaiveDate {
        let china = FixedOffset::east_opt(8 * 3600);
        china.map_or_else(|| self.now().date_naive(), |zone| self.now().with_timezone(&zone).date_naive())
    }

    /// The rules and tables in force: the county's own copies stand in the folder of its database.
    pub(crate) fn office(&self) -> Result<Office> {
        Office::load(self.own_files())
    }

    /// The folder of the county's own copies: `data` beside the database, else in the user's data folder.
    pub(super) fn own_files(&self) -> Option<PathBuf> {
        let database = self.database().ok();
        let beside = database.as_deref().and_then(Path::parent).map(|folder| folder.join("data"));
        beside
            .filter(|folder| folder.is_dir())
            .or_else(|| self.data_folder().map(|folder| folder.join("data")))
    }

    /// The catalogue, for a long job that also reports through this context.
    pub(crate) fn own_catalogue(&self) -> Catalogue {
        Catalogue::new(self.lang())
    }

    /// Who acts: `--as`, `LIANJIAN_AS`, else the system's user.
    pub(crate) fn author(&self) -> String {
        let given = self.global.author.clone();
        let named =
            |name: &str| self.environment.variables.get(name).filter(|text| !text.is_empty()).cloned();
        given
            .or_else(|| ["LIANJIAN_AS", "USER", "USERNAME"].into_iter().find_map(named))
            .unwrap_or_else(|| self.catalogue.get("role-coordinator"))
    }

    /// The database: `--db`, `LIANJIAN_DB`, else in the user's data folder.
    pub(crate) fn database(&self) -> Result<PathBuf> {
        let given = self.global.db.clone();
        let named = || {
            self.environment.variables.get("LIANJIAN_DB").filter(|text| !text.is_empty()).map(PathBuf::from)
        };
        given
            .or_else(named)
            .or_else(|| self.data_folder().map(|folder| folder.join("lianjian.db")))
            .ok_or_else(|| AppError::environment("A7080"))
    }

    /// The user's data folder.
    pub(super) fn data_folder(&self) -> Option<PathBuf> {
        let home = |name: &str| {
            self.environment.variables.get(name).filter(|text| !text.is_empty()).map(PathBuf::from)
        };
        home("LIANJIAN_HOME")
            .or_else(|| home("XDG_DATA_HOME").map(|folder| folder.join("lianjian")))
            .or_else(|| home("APPDATA").map(|folder| folder.join("lianjian")))
            .or_else(|| home("HOME").map(|folder| folder.join(".local/share/lianjian")))
    }

    /// The database, to read.
    pub(crate) fn reader(&mut self) -> Result<Session> {
        let path = self.existing_database()?;
        Session::open_read_only(&path, self.office()?, self.actor())
    }

    /// The database, to change; there must be one.
    pub(crate) fn writer(&mut self) -> Result<Session> {
        let path = self.existing_database()?;
        Session::open(&path, self.office()?, self.actor())
    }

    /// The database, to change; made, with its folder, where there is none.
    pub(crate) fn maker(&mut self) -> Result<Session> {
        let path = self.database()?;
        if !path.exists() {
            if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
                crate::app::export::folder(folder)?;
            }
            self.note(&Message::new("database-made").with("file", path.display().to_string()));
        }
        Session::open(&path, self.office()?, self.actor())
    }

    /// Where the database is; an error where there is none, so that a slip in a path makes no empty one.
    pub(crate) fn existing_database(&mut self) -> Result<PathBuf> {
        let path = self.database()?;
        if !path.exists() {
            return Err(AppError::environment("A7081").with("file", path.display().to_string()));
        }
        self.detail(
            &Message::new("database-used")
                .with("file", path.display().to_string())
                .with("author", self.author())
                .with("today", self.today().to_string()),
        );
        Ok(path)
    }

    fn actor(&self) -> Actor {
        Actor { author: self.author(), now: self.environment.now, today: self.today() }
    }

    /// Fresh randomness as lowercase hex: the secrets of draws come from it.
    pub(crate) fn entropy(&self) -> Result<String> {
        (self.environment.entropy)()
    }

    /// One line of result.
    pub(crate) fn line(&mut self, text: &str) -> Result<()> {
        if !self.plain() {
            return writeln!(self.out, "{text}").map_err(output_failed);
        }
        match plain::spoken(text) {
            text if text.is_empty() => Ok(()),
            text => writeln!(self.out, "{text}").map_err(output_failed),
        }
    }

    /// Bytes that are a result as they are.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) -> Result<()> {
        self.out.write_all(bytes).map_err(output_failed)
    }

    /// A message in the language of this run, whatever files and people wrote made safe to show.
    pub(crate) fn text(&self, message: &Message) -> String {
        self.catalogue.render(&safe(message))
    }

    /// A word of a closed set in the language of this run.
    pub(crate) fn word<C: Code>(&self, word: C) -> String {
        self.catalogue.get(&word.text_id())
    }

    /// An argument of a message, as text by itself.
    pub(crate) fn value(&self, value: &Arg) -> String {
        match value {
            Arg::Code { code } => self.catalogue.get(code),
            other => self.text(&Message::new("text-alone").with("text", other.clone())),
        }
    }

    /// A text with a remark behind it in brackets.
    pub(crate) fn remarked(&self, text: &str, remark: &str) -> String {
        self.text(&Message::new("text-remarked").with("text", text).with("remark", remark))
    }

    /// One line of result from the catalogue.
    pub(crate) fn say(&mut self, message: &Message) -> Result<()> {
        let text = self.text(message);
        self.line(&text)
    }

    /// The result as one JSON document; `document` carries its `schema`.
    pub(crate) fn document(&mut self, document: &impl Serialize) -> Result<()> {
        let text = serde_json::to_string(document)
            .map_err(|error| AppError::environment("X6003").caused_by(error))?;
        writeln!(self.out, "{text}").map_err(output_failed)
    }

    /// Something said on the way; silent under `--quiet`.
    pub(crate) fn note(&mut self, message: &Message) {
        if !self.global.quiet {
            let text = self.text(message);
            let text = if self.plain() { plain::spoken(&text) } else { text };
            // Nothing can be done where even the error stream is closed.
            let _ = writeln!(self.messages, "{text}");
        }
    }

    /// Something said on the way under `--verbose` only.
    fn detail(&mut self, message: &Message) {
        if self.global.verbose {
            self.note(message);
        }
    }

    /// Everything wrong with an input: errors always, warnings unless `--quiet`. What to do is said once for all that
    /// share it.
    pub(crate) fn problems(&mut self, problems: &[Problem]) {
        let mut said = BTreeSet::new();
        for problem in problems {
            if problem.severity == Severity::Error {
                self.problems = true;
            } else if self.global.quiet {
                continue;
            }
            let line = self.text(&problem_line(problem));
            let _ = writeln!(self.messages, "{line}");
            let action = self.catalogue.attribute(&safe(&problem.message), "action");
            if let Some(action) = action.filter(|action| said.insert(action.clone())) {
                let action = self.catalogue.render(&Message::new("problem-action").with("action", action));
                let _ = writeln!(self.messages, "{action}");
            }
        }
    }

    /// One thing that stands in the way, with what to do; the exit status becomes 1.
    pub(crate) fn trouble(&mut self, message: &Message) {
        self.problems = true;
        let error = AppError::of(crate::app::error::Kind::Problem, message.clone());
        self.fail(&error);
    }

    /// Whether progress may be drawn.
    pub(crate) const fn draws_progress(&self) -> bool {
        self.environment.terminal && !self.global.quiet && !self.global.plain
    }

    /// A line of result told the caller about problems: the exit status becomes 1.
    pub(crate) const fn found_problems(&mut self) {
        self.problems = true;
    }

    pub(super) const fn status(&self) -> u8 {
        if self.problems { 1 } else { 0 }
    }

    /// Says a failure and returns its exit status.
    pub(super) fn fail(&mut self, error: &AppError) -> u8 {
        if error.message.code == CLOSED {
            return 0;
        }
        let catalogue = &self.catalogue;
        let message = safe(&error.message);
        let mut text = catalogue.render(
            &Message::new("error-line").with("code", message.code.as_str()).with("cause", message.clone()),
        );
        if let Some(detail) = &error.detail {
            let detail = visible(detail);
            text.push('\n');
            text.push_str(&catalogue.render(&Message::new("error-detail").with("detail", detail)));
        }
        if let Some(action) = catalogue.attribute(&message, "action") {
            text.push('\n');
            text.push_str(&catalogue.render(&Message::new("error-action").with("action", action)));
        }
        let _ = writeln!(self.messages, "{text}");
        error.exit_code()
    }
}

/// The same message, with what files and people wrote made safe to show.
fn safe(message: &Message) -> Message {
    fn arg(value: &Arg) -> Arg {
        match value {
            Arg::Text(text) => Arg::Text(visible(text)),
            Arg::Message(message) => Arg::from(safe(message)),
            Arg::List(items) => Arg::List(items.iter().map(arg).collect()),
            Arg::Int(_) | Arg::Code { .. } => value.clone(),
        }
    }
    let args = message.args.iter().map(|(name, value)| (name.clone(), arg(value))).collect();
    Message { code: message.code.clone(), args }
}

/// Where something stands and what it is; columns by letter, as spreadsheets show them.
fn problem_line(problem: &Problem) -> Message {
    let place = &problem.place;
    let code = match problem.severity {
        Severity::Error => "problem-error",
        Severity::Warning => "problem-warning",
    };
    let at = match (place.row, place.column) {
        (Some(row), Some(column)) => {
            Message::new("problem-at-cell").with("row", row).with("column", letters(column))
        }
        (Some(row), None) => Message::new("problem-at-row").with("row", row),
        (None, _) => Message::new("problem-at-file"),
    };
    Message::new(code)
        .with("code", problem.message.code.as_str())
        .with("file", place.file.as_str())
        .with("sheet", place.sheet.as_ref().map_or(String::new(), |sheet| format!(" {sheet}")))
        .with("at", at)
        .with("cause", problem.message.clone())
}

/// `1` is A, `27` is AA.
fn letters(column: u32) -> String {
    let mut rest = column;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.into_iter().rev().collect()
}

/// The reader of our output went away (`| head`): that is no failure.
const CLOSED: &str = "output-closed";

fn output_failed(error: std::io::Error) -> AppError {
    if error.kind() == std::io::ErrorKind::BrokenPipe {
        AppError::problem(CLOSED)
    } else {
        AppError::environment("X6003").caused_by(error)
    }
}
