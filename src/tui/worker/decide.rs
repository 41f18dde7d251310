//! Commands that are done at once: each is one decision on the session and a sentence about what it did.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::Office;
use crate::app::command::county::Appoint;
use crate::app::command::draw::{CommitRequests, DrawRound};
use crate::app::command::exception::Except;
use crate::app::command::groups::DivideTeam;
use crate::app::command::keep::Keep;
use crate::app::command::lists::SetBaseline;
use crate::app::command::team::DrawTeams;
use crate::app::command::triage::{Dispose, Triage, TriageByRule};
use crate::app::command::visit::{Cancel, Clear, Forbid, Move, Pin, Publish};
use crate::app::error::{AppError, Result};
use crate::app::intake;
use crate::app::query::question::{self, Question};
use crate::app::query::standing::{self, Change};
use crate::domain::code::Code;
use crate::domain::id::VisitId;
use crate::domain::intake::ArrivalRow;
use crate::domain::journal::Entry;
use crate::domain::message::{Arg, Message as Said};
use crate::domain::sample_round::JOURNAL;
use crate::tui::screen::inbox::ruling_text_id;
use crate::tui::task::{Answer, Task, TriageOrder, Weighed};
use crate::tui::theme::Meaning;

/// The code of a visit that supervision beforehand holds back.
const HELD_BACK: &str = "A7034";
/// Most ids a line names.
const LISTED_MAX: usize = 5;

impl Office {
    /// Commands that are done at once.
    pub(super) fn decide(&mut self, task: Task) -> Result<Answer> {
        let said = match task {
            Task::Triage(order) => return Ok(Answer::Triaged(self.triage(order)?)),
            Task::TriageByRule => {
                let tally = self.session.run(TriageByRule)?;
                Said::new("done-by-rule")
                    .with("accepted", tally.accepted)
                    .with("returned", tally.returned)
                    .with("refused", tally.refused)
                    .with("diverted", tally.diverted)
            }
            Task::Dispose { request, material, disposition } => {
                let said = Said::new("done-dispose").with("material", material.as_str());
                self.session.run(Dispose { request, material, disposition })?;
                said
            }
            Task::CommitDraws => self.commit_draws()?,
            Task::DrawTeams(ids) => {
                let drawn = self.session.run(DrawTeams { ids })?;
                let without = drawn.iter().filter(|visit| visit.team.is_empty()).count();
                let id = if without > 0 { "done-teams-without" } else { "done-teams" };
                Said::new(id).with("count", drawn.len() - without).with("without", without)
            }
            Task::DivideTeam { visit, groups } => {
                let divided = self.session.run(DivideTeam { visit, groups })?;
                let said = Said::new("done-groups").with("visit", visit.to_string());
                said.with("groups", divided.groups)
            }
            Task::Clear(ids) => return self.clear(ids),
            Task::Publish { ids, source } => {
                let entropy = self.world.entropy()?;
                let source = if source.is_empty() { JOURNAL.to_owned() } else { source };
                let published = self.session.run(Publish { ids, entropy, source })?;
                Said::new("done-publish")
                    .with("open", published.open.len())
                    .with("sealed", published.sealed.len())
            }
            Task::Pin { ids, pinned } => {
                let count = ids.len();
                for id in ids {
                    self.session.run(Pin { id, pinned })?;
                }
                Said::new(if pinned { "done-pin" } else { "done-unpin" }).with("count", count)
            }
            Task::Move { id, to } => {
                let visit = self.session.run(Move { id, to })?;
                Said::new("done-move").with("id", id.to_string()).with("to", visit.start.to_string())
            }
            Task::Cancel { id, reason } => {
                self.session.run(Cancel { id, reason })?;
                Said::new("done-cancel").with("id", id.to_string())
            }
            Task::Forbid { id, days, reason } => {
                let unit = self.session.run(Forbid { id, days, reason })?;
                Said::new("done-forbid")
                    .with("unit", unit.name)
                    .with("from", days.from.to_string())
                    .with("to", days.last().to_string())
            }
            Task::Keep { question, moves_max, state } => self.keep(&question, moves_max, &state)?,
            Task::Advance { id, step } => self.advance(id, step)?,
            Task::Assign { id, department } => self.assign(id, &department)?,
            Task::DrawRechecks => self.draw_rechecks()?,
            Task::PlanRechecks => self.plan_rechecks()?,
            Task::HandOver(visit) => self.hand_over(visit)?,
            Task::Appoint(person) => {
                let said = Said::new("person-added")
                    .with("name", person.name.as_str())
                    .with("role", Arg::code(person.role.text_id()));
                self.session.run(Appoint { person })?;
                said
            }
            Task::SetBaseline(span) => {
                let arrivals = self.session.run(SetBaseline { span })?;
                let days = format!("{}~{}", span.from, span.last());
                Said::new("baseline-done").with("days", days).with("arrivals", arrivals)
            }
            Task::Resume { unit, subject, note } => self.resume(&unit, subject, note)?,
            Task::AddArrival(row) => self.add_arrival(*row)?,
            Task::Draw { id, public, witnesses } => self.draw(id.to_string(), &public, &witnesses)?,
            Task::Except { rule, visit, reason } => {
                let id = self.session.run(Except { rule: rule.clone(), visit, reason })?;
                Said::new("done-except").with("id", id.to_string()).with("rule", rule)
            }
            Task::Undo => journal_said("done-undo", &self.session.undo()?),
            Task::Redo => journal_said("done-redo", &self.session.redo()?),
            // `perform` does all others before it comes here.
            _ => return Ok(Answer::Superseded),
        };
        Ok(Answer::Done(said))
    }

