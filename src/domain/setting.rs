//! What a county decides once: its name, who leads, and the plan it keeps.

use serde::{Deserialize, Serialize};

use super::code::codes;

codes! {
    /// Who leads coordination.
    Leadership, "leadership" {
        /// 纪委牵头: the discipline office coordinates and its director clears.
        DisciplineOffice = "discipline-office",
        /// 县委办统筹: the coordination office decides, the discipline office supervises.
        CoordinationOffice = "coordination-office",
    }
}

/// The county.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct County {
    /// National division code, 6 digits.
    pub code: String,
    /// Name.
    pub name: String,
    /// Who leads.
    pub leadership: Leadership,
    /// Teams that can be out at once, each with a leader.
    pub leaders: u32,
    /// Arrivals in the baseline year, by month `YYYY-MM`; the halving line is drawn from them.
    pub baseline: std::collections::BTreeMap<String, u32>,
}
