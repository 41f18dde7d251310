//! Planning: read the situation, solve it outside any transaction, adopt the plan if nothing changed meanwhile.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::{Value, json};

use crate::app::error::{AppError, Kind, Result};
use crate::app::session::{Command, Desk, Session};
use crate::app::situation::{Positions, Situation};
use crate::app::tally;
use crate::domain::arrival::Anchor;
use crate::domain::code::Code;
use crate::domain::day::{DayRange, UncoveredYear};
use crate::domain::demand::{Demand, DemandState};
use crate::domain::department::Department;
use crate::domain::id::{DemandId, DepartmentCode, PlanId, RequestId, UnitCode, VisitId};
use crate::domain::instance::Instance;
use crate::domain::message::Message;
use crate::domain::plan::{Objective, Plan, Reason};
use crate::domain::plan_run::{PlanRun, Tally};
use crate::domain::quota::QuotaUse;
use crate::domain::record::Table;
use crate::domain::request::{Regime, Request};
use crate::domain::setting::County;
use crate::domain::unit::{Unit, UnitKind};
use crate::domain::visit::{Visit, VisitState};
use crate::planner::{self, Effort, Progress, SolveOptions};
use crate::rules::quota::rows;
use crate::store::{Tx, View};

/// What to plan, and how hard to try.
#[derive(Clone, Debug)]
pub struct PlanOptions {
    /// The days to plan.
    pub horizon: DayRange,
    /// The planner's seed.
    pub seed: u64,
    /// How long it searches.
    pub effort: Effort,
    /// Threads; the plan is the same for any number.
    pub threads: usize,
    /// How many published demands may move; `None` holds all of them.
    pub moves_max: Option<u32>,
}

/// Everything the planner needs, and the state it was read from.
pub struct Prepared {
    options: PlanOptions,
    pub(in crate::app) situation: Situation,
    /// The planner's input.
    pub instance: Instance,
    pub(in crate::app) positions: Positions,
    /// Hash of the journal's last entry: the state this was read from.
    state: String,
}

/// Reads the situation of a horizon.
pub fn prepare(session: &Session, options: PlanOptions) -> Result<Prepared> {
    let office = session.office();
    session.read(|view| {
        let days = office.calendar.working_days(options.horizon).map_err(uncovered)?;
        if days.is_empty() {
            return Err(AppError::problem("A7020"));
        }
        let situation = situation(view, office, &options, days)?;
        let (instance, positions) = situation.instance();
        if positions.demands.is_empty() {
            return Err(AppError::problem("A7021"));
        }
        instance.validate().map_err(|message| AppError::of(Kind::Problem, message))?;
        let state = view.journal_head()?.hash;
        Ok(Prepared { options, situation, instance, positions, state })
    })
}

/// Solves it. `progress` may stop the search; the best plan so far is returned.
pub fn solve(
    prepared: &Prepared,
    progress: &mut dyn FnMut(Progress) -> std::ops::ControlFlow<()>,
) -> planner::Solution {
    let options = SolveOptions {
        seed: prepared.options.seed,
        effort: prepared.options.effort,
        threads: prepared.options.threads,
        prove: false,
    };
    planner::solve(&prepared.instance, &options, progress)
}

fn situation(
    view: &View<'_>,
    office: &crate::app::office::Office,
    options: &PlanOptions,
    days: Vec<NaiveDate>,
) -> Result<Situation> {
    let horizon = options.horizon;
    let units: Vec<Unit> = records(view.all()?);
    let visits: Vec<Visit> = records(view.all()?);
    let inside = |visit: &&Visit| visit.range().overlaps(&horizon);
    let held = |visit: &&Visit| {
        matches!(visit.state, VisitState::Published | VisitState::Sealed)
            || (visit.pinned && visit.is_draft())
    };
    let done = |visit: &&Visit| {
        matches!(
            visit.state,
            VisitState::InField | VisitState::Recorded | VisitState::Rectifying | VisitState::Closed
        )
    };
    let kept: Vec<Visit> = visits.iter().filter(inside).filter(held).cloned().collect();
    let kept_demands: BTreeSet<DemandId> = kept.iter().flat_map(|visit| visit.demands.clone()).collect();
    let mut demands: Vec<Demand> = records(view.all::<Demand>()?)
        .into_iter()
        .filter(|demand| {
            kept_demands.contains(&demand.id)
                || matches!(demand.state, DemandState::Waiting | DemandState::Planned)
        })
        .filter(|demand| demand.window.overlaps(&horizon))
        .collect();
    demands.sort_by_key(|demand| demand.id);
    let wanted: BTreeSet<RequestId> = demands.iter().map(|demand| demand.request).collect();
    let requests: BTreeMap<RequestId, Request> = wanted
        .into_iter()
        .map(|id| Ok((id, super::required::<Request>(view, &id.to_string())?)))
        .collect::<Result<_>>()?;
    let county = view.get::<County>(County::KEY)?.map(|county| county.record);
    let uses: Vec<QuotaUse> = records(view.all()?);
    Ok(Situation {
        quotas: rows(&office.rules, &units),
        capacities: UnitKind::ALL.iter().map(|kind| office.rules.capacity(*kind)).collect(),
        leaders: county.as_ref().map_or(u32::MAX, |county| county.leaders).min(LEADERS_MAX),
        visits_max: visits_left(county.as_ref(), office, horizon, &uses),
        departments: records(view.all::<Department>()?),
        anchors: records(view.all::<Anchor>()?),
        done: visits.iter().filter(inside).filter(done).cloned().collect(),
        apart: Vec::new(),
        together: Vec::new(),
        moves_max: options.moves_max,
        units,
        requests,
        demands,
        kept,
        uses,
        days,
    })
}

/// Teams a county without a number of its own may have out: more than it has departments.
const LEADERS_MAX: u32 = 1_000;

/// What halving against the baseline leaves the county in these months; no limit where a month has no baseline.
fn visits_left(
    county: Option<&County>,
    office: &crate::app::office::Office,
    horizon: DayRange,
    uses: &[QuotaUse],
) -> u32 {
    let Some(cap) = county.and_then(|county| office.county_visits_max(county, horizon)) else {
        return crate::domain::instance::COUNT_MAX;
    };
    let used = uses
        .iter()
        .filter(|entry| entry.counts() && horizon.contains(entry.start) && !is_kept(entry))
        .count();
    cap.saturating_sub(u32::try_from(used).unwrap_or(u32::MAX))
}

/// Visits on the calendar are planned again where they stand, and so count themselves.
fn is_kept(entry: &QuotaUse) -> bool {
    use crate::domain::quota::UseStatus;
    matches!(entry.status, UseStatus::Published | UseStatus::Reserved)
}

fn records<R>(found: Vec<crate::domain::record::Versioned<R>>) -> Vec<R> {
    found.into_iter().map(|row| row.record).collect()
}

/// A day no holiday notice is known for.
pub(crate) fn uncovered(error: UncoveredYear) -> AppError {
    AppError::problem("A7022").with("year", error.0)
}

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
            records(tx.all::<Visit>()?)
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
