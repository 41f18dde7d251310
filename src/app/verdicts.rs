//! What the rules say of a request or a visit in the county's present state: gathers what they need to see.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::command::required;
use super::county::CountyView;
use super::error::Result;
use super::movement::{self, Movements};
use super::office::Office;
use crate::domain::arrival::Anchor;
use crate::domain::code::Code;
use crate::domain::demand::Demand;
use crate::domain::department::Department;
use crate::domain::id::{RequestId, UnitCode};
use crate::domain::message::Message;
use crate::domain::person::Inspector;
use crate::domain::quota::{Exception, QuotaUse};
use crate::domain::record::Versioned;
use crate::domain::request::{Request, RequestState};
use crate::domain::rule::{RuleSeverity, Verdict};
use crate::domain::visit::{Gate, Visit};
use crate::rules::visit::{Party, VisitContext};
use crate::rules::{gate, request, visit};
use crate::store::{Field, View};

/// How long before a request another may end that a rule still compares it with: no rule looks back further than a
/// year, and a decision must not grow slow with the years.
const LOOK_BACK: Days = Days::new(366);

/// What the rules say of a request.
pub fn of_request(
    view: &View<'_>,
    office: &Office,
    today: NaiveDate,
    county: &CountyView,
    asked: &Request,
) -> Result<Vec<Verdict>> {
    let Some(department) = county.departments.department(&asked.department) else { return Ok(Vec::new()) };
    let partners: Vec<&Department> =
        asked.partners.iter().filter_map(|code| county.departments.department(code)).collect();
    let others = others(view, asked)?;
    let others: Vec<&Request> = others.values().collect();
    let mut verdicts = request::check(
        &office.rules,
        &request::RequestContext {
            request: asked,
            department,
            partners: &partners,
            others: &others,
            today,
            calendar: &office.calendar,
        },
    );
    verdicts.extend(alarms_of_request(view, office, county, asked, &others)?);
    Ok(verdicts)
}

/// What a request with fixed days adds to what already comes and goes there.
fn alarms_of_request(
    view: &View<'_>,
    office: &Office,
    county: &CountyView,
    asked: &Request,
    others: &[&Request],
) -> Result<Vec<Verdict>> {
    let more = movement::of_request(county, asked);
    if more.is_empty() {
        return Ok(Vec::new());
    }
    let units: Vec<UnitCode> = more.iter().map(|activity| activity.unit.clone()).collect();
    let live = |other: &&&Request| {
        other.id != asked.id && matches!(other.state, RequestState::Received | RequestState::Accepted)
    };
    let others: Vec<&Request> = others.iter().filter(live).copied().collect();
    Ok(Movements::around(view, office, county, &units, None, &others)?.alarms_of(office, &more))
}

/// Requests a rule may compare with, those decided against left out: of the same subject or department at about the same
/// time, and repetitions.
fn others(view: &View<'_>, asked: &Request) -> Result<BTreeMap<RequestId, Request>> {
    let from = asked.windows.iter().map(|window| window.from).chain([asked.received_on]).min();
    let since = from.and_then(|from| from.checked_sub_days(LOOK_BACK)).unwrap_or(NaiveDate::MIN).to_string();
    let live = Field::In("state", &request::LIVE.map(Code::code));
    let since = Field::From("until", &since);
    let mut others = BTreeMap::new();
    let mut take = |found: Versioned<Request>| {
        others.insert(found.record.id, found.record);
    };
    view.each::<Request, _>(&[Field::Is("subject", &asked.subject), live, since], &mut take)?;
    view.each::<Request, _>(&[Field::Is("department", &asked.department.0), live, since], &mut take)?;
    view.each::<Request, _>(&[Field::Is("fingerprint", &asked.fingerprint), live], &mut take)?;
    Ok(others)
}

