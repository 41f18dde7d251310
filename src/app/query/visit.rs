//! One visit with everything its screen shows: what it serves, what the gates miss, its samples and their meaning.

use crate::app::county::CountyView;
use crate::app::error::Result;
use crate::app::office::Office;
use crate::app::verdicts;
use crate::domain::id::VisitId;
use crate::domain::message::Message;
use crate::domain::person::Inspector;
use crate::domain::rule::Verdict;
use crate::domain::sample_round::SampleRound;
use crate::domain::visit::Gate;
use crate::sampling::meaning::team_days;
use crate::store::View;

use super::checklist::meaning;
use super::plan::{PlannedVisit, visit};

/// One visit.
#[derive(Clone, Debug)]
pub struct VisitDetail {
    /// The visit and what it serves.
    pub planned: PlannedVisit,
    /// What the rules say of it.
    pub verdicts: Vec<Verdict>,
    /// What supervision beforehand still misses; a gate without a message is open.
    pub gates: Vec<(Gate, Vec<Message>)>,
    /// Who goes.
    pub team: Vec<Inspector>,
    /// Its draw; `None` before publication, or where nothing is drawn.
    pub round: Option<SampleRound>,
    /// A sentence a sample: what it will and will not show, and the team-days it takes.
    pub meanings: Vec<Message>,
}

/// Reads one visit.
pub fn detail(view: &View<'_>, office: &Office, id: VisitId) -> Result<VisitDetail> {
    let planned = visit(view, id)?;
    let county = CountyView::load(view)?;
    let record = &planned.visit.record;
    let round = view.get::<SampleRound>(&id.to_string())?.map(|round| round.record);
    let mut meanings = Vec::new();
    for part in round.iter().flat_map(|round| &round.parts) {
        meanings.push(
            Message::new("sample-part")
                .with("department", county.departments.short(&part.department))
                .with("meaning", meaning(part.frame.total, part.n)?)
                .with("days", team_days(u32::try_from(part.n).unwrap_or(u32::MAX)).message()),
        );
    }
    let mut team = Vec::new();
    for inspector in &record.team {
        if let Some(found) = view.get::<Inspector>(&inspector.0)? {
            team.push(found.record);
        }
    }
    Ok(VisitDetail {
        verdicts: verdicts::of_visit(view, office, &county, record)?,
        gates: verdicts::gates(view, office, &county, record)?,
        team,
        round,
        meanings,
        planned,
    })
}
