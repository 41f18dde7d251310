//! Opening: new, foreign, newer and broken files, and what errors say.

use std::path::Path;

use lianjian::domain::journal::Decision;
use lianjian::domain::record::Table;
use lianjian::store::{Store, StoreError};
use lianjian::text::{Catalogue, Lang};
use rusqlite::Connection;

use super::{Setting, count, decide, head, journal_head, setting};

fn refused(path: &Path) -> StoreError {
    let before = std::fs::read(path).unwrap_or_default();
    let error = Store::open(path).err().unwrap();
    assert_eq!(Store::open_read_only(path).err().as_ref().map(StoreError::code), Some(error.code()));
    assert_eq!(std::fs::read(path).unwrap_or_default(), before, "the file was changed");
    error
}

#[test]
fn a_new_file_is_made_and_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("办公室 1.db");
    let mut store = Store::open(&path).unwrap();
    decide(&mut store, "li", |tx| tx.put(&setting("a", "1")).map(drop));
    drop(store);
    for store in [Store::open(&path).unwrap(), Store::open_read_only(&path).unwrap()] {
        assert_eq!(count::<Setting>(&store), 1);
    }
}

#[test]
fn what_is_not_ours_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("text.db");
    std::fs::write(&text, "部门,事项\n".repeat(200)).unwrap();
    assert!(matches!(refused(&text), StoreError::NotOurs { .. }));
    let foreign = folder.path().join("foreign.db");
    Connection::open(&foreign).unwrap().execute_batch("CREATE TABLE t (a); PRAGMA user_version = 1").unwrap();
    assert!(matches!(refused(&foreign), StoreError::NotOurs { .. }));
    let nowhere = folder.path().join("no/such/folder.db");
    assert!(matches!(refused(&nowhere), StoreError::CannotOpen { .. }));
    assert!(matches!(refused(folder.path()), StoreError::CannotOpen { .. }));
}

#[test]
fn a_newer_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.db");
    drop(Store::open(&path).unwrap());
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    assert!(matches!(refused(&path), StoreError::Newer { found: 99, .. }));
}

#[test]
fn a_read_only_store_does_not_write() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.db");
    assert!(matches!(Store::open_read_only(&path).err(), Some(StoreError::CannotOpen { .. })));
    assert!(!path.exists());
    drop(Store::open(&path).unwrap());
    let mut store = Store::open_read_only(&path).unwrap();
    let written = store.write(&head("li", 0), |tx| tx.put(&setting("a", "1")));
    assert!(matches!(written, Err(StoreError::ReadOnly { .. })), "{written:?}");
}

#[test]
fn a_backup_is_a_database() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&folder.path().join("office.db")).unwrap();
    decide(&mut store, "li", |tx| tx.put(&setting("a", "1")).map(drop));
    let copy = folder.path().join("copy.db");
    assert!(store.backup(&copy, &mut |_, _| true).unwrap());
    assert!(matches!(store.backup(&copy, &mut |_, _| true), Err(StoreError::FileExists { .. })));
    let nowhere = folder.path().join("no/such/copy.db");
    assert!(matches!(store.backup(&nowhere, &mut |_, _| true), Err(StoreError::Backup { .. })));
    let copy = Store::open(&copy).unwrap();
    assert_eq!(journal_head(&copy), journal_head(&store));
}

#[test]
fn a_row_edited_into_nonsense_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.db");
    let mut store = Store::open(&path).unwrap();
    decide(&mut store, "li", |tx| tx.put(&setting("a", "1")).map(drop));
    Connection::open(&path).unwrap().execute("UPDATE setting SET doc = '{}'", []).unwrap();
    let read = store.read::<_, StoreError>(|view| view.get::<Setting>("a"));
    assert!(
        matches!(read, Err(StoreError::Unreadable { table: "setting", ref key, .. }) if key == "a"),
        "{read:?}"
    );
}

/// Every error, once.
fn errors() -> Vec<StoreError> {
    let text = || "x".to_owned();
    let now = head("li", 0).recorded_at;
    let decision =
        || Decision { sequence: 7, author: "li".to_owned(), recorded_at: now, command: "publish".to_owned() };
    let rows = Table::ALL.iter().map(|table| StoreError::NotStorable {
        table: table.code(),
        key: text(),
        detail: text(),
    });
    let others =
        ["journal", "frame"].map(|table| StoreError::Unreadable { table, key: text(), detail: text() });
    let table = Table::Visit;
    rows.chain(others)
        .chain([
            StoreError::CannotOpen { path: text(), detail: text() },
            StoreError::ReadOnly { detail: text() },
            StoreError::Locked,
            StoreError::Newer { path: text(), found: 2, known: 1 },
            StoreError::NotOurs { path: text() },
            StoreError::Corrupt { detail: text() },
            StoreError::DiskFull,
            StoreError::Stale { table, key: text(), since: decision() },
            StoreError::UndoBarrier(decision()),
            StoreError::UndoLater { table, key: text(), later: decision() },
            StoreError::NothingToUndo,
            StoreError::NothingToRedo,
            StoreError::ClockBackwards { now, last: now },
            StoreError::MissingReference { table, key: text(), parent: "quota_use".to_owned() },
            StoreError::Engine { detail: text() },
            StoreError::Backup { path: text(), detail: text() },
            StoreError::Older { path: text(), found: 1, known: 2 },
            StoreError::ElementTwice { element: text() },
            StoreError::FileExists { path: text() },
            StoreError::NotEmpty,
            StoreError::DoesNotApply { sequence: 7 },
        ])
        .collect()
}

#[test]
fn every_error_reads_in_both_languages() {
    for catalogue in [Catalogue::new(Lang::Zh), Catalogue::new(Lang::En)] {
        for error in errors() {
            let message = error.message();
            let action = catalogue.attribute(&message, "action").expect("says what to do");
            let text = format!("{} {action}", catalogue.render(&message));
            assert!(!text.contains(['{', '⟨']), "{}: {text}", error.code());
        }
    }
    let stale = StoreError::Stale {
        table: Table::Visit,
        key: "V-0107".to_owned(),
        since: Decision {
            sequence: 7,
            author: "李梅".to_owned(),
            recorded_at: head("li", 0).recorded_at,
            command: "publish".to_owned(),
        },
    };
    assert_eq!(
        Catalogue::new(Lang::En).render(&stale.message()),
        "visit V-0107 was changed since you read it: 李梅 did \"publish\" at 2019-10-15 08:00 (journal entry 7)"
    );
}
