//! How strictly each township is sampled in each subject, and the judged samples that made it so.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{all, groups};
use crate::app::county::CountyView;
use crate::app::error::Result;
use crate::domain::code::Code;
use crate::domain::draw::{Judging, Severity};
use crate::domain::id::{DepartmentCode, RequestId, UnitCode};
use crate::domain::message::{Arg, Message};
use crate::domain::request::Request;
use crate::domain::sample_round::{Resumption, SamplePart, SampleRound, Turn};
use crate::sampling::outcome;
use crate::sampling::switching::{Judged, Reason, Standing};
use crate::sampling::visited::Visited;
use crate::store::View;

/// One sample as it came back.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The visit.
    pub visit: String,
    /// Whose sample.
    pub department: DepartmentCode,
    /// For which request.
    pub request: RequestId,
    /// The township it speaks of.
    pub unit: UnitCode,
    /// The subject it speaks of.
    pub subject: String,
    /// Which stratum of the register; `None` where it is drawn from all of it.
    pub turn: Option<Turn>,
    /// Business date of the record.
    pub on: NaiveDate,
    /// What it is judged by.
    pub judging: Judging,
    /// Element by element.
    pub visited: Visited,
    /// `None` while elements are open, or none was left to visit.
    pub accepted: Option<bool>,
    /// The acceptance number that decided.
    pub ac: u32,
    /// Households after which stop numbers decided; `None` of a sample that is judged whole, or is open.
    pub stopped: Option<u32>,
}

impl Judgement {
    /// More than a fifth of the sample was replaced.
    pub fn alarm(&self) -> bool {
        self.visited.alarm(u64::from(self.judging.n))
    }

    /// Whether it says something of the unit: the few drawn again are there to be found out, and accepting them shows too
    /// little to make the next sample less strict.
    fn tells(&self) -> bool {
        match self.turn {
            Some(Turn::Again) => self.accepted == Some(false),
            _ => self.accepted.is_some(),
        }
    }

    /// The result as the switching rules count it. A sample accepted before its end counts as one that would also have
    /// passed a stricter plan, one accepted at its end as one that would not: as the rules count samples taken in several
    /// steps, where the first accepts or a later one.
    fn judged(&self) -> Judged {
        let Self { ac, judging, .. } = *self;
        let tighter_ac = match self.stopped {
            None => judging.tighter_ac,
            Some(after) if after < judging.n => Some(ac),
            Some(_) => ac.checked_sub(1),
        };
        Judged { found: self.visited.nonconforming, ac, re: ac.saturating_add(1), tighter_ac }
    }
}

/// A judgement with what it did to the severity.
#[derive(Clone, Debug)]
pub struct HistoryLine {
    /// It.
    pub judgement: Judgement,
    /// Severity it was judged under.
    pub before: Severity,
    /// Severity of the next sample.
    pub after: Severity,
    /// Switching score after it.
    pub score: u32,
    /// Why.
    pub reason: Reason,
}

impl HistoryLine {
    fn was_normal(&self) -> bool {
        self.before == Severity::Normal
    }

    /// The line as a sentence.
    pub fn message(&self) -> Message {
        let judgement = &self.judgement;
        let code = if judgement.accepted == Some(true) { "severity-accepted" } else { "severity-rejected" };
        Message::new(code)
            .with("on", judgement.on.to_string())
            .with("visit", judgement.visit.as_str())
            .with("n", judgement.stopped.unwrap_or(judgement.judging.n))
            .with("found", judgement.visited.nonconforming)
            .with("ac", judgement.ac)
            .with("before", Arg::code(judgement.judging.severity.text_id()))
            .with("score", self.score)
            .with("reason", Arg::code(self.reason.code()))
    }
}

/// What the next sample of a township in a subject is drawn and judged under.
#[derive(Clone, Debug)]
pub struct Next {
    /// How strictly.
    pub severity: Severity,
    /// The catalogue id of why.
    pub reason: &'static str,
    /// What the switching rules have counted.
    pub standing: Standing,
}

impl Next {
    /// The switching rules tighten after two rejections of five. The office does not wait for the second: the sample
    /// after a rejection under normal sampling is a tightened one, and counts as any other.
    fn after(lines: &[HistoryLine], standing: Standing) -> Self {
        let rejected = lines.last().is_some_and(|line| line.judgement.accepted == Some(false));
        if rejected
            && standing.severity == Severity::Normal
            && lines.last().is_some_and(HistoryLine::was_normal)
        {
            return Self { severity: Severity::Tightened, reason: "switching-last-rejected", standing };
        }
        let changed = |line: &&HistoryLine| line.reason != Reason::Unchanged;
        let reason = lines.iter().rev().find(changed).map_or(Reason::Unchanged, |line| line.reason);
        let reason = if lines.is_empty() { "switching-none" } else { reason.code() };
        Self { severity: standing.severity, reason, standing }
    }
}

