//! What an entry changed, change by change. Few changes stand in the entry; many stand beside it in parts, of which it
//! holds the hashes, so that neither writing nor reading them ever holds all of them. Knows no record.

use rusqlite::{Connection, OptionalExtension};
use serde::Deserialize;

use super::{Result, StoreError, View, log};
use crate::domain::canonical::quoted;
use crate::domain::journal::{Change, ChangesPart, Entry, Image, canonical, sha256};
use crate::domain::record::Table;

/// Bytes of changes from which on they are written down in a part.
const PART_BYTES: usize = 1_000_000;

/// The changes of a decision, as they are written down.
pub(super) struct Writer<'c> {
    connection: &'c Connection,
    sequence: u64,
    /// What is not written down yet: an array without its end.
    text: String,
    changes: u64,
    parts: Vec<ChangesPart>,
}

impl<'c> Writer<'c> {
    pub(super) const fn new(connection: &'c Connection, sequence: u64) -> Self {
        Self { connection, sequence, text: String::new(), changes: 0, parts: Vec::new() }
    }

    /// One change: the row as it was, and version and canonical text of the row as it is.
    pub(super) fn push(
        &mut self,
        (table, key): (Table, &str),
        before: Option<&Image>,
        after: Option<(u64, &str)>,
    ) -> Result<()> {
        let failed = |error| StoreError::not_storable(table.code(), key, &error);
        let before = canonical(&before).map_err(failed)?;
        self.text.push(if self.text.is_empty() { '[' } else { ',' });
        self.text.push_str("{\"after\":");
        match after {
            Some((version, doc)) => {
                for part in ["{\"doc\":", doc, ",\"version\":", &version.to_string(), "}"] {
                    self.text.push_str(part);
                }
            }
            None => self.text.push_str("null"),
        }
        for part in [",\"before\":", &before, ",\"key\":", &quoted(key), ",\"table\":"] {
            self.text.push_str(part);
        }
        self.text.push_str(&quoted(table.code()));
        self.text.push('}');
        self.changes += 1;
        if self.text.len() >= PART_BYTES { self.part() } else { Ok(()) }
    }

    fn part(&mut self) -> Result<()> {
        self.text.push(']');
        let hash = sha256(self.text.as_bytes());
        insert(self.connection, self.sequence, self.parts.len(), &self.text)?;
        self.parts.push(ChangesPart { hash, changes: std::mem::take(&mut self.changes) });
        self.text.clear();
        Ok(())
    }

    /// What the entry holds of them: themselves, or the hashes of their parts.
    pub(super) fn finish(&mut self) -> Result<(Vec<Change>, Vec<ChangesPart>)> {
        let mut changes = Vec::new();
        if self.parts.is_empty() && !self.text.is_empty() {
            self.text.push(']');
            changes = read(self.sequence, &std::mem::take(&mut self.text))?;
        } else if !self.text.is_empty() {
            self.part()?;
        }
        Ok((changes, std::mem::take(&mut self.parts)))
    }
}

/// Which row a change is of; what the row held is passed over.
#[derive(Deserialize)]
pub(super) struct Touch {
    pub(super) table: Table,
    pub(super) key: String,
}

impl From<Touch> for Change {
    fn from(Touch { table, key }: Touch) -> Self {
        Self { table, key, before: None, after: None }
    }
}

impl View<'_> {
    /// Hands over what an entry changed, one change after another.
    pub(super) fn each_change<E: From<StoreError>>(
        &self,
        entry: &Entry,
        mut take: impl FnMut(&Change) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        entry.payload.changes.iter().try_for_each(&mut take)?;
        for at in 0..entry.payload.parts.len() {
            let changes: Vec<Change> = read(entry.sequence, &self.part_of(entry, at)?)?;
            changes.iter().try_for_each(&mut take)?;
        }
        Ok(())
    }

    /// Whether an entry changed a row of which this is true.
    pub(super) fn has_change(&self, entry: &Entry, is: impl Fn(&Change) -> bool) -> Result<Option<Change>> {
        let mut found = None;
        self.each_change(entry, |change| {
            if found.is_none() && is(change) {
                found = Some(Change { before: None, after: None, ..change.clone() });
            }
            Ok::<(), StoreError>(())
        })?;
        Ok(found)
    }

    /// The entry with the changes of its parts.
    pub(super) fn whole(&self, mut entry: Entry) -> Result<Entry> {
        let mut changes = Vec::new();
        for at in 0..entry.payload.parts.len() {
            changes.append(&mut read(entry.sequence, &self.part_of(&entry, at)?)?);
        }
        entry.payload.changes.append(&mut changes);
        Ok(entry)
    }

    /// The entry with the rows its parts are of, without what these rows held.
    pub(super) fn outlined(&self, mut entry: Entry) -> Result<Entry> {
        for at in 0..entry.payload.parts.len() {
            let touches: Vec<Touch> = read(entry.sequence, &self.part_of(&entry, at)?)?;
            entry.payload.changes.extend(touches.into_iter().map(Change::from));
        }
        Ok(entry)
    }

    fn part_of(&self, entry: &Entry, at: usize) -> Result<String> {
        let sql = "SELECT changes FROM journal_part WHERE sequence = ?1 AND part = ?2";
        let mut statement = self.connection.prepare_cached(sql)?;
        let found = statement.query_row((entry.sequence, at), |row| row.get(0)).optional()?;
        found.ok_or_else(|| log::unreadable(entry.sequence, format!("part {at} is missing")))
    }
}

/// Writes the parts of an entry of another database down as they are.
pub(super) fn copy(source: &View<'_>, target: &Connection, entry: &Entry) -> Result<()> {
    for at in 0..entry.payload.parts.len() {
        insert(target, entry.sequence, at, &source.part_of(entry, at)?)?;
    }
    Ok(())
}

fn insert(connection: &Connection, sequence: u64, at: usize, text: &str) -> Result<()> {
    let sql = "INSERT INTO journal_part (sequence, part, changes) VALUES (?1, ?2, ?3)";
    connection.prepare_cached(sql)?.execute((sequence, at, text))?;
    Ok(())
}

pub(super) fn read<T: for<'de> Deserialize<'de>>(sequence: u64, text: &str) -> Result<Vec<T>> {
    serde_json::from_str(text).map_err(|error| log::unreadable(sequence, error.to_string()))
}
