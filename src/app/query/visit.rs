//! One visit with everything its screen shows: what it serves, what the gates miss, its samples and what they mean.

use super::directed::directed;
use super::groups::{Division, division};
use super::plan::{PlannedVisit, visit};
use super::sample::{self, SampleView};
use super::together;
use crate::app::command::required;
use crate::app::county::CountyView;
use crate::app::error::Result;
use crate::app::office::Office;
use crate::app::verdicts;
use crate::domain::id::VisitId;
use crate::domain::message::Message;
use crate::domain::person::Inspector;
use crate::domain::quota::Exception;
use crate::domain::rule::Verdict;
use crate::domain::sample_round::{FieldForce, PassedOver, SampleRound};
use crate::domain::visit::{Gate, Visit};
use crate::rules::visit::exceptable;
use crate::store::View;

/// One visit.
#[derive(Clone, Debug)]
pub struct VisitDetail {
    /// The visit and what it serves.
    pub planned: PlannedVisit,
    /// What the rules say of it.
    pub verdicts: Vec<Verdict>,
    /// What it was permitted to exceed.
    pub exceptions: Vec<Exception>,
    /// Rules a director may let it exceed.
    pub exceptable: Vec<String>,
    /// What supervision beforehand still misses; a gate without a message is open.
    pub gates: Vec<(Gate, Vec<Message>)>,
    /// Who goes.
    pub team: Vec<Inspector>,
    /// Whom the draw of the team passed over, and why.
    pub passed_over: Vec<PassedOver>,
    /// Into how many groups the team divides.
    pub division: Division,
    /// Its draw; `None` before publication, or where nothing is drawn.
    pub round: Option<SampleRound>,
    /// What sharing tickets saves; `None` before the draw, and where one part alone is drawn.
    pub together: Option<Message>,
    /// What came of the places people chose themselves; `None` where there was none.
    pub directed: Option<Message>,
    /// One entry a part of the round, or, before publication, of what would be fixed now.
    pub samples: Vec<SampleView>,
}

/// Reads one visit.
pub fn detail(view: &View<'_>, office: &Office, id: VisitId) -> Result<VisitDetail> {
    let planned = visit(view, id)?;
    let county = CountyView::load(view)?;
    let record = &planned.visit.record;
    let round = view.get::<SampleRound>(&id.to_string())?.map(|round| round.record);
    // Before it is published, what would be fixed now.
    let shown = round.is_some() || record.is_draft();
    let samples =
        if shown { sample::views(view, office, &county, record, round.as_ref(), None)? } else { Vec::new() };
    let together = match &round {
        Some(round) => together::of_round(view, &county, round)?,
        None => None,
    };
    let mut team = Vec::new();
    for inspector in &record.team {
        if let Some(found) = view.get::<Inspector>(&inspector.0)? {
            team.push(found.record);
        }
    }
    let team_round = view.get::<SampleRound>(&SampleRound::team_key(&id.to_string()))?;
    let passed_over = team_round.into_iter().flat_map(|found| found.record.parts);
    Ok(VisitDetail {
        verdicts: verdicts::of_visit(view, office, &county, record)?,
        exceptions: view
            .select::<Exception>("visit", &id.to_string())?
            .into_iter()
            .map(|found| found.record)
            .collect(),
        exceptable: exceptable(&office.rules).map(|rule| rule.code.clone()).collect(),
        gates: verdicts::gates(view, office, &county, record)?,
        team,
        division: division(view, record, &samples)?,
        passed_over: passed_over.flat_map(|part| part.passed_over).collect(),
        round,
        together: together.map(|together| together.message()),
        directed: directed(view, office, record)?,
        samples,
        planned,
    })
}

/// What other people and days would say of a visit's samples: those of a draft, or of one that is fixed already, as if
/// it were not.
pub fn considered(view: &View<'_>, office: &Office, force: FieldForce) -> Result<Vec<SampleView>> {
    let visit: Visit = required(view, &force.visit.to_string())?;
    sample::views(view, office, &CountyView::load(view)?, &visit, None, Some(force))
}
