//! Findings on their way: facts stated, assigned, guided, closed by fit evidence, and a drawn share looked at again.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{draw, plan, required};
use crate::app::error::{AppError, Result};
use crate::app::office::Office;
use crate::app::session::{Command, Desk};
use crate::domain::checklist::{CheckItem, DefectClass};
use crate::domain::code::Code;
use crate::domain::demand::{Demand, DemandState};
use crate::domain::department::Department;
use crate::domain::draw::NotVisited;
use crate::domain::field_record::{FieldAnswer, FieldRecord, UNIT};
use crate::domain::finding::{Closure, Evidence, Finding, FindingState, Recheck};
use crate::domain::id::{DepartmentCode, FindingId, VisitId};
use crate::domain::message::Arg;
use crate::domain::record::Table;
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
            Step::Recheck { passed } => looked_at(finding, passed, desk),
        };
        tx.put(&next)?;
        settle(tx, next.visit)?;
        Ok(next)
    }
}

/// After the second look; what is not as reported is open again, due at once.
fn looked_at(finding: Finding, passed: bool, desk: &Desk<'_>) -> Finding {
    if passed {
        return Finding { recheck: Recheck::Passed, ..finding };
    }
    Finding {
        state: FindingState::Open,
        recheck: Recheck::None,
        recheck_until: None,
        closure: None,
        deadline: desk.today,
        ..finding
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
    let (state, demands) = if has_open(tx, id)? {
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
        let until = working_day_after(desk.office, desk.today, desk.office.terms.findings.recheck_days)?;
        let mut drawn = Vec::new();
        for (_, finding) in tickets.into_iter().take(wanted.saturating_sub(seen.len())) {
            tx.put(&Finding { recheck: Recheck::Drawn, recheck_until: Some(until), ..finding.clone() })?;
            settle(tx, finding.visit)?;
            drawn.push(finding.id);
        }
        drawn.sort();
        Ok(drawn)
    }
}

/// A finding for every answer that newly does not conform, and for every element that does not exist; one whose answer
/// was amended falls away.
pub(super) fn make(
    tx: &mut Tx<'_>,
    desk: &Desk<'_>,
    visit: &Visit,
    before: &FieldRecord,
    now: &FieldRecord,
) -> Result<Vec<FindingId>> {
    let (before, now) = (faults(before), faults(now));
    let known = tx.select::<Finding>("visit", &visit.id.to_string())?;
    let known: Vec<Finding> = known.into_iter().map(|found| found.record).collect();
    for finding in &known {
        let spot = (finding.element.clone().unwrap_or_default(), finding.item.clone());
        if finding.state == FindingState::Open && before.contains_key(&spot) && !now.contains_key(&spot) {
            tx.put(&Finding { state: FindingState::Dropped, ..finding.clone() })?;
        }
    }
    let mut made = Vec::new();
    for (spot, note) in now {
        if !before.contains_key(&spot) {
            made.push(open_finding(tx, desk, visit, spot, note)?);
        }
    }
    Ok(made)
}

/// Element and item of everything that does not conform, with what the team wrote.
fn faults(record: &FieldRecord) -> BTreeMap<(String, String), String> {
    let answers = record.answers.iter().flat_map(|(element, answers)| {
        let no = answers
            .iter()
            .filter(|(item, answered)| answered.answer == FieldAnswer::No && recheck_of(item).is_none());
        no.map(|(item, answered)| ((element.clone(), item.clone()), answered.note.clone()))
    });
    let missing = record.not_visited.iter().filter(|(_, reason)| **reason == NotVisited::NoSuchElement);
    let missing = missing.map(|(id, reason)| ((id.clone(), reason.code().to_owned()), String::new()));
    answers.chain(missing).collect()
}

/// The finding an item of a checklist looks at again; `None` for a question of its own.
pub(super) fn recheck_of(item: &str) -> Option<FindingId> {
    item.starts_with("F-").then(|| item.parse().ok()).flatten()
}

/// What rode along on a visit: findings looked at again.
pub(super) fn looked_at_again(
    tx: &mut Tx<'_>,
    desk: &Desk<'_>,
    before: &FieldRecord,
    now: &FieldRecord,
) -> Result<()> {
    let of_unit = |record: &FieldRecord| record.answers.get(UNIT).cloned().unwrap_or_default();
    let before = of_unit(before);
    for (item, answered) in of_unit(now) {
        let Some(id) = recheck_of(&item).filter(|_| before.get(&item) != Some(&answered)) else { continue };
        let finding: Finding = required(tx, &id.to_string())?;
        if finding.recheck != Recheck::Drawn || answered.answer == FieldAnswer::NotApplicable {
            continue;
        }
        let next = looked_at(finding, answered.answer == FieldAnswer::Yes, desk);
        tx.put(&next)?;
        settle(tx, next.visit)?;
    }
    Ok(())
}

fn open_finding(
    tx: &mut Tx<'_>,
    desk: &Desk<'_>,
    visit: &Visit,
    (element, item): (String, String),
    what: String,
) -> Result<FindingId> {
    let terms = &desk.office.terms.findings;
    let known = desk.office.check_items().iter().find(|known| known.id == item);
    let class = known.map_or(DefectClass::Major, |known| known.class);
    let days = match class {
        DefectClass::Critical => terms.critical_days,
        DefectClass::Major => terms.major_days,
        DefectClass::Minor => terms.minor_days,
    };
    // Who is responsible states the facts first; the time to put it right begins after that.
    let facts_until = working_day_after(desk.office, desk.today, terms.facts_days)?;
    let id = FindingId(tx.next_number(Table::Finding)?);
    tx.put(&Finding {
        id,
        visit: visit.id,
        unit: visit.unit.clone(),
        responsible: responsible(tx, known)?,
        item,
        element: (element != UNIT).then_some(element),
        class,
        what,
        guidance: None,
        state: FindingState::Open,
        found_on: desk.today,
        facts_until,
        facts: None,
        deadline: working_day_after(desk.office, facts_until, days)?,
        closure: None,
        recheck: Recheck::None,
        recheck_until: None,
    })?;
    Ok(id)
}

/// The department the check item names for what it finds, where the county has it; otherwise the unit itself.
fn responsible(tx: &Tx<'_>, item: Option<&CheckItem>) -> Result<Option<DepartmentCode>> {
    let Some(named) = item.and_then(|item| item.responsible.as_ref()) else { return Ok(None) };
    Ok(tx.get::<Department>(named)?.map(|found| found.record.code))
}

/// The last of so many working days after a day.
pub(in crate::app) fn working_day_after(office: &Office, from: NaiveDate, days: u32) -> Result<NaiveDate> {
    let (mut day, mut left) = (from, days);
    while left > 0 {
        let Some(next) = day.succ_opt() else { break };
        day = next;
        if office.calendar.is_working(day).map_err(plan::uncovered)? {
            left -= 1;
        }
    }
    Ok(day)
}

/// Whether something a visit found is still to be put right or looked at again.
pub(super) fn has_open(tx: &Tx<'_>, visit: VisitId) -> Result<bool> {
    let found = tx.select::<Finding>("visit", &visit.to_string())?;
    Ok(found
        .iter()
        .any(|found| found.record.state == FindingState::Open || found.record.recheck == Recheck::Drawn))
}

/// The word that something was handed over to the case office: nothing but the word is kept.
pub struct HandOver {
    /// The visit it came up on.
    pub visit: VisitId,
}

impl Command for HandOver {
    const NAME: &'static str = "hand-over";
    type Outcome = FindingId;

    fn args(&self) -> Value {
        json!({ "visit": self.visit })
    }

    fn decide(self, tx: &mut Tx<'_>, desk: &Desk<'_>) -> Result<FindingId> {
        let visit: Visit = required(tx, &self.visit.to_string())?;
        let id = FindingId(tx.next_number(Table::Finding)?);
        tx.put(&Finding {
            id,
            visit: visit.id,
            unit: visit.unit,
            item: String::new(),
            element: None,
            class: DefectClass::Critical,
            what: String::new(),
            guidance: None,
            responsible: None,
            state: FindingState::HandedOver,
            found_on: desk.today,
            facts_until: desk.today,
            facts: None,
            deadline: desk.today,
            closure: None,
            recheck: Recheck::None,
            recheck_until: None,
        })?;
        Ok(id)
    }
}
