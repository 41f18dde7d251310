//! Keeping the answer to a question about the plan: the change it was asked about and the plan that answers it, as one
//! decision that can be taken back.

use serde_json::{Value, json};

use super::adopt::{AdoptPlan, Adopted};
use super::required;
use crate::app::error::{AppError, Result};
use crate::app::query::question::{Position, Proposal, Question};
use crate::app::session::{Command, Desk};
use crate::domain::demand::{Demand, DemandState};
use crate::domain::department::Department;
use crate::domain::id::DemandId;
use crate::domain::setting::County;
use crate::domain::visit::Visit;
use crate::store::Tx;

/// Makes an answer the county's plan, with what was asked.
pub struct Keep {
    /// The answer.
    pub proposal: Proposal,
}

impl Command for Keep {
    const NAME: &'static str = "keep";
    type Outcome = Adopted;

    fn args(&self) -> Value {
        json!({ "question": self.proposal.question })
    }

    fn decide(self, tx: &mut Tx<'_>, desk: &Desk<'_>) -> Result<Adopted> {
        let Proposal { question, prepared, plan, position } = self.proposal;
        let department = match position {
            Position::Department(at, _) => prepared.situation.departments.get(at).cloned(),
            _ => None,
        };
        let adopted = AdoptPlan { prepared, plan }.decide(tx, desk)?;
        match position {
            Position::Demand(id) => keep_demand(tx, id, &question, &adopted)?,
            Position::Leaders(count) => {
                let county: County = required(tx, County::KEY)?;
                let leaders = county.leaders.saturating_add(count);
                tx.put(&County { leaders, ..county })?;
            }
            Position::Department(_, count) => {
                let department = department.ok_or_else(|| AppError::problem("P3022"))?;
                let crew = department.crew.saturating_add(count);
                tx.put(&Department { crew, ..department })?;
            }
        }
        Ok(adopted)
    }
}

/// What was decided about one demand stays decided when all is planned anew.
fn keep_demand(tx: &mut Tx<'_>, id: DemandId, question: &Question, adopted: &Adopted) -> Result<()> {
    let demand: Demand = required(tx, &id.to_string())?;
    match question {
        Question::Drop { .. } => {
            tx.put(&Demand { state: DemandState::Postponed, visit: None, unserved: None, ..demand })?;
        }
        Question::Window { days, .. } => {
            tx.put(&Demand { window: *days, ..demand })?;
        }
        Question::Move { .. } => {
            if let Some(visit) = adopted.visits.iter().find(|visit| visit.demands.contains(&id)) {
                tx.put(&Visit { pinned: true, ..visit.clone() })?;
            }
        }
        _ => {}
    }
    Ok(())
}
