//! People: inspectors who go out, and what a person at the office may do.

use serde::{Deserialize, Serialize};

use super::code::codes;
use super::id::{DepartmentCode, InspectorId, UnitCode};

codes! {
    /// What somebody at the office may do.
    Role, "role" {
        /// 经办人: triages, plans, prints.
        Coordinator = "coordinator",
        /// 审批人: clears plans, grants exceptions.
        Director = "director",
        /// 监督员: re-runs and verifies.
        Auditor = "auditor",
    }
}

/// Somebody who acts in the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name they sign with.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

/// Somebody a team is drawn from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inspector {
    /// Their number in the county's list.
    pub id: InspectorId,
    /// Name.
    pub name: String,
    /// Whom they work for.
    pub department: DepartmentCode,
    /// Where they are from and therefore do not inspect.
    pub home_unit: Option<UnitCode>,
    /// Townships and villages where relatives live or work.
    #[serde(default)]
    pub relatives: Vec<UnitCode>,
    /// Holds a licence to inspect firms (regime B).
    pub licensed: bool,
}
