//! A decision that changes too much for one entry: its changes stand in parts beside it, and undo, replay and
//! verification know them as they know any other.

use std::path::Path;

use lianjian::domain::journal::Entry;
use lianjian::domain::record::Table;
use lianjian::store::{Finding, Store, StoreError};
use rusqlite::Connection;

use super::{Setting, count, decide, head, journal_head, redo, setting, undo};

const ROWS: u64 = 4_000;
const TRIGGERS: &str = "PRAGMA foreign_keys = OFF; DROP TRIGGER journal_part_no_update;
    DROP TRIGGER journal_part_no_delete; DROP TRIGGER journal_part_in_order;";

/// Writes as many settings as make several parts, and returns the entry's number.
fn import(store: &mut Store, content: &str) -> Option<u64> {
    decide(store, "li", |tx| {
        for row in 0..ROWS {
            tx.add(&setting(&format!("s{row}"), &content.repeat(200)))?;
        }
        Ok(())
    })
}

fn entry(store: &Store, sequence: u64) -> Entry {
    store.read::<_, StoreError>(|view| view.entry(sequence)).unwrap().unwrap()
}

/// Number of parts of an entry, and of changes in them.
fn parts(store: &Store, sequence: u64) -> (usize, u64) {
    let parts = entry(store, sequence).payload.parts;
    (parts.len(), parts.iter().map(|part| part.changes).sum())
}

#[test]
fn many_changes_are_taken_back_and_put_again() {
    let mut store = Store::in_memory().unwrap();
    decide(&mut store, "li", |tx| tx.put(&setting("s7", "before")).map(drop));
    assert_eq!(import(&mut store, "一"), Some(2));
    let (several, changes) = parts(&store, 2);
    assert!(several > 1, "{several}");
    assert_eq!((changes, entry(&store, 2).payload.changes.len() as u64), (ROWS, ROWS));
    assert_eq!(undo(&mut store, "li"), Ok(2));
    assert_eq!(count::<Setting>(&store), 1);
    assert_eq!(store.read::<_, StoreError>(|view| view.get::<Setting>("s7")).unwrap().unwrap().version, 1);
    assert_eq!(redo(&mut store, "li"), Ok(3));
    assert_eq!(count::<Setting>(&store), ROWS);
    assert_eq!(store.verify().unwrap().findings, []);
    // Somebody built on one row of the last part: the whole entry stays.
    decide(&mut store, "wang", |tx| tx.put(&setting("s3999", "after")).map(drop));
    assert!(matches!(undo(&mut store, "li"), Err(StoreError::UndoLater { table: Table::Setting, .. })));
    assert_eq!(count::<Setting>(&store), ROWS);
}

#[test]
fn what_a_decision_wrote_twice_or_took_back_itself_is_one_change_or_none() {
    let mut store = Store::in_memory().unwrap();
    decide(&mut store, "li", |tx| tx.put(&setting("b", "1")).map(drop));
    decide(&mut store, "li", |tx| {
        tx.add(&setting("a", "1"))?;
        tx.put(&setting("a", "2"))?;
        tx.add(&setting("c", "1"))?;
        tx.delete::<Setting>("c")?;
        tx.put(&setting("b", "2"))?;
        tx.put(&setting("b", "1")).map(drop)
    });
    let changes = entry(&store, 2).payload.changes;
    let said: Vec<_> = changes.iter().map(|change| (change.key.as_str(), change.before.is_some())).collect();
    assert_eq!(said, [("a", false)]);
    assert_eq!(changes[0].after.as_ref().unwrap().doc["value"], "2");
    // What is added under a key that is taken after all is a change like any other.
    decide(&mut store, "li", |tx| tx.add(&setting("a", "3")).map(drop));
    assert!(entry(&store, 3).payload.changes[0].before.is_some());
    assert_eq!(store.verify().unwrap().findings, []);
}

#[test]
fn a_copy_made_from_the_journal_is_the_same() {
    let mut store = Store::in_memory().unwrap();
    import(&mut store, "二");
    undo(&mut store, "li").unwrap();
    import(&mut store, "三");
    let mut copy = Store::in_memory().unwrap();
    assert_eq!(store.replay(&mut copy), Ok(3));
    assert_eq!(journal_head(&copy), journal_head(&store));
    assert_eq!(copy.verify().unwrap(), store.verify().unwrap());
    assert_eq!(copy.verify().unwrap().rows, ROWS);
}

#[test]
fn a_decision_stopped_while_it_is_written_down_leaves_nothing() {
    let mut store = Store::in_memory().unwrap();
    let stopped = store.write::<(), _>(&head("li", 0), |tx| {
        for row in 0..ROWS {
            tx.add(&setting(&format!("s{row}"), &"四".repeat(200)))?;
        }
        let mut told = 0;
        assert!(!tx.write_down(&mut |done, all| {
            told += 1;
            assert_eq!(all as u64, ROWS);
            done * 2 < all
        })?);
        assert!(told > 2, "{told}");
        Err(StoreError::NothingToUndo)
    });
    assert_eq!(stopped, Err(StoreError::NothingToUndo));
    assert_eq!((count::<Setting>(&store), journal_head(&store).sequence), (0, 0));
    assert_eq!(import(&mut store, "四"), Some(1));
    assert_eq!(store.verify().unwrap().findings, []);
}

/// Does `sql` to an office with an entry in parts and returns what verification finds of entries.
fn after(path: &Path, sql: &str) -> Vec<Finding> {
    import(&mut Store::open(path).unwrap(), "五");
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(TRIGGERS).unwrap();
    connection.execute_batch(sql).unwrap();
    let findings = Store::open_read_only(path).unwrap().verify().unwrap().findings;
    findings.into_iter().filter(|finding| matches!(finding, Finding::EntryAltered { .. })).collect()
}

#[test]
fn a_part_changed_removed_or_added_past_the_program_is_found() {
    for (sql, sequence) in [
        ("UPDATE journal_part SET changes = replace(changes, 's17\"', 's17x\"')", 1),
        ("UPDATE journal_part SET changes = changes || ' ' WHERE part = 1", 1),
        ("DELETE FROM journal_part WHERE part = 0", 1),
        ("INSERT INTO journal_part VALUES (1, 9, '[]')", 1),
        ("INSERT INTO journal_part VALUES (7, 0, '[]')", 7),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let found = after(&folder.path().join("office.db"), sql);
        assert_eq!(found, [Finding::EntryAltered { sequence }], "{sql}");
    }
}
