//! Registers: lists of households, firms and projects that samples are drawn from.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::id::{ElementId, UnitCode};

/// A register as a whole. Its entries are kept apart, so that personal data can be erased; this record holds
/// their hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Register {
    /// Short code, e.g. `households`.
    pub code: String,
    /// Name as people read it.
    pub name: String,
    /// The kinds of element in it (codes of the subject table), sorted.
    pub kinds: Vec<String>,
    /// Who keeps it.
    pub source: String,
    /// The day it is the state of.
    pub as_of: NaiveDate,
    /// Made up for a demonstration.
    pub constructed: bool,
    /// Entries.
    pub size: u32,
    /// SHA-256 of its entries in id order, lowercase hex.
    pub hash: String,
}

/// One entry of a register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Element {
    /// Its id: a random number of the keeper's, never an identity number.
    pub id: ElementId,
    /// Where it is.
    pub unit: UnitCode,
    /// What kind of thing (a code of the subject table).
    pub kind: String,
    /// Name or address as the team finds it.
    pub label: String,
    /// Other columns of the register.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, String>,
}
