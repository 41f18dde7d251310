//! Files and frames beside the journal.

use std::collections::BTreeMap;

use lianjian::domain::record::FrameRow;
use lianjian::store::{Store, StoreError};

use super::{decide, head};

fn row(element: &str, unit: &str, name: &str) -> FrameRow<String> {
    FrameRow { element: element.to_owned(), unit: unit.to_owned(), doc: name.to_owned() }
}

#[test]
fn a_file_is_kept_once() {
    let mut store = Store::in_memory().unwrap();
    let put = |store: &mut Store, name: &str| {
        store.write::<_, StoreError>(&head("li", 0), |tx| tx.put_blob(name, b"abc"))
    };
    let hash = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(put(&mut store, "a.csv").unwrap(), (hash.to_owned(), Some(1)));
    assert_eq!(put(&mut store, "b.csv").unwrap(), (hash.to_owned(), None));
    let blob = store.read::<_, StoreError>(|view| view.blob(hash)).unwrap().unwrap();
    assert_eq!((blob.name.as_str(), blob.bytes.as_slice()), ("a.csv", b"abc".as_slice()));
    assert_eq!(decide(&mut store, "li", |tx| tx.erase(hash).map(|found| assert!(found))), Some(2));
    assert_eq!(store.read::<_, StoreError>(|view| view.blob(hash)).unwrap(), None);
    assert_eq!(decide(&mut store, "li", |tx| tx.erase(hash).map(|found| assert!(!found))), None);
}

#[test]
fn a_frame_is_read_by_unit_in_order() {
    let mut store = Store::in_memory().unwrap();
    let rows = [row("h3", "u2", "c"), row("h1", "u1", "a"), row("h2", "u2", "b")];
    let write = |store: &mut Store, register: &str, rows: &[FrameRow<String>]| {
        store.write::<_, StoreError>(&head("li", 0), |tx| tx.put_frame(register, rows))
    };
    let (hash, _) = write(&mut store, "households", &rows).unwrap();
    let mut reversed = rows.clone();
    reversed.reverse();
    assert_eq!(write(&mut store, "households", &reversed).unwrap(), (hash.clone(), None));
    let (other, _) = write(&mut store, "dwellings", &rows).unwrap();
    assert_ne!(other, hash);
    store
        .read::<_, StoreError>(|view| {
            let elements =
                |rows: Vec<FrameRow<String>>| rows.into_iter().map(|row| row.element).collect::<Vec<_>>();
            assert_eq!(elements(view.frame(&hash, None)?), ["h1", "h2", "h3"]);
            assert_eq!(
                view.frame::<String>(&hash, Some("u2"))?,
                [row("h2", "u2", "b"), row("h3", "u2", "c")]
            );
            assert_eq!(
                view.frame_sizes(&hash)?,
                BTreeMap::from([("u1".to_owned(), 1), ("u2".to_owned(), 2)])
            );
            Ok(())
        })
        .unwrap();
    decide(&mut store, "li", |tx| tx.erase(&hash).map(drop));
    store
        .read::<_, StoreError>(|view| {
            assert_eq!(view.frame::<String>(&hash, None)?, []);
            assert_eq!(view.frame::<String>(&other, None)?.len(), 3);
            Ok(())
        })
        .unwrap();
}

#[test]
fn an_element_stands_in_a_frame_once() {
    let mut store = Store::in_memory().unwrap();
    let rows = [row("h1", "u1", "a"), row("h1", "u2", "b")];
    let refused = store.write(&head("li", 0), |tx| tx.put_frame("households", &rows));
    assert!(matches!(refused, Err(StoreError::ElementTwice { element }) if element == "h1"));
}
