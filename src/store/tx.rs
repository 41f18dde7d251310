//! One decision being taken: collects every row it changes and writes them down as one journal entry.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;

use chrono::{SubsecRound, TimeDelta};
use rusqlite::{Connection, ErrorCode};

use super::view::Stored;
use super::{Head, Result, StoreError, View, log, part};
use crate::domain::journal::{
    Change, ChangesPart, ENTRY_FORMAT, Entry, Image, PAYLOAD_FORMAT, Payload, canonical,
};
use crate::domain::record::{Record, Table};

/// How far the clocks of two machines may differ before an entry is refused.
const CLOCK_SLACK: TimeDelta = TimeDelta::minutes(5);

/// Rows between two reports of how far the writing of an entry is.
const REPORT_EVERY: usize = 1_000;

/// A decision being taken. Reads see what it has written so far.
pub struct Tx<'c> {
    view: View<'c>,
    sequence: u64,
    previous_hash: String,
    /// What it has changed so far, as the journal will have it.
    written: part::Writer<'c>,
    /// Rows it has written since, as they were before. As they are now stands in the tables.
    touched: BTreeMap<(Table, String), Option<Stored>>,
    numbers: BTreeMap<Table, u32>,
    pub(super) blobs: BTreeMap<String, String>,
    pub(super) frames: BTreeSet<String>,
    pub(super) erased: BTreeSet<String>,
    pub(super) undoes: Option<u64>,
    pub(super) redoes: Option<u64>,
}

impl<'c> Deref for Tx<'c> {
    type Target = View<'c>;

    fn deref(&self) -> &View<'c> {
        &self.view
    }
}

impl<'c> Tx<'c> {
    pub(super) fn begin(connection: &'c Connection, head: &Head) -> Result<Self> {
        let view = View::new(connection);
        let last = view.journal_head()?;
        if let Some(written) = view.last_recorded_at()?
            && written.signed_duration_since(head.recorded_at) > CLOCK_SLACK
        {
            return Err(StoreError::ClockBackwards { now: head.recorded_at, last: written });
        }
        Ok(Self {
            view,
            sequence: last.sequence + 1,
            previous_hash: last.hash,
            written: part::Writer::new(connection, last.sequence + 1),
            touched: BTreeMap::new(),
            numbers: BTreeMap::new(),
            blobs: BTreeMap::new(),
            frames: BTreeSet::new(),
            erased: BTreeSet::new(),
            undoes: None,
            redoes: None,
        })
    }

    /// The number the entry will have.
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// Writes a record, new or changed, and returns its version. A record that is there already as it is stays
    /// untouched.
    pub fn put<R: Record>(&mut self, record: &R) -> Result<u64> {
        let key = record.key();
        let doc =
            canonical(record).map_err(|error| StoreError::not_storable(R::TABLE.code(), &key, &error))?;
        match self.stored(R::TABLE, &key)? {
            Some(stored) if stored.doc == doc => Ok(stored.version),
            now => {
                let version = self.sequence;
                self.set(R::TABLE, &key, now, Some(Stored { version, doc }))?;
                Ok(version)
            }
        }
    }

