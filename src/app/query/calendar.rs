//! The published calendar as a document: visits people are told of, superiors' arrivals, days off; of sealed visits
//! nothing but a hash.

use chrono::NaiveDate;
use sha2::{Digest, Sha256};

use super::all;
use crate::app::county::CountyView;
use crate::app::error::Result;
use crate::app::office::Office;
use crate::domain::arrival::Anchor;
use crate::domain::day::{DayRange, SpecialKind};
use crate::domain::demand::Demand;
use crate::domain::message::Message;
use crate::domain::person::Inspector;
use crate::domain::record::Record;
use crate::domain::request::Request;
use crate::domain::sample_round::SampleRound;
use crate::domain::visit::{Visit, VisitState};
use crate::exchange::export::calendar as document;
use crate::store::View;
use crate::text::Catalogue;

/// The calendar of a period on a day, optionally of one unit.
pub fn calendar(
    view: &View<'_>,
    office: &Office,
    catalogue: &Catalogue,
    period: DayRange,
    today: NaiveDate,
) -> Result<document::Calendar> {
    let county = CountyView::load(view)?;
    let inspectors: Vec<Inspector> = all(view)?;
    let mut visits = Vec::new();
    let mut sealed = Vec::new();
    for visit in all::<Visit>(view)? {
        if !visit.range().overlaps(&period) {
            continue;
        }
        match visit.state {
            _ if visit.is_secret(today) => sealed.extend(seal(view, &visit)?),
            // Nobody was told of it, and nobody is told that it will not come.
            VisitState::Cancelled if !visit.announced => {}
            VisitState::Sealed | VisitState::Cancelled => {
                visits.push(self::visit(view, office, &county, &inspectors, catalogue, &visit)?);
            }
            _ if visit.is_public() => {
                visits.push(self::visit(view, office, &county, &inspectors, catalogue, &visit)?);
            }
            _ => {}
        }
    }
    sealed.sort();
    Ok(document::Calendar {
        county: county.county.as_ref().map_or_else(String::new, |county| county.name.clone()),
        county_code: county.county.as_ref().map_or_else(String::new, |county| county.code.clone()),
        title: catalogue.get("calendar-title"),
        first: period.from,
        last: period.last(),
        generated_on: today,
        visits,
        special_days: special_days(office, period),
        quiet: quiet(&county, period),
        anchors: anchors(view, &county, period)?,
        sealed,
    })
}

/// What may be known of a sealed visit before its day: SHA-256 of its id, unit, first day and secret. Units and days
/// are few and could be tried out; the secret cannot. It is shown with the draw, and then anybody can compare.
fn seal(view: &View<'_>, visit: &Visit) -> Result<Option<String>> {
    let round = view.get::<SampleRound>(&visit.key())?;
    Ok(round.map(|round| {
        let secret = &round.record.secret;
        hex::encode(Sha256::digest(format!("{}|{}|{}|{secret}", visit.key(), visit.unit, visit.start)))
    }))
}

fn visit(
    view: &View<'_>,
    office: &Office,
    county: &CountyView,
    inspectors: &[Inspector],
    catalogue: &Catalogue,
    visit: &Visit,
) -> Result<document::Visit> {
    let mut demands = Vec::new();
    let mut departments = Vec::new();
    let mut subjects = Vec::new();
    for id in &visit.demands {
        let demand: Demand = crate::app::command::required(view, &id.to_string())?;
        let request: Request = crate::app::command::required(view, &demand.request.to_string())?;
        let department = county.departments.short(&request.department);
        let subject = office.subject_name(&request.subject, catalogue.lang());
        push_once(&mut departments, &department);
        push_once(&mut subjects, &subject);
        demands.push(document::Demand {
            request: request.id.to_string(),
            department,
            subject: request.title,
            element_count: u32::try_from(demand.elements.len()).unwrap_or(u32::MAX),
            elements: Vec::new(),
        });
    }
    let name =
        |id| inspectors.iter().find(|inspector| inspector.id == id).map(|inspector| inspector.name.clone());
    let mut team: Vec<String> = visit.team.iter().cloned().filter_map(name).collect();
    let leader = visit
        .team
        .iter()
        .find(|id| inspectors.iter().any(|one| one.id == **id && one.department == visit.lead))
        .cloned()
        .and_then(name);
    team.retain(|member| Some(member) != leader.as_ref());
    Ok(document::Visit {
        id: visit.id.to_string(),
        sequence: visit.revision,
        cancelled: visit.state == VisitState::Cancelled,
        unit: county.units.name(&visit.unit),
        unit_code: visit.unit.0.clone(),
        township: county.units.name(county.units.township(&visit.unit)),
        first_day: visit.start,
        days: visit.days,
        announced: visit.announced,
        departments,
        leader,
        team,
        subjects,
        demands,
        note: visit.joins.map(|anchor| {
            catalogue.render(&Message::new("calendar-joins").with("anchor", anchor.to_string()))
        }),
    })
}

fn push_once(list: &mut Vec<String>, text: &str) {
    if !list.iter().any(|known| known == text) {
        list.push(text.to_owned());
    }
}

fn special_days(office: &Office, period: DayRange) -> Vec<document::SpecialDay> {
    period
        .days()
        .filter_map(|day| office.calendar.special(day))
        .map(|special| document::SpecialDay {
            date: special.date,
            name: special.name.clone(),
            working: special.kind == SpecialKind::Work,
        })
        .collect()
}

/// Quiet periods every township shares are the county's.
fn quiet(county: &CountyView, period: DayRange) -> Vec<document::QuietPeriod> {
    let mut quiet: Vec<document::QuietPeriod> = Vec::new();
    for row in county.units.units().flat_map(|unit| &unit.quiet).filter(|row| row.days.overlaps(&period)) {
        let row =
            document::QuietPeriod { name: row.name.clone(), first: row.days.from, last: row.days.last() };
        if !quiet.contains(&row) {
            quiet.push(row);
        }
    }
    quiet.sort_by_key(|row| (row.first, row.last));
    quiet
}

/// Superiors' arrivals of one request on one day are one line.
fn anchors(view: &View<'_>, county: &CountyView, period: DayRange) -> Result<Vec<document::Anchor>> {
    let mut lines: Vec<document::Anchor> = Vec::new();
    for anchor in all::<Anchor>(view)? {
        if !period.contains(anchor.start) {
            continue;
        }
        let unit = county.units.name(&anchor.unit);
        let request: Request = crate::app::command::required(view, &anchor.request.to_string())?;
        let same = lines.iter_mut().find(|line| {
            line.first_day == anchor.start && line.days == anchor.days && line.subject == request.title
        });
        match same {
            Some(line) => line.units.push(unit),
            None => lines.push(document::Anchor {
                id: anchor.id.to_string(),
                sequence: 0,
                cancelled: false,
                body: county.departments.short(&anchor.department),
                subject: request.title,
                units: vec![unit],
                first_day: anchor.start,
                days: anchor.days,
                note: None,
            }),
        }
    }
    Ok(lines)
}
