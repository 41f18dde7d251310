//! The plan in force put to the planner as a question: what a change by hand would cost, why a demand is left out and
//! what would let it in. Changes nothing.

use chrono::NaiveDate;

use super::all;
use crate::app::command::plan::{PlanOptions, Prepared, prepare};
use crate::app::county::CountyView;
use crate::app::error::Result;
use crate::app::session::Session;
use crate::domain::day::DayRange;
use crate::domain::id::{DemandId, VisitId};
use crate::domain::instance::{self, Instance, Placed};
use crate::domain::message::{Arg, Message};
use crate::domain::plan::{self, Plan, Unserved};
use crate::domain::plan_run::PlanRun;
use crate::domain::visit::{Visit, VisitState};
use crate::planner::{self, Effort, Relaxation};

/// A change to a visit that is weighed before it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// To another day, where it stays.
    Move {
        /// Which.
        id: VisitId,
        /// To which day.
        to: NaiveDate,
    },
    /// Nobody comes to its unit on these days.
    Forbid {
        /// Which.
        id: VisitId,
        /// When not.
        days: DayRange,
        /// Why.
        reason: String,
    },
}

impl Change {
    /// The visit it is about.
    pub const fn visit(&self) -> VisitId {
        let (Self::Move { id, .. } | Self::Forbid { id, .. }) = self;
        *id
    }
}

/// What the planner counts of a plan, in its order of rank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Figures {
    /// Demands left out.
    pub left_out: usize,
    /// Visits that are not rides along a superior's arrival.
    pub visits: i64,
    /// Their days.
    pub days: i64,
}

/// A demand that would stand elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    /// Which.
    pub demand: DemandId,
    /// Where from; `None` for one that waits.
    pub from: Option<NaiveDate>,
    /// Where to; `None` where it would be left out.
    pub to: Option<NaiveDate>,
}

/// What a change would cost if everything else were planned again around it with few moves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// As it stands.
    pub before: Figures,
    /// With the change.
    pub after: Figures,
    /// Demands of other visits that would stand elsewhere.
    pub others: Vec<Shift>,
    /// Demands of the visit itself.
    pub own: Vec<Shift>,
}

/// The checker wants a reason for everything left out; here it is only that nobody asked yet.
pub(super) const WAITING: Option<plan::Reason> = Some(plan::Reason::Other);
/// How many demands of other visits may move to make room, tried one after another.
const MOVES: [u32; 3] = [0, 2, 6];

/// What a change would cost. `None` where no plan stands that the visit is part of, or the plan in force keeps a limit
/// no longer: then only planning anew tells.
pub fn cost(session: &Session, change: &Change) -> Result<Option<Cost>> {
    let Some((prepared, mut plan)) = standing(session)? else { return Ok(None) };
    let visit: Visit =
        session.read(|view| crate::app::command::required(view, &change.visit().to_string()))?;
    let at = |demand: &DemandId| prepared.positions.demands.iter().position(|known| known == demand);
    let own: Vec<usize> = visit.demands.iter().filter_map(at).collect();
    if own.is_empty() || own.len() < visit.demands.len() {
        return Ok(None);
    }
    let before = (figures(&prepared.instance, &plan), plan.clone());
    plan.visits.retain(|planned| !planned.demands.iter().any(|demand| own.contains(demand)));
    plan.unserved.extend(own.iter().map(|request| Unserved { request: *request, reason: WAITING }));
    plan.unserved.sort();
    let Some(instance) = changed(&prepared, change, &visit, &own) else { return Ok(None) };
    // Nothing is lent: the question is how the demands let go come back in.
    let nothing = planner::Change::Leaders { county: 0, count: 0 };
    let mut best: Option<Cost> = None;
    for moves in MOVES {
        let Some(answer) = planner::what_if(&instance, &plan, &nothing, moves, 1) else { return Ok(None) };
        let after = figures(&instance, &answer.plan);
        // Others move only where that saves something: moving for its own sake is no cost of the change.
        if best.as_ref().is_some_and(|best| best.after <= after) {
            continue;
        }
        let shifts = shifts(&prepared, &before.1, &answer.plan);
        let is_own = |shift: &Shift| visit.demands.contains(&shift.demand);
        let (own, others) = shifts.into_iter().partition(is_own);
        best = Some(Cost { before: before.0, after, others, own });
    }
    Ok(best)
}

/// The instance with the change in it; `None` for a day the planner does not know.
fn changed(prepared: &Prepared, change: &Change, visit: &Visit, own: &[usize]) -> Option<Instance> {
    let mut instance = prepared.instance.clone();
    instance.pinned.retain(|pin| !own.contains(&pin.request));
    instance.previous.retain(|placed| !own.contains(&placed.request));
    let days = &prepared.situation.days;
    match change {
        Change::Move { to, .. } => {
            let day = u32::try_from(days.binary_search(to).ok()?).ok()?;
            instance.pinned.extend(own.iter().map(|request| Placed { request: *request, day }));
        }
        Change::Forbid { days: forbidden, .. } => {
            let first = days.partition_point(|day| *day < forbidden.from);
            let behind = days.partition_point(|day| *day < forbidden.until);
            let at = prepared.positions.units.iter().position(|unit| *unit == visit.unit)?;
            let unit = instance.units.get_mut(at)?;
            if first < behind {
                let range = (u32::try_from(first).ok()?, u32::try_from(behind - 1).ok()?);
                unit.blackout.push(instance::DayRange(range.0, range.1));
            }
        }
    }
    Some(instance)
}

