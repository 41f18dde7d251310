//! Results typed in: what is asked and on record, and what was typed over it.

use super::Office;
use super::books::Lines;
use crate::app::error::Result;
use crate::app::query::entry::{EntrySheet, Filled, entry};
use crate::app::results::enter;
use crate::domain::id::VisitId;
use crate::tui::task::Answer;
use crate::tui::theme::Meaning;

/// The code of a record that is another by now.
const OVERTAKEN: &str = "A7125";

impl Office {
    /// What a visit asks, place by place, with what is on record.
    pub(super) fn entry(&self, id: VisitId) -> Result<EntrySheet> {
        let today = self.session.today();
        self.session.read(|view| entry(view, self.session.office(), &self.texts, id, today))
    }

    /// Records what was typed. Where somebody else recorded meanwhile, that is said and shown; what was typed stays.
    pub(super) fn enter(
        &mut self,
        id: VisitId,
        version: Option<u64>,
        places: &[(String, Filled)],
    ) -> Result<Answer> {
        let paragraphs = match enter(&mut self.session, id, version, places) {
            Ok(report) => self.recorded(id, &format!("{id}.json"), report)?,
            Err(error) if error.message.code == OVERTAKEN => Lines::from([(error.message, Meaning::Bad)]),
            Err(error) => return Err(error),
        };
        Ok(Answer::Entered { sheet: Box::new(self.entry(id)?), paragraphs })
    }
}
