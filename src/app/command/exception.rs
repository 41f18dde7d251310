//! A director's permission to exceed one rule once.

use serde_json::{Value, json};

use super::required;
use crate::app::error::{AppError, Result};
use crate::app::session::{Command, Desk};
use crate::domain::id::{ExceptionId, VisitId};
use crate::domain::quota::Exception;
use crate::domain::record::Table;
use crate::domain::visit::Visit;
use crate::store::Tx;

/// Permits a visit to exceed a rule.
pub struct Except {
    /// The rule.
    pub rule: String,
    /// The visit.
    pub visit: VisitId,
    /// Why.
    pub reason: String,
}

impl Command for Except {
    const NAME: &'static str = "except";
    type Outcome = ExceptionId;

    fn args(&self) -> Value {
        json!({ "rule": self.rule, "visit": self.visit, "reason": self.reason })
    }

    fn decide(self, tx: &mut Tx<'_>, desk: &Desk<'_>) -> Result<ExceptionId> {
        desk.require_director(tx)?;
        if self.reason.trim().is_empty() {
            return Err(AppError::usage("A7031"));
        }
        if desk.office.rules.rule(&self.rule).is_none() {
            return Err(AppError::usage("A7032").with("rule", self.rule));
        }
        if !desk.office.director_may_except(&self.rule) {
            return Err(AppError::problem("A7033").with("rule", self.rule));
        }
        let visit: Visit = required(tx, &self.visit.to_string())?;
        let id = ExceptionId(tx.next_number(Table::Exception)?);
        tx.put(&Exception {
            id,
            rule: self.rule,
            visit: visit.id,
            reason: self.reason,
            director: desk.author.to_owned(),
            on: desk.today,
        })?;
        Ok(id)
    }
}
