//! Letters into a folder: all of them are made before the first is written.

use std::path::Path;

use super::{Office, Progress};
use crate::app::error::{AppError, Result};
use crate::app::export;
use crate::app::letters::{LetterOrder, letters};
use crate::domain::message::Message as Said;
use crate::tui::task::{Answer, Letters};

impl Office {
    pub(super) fn export_letters(
        &self,
        asked: &Letters,
        folder: &Path,
        force: bool,
        progress: &Progress,
    ) -> Result<Answer> {
        let Letters { kind, names, span, contact } = asked;
        let order = LetterOrder { kind: *kind, ids: names, span: *span, contact };
        let made = letters(&self.session, &self.texts, &order)?;
        // A letter in a folder is whole or not there: those written before somebody stops stay.
        if !put_all(&made, folder, force, progress)? {
            return Ok(Answer::Done(Said::new("job-stopped")));
        }
        let shown = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        let said = Said::new("done-letters").with("count", made.len());
        Ok(Answer::Done(said.with("folder", shown.display().to_string())))
    }
}

/// Writes files into a folder; none where one of them is there and may not be replaced. `false` where it was stopped.
pub(super) fn put_all(
    files: &[(String, Vec<u8>)],
    folder: &Path,
    force: bool,
    progress: &Progress,
) -> Result<bool> {
    if let Some((name, _)) = files.iter().find(|(name, _)| !force && folder.join(name).exists()) {
        return Err(AppError::environment("X6010").with("file", folder.join(name).display().to_string()));
    }
    export::folder(folder)?;
    for (done, (name, bytes)) in (0..).zip(files) {
        if !progress.step(done, files.len() as u64) {
            return Ok(false);
        }
        export::write(&folder.join(name), bytes, force)?;
    }
    Ok(true)
}
