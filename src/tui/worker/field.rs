//! Findings and answers: what a decision on them led to, in a sentence or two; the answers as a list.

use super::Office;
use super::books::{Lines, text};
use crate::app::command::answer::AnswerSlot;
use crate::app::command::finding::{Advance, DrawRechecks, HandOver, Step};
use crate::app::command::recheck::PlanRechecks;
use crate::app::county::CountyView;
use crate::app::county::department;
use crate::app::error::{AppError, Result};
use crate::app::query::field::{Reminder, answers};
use crate::domain::code::Code;
use crate::domain::id::{DepartmentCode, FindingId, UnitCode, VisitId};
use crate::domain::message::{Arg, Message as Said};
use crate::domain::slot_answer::SlotWord;
use crate::domain::visit::Visit;
use crate::tui::reading;
use crate::tui::task::{Answer, Reaction};
use crate::tui::theme::Meaning;

impl Office {
    pub(super) fn advance(&mut self, id: FindingId, step: Step) -> Result<Said> {
        let finding = self.session.run(Advance { id, step })?;
        Ok(Said::new(finding.said_id())
            .with("id", id.to_string())
            .with("state", Arg::code(finding.state.text_id()))
            .with("deadline", finding.deadline.to_string()))
    }

    /// A department as people name it sees to a finding; without a name, the unit.
    pub(super) fn assign(&mut self, id: FindingId, name: &str) -> Result<Said> {
        let department = if name.is_empty() { None } else { Some(department(&self.session, name)?) };
        self.advance(id, Step::Assign { department })
    }

    pub(super) fn draw_rechecks(&mut self) -> Result<Said> {
        let drawn = self.session.run(DrawRechecks)?;
        let ids = drawn.iter().map(|id| Arg::from(id.to_string())).collect();
        Ok(Said::new("finding-drawn").with("count", drawn.len()).with("ids", Arg::List(ids)))
    }

    pub(super) fn plan_rechecks(&mut self) -> Result<Said> {
        let made = self.session.run(PlanRechecks)?;
        let ids = made.iter().map(|id| Arg::from(id.to_string())).collect();
        Ok(Said::new("finding-planned").with("count", made.len()).with("ids", Arg::List(ids)))
    }

    /// What is overdue or falls due, that of visits under seal apart.
    pub(super) fn reminders(&self) -> Result<Lines> {
        let seen = reading::reminders(&self.session, &self.texts)?;
        let line = |row: Reminder| (row.text, if row.overdue { Meaning::Bad } else { Meaning::Warn });
        Ok(seen.into_iter().map(line).collect())
    }

    pub(super) fn hand_over(&mut self, visit: VisitId) -> Result<Said> {
        self.session.run(HandOver { visit })?;
        Ok(Said::new("finding-handed-over").with("visit", visit.to_string()))
    }

    /// A department agrees or objects; the unit can only have something else on that day.
    pub(super) fn react(&mut self, reaction: Reaction) -> Result<Answer> {
        let Reaction { visit, department: name, agrees, reason } = reaction;
        let (party, word) = match &name {
            Some(name) => {
                let word = if agrees { SlotWord::Confirmed } else { SlotWord::Objected };
                (department(&self.session, name)?.0, word)
            }
            None => {
                let found = self.session.read(|view| Ok(view.get::<Visit>(&visit.to_string())?))?;
                let found = found.ok_or_else(|| AppError::problem("A7115").with("id", visit.to_string()))?;
                (found.record.unit.0, SlotWord::Clash)
            }
        };
        let done = self.session.run(AnswerSlot { visit, party, word, reason })?;
        let said = Said::new("answer-taken")
            .with("visit", visit.to_string())
            .with("word", Arg::code(word.text_id()));
        let became = done.messages(visit);
        if became.is_empty() {
            return Ok(Answer::Done(said));
        }
        let mut paragraphs = vec![(said, Meaning::Good)];
        paragraphs.extend(became.into_iter().map(|said| (said, Meaning::Plain)));
        Ok(Answer::Report { title: Said::new("action-answer"), paragraphs })
    }

    pub(super) fn answers(&self) -> Result<Lines> {
        let (answers, county) = self.session.read(|view| Ok((answers(view)?, CountyView::load(view)?)))?;
        let row = |answer: crate::domain::slot_answer::SlotAnswer| {
            let (party, meaning) = match answer.word {
                SlotWord::Clash => (county.units.name(&UnitCode(answer.party)), Meaning::Warn),
                SlotWord::Objected => {
                    (county.departments.short(&DepartmentCode(answer.party)), Meaning::Warn)
                }
                SlotWord::Confirmed => {
                    (county.departments.short(&DepartmentCode(answer.party)), Meaning::Plain)
                }
            };
            let cells = [
                (text(answer.visit.to_string()), 7),
                (text(party), 12),
                (Said::new(answer.word.text_id()), 10),
                (text(answer.on.to_string()), 10),
                (text(answer.reason), 0),
            ];
            (self.row(&cells), meaning)
        };
        Ok(answers.into_iter().map(row).collect())
    }
}
