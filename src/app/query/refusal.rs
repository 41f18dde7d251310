//! What if a request were refused: which arrivals the townships would be spared, and which would come anyway.

use super::inbox::{meeting, reaches};
use crate::app::county::CountyView;
use crate::app::error::Result;
use crate::app::expand::{occasions_of, of_units};
use crate::app::tally;
use crate::domain::message::Message;
use crate::domain::plan_run::Tally;
use crate::domain::request::{Request, RequestKind, RequestState};
use crate::store::View;

/// What refusing a request would change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct IfRefused {
    /// Arrivals that would not be.
    pub spared: Tally,
    /// Its arrivals where another department may come at the same time: merged, they cost nothing.
    pub anyway: u32,
}

impl IfRefused {
    /// The sentence for screens and lists.
    pub fn message(&self) -> Message {
        Message::new("if-refused")
            .with("visits", self.spared.visits)
            .with("days", self.spared.days)
            .with("hours", self.spared.host_hours)
            .with("anyway", self.anyway)
    }
}

/// What refusing a request would change; `None` for one that may not be refused, is decided against already, or does
/// not say which units it goes to.
pub(super) fn if_refused(
    view: &View<'_>,
    county: &CountyView,
    request: &Request,
) -> Result<Option<IfRefused>> {
    let open = matches!(request.state, RequestState::Received | RequestState::Accepted);
    let refusable = matches!(request.kind, RequestKind::Planned | RequestKind::OffPlan);
    let mut alone = of_units(request, &county.units);
    let (all, Some(span)) = (alone.len(), request.span()) else { return Ok(None) };
    if !open || !refusable || all == 0 {
        return Ok(None);
    }
    for state in [RequestState::Accepted, RequestState::Received] {
        if alone.is_empty() {
            break;
        }
        meeting(view, state, span, |other| {
            if alone.is_empty() || other.id == request.id || other.announced != request.announced {
                return;
            }
            let times = occasions_of(&other.windows, other.times_per_year);
            alone.retain(|part| {
                let meets = times.iter().any(|time| time.overlaps(&part.window));
                !(meets && reaches(county, &other.target, &part.unit))
            });
        })?;
    }
    let hosts = county.county.as_ref().map_or(0, |county| county.hosts);
    let spared = alone
        .iter()
        .fold(Tally::default(), |sum, part| tally::add(sum, part.effort_halfdays.div_ceil(2).max(1), hosts));
    let anyway = u32::try_from(all - alone.len()).unwrap_or(u32::MAX);
    Ok(Some(IfRefused { spared, anyway }))
}
