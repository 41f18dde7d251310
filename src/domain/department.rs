//! Departments: who asks to inspect, and with how many people.

use serde::{Deserialize, Serialize};

use super::code::codes;
use super::id::DepartmentCode;

codes! {
    /// Which government a department belongs to.
    Level, "level" {
        /// 县级.
        County = "county",
        /// 市级.
        Prefecture = "prefecture",
        /// 省级 (自治区).
        Province = "province",
        /// 中央.
        Centre = "centre",
    }
}

/// A department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Department {
    /// Its code in the county's list.
    pub code: DepartmentCode,
    /// Full name.
    pub name: String,
    /// Name as a column has room for.
    pub short: String,
    /// Names it is also written by.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// Its government.
    pub level: Level,
    /// Inspectors who can be out on one day.
    pub crew: u32,
    /// May inspect firms on its own (regime B); a coordination body may not.
    pub licensed: bool,
    /// Met first in a file, not yet confirmed by a person.
    #[serde(default)]
    pub provisional: bool,
}
