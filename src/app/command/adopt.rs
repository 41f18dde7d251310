//! Adopting a plan, if nothing changed since it was made: visits with their demands, and the reasons of what is left out.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::plan::Prepared;
use crate::app::error::{AppError, Kind, Result};
use crate::app::query::all;
use crate::app::session::{Command, Desk};
use crate::app::tally;
use crate::domain::code::Code;
use crate::domain::demand::{Demand, DemandState};
use crate::domain::department::Department;
use crate::domain::id::{DemandId, DepartmentCode, PlanId, UnitCode, VisitId};
use crate::domain::message::Message;
use crate::domain::plan::{Objective, Plan, Reason};
use crate::domain::plan_run::{PlanRun, Tally};
use crate::domain::record::Table;
use crate::domain::request::{Regime, Request};
use crate::domain::setting::County;
use crate::domain::visit::{Visit, VisitState};
use crate::planner::{self, Effort};
use crate::store::Tx;

/// Makes a plan the county's plan: its visits replace the earlier drafts.
pub struct AdoptPlan {
    /// What was planned.
    pub prepared: Prepared,
    /// The plan.
    pub plan: Plan,
}

/// An adopted plan.
#[derive(Clone, Debug)]
pub struct Adopted {
    /// The run that was kept.
    pub run: PlanRun,
    /// Its visits, by day and unit.
    pub visits: Vec<Visit>,
    /// Demands it could not place, with the reason.
    pub unserved: Vec<(Demand, Message)>,
}

impl Command for AdoptPlan {
    const NAME: &'static str = "plan";
    type Outcome = Adopted;

    fn args(&self) -> Value {
        json!({
            "from": self.prepared.options.horizon.from,
            "until": self.prepared.options.horizon.until,
            "seed": self.prepared.options.seed,
            "effort": effort_name(self.prepared.options.effort),
            "moves_max": self.prepared.options.moves_max,
        })
    }

    fn decide(self, tx: &mut Tx<'_>, desk: &Desk<'_>) -> Result<Adopted> {
        if tx.journal_head()?.hash != self.prepared.state {
            return Err(AppError::problem("A7023"));
        }
        let judged = planner::check::check(&self.prepared.instance, &self.plan);
        if let Some(violation) = judged.violations.first() {
            return Err(AppError::of(
                Kind::Environment,
                Message::new("A7024").with("violation", violation.message()),
            ));
        }
        let id = PlanId(tx.next_number(Table::Plan)?);
        let visits = write_visits(tx, &self, id)?;
        let unserved = write_unserved(tx, &self)?;
        let run = self.run(tx, desk, id, &visits, judged.objective)?;
        tx.put(&run)?;
        Ok(Adopted { run, visits, unserved })
    }
}

impl AdoptPlan {
    fn run(
        &self,
        tx: &mut Tx<'_>,
        desk: &Desk<'_>,
        id: PlanId,
        visits: &[Visit],
        objective: Objective,
    ) -> Result<PlanRun> {
        let bytes = serde_json::to_vec(&self.prepared.instance)
            .map_err(|error| AppError::environment("A7024").caused_by(error))?;
        let hosts = tx.get::<County>(County::KEY)?.map_or(0, |county| county.record.hosts);
        let placed: BTreeSet<DemandId> = visits.iter().flat_map(|visit| visit.demands.clone()).collect();
        let served: Vec<(&Demand, &Request)> = self
            .prepared
            .situation
            .demands
            .iter()
            .filter(|demand| placed.contains(&demand.id))
            .filter_map(|demand| Some((demand, self.prepared.situation.requests.get(&demand.request)?)))
            .collect();
        Ok(PlanRun {
            id,
            horizon: self.prepared.options.horizon,
            days: self.prepared.situation.days.clone(),
            demands: self.prepared.positions.demands.clone(),
            units: self.prepared.positions.units.clone(),
            seed: self.prepared.options.seed,
            effort: effort_name(self.prepared.options.effort).to_owned(),
            instance: tx.put_blob(&format!("{id}.json"), &bytes)?,
            objective: objective.vector(),
            merged: visits
                .iter()
                .filter(|visit| visit.joins.is_none())
                .fold(Tally::default(), |tally, visit| tally::add(tally, visit.days, hosts)),
            alone: tally::alone(&served, hosts),
            on: desk.today,
        })
    }

    /// The demand of a planner request.
    fn demand(&self, request: usize) -> Option<&Demand> {
        // Positions keep the order of the situation's demands, some left out: ids ascend in both.
        let id = self.prepared.positions.demands.get(request)?;
        let demands = &self.prepared.situation.demands;
        demands.binary_search_by_key(id, |demand| demand.id).ok().and_then(|at| demands.get(at))
    }
}

/// The word of `--effort`.
const fn effort_name(effort: Effort) -> &'static str {
    match effort {
        Effort::Quick => "quick",
        Effort::Normal => "normal",
        Effort::Thorough => "thorough",
    }
}

