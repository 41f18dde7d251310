//! What a team brought back: every element of its samples, the directed ones apart; judged as soon as nothing is open.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::draw::{frame, in_order, refuse_changed};
use super::{quota, required};
use crate::app::county::CountyView;
use crate::app::error::{AppError, Result};
use crate::app::frames;
use crate::app::query::results::Histories;
use crate::app::session::{Command, Desk};
use crate::domain::checklist::DefectClass;
use crate::domain::code::Code;
use crate::domain::demand::{Demand, DemandState};
use crate::domain::draw::{Draw, Report};
use crate::domain::id::{UnitCode, VisitId};
use crate::domain::intake::{Outcome, ResultRow};
use crate::domain::message::Arg;
use crate::domain::request::Request;
use crate::domain::sample_round::{
    Directed, Expansion, Fault, Recorded, Resumed, Resumption, SamplePart, SampleRound,
};
use crate::domain::visit::{Visit, VisitState};
use crate::sampling::ticket::Seed;
use crate::sampling::visited::{accepted, follow, within};
use crate::store::Tx;

/// An expanded check takes as many elements in all as the sample times this.
const EXPANDED_TIMES: u64 = 2;

/// Records the results of a visit's samples. A later record of the same visit replaces the earlier one.
pub struct RecordResults {
    /// The visit.
    pub visit: VisitId,
    /// The file they come from.
    pub file: String,
    /// Element by element.
    pub rows: Vec<ResultRow>,
}

impl Command for RecordResults {
    const NAME: &'static str = "record";
    type Outcome = Visit;

    fn args(&self) -> Value {
        json!({ "visit": self.visit, "file": self.file, "rows": self.rows.len() })
    }

    fn decide(self, tx: &mut Tx<'_>, desk: &Desk<'_>) -> Result<Visit> {
        let visit: Visit = required(tx, &self.visit.to_string())?;
        refuse_unless_there(&visit, desk)?;
        let mut round: SampleRound = required(tx, &self.visit.to_string())?;
        let Some(drawn) = &round.drawn else {
            return Err(AppError::problem("S4052").with("round", round.round));
        };
        let seed = Seed::parse(&drawn.seed)?;
        let county = CountyView::load(tx)?;
        let sheet = Sheet::read(&self.rows, desk)?;
        let (mut reached, mut open) = (BTreeSet::new(), 0);
        let mut parts = round.parts.clone();
        for part in &mut parts {
            let reports = sheet.reports(tx, desk, part)?;
            open += take(tx, &county, &round, part, &reports, &seed)?;
            reached.extend(part.reports.keys().cloned());
            let further = part.expansion.iter().flat_map(|expansion| expansion.reports.keys());
            reached.extend(further.cloned());
        }
        let strange: Vec<&str> = sheet.random.keys().filter(|id| !reached.contains(**id)).copied().collect();
        if !strange.is_empty() {
            let ids = Arg::List(strange.iter().map(|id| Arg::from(*id)).collect());
            return Err(AppError::problem("S4053").with("count", strange.len()).with("ids", ids));
        }
        round.parts = parts;
        round.recorded = Some(Recorded {
            on: desk.today,
            by: desk.author.to_owned(),
            faults: sheet.faults,
            directed: sheet.directed,
        });
        tx.put(&round)?;
        carry_out(tx, visit, open == 0)
    }
}

/// A visit is recorded once it is public, or its sealed day has come, and not before it begins.
fn refuse_unless_there(visit: &Visit, desk: &Desk<'_>) -> Result<()> {
    let known = visit.is_public() || visit.state == VisitState::Sealed;
    if known && visit.start <= desk.today {
        return Ok(());
    }
    Err(AppError::problem("S4054")
        .with("visit", visit.id.to_string())
        .with("state", Arg::code(visit.state.text_id())))
}

