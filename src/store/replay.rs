//! Makes a database out of a journal: entries are copied as they are and their row changes applied. No rule, planner,
//! draw or parser runs, so a new release cannot change what was decided.

use std::collections::BTreeSet;

use rusqlite::{Connection, TransactionBehavior};

use super::files::{StoredFrame, insert_blob, insert_frame, insert_frame_row};
use super::tx::{set_number, set_row};
use super::undo::stored;
use super::{Result, Store, StoreError, View, log, part};
use crate::domain::journal::Entry;

/// How many entries are in memory at once.
const STEP: u32 = 256;

impl Store {
    /// Applies the whole journal to an empty database, with the files and frames that were not erased. Returns how
    /// many entries there were. An entry that does not follow the one before, or that finds a row otherwise than
    /// the entries before left it, stops it; nothing is written then.
    pub fn replay(&self, into: &mut Self) -> Result<u64> {
        self.read(|source| {
            let target = into.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            if View::new(&target).journal_head()?.sequence > 0 {
                return Err(StoreError::NotEmpty);
            }
            let (mut count, mut files) = (0, BTreeSet::new());
            loop {
                let entries = source.bare_entries(count, STEP)?;
                for entry in &entries {
                    apply(source, &target, entry)?;
                    files.extend(entry.payload.blobs.keys().chain(&entry.payload.frames).cloned());
                    for hash in &entry.payload.erased {
                        files.remove(hash);
                    }
                    count = entry.sequence;
                }
                if entries.is_empty() {
                    break;
                }
            }
            for hash in &files {
                copy_file(source, &target, hash)?;
            }
            target.commit()?;
            Ok(count)
        })
    }
}

fn apply(source: &View<'_>, target: &Connection, entry: &Entry) -> Result<()> {
    let view = View::new(target);
    let head = view.journal_head()?;
    let misfit = || StoreError::DoesNotApply { sequence: entry.sequence };
    if entry.sequence != head.sequence + 1 || entry.previous_hash != head.hash {
        return Err(misfit());
    }
    source.each_change(entry, |change| {
        if view.stored(change.table, &change.key)? != stored(change, change.before.as_ref())? {
            return Err(misfit());
        }
        let after = stored(change, change.after.as_ref())?;
        set_row(target, change.table, &change.key, after.as_ref())
    })?;
    for (table, number) in &entry.payload.numbers {
        set_number(target, *table, *number)?;
    }
    part::copy(source, target, entry)?;
    log::append(target, entry)
}

fn copy_file(source: &View<'_>, target: &Connection, hash: &str) -> Result<()> {
    if let Some(blob) = source.blob(hash)? {
        insert_blob(target, hash, &blob.name, &blob.bytes)?;
    }
    if let Some(frame) = StoredFrame::read(source.connection, hash)? {
        insert_frame(target, hash, &frame.register)?;
        for (element, unit, doc) in &frame.rows {
            insert_frame_row(target, hash, element, unit, doc)?;
        }
    }
    Ok(())
}
