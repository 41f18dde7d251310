//! An office at work: the open database, what the county decided once, who acts and what day it is.
//! Everything that changes anything goes through [`Session::run`].

use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

use super::error::{AppError, Kind, Result};
use super::office::Office;
use super::watch::{STOPPED, Watch, Watcher};
use crate::domain::journal::Entry;
use crate::domain::message::Arg;
use crate::domain::person::{Person, Role};
use crate::domain::setting::HolidayYear;
pub use crate::store::Verification;
use crate::store::{Head, Store, StoreError, Tx, View};

/// Something that changes the database: one transaction, one journal entry.
pub trait Command {
    /// The name people and the journal know it by.
    const NAME: &'static str;
    /// Corrected by a new decision only, never undone.
    const BARRIER: bool = false;
    /// What it answers.
    type Outcome;

    /// What it was told, for the journal. No floating-point numbers.
    fn args(&self) -> Value;

    /// Takes the decision, inside the transaction: what it reads cannot change before it writes.
    fn decide(self, tx: &mut Tx<'_>, desk: &Desk<'_>) -> Result<Self::Outcome>;
}

/// Who decides, on what day, by which rules.
pub struct Desk<'a> {
    /// Rules, calendars and tables in force.
    pub office: &'a Office,
    /// Who acts.
    pub author: &'a str,
    /// Business date.
    pub today: NaiveDate,
    /// The clock.
    pub now: fn() -> DateTime<Utc>,
    /// Who is told how far it is, and may stop it.
    pub watch: &'a Watch,
}

impl Desk<'_> {
    /// Refuses anybody but a director.
    pub fn require_director(&self, view: &View<'_>) -> Result<()> {
        let person = view.get::<Person>(self.author)?;
        if person.is_some_and(|person| person.record.role == Role::Director) {
            return Ok(());
        }
        let directors: Vec<String> = view
            .all::<Person>()?
            .into_iter()
            .filter(|person| person.record.role == Role::Director)
            .map(|person| person.record.name)
            .collect();
        Err(AppError::problem("A7001").with("name", self.author).with("directors", directors.join(" ")))
    }
}

/// Who acts, and when.
pub struct Actor {
    /// The name decisions are signed with.
    pub author: String,
    /// The real clock.
    pub now: fn() -> DateTime<Utc>,
    /// Business date.
    pub today: NaiveDate,
}

/// Years after the last known notice for which one may have come by file.
const HOLIDAY_YEARS_AHEAD: i32 = 20;

/// An open database with everything around it.
pub struct Session {
    store: Store,
    office: Office,
    actor: Actor,
    watch: Watch,
}

impl Session {
    /// Opens a database file, or makes one.
    pub fn open(path: &Path, office: Office, actor: Actor) -> Result<Self> {
        Self::new(Store::open(path)?, office, actor)
    }

    /// Opens a database that must exist, to read and never to write.
    pub fn open_read_only(path: &Path, office: Office, actor: Actor) -> Result<Self> {
        Self::new(Store::open_read_only(path)?, office, actor)
    }

    /// A database in memory, gone with the session.
    pub fn in_memory(office: Office, actor: Actor) -> Result<Self> {
        Self::new(Store::in_memory()?, office, actor)
    }

    fn new(store: Store, office: Office, actor: Actor) -> Result<Self> {
        let mut session = Self { store, office, actor, watch: Watch::default() };
        session.take_holidays()?;
        Ok(session)
    }

    /// The holiday notices that came by file, beside those the program knows. For a session that stays open while
    /// another one brings them.
    pub fn take_holidays(&mut self) -> Result<()> {
        let Some((_, last)) = self.office.calendar.covered() else { return Ok(()) };
        let mut days = Vec::new();
        for year in last + 1..=last + HOLIDAY_YEARS_AHEAD {
            let found = self.read(|view| Ok(view.get::<HolidayYear>(&HolidayYear::key_of(year))?))?;
            days.extend(found.into_iter().flat_map(|found| found.record.days));
        }
        self.office.calendar.extend(days);
        Ok(())
    }

    /// Lets somebody watch long work from now on.
    pub fn watch_by(&mut self, watcher: Watcher) {
        self.watch.by(watcher);
    }

    /// Who is told how far long work is.
    pub const fn watch(&self) -> &Watch {
        &self.watch
    }

    /// Rules, calendars and tables in force.
    pub const fn office(&self) -> &Office {
        &self.office
    }

    /// Who acts.
    pub fn author(&self) -> &str {
        &self.actor.author
    }

    /// Lets somebody else act from now on.
    pub fn act_as(&mut self, author: &str) {
        author.clone_into(&mut self.actor.author);
    }

    /// Business date.
    pub const fn today(&self) -> NaiveDate {
        self.actor.today
    }

