//! Compares everything the database holds with what its journal says. Believes neither: entries are checked against
//! their chain, rows against the entries, files and frames against their hashes.

mod extent;
mod finding;

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Row;
use rusqlite::types::ValueRef;

use extent::Extent;
pub use finding::{Fault, Finding};

use super::files::StoredFrame;
use super::log::{self, JournalHead};
use super::{Result, Store, StoreError, View, open, part};
use crate::domain::journal::{Change, ChangesPart, Entry, Image, NO_ENTRY, canonical, sha256};
use crate::domain::record::Table;

/// What a verification found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// How many entries were read.
    pub entries: u64,
    /// How many rows of records were compared.
    pub rows: u64,
    /// The newest entry: compare it with a printed or exported one, for a file set back as a whole has no fault
    /// inside.
    pub head: JournalHead,
    /// What does not fit; empty if all is well.
    pub findings: Vec<Finding>,
}

impl Store {
    /// Checks the file, the journal's chain, every row, number, file and frame.
    pub fn verify(&self) -> Result<Verification> {
        let whole = self.verify_watched(&mut |_, _| true)?;
        whole.ok_or_else(|| StoreError::Engine { detail: String::new() })
    }

    /// The same, telling now and then how many bytes of all are compared; `None` where it was told not to go on.
    pub fn verify_watched(&self, watch: &mut dyn FnMut(u64, u64) -> bool) -> Result<Option<Verification>> {
        self.read(|view| {
            let mut verifier = Verifier::new(view, Extent::of(view, watch));
            for part in parts() {
                verifier.run(|verifier| verifier.part(part))?;
                if verifier.extent.stopped {
                    return Ok(None);
                }
            }
            Ok(Some(verifier.done()))
        })
    }
}

/// One part of the check.
#[derive(Clone, Copy)]
enum Part {
    Integrity,
    Structure,
    Journal,
    Rows(Table),
    MissingRows,
    Numbers,
    Blobs,
    Frames,
}

/// The parts in their order: what later ones compare with is read by earlier ones.
fn parts() -> Vec<Part> {
    let mut parts = vec![Part::Integrity, Part::Structure, Part::Journal];
    parts.extend(Table::ALL.iter().copied().map(Part::Rows));
    parts.extend([Part::MissingRows, Part::Numbers, Part::Blobs, Part::Frames]);
    parts
}

/// A row as the journal says it is: version and document.
type Expected = (u64, String);

struct Verifier<'v, 'c, 'w> {
    view: &'v View<'c>,
    extent: Extent<'w>,
    findings: Vec<Finding>,
    entries: u64,
    rows: u64,
    head: JournalHead,
    /// What the entries say, filled by reading the journal, emptied by comparing.
    expected: BTreeMap<(Table, String), Expected>,
    numbers: BTreeMap<String, u32>,
    blobs: BTreeMap<String, String>,
    frames: BTreeSet<String>,
}

impl<'v, 'c, 'w> Verifier<'v, 'c, 'w> {
    fn new(view: &'v View<'c>, extent: Extent<'w>) -> Self {
        Self {
            view,
            extent,
            findings: Vec::new(),
            entries: 0,
            rows: 0,
            head: JournalHead { sequence: 0, hash: NO_ENTRY.to_owned() },
            expected: BTreeMap::new(),
            numbers: BTreeMap::new(),
            blobs: BTreeMap::new(),
            frames: BTreeSet::new(),
        }
    }

    fn part(&mut self, part: Part) -> Result<()> {
        match part {
            Part::Integrity => self.integrity(),
            Part::Structure => self.structure(),
            Part::Journal => self.journal(),
            Part::Rows(table) => self.rows(table),
            Part::MissingRows => {
                self.missing_rows();
                Ok(())
            }
            Part::Numbers => self.numbers(),
            Part::Blobs => self.blobs(),
            Part::Frames => self.frames(),
        }
    }

    /// One step. A file damaged so that the step cannot go on is a finding, and the next step still runs.
    fn run(&mut self, step: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        match step(self) {
            Err(StoreError::Corrupt { detail } | StoreError::Engine { detail }) => {
                self.findings.push(Finding::Damaged { detail });
                Ok(())
            }
            other => other,
        }
    }

    fn done(self) -> Verification {
        Verification { entries: self.entries, rows: self.rows, head: self.head, findings: self.findings }
    }

    fn integrity(&mut self) -> Result<()> {
        let mut statement = self.view.connection.prepare("PRAGMA integrity_check(20)")?;
        for row in statement.query_map([], |row| row.get::<_, String>(0))? {
            let detail = row?;
            if detail != "ok" {
                self.findings.push(Finding::Damaged { detail });
            }
        }
        Ok(())
    }

