//! The journal as people read it.

use crate::app::error::Result;
use crate::app::session::Session;
use crate::domain::journal::Entry;
use crate::domain::message::Arg;

/// The latest entries, newest first.
pub fn latest(session: &Session, limit: u32) -> Result<Vec<Entry>> {
    session.read(|view| Ok(view.latest_entries(u64::MAX, limit)?))
}

/// What people call a command of the journal.
pub fn command_text(command: &str) -> Arg {
    Arg::code(format!("journal-{command}"))
}
