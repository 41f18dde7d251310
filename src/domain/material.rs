//! What departments ask townships for, and what becomes of it.

use serde::{Deserialize, Serialize};

use super::code::codes;

codes! {
    /// What becomes of a material.
    Disposition, "disposition" {
        /// 数据调用: held elsewhere, fetched from there.
        Shared = "shared",
        /// 改为现场核实: seen, asked or measured instead.
        Observed = "observed",
        /// 不得索要: trace-keeping, may not be asked.
        Struck = "struck",
        /// 依法保留: statutory and not observable, one copy for all.
        Kept = "kept",
        /// 待定: no rule knows it; a person decides.
        Open = "open",
    }
}

/// One document a request asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Material {
    /// As the department names it.
    pub name: String,
    /// What becomes of it.
    pub disposition: Disposition,
    /// The rule that says so, or `person` where somebody decided.
    pub by: String,
    /// The subject whose check items replace it, for an observed material.
    pub subject: Option<String>,
}
