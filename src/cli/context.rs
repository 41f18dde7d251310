//! What every subcommand is given: the language, the two outputs, how to say results and failures.

use std::io::Write;
use std::path::PathBuf;

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use serde::Serialize;

use super::{Environment, Global};
use crate::app::error::{AppError, Result};
use crate::app::office::Office;
use crate::app::session::{Actor, Session};
use crate::domain::message::Message;
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
        self.global.today.unwrap_or_else(|| {
            let china = FixedOffset::east_opt(8 * 3600);
            china.map_or_else(|| self.now().date_naive(), |zone| self.now().with_timezone(&zone).date_naive())
        })
    }

    /// The rules and tables in force: the county's own copies stand in the folder of its database.
    pub(crate) fn office(&self) -> Result<Office> {
        Office::load(self.data_folder().map(|folder| folder.join("data")))
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

    /// The open database; made, with its folder, where there is none.
    pub(crate) fn session(&self) -> Result<Session> {
        let path = self.database()?;
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            crate::app::export::folder(folder)?;
        }
        let actor = Actor { author: self.author(), now: self.environment.now, today: self.today() };
        Session::open(&path, self.office()?, actor)
    }

    /// One line of result.
    pub(crate) fn line(&mut self, text: &str) -> Result<()> {
        writeln!(self.out, "{text}").map_err(output_failed)
    }

    /// One line of result from the catalogue.
    pub(crate) fn say(&mut self, message: &Message) -> Result<()> {
        let text = self.catalogue.render(message);
        self.line(&text)
    }

    /// The result as one JSON document; `document` carries its `schema`.
    pub(crate) fn document(&mut self, document: &impl Serialize) -> Result<()> {
        let text = serde_json::to_string(document)
            .map_err(|error| AppError::environment("X6003").caused_by(error))?;
        self.line(&text)
    }

    /// Something said on the way; silent under `--quiet`.
    pub(crate) fn note(&mut self, message: &Message) {
        if !self.global.quiet {
            let text = self.catalogue.render(message);
            // Nothing can be done where even the error stream is closed.
            let _ = writeln!(self.messages, "{text}");
        }
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
        let mut text = catalogue.render(
            &Message::new("error-line")
                .with("code", error.message.code.as_str())
                .with("cause", error.message.clone()),
        );
        if let Some(detail) = &error.detail {
            let detail = crate::text::visible::visible(detail);
            text.push('\n');
            text.push_str(&catalogue.render(&Message::new("error-detail").with("detail", detail)));
        }
        if let Some(action) = catalogue.attribute(&error.message, "action") {
            text.push('\n');
            text.push_str(&catalogue.render(&Message::new("error-action").with("action", action)));
        }
        let _ = writeln!(self.messages, "{text}");
        error.exit_code()
    }
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
