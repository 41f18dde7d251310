//! The store from outside: decisions, undo, tampering, several connections.

#![cfg(test)]

mod decisions;
mod files;
mod older;
mod opening;
mod parts;
mod properties;
mod tampering;
mod undoing;

use chrono::{DateTime, NaiveDate, TimeDelta};
use lianjian::domain::record::{Record, Table};
use lianjian::store::{Head, JournalHead, Result, Store, StoreError, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;

macro_rules! records {
    ($($name:ident { $($field:ident: $kind:ty),* }),* $(,)?) => {$(
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub(crate) struct $name {
            pub(crate) id: String,
            $(pub(crate) $field: $kind,)*
        }

        impl Record for $name {
            const TABLE: Table = Table::$name;

            fn key(&self) -> String {
                self.id.clone()
            }
        }
    )*};
}
records! {
    Unit { name: String },
    Request { state: String, department: String, people: u32 },
    Demand { request: String, unit: String, visit: Option<String>, state: String },
    Visit { unit: Option<String>, start: String, state: String },
    Setting { value: String },
}

pub(crate) fn setting(id: &str, value: &str) -> Setting {
    Setting { id: id.to_owned(), value: value.to_owned() }
}

pub(crate) fn unit(id: &str) -> Unit {
    Unit { id: id.to_owned(), name: format!("unit {id}") }
}

pub(crate) fn request(id: &str, state: &str, people: u32) -> Request {
    Request { id: id.to_owned(), state: state.to_owned(), department: "d1".to_owned(), people }
}

pub(crate) fn demand(id: &str, request: &str, unit: &str, visit: Option<&str>) -> Demand {
    Demand {
        id: id.to_owned(),
        request: request.to_owned(),
        unit: unit.to_owned(),
        visit: visit.map(str::to_owned),
        state: "waiting".to_owned(),
    }
}

pub(crate) fn visit(id: &str, unit: Option<&str>, start: &str) -> Visit {
    Visit {
        id: id.to_owned(),
        unit: unit.map(str::to_owned),
        start: start.to_owned(),
        state: "proposed".to_owned(),
    }
}

pub(crate) fn head(author: &str, minute: i64) -> Head {
    Head {
        author: author.to_owned(),
        recorded_at: DateTime::from_timestamp(1_571_097_600, 0).unwrap() + TimeDelta::minutes(minute),
        business_date: NaiveDate::from_ymd_opt(2019, 10, 15).unwrap(),
        command: "test".to_owned(),
        args: json!({}),
        barrier: false,
    }
}

#[expect(clippy::redundant_closure_for_method_calls, reason = "a method path fits one lifetime only")]
pub(crate) fn count<R: Record>(store: &Store) -> u64 {
    store.read::<_, StoreError>(|view| view.count::<R>()).unwrap()
}

#[expect(clippy::redundant_closure_for_method_calls, reason = "a method path fits one lifetime only")]
pub(crate) fn journal_head(store: &Store) -> JournalHead {
    store.read::<_, StoreError>(|view| view.journal_head()).unwrap()
}

/// One decision of an author that must succeed: its entry's number.
pub(crate) fn decide(
    store: &mut Store,
    author: &str,
    change: impl FnOnce(&mut Tx<'_>) -> Result<()>,
) -> Option<u64> {
    store.write(&head(author, 0), change).unwrap().1
}

pub(crate) fn undo(store: &mut Store, author: &str) -> Result<u64> {
    store.undo::<StoreError>(&head(author, 0), |_, _| Ok(())).map(|(entry, _)| entry.sequence)
}

pub(crate) fn redo(store: &mut Store, author: &str) -> Result<u64> {
    store.redo::<StoreError>(&head(author, 0), |_, _| Ok(())).map(|(entry, _)| entry.sequence)
}