/// Takes one part's reports; a rejected sample goes on to twice its number (扩大核查), and more tickets are read off the
/// same draw where the listed ones are used up. Returns how many elements of the sample itself are open.
fn take(
    tx: &Tx<'_>,
    county: &CountyView,
    round: &SampleRound,
    part: &mut SamplePart,
    reports: &BTreeMap<String, Report>,
    seed: &Seed,
) -> Result<usize> {
    loop {
        let Some(draw) = round.draw_of(part) else { return Ok(0) };
        part.reports = within(&draw, reports);
        let visited = follow(&draw, &part.reports)?;
        let rejected = part.judging.is_some_and(|plan| accepted(&draw, &visited, plan.ac) == Ok(false));
        let n = part.n.saturating_mul(EXPANDED_TIMES).min(part.frame.total);
        part.expansion = (rejected && n > part.n).then(|| Expansion { n, reports: BTreeMap::new() });
        let (mut short, listed) = (visited.short, draw.n + draw.replacements.len() as u64);
        if let Some(expansion) = &mut part.expansion {
            let further = Draw { n: expansion.n, ..draw };
            let all = within(&further, reports);
            short = follow(&further, &all)?.short;
            expansion.reports = all;
            expansion.reports.retain(|id, _| !part.reports.contains_key(id));
        }
        if short == 0 || listed >= part.frame.total {
            return Ok(visited.open.len());
        }
        let scope = part.township.as_ref().map(|township| (&county.units, township));
        let frame = frame(&frames::of_kinds(tx, &part.kinds, scope)?)?;
        refuse_changed(&round.round, &part.frame, &frame.digest())?;
        let extra = part.replacements.len() as u64 + short.max(2);
        (part.chosen, part.replacements) = in_order(&frame, seed, part.n, extra);
    }
}

fn carry_out(tx: &mut Tx<'_>, visit: Visit, complete: bool) -> Result<Visit> {
    let state = if complete { VisitState::Recorded } else { VisitState::InField };
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

/// A file of results, sorted out.
struct Sheet<'a> {
    /// Rows of drawn elements.
    random: BTreeMap<&'a str, Vec<&'a ResultRow>>,
    directed: Vec<Directed>,
    faults: Vec<Fault>,
}

impl<'a> Sheet<'a> {
    /// S4055 for an item the library does not know, S4056 for an element both seen and not seen, or both drawn and
    /// directed.
    fn read(rows: &'a [ResultRow], desk: &Desk<'_>) -> Result<Self> {
        let mut random: BTreeMap<&str, Vec<&ResultRow>> = BTreeMap::new();
        let mut directed: BTreeMap<&str, Directed> = BTreeMap::new();
        let mut faults = BTreeSet::new();
        for row in rows {
            let class = row.item.as_deref().map(|item| class_of(desk, item)).transpose()?;
            if row.outcome == Outcome::Nonconforming
                && let Some(item) = &row.item
            {
                faults.insert(Fault { element: row.id.clone(), item: item.clone() });
            }
            let Some(reason) = row.directed else {
                random.entry(&row.id).or_default().push(row);
                continue;
            };
            let one = directed.entry(&row.id).or_insert_with(|| Directed {
                element: row.id.clone(),
                reason,
                nonconforming: false,
            });
            one.nonconforming |= row.outcome == Outcome::Nonconforming && class != Some(DefectClass::Minor);
        }
        let seen = |row: &&&ResultRow| !matches!(row.outcome, Outcome::NotVisited(_));
        let torn = random.iter().find(|(id, rows)| {
            let seen = rows.iter().filter(seen).count();
            directed.contains_key(*id) || (seen < rows.len() && rows.len() > 1)
        });
        if let Some((id, _)) = torn {
            return Err(AppError::problem("S4056").with("id", *id));
        }
        let directed = directed.into_values().collect();
        Ok(Self { random, directed, faults: faults.into_iter().collect() })
    }

    /// What the rows say of a part's elements: a fault by an item counts for the subjects that ask it, one without an
    /// item for all.
    fn reports(&self, tx: &Tx<'_>, desk: &Desk<'_>, part: &SamplePart) -> Result<BTreeMap<String, Report>> {
        let request: Request = required(tx, &part.request.to_string())?;
        let asked: BTreeSet<&str> =
            desk.office.check_items_of(&request.subject).map(|item| item.id.as_str()).collect();
        let mut reports = BTreeMap::new();
        for (id, rows) in &self.random {
            let mut report = Report::Visited { nonconforming: false };
            for row in rows {
                report = match (row.outcome, report) {
                    (Outcome::NotVisited(reason), _) => Report::NotVisited(reason),
                    (Outcome::Nonconforming, Report::Visited { nonconforming }) => {
                        let counts = match row.item.as_deref() {
                            Some(item) => asked.contains(item) && class_of(desk, item)? != DefectClass::Minor,
                            None => true,
                        };
                        Report::Visited { nonconforming: nonconforming || counts }
                    }
                    (_, report) => report,
                };
            }
            reports.insert((*id).to_owned(), report);
        }
        Ok(reports)
    }
}

fn class_of(desk: &Desk<'_>, item: &str) -> Result<DefectClass> {
    let found = desk.office.check_items().iter().find(|known| known.id == item);
    found.map(|known| known.class).ok_or_else(|| AppError::problem("S4055").with("item", item))
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
