//! The journal as people read it.

use crate::app::error::Result;
use crate::app::session::Session;
use crate::domain::journal::Entry;

/// The latest entries, newest first.
pub fn latest(session: &Session, limit: u32) -> Result<Vec<Entry>> {
    session.read(|view| Ok(view.latest_entries(u64::MAX, limit)?))
}
