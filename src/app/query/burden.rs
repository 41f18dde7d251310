//! The burden on townships, before and after: what came in the baseline, what is on the calendar, and what the same
//! demands would have been with every department on its own.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::all;
use super::seal::Seal;
use crate::app::county::CountyView;
use crate::app::error::Result;
use crate::app::tally;
use crate::domain::arrival::{Anchor, Arrival};
use crate::domain::day::{DayRange, monday};
use crate::domain::demand::Demand;
use crate::domain::id::{DepartmentCode, UnitCode, VisitId};
use crate::domain::plan_run::Tally;
use crate::domain::request::Request;
use crate::domain::visit::{Visit, VisitState};
use crate::store::View;

/// One township's burden in a span.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitBurden {
    /// Its name.
    pub name: String,
    /// Joint visits, those of its villages included.
    pub visits: Tally,
    /// Visits of urgent and independent matters.
    pub exempt: Tally,
    /// Superiors' arrivals.
    pub anchors: u32,
    /// What did come, planned or not.
    pub arrivals: u32,
    /// Days on which somebody came.
    pub arrival_days: u32,
    /// The fewest days with an arrival in any full working week.
    pub days_a_week_min: u32,
    /// The most joint visits in any week, exempt ones apart.
    pub visits_a_week_max: u32,
    /// Documents asked for by what came.
    pub materials: u32,
    /// Forms by what came.
    pub forms: u32,
}

/// The county's burden in a span, by township.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Burden {
    /// The span.
    pub span: DayRange,
    /// Townships in code order.
    pub units: BTreeMap<UnitCode, UnitBurden>,
    /// All of them, joint visits only.
    pub visits: Tally,
    /// The demands these visits serve, every department on its own.
    pub alone: Tally,
    /// What did come, in all.
    pub arrivals: u32,
    /// The county has visits under a seal that are counted nowhere here. Says nothing of the span: that would tell.
    pub sealed_apart: bool,
    /// Departments that take part, those with most trips of their own first.
    pub departments: Vec<DepartmentBurden>,
    /// Week by week, by its Monday: visits that start, exempt ones and superiors' among them, and what did come.
    pub weeks: BTreeMap<NaiveDate, (u32, u32)>,
}

/// What one department brings to the townships in a span.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DepartmentBurden {
    /// Its short name.
    pub name: String,
    /// Trips it would make on its own.
    pub alone: u32,
    /// Joint visits it takes part in.
    pub visits: u32,
    /// Of these, visits nobody shares with it.
    pub sole: u32,
}

/// Adds up a span, without the visits a seal hides: a span of one day would tell where they are.
pub fn burden(view: &View<'_>, span: DayRange, seal: Seal) -> Result<Burden> {
    let county = CountyView::load(view)?;
    let hosts = county.county.as_ref().map_or(0, |county| county.hosts);
    let mut units: BTreeMap<UnitCode, UnitBurden> = county
        .units
        .units()
        .filter(|unit| unit.parent.is_none())
        .map(|unit| (unit.code.clone(), UnitBurden { name: unit.name.clone(), ..UnitBurden::default() }))
        .collect();
    let (hidden, mut visits): (Vec<Visit>, Vec<Visit>) =
        all::<Visit>(view)?.into_iter().partition(|visit| seal.hides(visit));
    visits.retain(|visit| span.contains(visit.start) && visit.state != VisitState::Cancelled);
    let total = add_visits(&county, &mut units, &visits, hosts);
    let mut weeks: BTreeMap<NaiveDate, (u32, u32)> = monday(span.from)
        .iter_weeks()
        .take_while(|week| *week < span.until)
        .map(|week| (week, (0, 0)))
        .collect();
    let own = visits.iter().filter(|visit| visit.joins.is_none());
    for visit in own {
        weeks.entry(monday(visit.start)).or_default().0 += 1;
    }
    for anchor in all::<Anchor>(view)?.iter().filter(|anchor| span.contains(anchor.start)) {
        weeks.entry(monday(anchor.start)).or_default().0 += 1;
        if let Some(unit) = units.get_mut(county.units.township(&anchor.unit)) {
            unit.anchors += 1;
        }
    }
    let arrivals: Vec<Arrival> =
        all::<Arrival>(view)?.into_iter().filter(|arrival| span.contains(arrival.date)).collect();
    for arrival in &arrivals {
        weeks.entry(monday(arrival.date)).or_default().1 += 1;
    }
    add_arrivals(&county, &mut units, &arrivals, span);
    let served = served(view, &visits)?;
    let pairs: Vec<(&Demand, &Request)> =
        served.iter().map(|(_, demand, request)| (demand, request)).collect();
    Ok(Burden {
        span,
        units,
        visits: total,
        sealed_apart: !hidden.is_empty(),
        alone: tally::alone(&pairs, hosts),
        departments: departments(&county, &served, hosts),
        arrivals: u32::try_from(arrivals.len()).unwrap_or(u32::MAX),
        weeks,
    })
}

