//! One decision: one transaction, one entry, all or nothing.

use std::sync::{Arc, Barrier};

use chrono::TimeDelta;
use lianjian::domain::record::{Table, Versioned};
use lianjian::store::{Field, Result, Store, StoreError};
use serde_json::json;

use super::{Demand, Request, Setting, Visit, count, decide, demand, head, request, setting, unit, visit};

fn keys(rows: Vec<Versioned<Request>>) -> Vec<String> {
    rows.into_iter().map(|row| row.record.id).collect()
}

#[test]
fn a_decision_is_one_entry_with_its_rows() {
    let mut store = Store::in_memory().unwrap();
    let (version, sequence) = store
        .write::<_, StoreError>(&head("li", 0), |tx| {
            tx.put(&setting("b", "1"))?;
            tx.put(&setting("a", "1"))
        })
        .unwrap();
    assert_eq!((version, sequence), (1, Some(1)));
    store
        .read::<_, StoreError>(|view| {
            let entry = view.entry(1)?.unwrap();
            let keys: Vec<_> = entry.payload.changes.iter().map(|change| change.key.as_str()).collect();
            assert_eq!(keys, ["a", "b"]);
            assert_eq!(
                entry.payload.changes[0].after.as_ref().unwrap().doc,
                json!({"id": "a", "value": "1"})
            );
            assert_eq!(
                view.get::<Setting>("a")?.unwrap(),
                Versioned { record: setting("a", "1"), version: 1 }
            );
            assert_eq!(view.journal_head()?.hash, entry.hash().unwrap());
            Ok(())
        })
        .unwrap();
}

#[test]
fn nothing_changed_is_no_entry() {
    let mut store = Store::in_memory().unwrap();
    decide(&mut store, "li", |tx| tx.put(&setting("a", "1")).map(drop));
    assert_eq!(decide(&mut store, "li", |_| Ok(())), None);
    assert_eq!(decide(&mut store, "li", |tx| tx.put(&setting("a", "1")).map(drop)), None);
    let back_and_forth = decide(&mut store, "li", |tx| {
        tx.put(&setting("a", "2"))?;
        tx.put(&setting("b", "2"))?;
        tx.put(&setting("a", "1"))?;
        tx.delete::<Setting>("b").map(drop)
    });
    assert_eq!(back_and_forth, None);
    let row = store.read::<_, StoreError>(|view| view.get::<Setting>("a")).unwrap().unwrap();
    assert_eq!(row.version, 1);
}

