//! What teams brought back and what it says: recorded results, the record of a draw, severity by township and subject,
//! substitutions, how evenly the burden lay, what sharing tickets and striking materials saved.

use std::path::Path;

use super::Office;
use super::begin::{given, problem_lines};
use super::books::{Lines, text};
use super::letters::put_all;
use crate::app::command::draw::PlanSample;
use crate::app::command::record::{Amending, ResumeSampling};
use crate::app::county::CountyView;
use crate::app::error::Result;
use crate::app::export;
use crate::app::intake::{Options, unit_named};
use crate::app::query::sample::alike;
use crate::app::query::{history, materials, protocol, spread, together, visit};
use crate::app::results::{ResultReport, record};
use crate::domain::code::Code;
use crate::domain::draw::NotVisited;
use crate::domain::id::VisitId;
use crate::domain::message::{Arg, Message as Said};
use crate::domain::sample_round::FieldForce;
use crate::tui::task::Answer;
use crate::tui::theme::Meaning;

impl Office {
    /// Records the results of a visit; what cannot be read or matched is listed.
    pub(super) fn record(&mut self, id: VisitId, path: &Path) -> Result<Answer> {
        let file = given(path)?;
        let report = record(&mut self.session, id, &file, &Options::default(), Amending::Nothing, false)?;
        let paragraphs = self.recorded(id, &file.name, report)?;
        Ok(Answer::Report { title: Said::new("action-record"), paragraphs })
    }

    /// What became of results: how many, what was wrong, what it says of the samples.
    pub(super) fn recorded(&self, id: VisitId, file: &str, report: ResultReport) -> Result<Lines> {
        let mut paragraphs = match &report.visit {
            Some(visit) => vec![(
                Said::new("record-done")
                    .with("visit", id.to_string())
                    .with("added", report.added)
                    .with("unchanged", report.unchanged)
                    .with("count", report.findings.len())
                    .with(
                        "findings",
                        Arg::List(report.findings.iter().map(|id| id.to_string().into()).collect()),
                    )
                    .with("state", Arg::code(visit.state.text_id())),
                Meaning::Good,
            )],
            None => vec![(Said::new("S4058").with("file", file), Meaning::Bad)],
        };
        paragraphs.extend(problem_lines(report.problems, &self.texts));
        if report.visit.is_some() {
            let detail = self.session.read(|view| visit::detail(view, self.session.office(), id))?;
            for sample in detail.samples {
                let said = sample.result.map(|said| self.row(&[(text(sample.department), 14), (said, 0)]));
                paragraphs.extend(said.map(|said| (said, Meaning::Plain)));
                paragraphs.extend(sample.expanded.map(|said| (said, Meaning::Warn)));
            }
        }
        Ok(paragraphs)
    }

    /// What people and days would make of a visit's samples, part by part; they are drawn by it where that is asked.
    pub(super) fn plan_sample(&mut self, force: FieldForce, keep: bool) -> Result<Answer> {
        let mut paragraphs = Lines::new();
        if keep {
            self.session.run(PlanSample { force })?;
            let said = Said::new("sampling-force-kept")
                .with("visit", force.visit.to_string())
                .with("people", force.people)
                .with("half-days", force.half_days);
            paragraphs.push((said, Meaning::Good));
        }
        let office = self.session.office();
        let samples = self.session.read(|view| visit::considered(view, office, force))?;
        for (departments, sample) in alike(&samples) {
            paragraphs.push((sample.head(&departments), Meaning::Key));
            let own = sample.messages().map(|said| (said.clone(), Meaning::Plain));
            paragraphs.extend(own);
        }
        if paragraphs.is_empty() {
            paragraphs.push((Said::new("sample-all"), Meaning::Muted));
        }
        Ok(Answer::Report { title: Said::new("action-draw-plan"), paragraphs })
    }

    /// The record of a visit's draw, part by part.
    pub(super) fn protocol(&self, id: VisitId) -> Result<Answer> {
        let office = self.session.office();
        let found =
            self.session.read(|view| protocol::protocols(view, office, &self.texts, &id.to_string()))?;
        let mut paragraphs = Lines::new();
        for one in found {
            let record = &one.record;
            let head = Said::new("protocol-title")
                .with("kind", record.kind.as_str())
                .with("n", record.size)
                .with("population", record.population);
            paragraphs.push((head, Meaning::Title));
            for (label, value) in record.facts(self.texts.join(record.witnesses.iter().cloned())) {
                paragraphs.push((self.row(&[(Said::new(label), 16), (text(value), 0)]), Meaning::Plain));
            }
            for (place, drawn) in (1..).zip(&record.drawn) {
                let line = format!("{place:>4}  {}  {}  {}", drawn.id, drawn.ticket, drawn.name);
                paragraphs.push((text(line), Meaning::Muted));
            }
        }
        Ok(Answer::Told { title: Said::new("action-draw-show"), paragraphs })
    }

