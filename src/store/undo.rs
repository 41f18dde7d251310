//! Undo and redo: new entries that put rows back as they were. The journal only ever grows.
//!
//! Each author has an own chain. An undo takes back the author's newest entry still in force; a redo takes back the
//! author's newest undo still in force, unless another entry of the author's came after it. "Still in force" is read
//! off the journal, newest first: an entry that a living later one takes back is dead.

use std::collections::BTreeSet;

use super::view::Stored;
use super::{Head, Result, Store, StoreError, Tx, View};
use crate::domain::journal::{Change, Entry, Image, canonical};
use crate::domain::record::Table;

impl Store {
    /// Takes back the newest entry of `head.author` that is still in force and returns it, with the number of the
    /// entry that did it; what stands in parts beside it is named only. `check` sees the state as it would be and may refuse it: what was free when the decision
    /// was taken may be used by now, a quota for one.
    pub fn undo<E: From<StoreError>>(
        &mut self,
        head: &Head,
        check: impl FnOnce(&Tx<'_>, &Entry) -> std::result::Result<(), E>,
    ) -> std::result::Result<(Entry, Option<u64>), E> {
        self.write(head, |tx| {
            let target = undo_target(tx, &head.author)?;
            tx.undoes = Some(target.sequence);
            tx.revert(&target)?;
            let target = tx.outlined(target)?;
            check(tx, &target)?;
            Ok(target)
        })
    }

    /// Takes back the newest undo of `head.author` and returns it; as [`Store::undo`] otherwise.
    pub fn redo<E: From<StoreError>>(
        &mut self,
        head: &Head,
        check: impl FnOnce(&Tx<'_>, &Entry) -> std::result::Result<(), E>,
    ) -> std::result::Result<(Entry, Option<u64>), E> {
        self.write(head, |tx| {
            let target = redo_target(tx, &head.author)?;
            tx.redoes = Some(target.sequence);
            tx.revert(&target)?;
            let target = tx.outlined(target)?;
            check(tx, &target)?;
            Ok(target)
        })
    }
}

impl View<'_> {
    /// The entry that an undo by this author would take back.
    pub fn undoable(&self, author: &str) -> Result<Entry> {
        undo_target(self, author)
    }

    /// The undo that a redo by this author would take back.
    pub fn redoable(&self, author: &str) -> Result<Entry> {
        redo_target(self, author)
    }
}

/// Walks an author's entries from the newest, dead ones left out.
struct Living<'v, 'c> {
    view: &'v View<'c>,
    author: &'v str,
    before: u64,
    dead: BTreeSet<u64>,
}

impl<'v, 'c> Living<'v, 'c> {
    const fn new(view: &'v View<'c>, author: &'v str) -> Self {
        // The engine's integers are signed.
        Self { view, author, before: i64::MAX.unsigned_abs(), dead: BTreeSet::new() }
    }

    fn next(&mut self) -> Result<Option<Entry>> {
        while let Some(entry) = self.view.latest_by(self.author, self.before)? {
            self.before = entry.sequence;
            if !self.dead.remove(&entry.sequence) {
                self.dead.extend(entry.payload.undoes.or(entry.payload.redoes));
                return Ok(Some(entry));
            }
        }
        Ok(None)
    }
}

fn undo_target(view: &View<'_>, author: &str) -> Result<Entry> {
    let mut living = Living::new(view, author);
    while let Some(entry) = living.next()? {
        if entry.payload.barrier {
            return Err(StoreError::UndoBarrier(entry.decision()));
        }
        // A file stored or a number given out, without a row changed, leaves nothing to take back.
        let unchanged = entry.payload.changes.is_empty() && entry.payload.parts.is_empty();
        if entry.payload.undoes.is_none() && !unchanged {
            return Ok(entry);
        }
    }
    Err(StoreError::NothingToUndo)
}

fn redo_target(view: &View<'_>, author: &str) -> Result<Entry> {
    let mut living = Living::new(view, author);
    while let Some(entry) = living.next()? {
        if entry.payload.undoes.is_some() {
            return Ok(entry);
        }
        if entry.payload.redoes.is_none() {
            break;
        }
    }
    Err(StoreError::NothingToRedo)
}

impl Tx<'_> {
    /// Puts every row of an entry back as it was before, version included; refuses if one of them has changed since.
    fn revert(&mut self, entry: &Entry) -> Result<()> {
        self.refuse_returned(entry)?;
        let view = View::new(self.connection);
        view.each_change(entry, |change| {
            let now = self.stored(change.table, &change.key)?;
            if now != stored(change, change.after.as_ref())? {
                return Err(self.later(entry.sequence, change)?);
            }
            let before = stored(change, change.before.as_ref())?;
            self.set(change.table, &change.key, now, before)
        })
    }

    /// Rows that an entry removed and that are absent now may have come and gone in between; absence has no version
    /// that would tell.
    fn refuse_returned(&self, entry: &Entry) -> Result<()> {
        let mut gone: BTreeSet<(Table, String)> = BTreeSet::new();
        self.each_change(entry, |change| {
            if change.after.is_none() {
                gone.insert((change.table, change.key.clone()));
            }
            Ok::<(), StoreError>(())
        })?;
        if gone.is_empty() {
            return Ok(());
        }
        let mut dead = BTreeSet::new();
        let refusal = self.find_back(entry.sequence, |later| {
            if dead.remove(&later.sequence) {
                return Ok(None);
            }
            if let Some(taken_back) = later.payload.undoes.or(later.payload.redoes) {
                dead.insert(taken_back);
                return Ok(None);
            }
            let found =
                self.has_change(&later, |change| gone.contains(&(change.table, change.key.clone())))?;
            let refusal =
                |Change { table, key, .. }| StoreError::UndoLater { table, key, later: later.decision() };
            Ok(found.map(refusal))
        })?;
        refusal.map_or(Ok(()), Err)
    }

    /// Which entry stands in the way.
    fn later(&self, sequence: u64, change: &Change) -> Result<StoreError> {
        let (table, key) = (change.table, change.key.clone());
        Ok(match self.latest_touching(table, &key, sequence)? {
            Some(later) => StoreError::UndoLater { table, key, later: later.decision() },
            None => StoreError::Corrupt { detail: format!("{table} {key} differs from entry {sequence}") },
        })
    }
}

/// One side of a change as a row.
pub(super) fn stored(change: &Change, image: Option<&Image>) -> Result<Option<Stored>> {
    let Some(image) = image else { return Ok(None) };
    let doc = canonical(&image.doc)
        .map_err(|error| StoreError::not_storable(change.table.code(), &change.key, &error))?;
    Ok(Some(Stored { version: image.version, doc }))
}