pub(super) fn figures(instance: &Instance, plan: &Plan) -> Figures {
    let objective = planner::check::check(instance, plan).objective;
    Figures { left_out: plan.unserved.len(), visits: objective.visits, days: objective.days }
}

/// Demands that stand elsewhere in the second plan.
pub(super) fn shifts(prepared: &Prepared, before: &Plan, after: &Plan) -> Vec<Shift> {
    let day = |plan: &Plan, request: usize| {
        let visit = plan.visits.iter().find(|visit| visit.demands.contains(&request))?;
        prepared.situation.days.get(usize::try_from(visit.start).ok()?).copied()
    };
    let demands = prepared.positions.demands.iter().enumerate();
    demands
        .map(|(at, demand)| Shift { demand: *demand, from: day(before, at), to: day(after, at) })
        .filter(|shift| shift.from != shift.to)
        .collect()
}

/// The planner's view of the plan in force; `None` before the first plan, and where it keeps a limit no longer.
pub(super) fn standing(session: &Session) -> Result<Option<(Prepared, Plan)>> {
    let run = session.read(|view| Ok(all::<PlanRun>(view)?.into_iter().max_by_key(|run| run.id)))?;
    let Some(run) = run else { return Ok(None) };
    let options = PlanOptions {
        horizon: run.horizon,
        seed: run.seed,
        effort: Effort::Quick,
        threads: 1,
        moves_max: None,
    };
    let prepared = match prepare(session, options) {
        Ok(prepared) => prepared,
        // Nothing is left to be planned in those days.
        Err(error) if error.message.code == "A7021" => return Ok(None),
        Err(error) => return Err(error),
    };
    let visits = session.read(all::<Visit>)?;
    let plan = as_plan(&prepared, &visits);
    let sound = planner::check::check(&prepared.instance, &plan).violations.is_empty();
    Ok(sound.then_some((prepared, plan)))
}

fn as_plan(prepared: &Prepared, visits: &[Visit]) -> Plan {
    let positions = &prepared.positions;
    let mut served = vec![false; positions.demands.len()];
    let mut plan = Plan::default();
    for visit in visits {
        let open = visit.is_draft() || matches!(visit.state, VisitState::Published | VisitState::Sealed);
        let start = prepared.situation.days.binary_search(&visit.start).ok();
        let unit = positions.units.iter().position(|unit| *unit == visit.unit);
        let (true, Some(start), Some(unit)) = (open, start, unit) else { continue };
        let at = |demand: &DemandId| positions.demands.iter().position(|known| known == demand);
        let demands: Vec<usize> = visit.demands.iter().filter_map(at).collect();
        for demand in &demands {
            served[*demand] = true;
        }
        if !demands.is_empty() {
            let start = u32::try_from(start).unwrap_or(u32::MAX);
            plan.visits.push(plan::Visit { unit, start, days: visit.days, demands });
        }
    }
    plan.visits.sort_by_key(|visit| (visit.start, visit.unit));
    let left = (0..served.len()).filter(|demand| !served[*demand]);
    plan.unserved = left.map(|request| Unserved { request, reason: WAITING }).collect();
    plan
}

/// Why one demand is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocked {
    /// Which.
    pub demand: DemandId,
    /// A sentence a limit met, with the days of the window it closes, the most frequent first.
    pub blocks: Vec<Message>,
    /// The smallest single thing that would let it in; `None` where no single one does.
    pub help: Option<Message>,
}

/// Why demands of the planned days are left out, by demand.
pub fn reasons(session: &Session) -> Result<Vec<Blocked>> {
    let Some((prepared, plan)) = standing(session)? else { return Ok(Vec::new()) };
    let county = session.read(CountyView::load)?;
    let explained = planner::explain(&prepared.instance, &plan);
    let mut blocked: Vec<Blocked> = explained
        .into_iter()
        .filter_map(|explanation| {
            let demand = *prepared.positions.demands.get(explanation.request)?;
            let block = |&(reason, days): &(plan::Reason, u32)| {
                let reason = Arg::code(crate::domain::code::Code::text_id(reason));
                Message::new("plan-block").with("reason", reason).with("days", days)
            };
            let help = explanation.relaxation.and_then(|help| help_message(&prepared, &county, help));
            Some(Blocked { demand, blocks: explanation.blocks.iter().map(block).collect(), help })
        })
        .collect();
    blocked.sort_by_key(|row| row.demand);
    Ok(blocked)
}

/// A relaxation with days and names people know.
fn help_message(prepared: &Prepared, county: &CountyView, help: Relaxation) -> Option<Message> {
    let date = |day: u32| Some(prepared.situation.days.get(usize::try_from(day).ok()?)?.to_string());
    Some(match help {
        Relaxation::Leader { day, .. } => Message::new("help-leader").with("day", date(day)?),
        Relaxation::People { department, day, count } => {
            let department = prepared.situation.departments.get(department)?;
            Message::new("help-people")
                .with("department", county.departments.short(&department.code))
                .with("day", date(day)?)
                .with("count", count)
        }
        Relaxation::Window { day, by } => Message::new("help-window").with("day", date(day)?).with("by", by),
        Relaxation::Quota { day } => Message::new("help-quota").with("day", date(day)?),
        Relaxation::Cap { day, .. } => Message::new("help-cap").with("day", date(day)?),
    })
}
