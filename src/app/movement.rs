//! What comes and goes in the county as the rules count it: visits of the plan, superiors' inspections, what really
//! came, and requests whose days are fixed. What is under seal is left out, since an alarm would give it away.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::command::required;
use super::county::CountyView;
use super::directory::DepartmentDirectory;
use super::error::Result;
use super::office::Office;
use crate::domain::arrival::{Anchor, Arrival};
use crate::domain::code::Code;
use crate::domain::day::DayRange;
use crate::domain::demand::Demand;
use crate::domain::department::Level;
use crate::domain::id::{AnchorId, DepartmentCode, RequestId, UnitCode, VisitId};
use crate::domain::request::{Request, RequestState};
use crate::domain::rule::Verdict;
use crate::domain::visit::Visit;
use crate::rules::activity::{self, Activity, ActivityContext, Matter};
use crate::store::{Field, View};

/// Activities of a part of the county, and the names of what they are about.
#[derive(Default)]
pub struct Movements {
    /// In no order of their own.
    pub activities: Vec<Activity>,
    names: BTreeMap<String, String>,
}

impl Movements {
    /// Everything in the county but requests that ended before `since`.
    pub fn everywhere(
        view: &View<'_>,
        office: &Office,
        county: &CountyView,
        since: NaiveDate,
    ) -> Result<Self> {
        let mut gathering = Gathering::new(view, office, county)?;
        for visit in view.all::<Visit>()? {
            gathering.visit(&visit.record)?;
        }
        for arrival in view.all::<Arrival>()? {
            gathering.arrival(&arrival.record)?;
        }
        let since = since.to_string();
        let mut fixed: Vec<Request> = Vec::new();
        for state in [RequestState::Received, RequestState::Accepted] {
            let fields = [Field::Is("state", state.code()), Field::From("until", &since)];
            view.each::<Request, Request>(&fields, |found| {
                if !of_request(county, &found.record).is_empty() {
                    fixed.push(found.record);
                }
            })?;
        }
        fixed.sort_by_key(|request| (request.state != RequestState::Received, request.id));
        for request in &fixed {
            gathering.request(request)?;
        }
        Ok(gathering.finish())
    }

    /// What goes to these units, every superior's inspection, and these requests. `but` is the visit that is judged.
    pub fn around(
        view: &View<'_>,
        office: &Office,
        county: &CountyView,
        units: &[UnitCode],
        but: Option<VisitId>,
        requests: &[&Request],
    ) -> Result<Self> {
        let mut gathering = Gathering::new(view, office, county)?;
        for unit in units.iter().collect::<BTreeSet<_>>() {
            for visit in view.select::<Visit>("unit", &unit.0)? {
                if Some(visit.record.id) != but {
                    gathering.visit(&visit.record)?;
                }
            }
            for arrival in view.select::<Arrival>("unit", &unit.0)? {
                gathering.arrival(&arrival.record)?;
            }
        }
        for request in requests {
            gathering.request(request)?;
        }
        Ok(gathering.finish())
    }

    /// What the rules say of a span.
    pub fn alarms(&self, office: &Office, span: DayRange) -> Vec<Verdict> {
        activity::check_in(&office.rules, &self.context(office), span)
    }

    /// What the rules say once more is added, and did not say before.
    pub fn alarms_of(&self, office: &Office, more: &[Activity]) -> Vec<Verdict> {
        activity::added(&office.rules, &self.context(office), more)
    }

    fn context<'a>(&'a self, office: &'a Office) -> ActivityContext<'a> {
        ActivityContext { activities: &self.activities, names: &self.names, calendar: &office.calendar }
    }
}

/// The level of a department, by its name where the county does not list it.
fn level(county: &CountyView, code: &DepartmentCode) -> Level {
    let known = county.departments.department(code);
    known.map_or_else(|| DepartmentDirectory::level_of_name(&code.0), |department| department.level)
}

/// What a request with fixed days would add.
pub fn of_request(county: &CountyView, request: &Request) -> Vec<Activity> {
    Activity::of_request(request, level(county, &request.department))
}

/// What a visit adds, one activity for each demand. Who joins a superior's inspection comes with it, once.
pub fn of_visit(county: &CountyView, visit: &Visit, requests: &[Request]) -> Vec<Activity> {
    let activity = |request: &Request| {
        let mut activity = Activity::of_visit(visit, request, level(county, &request.department));
        if let Some(anchor) = visit.joins {
            activity.occasion = anchor.to_string();
        }
        activity
    };
    requests.iter().map(activity).collect()
}

/// The visit an arrival was: at its unit, on its days, and one of its departments among those that came.
pub fn visit_of(view: &View<'_>, arrival: &Arrival) -> Result<Option<VisitId>> {
    let came = days(arrival.date, arrival.days);
    for visit in view.select::<Visit>("unit", &arrival.unit.0)? {
        let visit = visit.record;
        if visit.is_public()
            && visit.range().overlaps(&came)
            && takes_part(view, &visit, &arrival.department)?
        {
            return Ok(Some(visit.id));
        }
    }
    Ok(None)
}

