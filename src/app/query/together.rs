//! One household, one knock: what sharing tickets saves, visit by visit and in all.

use std::collections::BTreeSet;

use super::all;
use crate::app::county::CountyView;
use crate::app::error::Result;
use crate::app::frames;
use crate::domain::message::Message;
use crate::domain::sample_round::SampleRound;
use crate::sampling::coordinate::{Part, bound_thousandths};
use crate::sampling::frame::Frame;
use crate::store::View;

/// Household visits of one round, or of several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Together {
    /// Rounds counted.
    pub rounds: u32,
    /// Visits if every department went alone.
    pub separate: u64,
    /// Different elements drawn.
    pub visits: u64,
    /// What no way of drawing gets below on average, in thousandths of a visit.
    pub bound_thousandths: u64,
}

impl Together {
    /// Visits that sharing tickets saves.
    pub const fn saved(&self) -> u64 {
        self.separate.saturating_sub(self.visits)
    }

    /// The sentence for screens and accounts.
    pub fn message(&self) -> Message {
        let bound = format!("{}.{}", self.bound_thousandths / 1_000, self.bound_thousandths % 1_000 / 100);
        Message::new("sampling-together")
            .with("visits", self.visits)
            .with("separate", self.separate)
            .with("saved", self.saved())
            .with("bound", bound)
    }
}

/// What one drawn round of a visit saves; `None` before the draw, and where one part alone is drawn.
pub fn of_round(view: &View<'_>, county: &CountyView, round: &SampleRound) -> Result<Option<Together>> {
    let requests: BTreeSet<_> = round.parts.iter().map(|part| part.request).collect();
    if round.drawn.is_none() || round.is_team() || requests.len() < 2 {
        return Ok(None);
    }
    let mut parts = Vec::new();
    for part in &round.parts {
        let ids = frames::of_part(view, &county.units, part)?.into_iter().map(|element| element.id.0);
        // A register that changed since cannot say what the bound was.
        let Ok(frame) = Frame::new(ids) else { return Ok(None) };
        parts.push((frame, u32::try_from(part.n).unwrap_or(u32::MAX)));
    }
    let parts: Vec<Part<'_>> = parts.iter().map(|(frame, n)| Part { frame, n: *n }).collect();
    let union: BTreeSet<&str> =
        round.parts.iter().flat_map(|part| &part.chosen).map(|chosen| chosen.id.as_str()).collect();
    Ok(Some(Together {
        rounds: 1,
        separate: round.parts.iter().map(|part| part.n).sum(),
        visits: union.len() as u64,
        bound_thousandths: bound_thousandths(&parts),
    }))
}

/// All drawn rounds that several departments share.
pub fn account(view: &View<'_>) -> Result<Together> {
    let county = CountyView::load(view)?;
    let mut sum = Together::default();
    for round in all::<SampleRound>(view)? {
        if let Some(one) = of_round(view, &county, &round)? {
            sum.rounds += one.rounds;
            sum.separate += one.separate;
            sum.visits += one.visits;
            sum.bound_thousandths += one.bound_thousandths;
        }
    }
    Ok(sum)
}