/// What the rules say of a visit where and when it stands.
pub fn of_visit(
    view: &View<'_>,
    office: &Office,
    county: &CountyView,
    planned: &Visit,
) -> Result<Vec<Verdict>> {
    let (Some(setting), Some(unit)) = (&county.county, county.units.unit(&planned.unit)) else {
        return Ok(Vec::new());
    };
    let (mut parties, mut requests) = (Vec::new(), Vec::new());
    for id in &planned.demands {
        let demand: Demand = required(view, &id.to_string())?;
        let request: Request = required(view, &demand.request.to_string())?;
        parties.push(Party {
            department: request.department.clone(),
            people: request.people,
            effort_halfdays: demand.effort_halfdays,
        });
        requests.push(request);
    }
    let anchors: Vec<Anchor> = records(view.select("unit", &planned.unit.0)?);
    let exceptions: Vec<Exception> = records(view.select("visit", &planned.id.to_string())?);
    let movements =
        Movements::around(view, office, county, std::slice::from_ref(&planned.unit), Some(planned.id), &[])?;
    let alarms = movements.alarms_of(office, &movement::of_visit(county, planned, &requests));
    let excepted = |verdict: Verdict| {
        let granted = exceptions.iter().any(|exception| exception.rule == verdict.rule);
        let noted = granted && office.director_may_except(&verdict.rule);
        Verdict { severity: if noted { RuleSeverity::Note } else { verdict.severity }, ..verdict }
    };
    let alarms: Vec<Verdict> = alarms.into_iter().map(excepted).collect();
    let mut verdicts = visit::check(
        &office.rules,
        &VisitContext {
            visit: planned,
            unit,
            parties: &parties,
            uses: &uses_around(view, county, &planned.unit)?,
            anchors: &anchors,
            exceptions: &exceptions,
            county_uses: &visits_by_month(view, planned)?,
            county: setting,
            calendar: &office.calendar,
        },
    );
    verdicts.extend(alarms);
    Ok(verdicts)
}

/// The ledger rows of a township and all its villages.
pub fn uses_around(view: &View<'_>, county: &CountyView, unit: &UnitCode) -> Result<Vec<QuotaUse>> {
    let township = county.units.township(unit);
    let mut uses = Vec::new();
    for near in county.units.units().filter(|near| county.units.township(&near.code) == township) {
        uses.extend(records::<QuotaUse>(view.select("unit", &near.code.0)?));
    }
    Ok(uses)
}

/// The county's other visits that count, by month of their start, `YYYY-MM`.
fn visits_by_month(view: &View<'_>, but: &Visit) -> Result<BTreeMap<String, u32>> {
    let mut months = BTreeMap::new();
    for entry in records::<QuotaUse>(view.all()?) {
        if entry.counts() && entry.visit != but.id {
            *months.entry(entry.start.format("%Y-%m").to_string()).or_default() += 1;
        }
    }
    Ok(months)
}

/// What supervision beforehand still misses, gate by gate.
pub fn gates(
    view: &View<'_>,
    office: &Office,
    county: &CountyView,
    planned: &Visit,
) -> Result<Vec<(Gate, Vec<Message>)>> {
    let (Some(unit), Some(lead)) =
        (county.units.unit(&planned.unit), county.departments.department(&planned.lead))
    else {
        return Ok(Vec::new());
    };
    let mut requests: Vec<Request> = Vec::new();
    for id in &planned.demands {
        let demand: Demand = required(view, &id.to_string())?;
        requests.push(required(view, &demand.request.to_string())?);
    }
    let inspectors: Vec<Inspector> =
        planned.team.iter().map(|id| required::<Inspector>(view, &id.0)).collect::<Result<_>>()?;
    Ok(gate::check(
        &office.rules,
        &gate::GateFacts {
            unit,
            requests: &requests.iter().collect::<Vec<_>>(),
            verdicts: &of_visit(view, office, county, planned)?,
            lead,
            team: &inspectors.iter().collect::<Vec<_>>(),
        },
    ))
}

fn records<R>(found: Vec<Versioned<R>>) -> Vec<R> {
    found.into_iter().map(|row| row.record).collect()
}
