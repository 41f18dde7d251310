//! The journal as rows: reads entries, appends one. Entries are never changed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use rusqlite::{Connection, OptionalExtension, Row};
use serde::Deserialize;
use serde_json::Value;

use super::part::Touch;
use super::{Result, StoreError, View};
use crate::domain::journal::{Change, ChangesPart, Entry, NO_ENTRY, Payload};
use crate::domain::record::Table;

/// What the error of an unreadable entry calls its table.
pub(super) const JOURNAL: &str = "journal";

/// Most bytes of entries that are looked through for the rows they changed.
const LOOKED_THROUGH_MAX: u64 = 8_000_000;

/// The newest entry, as far as the next one needs it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalHead {
    /// Its number; 0 before the first.
    pub sequence: u64,
    /// Its hash.
    pub hash: String,
}

impl View<'_> {
    /// The number and hash of the newest entry.
    pub fn journal_head(&self) -> Result<JournalHead> {
        let sql = "SELECT sequence, hash FROM journal ORDER BY sequence DESC LIMIT 1";
        let read = |row: &Row<'_>| Ok(JournalHead { sequence: row.get(0)?, hash: row.get(1)? });
        let head = self.connection.prepare_cached(sql)?.query_row([], read).optional()?;
        Ok(head.unwrap_or_else(|| JournalHead { sequence: 0, hash: NO_ENTRY.to_owned() }))
    }

    /// When the newest entry was written. Reads no more of it than that: an import's entry can be large.
    pub(super) fn last_recorded_at(&self) -> Result<Option<DateTime<Utc>>> {
        let sql = "SELECT sequence, entry ->> '$.recorded_at' FROM journal ORDER BY sequence DESC LIMIT 1";
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let found: Option<(u64, String)> =
            self.connection.prepare_cached(sql)?.query_row([], read).optional()?;
        let parse = |(sequence, text): (u64, String)| {
            text.parse().map_err(|error: chrono::ParseError| unreadable(sequence, error.to_string()))
        };
        found.map(parse).transpose()
    }

    /// The business date of the newest entry, and no more of it, for the same reason.
    pub fn last_business_date(&self) -> Result<Option<NaiveDate>> {
        let sql = "SELECT sequence, entry ->> '$.business_date' FROM journal ORDER BY sequence DESC LIMIT 1";
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let found: Option<(u64, String)> =
            self.connection.prepare_cached(sql)?.query_row([], read).optional()?;
        let parse = |(sequence, text): (u64, String)| {
            text.parse().map_err(|error: chrono::ParseError| unreadable(sequence, error.to_string()))
        };
        found.map(parse).transpose()
    }

    /// The rows that entries numbered above `after` changed, by table; `None` where these entries are too long to be looked
    /// through for a few rows, or `after` was never written.
    pub fn touched_since(&self, after: u64) -> Result<Option<BTreeMap<Table, BTreeSet<String>>>> {
        let sql = "SELECT coalesce(sum(octet_length(entry)), 0)
                          + (SELECT coalesce(sum(octet_length(changes)), 0) FROM journal_part WHERE sequence > ?1)
                   FROM journal WHERE sequence > ?1";
        let bytes: u64 = self.connection.prepare_cached(sql)?.query_row([after], |row| row.get(0))?;
        if bytes > LOOKED_THROUGH_MAX || self.journal_head()?.sequence < after {
            return Ok(None);
        }
        let mut statement = self.connection.prepare_cached(
            "SELECT change.value ->> '$.table', change.value ->> '$.key'
             FROM journal, json_each(entry, '$.payload.changes') AS change WHERE sequence > ?1
             UNION ALL SELECT change.value ->> '$.table', change.value ->> '$.key'
             FROM journal_part, json_each(changes) AS change WHERE sequence > ?1",
        )?;
        let mut touched: BTreeMap<Table, BTreeSet<String>> = BTreeMap::new();
        for row in statement.query_map([after], |row| Ok((row.get(0)?, row.get(1)?)))? {
            let (name, key): (String, String) = row?;
            if let Some(table) = Table::ALL.iter().find(|table| table.code() == name) {
                touched.entry(*table).or_default().insert(key);
            }
        }
        Ok(Some(touched))
    }

    /// One entry.
    pub fn entry(&self, sequence: u64) -> Result<Option<Entry>> {
        let mut statement =
            self.connection.prepare_cached("SELECT entry FROM journal WHERE sequence = ?1")?;
        let text: Option<String> = statement.query_row([sequence], |row| row.get(0)).optional()?;
        text.map(|text| parse(sequence, &text).and_then(|entry| self.whole(entry))).transpose()
    }

    /// At most `limit` entries with numbers above `after`, oldest first.
    pub fn entries(&self, after: u64, limit: u32) -> Result<Vec<Entry>> {
        self.bare_entries(after, limit)?.into_iter().map(|entry| self.whole(entry)).collect()
    }

    /// The same without what stands in parts beside them.
    pub(super) fn bare_entries(&self, after: u64, limit: u32) -> Result<Vec<Entry>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT sequence, entry FROM journal WHERE sequence > ?1 ORDER BY sequence LIMIT ?2",
        )?;
        let rows = statement.query_map((after, limit), read_entry)?;
        rows.map(|row| row.map_err(StoreError::from).and_then(|(sequence, text)| parse(sequence, &text)))
            .collect()
    }

    /// At most `limit` entries with numbers below `before`, newest first, without what their rows held: an import's entry
    /// can hold thousands.
    pub fn latest_entries(&self, before: u64, limit: u32) -> Result<Vec<Entry>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT sequence, entry FROM journal WHERE sequence < ?1 ORDER BY sequence DESC LIMIT ?2",
        )?;
        // The engine's integers are signed.
        let mut rows = statement.query((before.min(i64::MAX.unsigned_abs()), limit))?;
        let mut entries = Vec::new();
        while let Some(row) = rows.next()? {
            let text = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
            match serde_json::from_str::<Outline>(text) {
                Ok(outline) => entries.push(self.outlined(outline.into())?),
                Err(error) => return Err(unreadable(row.get(0)?, error.to_string())),
            }
        }
        Ok(entries)
    }

    /// The newest entry of an author numbered below `before`, without what stands in parts beside it.
    pub(super) fn latest_by(&self, author: &str, before: u64) -> Result<Option<Entry>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT sequence, entry FROM journal WHERE author = ?1 AND sequence < ?2
             ORDER BY sequence DESC LIMIT 1",
        )?;
        let found = statement.query_row((author, before), read_entry).optional()?;
        found.map(|(sequence, text)| parse(sequence, &text)).transpose()
    }

    /// The newest entry that touched a row, if its number is above `after`.
    pub(super) fn latest_touching(&self, table: Table, key: &str, after: u64) -> Result<Option<Entry>> {
        let is = |change: &Change| change.table == table && change.key == key;
        self.find_back(after, |entry| Ok(self.has_change(&entry, is)?.map(|_| entry)))
    }

    /// What `find` finds first in the entries numbered above `after`, newest first, each without what stands in parts
    /// beside it.
    pub(super) fn find_back<T>(
        &self,
        after: u64,
        mut find: impl FnMut(Entry) -> Result<Option<T>>,
    ) -> Result<Option<T>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT sequence, entry FROM journal WHERE sequence > ?1 ORDER BY sequence DESC",
        )?;
        for row in statement.query_map([after], read_entry)? {
            let (sequence, text) = row?;
            let found = find(parse(sequence, &text)?)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }
}

