//! Townships and villages: who is inspected.

use serde::{Deserialize, Serialize};

use super::code::codes;
use super::day::DayRange;
use super::id::UnitCode;

codes! {
    /// What sort of unit.
    UnitKind, "unit-kind" {
        /// 乡镇、街道.
        Township = "township",
        /// 行政村.
        Village = "village",
    }
}

/// Days on which a unit receives nobody: harvest, flood duty, election, festival.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietPeriod {
    /// When.
    pub days: DayRange,
    /// Why, as the county writes it.
    pub name: String,
}

/// A township or village.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// National division code: 9 digits for a township, 12 for a village.
    pub code: UnitCode,
    /// Name with its 乡, 镇 or 村.
    pub name: String,
    /// Township or village.
    pub kind: UnitKind,
    /// The township of a village.
    pub parent: Option<UnitCode>,
    /// When it receives nobody.
    #[serde(default)]
    pub quiet: Vec<QuietPeriod>,
}
