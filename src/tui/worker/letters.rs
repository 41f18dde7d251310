//! Letters into a folder: all of them are made before the first is written.

use std::path::Path;

use super::Office;
use crate::app::error::Result;
use crate::app::export;
use crate::app::letters::{LetterOrder, letters};
use crate::app::session::Session;
use crate::domain::message::Message as Said;
use crate::tui::task::{Answer, Letters};

impl Office {
    pub(super) fn export_letters(&self, asked: &Letters, folder: &Path, force: bool) -> Result<Answer> {
        let Letters { kind, names, span, contact } = asked;
        let order = LetterOrder { kind: *kind, ids: names, span: *span, contact };
        let made = letters(&self.session, &self.texts, &order)?;
        let count = made.len();
        put_all(made, folder, force, &self.session)?;
        let shown = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        let said = Said::new("done-letters").with("count", count);
        Ok(Answer::Done(said.with("folder", shown.display().to_string())))
    }
}

/// Writes files that are all made into a folder; none where one of them is there and may not be replaced, or where it is
/// stopped.
pub(super) fn put_all(
    files: Vec<(String, Vec<u8>)>,
    folder: &Path,
    force: bool,
    session: &Session,
) -> Result<()> {
    export::folder(folder)?;
    let files: Vec<_> = files.into_iter().map(|(name, bytes)| (folder.join(name), bytes)).collect();
    session.watch().part(1, 0);
    export::write_all(&files, force, session.watch())
}
