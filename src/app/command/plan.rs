//! Planning: reads the situation and solves it, outside any transaction.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::app::county::CountyView;
use crate::app::error::{AppError, Kind, Result};
use crate::app::query::all;
use crate::app::session::Session;
use crate::app::situation::{Positions, Situation};
use crate::domain::code::Code;
use crate::domain::day::{DayRange, UncoveredYear};
use crate::domain::demand::{Demand, DemandState};
use crate::domain::id::{DemandId, RequestId};
use crate::domain::instance::Instance;
use crate::domain::plan::Plan;
use crate::domain::quota::QuotaUse;
use crate::domain::request::Request;
use crate::domain::setting::County;
use crate::domain::unit::{Unit, UnitKind};
use crate::domain::visit::{Visit, VisitState};
use crate::planner::{self, Effort, Progress, SolveOptions};
use crate::rules::quota::rows;
use crate::store::View;

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
    pub(super) options: PlanOptions,
    pub(in crate::app) situation: Situation,
    /// The planner's input.
    pub instance: Instance,
    pub(in crate::app) positions: Positions,
    /// Hash of the journal's last entry: the state this was read from.
    pub(in crate::app) state: String,
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

/// A plan beside every department on its own, with the names of units and departments by position.
pub fn compared(
    view: &View<'_>,
    prepared: &Prepared,
    plan: &Plan,
) -> Result<(planner::Comparison, Vec<String>, Vec<String>)> {
    let county = CountyView::load(view)?;
    let hosts = county.county.as_ref().map_or(0, |county| county.hosts);
    let units = prepared.positions.units.iter().map(|unit| county.units.name(unit)).collect();
    let departments = prepared.situation.departments.iter();
    let departments = departments.map(|department| county.departments.short(&department.code)).collect();
    Ok((planner::compare(&prepared.instance, plan, hosts), units, departments))
}

fn situation(
    view: &View<'_>,
    office: &crate::app::office::Office,
    options: &PlanOptions,
    days: Vec<NaiveDate>,
) -> Result<Situation> {
    let horizon = options.horizon;
    let units: Vec<Unit> = all(view)?;
    let visits: Vec<Visit> = all(view)?;
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
    let mut demands: Vec<Demand> = all::<Demand>(view)?
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
    let uses: Vec<QuotaUse> = all(view)?;
    Ok(Situation {
        quotas: rows(&office.rules, &units),
        capacities: UnitKind::ALL.iter().map(|kind| office.rules.capacity(*kind)).collect(),
        leaders: county.as_ref().map_or(u32::MAX, |county| county.leaders).min(LEADERS_MAX),
        visits_max: visits_left(county.as_ref(), office, horizon, &uses),
        departments: all(view)?,
        anchors: all(view)?,
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

/// A day no holiday notice is known for.
pub(crate) fn uncovered(error: UncoveredYear) -> AppError {
    AppError::problem("A7022").with("year", error.0)
}
