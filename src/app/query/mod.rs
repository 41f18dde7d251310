//! What screens and commands read, one file a subject. Nothing here changes anything.

pub mod alarm;
pub mod burden;
pub mod calendar;
pub mod checklist;
pub mod clash;
mod directed;
pub mod entry;
pub mod field;
pub mod groups;
pub mod history;
pub mod inbox;
pub mod journal;
pub mod letter;
pub mod lists;
pub mod materials;
pub mod parts;
pub mod plan;
pub mod protocol;
pub mod question;
pub mod quota;
pub mod refusal;
mod rotation;
pub mod sample;
pub mod seal;
pub mod spread;
pub mod standing;
mod stops;
pub mod together;
pub mod visit;

use super::error::Result;
use crate::domain::record::{Record, Versioned};
use crate::store::View;

/// Records without their versions.
pub(in crate::app) fn all<R: Record>(view: &View<'_>) -> Result<Vec<R>> {
    Ok(plain(view.all::<R>()?))
}

pub(super) fn plain<R>(rows: Vec<Versioned<R>>) -> Vec<R> {
    rows.into_iter().map(|row| row.record).collect()
}