/// An entry without what its rows held: that is passed over while it is read.
#[derive(Deserialize)]
struct Outline {
    format_version: u32,
    sequence: u64,
    previous_hash: String,
    author: String,
    recorded_at: DateTime<Utc>,
    business_date: NaiveDate,
    command: String,
    payload: PayloadOutline,
    key_id: Option<String>,
    signature: Option<String>,
}

/// The payload of an [`Outline`].
#[derive(Deserialize)]
struct PayloadOutline {
    version: u32,
    changes: Vec<Touch>,
    #[serde(default)]
    parts: Vec<ChangesPart>,
    numbers: BTreeMap<Table, u32>,
    blobs: BTreeMap<String, String>,
    frames: BTreeSet<String>,
    erased: BTreeSet<String>,
    args: Value,
    undoes: Option<u64>,
    redoes: Option<u64>,
    barrier: bool,
}

impl From<Outline> for Entry {
    fn from(outline: Outline) -> Self {
        let payload = outline.payload;
        let payload = Payload {
            version: payload.version,
            changes: payload.changes.into_iter().map(Change::from).collect(),
            parts: payload.parts,
            numbers: payload.numbers,
            blobs: payload.blobs,
            frames: payload.frames,
            erased: payload.erased,
            args: payload.args,
            undoes: payload.undoes,
            redoes: payload.redoes,
            barrier: payload.barrier,
        };
        Self {
            format_version: outline.format_version,
            sequence: outline.sequence,
            previous_hash: outline.previous_hash,
            author: outline.author,
            recorded_at: outline.recorded_at,
            business_date: outline.business_date,
            command: outline.command,
            payload,
            key_id: outline.key_id,
            signature: outline.signature,
        }
    }
}

/// Writes an entry behind the last one.
pub(super) fn append(connection: &Connection, entry: &Entry) -> Result<()> {
    let key = entry.sequence.to_string();
    let failed = |error| StoreError::not_storable(JOURNAL, &key, &error);
    let (text, hash) = entry.encode_and_hash().map_err(failed)?;
    let mut statement =
        connection.prepare_cached("INSERT INTO journal (sequence, hash, entry) VALUES (?1, ?2, ?3)")?;
    statement.execute((entry.sequence, hash, text))?;
    Ok(())
}

pub(super) fn parse(sequence: u64, text: &str) -> Result<Entry> {
    serde_json::from_str(text).map_err(|error| unreadable(sequence, error.to_string()))
}

pub(super) fn unreadable(sequence: u64, detail: String) -> StoreError {
    StoreError::Unreadable { table: JOURNAL, key: sequence.to_string(), detail }
}

fn read_entry(row: &Row<'_>) -> rusqlite::Result<(u64, String)> {
    Ok((row.get(0)?, row.get(1)?))
}
