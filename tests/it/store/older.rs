//! A database as an earlier release left it: brought up to date, it is whole, and what was decided then can be taken back.

use std::path::Path;

use chrono::{DateTime, NaiveDate};
use lianjian::domain::record::Table;
use lianjian::domain::request::{Request, RequestState};
use lianjian::store::{Head, Store, StoreError};
use rusqlite::Connection;
use serde_json::Value;

/// Written by the release of the third schema: three requests came in, and one of them was refused.
const THIRD: &str = include_str!("../../fixtures/store/schema-3.sql");

fn head(hour: i64) -> Head {
    Head {
        author: "王丽".to_owned(),
        recorded_at: DateTime::from_timestamp(1_709_600_400 + hour * 3_600, 0).unwrap(),
        business_date: NaiveDate::from_ymd_opt(2024, 3, 5).unwrap(),
        command: "test".to_owned(),
        args: Value::Null,
        barrier: false,
    }
}

fn made(path: &Path) -> Store {
    Connection::open(path).unwrap().execute_batch(THIRD).unwrap();
    assert!(matches!(Store::open_read_only(path).err(), Some(StoreError::Older { found: 3, .. })));
    Store::open(path).unwrap()
}

fn states(store: &Store) -> Vec<(String, RequestState)> {
    let requests = store.read::<_, StoreError>(|view| view.first::<Request, Request>(&[], 10)).unwrap();
    requests.into_iter().map(|found| (found.record.id.to_string(), found.record.state)).collect()
}

fn all(second: RequestState) -> Vec<(String, RequestState)> {
    let states = [RequestState::Received, second, RequestState::Received];
    (1..).map(|number| format!("R-{number:04}")).zip(states).collect()
}

#[test]
fn a_database_of_the_third_schema_is_brought_up_to_date() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.db");
    let mut store = made(&path);
    assert!(store.schema().unwrap() > 3);
    assert!(folder.path().join("office.db.schema-3.bak").exists());
    assert_eq!(states(&store), all(RequestState::Refused));
    let verified = store.verify().unwrap();
    assert_eq!((verified.findings, verified.entries), (Vec::new(), 4));

    // Undone one after another: the refusal, then the import with everything it brought; and back again.
    let undo = |store: &mut Store, hour| store.undo::<StoreError>(&head(hour), |_, _| Ok(())).unwrap().0;
    assert_eq!(undo(&mut store, 0).command, "triage");
    assert_eq!(states(&store), all(RequestState::Received));
    assert_eq!(undo(&mut store, 1).command, "import-requests");
    assert_eq!(states(&store), []);
    for hour in [2, 3] {
        store.redo::<StoreError>(&head(hour), |_, _| Ok(())).unwrap();
    }
    assert_eq!(states(&store), all(RequestState::Refused));
    // No number is given out twice.
    let next = store.write::<_, StoreError>(&head(4), |tx| tx.next_number(Table::Request)).unwrap().0;
    assert_eq!(next, 4);
    assert_eq!(store.verify().unwrap().findings, []);
}

#[test]
fn what_was_changed_in_an_older_database_past_its_journal_is_still_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.db");
    drop(made(&path));
    let changed = "UPDATE request SET doc = replace(doc, '\"refused\"', '\"received\"') WHERE key = 'R-0002'";
    assert_eq!(Connection::open(&path).unwrap().execute(changed, []), Ok(1));
    assert_ne!(Store::open_read_only(&path).unwrap().verify().unwrap().findings, []);
}
