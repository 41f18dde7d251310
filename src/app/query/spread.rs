//! How draws lie on households: substitutions where they cluster, and how evenly the burden is spread.

use std::collections::{BTreeMap, BTreeSet};

use super::all;
use crate::app::county::CountyView;
use crate::app::error::Result;
use crate::app::frames;
use crate::domain::draw::{NotVisited, Report};
use crate::domain::id::UnitCode;
use crate::domain::sample_round::SampleRound;
use crate::sampling::visited::{Substituted, standing_out};
use crate::store::View;

/// Substitutions of a village.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitSubstitutions {
    /// The village.
    pub unit: UnitCode,
    /// Its name.
    pub name: String,
    /// Elements the draws reached there, replaced ones included.
    pub drawn: u32,
    /// Of these, replaced, by reason.
    pub replaced: BTreeMap<NotVisited, u32>,
    /// More than chance would have it in one of a hundred, if all villages replaced alike.
    pub stands_out: bool,
}

/// Substitutions village by village, those that stand out first.
pub fn substitutions(view: &View<'_>) -> Result<Vec<UnitSubstitutions>> {
    let county = CountyView::load(view)?;
    let mut places = Places::default();
    let mut units: BTreeMap<UnitCode, (u32, BTreeMap<NotVisited, u32>)> = BTreeMap::new();
    for round in all::<SampleRound>(view)?.iter().filter(|round| round.recorded.is_some()) {
        // An element drawn for two departments was visited, or replaced, once.
        let reports: BTreeMap<&String, &Report> = round.parts.iter().flat_map(|part| &part.reports).collect();
        let kinds: BTreeSet<&String> = round.parts.iter().flat_map(|part| &part.kinds).collect();
        for (element, report) in reports {
            let Some(unit) = places.unit_of(view, element, &kinds)? else { continue };
            let counts = units.entry(unit).or_default();
            counts.0 += 1;
            match report {
                Report::NotVisited(reason) if *reason != NotVisited::NoSuchElement => {
                    *counts.1.entry(*reason).or_default() += 1;
                }
                Report::NotVisited(_) | Report::Visited { .. } => {}
            }
        }
    }
    let counts: Vec<Substituted> = units
        .values()
        .map(|(drawn, replaced)| Substituted { drawn: *drawn, replaced: replaced.values().sum() })
        .collect();
    let standing_out = standing_out(&counts)?;
    let mut rows: Vec<UnitSubstitutions> = units
        .into_iter()
        .enumerate()
        .map(|(place, (unit, (drawn, replaced)))| UnitSubstitutions {
            name: county.units.name(&unit),
            unit,
            drawn,
            replaced,
            stands_out: standing_out.contains(&place),
        })
        .collect();
    rows.sort_by_key(|row| (!row.stands_out, std::cmp::Reverse(row.replaced.values().sum::<u32>())));
    Ok(rows)
}

/// Where elements lie, register by register as they are asked for.
#[derive(Default)]
struct Places {
    known: BTreeMap<String, UnitCode>,
    read: BTreeSet<String>,
}

impl Places {
    fn unit_of(
        &mut self,
        view: &View<'_>,
        element: &str,
        kinds: &BTreeSet<&String>,
    ) -> Result<Option<UnitCode>> {
        let unread: Vec<String> = kinds.iter().map(|kind| (*kind).clone()).collect();
        for kind in unread.into_iter().filter(|kind| !self.read.contains(kind)).collect::<Vec<_>>() {
            let elements = frames::of_kinds(view, std::slice::from_ref(&kind), None)?;
            self.known.extend(elements.into_iter().map(|one| (one.id.0, one.unit)));
            self.read.insert(kind);
        }
        Ok(self.known.get(element).cloned())
    }
}

/// How often the elements of some kinds were drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spread {
    /// The kinds drawn from together.
    pub kinds: Vec<String>,
    /// Elements of the largest frame drawn from.
    pub population: u64,
    /// How many were drawn once, twice …; those never drawn under 0.
    pub drawn: BTreeMap<u32, u64>,
}

/// How evenly the draws lay on households: all drawn rounds of visits, kinds by kinds.
pub fn spread(view: &View<'_>) -> Result<Vec<Spread>> {
    let mut times: BTreeMap<Vec<String>, BTreeMap<String, u32>> = BTreeMap::new();
    for round in all::<SampleRound>(view)?.iter().filter(|round| round.drawn.is_some() && !round.is_team()) {
        // One knock a round, however many departments ask.
        let mut seen: BTreeSet<(&Vec<String>, &String)> = BTreeSet::new();
        for part in &round.parts {
            seen.extend(part.chosen.iter().map(|chosen| (&part.kinds, &chosen.id)));
        }
        for (kinds, element) in seen {
            *times.entry(kinds.clone()).or_default().entry(element.clone()).or_default() += 1;
        }
    }
    let mut rows = Vec::new();
    for (kinds, times) in times {
        let population = frames::of_kinds(view, &kinds, None)?.len() as u64;
        let mut drawn: BTreeMap<u32, u64> = BTreeMap::new();
        for count in times.values() {
            *drawn.entry(*count).or_default() += 1;
        }
        drawn.insert(0, population.saturating_sub(times.len() as u64));
        rows.push(Spread { kinds, population, drawn });
    }
    Ok(rows)
}
