//! The part of the registers a draw is made from: elements of some kinds, in the county or in one township.

use std::collections::BTreeMap;

use super::directory::UnitDirectory;
use super::error::Result;
use crate::domain::id::{ElementId, UnitCode};
use crate::domain::register::{Element, Register};
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
