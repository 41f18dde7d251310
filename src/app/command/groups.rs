//! Divides a visit's team into groups: each gets its own checklist. Once something came back the division stands, since
//! whom a group goes to next follows from it.

use serde_json::{Value, json};

use super::required;
use crate::app::error::{AppError, Result};
use crate::app::query::groups::{GROUPS_MAX, able};
use crate::app::session::{Command, Desk};
use crate::domain::code::Code;
use crate::domain::field_record::FieldRecord;
use crate::domain::id::VisitId;
use crate::domain::message::Arg;
use crate::domain::sample_round::FieldGroups;
use crate::domain::visit::{Visit, VisitState};
use crate::store::Tx;

/// Divides the team of a visit.
pub struct DivideTeam {
    /// Which visit.
    pub visit: VisitId,
    /// Into how many groups.
    pub groups: u32,
}

impl Command for DivideTeam {
    const NAME: &'static str = "divide-team";
    type Outcome = FieldGroups;

    fn args(&self) -> Value {
        json!({ "visit": self.visit, "groups": self.groups })
    }

    /// A7123 for a visit that is over or that something came back of, A7124 for fewer than two people a group.
    fn decide(self, tx: &mut Tx<'_>, _desk: &Desk<'_>) -> Result<FieldGroups> {
        let visit: Visit = required(tx, &self.visit.to_string())?;
        let ahead = visit.is_draft()
            || matches!(visit.state, VisitState::Published | VisitState::Sealed | VisitState::InField);
        if !ahead || tx.get::<FieldRecord>(&self.visit.to_string())?.is_some() {
            return Err(AppError::problem("A7123")
                .with("id", self.visit.to_string())
                .with("state", Arg::code(visit.state.text_id())));
        }
        let most = able(&visit).unwrap_or(GROUPS_MAX);
        if self.groups == 0 || self.groups > most {
            return Err(AppError::usage("A7124")
                .with("groups", self.groups)
                .with("people", visit.team.len())
                .with("most", most));
        }
        let groups = FieldGroups { visit: self.visit, groups: self.groups };
        tx.put(&groups)?;
        Ok(groups)
    }
}