    /// Visits that lack nothing pass in one decision; of the others it is said what they miss.
    fn clear(&mut self, ids: Vec<VisitId>) -> Result<Answer> {
        if let [id] = ids.as_slice() {
            let cleared = self.session.run(Clear { ids: vec![*id] })?;
            return Ok(Answer::Done(Said::new("done-clear").with("count", cleared.len())));
        }
        let (mut passing, mut held_back) = (Vec::new(), Vec::new());
        let all = ids.len() as u64;
        for (done, id) in (0..).zip(ids) {
            self.session.watch().part(done, all - done);
            match self.session.rehearse(Clear { ids: vec![id] }) {
                Ok(_) => passing.push(id),
                Err(error) if error.message.code == HELD_BACK => held_back.push(error.message),
                Err(error) => return Err(error),
            }
        }
        let said = Said::new("done-clear").with("count", passing.len());
        self.session.watch().part(all, 0);
        if !passing.is_empty() {
            self.session.run(Clear { ids: passing })?;
        }
        if held_back.is_empty() {
            return Ok(Answer::Done(said));
        }
        let missing = Said::new("clear-held-back").with("count", held_back.len());
        let mut paragraphs = vec![(said, Meaning::Good), (missing, Meaning::Title)];
        let advice = self.advice(&held_back);
        paragraphs.extend(held_back.into_iter().map(|said| (said, Meaning::Warn)));
        paragraphs.extend(advice.into_iter().map(|said| (said, Meaning::Muted)));
        Ok(Answer::Report { title: Said::new("action-clear"), paragraphs })
    }

    /// What to do about what visits lack, once for each sort of it.
    fn advice(&self, held_back: &[Said]) -> Vec<Said> {
        let mut known = BTreeSet::new();
        let lists = held_back.iter().filter_map(|said| match said.args.get("missing") {
            Some(Arg::List(missing)) => Some(missing),
            _ => None,
        });
        let missing = lists.flatten().filter_map(|arg| match arg {
            Arg::Message(said) => known.insert(said.code.clone()).then_some(said),
            _ => None,
        });
        let action = |said: &Said| self.texts.attribute(said, "action");
        missing
            .filter_map(|said| action(said))
            .map(|action| Said::new("import-action").with("action", action))
            .collect()
    }

