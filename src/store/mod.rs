//! The embedded database: the journal and the tables it makes. No SQL and no row leaves this folder.
//!
//! One decision is one call of [`Store::write`]: one transaction, one journal entry that holds every row before and
//! after. The tables are what applying the entries from the first gives; [`Store::verify`] says where they differ.
//! Files and frames stand beside the journal, which knows their hashes: personal data can be erased, the chain holds.

mod copy;
mod error;
mod files;
mod log;
mod open;
mod part;
mod replay;
mod tx;
mod undo;
mod verify;
mod view;

use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, TransactionBehavior};
use serde_json::Value;

pub use error::{Result, StoreError};
pub use files::Blob;
pub use log::JournalHead;
pub use tx::Tx;
pub use verify::{Fault, Finding, Verification};
pub use view::{Field, View};

/// Who decides what, and when: the head of a journal entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Who.
    pub author: String,
    /// The clock; kept in whole seconds.
    pub recorded_at: DateTime<Utc>,
    /// The day it counts for, in China's time.
    pub business_date: NaiveDate,
    /// Name of the command.
    pub command: String,
    /// What the command was told and found out (file hash, seed, reason): no floating-point number.
    pub args: Value,
    /// Whether only a new decision may correct it.
    pub barrier: bool,
}

/// One database, open.
pub struct Store {
    connection: Connection,
}

impl Store {
    /// Reads one consistent state, whatever others write meanwhile. A read inside a read sees the same state.
    pub fn read<T, E: From<StoreError>>(
        &self,
        read: impl FnOnce(&View<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        if !self.connection.is_autocommit() {
            return read(&View::new(&self.connection));
        }
        // Dropped at the end: a read has nothing to commit.
        let snapshot = self.connection.unchecked_transaction().map_err(StoreError::from)?;
        read(&View::new(&snapshot))
    }

    /// Takes one decision: everything `decide` changes becomes one journal entry, or nothing at all if it fails.
    /// Returns its value and the number of the entry; none if nothing changed. Rules belong inside `decide`: no
    /// other decision comes between what it reads and what it writes.
    pub fn write<T, E: From<StoreError>>(
        &mut self,
        head: &Head,
        decide: impl FnOnce(&mut Tx<'_>) -> std::result::Result<T, E>,
    ) -> std::result::Result<(T, Option<u64>), E> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StoreError::from)?;
        let mut tx = Tx::begin(&transaction, head)?;
        let value = decide(&mut tx)?;
        let sequence = tx.commit(head)?;
        Ok((value, sequence))
    }

    /// Changes whenever another connection has written.
    pub fn data_version(&self) -> Result<i64> {
        Ok(self.connection.query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }

    /// How many migrations the database has had.
    pub fn schema(&self) -> Result<i64> {
        open::user_version(&self.connection)
    }

    /// Writes a consistent copy, while others may write on. Refuses a file that exists. `watch` is told bytes done and in
    /// all; `false` where it said not to go on, and no file is left then.
    pub fn backup(&self, to: &Path, watch: &mut dyn FnMut(u64, u64) -> bool) -> Result<bool> {
        copy::copy(&self.connection, to, watch)
    }
}