/// Visits of the plan. One that serves what a draft served keeps the draft's number, so that people who noted it
/// find it again; other drafts of the horizon go.
fn write_visits(tx: &mut Tx<'_>, adopt: &AdoptPlan, plan: PlanId) -> Result<Vec<Visit>> {
    let horizon = adopt.prepared.options.horizon;
    let mut earlier: BTreeMap<VisitId, Visit> = adopt
        .prepared
        .situation
        .kept
        .iter()
        .map(|visit| (visit.id, visit.clone()))
        .chain(
            all::<Visit>(tx)?
                .into_iter()
                .filter(|visit| visit.is_draft() && horizon.contains(visit.start))
                .map(|visit| (visit.id, visit)),
        )
        .collect();
    let mut visits = Vec::new();
    for planned in &adopt.plan.visits {
        let demands: Vec<&Demand> =
            planned.demands.iter().filter_map(|request| adopt.demand(*request)).collect();
        let (Some(unit), Some(start)) = (
            adopt.prepared.positions.units.get(planned.unit),
            usize::try_from(planned.start).ok().and_then(|at| adopt.prepared.situation.days.get(at)),
        ) else {
            continue;
        };
        let before = most_alike(&earlier, unit, *start, &demands).and_then(|id| earlier.remove(&id));
        let visit = draft(adopt, tx, plan, before, unit, *start, planned.days, &demands)?;
        visits.push(visit);
    }
    for left in earlier.values().filter(|visit| visit.is_draft()) {
        tx.delete::<Visit>(&left.id.to_string())?;
    }
    for visit in &visits {
        tx.put(visit)?;
        for id in &visit.demands {
            let demand: Demand = super::required(tx, &id.to_string())?;
            let state = match demand.state {
                DemandState::Waiting => DemandState::Planned,
                kept => kept,
            };
            tx.put(&Demand { state, visit: Some(visit.id), unserved: None, ..demand })?;
        }
    }
    visits.sort_by_key(|visit| (visit.start, visit.unit.clone()));
    Ok(visits)
}

/// The earlier visit at a unit that shares most demands; with none in common, one on the same day.
fn most_alike(
    earlier: &BTreeMap<VisitId, Visit>,
    unit: &UnitCode,
    start: NaiveDate,
    demands: &[&Demand],
) -> Option<VisitId> {
    earlier
        .values()
        .filter(|visit| visit.unit == *unit)
        .map(|visit| {
            let shared = demands.iter().filter(|demand| visit.demands.contains(&demand.id)).count();
            (shared, visit.start == start, std::cmp::Reverse(visit.id))
        })
        .filter(|(shared, same_day, _)| *shared > 0 || *same_day)
        .max()
        .map(|(_, _, std::cmp::Reverse(id))| id)
}

#[expect(clippy::too_many_arguments, reason = "the parts of one visit, each of another origin")]
fn draft(
    adopt: &AdoptPlan,
    tx: &mut Tx<'_>,
    plan: PlanId,
    before: Option<Visit>,
    unit: &UnitCode,
    start: NaiveDate,
    days: u32,
    demands: &[&Demand],
) -> Result<Visit> {
    let mut ids: Vec<DemandId> = demands.iter().map(|demand| demand.id).collect();
    ids.sort();
    if let Some(visit) = before.as_ref().filter(|visit| !visit.is_draft()) {
        let moved = visit.start != start || visit.days != days || visit.demands != ids;
        let revision = visit.revision + u32::from(moved);
        return Ok(Visit { start, days, demands: ids, revision, ..visit.clone() });
    }
    let requests: Vec<&Request> =
        demands.iter().filter_map(|demand| adopt.prepared.situation.requests.get(&demand.request)).collect();
    let id = match &before {
        Some(visit) => visit.id,
        None => VisitId(tx.next_number(Table::Visit)?),
    };
    let unchanged = before.filter(|visit| visit.start == start && visit.days == days && visit.demands == ids);
    Ok(Visit {
        id,
        unit: unit.clone(),
        start,
        days,
        demands: ids,
        announced: requests.first().is_some_and(|request| request.announced),
        exempt: requests.iter().all(|request| request.exempt()),
        joins: adopt
            .prepared
            .situation
            .anchors
            .iter()
            .find(|anchor| anchor.unit == *unit && anchor.start == start && anchor.joinable)
            .map(|anchor| anchor.id),
        pinned: unchanged.as_ref().is_some_and(|visit| visit.pinned),
        lead: lead(&requests, &adopt.prepared.situation.departments),
        team: unchanged.as_ref().map(|visit| visit.team.clone()).unwrap_or_default(),
        state: unchanged.as_ref().map_or(VisitState::Proposed, |visit| visit.state),
        clearance: unchanged.and_then(|visit| visit.clearance),
        plan,
        revision: 0,
    })
}

/// The department with most people on the visit leads; the first by code among equals. Where firms are inspected it is
/// one that may inspect them, if any on the visit may.
fn lead(requests: &[&Request], departments: &[Department]) -> DepartmentCode {
    let firms = requests.iter().any(|request| request.regimes.contains(&Regime::B));
    let licensed = |code: &DepartmentCode| {
        departments.iter().any(|department| department.code == *code && department.licensed)
    };
    let mut people: BTreeMap<&DepartmentCode, u32> = BTreeMap::new();
    for request in requests {
        *people.entry(&request.department).or_default() += request.people;
    }
    let rank =
        |code: &DepartmentCode, count: u32| (firms && licensed(code), count, std::cmp::Reverse(code.clone()));
    let most = people.iter().max_by_key(|(code, count)| rank(code, **count));
    most.map_or_else(|| DepartmentCode(String::new()), |(code, _)| (*code).clone())
}

/// Demands the plan left out, each with its reason.
fn write_unserved(tx: &mut Tx<'_>, adopt: &AdoptPlan) -> Result<Vec<(Demand, Message)>> {
    let mut unserved = Vec::new();
    for left in &adopt.plan.unserved {
        let Some(demand) = adopt.demand(left.request) else { continue };
        let reason = Message::new(left.reason.unwrap_or(Reason::Other).text_id());
        let demand = Demand {
            state: DemandState::Waiting,
            visit: None,
            unserved: Some(reason.clone()),
            ..demand.clone()
        };
        tx.put(&demand)?;
        unserved.push((demand, reason));
    }
    Ok(unserved)
}