fn add_visits(
    county: &CountyView,
    units: &mut BTreeMap<UnitCode, UnitBurden>,
    visits: &[Visit],
    hosts: u32,
) -> Tally {
    let mut total = Tally::default();
    let mut weeks: BTreeMap<(UnitCode, NaiveDate), u32> = BTreeMap::new();
    for visit in visits {
        let township = county.units.township(&visit.unit);
        let Some(unit) = units.get_mut(township) else { continue };
        if visit.exempt {
            unit.exempt = tally::add(unit.exempt, visit.days, hosts);
            continue;
        }
        // What rides along with a superior's arrival is no arrival of its own.
        if visit.joins.is_some() {
            continue;
        }
        total = tally::add(total, visit.days, hosts);
        unit.visits = tally::add(unit.visits, visit.days, hosts);
        let week = weeks.entry((visit.unit.clone(), monday(visit.start))).or_default();
        *week += 1;
        if visit.unit == *township {
            unit.visits_a_week_max = unit.visits_a_week_max.max(*week);
        }
    }
    total
}

fn add_arrivals(
    county: &CountyView,
    units: &mut BTreeMap<UnitCode, UnitBurden>,
    arrivals: &[Arrival],
    span: DayRange,
) {
    let mut days: BTreeMap<&UnitCode, BTreeSet<NaiveDate>> = BTreeMap::new();
    for arrival in arrivals {
        let township = county.units.township(&arrival.unit);
        let Some(unit) = units.get_mut(township) else { continue };
        unit.arrivals += 1;
        unit.materials += arrival.materials;
        unit.forms += arrival.forms;
        days.entry(township).or_default().extend(arrival.date.iter_days().take(arrival.days as usize));
    }
    for (township, days) in days {
        let Some(unit) = units.get_mut(township) else { continue };
        unit.arrival_days = u32::try_from(days.len()).unwrap_or(u32::MAX);
        let mut weeks: BTreeMap<NaiveDate, u32> = BTreeMap::new();
        for day in &days {
            *weeks.entry(monday(*day)).or_default() += 1;
        }
        // The first and last week of a span are rarely whole; the weeks between are judged.
        let first = days.first().map_or(span.from, |day| monday(*day));
        let last = days.last().map_or(span.from, |day| monday(*day));
        let between = first.iter_weeks().take_while(|week| *week <= last);
        unit.days_a_week_min = between.map(|week| weeks.get(&week).copied().unwrap_or(0)).min().unwrap_or(0);
    }
}

/// The demands visits serve, those of urgent matters and of superiors' arrivals apart.
fn served(view: &View<'_>, visits: &[Visit]) -> Result<Vec<(VisitId, Demand, Request)>> {
    let mut served = Vec::new();
    for visit in visits.iter().filter(|visit| !visit.exempt && visit.joins.is_none()) {
        let demands = super::checklist::served(view, visit)?;
        served.extend(demands.into_iter().map(|(demand, request)| (visit.id, demand, request)));
    }
    Ok(served)
}

/// What one department asks for, and the visits it comes along on.
type Own<'a> = (Vec<(&'a Demand, &'a Request)>, BTreeSet<VisitId>);

fn departments(
    county: &CountyView,
    served: &[(VisitId, Demand, Request)],
    hosts: u32,
) -> Vec<DepartmentBurden> {
    let mut own: BTreeMap<&DepartmentCode, Own<'_>> = BTreeMap::new();
    for (visit, demand, request) in served {
        let (demands, visits) = own.entry(&request.department).or_default();
        demands.push((demand, request));
        visits.insert(*visit);
    }
    let mut sharing: BTreeMap<VisitId, BTreeSet<&DepartmentCode>> = BTreeMap::new();
    for (visit, _, request) in served {
        sharing.entry(*visit).or_default().insert(&request.department);
    }
    let alone_on = |visit: VisitId| sharing.get(&visit).is_some_and(|departments| departments.len() == 1);
    let row = |(code, (demands, visits)): (&DepartmentCode, Own<'_>)| DepartmentBurden {
        name: county.departments.short(code),
        alone: tally::alone(&demands, hosts).visits,
        visits: u32::try_from(visits.len()).unwrap_or(u32::MAX),
        sole: u32::try_from(visits.iter().filter(|visit| alone_on(**visit)).count()).unwrap_or(u32::MAX),
    };
    let mut rows: Vec<DepartmentBurden> = own.into_iter().map(row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.alone));
    rows
}
