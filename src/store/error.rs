//! What can go wrong with the store, as codes T5xxx. Knows no text; the catalogue holds cause and action.

use chrono::{DateTime, FixedOffset, Utc};
use rusqlite::ErrorCode;

use super::files::FRAME;
use super::log::JOURNAL;
use crate::domain::journal::{Decision, EncodingError};
use crate::domain::message::{Arg, Message};
use crate::domain::record::Table;

/// A failure of the store. Nothing is half done: what was begun is rolled back.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// T5001: the file cannot be opened or made.
    #[error("cannot open {path}: {detail}")]
    CannotOpen {
        /// The file.
        path: String,
        /// What the system said.
        detail: String,
    },
    /// T5002: the file or its folder may not be written.
    #[error("read-only: {detail}")]
    ReadOnly {
        /// What the system said.
        detail: String,
    },
    /// T5003: others kept writing for the whole of the waiting time (5 seconds).
    #[error("locked by another process")]
    Locked,
    /// T5004: written by a newer release.
    #[error("schema {found} of {path} is newer than {known}")]
    Newer {
        /// The file.
        path: String,
        /// Its schema.
        found: i64,
        /// The newest this program knows.
        known: i64,
    },
    /// T5005: not a database of this program.
    #[error("{path} is not a lianjian database")]
    NotOurs {
        /// The file.
        path: String,
    },
    /// T5006: the database is damaged.
    #[error("corrupt: {detail}")]
    Corrupt {
        /// What was found.
        detail: String,
    },
    /// T5007: the disk is full.
    #[error("disk full")]
    DiskFull,
    /// T5008: the row is not what the writer saw: somebody decided since.
    #[error("{table} {key} was changed since")]
    Stale {
        /// Table of the row.
        table: Table,
        /// Key of the row.
        key: String,
        /// The decision since.
        since: Decision,
    },
    /// T5009: the latest entry is corrected by a new decision, not undone.
    #[error("entry {} cannot be undone", .0.sequence)]
    UndoBarrier(Decision),
    /// T5010: somebody's later entry touched the same row.
    #[error("{table} {key} was changed by entry {}", later.sequence)]
    UndoLater {
        /// Table of the row.
        table: Table,
        /// Key of the row.
        key: String,
        /// The later entry.
        later: Decision,
    },
    /// T5011: the author has nothing to undo.
    #[error("nothing to undo")]
    NothingToUndo,
    /// T5012: the author has nothing to redo.
    #[error("nothing to redo")]
    NothingToRedo,
    /// T5013: the row is not a record this program can read.
    #[error("{table} {key} cannot be read: {detail}")]
    Unreadable {
        /// Name of the table.
        table: &'static str,
        /// Key of the row.
        key: String,
        /// What does not fit.
        detail: String,
    },
    /// T5014: the clock stands before the last entry.
    #[error("clock at {now}, last entry at {last}")]
    ClockBackwards {
        /// The clock.
        now: DateTime<Utc>,
        /// When the last entry was written.
        last: DateTime<Utc>,
    },
    /// T5015: a row points at one that does not exist.
    #[error("{table} {key} points at a missing {parent}")]
    MissingReference {
        /// Table of the pointing row.
        table: Table,
        /// Its key.
        key: String,
        /// Table of the missing row.
        parent: String,
    },
    /// T5016: a value that must not be stored.
    #[error("{table} {key} cannot be stored: {detail}")]
    NotStorable {
        /// Name of the table.
        table: &'static str,
        /// Key of the row.
        key: String,
        /// Why not.
        detail: String,
    },
    /// T5017: the disk or the database engine failed.
    #[error("engine: {detail}")]
    Engine {
        /// What it said.
        detail: String,
    },
    /// T5018: no copy could be made.
    #[error("cannot copy to {path}: {detail}")]
    Backup {
        /// Where to.
        path: String,
        /// What the system said.
        detail: String,
    },
    /// T5019: the database that should take the journal holds entries already.
    #[error("the target is not empty")]
    NotEmpty,
    /// T5020: an entry of the journal does not fit what is there before it.
    #[error("entry {sequence} does not apply")]
    DoesNotApply {
        /// Number of the entry.
        sequence: u64,
    },
    /// T5021: written by an older release: it must be opened for writing once, which migrates it.
    #[error("schema {found} of {path} is older than {known}")]
    Older {
        /// The file.
        path: String,
        /// Its schema.
        found: i64,
        /// The one this program reads.
        known: i64,
    },
    /// T5022: a frame that names one element twice.
    #[error("element {element} twice")]
    ElementTwice {
        /// The element.
        element: String,
    },
    /// T5023: the file a copy should go to exists.
    #[error("{path} exists")]
    FileExists {
        /// The file.
        path: String,
    },
}

/// What the store returns.
pub type Result<T> = std::result::Result<T, StoreError>;

