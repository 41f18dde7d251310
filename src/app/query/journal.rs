//! The journal as people read it.

use crate::app::error::Result;
use crate::app::session::Session;
use crate::domain::journal::Entry;

/// The latest entries, newest first.
pub fn latest(session: &Session, limit: u32) -> Result<Vec<Entry>> {
    session.read(|view| Ok(view.latest_entries(u64::MAX, limit)?))
}

/// What people call a command of the journal; `None` for one this release does not know.
pub fn command_text(command: &str) -> Option<&'static str> {
    COMMANDS.iter().find(|(name, _)| *name == command).map(|(_, text)| *text)
}

/// Every command by its name in the journal, and its text.
const COMMANDS: &[(&str, &str)] = &[
    ("init", "did-init"),
    ("appoint", "did-appoint"),
    ("import-requests", "did-import-requests"),
    ("import-list", "did-import-list"),
    ("import-frames", "did-import-frames"),
    ("set-baseline", "did-set-baseline"),
    ("add-arrival", "did-add-arrival"),
    ("triage", "did-triage"),
    ("triage-by-rule", "did-triage-by-rule"),
    ("dispose", "did-dispose"),
    ("commit-draws", "did-commit-draws"),
    ("draw", "did-draw"),
    ("plan", "did-plan"),
    ("draw-teams", "did-draw-teams"),
    ("clear", "did-clear"),
    ("publish", "did-publish"),
    ("move", "did-move"),
    ("pin", "did-pin"),
    ("cancel", "did-cancel"),
    ("except", "did-except"),
    ("undo", "did-undo"),
    ("redo", "did-redo"),
];
