//! From paperwork to the ground: materials nobody has decided on yet, and the pages and host-hours the others save.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::{all, plain};
use crate::app::error::Result;
use crate::app::office::Office;
use crate::domain::code::Code;
use crate::domain::demand::Demand;
use crate::domain::id::{RequestId, UnitCode};
use crate::domain::material::{Disposition, Material};
use crate::domain::request::{Request, RequestState};
use crate::store::{Field, View};

/// A material no rule knows, waiting for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmatched {
    /// As departments name it.
    pub name: String,
    /// Who asks for it.
    pub requests: Vec<RequestId>,
}

/// Materials of requests still under way that no rule knows and nobody decided on, those asked for most first.
pub fn unmatched(view: &View<'_>) -> Result<Vec<Unmatched>> {
    let mut found: BTreeMap<String, BTreeSet<RequestId>> = BTreeMap::new();
    let under_way = Field::In("state", &UNDER_WAY.map(Code::code));
    view.each::<Request, Asking>(&[under_way], |request| {
        let open = request.record.materials.into_iter().filter(|one| one.disposition == Disposition::Open);
        for material in open {
            found.entry(material.name).or_default().insert(request.record.id);
        }
    })?;
    let mut rows: Vec<Unmatched> = found
        .into_iter()
        .map(|(name, requests)| Unmatched { name, requests: requests.into_iter().collect() })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.requests.len()));
    Ok(rows)
}

/// States of requests whose materials somebody may still bring.
const UNDER_WAY: [RequestState; 3] = [RequestState::Received, RequestState::Returned, RequestState::Accepted];

/// What a request asks for, and no more of it.
#[derive(Deserialize)]
struct Asking {
    id: RequestId,
    materials: Vec<Material>,
}

/// What accepted requests no longer take from the units they go to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PaperSaved {
    /// Accepted requests that ask for materials.
    pub requests: u32,
    /// Of these, all of whose materials are seen, asked or measured instead, or fall away: switched to the ground.
    pub switched: u32,
    /// Materials asked for, by what became of them; each unit counts.
    pub materials: BTreeMap<Disposition, u32>,
    /// Pages no unit puts together.
    pub pages: u64,
    /// Minutes of host staff this saves.
    pub minutes: u64,
}

impl PaperSaved {
    /// Whole host-hours, rounded down.
    pub const fn host_hours(&self) -> u64 {
        self.minutes / 60
    }
}

/// Adds up accepted requests at the units their demands go to. A kept material is handed over once a unit, for all
/// departments; the further copies are saved.
pub fn saved(view: &View<'_>, office: &Office) -> Result<PaperSaved> {
    let mut units: BTreeMap<RequestId, BTreeSet<UnitCode>> = BTreeMap::new();
    for demand in all::<Demand>(view)? {
        units.entry(demand.request).or_default().insert(demand.unit);
    }
    let mut sum = PaperSaved::default();
    let mut handed_over: BTreeSet<(UnitCode, String)> = BTreeSet::new();
    for request in plain(view.select::<Request>("state", RequestState::Accepted.code())?) {
        if request.materials.is_empty() {
            continue;
        }
        sum.requests += 1;
        sum.switched += u32::from(switched(&request));
        for unit in units.get(&request.id).into_iter().flatten() {
            for material in &request.materials {
                *sum.materials.entry(material.disposition).or_default() += 1;
                let asked = match material.disposition {
                    Disposition::Open => true,
                    Disposition::Kept => handed_over.insert((unit.clone(), material.name.clone())),
                    Disposition::Shared | Disposition::Observed | Disposition::Struck => false,
                };
                if !asked {
                    let effort = office.materials.effort(&material.name);
                    sum.pages += u64::from(effort.pages);
                    sum.minutes += u64::from(effort.minutes);
                }
            }
        }
    }
    Ok(sum)
}

/// Nothing is read any more, and something is looked at instead.
fn switched(request: &Request) -> bool {
    let any = |disposition| request.materials.iter().any(|material| material.disposition == disposition);
    any(Disposition::Observed) && !any(Disposition::Kept) && !any(Disposition::Open)
}
