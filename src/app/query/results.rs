//! What came of the samples: judged unit by unit and subject by subject, with the severity the history leads to and
//! why; substitutions where they cluster; how evenly the burden lay on households.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{all, groups};
use crate::app::county::CountyView;
use crate::app::error::Result;
use crate::app::frames;
use crate::domain::code::Code;
use crate::domain::draw::{Judging, NotVisited, Report, Severity};
use crate::domain::id::{DepartmentCode, RequestId, UnitCode};
use crate::domain::message::{Arg, Message};
use crate::domain::request::Request;
use crate::domain::sample_round::{Resumption, SamplePart, SampleRound};
use crate::sampling::switching::{Judged, Reason, Standing};
use crate::sampling::visited::{self, Substituted, Visited, follow, standing_out};
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
    /// Business date of the record.
    pub on: NaiveDate,
    /// What it is judged by.
    pub judging: Judging,
    /// Element by element.
    pub visited: Visited,
    /// `None` while elements are open, or none was left to visit.
    pub accepted: Option<bool>,
}

impl Judgement {
    /// More than a fifth of the sample was replaced.
    pub fn alarm(&self) -> bool {
        self.visited.alarm(u64::from(self.judging.n))
    }

    fn judged(&self) -> Judged {
        let Judging { ac, tighter_ac, .. } = self.judging;
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
            .with("n", judgement.judging.n)
            .with("found", judgement.visited.nonconforming)
            .with("ac", judgement.judging.ac)
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
        Self { severity: standing.severity, reason: reason.code(), standing }
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
        let judged = of_unit.filter(|one| one.accepted.is_some());
        for judgement in judged.take_while(|one| until != Some(one.visit.as_str())) {
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

/// A part as it came back; `None` where nothing is recorded or nothing is judged.
fn judgement(view: &View<'_>, round: &SampleRound, part: &SamplePart) -> Result<Option<Judgement>> {
    let (Some(recorded), Some(judging), Some(unit), Some(draw)) =
        (&round.recorded, part.judging, &part.township, round.draw_of(part))
    else {
        return Ok(None);
    };
    let Some(request) = view.get::<Request>(&part.request.to_string())? else { return Ok(None) };
    let visited = follow(&draw, groups::of(view, &round.round)?, &part.reports)?;
    let accepted = visited::accepted(&draw, &visited, judging.ac).ok();
    Ok(Some(Judgement {
        visit: round.round.clone(),
        department: part.department.clone(),
        request: part.request,
        unit: unit.clone(),
        subject: request.record.subject,
        on: recorded.on,
        judging,
        visited,
        accepted,
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

/// Substitutions of a village.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitSubstitutions {
    /// The village.
    pub unit: UnitCode,
    /// Its name.
    pub name: String,
    /// Elements the draws reached there, replaced ones included.
    pub drawn: u32,
    /// Of these, replaced, by reason.
    pub replaced: BTreeMap<NotVisited, u32>,
    /// More than chance would have it in one of a hundred, if all villages replaced alike.
    pub stands_out: bool,
}

/// Substitutions village by village, those that stand out first.
pub fn substitutions(view: &View<'_>) -> Result<Vec<UnitSubstitutions>> {
    let county = CountyView::load(view)?;
    let mut places = Places::default();
    let mut units: BTreeMap<UnitCode, (u32, BTreeMap<NotVisited, u32>)> = BTreeMap::new();
    for round in all::<SampleRound>(view)?.iter().filter(|round| round.recorded.is_some()) {
        // An element drawn for two departments was visited, or replaced, once.
        let reports: BTreeMap<&String, &Report> = round.parts.iter().flat_map(|part| &part.reports).collect();
        let kinds: BTreeSet<&String> = round.parts.iter().flat_map(|part| &part.kinds).collect();
        for (element, report) in reports {
            let Some(unit) = places.unit_of(view, element, &kinds)? else { continue };
            let counts = units.entry(unit).or_default();
            counts.0 += 1;
            match report {
                Report::NotVisited(reason) if *reason != NotVisited::NoSuchElement => {
                    *counts.1.entry(*reason).or_default() += 1;
                }
                Report::NotVisited(_) | Report::Visited { .. } => {}
            }
        }
    }
    let counts: Vec<Substituted> = units
        .values()
        .map(|(drawn, replaced)| Substituted { drawn: *drawn, replaced: replaced.values().sum() })
        .collect();
    let standing_out = standing_out(&counts)?;
    let mut rows: Vec<UnitSubstitutions> = units
        .into_iter()
        .enumerate()
        .map(|(place, (unit, (drawn, replaced)))| UnitSubstitutions {
            name: county.units.name(&unit),
            unit,
            drawn,
            replaced,
            stands_out: standing_out.contains(&place),
        })
        .collect();
    rows.sort_by_key(|row| (!row.stands_out, std::cmp::Reverse(row.replaced.values().sum::<u32>())));
    Ok(rows)
}

/// Where elements lie, register by register as they are asked for.
#[derive(Default)]
struct Places {
    known: BTreeMap<String, UnitCode>,
    read: BTreeSet<String>,
}

impl Places {
    fn unit_of(
        &mut self,
        view: &View<'_>,
        element: &str,
        kinds: &BTreeSet<&String>,
    ) -> Result<Option<UnitCode>> {
        let unread: Vec<String> = kinds.iter().map(|kind| (*kind).clone()).collect();
        for kind in unread.into_iter().filter(|kind| !self.read.contains(kind)).collect::<Vec<_>>() {
            let elements = frames::of_kinds(view, std::slice::from_ref(&kind), None)?;
            self.known.extend(elements.into_iter().map(|one| (one.id.0, one.unit)));
            self.read.insert(kind);
        }
        Ok(self.known.get(element).cloned())
    }
}

/// How often the elements of some kinds were drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spread {
    /// The kinds drawn from together.
    pub kinds: Vec<String>,
    /// Elements of the largest frame drawn from.
    pub population: u64,
    /// How many were drawn once, twice …; those never drawn under 0.
    pub drawn: BTreeMap<u32, u64>,
}

/// How evenly the draws lay on households: all drawn rounds of visits, kinds by kinds.
pub fn spread(view: &View<'_>) -> Result<Vec<Spread>> {
    let mut times: BTreeMap<Vec<String>, BTreeMap<String, u32>> = BTreeMap::new();
    for round in all::<SampleRound>(view)?.iter().filter(|round| round.drawn.is_some() && !round.is_team()) {
        // One knock a round, however many departments ask.
        let mut seen: BTreeSet<(&Vec<String>, &String)> = BTreeSet::new();
        for part in &round.parts {
            seen.extend(part.chosen.iter().map(|chosen| (&part.kinds, &chosen.id)));
        }
        for (kinds, element) in seen {
            *times.entry(kinds.clone()).or_default().entry(element.clone()).or_default() += 1;
        }
    }
    let mut rows = Vec::new();
    for (kinds, times) in times {
        let population = frames::of_kinds(view, &kinds, None)?.len() as u64;
        let mut drawn: BTreeMap<u32, u64> = BTreeMap::new();
        for count in times.values() {
            *drawn.entry(*count).or_default() += 1;
        }
        drawn.insert(0, population.saturating_sub(times.len() as u64));
        rows.push(Spread { kinds, population, drawn });
    }
    Ok(rows)
}