impl StoreError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::CannotOpen { .. } => "T5001",
            Self::ReadOnly { .. } => "T5002",
            Self::Locked => "T5003",
            Self::Newer { .. } => "T5004",
            Self::NotOurs { .. } => "T5005",
            Self::Corrupt { .. } => "T5006",
            Self::DiskFull => "T5007",
            Self::Stale { .. } => "T5008",
            Self::UndoBarrier(_) => "T5009",
            Self::UndoLater { .. } => "T5010",
            Self::NothingToUndo => "T5011",
            Self::NothingToRedo => "T5012",
            Self::Unreadable { .. } => "T5013",
            Self::ClockBackwards { .. } => "T5014",
            Self::MissingReference { .. } => "T5015",
            Self::NotStorable { .. } => "T5016",
            Self::Engine { .. } => "T5017",
            Self::Backup { .. } => "T5018",
            Self::NotEmpty => "T5019",
            Self::DoesNotApply { .. } => "T5020",
            Self::Older { .. } => "T5021",
            Self::ElementTwice { .. } => "T5022",
            Self::FileExists { .. } => "T5023",
        }
    }

    /// Code and arguments, for the catalogue.
    pub fn message(&self) -> Message {
        let message = Message::new(self.code());
        match self {
            Self::CannotOpen { path, .. }
            | Self::NotOurs { path }
            | Self::Backup { path, .. }
            | Self::FileExists { path } => message.with("file", path.as_str()),
            Self::Newer { path, found, known } | Self::Older { path, found, known } => {
                message.with("file", path.as_str()).with("found", *found).with("known", *known)
            }
            Self::Stale { table, key, since: decision } | Self::UndoLater { table, key, later: decision } => {
                with_decision(with_row(message, table.code(), key), decision)
            }
            Self::UndoBarrier(decision) => with_decision(message, decision),
            Self::Unreadable { table, key, .. } | Self::NotStorable { table, key, .. } => {
                with_row(message, table, key)
            }
            Self::ClockBackwards { now, last } => {
                message.with("now", china_time(*now)).with("last", china_time(*last))
            }
            Self::MissingReference { table, key, parent } => {
                with_row(message, table.code(), key).with("parent", table_name(parent))
            }
            Self::ElementTwice { element } => message.with("element", element.as_str()),
            Self::DoesNotApply { sequence } => message.with("entry", *sequence),
            _ => message,
        }
    }

    /// What the system or the engine said.
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::CannotOpen { detail, .. }
            | Self::ReadOnly { detail }
            | Self::Corrupt { detail }
            | Self::Unreadable { detail, .. }
            | Self::NotStorable { detail, .. }
            | Self::Engine { detail }
            | Self::Backup { detail, .. } => Some(detail),
            _ => None,
        }
    }

    /// Whether the machine, a file or a database stands in the way, rather than what was asked.
    pub const fn is_environment(&self) -> bool {
        !matches!(
            self,
            Self::Stale { .. }
                | Self::UndoBarrier(_)
                | Self::UndoLater { .. }
                | Self::NothingToUndo
                | Self::NothingToRedo
                | Self::MissingReference { .. }
                | Self::NotStorable { .. }
                | Self::ElementTwice { .. }
        )
    }

    /// The same failure while opening `path`.
    pub(super) fn opening(self, path: &str) -> Self {
        match self {
            Self::Engine { detail } => Self::CannotOpen { path: path.to_owned(), detail },
            other => other,
        }
    }

    pub(super) fn not_storable(table: &'static str, key: &str, error: &EncodingError) -> Self {
        Self::NotStorable { table, key: key.to_owned(), detail: error.to_string() }
    }
}

/// The table of a row in words, and its key.
pub(super) fn with_row(message: Message, table: &str, key: &str) -> Message {
    message.with("table", table_name(table)).with("key", key)
}

/// A table in words.
pub(super) fn table_name(table: &str) -> Arg {
    match table {
        JOURNAL => Arg::code("table-journal"),
        FRAME => Arg::code("table-frame"),
        record => Arg::code(format!("table-{record}")),
    }
}

fn with_decision(message: Message, decision: &Decision) -> Message {
    message
        .with("entry", decision.sequence)
        .with("author", decision.author.as_str())
        .with("time", china_time(decision.recorded_at))
        .with("command", decision.command.as_str())
}

/// An instant as people in China read it off a clock.
fn china_time(instant: DateTime<Utc>) -> String {
    let zone = FixedOffset::east_opt(8 * 3600);
    let text = zone.map(|zone| instant.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string());
    text.unwrap_or_else(|| instant.to_rfc3339())
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let detail = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::ReadOnly) => Self::ReadOnly { detail },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt { detail },
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            // A value of a type that our tables do not allow: the file was changed under the engine.
            None if unfit(&error) => Self::Corrupt { detail },
            _ => Self::Engine { detail },
        }
    }
}

const fn unfit(error: &rusqlite::Error) -> bool {
    matches!(
        error,
        rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::Utf8Error(..)
    )
}