#[test]
fn a_failed_decision_leaves_nothing() {
    let mut store = Store::in_memory().unwrap();
    let failed: Result<((), _)> = store.write(&head("li", 0), |tx| {
        tx.put(&setting("a", "1"))?;
        tx.next_number(Table::Request)?;
        Err(StoreError::NothingToUndo)
    });
    assert_eq!(failed, Err(StoreError::NothingToUndo));
    store
        .read::<_, StoreError>(|view| {
            assert_eq!(view.all::<Setting>()?, []);
            assert_eq!(view.last_number(Table::Request)?, 0);
            assert_eq!(view.journal_head()?.sequence, 0);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_stale_writer_is_told_who_decided() {
    let mut store = Store::in_memory().unwrap();
    decide(&mut store, "li", |tx| tx.put(&setting("a", "1")).map(drop));
    decide(&mut store, "wang", |tx| tx.put_expecting(&setting("a", "2"), Some(1)).map(drop));
    let check = |store: &mut Store, key: &str, expected| {
        let error = store
            .write(&head("li", 0), |tx| tx.put_expecting(&setting(key, "3"), expected))
            .expect_err("somebody decided since");
        let StoreError::Stale { since, .. } = error else { panic!("{error}") };
        (since.sequence, since.author)
    };
    assert_eq!(check(&mut store, "a", Some(1)), (2, "wang".to_owned()));
    assert_eq!(check(&mut store, "a", None), (2, "wang".to_owned()));
    decide(&mut store, "zhao", |tx| tx.delete::<Setting>("a").map(drop));
    assert_eq!(check(&mut store, "a", Some(2)), (3, "zhao".to_owned()));
    decide(&mut store, "li", |tx| tx.put_expecting(&setting("a", "3"), None).map(drop));
}

#[test]
fn numbers_are_never_given_twice() {
    let mut store = Store::in_memory().unwrap();
    let next =
        |store: &mut Store, table| store.write::<_, StoreError>(&head("li", 0), |tx| tx.next_number(table));
    assert_eq!(next(&mut store, Table::Request).unwrap(), (1, Some(1)));
    assert_eq!(next(&mut store, Table::Visit).unwrap(), (1, Some(2)));
    decide(&mut store, "li", |tx| {
        let number = tx.next_number(Table::Request)?;
        assert_eq!(number, 2);
        tx.put(&setting("a", "1")).map(drop)
    });
    super::undo(&mut store, "li").unwrap();
    assert_eq!(next(&mut store, Table::Request).unwrap(), (3, Some(5)));
}

#[test]
fn references_hold_at_the_end_of_a_decision() {
    let mut store = Store::in_memory().unwrap();
    // Children first: only the end counts.
    decide(&mut store, "li", |tx| {
        tx.put(&demand("D-1", "R-1", "u1", Some("V-1")))?;
        tx.put(&demand("D-2", "R-1", "u1", None))?;
        tx.put(&visit("V-1", Some("u1"), "2019-10-15"))?;
        tx.put(&visit("V-2", None, "2019-10-16"))?;
        tx.put(&request("R-1", "received", 2))?;
        tx.put(&unit("u1")).map(drop)
    });
    let broken = store.write(&head("li", 0), |tx| tx.put(&demand("D-3", "R-9", "u1", None)));
    let expected = StoreError::MissingReference {
        table: Table::Demand,
        key: "D-3".to_owned(),
        parent: "request".to_owned(),
    };
    assert_eq!(broken, Err(expected));
    let orphaned = store.write(&head("li", 0), |tx| tx.delete::<Visit>("V-1"));
    assert!(matches!(orphaned, Err(StoreError::MissingReference { key, .. }) if key == "D-1"));
    store
        .read::<_, StoreError>(|view| {
            assert_eq!(view.count::<Demand>()?, 2);
            assert_eq!(view.journal_head()?.sequence, 1);
            Ok(())
        })
        .unwrap();
}

#[test]
fn reads_come_in_the_order_of_keys() {
    let mut store = Store::in_memory().unwrap();
    decide(&mut store, "li", |tx| {
        for (number, state) in [(3, "accepted"), (1, "received"), (4, "received"), (2, "received")] {
            tx.put(&request(&format!("R-{number}"), state, number))?;
        }
        Ok(())
    });
    store
        .read::<_, StoreError>(|view| {
            assert_eq!(keys(view.all()?), ["R-1", "R-2", "R-3", "R-4"]);
            assert_eq!(keys(view.select("state", "received")?), ["R-1", "R-2", "R-4"]);
            assert_eq!(keys(view.select("id", "R-3")?), ["R-3"]);
            assert_eq!(keys(view.select("id\" OR 1=1 --", "R-3")?), Vec::<String>::new());
            assert_eq!(keys(view.select("state", "' OR 1=1 --")?), Vec::<String>::new());
            assert_eq!(keys(view.between("id", "R-2", "R-4")?), ["R-2", "R-3"]);
            let first = |fields: &[Field<'_>], limit| {
                Ok::<_, StoreError>(keys(view.first::<Request, _>(fields, limit)?))
            };
            assert_eq!(first(&[], 2)?, ["R-1", "R-2"]);
            assert_eq!(first(&[Field::Is("state", "received")], 2)?, ["R-1", "R-2"]);
            assert_eq!(
                first(&[Field::Is("state", "received"), Field::From("id", "R-2")], 2)?,
                ["R-2", "R-4"]
            );
            let some = Field::In("id", &["R-4", "R-3", "R-5"]);
            assert_eq!(first(&[some], 9)?, ["R-3", "R-4"]);
            let mut found = Vec::new();
            view.each::<Request, Request>(&[some, Field::Is("state", "accepted")], |row| found.push(row))?;
            assert_eq!(keys(found), ["R-3"]);
            Ok(())
        })
        .unwrap();
}

#[test]
fn numbers_of_five_digits_come_last() {
    let mut store = Store::in_memory().unwrap();
    decide(&mut store, "li", |tx| {
        for number in [10_000, 9_999, 2_000] {
            tx.put(&request(&format!("R-{number:04}"), "received", 1))?;
        }
        Ok(())
    });
    store
        .read::<_, StoreError>(|view| {
            assert_eq!(keys(view.all()?), ["R-2000", "R-9999", "R-10000"]);
            assert_eq!(keys(view.first::<Request, _>(&[], 2)?), ["R-2000", "R-9999"]);
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_clock_that_runs_backwards_is_refused() {
    let mut store = Store::in_memory().unwrap();
    store.write(&head("li", 60), |tx| tx.put(&setting("a", "1"))).unwrap();
    store.write(&head("li", 55), |tx| tx.put(&setting("a", "2"))).unwrap();
    let mut late = head("li", 50);
    late.recorded_at -= TimeDelta::seconds(1);
    let refused = store.write(&late, |tx| tx.put(&setting("a", "3")));
    assert!(matches!(refused, Err(StoreError::ClockBackwards { .. })), "{refused:?}");
}

#[test]
fn floats_are_refused() {
    let mut store = Store::in_memory().unwrap();
    let mut half = head("li", 0);
    half.args = json!({"ratio": 0.5});
    let refused = store.write(&half, |tx| tx.put(&setting("a", "1")));
    assert!(matches!(refused, Err(StoreError::NotStorable { table: "journal", .. })), "{refused:?}");
    assert_eq!(count::<Setting>(&store), 0);
}

#[test]
fn two_connections_take_turns() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.db");
    let (writers, rounds) = (4, 25);
    let start = Arc::new(Barrier::new(writers));
    std::thread::scope(|scope| {
        for writer in 0..writers {
            let (start, path) = (Arc::clone(&start), &path);
            scope.spawn(move || {
                start.wait();
                // All of them make the file, at once.
                let mut store = Store::open(path).unwrap();
                for _ in 0..rounds {
                    decide(&mut store, &format!("w{writer}"), |tx| {
                        let seen = tx.get::<Request>("R-1")?.map_or(0, |row| row.record.people);
                        tx.put(&request("R-1", "received", seen + 1)).map(drop)
                    });
                }
            });
        }
    });
    let store = Store::open(&path).unwrap();
    let total = store.read::<_, StoreError>(|view| view.get::<Request>("R-1")).unwrap().unwrap();
    let expected = u32::try_from(writers * rounds).unwrap();
    assert_eq!((total.record.people, total.version), (expected, u64::from(expected)));
}

#[test]
fn a_reader_sees_one_state_and_notices_others() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.db");
    let mut writer = Store::open(&path).unwrap();
    let reader = Store::open_read_only(&path).unwrap();
    let before = reader.data_version().unwrap();
    reader
        .read::<_, StoreError>(|view| {
            assert_eq!(view.count::<Setting>()?, 0);
            decide(&mut writer, "li", |tx| tx.put(&setting("a", "1")).map(drop));
            assert_eq!(view.count::<Setting>()?, 0);
            Ok(())
        })
        .unwrap();
    assert_ne!(reader.data_version().unwrap(), before);
    assert_eq!(count::<Setting>(&reader), 1);
}