    /// A director accepts the special rectification of a stopped unit.
    pub(super) fn resume(&mut self, unit: &str, subject: String, note: String) -> Result<Said> {
        let unit = self.session.read(|view| unit_named(&CountyView::load(view)?, unit))?;
        let resumption = self.session.run(ResumeSampling { unit, subject, note })?;
        let subject = self.session.office().subject_name(&resumption.subject, self.texts.lang());
        Ok(Said::new("severity-resumed").with("subject", subject))
    }

    pub(super) fn severity(&self) -> Result<Lines> {
        let rows = self.session.read(history::standings)?;
        let mut lines = Lines::new();
        for row in rows {
            let standing = &row.next.standing;
            let meaning = match (standing.stopped, standing.may_be_skipped()) {
                (true, _) => Meaning::Bad,
                (false, true) => Meaning::Good,
                (false, false) => Meaning::Plain,
            };
            let subject = self.session.office().subject_name(&row.subject, self.texts.lang());
            lines.push((row.message(subject), meaning));
            let history = row.history.iter().map(history::HistoryLine::message);
            lines.extend(
                history.map(|said| (self.row(&[(text(String::new()), 1), (said, 0)]), Meaning::Muted)),
            );
        }
        Ok(lines)
    }

    pub(super) fn substitutions(&self) -> Result<Lines> {
        let rows = self.session.read(spread::substitutions)?;
        let line = |row: &spread::UnitSubstitutions| {
            let count = |reason: NotVisited| row.replaced.get(&reason).copied().unwrap_or(0);
            let said = Said::new("book-substitutions")
                .with("drawn", row.drawn)
                .with("away", count(NotVisited::WorkingAway))
                .with("absent", count(NotVisited::AbsentToday))
                .with("refused", count(NotVisited::Refused));
            let meaning = if row.stands_out { Meaning::Warn } else { Meaning::Plain };
            (self.row(&[(text(row.name.clone()), 16), (said, 0)]), meaning)
        };
        Ok(rows.iter().map(line).collect())
    }

    pub(super) fn spread(&self) -> Result<Lines> {
        let mut lines = Lines::new();
        for row in self.session.read(spread::spread)? {
            let names = row.kinds.iter().map(|kind| self.session.office().kind_name(kind, self.texts.lang()));
            let kinds = self.texts.join(names);
            for (times, elements) in row.drawn {
                let said = Said::new("book-spread")
                    .with("population", row.population)
                    .with("times", times)
                    .with("elements", elements);
                lines.push((self.row(&[(text(kinds.clone()), 20), (said, 0)]), Meaning::Plain));
            }
        }
        Ok(lines)
    }

    pub(super) fn account(&self) -> Result<Lines> {
        let account = self.session.read(together::account)?;
        let said = Said::new("draw-account").with("rounds", account.rounds).with("said", account.message());
        Ok(vec![(said, Meaning::Plain)])
    }

    pub(super) fn materials(&self) -> Result<Lines> {
        let (unmatched, saved) = self
            .session
            .read(|view| Ok((materials::unmatched(view)?, materials::saved(view, self.session.office())?)))?;
        let said = Said::new("materials-saved")
            .with("requests", saved.requests)
            .with("switched", saved.switched)
            .with("pages", saved.pages)
            .with("hours", saved.host_hours())
            .with("unmatched", unmatched.len());
        let mut lines = vec![(said, Meaning::Title)];
        for row in unmatched {
            let requests = self.texts.join(row.requests.iter().map(ToString::to_string));
            lines.push((self.row(&[(text(row.name), 24), (text(requests), 0)]), Meaning::Warn));
        }
        Ok(lines)
    }

    /// Writes everything a draw is repeated with into a folder; existing files only with `force`.
    pub(super) fn export_proof(&self, id: VisitId, folder: &Path, force: bool) -> Result<()> {
        let files = export::proof(&self.session, &self.texts, &id.to_string())?;
        put_all(files, folder, force, &self.session)
    }
}
