//! A preset file as it is written: rules that name their citation by a key. Knows no check; `book` compares.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::domain::quota::{Period, QuotaScope};
use crate::domain::request::{Regime, RequestKind};
use crate::domain::rule::{Citation, ExceptionBy, RuleSeverity};

/// One file of `data/rules`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// Documents by the key rules name them with.
    #[serde(default)]
    pub citation: BTreeMap<String, Citation>,
    /// Rules in the order of the file.
    #[serde(default)]
    pub rule: Vec<RuleRow>,
}

/// One rule of a file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleRow {
    /// `R2xxx`.
    pub code: String,
    /// Which check it parameterises.
    pub check: String,
    /// How much it stops.
    pub severity: RuleSeverity,
    /// Who may permit an exception.
    pub exception_by: ExceptionBy,
    /// Key of the document.
    pub citation: String,
    /// Kinds of request it holds for; all where it names none.
    #[serde(default)]
    pub kinds: BTreeSet<RequestKind>,
    /// Regimes it holds for; both where it names none.
    #[serde(default)]
    pub regimes: BTreeSet<Regime>,
    /// Whose visits it adds up.
    #[serde(default)]
    pub scope: Option<QuotaScope>,
    /// In which period.
    #[serde(default)]
    pub period: Option<Period>,
    /// Numbers of the check.
    #[serde(default)]
    pub numbers: BTreeMap<String, u32>,
    /// Words of the check.
    #[serde(default)]
    pub words: BTreeMap<String, Vec<String>>,
}

/// The line, from 1, on which a file writes a rule's code; for problems found after the file was read.
pub fn line_of(text: &str, code: &str) -> Option<u32> {
    let quoted = format!("\"{code}\"");
    let line = text.lines().position(|line| {
        line.split_once('=')
            .is_some_and(|(key, value)| key.trim() == "code" && value.trim_start().starts_with(&quoted))
    })?;
    u32::try_from(line + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::line_of;

    #[test]
    fn a_rule_is_found_by_its_code_line() {
        let text = "[[rule]]\ncode = \"R2001\"\n\n[[rule]]\nname = \"R2002\"\n  code=\"R2002\" # lead time\n";
        assert_eq!(line_of(text, "R2001"), Some(2));
        assert_eq!(line_of(text, "R2002"), Some(6));
        assert_eq!(line_of(text, "R2003"), None);
    }
}