    fn structure(&mut self) -> Result<()> {
        let fresh = Store::in_memory()?;
        let expected: BTreeSet<_> = open::structure(&fresh.connection)?.into_iter().collect();
        let found: BTreeSet<_> = open::structure(self.view.connection)?.into_iter().collect();
        let names: BTreeSet<_> =
            expected.symmetric_difference(&found).map(|(name, _)| name.clone()).collect();
        self.findings.extend(names.into_iter().map(|name| Finding::Structure { name }));
        Ok(())
    }

    fn journal(&mut self) -> Result<()> {
        let sql = "SELECT sequence, hash, entry FROM journal ORDER BY sequence";
        let mut statement = self.view.connection.prepare(sql)?;
        let read = |row: &Row<'_>| Ok((row.get(0)?, bytes(row, 1)?, bytes(row, 2)?));
        for row in statement.query_map([], read)? {
            let (sequence, hash, text): (u64, _, Vec<u8>) = row?;
            if !self.extent.goes_on(text.len()) {
                break;
            }
            let next = self.head.sequence.saturating_add(1);
            if sequence > next {
                self.findings.push(Finding::EntriesMissing { from: next, until: sequence.saturating_sub(1) });
            }
            let hash = String::from_utf8_lossy(&hash).into_owned();
            self.entry(sequence, &hash, &text)?;
            self.head = JournalHead { sequence, hash };
            self.entries += 1;
        }
        self.stray_parts()
    }

    fn entry(&mut self, sequence: u64, hash: &str, text: &[u8]) -> Result<()> {
        let entry = match log::parse(sequence, &String::from_utf8_lossy(text)) {
            Ok(entry) => entry,
            Err(error) => {
                let detail = error.detail().unwrap_or_default().to_owned();
                self.findings.push(Finding::EntryUnreadable { sequence, detail });
                return Ok(());
            }
        };
        let same_text = entry.encode().is_ok_and(|encoded| encoded.as_bytes() == text);
        let same_hash = entry.hash().is_ok_and(|computed| computed == hash);
        if !same_text || !same_hash || entry.sequence != sequence {
            self.findings.push(Finding::EntryAltered { sequence });
        }
        if entry.previous_hash != self.head.hash {
            self.findings.push(Finding::ChainBroken { sequence });
        }
        self.apply(sequence, entry)
    }

    fn apply(&mut self, sequence: u64, entry: Entry) -> Result<()> {
        let reverts = entry.payload.undoes.is_some() || entry.payload.redoes.is_some();
        self.apply_changes(sequence, reverts, entry.payload.changes);
        self.parts(sequence, reverts, &entry.payload.parts)?;
        for (table, number) in entry.payload.numbers {
            let last = self.numbers.entry(table.code().to_owned()).or_default();
            *last = number.max(*last);
        }
        self.blobs.extend(entry.payload.blobs);
        self.frames.extend(entry.payload.frames);
        for hash in entry.payload.erased {
            self.blobs.remove(&hash);
            self.frames.remove(&hash);
        }
        Ok(())
    }

    /// What stands in parts beside an entry: as the entry hashes them, and no others.
    fn parts(&mut self, sequence: u64, reverts: bool, known: &[ChangesPart]) -> Result<()> {
        let view = self.view;
        let sql = "SELECT part, changes FROM journal_part WHERE sequence = ?1 ORDER BY part";
        let mut statement = view.connection.prepare_cached(sql)?;
        let mut rows = statement.query([sequence])?;
        let (mut known, mut same) = ((0_i64..).zip(known), true);
        while let Some(row) = rows.next()? {
            let text = bytes(row, 1)?;
            if !self.extent.goes_on(text.len()) {
                return Ok(());
            }
            let changes = part::read(sequence, &String::from_utf8_lossy(&text)).unwrap_or_default();
            let place: i64 = row.get(0)?;
            same &= known.next().is_some_and(|(at, part)| {
                let count = u64::try_from(changes.len());
                at == place && part.hash == sha256(&text) && count == Ok(part.changes)
            });
            self.apply_changes(sequence, reverts, changes);
        }
        if !same || known.next().is_some() {
            self.findings.push(Finding::EntryAltered { sequence });
        }
        Ok(())
    }

    fn apply_changes(&mut self, sequence: u64, reverts: bool, changes: Vec<Change>) {
        for Change { table, key, before, after } in changes {
            let (before, after) = (expected(before), expected(after));
            let place = (table, key);
            let own = reverts || after.as_ref().is_none_or(|(version, _)| *version == sequence);
            if self.expected.get(&place) != before.as_ref() || !own {
                let key = place.1.clone();
                self.findings.push(Finding::EntryContradicts { sequence, table, key });
            }
            match after {
                Some(row) => self.expected.insert(place, row),
                None => self.expected.remove(&place),
            };
        }
    }

    /// Parts of no entry.
    fn stray_parts(&mut self) -> Result<()> {
        let sql = "SELECT DISTINCT sequence FROM journal_part
                   WHERE sequence NOT IN (SELECT sequence FROM journal) ORDER BY sequence";
        let mut statement = self.view.connection.prepare(sql)?;
        for sequence in statement.query_map([], |row| row.get(0))? {
            self.findings.push(Finding::EntryAltered { sequence: sequence? });
        }
        Ok(())
    }