/// How strictly a township is sampled in a subject, and the history that made it so.
#[derive(Clone, Debug)]
pub struct UnitStanding {
    /// The township.
    pub unit: UnitCode,
    /// Its name.
    pub name: String,
    /// The subject.
    pub subject: String,
    /// What holds for the next sample.
    pub next: Next,
    /// Every judged sample, the oldest first.
    pub history: Vec<HistoryLine>,
}

impl UnitStanding {
    /// The standing in a sentence, without its history.
    pub fn message(&self, subject: String) -> Message {
        let Next { severity, reason, standing } = &self.next;
        let code = match (standing.stopped, standing.may_be_skipped()) {
            (true, _) => "severity-unit-stopped",
            (false, true) => "severity-unit-skip",
            (false, false) => "severity-unit",
        };
        Message::new(code)
            .with("unit", self.name.as_str())
            .with("subject", subject)
            .with("severity", Arg::code(severity.text_id()))
            .with("reason", Arg::code(*reason))
            .with("score", standing.score)
    }
}

/// All recorded samples that are judged, in the order they were recorded.
pub struct Histories {
    judgements: Vec<Judgement>,
    resumptions: Vec<Resumption>,
}

impl Histories {
    /// Reads them.
    pub fn load(view: &View<'_>) -> Result<Self> {
        let mut judgements = Vec::new();
        for round in all::<SampleRound>(view)? {
            for part in &round.parts {
                judgements.extend(judgement(view, &round, part)?);
            }
        }
        judgements.sort_by(|left, right| {
            (left.on, &left.visit, left.request).cmp(&(right.on, &right.visit, right.request))
        });
        // Resumptions share their table with other settings; those of units that were ever judged are asked for.
        let keys: BTreeSet<String> =
            judgements.iter().map(|one| Resumption::key_of(&one.unit, &one.subject)).collect();
        let mut resumptions = Vec::new();
        for key in keys {
            resumptions.extend(view.get::<Resumption>(&key)?.map(|found| found.record));
        }
        Ok(Self { judgements, resumptions })
    }

    /// Every judgement, the oldest first.
    pub fn judgements(&self) -> &[Judgement] {
        &self.judgements
    }

    /// What holds for the next sample of a unit in a subject.
    pub fn next(&self, unit: &UnitCode, subject: &str) -> Next {
        let (lines, standing) = self.replay(unit, subject);
        Next::after(&lines, standing)
    }

    /// What held when a visit's own sample was not yet judged.
    pub fn before(&self, visit: &str, unit: &UnitCode, subject: &str) -> Next {
        let (lines, standing) = self.replay_until(unit, subject, Some(visit));
        Next::after(&lines, standing)
    }

    fn replay(&self, unit: &UnitCode, subject: &str) -> (Vec<HistoryLine>, Standing) {
        self.replay_until(unit, subject, None)
    }

    /// The history up to a visit's own sample, or all of it.
    fn replay_until(
        &self,
        unit: &UnitCode,
        subject: &str,
        until: Option<&str>,
    ) -> (Vec<HistoryLine>, Standing) {
        let resumed = self.resumptions.iter().find(|one| one.unit == *unit && one.subject == subject);
        let mut resumed =
            resumed.map_or_else(Vec::new, |found| found.resumed.iter().map(|one| one.on).collect());
        resumed.sort_unstable();
        let mut resumed = resumed.into_iter().peekable();
        let (mut standing, mut lines) = (Standing::default(), Vec::new());
        let of_unit = self.judgements.iter().filter(|one| one.unit == *unit && one.subject == subject);
        let judged = of_unit.filter(|one| one.tells());
        for judgement in once_a_visit(judged.take_while(|one| until != Some(one.visit.as_str()))) {
            while resumed.next_if(|on| *on < judgement.on).is_some() {
                standing.resume();
            }
            let step = standing.take(judgement.judged());
            lines.push(HistoryLine {
                judgement: judgement.clone(),
                before: step.before,
                after: step.after,
                score: step.score,
                reason: step.reason,
            });
        }
        if resumed.next().is_some() {
            standing.resume();
        }
        (lines, standing)
    }
}

