//! What stands beside the journal: imported files and frames, by hash. They hold personal data and can be erased;
//! the journal keeps what they hashed to.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Result, StoreError, Tx, View};
use crate::domain::journal::{canonical, sha256};
use crate::domain::record::FrameRow;

/// What errors call the rows of frames.
pub(super) const FRAME: &str = "frame";

/// A stored file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blob {
    /// The name it first came with.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl View<'_> {
    /// The file of a SHA-256; none if there never was one or it was erased.
    pub fn blob(&self, hash: &str) -> Result<Option<Blob>> {
        let mut statement = self.connection.prepare_cached("SELECT name, bytes FROM blob WHERE hash = ?1")?;
        let read = |row: &Row<'_>| Ok(Blob { name: row.get(0)?, bytes: row.get(1)? });
        Ok(statement.query_row([hash], read).optional()?)
    }

    /// The elements of a frame, all or those of one unit; nothing if there is no such frame or it was erased.
    pub fn frame<D: DeserializeOwned>(&self, hash: &str, unit: Option<&str>) -> Result<Vec<FrameRow<D>>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT element, unit, doc FROM frame_row
             WHERE frame = ?1 AND (?2 IS NULL OR unit = ?2) ORDER BY element",
        )?;
        let rows = statement.query_map((hash, unit), read_frame_row)?;
        rows.map(|row| {
            let (element, unit, doc) = row?;
            let parsed = serde_json::from_str(&doc).map_err(|error| StoreError::Unreadable {
                table: FRAME,
                key: element.clone(),
                detail: error.to_string(),
            })?;
            Ok(FrameRow { element, unit, doc: parsed })
        })
        .collect()
    }

    /// How many elements each unit has in a frame, by code.
    pub fn frame_sizes(&self, hash: &str) -> Result<BTreeMap<String, u64>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT unit, count(*) FROM frame_row WHERE frame = ?1 GROUP BY unit ORDER BY unit",
        )?;
        let rows = statement.query_map([hash], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}

impl Tx<'_> {
    /// Keeps a file and returns its SHA-256. A file that is there already stays as it is.
    pub fn put_blob(&mut self, name: &str, bytes: &[u8]) -> Result<String> {
        let hash = sha256(bytes);
        if insert_blob(self.connection, &hash, name, bytes)? {
            self.erased.remove(&hash);
            self.blobs.insert(hash.clone(), name.to_owned());
        }
        Ok(hash)
    }

    /// Keeps the frame of a register and returns its hash, for the register's record. Frames of earlier imports
    /// stay, for the draws made from them. Two rows with one element are refused.
    pub fn put_frame<D: Serialize>(&mut self, register: &str, rows: &[FrameRow<D>]) -> Result<String> {
        let mut sorted = BTreeMap::new();
        for row in rows {
            let doc =
                canonical(&row.doc).map_err(|error| StoreError::not_storable(FRAME, &row.element, &error))?;
            if sorted.insert(row.element.as_str(), (row.unit.as_str(), doc)).is_some() {
                return Err(StoreError::ElementTwice { element: row.element.clone() });
            }
        }
        let mut lines = frame_head(register);
        for (element, (unit, doc)) in &sorted {
            frame_line(&mut lines, element, unit, doc);
        }
        let hash = sha256(lines.as_bytes());
        if insert_frame(self.connection, &hash, register)? {
            for (element, (unit, doc)) in &sorted {
                insert_frame_row(self.connection, &hash, element, unit, doc)?;
            }
            self.erased.remove(&hash);
            self.frames.insert(hash.clone());
        }
        Ok(hash)
    }

    /// Erases a file or a frame for good; says whether there was one. Undo does not bring it back.
    pub fn erase(&mut self, hash: &str) -> Result<bool> {
        let blobs = self.connection.execute("DELETE FROM blob WHERE hash = ?1", [hash])?;
        self.connection.execute("DELETE FROM frame_row WHERE frame = ?1", [hash])?;
        let frames = self.connection.execute("DELETE FROM frame WHERE hash = ?1", [hash])?;
        let found = blobs + frames > 0;
        if found {
            self.blobs.remove(hash);
            self.frames.remove(hash);
            self.erased.insert(hash.to_owned());
        }
        Ok(found)
    }
}

pub(super) fn insert_blob(connection: &Connection, hash: &str, name: &str, bytes: &[u8]) -> Result<bool> {
    let sql = "INSERT INTO blob (hash, name, bytes) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    Ok(connection.prepare_cached(sql)?.execute((hash, name, bytes))? > 0)
}

pub(super) fn insert_frame(connection: &Connection, hash: &str, register: &str) -> Result<bool> {
    let sql = "INSERT INTO frame (hash, register) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
    Ok(connection.prepare_cached(sql)?.execute((hash, register))? > 0)
}

pub(super) fn insert_frame_row(
    connection: &Connection,
    frame: &str,
    element: &str,
    unit: &str,
    doc: &str,
) -> Result<()> {
    let sql = "INSERT INTO frame_row (frame, element, unit, doc) VALUES (?1, ?2, ?3, ?4)";
    connection.prepare_cached(sql)?.execute((frame, element, unit, doc))?;
    Ok(())
}

/// A frame as it is stored: its register and its rows (element, unit, doc) by element.
pub(super) struct StoredFrame {
    pub(super) register: String,
    pub(super) rows: Vec<(String, String, String)>,
}

impl StoredFrame {
    pub(super) fn read(connection: &Connection, hash: &str) -> Result<Option<Self>> {
        let sql = "SELECT register FROM frame WHERE hash = ?1";
        let register = connection.prepare_cached(sql)?.query_row([hash], |row| row.get(0)).optional()?;
        let Some(register) = register else { return Ok(None) };
        let sql = "SELECT element, unit, doc FROM frame_row WHERE frame = ?1 ORDER BY element";
        let mut statement = connection.prepare_cached(sql)?;
        let rows = statement.query_map([hash], read_frame_row)?.collect::<rusqlite::Result<_>>()?;
        Ok(Some(Self { register, rows }))
    }

    /// What its rows hash to now.
    pub(super) fn hash(&self) -> String {
        let mut lines = frame_head(&self.register);
        for (element, unit, doc) in &self.rows {
            frame_line(&mut lines, element, unit, doc);
        }
        sha256(lines.as_bytes())
    }
}

/// The hashed text of a frame: the register as a JSON string, then a line `["element","unit",doc]` for each row in
/// the order of elements. The register is part of it, so that erasing one register's frame spares another's.
fn frame_head(register: &str) -> String {
    format!("{}\n", json_string(register))
}

fn frame_line(lines: &mut String, element: &str, unit: &str, doc: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(lines, "[{},{},{doc}]", json_string(element), json_string(unit));
}

fn json_string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn read_frame_row(row: &Row<'_>) -> rusqlite::Result<(String, String, String)> {
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}
