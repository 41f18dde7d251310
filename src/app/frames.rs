//! The part of the registers a draw is made from: elements of some kinds, in the county or in one township.

use std::collections::{BTreeMap, BTreeSet};

use super::directory::UnitDirectory;
use super::error::Result;
use crate::domain::id::{ElementId, UnitCode};
use crate::domain::register::{Element, Register};
use crate::domain::sample_round::{SamplePart, SampleRound, Turn};
use crate::store::View;

/// The elements of these kinds, by id; in a township with its villages, or in the whole county. An element that
/// stands in several registers is one element.
pub fn of_kinds(
    view: &View<'_>,
    kinds: &[String],
    scope: Option<(&UnitDirectory, &UnitCode)>,
) -> Result<Vec<Element>> {
    let mut found: BTreeMap<ElementId, Element> = BTreeMap::new();
    for register in view.all::<Register>()? {
        let register = register.record;
        if !register.kinds.iter().any(|kind| kinds.contains(kind)) {
            continue;
        }
        for element in entries(view, &register.hash, scope)? {
            if kinds.contains(&element.kind) {
                found.entry(element.id.clone()).or_insert(element);
            }
        }
    }
    Ok(found.into_values().collect())
}

/// The elements a part is drawn from: of its kinds, where it is drawn, of its stratum.
pub fn of_part(view: &View<'_>, units: &UnitDirectory, part: &SamplePart) -> Result<Vec<Element>> {
    let scope = part.township.as_ref().map(|township| (units, township));
    let mut elements = of_kinds(view, &part.kinds, scope)?;
    if let Some(stratum) = &part.stratum {
        let drawn = drawn_in(view, &stratum.rounds, &part.kinds)?;
        elements.retain(|element| drawn.contains(&element.id.0) == (stratum.turn == Turn::Again));
    }
    Ok(elements)
}

/// Ids that rounds drew from elements of these kinds.
pub fn drawn_in(view: &View<'_>, rounds: &[String], kinds: &[String]) -> Result<BTreeSet<String>> {
    let mut drawn = BTreeSet::new();
    for round in rounds {
        let found = view.get::<SampleRound>(round)?.map(|found| found.record);
        let parts = found.into_iter().flat_map(|round| round.parts).filter(|part| part.kinds == kinds);
        drawn.extend(parts.flat_map(|part| part.chosen).map(|chosen| chosen.id));
    }
    Ok(drawn)
}

/// The entries of a frame: all of them, or those of a township and its villages, read unit by unit.
fn entries(view: &View<'_>, hash: &str, scope: Option<(&UnitDirectory, &UnitCode)>) -> Result<Vec<Element>> {
    let Some((units, township)) = scope else {
        return Ok(view.frame::<Element>(hash, None)?.into_iter().map(|row| row.doc).collect());
    };
    let mut entries = Vec::new();
    for unit in units.units().filter(|unit| units.township(&unit.code) == township) {
        entries.extend(view.frame::<Element>(hash, Some(&unit.code.0))?.into_iter().map(|row| row.doc));
    }
    Ok(entries)
}
