//! Every way to change anything, one file a group. Each is data with a `decide`; [`super::session::Session::run`]
//! gives it a transaction and a journal entry.

pub mod adopt;
pub mod answer;
pub mod county;
pub mod draw;
pub mod exception;
pub mod finding;
pub mod groups;
pub mod import;
pub mod keep;
pub mod lists;
pub mod plan;
pub mod quota;
pub mod recheck;
pub mod record;
pub mod team;
pub mod triage;
pub mod visit;

use crate::app::error::{AppError, Result};
use crate::domain::message::Arg;
use crate::domain::record::Record;
use crate::store::View;

/// A record that must exist.
pub(super) fn required<R: Record>(view: &View<'_>, key: &str) -> Result<R> {
    view.get::<R>(key)?.map(|found| found.record).ok_or_else(|| {
        AppError::problem("A7004").with("key", key).with("table", Arg::code(format!("table-{}", R::TABLE)))
    })
}
