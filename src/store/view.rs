//! Typed reads of one consistent state. Everything comes in the order of keys: shorter ones first, so that `R-9999`
//! stands before `R-10000`, equally long ones by their bytes.

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, Row, ToSql, params_from_iter};
use serde::de::DeserializeOwned;

use super::{Result, StoreError};
use crate::domain::record::{Record, Table, Versioned};

/// One consistent state of the database.
pub struct View<'c> {
    pub(super) connection: &'c Connection,
}

/// Something that is true of a text field of a record. Fast for the fields the schema has an index on.
#[derive(Clone, Copy, Debug)]
pub enum Field<'v> {
    /// It is this.
    Is(&'v str, &'v str),
    /// It is one of these.
    In(&'v str, &'v [&'v str]),
    /// It is this or after it, a date for one.
    From(&'v str, &'v str),
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

    /// As much of the record of a key as the caller looks at.
    pub fn part<R: Record, P: DeserializeOwned>(&self, key: &str) -> Result<Option<Versioned<P>>> {
        let Some(stored) = self.stored(R::TABLE, key)? else { return Ok(None) };
        parse_as(R::TABLE, key, &stored).map(Some)
    }

    /// All records.
    pub fn all<R: Record>(&self) -> Result<Vec<Versioned<R>>> {
        self.records("TRUE", &[])
    }

    /// Hands over the records of which all of this is true, one after another and in no order: they are never held
    /// together. `P` is the record, or as much of it as the caller looks at.
    pub fn each<R: Record, P: DeserializeOwned>(
        &self,
        fields: &[Field<'_>],
        mut take: impl FnMut(Versioned<P>),
    ) -> Result<()> {
        let (condition, values) = condition(R::TABLE, fields);
        let sql = format!("SELECT version, doc, key FROM \"{}\" WHERE {condition}", R::TABLE);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        while let Some(row) = rows.next()? {
            // Read where it lies: a copy of every text would cost as much as what is taken from it.
            let doc = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
            match serde_json::from_str(doc) {
                Ok(record) => take(Versioned { record, version: row.get(0)? }),
                Err(error) => return Err(unreadable(R::TABLE, &row.get::<_, String>(2)?, &error)),
            }
        }
        Ok(())
    }

    /// The first `limit` records by their keys of which all of this is true, or as much of them as the caller looks at.
    pub fn first<R: Record, P: DeserializeOwned>(
        &self,
        fields: &[Field<'_>],
        limit: u32,
    ) -> Result<Vec<Versioned<P>>> {
        let (condition, values) = condition(R::TABLE, fields);
        let sql = format!(
            "SELECT key, version, doc FROM \"{}\" WHERE {condition} ORDER BY length(key), key LIMIT {limit}",
            R::TABLE
        );
        let mut statement = self.connection.prepare_cached(&sql)?;
        let rows = statement.query_map(params_from_iter(values), read_row)?;
        rows.map(|row| {
            let (key, stored) = row?;
            parse_as(R::TABLE, &key, &stored)
        })
        .collect()
    }

    /// The records whose text field `column` is `value`. Fast for the fields the schema has an index on; any other
    /// field of the record works too.
    pub fn select<R: Record>(&self, column: &str, value: &str) -> Result<Vec<Versioned<R>>> {
        match indexed(R::TABLE, column) {
            Some(name) => self.records(&format!("{name} = ?1"), &[&value]),
            None => self.records("doc ->> ?1 = ?2", &[&path(column), &value]),
        }
    }

    /// What a text field of the records holds. Fast for the fields the schema has an index on.
    pub fn values<R: Record>(&self, column: &str) -> Result<BTreeSet<String>> {
        let (name, path) = (indexed(R::TABLE, column).unwrap_or("doc ->> ?1"), path(column));
        let sql = format!("SELECT {name} FROM \"{}\" WHERE {name} IS NOT NULL", R::TABLE);
        let mut statement = self.connection.prepare_cached(&sql)?;
        let path: &[&dyn ToSql] = if name.contains('?') { &[&path] } else { &[] };
        let values = statement.query_map(path, |row| row.get(0))?;
        Ok(values.collect::<rusqlite::Result<_>>()?)
    }

    /// The records whose text field `column`, e.g. a date, is at or after `from` and before `to`.
    pub fn between<R: Record>(&self, column: &str, from: &str, to: &str) -> Result<Vec<Versioned<R>>> {
        match indexed(R::TABLE, column) {
            Some(name) => self.records(&format!("{name} >= ?1 AND {name} < ?2"), &[&from, &to]),
            None => self.records("doc ->> ?1 >= ?2 AND doc ->> ?1 < ?3", &[&path(column), &from, &to]),
        }
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

/// Conditions as the engine reads them, with their values.
fn condition(table: Table, fields: &[Field<'_>]) -> (String, Vec<String>) {
    let (mut text, mut values) = (String::from("TRUE"), Vec::new());
    for field in fields {
        let (Field::Is(name, _) | Field::In(name, _) | Field::From(name, _)) = field;
        text.push_str(" AND ");
        match indexed(table, name) {
            Some(column) => text.push_str(column),
            None => {
                text.push_str("doc ->> ?");
                values.push(path(name));
            }
        }
        match field {
            Field::Is(_, value) => {
                text.push_str(" = ?");
                values.push((*value).to_owned());
            }
            Field::From(_, value) => {
                text.push_str(" >= ?");
                values.push((*value).to_owned());
            }
            Field::In(_, among) => {
                text.push_str(" IN (");
                text.push_str(&vec!["?"; among.len()].join(", "));
                text.push(')');
                values.extend(among.iter().map(|value| (*value).to_owned()));
            }
        }
    }
    (text, values)
}

/// The generated column of a field, where the schema has one.
fn indexed(table: Table, column: &str) -> Option<&'static str> {
    let columns: &[&'static str] = match table {
        Table::Inspector => &["department"],
        Table::Request => &["state", "department", "subject", "fingerprint", "until"],
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
    parse_as(R::TABLE, key, stored)
}

fn parse_as<P: DeserializeOwned>(table: Table, key: &str, stored: &Stored) -> Result<Versioned<P>> {
    let record = serde_json::from_str(&stored.doc).map_err(|error| unreadable(table, key, &error))?;
    Ok(Versioned { record, version: stored.version })
}

fn unreadable(table: Table, key: &str, error: &serde_json::Error) -> StoreError {
    StoreError::Unreadable { table: table.code(), key: key.to_owned(), detail: error.to_string() }
}
