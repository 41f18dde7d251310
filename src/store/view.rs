//! Typed reads of one consistent state. Everything comes in the order of keys: shorter ones first, so that `R-9999`
//! stands before `R-10000`, equally long ones by their bytes.

use rusqlite::{Connection, OptionalExtension, Row, ToSql, params_from_iter};

use super::{Result, StoreError};
use crate::domain::record::{Record, Table, Versioned};

/// One consistent state of the database.
pub struct View<'c> {
    pub(super) connection: &'c Connection,
}

/// A row as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stored {
    pub(super) version: u64,
    pub(super) doc: String,
}

impl<'c> View<'c> {
    pub(super) const fn new(connection: &'c Connection) -> Self {
        Self { connection }
    }

    /// The record of a key.
    pub fn get<R: Record>(&self, key: &str) -> Result<Option<Versioned<R>>> {
        let Some(stored) = self.stored(R::TABLE, key)? else { return Ok(None) };
        parse(key, &stored).map(Some)
    }

    /// All records.
    pub fn all<R: Record>(&self) -> Result<Vec<Versioned<R>>> {
        self.records("TRUE", &[])
    }

    /// Hands over every record, one after another and in no order: all of them are never held at once.
    pub fn each<R: Record>(&self, mut take: impl FnMut(Versioned<R>)) -> Result<()> {
        let sql = format!("SELECT key, version, doc FROM \"{}\"", R::TABLE);
        let mut statement = self.connection.prepare_cached(&sql)?;
        for row in statement.query_map([], read_row)? {
            let (key, stored) = row?;
            take(parse(&key, &stored)?);
        }
        Ok(())
    }

    /// The records whose text field `column` is `value`. Fast for the fields the schema has an index on; any other
    /// field of the record works too.
    pub fn select<R: Record>(&self, column: &str, value: &str) -> Result<Vec<Versioned<R>>> {
        match indexed(R::TABLE, column) {
            Some(name) => self.records(&format!("{name} = ?1"), &[&value]),
            None => self.records("doc ->> ?1 = ?2", &[&path(column), &value]),
        }
    }

    /// The last `limit` records by their keys, newest first, whose text field `column` is `value`: only these are
    /// read, however many there are.
    pub fn newest<R: Record>(&self, column: &str, value: &str, limit: u32) -> Result<Vec<Versioned<R>>> {
        let (field, own) = match indexed(R::TABLE, column) {
            Some(name) => (name.to_owned(), String::new()),
            None => ("doc ->> ?3".to_owned(), path(column)),
        };
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT key, version, doc FROM \"{table}\" WHERE key IN (
                 SELECT key FROM \"{table}\" WHERE {field} = ?1 AND ?3 = ?3
                 ORDER BY length(key) DESC, key DESC LIMIT ?2)
             ORDER BY length(key) DESC, key DESC",
            table = R::TABLE
        ))?;
        let rows = statement.query_map((value, limit, own), read_row)?;
        collect(rows)
    }

    /// The records whose text field `column`, e.g. a date, is at or after `from` and before `to`.
    pub fn between<R: Record>(&self, column: &str, from: &str, to: &str) -> Result<Vec<Versioned<R>>> {
        match indexed(R::TABLE, column) {
            Some(name) => self.records(&format!("{name} >= ?1 AND {name} < ?2"), &[&from, &to]),
            None => self.records("doc ->> ?1 >= ?2 AND doc ->> ?1 < ?3", &[&path(column), &from, &to]),
        }
    }

    /// At most `limit` records with keys after `after` (from the first, if none).
    pub fn page<R: Record>(&self, after: Option<&str>, limit: u32) -> Result<Vec<Versioned<R>>> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT key, version, doc FROM \"{}\" 
             WHERE ?1 IS NULL OR (length(key), key) > (length(?1), ?1)
             ORDER BY length(key), key LIMIT ?2",
            R::TABLE
        ))?;
        let rows = statement.query_map((after, limit), read_row)?;
        collect(rows)
    }

    /// How many records there are.
    pub fn count<R: Record>(&self) -> Result<u64> {
        let sql = format!("SELECT count(*) FROM \"{}\"", R::TABLE);
        Ok(self.connection.prepare_cached(&sql)?.query_row([], |row| row.get(0))?)
    }

    /// The last number given out for a table; 0 if none was.
    pub fn last_number(&self, table: Table) -> Result<u32> {
        let mut statement = self.connection.prepare_cached("SELECT number FROM counter WHERE name = ?1")?;
        let number = statement.query_row([table.code()], |row| row.get(0)).optional()?;
        Ok(number.unwrap_or(0))
    }

    pub(super) fn stored(&self, table: Table, key: &str) -> Result<Option<Stored>> {
        let sql = format!("SELECT version, doc FROM \"{table}\" WHERE key = ?1");
        let mut statement = self.connection.prepare_cached(&sql)?;
        let read = |row: &Row<'_>| Ok(Stored { version: row.get(0)?, doc: row.get(1)? });
        Ok(statement.query_row([key], read).optional()?)
    }

    fn records<R: Record>(&self, condition: &str, values: &[&dyn ToSql]) -> Result<Vec<Versioned<R>>> {
        let mut statement = self.connection.prepare_cached(&format!(
            "SELECT key, version, doc FROM \"{}\" WHERE {condition} ORDER BY length(key), key",
            R::TABLE
        ))?;
        let rows = statement.query_map(params_from_iter(values), read_row)?;
        collect(rows)
    }
}

/// The generated column of a field, where the schema has one.
fn indexed(table: Table, column: &str) -> Option<&'static str> {
    let columns: &[&'static str] = match table {
        Table::Inspector => &["department"],
        Table::Request => &["state", "department", "subject", "fingerprint"],
        Table::Visit => &["unit", "start", "state"],
        Table::Demand => &["request", "unit", "visit", "state"],
        Table::QuotaUse => &["visit", "unit", "start"],
        Table::Exception => &["visit"],
        Table::Anchor => &["unit", "start", "request"],
        Table::Arrival => &["unit", "date"],
        Table::SlotAnswer | Table::FieldRecord => &["visit"],
        Table::Finding => &["visit", "unit", "state"],
        _ => &[],
    };
    columns.iter().find(|name| **name == column).copied()
}

/// A field name as a JSON path; quoted, so that no name can be read as a path of its own.
fn path(column: &str) -> String {
    format!("$.\"{}\"", column.replace('"', ""))
}

fn read_row(row: &Row<'_>) -> rusqlite::Result<(String, Stored)> {
    Ok((row.get(0)?, Stored { version: row.get(1)?, doc: row.get(2)? }))
}

fn collect<R: Record>(
    rows: impl Iterator<Item = rusqlite::Result<(String, Stored)>>,
) -> Result<Vec<Versioned<R>>> {
    rows.map(|row| {
        let (key, stored) = row?;
        parse(&key, &stored)
    })
    .collect()
}

fn parse<R: Record>(key: &str, stored: &Stored) -> Result<Versioned<R>> {
    let record = serde_json::from_str(&stored.doc).map_err(|error| StoreError::Unreadable {
        table: R::TABLE.code(),
        key: key.to_owned(),
        detail: error.to_string(),
    })?;
    Ok(Versioned { record, version: stored.version })
}
