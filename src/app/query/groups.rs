//! Into how many groups a visit's team divides, and how many its households ask for. Changes nothing.

use super::sample::SampleView;
use crate::app::error::Result;
use crate::domain::id::VisitId;
use crate::domain::message::Message;
use crate::domain::sample_round::FieldGroups;
use crate::domain::visit::Visit;
use crate::sampling::meaning::households_within;
use crate::store::View;

/// People a group has at least: nobody goes to a household alone, and the law asks for two at a firm.
pub const PEOPLE_MIN: u32 = 2;
/// More groups than this are a slip of the finger.
pub const GROUPS_MAX: u32 = 50;

/// How a visit's team is divided, and how it could be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Division {
    /// Groups at present.
    pub groups: u32,
    /// Groups its households ask for.
    pub needed: u32,
    /// Groups the team can make; `None` while nobody is drawn for it.
    pub able: Option<u32>,
}

impl Division {
    /// The division of a visit in a sentence or two.
    pub fn message(&self, visit: VisitId) -> Message {
        let code = if self.able.is_some() { "groups-able" } else { "groups-open" };
        Message::new("groups-are")
            .with("visit", visit.to_string())
            .with("groups", self.groups)
            .with("needed", self.needed)
            .with("able", Message::new(code).with("able", self.able.unwrap_or(GROUPS_MAX)))
    }

    /// Whether there is anything to be said: the team is divided, or its households ask for it.
    pub const fn is_told(&self) -> bool {
        self.groups > 1 || self.needed > 1
    }
}

/// Reads how a visit's team is divided.
pub(super) fn division(view: &View<'_>, visit: &Visit, samples: &[SampleView]) -> Result<Division> {
    Ok(Division {
        groups: of(view, &visit.id.to_string())?,
        needed: needed(visit, samples),
        able: able(visit),
    })
}

/// Groups the households of a round are dealt to; 1 where nobody said otherwise.
pub fn of(view: &View<'_>, round: &str) -> Result<u32> {
    Ok(view.get::<FieldGroups>(&FieldGroups::key_of(round))?.map_or(1, |found| found.record.groups.max(1)))
}

/// Groups a team can make; `None` while nobody is drawn for it.
pub fn able(visit: &Visit) -> Option<u32> {
    let people = u32::try_from(visit.team.len()).unwrap_or(u32::MAX);
    (people > 0).then_some((people / PEOPLE_MIN).clamp(1, GROUPS_MAX))
}

/// Groups that get through the households of a visit in its days: the largest sample of each kind of household, each
/// half day as many as one group manages.
fn needed(visit: &Visit, samples: &[SampleView]) -> u32 {
    let largest = |kinds: &[String]| {
        samples.iter().filter(|other| other.kinds == kinds).map(|other| other.n).max().unwrap_or(0)
    };
    let mut seen: Vec<&[String]> = Vec::new();
    let mut households = 0_u64;
    for sample in samples {
        if !seen.contains(&sample.kinds.as_slice()) {
            seen.push(&sample.kinds);
            households = households.saturating_add(largest(&sample.kinds));
        }
    }
    let each = u64::from(households_within(visit.days.saturating_mul(2)).max(1));
    u32::try_from(households.div_ceil(each)).unwrap_or(GROUPS_MAX).clamp(1, GROUPS_MAX)
}
