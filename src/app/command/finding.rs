//! Findings on their way: facts stated, assigned, guided, closed by fit evidence, and a drawn share looked at again.

use serde_json::{Value, json};

use super::{draw, required, result};
use crate::app::error::{AppError, Result};
use crate::app::session::{Command, Desk};
use crate::domain::code::Code;
use crate::domain::demand::{Demand, DemandState};
use crate::domain::finding::{Closure, Evidence, Finding, FindingState, Recheck};
use crate::domain::id::{DepartmentCode, FindingId, VisitId};
use crate::domain::message::Arg;
use crate::domain::visit::{Visit, VisitState};
use crate::store::Tx;

/// What is done with a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Who is responsible states the facts; where they show that it does not stand, it is dropped.
    Facts {
        /// As stated.
        text: String,
        /// It stands all the same.
        stands: bool,
    },
    /// A department sees to it, or (`None`) the unit.
    Assign {
        /// Which.
        department: Option<DepartmentCode>,
    },
    /// What to do, instead of what follows from the check item.
    Guide {
        /// In words.
        text: String,
    },
    /// Put right.
    Close {
        /// What shows it.
        evidence: Evidence,
        /// Which record, which household, who looked.
        note: String,
    },
    /// Looked at again on site.
    Recheck {
        /// It is as it was reported.
        passed: bool,
    },
}

impl Step {
    const fn name(&self) -> &'static str {
        match self {
            Self::Facts { .. } => "facts",
            Self::Assign { .. } => "assign",
            Self::Guide { .. } => "guide",
            Self::Close { .. } => "close",
            Self::Recheck { .. } => "recheck",
        }
    }
}

/// Takes a finding a step further.
pub struct Advance {
    /// Which.
    pub id: FindingId,
    /// How.
    pub step: Step,
}

impl Command for Advance {
    const NAME: &'static str = "finding";
    type Outcome = Finding;

    fn args(&self) -> Value {
        json!({ "id": self.id, "step": self.step.name() })
    }

    fn decide(self, tx: &mut Tx<'_>, desk: &Desk<'_>) -> Result<Finding> {
        let finding: Finding = required(tx, &self.id.to_string())?;
        let drawn = finding.state == FindingState::Closed && finding.recheck == Recheck::Drawn;
        let fits = match self.step {
            Step::Recheck { .. } => drawn,
            _ => finding.state == FindingState::Open,
        };
        if !fits {
            return Err(AppError::problem("A7111")
                .with("id", self.id.to_string())
                .with("state", Arg::code(finding.state.text_id())));
        }
        let next = match self.step {
            Step::Facts { text, stands } => facts(finding, text, stands, desk)?,
            Step::Assign { department } => Finding { responsible: department, ..finding },
            Step::Guide { text } => Finding { guidance: Some(text), ..finding },
            Step::Close { evidence, note } => closed(finding, evidence, note, desk)?,
            Step::Recheck { passed: true } => Finding { recheck: Recheck::Passed, ..finding },
            // Not as reported: it is open again, due at once.
            Step::Recheck { passed: false } => Finding {
                state: FindingState::Open,
                recheck: Recheck::None,
                closure: None,
                deadline: desk.today,
                ..finding
            },
        };
        tx.put(&next)?;
        settle(tx, next.visit)?;
        Ok(next)
    }
}

fn facts(finding: Finding, text: String, stands: bool, desk: &Desk<'_>) -> Result<Finding> {
    if desk.today > finding.facts_until {
        return Err(AppError::problem("A7112")
            .with("id", finding.id.to_string())
            .with("until", finding.facts_until.to_string()));
    }
    let state = if stands { finding.state } else { FindingState::Dropped };
    Ok(Finding { facts: Some(text), state, ..finding })
}

fn closed(finding: Finding, evidence: Evidence, note: String, desk: &Desk<'_>) -> Result<Finding> {
    if !evidence.is_fit() {
        return Err(AppError::problem("A7113").with("evidence", Arg::code(evidence.text_id())));
    }
    if note.trim().is_empty() {
        return Err(AppError::usage("A7114"));
    }
    let closure = Closure { evidence, note, by: desk.author.to_owned(), on: desk.today };
    // Seen on site once more already: nothing is left to draw.
    let recheck = if evidence == Evidence::Recheck { Recheck::Passed } else { Recheck::None };
    Ok(Finding { state: FindingState::Closed, closure: Some(closure), recheck, ..finding })
}

/// A visit whose findings are all done is closed, with its demands; one with a finding open again is not.
fn settle(tx: &mut Tx<'_>, id: VisitId) -> Result<()> {
    let visit: Visit = required(tx, &id.to_string())?;
    let (state, demands) = if result::has_open(tx, id)? {
        (VisitState::Rectifying, DemandState::CarriedOut)
    } else {
        (VisitState::Closed, DemandState::Closed)
    };
    if visit.state == state || !matches!(visit.state, VisitState::Rectifying | VisitState::Closed) {
        return Ok(());
    }
    for demand in &visit.demands {
        let demand: Demand = required(tx, &demand.to_string())?;
        tx.put(&Demand { state: demands, ..demand })?;
    }
    tx.put(&Visit { state, ..visit })?;
    Ok(())
}

/// Draws the share of closed findings that is looked at again. The seed is the state of the journal: nobody chooses.
pub struct DrawRechecks;

impl Command for DrawRechecks {
    const NAME: &'static str = "draw-rechecks";
    type Outcome = Vec<FindingId>;

    fn args(&self) -> Value {
        Value::Null
    }

    fn decide(self, tx: &mut Tx<'_>, desk: &Desk<'_>) -> Result<Vec<FindingId>> {
        let closed = tx.select::<Finding>("state", FindingState::Closed.code())?;
        let closed: Vec<Finding> = closed.into_iter().map(|found| found.record).collect();
        // Those drawn before count, so that drawing again draws no more than the share.
        let on_paper = closed.iter().filter(|finding| {
            finding.closure.as_ref().is_some_and(|closure| closure.evidence != Evidence::Recheck)
        });
        let (open, seen): (Vec<&Finding>, Vec<&Finding>) =
            on_paper.partition(|finding| finding.recheck == Recheck::None);
        let percent = desk.office.terms.findings.recheck_percent as usize;
        let wanted = (open.len() + seen.len()).saturating_mul(percent).div_ceil(100);
        let seed = draw::seed("rechecks", &tx.journal_head()?.hash, &desk.today.to_string())?;
        let mut tickets: Vec<_> =
            open.into_iter().map(|finding| (seed.ticket(&finding.id.to_string()), finding)).collect();
        tickets.sort_by_key(|(ticket, finding)| (*ticket, finding.id));
        let mut drawn = Vec::new();
        for (_, finding) in tickets.into_iter().take(wanted.saturating_sub(seen.len())) {
            tx.put(&Finding { recheck: Recheck::Drawn, ..finding.clone() })?;
            settle(tx, finding.visit)?;
            drawn.push(finding.id);
        }
        drawn.sort();
        Ok(drawn)
    }
}
