//! The plan in force: its visits with what they serve, what it could not place, what merging saved.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::all;
use crate::app::county::CountyView;
use crate::app::error::Result;
use crate::domain::demand::{Demand, DemandState};
use crate::domain::id::{DemandId, RequestId, VisitId};
use crate::domain::message::Message;
use crate::domain::plan_run::PlanRun;
use crate::domain::record::Versioned;
use crate::domain::request::Request;
use crate::domain::visit::{Visit, VisitState};
use crate::store::View;

/// One visit of the plan.
#[derive(Clone, Debug)]
pub struct PlannedVisit {
    /// The visit, with its version.
    pub visit: Versioned<Visit>,
    /// Name of the unit.
    pub unit: String,
    /// Short names of the departments, each once.
    pub departments: Vec<String>,
    /// What it serves.
    pub demands: Vec<PlannedDemand>,
}

/// One demand a visit serves.
#[derive(Clone, Debug)]
pub struct PlannedDemand {
    /// The demand.
    pub id: DemandId,
    /// Its request.
    pub request: RequestId,
    /// Who asks.
    pub department: String,
    /// The matter.
    pub title: String,
    /// Inspectors.
    pub people: u32,
    /// Half-days.
    pub effort_halfdays: u32,
}

/// One demand that is not placed.
#[derive(Clone, Debug)]
pub struct Unplaced {
    /// The demand.
    pub demand: Demand,
    /// Name of the unit.
    pub unit: String,
    /// Who asks.
    pub department: String,
    /// The matter.
    pub title: String,
    /// Why; `None` where no plan has been tried since it came.
    pub reason: Option<Message>,
}

/// The plan in force.
#[derive(Clone, Debug)]
pub struct PlanOverview {
    /// The latest run; `None` before the first.
    pub run: Option<PlanRun>,
    /// Visits that are not cancelled, by day and unit.
    pub visits: Vec<PlannedVisit>,
    /// Demands that wait.
    pub unplaced: Vec<Unplaced>,
}

/// One demand with the names people read.
#[derive(Clone, Debug)]
pub struct DemandRow {
    /// The demand.
    pub demand: Demand,
    /// Name of the unit.
    pub unit: String,
    /// Who asks.
    pub department: String,
    /// The matter.
    pub title: String,
}

/// All demands, by id.
pub fn demands(view: &View<'_>) -> Result<Vec<DemandRow>> {
    let county = CountyView::load(view)?;
    all::<Demand>(view)?.into_iter().map(|demand| demand_row(view, &county, demand)).collect()
}

/// One demand.
pub fn demand(view: &View<'_>, id: DemandId) -> Result<DemandRow> {
    let demand = crate::app::command::required(view, &id.to_string())?;
    demand_row(view, &CountyView::load(view)?, demand)
}

fn demand_row(view: &View<'_>, county: &CountyView, demand: Demand) -> Result<DemandRow> {
    let request: Request = crate::app::command::required(view, &demand.request.to_string())?;
    Ok(DemandRow {
        unit: county.units.name(&demand.unit),
        department: county.departments.short(&request.department),
        title: request.title,
        demand,
    })
}

/// Reads the plan in force.
pub fn plan(view: &View<'_>) -> Result<PlanOverview> {
    let county = CountyView::load(view)?;
    let run = all::<PlanRun>(view)?.into_iter().max_by_key(|run| run.id);
    let mut visits = Vec::new();
    for visit in view.all::<Visit>()? {
        if visit.record.state != VisitState::Cancelled {
            visits.push(planned(view, &county, visit)?);
        }
    }
    visits.sort_by_key(|row| (row.visit.record.start, row.visit.record.unit.clone()));
    Ok(PlanOverview { run, visits, unplaced: unplaced(view, &county)? })
}

/// All visits, cancelled ones too, by day and unit.
pub fn visits(view: &View<'_>) -> Result<Vec<PlannedVisit>> {
    let county = CountyView::load(view)?;
    let found = view.all::<Visit>()?;
    let mut visits: Vec<PlannedVisit> =
        found.into_iter().map(|visit| planned(view, &county, visit)).collect::<Result<_>>()?;
    visits.sort_by_key(|row| {
        let visit = &row.visit.record;
        (visit.start, visit.unit.clone(), visit.id)
    });
    Ok(visits)
}

/// One visit with what it serves.
pub fn visit(view: &View<'_>, id: VisitId) -> Result<PlannedVisit> {
    let county = CountyView::load(view)?;
    crate::app::command::required::<Visit>(view, &id.to_string())?;
    let found = view.get::<Visit>(&id.to_string())?;
    let missing =
        || crate::app::error::AppError::problem("A7004").with("key", id.to_string()).with("table", "");
    planned(view, &county, found.ok_or_else(missing)?)
}

fn planned(view: &View<'_>, county: &CountyView, visit: Versioned<Visit>) -> Result<PlannedVisit> {
    let mut departments: Vec<String> = Vec::new();
    let mut demands = Vec::new();
    for (demand, request) in super::checklist::served(view, &visit.record)? {
        let department = county.departments.short(&request.department);
        if !departments.contains(&department) {
            departments.push(department.clone());
        }
        demands.push(PlannedDemand {
            id: demand.id,
            request: request.id,
            department,
            title: request.title,
            people: request.people,
            effort_halfdays: demand.effort_halfdays,
        });
    }
    Ok(PlannedVisit { unit: county.units.name(&visit.record.unit), departments, demands, visit })
}

fn unplaced(view: &View<'_>, county: &CountyView) -> Result<Vec<Unplaced>> {
    use crate::domain::code::Code;
    let mut unplaced = Vec::new();
    // Many demands are of one request.
    let mut requests: BTreeMap<RequestId, (String, String)> = BTreeMap::new();
    for state in [DemandState::Waiting, DemandState::Postponed] {
        for found in view.select::<Demand>("state", state.code())? {
            let demand = found.record;
            let (department, title) = match requests.entry(demand.request) {
                Entry::Occupied(known) => known.get().clone(),
                Entry::Vacant(slot) => {
                    let request: Request = crate::app::command::required(view, &demand.request.to_string())?;
                    slot.insert((county.departments.short(&request.department), request.title)).clone()
                }
            };
            unplaced.push(Unplaced {
                unit: county.units.name(&demand.unit),
                department,
                title,
                reason: demand.unserved.clone(),
                demand,
            });
        }
    }
    unplaced.sort_by_key(|row| row.demand.id);
    Ok(unplaced)
}
