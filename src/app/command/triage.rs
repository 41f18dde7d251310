//! Decisions on requests: accepted, returned, refused, diverted, withdrawn; and on the materials they ask for.

use serde_json::{Value, json};

use super::required;
use crate::app::county::CountyView;
use crate::app::error::{AppError, Kind, Result};
use crate::app::session::{Command, Desk};
use crate::app::{expand, verdicts};
use crate::domain::arrival::Anchor;
use crate::domain::code::Code;
use crate::domain::demand::{Demand, DemandState};
use crate::domain::id::{AnchorId, DemandId, RequestId};
use crate::domain::material::Disposition;
use crate::domain::message::{Arg, Message};
use crate::domain::reason::Reason;
use crate::domain::record::Table;
use crate::domain::request::{Decision, Request, RequestKind, RequestState, Target};
use crate::domain::rule::{RuleSeverity, Verdict};
use crate::rules::request::suggestion;
use crate::store::Tx;

/// Most worked days a superior's window may hold to be a fixed arrival; a longer one leaves the county a choice.
const FIXED_DAYS_MAX: usize = 5;

/// What is decided on a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// 采纳.
    Accept,
    /// 退回补正.
    Return,
    /// 不予安排.
    Refuse,
    /// 转数据核查.
    Divert,
    /// 撤回.
    Withdraw,
}

impl Ruling {
    const fn state(self) -> RequestState {
        match self {
            Self::Accept => RequestState::Accepted,
            Self::Return => RequestState::Returned,
            Self::Refuse => RequestState::Refused,
            Self::Divert => RequestState::Diverted,
            Self::Withdraw => RequestState::Withdrawn,
        }
    }
}

/// Decides on requests, all the same way.
pub struct Triage {
    /// Which.
    pub ids: Vec<RequestId>,
    /// How.
    pub ruling: Ruling,
    /// Why; needed for everything but acceptance.
    pub reason: Option<Reason>,
    /// In words. A director who accepts against a rule says here why.
    pub note: Option<String>,
    /// Accept although a rule blocks that a director may except.
    pub despite_rules: bool,
}

impl Command for Triage {
    const NAME: &'static str = "triage";
    type Outcome = Vec<RequestId>;

    fn args(&self) -> Value {
        json!({ "ids": self.ids, "state": self.ruling.state(), "reason": self.reason })
    }

    fn decide(self, tx: &mut Tx<'_>, desk: &Desk<'_>) -> Result<Vec<RequestId>> {
        if self.despite_rules {
            desk.require_director(tx)?;
            if self.note.as_deref().is_none_or(|note| note.trim().is_empty()) {
                return Err(AppError::usage("A7006"));
            }
        }
        let county = CountyView::load(tx)?;
        for id in desk.watch.each(&self.ids) {
            let id = id?;
            let request: Request = required(tx, &id.to_string())?;
            rule(tx, desk, &county, request, &self)?;
        }
        Ok(self.ids)
    }
}

/// Decides on one request.
fn rule(
    tx: &mut Tx<'_>,
    desk: &Desk<'_>,
    county: &CountyView,
    request: Request,
    triage: &Triage,
) -> Result<()> {
    if request.state != RequestState::Received && !(triage.ruling == Ruling::Withdraw) {
        let error = AppError::problem("A7007")
            .with("id", request.id.to_string())
            .with("state", Arg::code(request.state.text_id()));
        // Two may decide at once: the second is told who was first.
        return Err(match request.decision {
            Some(decision) => error.with("by", decision.by).with("on", decision.on.to_string()),
            None => error.with("by", "none").with("on", ""),
        });
    }
    if triage.ruling == Ruling::Withdraw {
        withdraw_demands(tx, &request)?;
    }
    let never_refused =
        matches!(request.kind, RequestKind::Superior | RequestKind::Urgent | RequestKind::Independent);
    if never_refused && matches!(triage.ruling, Ruling::Refuse | Ruling::Divert) {
        return Err(AppError::problem("A7008")
            .with("id", request.id.to_string())
            .with("kind", Arg::code(request.kind.text_id())));
    }
    if triage.ruling != Ruling::Accept && triage.ruling != Ruling::Withdraw && triage.reason.is_none() {
        return Err(AppError::usage("A7009").with("id", request.id.to_string()));
    }
    let verdicts = verdicts::of_request(tx, desk.office, desk.today, county, &request)?;
    if triage.ruling == Ruling::Accept {
        refuse_blocked(&request, &verdicts, desk, triage.despite_rules)?;
    }
    let decided = Request {
        state: triage.ruling.state(),
        decision: Some(Decision {
            by: desk.author.to_owned(),
            on: desk.today,
            reason: triage.reason,
            note: triage.note.clone(),
            verdicts,
        }),
        ..request
    };
    tx.put(&decided)?;
    if triage.ruling == Ruling::Accept {
        make_demands(tx, desk, county, &decided)?;
    }
    Ok(())
}

/// A block stands unless a director may, and does, except it.
fn refuse_blocked(
    request: &Request,
    verdicts: &[Verdict],
    desk: &Desk<'_>,
    despite_rules: bool,
) -> Result<()> {
    let blocks: Vec<&Verdict> = verdicts
        .iter()
        .filter(|verdict| verdict.severity == RuleSeverity::Block)
        .filter(|verdict| !(despite_rules && desk.office.director_may_except(&verdict.rule)))
        .collect();
    if blocks.is_empty() {
        return Ok(());
    }
    let said = blocks.iter().map(|verdict| Arg::from(verdict.message.clone())).collect();
    Err(AppError::of(
        Kind::Problem,
        Message::new("A7010").with("id", request.id.to_string()).with("rules", Arg::List(said)),
    ))
}

