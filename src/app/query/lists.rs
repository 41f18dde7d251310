//! Plain lists: people, superiors' arrivals, what really came, draws.

use super::all;
use crate::app::county::CountyView;
use crate::app::error::Result;
use crate::domain::arrival::{Anchor, Arrival};
use crate::domain::day::DayRange;
use crate::domain::id::UnitCode;
use crate::domain::person::{Person, Role};
use crate::domain::request::Request;
use crate::domain::sample_round::SampleRound;
use crate::store::View;

/// Everybody who acts, by name.
pub fn people(view: &View<'_>) -> Result<Vec<Person>> {
    all(view)
}

/// Whether somebody is a director.
pub fn is_director(view: &View<'_>, name: &str) -> Result<bool> {
    Ok(view.get::<Person>(name)?.is_some_and(|person| person.record.role == Role::Director))
}

/// Something with the names of unit and department people read.
#[derive(Clone, Debug)]
pub struct Named<T> {
    /// It.
    pub record: T,
    /// Name of the unit.
    pub unit: String,
    /// Short name of the department.
    pub department: String,
    /// The matter.
    pub title: String,
}

/// Superiors' arrivals, by day and unit.
pub fn anchors(view: &View<'_>) -> Result<Vec<Named<Anchor>>> {
    let county = CountyView::load(view)?;
    let mut anchors = Vec::new();
    for anchor in all::<Anchor>(view)? {
        let request: Request = crate::app::command::required(view, &anchor.request.to_string())?;
        anchors.push(Named {
            unit: county.units.name(&anchor.unit),
            department: county.departments.short(&anchor.department),
            title: request.title,
            record: anchor,
        });
    }
    anchors.sort_by_key(|anchor| (anchor.record.start, anchor.record.unit.clone(), anchor.record.id));
    Ok(anchors)
}

/// What came in a span, at one unit or at all, by day and unit.
pub fn arrivals(
    view: &View<'_>,
    span: Option<DayRange>,
    unit: Option<&UnitCode>,
) -> Result<Vec<Named<Arrival>>> {
    let county = CountyView::load(view)?;
    let mut arrivals: Vec<Named<Arrival>> = all::<Arrival>(view)?
        .into_iter()
        .filter(|arrival| span.is_none_or(|span| span.contains(arrival.date)))
        .filter(|arrival| unit.is_none_or(|unit| arrival.unit == *unit))
        .map(|arrival| Named {
            unit: county.units.name(&arrival.unit),
            department: county.departments.short(&arrival.department),
            title: arrival.subject.clone(),
            record: arrival,
        })
        .collect();
    arrivals.sort_by_key(|arrival| (arrival.record.date, arrival.record.unit.clone(), arrival.record.id));
    Ok(arrivals)
}

/// Draws of elements, by round; the secret of one that is not made yet is left out. Draws of teams stand with their
/// visits.
pub fn rounds(view: &View<'_>) -> Result<Vec<SampleRound>> {
    let mut rounds: Vec<SampleRound> = all(view)?;
    rounds.retain(|round| !round.is_team());
    for round in rounds.iter_mut().filter(|round| round.drawn.is_none()) {
        round.secret.clear();
    }
    Ok(rounds)
}
