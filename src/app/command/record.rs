//! What a visit brought back: answers matched with what the visit asks, taken once, told where they differ from what is
//! on record; samples judged as soon as nothing is open; findings made of what does not conform.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::draw::{frame, in_order, refuse_changed};
use super::{finding, quota, required};
use crate::app::county::CountyView;
use crate::app::error::{AppError, Result};
use crate::app::frames;
use crate::app::query::checklist::served;
use crate::app::query::field::riding;
use crate::app::query::groups;
use crate::app::query::history::Histories;
use crate::app::session::{Command, Desk};
use crate::domain::code::Code;
use crate::domain::demand::{Demand, DemandState};
use crate::domain::draw::{Draw, Report};
use crate::domain::field_record::{FieldRecord, REST, UNIT, faulty};
use crate::domain::id::{FindingId, UnitCode, VisitId};
use crate::domain::intake::ResultRow;
use crate::domain::message::Arg;
use crate::domain::problem::{Place, Problem};
use crate::domain::request::Request;
use crate::domain::sample_round::{Expansion, Recorded, Resumed, Resumption, SamplePart, SampleRound};
use crate::domain::visit::{Visit, VisitState};
use crate::sampling::outcome;
use crate::sampling::ticket::Seed;
use crate::sampling::visited::{Visited, follow, within};
use crate::store::Tx;

mod matching;

use matching::Matcher;

/// An expanded check takes as many elements in all as the sample times this.
const EXPANDED_TIMES: u64 = 2;

/// Records results of a visit. What is on record stays, unless the file may amend it.
pub struct RecordResults {
    /// The visit.
    pub visit: VisitId,
    /// The file they come from.
    pub file: String,
    /// Its bytes, kept beside the journal.
    pub bytes: Vec<u8>,
    /// Answer by answer.
    pub rows: Vec<ResultRow>,
    /// What becomes of answers that differ from those on record.
    pub amending: Amending,
}

/// What may replace answers on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amending {
    /// Nothing: they are told and left.
    Nothing,
    /// Whatever a file says, as somebody asked for.
    File,
    /// What was typed over the record of this version; `None` over none.
    Over(Option<u64>),
}

/// What became of results.
pub struct Taken {
    /// The visit as it stands now.
    pub visit: Visit,
    /// Answers taken in.
    pub added: usize,
    /// Answers on record already.
    pub unchanged: usize,
    /// Findings made.
    pub findings: Vec<FindingId>,
    /// Conflicts, gaps, and what could not be matched.
    pub problems: Vec<Problem>,
}

impl Command for RecordResults {
    const NAME: &'static str = "record";
    type Outcome = Taken;

    fn args(&self) -> Value {
        json!({ "visit": self.visit, "file": self.file, "rows": self.rows.len() })
    }

    fn decide(self, tx: &mut Tx<'_>, desk: &Desk<'_>) -> Result<Taken> {
        let visit: Visit = required(tx, &self.visit.to_string())?;
        refuse_unless_there(&visit, desk)?;
        let county = CountyView::load(tx)?;
        let served = served(tx, &visit)?;
        let mut round = tx.get::<SampleRound>(&self.visit.to_string())?.map(|found| found.record);
        let known = tx.get::<FieldRecord>(&self.visit.to_string())?;
        if let Amending::Over(version) = self.amending
            && known.as_ref().map(|found| found.version) != version
        {
            return Err(AppError::problem("A7125").with("id", self.visit.to_string()));
        }
        let before = known.map(|found| found.record);
        let before = before.unwrap_or_else(|| FieldRecord::new(self.visit, desk.today));
        let riding: Vec<String> = riding(tx, &visit)?.iter().map(|finding| finding.id.to_string()).collect();
        let matcher = Matcher::new(desk, &county, &visit, (&served, &riding), round.as_ref());
        if let Some(round) = round.as_ref().filter(|round| round.drawn.is_none())
            && matcher.beyond_unit(&self.rows)
        {
            return Err(AppError::problem("S4052").with("round", round.round.as_str()));
        }
        let mut merged = matcher.merge(&self.rows, &before, self.amending != Amending::Nothing);
        let mut open = 0;
        if let Some(round) = &mut round {
            // Who may answer depends on who was not at home: the walk down the tickets decides.
            let asked = judge(tx, desk, &county, &merged.record, round)?;
            let strange = matcher.drop_strange(&mut merged, &before, &asked.reached);
            if strange {
                judge(tx, desk, &county, &merged.record, round)?;
            }
            open = asked.open;
        } else {
            matcher.drop_strange(&mut merged, &before, &BTreeSet::new());
        }
        let groups = groups::of(tx, &self.visit.to_string())?;
        let round_and_groups = round.as_ref().map(|round| (round, groups));
        merged.problems.extend(gaps(desk, &self.file, &served, &merged.record, round_and_groups)?);
        let (mut record, problems) = (merged.record, merged.problems);
        if record == before {
            return Ok(Taken {
                visit,
                added: 0,
                unchanged: merged.unchanged,
                findings: Vec::new(),
                problems,
            });
        }
        record.on = desk.today;
        tx.put_blob(&self.file, &self.bytes)?;
        tx.put(&record)?;
        if let Some(mut round) = round {
            round.recorded = Some(Recorded { on: desk.today, by: desk.author.to_owned() });
            tx.put(&round)?;
        }
        finding::looked_at_again(tx, desk, &before, &record)?;
        let findings = finding::make(tx, desk, &visit, &before, &record)?;
        let visit = carry_out(tx, visit, open == 0)?;
        Ok(Taken { visit, added: merged.added, unchanged: merged.unchanged, findings, problems })
    }
}