fn takes_part(view: &View<'_>, visit: &Visit, department: &DepartmentCode) -> Result<bool> {
    if visit.lead == *department {
        return Ok(true);
    }
    for id in &visit.demands {
        let demand: Demand = required(view, &id.to_string())?;
        let request: Request = required(view, &demand.request.to_string())?;
        if request.department == *department || request.partners.contains(department) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn days(first: chrono::NaiveDate, count: u32) -> DayRange {
    let until = first.checked_add_days(chrono::Days::new(u64::from(count.max(1))));
    DayRange { from: first, until: until.unwrap_or(first) }
}

struct Gathering<'a> {
    view: &'a View<'a>,
    office: &'a Office,
    county: &'a CountyView,
    requests: BTreeMap<RequestId, Request>,
    anchors: Vec<Anchor>,
    found: Vec<Activity>,
}

impl<'a> Gathering<'a> {
    fn new(view: &'a View<'a>, office: &'a Office, county: &'a CountyView) -> Result<Self> {
        let anchors: Vec<Anchor> = view.all::<Anchor>()?.into_iter().map(|anchor| anchor.record).collect();
        let (requests, found) = (BTreeMap::new(), Vec::new());
        let mut gathering = Self { view, office, county, requests, anchors, found };
        for anchor in gathering.anchors.clone() {
            let request = gathering.by_id(anchor.request)?;
            let level = level(county, &anchor.department);
            gathering.found.push(Activity::of_anchor(&anchor, &request, level));
        }
        Ok(gathering)
    }

    fn by_id(&mut self, id: RequestId) -> Result<Request> {
        if let Some(known) = self.requests.get(&id) {
            return Ok(known.clone());
        }
        let request: Request = required(self.view, &id.to_string())?;
        self.requests.insert(id, request.clone());
        Ok(request)
    }

    /// Visits people may know of.
    fn visit(&mut self, visit: &Visit) -> Result<()> {
        if visit.is_public() || visit.is_draft() && visit.announced {
            let requests = self.requests_of(visit)?;
            self.found.extend(of_visit(self.county, visit, &requests));
        }
        Ok(())
    }

    fn requests_of(&mut self, visit: &Visit) -> Result<Vec<Request>> {
        let mut requests = Vec::new();
        for id in &visit.demands {
            let demand: Demand = required(self.view, &id.to_string())?;
            requests.push(self.by_id(demand.request)?);
        }
        Ok(requests)
    }

    /// What came under a visit or a superior's inspection is the same occasion, done under the same matter.
    fn arrival(&mut self, arrival: &Arrival) -> Result<()> {
        let mut activity = Activity::of_arrival(arrival, level(self.county, &arrival.department));
        let subject = self.office.subjects.classify(&arrival.subject, None);
        // The subject for everything else would make unlike matters one.
        if !subject.words.is_empty() {
            activity.subject.clone_from(&subject.code);
        }
        let visit = match arrival.visit {
            Some(visit) => Some(visit),
            None => visit_of(self.view, arrival)?,
        };
        if let Some(visit) = visit {
            let visit: Visit = required(self.view, &visit.to_string())?;
            activity.occasion = visit.joins.map_or_else(|| visit.id.to_string(), |anchor| anchor.to_string());
            for request in self.requests_of(&visit)? {
                if request.department == arrival.department || activity.matter.is_none() {
                    activity.matter = Some(Matter::of(&request));
                    activity.subject.clone_from(&request.subject);
                }
            }
        } else if let Some((anchor, request)) = self.anchor_of(arrival) {
            activity.occasion = anchor.to_string();
            activity.matter = Some(Matter::of(&self.by_id(request)?));
        }
        self.found.push(activity);
        Ok(())
    }

    fn anchor_of(&self, arrival: &Arrival) -> Option<(AnchorId, RequestId)> {
        let came = days(arrival.date, arrival.days);
        let same = |anchor: &&Anchor| {
            anchor.unit == arrival.unit
                && anchor.department == arrival.department
                && days(anchor.start, anchor.days).overlaps(&came)
        };
        self.anchors.iter().find(same).map(|anchor| (anchor.id, anchor.request))
    }

    /// What is asked for on fixed days and stands on no visit yet.
    fn request(&mut self, request: &Request) -> Result<()> {
        if self.anchors.iter().any(|anchor| anchor.request == request.id) {
            return Ok(());
        }
        let mut asked = of_request(self.county, request);
        if asked.is_empty() {
            return Ok(());
        }
        for demand in self.view.select::<Demand>("request", &request.id.to_string())? {
            let demand = demand.record;
            if demand.visit.is_some() {
                asked.retain(|one| one.unit != demand.unit || !demand.window.contains(one.day));
            }
        }
        self.found.append(&mut asked);
        Ok(())
    }

    fn finish(self) -> Movements {
        let mut names = BTreeMap::new();
        for activity in &self.found {
            names.insert(activity.unit.0.clone(), self.county.units.name(&activity.unit));
            names.insert(activity.department.0.clone(), self.county.departments.short(&activity.department));
            if let Some(subject) = self.office.subjects.subject(&activity.subject) {
                names.insert(subject.code.clone(), subject.zh.clone());
            }
        }
        Movements { activities: self.found, names }
    }
}
