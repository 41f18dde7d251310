//! Lists the office reads now and then: the journal's check, arrivals, superiors' visits, draws, rules,
//! alarms, what is in force. Each is a box of lines; columns are padded here, in the language in use.

use super::{Office, Progress};
use crate::app::error::Result;
use crate::app::query;
use crate::app::query::alarm;
use crate::app::session::{Session, Verification};
use crate::domain::code::Code;
use crate::domain::day::month;
use crate::domain::message::{Arg, Message as Said};
use crate::domain::rule::{Citation, RuleSeverity};
use crate::text::{Lang, width};
use crate::tui::task::{Answer, Book};
use crate::tui::theme::Meaning;

/// Most entries of the journal shown.
const ENTRIES_MAX: u32 = 100;

pub(super) type Lines = Vec<(Said, Meaning)>;

impl Office {
    pub(super) fn read(&self, book: Book, progress: &Progress) -> Result<Answer> {
        if matches!(book, Book::Verify | Book::Doctor) {
            let mut watch = |done, all| progress.step(done, all);
            let Some(found) = Session::verify_watched(self.database(), &mut watch)? else {
                return Ok(Answer::Done(Said::new("job-stopped")));
            };
            let mut paragraphs = if book == Book::Doctor { self.doctor()? } else { Lines::new() };
            paragraphs.extend(verified(&found));
            return Ok(Answer::Told { title: Said::new(book.text_id()), paragraphs });
        }
        let paragraphs = match book {
            Book::Arrivals => self.arrivals()?,
            Book::Anchors => self.anchors()?,
            Book::Draws => self.draws()?,
            Book::Rules => self.rules(),
            Book::Severity => self.severity()?,
            Book::Substitutions => self.substitutions()?,
            Book::Spread => self.spread()?,
            Book::Account => self.account()?,
            Book::Materials => self.materials()?,
            Book::Verify | Book::Doctor => Lines::new(),
            Book::Alarms => self.alarms()?,
            Book::Answers => self.answers()?,
            Book::Reminders => self.reminders()?,
        };
        let none = || vec![(Said::new("nothing-found"), Meaning::Muted)];
        let paragraphs = if paragraphs.is_empty() { none() } else { paragraphs };
        Ok(Answer::Told { title: Said::new(book.text_id()), paragraphs })
    }

    /// Cells in columns of these widths; the last takes what it needs.
    pub(super) fn row(&self, cells: &[(Said, usize)]) -> Said {
        let mut line = String::new();
        for (said, columns) in cells {
            let text = self.texts.render(said);
            line.push_str(&if *columns == 0 { text } else { width::fit(&text, *columns) });
            line.push(' ');
        }
        text(line.trim_end().to_owned())
    }

    fn arrivals(&self) -> Result<Lines> {
        let rows = self.session.read(|view| query::lists::arrivals(view, None, None))?;
        let latest = rows.into_iter().rev().take(usize::try_from(ENTRIES_MAX).unwrap_or(100));
        let row = |row: query::lists::Named<crate::domain::arrival::Arrival>| {
            let announced = if row.record.announced { "announced" } else { "unannounced" };
            let cells = [
                (text(row.record.date.to_string()), 10),
                (text(row.unit), 10),
                (text(row.department), 12),
                (Said::new(announced), 10),
                (text(row.title), 0),
            ];
            (self.row(&cells), Meaning::Plain)
        };
        Ok(latest.map(row).collect())
    }

    fn anchors(&self) -> Result<Lines> {
        let rows = self.session.read(query::lists::anchors)?;
        let row = |row: query::lists::Named<crate::domain::arrival::Anchor>| {
            let cells = [
                (text(row.record.id.to_string()), 6),
                (text(row.record.start.to_string()), 10),
                (text(row.unit), 10),
                (text(row.department), 14),
                (text(row.title), 0),
            ];
            (self.row(&cells), Meaning::Plain)
        };
        Ok(rows.into_iter().map(row).collect())
    }

    fn draws(&self) -> Result<Lines> {
        let rounds = self.session.read(query::lists::rounds)?;
        let row = |round: &crate::domain::sample_round::SampleRound| {
            let total: u64 = round.parts.iter().map(|part| part.frame.total).sum();
            let n: u64 = round.parts.iter().map(|part| part.n).sum();
            let state = match &round.drawn {
                Some(drawn) => Said::new("book-drawn").with("on", drawn.on.to_string()),
                None => Said::new("book-committed").with("on", round.committed_on.to_string()),
            };
            let hash: String = round.secret_sha256.chars().take(16).collect();
            let cells = [
                (text(round.round.clone()), 8),
                (text(format!("{n}/{total}")), 10),
                (state, 22),
                (text(hash), 0),
            ];
            let meaning = if round.drawn.is_some() { Meaning::Good } else { Meaning::Plain };
            (self.row(&cells), meaning)
        };
        Ok(rounds.iter().map(row).collect())
    }