/// A visit is recorded once it is public, or its sealed day has come, and not before it begins; what was closed stays.
fn refuse_unless_there(visit: &Visit, desk: &Desk<'_>) -> Result<()> {
    let known = visit.is_public() || visit.state == VisitState::Sealed;
    if known && visit.state != VisitState::Closed && visit.start <= desk.today {
        return Ok(());
    }
    Err(AppError::problem("S4054")
        .with("visit", visit.id.to_string())
        .with("state", Arg::code(visit.state.text_id())))
}

/// What the draw asked of the team.
struct Asked {
    /// Elements a walk down the tickets comes to.
    reached: BTreeSet<String>,
    /// Of these, without a result.
    open: usize,
}

/// Judges every part by the record, and reads more replacements off the same tickets where they are used up.
fn judge(
    tx: &Tx<'_>,
    desk: &Desk<'_>,
    county: &CountyView,
    record: &FieldRecord,
    round: &mut SampleRound,
) -> Result<Asked> {
    let mut asked = Asked { reached: BTreeSet::new(), open: 0 };
    let Some(drawn) = &round.drawn else { return Ok(asked) };
    let seed = Seed::parse(&drawn.seed)?;
    let groups = groups::of(tx, &round.round)?;
    let mut parts = round.parts.clone();
    for part in &mut parts {
        let reports = reports(tx, desk, record, part)?;
        asked.open += take(tx, county, round, part, &reports, (&seed, groups))?;
        asked.reached.extend(part.reports.keys().cloned());
        let further = part.expansion.iter().flat_map(|expansion| expansion.reports.keys());
        asked.reached.extend(further.cloned());
    }
    round.parts = parts;
    Ok(asked)
}

/// Takes one part's reports; a rejected sample goes on to twice its number (扩大核查), and more tickets are read off the
/// same draw where the listed ones are used up. Returns how many elements of the sample itself are open.
fn take(
    tx: &Tx<'_>,
    county: &CountyView,
    round: &SampleRound,
    part: &mut SamplePart,
    reports: &BTreeMap<String, Report>,
    (seed, groups): (&Seed, u32),
) -> Result<usize> {
    loop {
        let Some(draw) = round.draw_of(part) else { return Ok(0) };
        part.reports = within(&draw, groups, reports);
        let (visited, accepted) = followed(&draw, groups, part)?;
        let rejected = accepted == Some(false);
        let n = part.n.saturating_mul(EXPANDED_TIMES).min(part.frame.total);
        part.expansion = (rejected && n > part.n).then(|| Expansion { n, reports: BTreeMap::new() });
        let (mut short, listed) = (visited.short, draw.n + draw.replacements.len() as u64);
        if let Some(expansion) = &mut part.expansion {
            let further = Draw { n: expansion.n, ..draw };
            let all = within(&further, groups, reports);
            short = follow(&further, groups, &all)?.short;
            expansion.reports = all;
            expansion.reports.retain(|id, _| !part.reports.contains_key(id));
        }
        if short == 0 || listed >= part.frame.total {
            return Ok(visited.open.len());
        }
        let frame = frame(&frames::of_part(tx, &county.units, part)?)?;
        refuse_changed(&round.round, &part.frame, &frame.digest())?;
        // Of every so many further tickets one is that of the group that needs it.
        let extra = part.replacements.len() as u64 + short.max(2).saturating_mul(u64::from(groups.max(1)));
        (part.chosen, part.replacements) = in_order(&frame, seed, part.n, extra)?;
    }
}

/// A part's sample as far as it goes, and its verdict where it is judged.
fn followed(draw: &Draw, groups: u32, part: &SamplePart) -> Result<(Visited, Option<bool>)> {
    let Some(judging) = part.judging else { return Ok((follow(draw, groups, &part.reports)?, None)) };
    let outcome = outcome::outcome(draw, groups, &part.reports, (judging, &part.stops))?;
    Ok((outcome.visited, outcome.accepted))
}

