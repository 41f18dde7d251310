//! Who goes: inspectors drawn by the same tickets as households, with recusal. The draw is kept as a round of its own, so
//! that it can be repeated and shows whom it passed over.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::visit::refuse_unless;
use super::{draw, required};
use crate::app::county::CountyView;
use crate::app::error::{AppError, Result};
use crate::app::session::{Command, Desk};
use crate::domain::demand::Demand;
use crate::domain::draw::Recusal;
use crate::domain::id::{DepartmentCode, InspectorId, RequestId, UnitCode, VisitId};
use crate::domain::person::Inspector;
use crate::domain::request::{Regime, Request};
use crate::domain::sample_round::{DrawnBy, INSPECTORS, JOURNAL, PassedOver, SamplePart, SampleRound};
use crate::domain::visit::{Visit, VisitState};
use crate::sampling::frame::Frame;
use crate::sampling::inspectors::{Team, team_as_far_as_able};
use crate::sampling::ticket::{Seed, secret_hash};
use crate::store::{Tx, View};

/// Draws who goes, by ticket.
pub struct DrawTeams {
    /// For which visits.
    pub ids: Vec<VisitId>,
}

impl Command for DrawTeams {
    const NAME: &'static str = "draw-teams";
    type Outcome = Vec<Visit>;

    fn args(&self) -> Value {
        json!({ "ids": self.ids })
    }

    fn decide(self, tx: &mut Tx<'_>, desk: &Desk<'_>) -> Result<Vec<Visit>> {
        let county = CountyView::load(tx)?;
        let inspectors: Vec<Inspector> = tx.all::<Inspector>()?.into_iter().map(|row| row.record).collect();
        let mut drawn = Vec::new();
        for id in desk.watch.each(&self.ids) {
            let id = id?;
            let visit: Visit = required(tx, &id.to_string())?;
            refuse_unless(&visit, Visit::is_draft)?;
            let mut round = team_round(tx, desk, *id)?;
            let seed = Seed::parse(round.drawn.as_ref().map_or("", |drawn| drawn.seed.as_str()))?;
            let last = last_team(tx, &visit)?;
            let mut team = Vec::new();
            round.parts.clear();
            for (department, need) in people_needed(tx, &visit)? {
                let pool: Vec<&Inspector> = inspectors
                    .iter()
                    .filter(|inspector| inspector.department == department)
                    .filter(|inspector| inspector.licensed || !need.firms)
                    .collect();
                if pool.is_empty() {
                    continue;
                }
                let part =
                    team_part(&pool, &recused(&pool, &visit, &county, &last), &seed, department, need)?;
                team.extend(part.chosen.iter().map(|chosen| InspectorId(chosen.id.clone())));
                round.parts.push(part);
            }
            tx.put(&round)?;
            let visit = Visit { team, ..visit };
            tx.put(&visit)?;
            drawn.push(visit);
        }
        Ok(drawn)
    }
}

/// The round a visit's team is drawn in. Its seed is the state of the journal before the first draw: nobody chooses it,
/// everybody can read it. Drawn again, the seed stays, so that nobody draws until the team suits.
fn team_round(tx: &Tx<'_>, desk: &Desk<'_>, id: VisitId) -> Result<SampleRound> {
    let key = SampleRound::team_key(&id.to_string());
    if let Some(known) = tx.get::<SampleRound>(&key)? {
        return Ok(known.record);
    }
    let (secret, public) = (tx.journal_head()?.hash, desk.today.to_string());
    let seed = draw::seed(&key, &secret, &public)?.as_str().to_owned();
    Ok(SampleRound {
        secret_sha256: secret_hash(&secret)?,
        secret,
        source: JOURNAL.to_owned(),
        committed_on: desk.today,
        drawn: Some(DrawnBy {
            public,
            seed,
            on: desk.today,
            at: (desk.now)(),
            by: desk.author.to_owned(),
            witnesses: Vec::new(),
        }),
        parts: Vec::new(),
        recorded: None,
        round: key,
    })
}

/// Who inspected the unit the last time before this visit.
fn last_team(view: &View<'_>, visit: &Visit) -> Result<BTreeSet<InspectorId>> {
    let earlier = view.select::<Visit>("unit", &visit.unit.0)?.into_iter().map(|found| found.record);
    let last = earlier
        .filter(|other| other.id != visit.id && other.start < visit.start)
        .filter(|other| other.is_public() || other.state == VisitState::Sealed)
        .max_by_key(|other| (other.start, other.id));
    Ok(last.map_or_else(BTreeSet::new, |last| last.team.into_iter().collect()))
}

/// Who may not go, and why.
fn recused(
    pool: &[&Inspector],
    visit: &Visit,
    county: &CountyView,
    last: &BTreeSet<InspectorId>,
) -> BTreeMap<String, Recusal> {
    let township = county.units.township(&visit.unit);
    let here = |unit: &UnitCode| county.units.township(unit) == township;
    let mut recused = BTreeMap::new();
    for inspector in pool {
        let reason = if inspector.home_unit.as_ref().is_some_and(here) {
            Recusal::HomeTownship
        } else if inspector.relatives.iter().any(here) {
            Recusal::Relative
        } else if last.contains(&inspector.id) {
            Recusal::LastInspector
        } else {
            continue;
        };
        recused.insert(inspector.id.0.clone(), reason);
    }
    recused
}

/// One department's inspectors, with those the draw passed over.
fn team_part(
    pool: &[&Inspector],
    recused: &BTreeMap<String, Recusal>,
    seed: &Seed,
    department: DepartmentCode,
    need: Need,
) -> Result<SamplePart> {
    let frame = Frame::new(pool.iter().map(|inspector| inspector.id.0.clone())).map_err(|rejected| {
        rejected.into_iter().next().map_or_else(|| AppError::problem("A7040"), |(_, error)| error.into())
    })?;
    let able = pool.len() - recused.values().filter(|reason| **reason != Recusal::LastInspector).count();
    let drawn = if able == 0 {
        Team { members: Vec::new(), passed_over: Vec::new() }
    } else {
        team_as_far_as_able(&frame, recused, seed, need.people.max(1) as usize)?
    };
    let passed_over = drawn.passed_over.into_iter();
    Ok(SamplePart {
        department,
        request: need.request,
        kinds: vec![INSPECTORS.to_owned()],
        township: None,
        frame: frame.digest(),
        n: drawn.members.len() as u64,
        chosen: drawn.members,
        replacements: Vec::new(),
        judging: None,
        stops: Vec::new(),
        passed_over: passed_over.map(|(chosen, reason)| PassedOver { chosen, reason }).collect(),
        reports: BTreeMap::new(),
        expansion: None,
        fixed: None,
        stratum: None,
    })
}

/// What a department sends to a visit.
#[derive(Clone, Copy, Debug)]
struct Need {
    /// The first request that needs them.
    request: RequestId,
    /// As many as its largest demand, once, since it makes one team of them.
    people: u32,
    /// It inspects firms: all of them need a licence.
    firms: bool,
}

fn people_needed(view: &View<'_>, visit: &Visit) -> Result<BTreeMap<DepartmentCode, Need>> {
    let mut needed: BTreeMap<DepartmentCode, Need> = BTreeMap::new();
    for id in &visit.demands {
        let demand: Demand = required(view, &id.to_string())?;
        let request: Request = required(view, &demand.request.to_string())?;
        let fresh = Need { request: request.id, people: 0, firms: false };
        let need = needed.entry(request.department).or_insert(fresh);
        need.people = need.people.max(request.people);
        need.firms |= request.regimes.contains(&Regime::B);
    }
    Ok(needed)
}