    fn rows(&mut self, table: Table) -> Result<()> {
        let sql = format!("SELECT key, version, doc FROM \"{table}\" ORDER BY key");
        let mut statement = self.view.connection.prepare(&sql)?;
        let read = |row: &Row<'_>| Ok((text(row, 0)?, row.get::<_, i64>(1)?, bytes(row, 2)?));
        for row in statement.query_map([], read)? {
            let (key, version, doc) = row?;
            if !self.extent.goes_on(doc.len()) {
                break;
            }
            self.rows += 1;
            let place = (table, key);
            let Some((made_by, expected)) = self.expected.remove(&place) else {
                self.findings.push(Finding::Row { table, key: place.1, fault: Fault::Extra });
                continue;
            };
            if u64::try_from(version) != Ok(made_by) || doc != expected.as_bytes() {
                self.findings.push(Finding::Row { table, key: place.1, fault: Fault::Edited { made_by } });
            }
        }
        Ok(())
    }

    /// What comparing left over.
    fn missing_rows(&mut self) {
        for ((table, key), (made_by, _)) in std::mem::take(&mut self.expected) {
            self.findings.push(Finding::Row { table, key, fault: Fault::Missing { made_by } });
        }
    }

    fn numbers(&mut self) -> Result<()> {
        let mut statement = self.view.connection.prepare("SELECT name, number FROM counter ORDER BY name")?;
        let rows = statement.query_map([], |row| Ok((text(row, 0)?, row.get::<_, i64>(1)?)))?;
        let found: BTreeMap<String, i64> = rows.collect::<rusqlite::Result<_>>()?;
        let names: BTreeSet<&String> = self.numbers.keys().chain(found.keys()).collect();
        for name in names {
            let expected = self.numbers.get(name).map(|number| i64::from(*number));
            if expected != found.get(name).copied() {
                self.findings.push(Finding::Number { name: name.clone() });
            }
        }
        Ok(())
    }

    fn blobs(&mut self) -> Result<()> {
        let mut statement =
            self.view.connection.prepare("SELECT hash, name, bytes FROM blob ORDER BY hash")?;
        let read = |row: &Row<'_>| Ok((text(row, 0)?, bytes(row, 1)?, bytes(row, 2)?));
        for row in statement.query_map([], read)? {
            let (hash, name, content) = row?;
            if !self.extent.goes_on(content.len()) {
                break;
            }
            let fault = match self.blobs.remove(&hash) {
                None => Fault::Extra,
                Some(known) if sha256(&content) != hash || name != known.as_bytes() => Fault::Content,
                Some(_) => continue,
            };
            self.findings.push(Finding::Blob { hash, fault });
        }
        for (hash, _) in std::mem::take(&mut self.blobs) {
            self.findings.push(Finding::Blob { hash, fault: Fault::Gone });
        }
        Ok(())
    }

    fn frames(&mut self) -> Result<()> {
        let sql = "SELECT hash FROM frame UNION SELECT frame FROM frame_row ORDER BY 1";
        let mut statement = self.view.connection.prepare(sql)?;
        for row in statement.query_map([], |row| text(row, 0))? {
            let hash = row?;
            let fault = if self.frames.remove(&hash) {
                // A frame with bytes that are no text is edited too.
                let content = StoredFrame::read(self.view.connection, &hash).unwrap_or_default();
                let bytes = content.iter().flat_map(|frame| &frame.rows).map(|(_, _, doc)| doc.len()).sum();
                if !self.extent.goes_on(bytes) {
                    break;
                }
                if content.is_some_and(|frame| frame.hash() == hash) {
                    continue;
                }
                Fault::Content
            } else {
                Fault::Extra
            };
            self.findings.push(Finding::Frame { hash, fault });
        }
        for hash in std::mem::take(&mut self.frames) {
            self.findings.push(Finding::Frame { hash, fault: Fault::Gone });
        }
        Ok(())
    }
}

fn expected(image: Option<Image>) -> Option<Expected> {
    // An entry that parsed from text holds no floating-point number that `encode` has not found already.
    image.map(|image| (image.version, canonical(&image.doc).unwrap_or_default()))
}

/// The bytes of a text or blob as they are: a text that was tampered with need not be UTF-8.
fn bytes(row: &Row<'_>, column: usize) -> rusqlite::Result<Vec<u8>> {
    Ok(match row.get_ref(column)? {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes.to_vec(),
        ValueRef::Integer(number) => number.to_string().into_bytes(),
        ValueRef::Real(number) => number.to_string().into_bytes(),
        ValueRef::Null => Vec::new(),
    })
}

fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    Ok(String::from_utf8_lossy(&bytes(row, column)?).into_owned())
}