/// Demands of an accepted request; a superior's fixed dates become anchors, and what is drawn from a register waits
/// for its draw.
fn make_demands(tx: &mut Tx<'_>, desk: &Desk<'_>, county: &CountyView, request: &Request) -> Result<()> {
    if matches!(request.target, Target::Drawn { .. }) {
        return Ok(());
    }
    if request.kind == RequestKind::Superior && make_anchors(tx, desk, county, request)? {
        return Ok(());
    }
    put_parts(tx, request, expand::of_units(request, &county.units))
}

/// Writes the demands of a request.
pub(super) fn put_parts(tx: &mut Tx<'_>, request: &Request, parts: Vec<expand::Part>) -> Result<()> {
    for part in parts {
        let id = DemandId(tx.next_number(Table::Demand)?);
        tx.put(&Demand {
            id,
            request: request.id,
            unit: part.unit,
            occurrence: part.occurrence,
            window: part.window,
            elements: part.elements,
            effort_halfdays: part.effort_halfdays,
            state: DemandState::Waiting,
            visit: None,
            unserved: None,
        })?;
    }
    Ok(())
}

/// Whether the dates were fixed, and so became anchors.
fn make_anchors(tx: &mut Tx<'_>, desk: &Desk<'_>, county: &CountyView, request: &Request) -> Result<bool> {
    let mut spans = Vec::new();
    for window in expand::occasions(request) {
        let days = desk.office.calendar.working_days(window).map_err(super::plan::uncovered)?;
        match (days.first(), days.len()) {
            (Some(first), 1..=FIXED_DAYS_MAX) => spans.push((*first, days.len())),
            _ => return Ok(false),
        }
    }
    for part in expand::of_units(request, &county.units) {
        let Some((start, days)) =
            usize::try_from(part.occurrence).ok().and_then(|at| spans.get(at.saturating_sub(1))).copied()
        else {
            continue;
        };
        let id = AnchorId(tx.next_number(Table::Anchor)?);
        tx.put(&Anchor {
            id,
            request: request.id,
            department: request.department.clone(),
            unit: part.unit,
            start,
            days: u32::try_from(days).unwrap_or(u32::MAX),
            joinable: request.joinable.unwrap_or(true),
            announced: Some(request.announced),
        })?;
    }
    Ok(true)
}

/// A withdrawn request takes its demands along, unless one is on the calendar.
fn withdraw_demands(tx: &mut Tx<'_>, request: &Request) -> Result<()> {
    for demand in tx.select::<Demand>("request", &request.id.to_string())? {
        let demand = demand.record;
        if let Some(visit) = demand.visit {
            return Err(AppError::problem("A7011")
                .with("id", request.id.to_string())
                .with("visit", visit.to_string()));
        }
        tx.delete::<Demand>(&demand.id.to_string())?;
    }
    for anchor in tx.all::<Anchor>()? {
        if anchor.record.request == request.id {
            tx.delete::<Anchor>(&anchor.record.id.to_string())?;
        }
    }
    Ok(())
}

/// Decides on every request that waits, as the rules suggest.
pub struct TriageByRule;

/// How many were decided which way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TriageTally {
    /// 已采纳.
    pub accepted: u32,
    /// 退回补正.
    pub returned: u32,
    /// 不予安排.
    pub refused: u32,
    /// 转数据核查.
    pub diverted: u32,
}

impl Command for TriageByRule {
    const NAME: &'static str = "triage-by-rule";
    type Outcome = TriageTally;

    fn args(&self) -> Value {
        Value::Null
    }

    fn decide(self, tx: &mut Tx<'_>, desk: &Desk<'_>) -> Result<TriageTally> {
        let county = CountyView::load(tx)?;
        let mut tally = TriageTally::default();
        let waiting = tx.select::<Request>("state", RequestState::Received.code())?;
        for found in desk.watch.each(&waiting) {
            let request = found?.record.clone();
            let verdicts = verdicts::of_request(tx, desk.office, desk.today, &county, &request)?;
            let suggested = suggestion(&desk.office.rules, &verdicts, &request);
            let (ruling, count) = match suggested.state {
                RequestState::Refused => (Ruling::Refuse, &mut tally.refused),
                RequestState::Diverted => (Ruling::Divert, &mut tally.diverted),
                RequestState::Returned => (Ruling::Return, &mut tally.returned),
                _ => (Ruling::Accept, &mut tally.accepted),
            };
            *count += 1;
            let reason = suggested.reason;
            let triage = Triage { ids: vec![request.id], ruling, reason, note: None, despite_rules: false };
            rule(tx, desk, &county, request, &triage)?;
        }
        Ok(tally)
    }
}

/// Corrects what becomes of a material.
pub struct Dispose {
    /// Of which request.
    pub request: RequestId,
    /// The material as the request names it.
    pub material: String,
    /// What becomes of it.
    pub disposition: Disposition,
}

impl Command for Dispose {
    const NAME: &'static str = "dispose";
    type Outcome = ();

    fn args(&self) -> Value {
        json!({ "request": self.request, "material": self.material, "disposition": self.disposition })
    }

    fn decide(self, tx: &mut Tx<'_>, _: &Desk<'_>) -> Result<()> {
        let mut request: Request = required(tx, &self.request.to_string())?;
        let subject = request.subject.clone();
        let Some(material) = request.materials.iter_mut().find(|material| material.name == self.material)
        else {
            return Err(AppError::problem("A7012")
                .with("id", self.request.to_string())
                .with("material", self.material));
        };
        material.disposition = self.disposition;
        "person".clone_into(&mut material.by);
        material.subject = (self.disposition == Disposition::Observed).then_some(subject);
        tx.put(&request)?;
        Ok(())
    }
}