/// What the record says of a part's elements: a fault by an item counts for the subjects that ask it, one of the
/// element as a whole for all; minor faults do not count.
fn reports(
    tx: &Tx<'_>,
    desk: &Desk<'_>,
    record: &FieldRecord,
    part: &SamplePart,
) -> Result<BTreeMap<String, Report>> {
    let request: Request = required(tx, &part.request.to_string())?;
    let counting: BTreeSet<&str> = desk.office.counting_items_of(&request.subject).collect();
    let mut reports = BTreeMap::new();
    for (element, answers) in &record.answers {
        if element == UNIT || record.directed.contains_key(element) {
            continue;
        }
        reports.insert(element.clone(), Report::Visited { nonconforming: faulty(answers, &counting) });
    }
    reports.extend(record.not_visited.iter().map(|(id, reason)| (id.clone(), Report::NotVisited(*reason))));
    Ok(reports)
}

/// What is still missing: elements of a sample without a result, items of one visited without an answer.
fn gaps(
    desk: &Desk<'_>,
    file: &str,
    served: &[(Demand, Request)],
    record: &FieldRecord,
    round: Option<(&SampleRound, u32)>,
) -> Result<Vec<Problem>> {
    let place = || Place { file: file.to_owned(), ..Place::default() };
    let list = |ids: BTreeSet<&str>| Arg::List(ids.into_iter().map(Arg::from).collect());
    let (mut open, mut missing) = (BTreeSet::new(), BTreeMap::<&str, BTreeSet<&str>>::new());
    let parts =
        round.into_iter().flat_map(|(round, groups)| round.parts.iter().map(move |part| (part, groups)));
    for (part, groups) in parts {
        let Some(draw) = round.and_then(|(round, _)| round.draw_of(part)) else { continue };
        open.extend(followed(&draw, groups, part)?.0.open.into_iter().map(|chosen| chosen.id));
        let Some((_, request)) = served.iter().find(|(_, request)| request.id == part.request) else {
            continue;
        };
        let visited = part.reports.iter().filter(|(_, report)| matches!(report, Report::Visited { .. }));
        for (element, answers) in visited.filter_map(|(id, _)| record.answers.get_key_value(id)) {
            let known = |item: &str| answers.contains_key(item) || answers.contains_key(REST);
            let asked = desk.office.check_items_of(&request.subject).map(|item| item.id.as_str());
            missing.entry(element).or_default().extend(asked.filter(|item| !known(item)));
        }
    }
    let mut gaps = Vec::new();
    if !open.is_empty() {
        let ids = open.iter().map(String::as_str).collect();
        gaps.push(Problem::warning(place(), "E1946").with("count", open.len()).with("ids", list(ids)));
    }
    for (element, items) in missing.into_iter().filter(|(_, items)| !items.is_empty()) {
        gaps.push(Problem::warning(place(), "E1947").with("element", element).with("items", list(items)));
    }
    Ok(gaps)
}

/// The visit took place as far as it did; with everything in, its demands are carried out.
fn carry_out(tx: &mut Tx<'_>, visit: Visit, complete: bool) -> Result<Visit> {
    let state = match (complete, finding::has_open(tx, visit.id)?) {
        (false, _) => VisitState::InField,
        (true, true) => VisitState::Rectifying,
        (true, false) => VisitState::Recorded,
    };
    for id in &visit.demands {
        let demand: Demand = required(tx, &id.to_string())?;
        if complete {
            tx.put(&Demand { state: DemandState::CarriedOut, ..demand })?;
        }
    }
    let visit = Visit { state, ..visit };
    tx.put(&visit)?;
    quota::write(tx, &visit)?;
    Ok(visit)
}

/// A stopped unit's special rectification was accepted: its sampling goes on, tightened.
pub struct ResumeSampling {
    /// The township.
    pub unit: UnitCode,
    /// The subject.
    pub subject: String,
    /// On what evidence.
    pub note: String,
}

impl Command for ResumeSampling {
    const NAME: &'static str = "resume-sampling";
    type Outcome = Resumption;

    fn args(&self) -> Value {
        json!({ "unit": self.unit, "subject": self.subject, "note": self.note })
    }

    fn decide(self, tx: &mut Tx<'_>, desk: &Desk<'_>) -> Result<Resumption> {
        desk.require_director(tx)?;
        if !Histories::load(tx)?.next(&self.unit, &self.subject).standing.stopped {
            return Err(AppError::problem("S4057")
                .with("unit", self.unit.to_string())
                .with("subject", self.subject));
        }
        let key = Resumption::key_of(&self.unit, &self.subject);
        let known = tx.get::<Resumption>(&key)?.map(|found| found.record);
        let mut resumption =
            known.unwrap_or(Resumption { unit: self.unit, subject: self.subject, resumed: Vec::new() });
        resumption.resumed.push(Resumed { on: desk.today, by: desk.author.to_owned(), note: self.note });
        tx.put(&resumption)?;
        Ok(resumption)
    }
}