    /// Writes a record under a key that was never used, a fresh number for one: what is there need not be looked at.
    pub fn add<R: Record>(&mut self, record: &R) -> Result<u64> {
        let key = record.key();
        let doc =
            canonical(record).map_err(|error| StoreError::not_storable(R::TABLE.code(), &key, &error))?;
        let sql = format!(
            "INSERT INTO \"{}\" (key, version, doc) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
            R::TABLE
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        if statement.execute((&key, self.sequence, &doc))? == 0 {
            return self.put(record);
        }
        self.touched.entry((R::TABLE, key)).or_insert(None);
        Ok(self.sequence)
    }

    /// Writes a record over the version the writer has seen (none: there must be no such record yet). If somebody
    /// decided since, says who and when, and changes nothing.
    pub fn put_expecting<R: Record>(&mut self, record: &R, expected: Option<u64>) -> Result<u64> {
        self.expect::<R>(&record.key(), expected)?;
        self.put(record)
    }

    /// Refuses if the record is no longer the version the writer has seen.
    pub fn expect<R: Record>(&self, key: &str, expected: Option<u64>) -> Result<()> {
        let found = self.stored(R::TABLE, key)?.map(|stored| stored.version);
        if found == expected || found == Some(self.sequence) {
            return Ok(());
        }
        let since = self.latest_touching(R::TABLE, key, 0)?;
        let since = since.ok_or_else(|| missing_entry(R::TABLE, key))?.decision();
        Err(StoreError::Stale { table: R::TABLE, key: key.to_owned(), since })
    }

    /// Removes a record; says whether there was one.
    pub fn delete<R: Record>(&mut self, key: &str) -> Result<bool> {
        let now = self.stored(R::TABLE, key)?;
        let found = now.is_some();
        if found {
            self.set(R::TABLE, key, now, None)?;
        }
        Ok(found)
    }

    /// The next number for ids of a table, from 1. No number is given out twice, whatever is undone.
    pub fn next_number(&mut self, table: Table) -> Result<u32> {
        let last = self.numbers.get(&table).copied().map_or_else(|| self.last_number(table), Ok)?;
        let number = last.checked_add(1).ok_or_else(|| StoreError::NotStorable {
            table: table.code(),
            key: u32::MAX.to_string(),
            detail: "no number is left".to_owned(),
        })?;
        self.numbers.insert(table, number);
        Ok(number)
    }

    /// Makes a row, as it is `now`, what it should be.
    pub(super) fn set(
        &mut self,
        table: Table,
        key: &str,
        now: Option<Stored>,
        after: Option<Stored>,
    ) -> Result<()> {
        set_row(self.connection, table, key, after.as_ref())?;
        self.touched.entry((table, key.to_owned())).or_insert(now);
        Ok(())
    }

    /// Writes the entry and commits both; without any change, neither.
    pub(super) fn commit(mut self, head: &Head) -> Result<Option<u64>> {
        self.write_down(&mut |_, _| true)?;
        let (changes, parts) = self.written.finish()?;
        for (table, number) in &self.numbers {
            set_number(self.connection, *table, *number)?;
        }
        let unchanged = changes.is_empty() && parts.is_empty() && self.numbers.is_empty();
        if unchanged && self.blobs.is_empty() && self.frames.is_empty() && self.erased.is_empty() {
            return Ok(None);
        }
        let sequence = self.sequence;
        let entry = self.entry(head, changes, parts);
        log::append(self.connection, &entry)?;
        self.finish()?;
        Ok(Some(sequence))
    }

    /// Puts every row that is not what it was into the entry; one changed and changed back gets its old version again.
    /// Committing does so too: a long decision calls it last, to tell how far it is and to be stopped (`false`).
    pub fn write_down(&mut self, watch: &mut dyn FnMut(usize, usize) -> bool) -> Result<bool> {
        let touched = std::mem::take(&mut self.touched);
        let all = touched.len();
        for (done, ((table, key), before)) in touched.into_iter().enumerate() {
            if done % REPORT_EVERY == 0 && !watch(done, all) {
                return Ok(false);
            }
            let after = self.stored(table, &key)?;
            if before.as_ref().map(|row| &row.doc) == after.as_ref().map(|row| &row.doc) {
                if before != after {
                    set_row(self.connection, table, &key, before.as_ref())?;
                }
                continue;
            }
            let before = before.map(|row| image(table, &key, &row)).transpose()?;
            let after = after.as_ref().map(|row| (row.version, row.doc.as_str()));
            self.written.push((table, &key), before.as_ref(), after)?;
        }
        Ok(true)
    }

    fn entry(&mut self, head: &Head, changes: Vec<Change>, parts: Vec<ChangesPart>) -> Entry {
        Entry {
            format_version: ENTRY_FORMAT,
            sequence: self.sequence,
            previous_hash: std::mem::take(&mut self.previous_hash),
            author: head.author.clone(),
            recorded_at: head.recorded_at.trunc_subsecs(0),
            business_date: head.business_date,
            command: head.command.clone(),
            payload: Payload {
                version: PAYLOAD_FORMAT,
                changes,
                parts,
                numbers: std::mem::take(&mut self.numbers),
                blobs: std::mem::take(&mut self.blobs),
                frames: std::mem::take(&mut self.frames),
                erased: std::mem::take(&mut self.erased),
                args: head.args.clone(),
                undoes: self.undoes,
                redoes: self.redoes,
                barrier: head.barrier,
            },
            key_id: None,
            signature: None,
        }
    }

    /// Commits. A reference into the void leaves the transaction open, so that the row can still be named; the
    /// caller's drop rolls it back.
    fn finish(&self) -> Result<()> {
        let Err(error) = self.connection.execute_batch("COMMIT") else { return Ok(()) };
        if error.sqlite_error_code() != Some(ErrorCode::ConstraintViolation) {
            return Err(error.into());
        }
        self.missing_reference()
    }

    fn missing_reference(&self) -> Result<()> {
        let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
        let (name, rowid, parent): (String, i64, String) =
            self.connection.query_row("PRAGMA foreign_key_check", [], read)?;
        let table = Table::ALL.iter().copied().find(|table| table.code() == name);
        let table =
            table.ok_or_else(|| StoreError::Corrupt { detail: format!("{name} without {parent}") })?;
        let sql = format!("SELECT key, version FROM \"{table}\" WHERE rowid = ?1");
        let (key, version): (String, u64) =
            self.connection.query_row(&sql, [rowid], |row| Ok((row.get(0)?, row.get(1)?)))?;
        // Taking back a row that others have built on since: their entry stands in the way.
        if (self.undoes.is_some() || self.redoes.is_some())
            && let Some(later) = self.view.entry(version)?
        {
            return Err(StoreError::UndoLater { table, key, later: later.decision() });
        }
        Err(StoreError::MissingReference { table, key, parent })
    }
}

fn image(table: Table, key: &str, row: &Stored) -> Result<Image> {
    let doc = serde_json::from_str(&row.doc).map_err(|error| StoreError::Unreadable {
        table: table.code(),
        key: key.to_owned(),
        detail: error.to_string(),
    })?;
    Ok(Image { version: row.version, doc })
}

/// A row no entry speaks of: somebody wrote it past the journal.
fn missing_entry(table: Table, key: &str) -> StoreError {
    StoreError::Corrupt { detail: format!("{table} {key}: no journal entry") }
}

pub(super) fn set_row(connection: &Connection, table: Table, key: &str, row: Option<&Stored>) -> Result<()> {
    match row {
        Some(row) => {
            let sql = format!(
                "INSERT INTO \"{table}\" (key, version, doc) VALUES (?1, ?2, ?3)
                 ON CONFLICT (key) DO UPDATE SET version = excluded.version, doc = excluded.doc"
            );
            connection.prepare_cached(&sql)?.execute((key, row.version, &row.doc))?;
        }
        None => {
            connection.prepare_cached(&format!("DELETE FROM \"{table}\" WHERE key = ?1"))?.execute([key])?;
        }
    }
    Ok(())
}

pub(super) fn set_number(connection: &Connection, table: Table, number: u32) -> Result<()> {
    let sql = "INSERT INTO counter (name, number) VALUES (?1, ?2)
               ON CONFLICT (name) DO UPDATE SET number = max(number, excluded.number)";
    connection.prepare_cached(sql)?.execute((table.code(), number))?;
    Ok(())
}
