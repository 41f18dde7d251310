//! Undo and redo: whose turn it is, what stands in the way.

use lianjian::domain::record::Table;
use lianjian::store::{Store, StoreError};

use super::{Request, Setting, Unit, count, decide, demand, head, redo, request, setting, undo, unit};

/// Setting `a` as `value@version`, or nothing.
fn value(store: &Store) -> String {
    let row = store.read::<_, StoreError>(|view| view.get::<Setting>("a"));
    row.map_or_else(
        |error| error.to_string(),
        |row| row.map(|row| format!("{}@{}", row.record.value, row.version)).unwrap_or_default(),
    )
}

fn put(store: &mut Store, author: &str, value: &str) {
    decide(store, author, |tx| tx.put(&setting("a", value)).map(drop));
}

#[test]
fn undo_and_redo_walk_the_chain() {
    let mut store = Store::in_memory().unwrap();
    put(&mut store, "li", "1");
    put(&mut store, "li", "2");
    put(&mut store, "li", "3");
    assert_eq!(undo(&mut store, "li"), Ok(3));
    assert_eq!(value(&store), "2@2");
    assert_eq!(undo(&mut store, "li"), Ok(2));
    assert_eq!(value(&store), "1@1");
    assert_eq!(redo(&mut store, "li"), Ok(5));
    assert_eq!(value(&store), "2@2");
    assert_eq!(redo(&mut store, "li"), Ok(4));
    assert_eq!(value(&store), "3@3");
    assert_eq!(redo(&mut store, "li"), Err(StoreError::NothingToRedo));
    // What a redo brought back can be taken back again, down to the start.
    assert_eq!(undo(&mut store, "li"), Ok(7));
    assert_eq!(undo(&mut store, "li"), Ok(6));
    assert_eq!(undo(&mut store, "li"), Ok(1));
    assert_eq!(value(&store), "");
    assert_eq!(undo(&mut store, "li"), Err(StoreError::NothingToUndo));
    for version in [1, 2, 3] {
        redo(&mut store, "li").unwrap();
        assert_eq!(value(&store), format!("{version}@{version}"));
    }
}

#[test]
fn a_new_decision_ends_the_redo_chain() {
    let mut store = Store::in_memory().unwrap();
    put(&mut store, "li", "1");
    put(&mut store, "li", "2");
    undo(&mut store, "li").unwrap();
    put(&mut store, "li", "4");
    assert_eq!(redo(&mut store, "li"), Err(StoreError::NothingToRedo));
    assert_eq!(undo(&mut store, "li"), Ok(4));
    assert_eq!(value(&store), "1@1");
}

#[test]
fn each_author_has_a_chain() {
    let mut store = Store::in_memory().unwrap();
    put(&mut store, "li", "1");
    decide(&mut store, "wang", |tx| tx.put(&setting("b", "1")).map(drop));
    assert_eq!(undo(&mut store, "zhao"), Err(StoreError::NothingToUndo));
    assert_eq!(undo(&mut store, "li"), Ok(1));
    assert_eq!(redo(&mut store, "wang"), Err(StoreError::NothingToRedo));
    assert_eq!(undo(&mut store, "wang"), Ok(2));
}

#[test]
fn a_later_entry_of_somebody_else_stands_in_the_way() {
    let mut store = Store::in_memory().unwrap();
    put(&mut store, "li", "1");
    put(&mut store, "wang", "2");
    let error = undo(&mut store, "li").expect_err("wang changed it");
    let StoreError::UndoLater { table, key, later } = error else { panic!("{error}") };
    assert_eq!(
        (table, key.as_str(), later.sequence, later.author.as_str()),
        (Table::Setting, "a", 2, "wang")
    );
    // Once that one is taken back, nothing stands in the way any more.
    undo(&mut store, "wang").unwrap();
    assert_eq!(undo(&mut store, "li"), Ok(1));
    put(&mut store, "wang", "3");
    assert!(
        matches!(redo(&mut store, "li"), Err(StoreError::UndoLater { later, .. }) if later.sequence == 5)
    );
}

#[test]
fn rows_built_on_it_stand_in_the_way() {
    let mut store = Store::in_memory().unwrap();
    decide(&mut store, "zhao", |tx| tx.put(&unit("u1")).map(drop));
    decide(&mut store, "li", |tx| tx.put(&request("R-1", "received", 1)).map(drop));
    decide(&mut store, "wang", |tx| tx.put(&demand("D-1", "R-1", "u1", None)).map(drop));
    let error = undo(&mut store, "li").expect_err("a demand of wang's refers to it");
    let StoreError::UndoLater { table, later, .. } = error else { panic!("{error}") };
    assert_eq!((table, later.sequence, later.author.as_str()), (Table::Demand, 3, "wang"));
    assert_eq!(count::<Request>(&store), 1);
}

#[test]
fn a_barrier_is_not_undone() {
    let mut store = Store::in_memory().unwrap();
    put(&mut store, "li", "1");
    let mut publish = head("li", 0);
    publish.barrier = true;
    store.write(&publish, |tx| tx.put(&setting("a", "2"))).unwrap();
    assert!(
        matches!(undo(&mut store, "li"), Err(StoreError::UndoBarrier(decision)) if decision.sequence == 2)
    );
    put(&mut store, "li", "3");
    assert_eq!(undo(&mut store, "li"), Ok(3));
    assert!(matches!(undo(&mut store, "li"), Err(StoreError::UndoBarrier(_))));
}

#[test]
fn the_rules_may_refuse_an_undo() {
    let mut store = Store::in_memory().unwrap();
    put(&mut store, "li", "1");
    put(&mut store, "li", "2");
    let refused = store.undo(&head("li", 0), |tx, entry| {
        assert_eq!(entry.sequence, 2);
        assert_eq!(tx.get::<Setting>("a")?.unwrap().record.value, "1");
        Err(StoreError::Locked)
    });
    assert_eq!(refused.map(drop), Err(StoreError::Locked));
    assert_eq!(value(&store), "2@2");
}

#[test]
fn a_deleted_row_comes_back_with_its_version() {
    let mut store = Store::in_memory().unwrap();
    decide(&mut store, "li", |tx| tx.put(&unit("u1")).map(drop));
    decide(&mut store, "li", |tx| tx.delete::<Unit>("u1").map(drop));
    undo(&mut store, "li").unwrap();
    let row = store.read::<_, StoreError>(|view| view.get::<Unit>("u1")).unwrap().unwrap();
    assert_eq!((row.record, row.version), (unit("u1"), 1));
}

#[test]
fn a_removal_is_not_taken_back_once_the_row_came_and_went_again() {
    let mut store = Store::in_memory().unwrap();
    put(&mut store, "li", "1");
    decide(&mut store, "wang", |tx| tx.delete::<Setting>("a").map(drop));
    put(&mut store, "li", "2");
    decide(&mut store, "li", |tx| tx.delete::<Setting>("a").map(drop));
    // The row is absent, as it was after the removal; but it is another row that is missing now.
    assert!(
        matches!(undo(&mut store, "wang"), Err(StoreError::UndoLater { later, .. }) if later.sequence == 4)
    );
    assert_eq!(undo(&mut store, "li"), Ok(4));
    assert_eq!(undo(&mut store, "li"), Ok(3));
    assert_eq!(undo(&mut store, "wang"), Ok(2));
    assert_eq!(value(&store), "1@1");
}
