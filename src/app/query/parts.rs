//! The samples of a visit as they would be fixed now: frames, numbers, and what they are judged by.

use std::collections::BTreeMap;

use super::all;
use super::history::Histories;
use super::rotation::{self, Share};
use crate::app::command::draw::frame;
use crate::app::command::required;
use crate::app::county::CountyView;
use crate::app::error::{AppError, Result};
use crate::app::frames;
use crate::app::office::Office;
use crate::domain::amount::Ratio;
use crate::domain::demand::Demand;
use crate::domain::draw::{Judging, Severity};
use crate::domain::id::{UnitCode, VisitId};
use crate::domain::request::Request;
use crate::domain::sample_round::{FieldForce, SamplePart, SampleRound};
use crate::domain::visit::Visit;
use crate::sampling::judge::Levels;
use crate::sampling::meaning::{half_days_of, households_within};
use crate::sampling::stopping;
use crate::store::View;

/// The samples of a visit as they would be fixed now, part by part in the order of requests: each as large as people and
/// days allow, judged as the history of township and subject asks. A round that is `fixed` goes on with the strata it has.
pub fn parts(
    view: &View<'_>,
    office: &Office,
    county: &CountyView,
    visit: &Visit,
    force: Option<FieldForce>,
    fixed: Option<&SampleRound>,
) -> Result<Vec<SamplePart>> {
    let township = county.units.township(&visit.unit).clone();
    let (histories, levels) = (Histories::load(view)?, levels(office)?);
    let mut parts = Vec::new();
    for id in &visit.demands {
        let demand: Demand = required(view, &id.to_string())?;
        let request: Request = required(view, &demand.request.to_string())?;
        if !demand.elements.is_empty() {
            continue;
        }
        let kinds = office.kinds_of(&request.subject).to_vec();
        let elements = frames::of_kinds(view, &kinds, Some((&county.units, &township)))?;
        if elements.is_empty() {
            continue;
        }
        let (people, half_days) = of_force(force, request.people, demand.effort_halfdays);
        let able = u64::from(households_within(half_days_of(people, half_days)));
        let able = able.clamp(1, elements.len() as u64);
        let again = office.terms.sampling.again_percent;
        let rounds = match fixed {
            Some(round) => rotation::fixed(round, &kinds),
            None if again == 0 => Vec::new(),
            None => rotation::latest(&all(view)?, visit.id, &township, &elements),
        };
        let drawn = frames::drawn_in(view, &rounds, &kinds)?;
        let severity = histories.next(&township, &request.subject).severity;
        for share in rotation::shares(elements, able, again, rounds, &drawn) {
            let sequential = force.is_some_and(|force| force.sequential);
            parts.push(part(&request, &kinds, &township, share, levels, (severity, sequential))?);
        }
    }
    parts.sort_by_key(|part| (part.request, part.turn()));
    Ok(parts)
}

/// A part with its frame, its number, and what it is judged by.
fn part(
    request: &Request,
    kinds: &[String],
    township: &UnitCode,
    share: Share,
    levels: Levels,
    (severity, sequential): (Severity, bool),
) -> Result<SamplePart> {
    let frame = frame(&share.elements)?.digest();
    let plan = levels.judging(frame.total, share.able, severity)?;
    // A plan that nothing could fail judges nothing: it happens where a county declares much and visits few.
    let judging = Some(plan).filter(|plan| plan.ac < plan.n);
    let stops = match judging.filter(|_| sequential) {
        Some(plan) => stopping::numbers(frame.total, levels.of(severity), plan.n, plan.ac)?,
        None => Vec::new(),
    };
    // Household by household the last number judges whoever is left.
    let last = stops.last().and_then(|stop| stop.accept);
    Ok(SamplePart {
        department: request.department.clone(),
        request: request.id,
        kinds: kinds.to_vec(),
        township: Some(township.clone()),
        stratum: share.stratum,
        n: u64::from(plan.n),
        frame,
        chosen: Vec::new(),
        replacements: Vec::new(),
        judging: judging.map(|plan| Judging { ac: last.unwrap_or(plan.ac), ..plan }),
        stops,
        passed_over: Vec::new(),
        reports: BTreeMap::new(),
        expansion: None,
        fixed: None,
    })
}

/// The levels samples are judged by: the county's, from `office.toml`.
pub(super) fn levels(office: &Office) -> Result<Levels> {
    let declared = Ratio::of_percent(u64::from(office.terms.sampling.declared_percent));
    Levels::from(declared).map_err(|_| AppError::problem("A7061").with("file", "office.toml"))
}

/// People and half days: as somebody said, or as asked for.
pub(super) fn of_force(force: Option<FieldForce>, people: u32, half_days: u32) -> (u32, u32) {
    force.map_or((people, half_days), |force| (force.people, force.half_days))
}

/// What was said of a visit's people and days before it was published.
pub fn force(view: &View<'_>, visit: VisitId) -> Result<Option<FieldForce>> {
    Ok(view.get::<FieldForce>(&FieldForce::key_of(visit))?.map(|found| found.record))
}