    /// Every rule in force with its citation.
    fn rules(&self) -> Lines {
        let mut lines = Lines::new();
        for held in self.session.office().rules.rules() {
            let rule = &held.rule;
            let (sign, meaning) = match rule.severity {
                RuleSeverity::Block => ("!", Meaning::Bad),
                RuleSeverity::Warn => ("w", Meaning::Warn),
                RuleSeverity::Note => ("-", Meaning::Muted),
            };
            let name = self.texts.attribute(&Said::new(held.text), "name").unwrap_or_default();
            let severity = self.texts.get(&rule.severity.text_id());
            lines.push((text(format!("{sign} {} {name} ({severity})", rule.code)), meaning));
            lines.push((self.citation(&rule.citation), Meaning::Muted));
        }
        lines
    }

    fn citation(&self, citation: &Citation) -> Said {
        let words = if self.texts.lang() == Lang::Zh { &citation.zh } else { &citation.en };
        if citation.verified {
            return text(words.clone());
        }
        Said::new("citation-not-verified").with("citation", words.as_str())
    }

    /// The year around today: what is too often, too many or off the plan, each with its rule; plan against execution.
    fn alarms(&self) -> Result<Lines> {
        let office = self.session.office();
        let today = self.session.today();
        let span = alarm::year_of(today).unwrap_or_else(|| month(today));
        let found = self.session.read(|view| alarm::alarms(view, office, span, None))?;
        let alarm::Execution { planned, came, outside, outside_unannounced, .. } = found.execution;
        let days = format!("{}~{}", span.from, span.last());
        let summary = Said::new("quota-alarms")
            .with("days", days)
            .with("alarms", found.verdicts.len())
            .with("planned", planned)
            .with("came", came)
            .with("outside", outside)
            .with("untold", outside_unannounced);
        let mut lines = vec![(summary, Meaning::Title)];
        for verdict in &found.verdicts {
            let said = self.texts.render(&verdict.message);
            lines.push((text(format!("{} {said}", verdict.rule)), Meaning::Warn));
            let citation = office.rules.rule(&verdict.rule).map(|held| self.citation(&held.rule.citation));
            lines.extend(citation.map(|said| (said, Meaning::Muted)));
        }
        Ok(lines)
    }

    fn doctor(&self) -> Result<Lines> {
        let office = self.session.office();
        let files = office.assets.in_force();
        let own: Vec<String> =
            files.iter().filter_map(|file| Some(file.own.as_ref()?.display().to_string())).collect();
        let covered = office.calendar.covered().map_or_else(String::new, |(from, to)| format!("{from}~{to}"));
        let field = |id: &str, value: Said| (self.row(&[(Said::new(id), 14), (value, 0)]), Meaning::Plain);
        let counts =
            Said::new("doctor-files").with("embedded", files.len() - own.len()).with("own", own.len());
        let mut lines = vec![
            field("doctor-version", text(env!("CARGO_PKG_VERSION").to_owned())),
            field("doctor-database", text(self.database().display().to_string())),
            field("doctor-state", Said::new("doctor-schema").with("schema", self.session.schema()?)),
            field("doctor-author", text(self.session.author().to_owned())),
            field("doctor-today", text(self.session.today().to_string())),
            field("doctor-calendar", text(covered)),
            field("doctor-data", counts),
            field(
                "doctor-width",
                Said::new(if width::ambiguous_wide() {
                    "doctor-counts-wide"
                } else {
                    "doctor-counts-narrow"
                }),
            ),
        ];
        lines.extend(own.into_iter().map(|path| field("doctor-own", text(path))));
        Ok(lines)
    }
}

/// What the journal's check found.
fn verified(verification: &Verification) -> Lines {
    let sound = verification.findings.is_empty();
    let code = if sound { "journal-verified" } else { "journal-not-verified" };
    let said = Said::new(code)
        .with("entries", verification.entries)
        .with("rows", verification.rows)
        .with("findings", verification.findings.len())
        .with("hash", verification.head.hash.as_str());
    let mut lines = vec![(said, if sound { Meaning::Good } else { Meaning::Bad })];
    lines.extend(verification.findings.iter().map(|finding| (finding.message(), Meaning::Bad)));
    lines
}

/// Words that are the same in every language: names, numbers, dates.
pub(super) fn text(text: String) -> Said {
    Said::new("book-value").with("text", Arg::from(text))
}