/// Departments of a visit that ask after the same subject draw the same households by the same tickets: that is one
/// result, not several, and the largest sample, which holds the others, stands for it.
fn once_a_visit<'a>(judged: impl Iterator<Item = &'a Judgement>) -> Vec<&'a Judgement> {
    let mut kept: Vec<&Judgement> = Vec::new();
    for judgement in judged {
        let same = |kept: &&mut &Judgement| kept.visit == judgement.visit && kept.turn == judgement.turn;
        match kept.iter_mut().rev().find(same) {
            Some(kept) if judgement.judging.n > kept.judging.n => *kept = judgement,
            Some(_) => {}
            None => kept.push(judgement),
        }
    }
    kept
}

/// A part as it came back; `None` where nothing is recorded or nothing is judged.
fn judgement(view: &View<'_>, round: &SampleRound, part: &SamplePart) -> Result<Option<Judgement>> {
    let (Some(recorded), Some(judging), Some(unit), Some(draw)) =
        (&round.recorded, part.judging, &part.township, round.draw_of(part))
    else {
        return Ok(None);
    };
    let Some(request) = view.get::<Request>(&part.request.to_string())? else { return Ok(None) };
    let groups = groups::of(view, &round.round)?;
    let found = outcome::outcome(&draw, groups, &part.reports, (judging, &part.stops))?;
    Ok(Some(Judgement {
        visit: round.round.clone(),
        department: part.department.clone(),
        request: part.request,
        unit: unit.clone(),
        subject: request.record.subject,
        turn: part.turn(),
        on: recorded.on,
        judging,
        visited: found.visited,
        accepted: found.accepted,
        ac: found.ac,
        stopped: found.stopped,
    }))
}

/// Every township and subject with a history.
pub fn standings(view: &View<'_>) -> Result<Vec<UnitStanding>> {
    let county = CountyView::load(view)?;
    let histories = Histories::load(view)?;
    let keys: BTreeSet<(UnitCode, String)> =
        histories.judgements.iter().map(|one| (one.unit.clone(), one.subject.clone())).collect();
    let standing = |(unit, subject): (UnitCode, String)| {
        let (history, standing) = histories.replay(&unit, &subject);
        let next = Next::after(&history, standing);
        UnitStanding { name: county.units.name(&unit), unit, subject, next, history }
    };
    Ok(keys.into_iter().map(standing).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Visit, size of the sample, nonconforming.
    fn judgement(visit: &str, n: u32, found: u32) -> Judgement {
        let visited = Visited { nonconforming: found, ..Visited::default() };
        Judgement {
            visit: visit.to_owned(),
            department: DepartmentCode("D".to_owned()),
            request: RequestId(1),
            unit: UnitCode("U".to_owned()),
            subject: "S".to_owned(),
            turn: None,
            on: NaiveDate::default(),
            judging: Judging { n, ac: 1, ..Judging::default() },
            visited,
            accepted: Some(found <= 1),
            ac: 1,
            stopped: None,
        }
    }

    #[test]
    fn the_few_drawn_again_count_where_they_are_rejected() {
        let check = |found: u32, score: u32, lines: usize| {
            let again = Judgement { turn: Some(Turn::Again), ..judgement("V-2", 1, found) };
            let histories =
                Histories { judgements: vec![judgement("V-1", 5, 0), again], resumptions: Vec::new() };
            let (replayed, standing) = histories.replay(&UnitCode("U".to_owned()), "S");
            assert_eq!((standing.score, replayed.len()), (score, lines));
        };
        check(0, 2, 1);
        check(2, 0, 2);
    }

    #[test]
    fn one_visit_is_one_result_of_a_subject() {
        let check = |judgements: &[(&str, u32, u32)], score: u32, visits: &[&str]| {
            let judgements =
                judgements.iter().map(|(visit, n, found)| judgement(visit, *n, *found)).collect();
            let histories = Histories { judgements, resumptions: Vec::new() };
            let (lines, standing) = histories.replay(&UnitCode("U".to_owned()), "S");
            let seen: Vec<&str> = lines.iter().map(|line| line.judgement.visit.as_str()).collect();
            assert_eq!((standing.score, seen.as_slice()), (score, visits));
        };
        check(&[("V-1", 5, 0), ("V-2", 5, 0)], 4, &["V-1", "V-2"]);
        check(&[("V-1", 5, 0), ("V-1", 5, 0), ("V-2", 5, 0)], 4, &["V-1", "V-2"]);
        // The larger sample holds the smaller one: its result stands, whichever comes first.
        check(&[("V-1", 5, 0), ("V-1", 10, 3)], 0, &["V-1"]);
        check(&[("V-1", 10, 0), ("V-1", 5, 3)], 2, &["V-1"]);
    }
}