    fn triage(&mut self, order: TriageOrder) -> Result<Said> {
        let TriageOrder { ids, ruling, reason, note, despite_rules } = order;
        let decided = self.session.run(Triage { ids, ruling, reason, note, despite_rules })?;
        let list: Vec<Arg> = decided.iter().take(LISTED_MAX).map(|id| Arg::from(id.to_string())).collect();
        Ok(Said::new("done-triage")
            .with("ruling", Arg::code(ruling_text_id(ruling)))
            .with("count", decided.len())
            .with("list", Arg::List(list)))
    }

    /// Registers are drawn as soon as the draw is fixed: the public number is the state of the journal.
    fn commit_draws(&mut self) -> Result<Said> {
        let (entropy, source) = (self.world.entropy()?, "journal".to_owned());
        let committed = self.session.run(CommitRequests { entropy, source })?;
        for id in &committed.committed {
            self.draw(id.to_string(), "", "")?;
        }
        Ok(Said::new("done-commit")
            .with("drawn", committed.committed.len())
            .with("without", committed.without_register.len()))
    }

    fn draw(&mut self, round: String, public: &str, witnesses: &str) -> Result<Said> {
        let said = Said::new("done-draw").with("round", round.as_str());
        let separators = ['\u{3001}', '\u{ff0c}', ',', ' '];
        let named = witnesses.split(separators).map(str::trim).filter(|name| !name.is_empty());
        let drawn = self.session.run(DrawRound {
            round,
            public: Some(public.to_owned()).filter(|text| !text.is_empty()),
            witnesses: named.map(str::to_owned).collect(),
            real_today: china_day(self.world.now()),
        })?;
        let count: usize = drawn.parts.iter().map(|part| part.chosen.len()).sum();
        Ok(said.with("count", count))
    }

    /// The answer is made again: the same, as long as nothing was decided since it was shown.
    fn keep(&mut self, question: &Question, moves_max: u32, state: &str) -> Result<Said> {
        let (reply, proposal) = question::ask(&self.session, question, moves_max)?;
        if reply.state != state {
            return Err(AppError::problem("A7023"));
        }
        let adopted = self.session.run(Keep { proposal })?;
        Ok(Said::new("done-plan")
            .with("id", adopted.run.id.to_string())
            .with("visits", adopted.visits.len())
            .with("unserved", adopted.unserved.len()))
    }

    fn add_arrival(&mut self, row: ArrivalRow) -> Result<Said> {
        let said = Said::new("arrival-added").with("unit", row.unit.as_str());
        let arrival = intake::arrival(&mut self.session, row)?;
        Ok(said.with("id", arrival.id.to_string()).with("date", arrival.date.to_string()))
    }

    /// What a change to a visit would cost. One that would be refused is refused here.
    pub(super) fn weigh(&mut self, change: Change) -> Result<Answer> {
        match change.clone() {
            Change::Move { id, to } => drop(self.session.rehearse(Move { id, to })?),
            Change::Forbid { id, days, reason } => {
                drop(self.session.rehearse(Forbid { id, days, reason })?);
            }
        }
        let cost = standing::cost(&self.session, &change)?;
        Ok(Answer::Weighed(Box::new(Weighed { change, cost })))
    }
}

fn china_day(now: DateTime<Utc>) -> NaiveDate {
    let china = chrono::FixedOffset::east_opt(8 * 3600);
    china.map_or_else(|| now.date_naive(), |zone| now.with_timezone(&zone).date_naive())
}

fn journal_said(id: &str, entry: &Entry) -> Said {
    Said::new(id)
        .with("command", Arg::code(format!("journal-{}", entry.command)))
        .with("sequence", entry.sequence)
}
