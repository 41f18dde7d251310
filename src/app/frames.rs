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
        for row in view.frame::<Element>(&register.hash, None)? {
            let element = row.doc;
            let inside = scope.is_none_or(|(units, township)| units.township(&element.unit) == township);
            if inside && kinds.contains(&element.kind) {
                found.entry(element.id.clone()).or_insert(element);
            }
        }
    }
    Ok(found.into_values().collect())
}