    /// Moves the business date, when midnight has passed.
    pub const fn set_today(&mut self, today: NaiveDate) {
        self.actor.today = today;
    }

    /// Runs a command: all of it, or none.
    pub fn run<C: Command>(&mut self, command: C) -> Result<C::Outcome> {
        let head = self.head(C::NAME, command.args(), C::BARRIER);
        let desk = Desk {
            office: &self.office,
            author: &self.actor.author,
            today: self.actor.today,
            now: self.actor.now,
            watch: &self.watch,
        };
        let (outcome, _) = self.store.write(&head, |tx| command.decide(tx, &desk))?;
        Ok(outcome)
    }

    /// Shows what a command would do, and leaves everything as it is.
    pub fn rehearse<C: Command>(&mut self, command: C) -> Result<C::Outcome> {
        let head = self.head(C::NAME, command.args(), C::BARRIER);
        let desk = Desk {
            office: &self.office,
            author: &self.actor.author,
            today: self.actor.today,
            now: self.actor.now,
            watch: &self.watch,
        };
        let mut outcome = None;
        let result: std::result::Result<((), _), Rehearsed> = self.store.write(&head, |tx| {
            outcome = Some(command.decide(tx, &desk).map_err(Rehearsed::Failed)?);
            Err(Rehearsed::Done)
        });
        match (result, outcome) {
            (Err(Rehearsed::Failed(error)), _) => Err(error),
            (_, Some(outcome)) => Ok(outcome),
            (_, None) => Err(AppError::environment("A7002")),
        }
    }

    /// Reads one consistent state.
    pub fn read<T>(&self, read: impl FnOnce(&View<'_>) -> Result<T>) -> Result<T> {
        self.store.read(read)
    }

    /// Takes back this author's latest decision still in force, and returns it.
    pub fn undo(&mut self) -> Result<Entry> {
        let head = self.head("undo", Value::Null, false);
        let office = &self.office;
        let (entry, _) =
            self.store.undo(&head, |tx, entry| super::command::quota::still_hold(tx, office, entry))?;
        Ok(entry)
    }

    /// Takes back this author's latest undo, and returns the decision that is in force again.
    pub fn redo(&mut self) -> Result<Entry> {
        let head = self.head("redo", Value::Null, false);
        let office = &self.office;
        let (undo, _) =
            self.store.redo(&head, |tx, entry| super::command::quota::still_hold(tx, office, entry))?;
        let undone = undo.payload.undoes;
        self.read(|view| match undone {
            Some(sequence) => Ok(view.entry(sequence)?.unwrap_or(undo)),
            None => Ok(undo),
        })
    }

    /// Changes whenever another process has written.
    pub fn data_version(&self) -> Result<i64> {
        Ok(self.store.data_version()?)
    }

    /// Writes a consistent copy to a new file, whoever else writes meanwhile. A7152 where it was stopped: no file then.
    pub fn backup(&self, to: &Path) -> Result<()> {
        let whole = self.store.backup(to, &mut |done, all| self.watch.goes_on(done, all))?;
        if whole { Ok(()) } else { Err(AppError::problem(STOPPED)) }
    }

    /// Compares everything a database holds with what its journal says. Reads no record before that, so that one
    /// nobody can read is a finding too.
    pub fn verify(path: &Path) -> Result<Verification> {
        Ok(Store::open_read_only(path)?.verify()?)
    }

    /// The same, telling before each part how many of all are done; `None` where it was told not to go on.
    pub fn verify_watched(
        path: &Path,
        watch: &mut dyn FnMut(u64, u64) -> bool,
    ) -> Result<Option<Verification>> {
        Ok(Store::open_read_only(path)?.verify_watched(watch)?)
    }

    /// Which schema the database has.
    pub fn schema(&self) -> Result<i64> {
        Ok(self.store.schema()?)
    }

    fn head(&self, command: &str, args: Value, barrier: bool) -> Head {
        Head {
            author: self.actor.author.clone(),
            recorded_at: (self.actor.now)(),
            business_date: self.actor.today,
            command: command.to_owned(),
            args,
            barrier,
        }
    }
}

/// How a rehearsal ends: always without a commit.
enum Rehearsed {
    Done,
    Failed(AppError),
}

impl From<StoreError> for Rehearsed {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        let kind = if error.is_environment() { Kind::Environment } else { Kind::Problem };
        let detail = error.detail().map(str::to_owned);
        let mut message = error.message();
        // The store knows commands by their names in the journal only.
        if let Some(Arg::Text(command)) = message.args.get("command") {
            let text = super::query::journal::command_text(command);
            message = message.with("command", text);
        }
        Self { kind, message, detail }
    }
}
