//! What departments and townships answer to a published visit. A confirmation is kept; an objection in time takes the
//! department's demands out of the visit, so that the next plan places them on other days; a township's clash is kept for the
//! office to decide.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{finding, quota, required};
use crate::app::county::CountyView;
use crate::app::error::{AppError, Result};
use crate::app::office::Office;
use crate::app::session::{Command, Desk};
use crate::domain::code::Code;
use crate::domain::day::DayRange;
use crate::domain::demand::{Demand, DemandState};
use crate::domain::id::{DemandId, DepartmentCode, UnitCode, VisitId};
use crate::domain::message::{Arg, Message};
use crate::domain::request::Request;
use crate::domain::slot_answer::{SlotAnswer, SlotWord};
use crate::domain::visit::{Visit, VisitState};
use crate::store::{Tx, View};

/// Takes an answer in.
pub struct AnswerSlot {
    /// To which visit.
    pub visit: VisitId,
    /// Code of the department, or of the unit for a clash.
    pub party: String,
    /// What was said.
    pub word: SlotWord,
    /// Why; needed for everything but a confirmation.
    pub reason: String,
}

/// What an answer leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answered {
    /// Demands that wait again, for other days.
    pub reopened: Vec<DemandId>,
    /// Of these, put off: no other day is left of their window.
    pub postponed: Vec<DemandId>,
    /// Other visits at the same unit that could take them without another arrival.
    pub could_join: Vec<VisitId>,
    /// Nothing was left of the visit: it is cancelled.
    pub cancelled: bool,
}

impl Answered {
    /// What became of the visit's demands, in sentences; none where nothing did.
    pub fn messages(&self, visit: VisitId) -> Vec<Message> {
        if self.reopened.is_empty() {
            return Vec::new();
        }
        let list = |ids: &[DemandId]| Arg::List(ids.iter().map(|id| Arg::from(id.to_string())).collect());
        let mut said = vec![Message::new("answer-reopened").with("demands", list(&self.reopened))];
        if !self.postponed.is_empty() {
            said.push(Message::new("answer-postponed").with("demands", list(&self.postponed)));
        }
        if self.cancelled {
            said.push(Message::new("answer-cancelled").with("visit", visit.to_string()));
        }
        let visits = self.could_join.iter().map(|id| Arg::from(id.to_string())).collect();
        said.push(match (self.could_join.is_empty(), self.postponed.len() == self.reopened.len()) {
            (_, true) => return said,
            (true, false) => Message::new("answer-cost-arrival"),
            (false, false) => Message::new("answer-cost-none").with("visits", Arg::List(visits)),
        });
        said
    }
}

impl Command for AnswerSlot {
    const NAME: &'static str = "answer";
    type Outcome = Answered;

    fn args(&self) -> Value {
        json!({ "visit": self.visit, "party": self.party, "word": self.word, "reason": self.reason })
    }

    fn decide(self, tx: &mut Tx<'_>, desk: &Desk<'_>) -> Result<Answered> {
        let visit: Visit = required(tx, &self.visit.to_string())?;
        // Of a sealed visit nobody was told, so nobody can answer; the refusal says no more than that.
        if visit.state != VisitState::Published || !visit.announced {
            return Err(AppError::problem("A7115").with("id", self.visit.to_string()));
        }
        if self.word != SlotWord::Confirmed && self.reason.trim().is_empty() {
            return Err(AppError::usage("A7116"));
        }
        self.refuse_others(tx, &visit)?;
        let until = deadline(desk.office, &visit, self.word, desk.today)?;
        if self.word != SlotWord::Confirmed && desk.today > until {
            return Err(AppError::problem("A7117")
                .with("id", self.visit.to_string())
                .with("until", until.to_string())
                .with("word", Arg::code(self.word.text_id())));
        }
        tx.put(&SlotAnswer {
            visit: self.visit,
            party: self.party.clone(),
            revision: visit.revision,
            word: self.word,
            reason: self.reason.clone(),
            by: desk.author.to_owned(),
            on: desk.today,
        })?;
        if self.word == SlotWord::Objected {
            self.reopen(tx, visit, desk.today)
        } else {
            Ok(Answered::default())
        }
    }
}

impl AnswerSlot {
    /// Only departments of the visit confirm or object, only its unit reports a clash.
    fn refuse_others(&self, tx: &Tx<'_>, visit: &Visit) -> Result<()> {
        let county = CountyView::load(tx)?;
        let concerned = if self.word == SlotWord::Clash {
            visit.unit.0 == self.party || county.units.township(&visit.unit).0 == self.party
        } else {
            !own_demands(tx, visit, &self.party)?.is_empty()
        };
        if concerned {
            return Ok(());
        }
        let party = if self.word == SlotWord::Clash {
            county.units.name(&UnitCode(self.party.clone()))
        } else {
            county.departments.short(&DepartmentCode(self.party.clone()))
        };
        Err(AppError::problem("A7118").with("id", visit.id.to_string()).with("party", party))
    }

    fn reopen(&self, tx: &mut Tx<'_>, visit: Visit, today: NaiveDate) -> Result<Answered> {
        let mut outcome = Answered::default();
        let own = own_demands(tx, &visit, &self.party)?;
        let elsewhere: Vec<Visit> =
            tx.select("unit", &visit.unit.0)?.into_iter().map(|found| found.record).collect();
        for demand in own {
            outcome.reopened.push(demand.id);
            let Some(window) = on_other_days(demand.window, visit.range(), today) else {
                outcome.postponed.push(demand.id);
                tx.put(&Demand { state: DemandState::Postponed, visit: None, ..demand })?;
                continue;
            };
            for other in &elsewhere {
                let open = other.id != visit.id && (other.is_draft() || other.state == VisitState::Published);
                let fits = open && other.announced && window.contains(other.start);
                if fits && !outcome.could_join.contains(&other.id) {
                    outcome.could_join.push(other.id);
                }
            }
            tx.put(&Demand { window, state: DemandState::Waiting, visit: None, ..demand })?;
        }
        let mut left = visit.demands.clone();
        left.retain(|id| !outcome.reopened.contains(id));
        outcome.cancelled = left.is_empty();
        let state = if outcome.cancelled { VisitState::Cancelled } else { visit.state };
        let lead = match left.first() {
            Some(first) if !leads(tx, &visit, &left)? => {
                let demand: Demand = required(tx, &first.to_string())?;
                required::<Request>(tx, &demand.request.to_string())?.department
            }
            _ => visit.lead.clone(),
        };
        let revision = visit.revision.saturating_add(1);
        let visit = Visit { demands: left, state, lead, revision, ..visit };
        tx.put(&visit)?;
        quota::write(tx, &visit)?;
        Ok(outcome)
    }
}

/// What is left of a window beside the days objected to: what lies behind them, else what lies before them and still
/// to come; `None` where neither is.
fn on_other_days(window: DayRange, objected: DayRange, today: NaiveDate) -> Option<DayRange> {
    let behind = DayRange { from: window.from.max(objected.until), until: window.until };
    let before = DayRange { from: window.from.max(today), until: window.until.min(objected.from) };
    [behind, before].into_iter().find(|range| range.from < range.until)
}

/// Whether the department that leads still has something to do there.
fn leads(view: &View<'_>, visit: &Visit, demands: &[DemandId]) -> Result<bool> {
    for id in demands {
        let demand: Demand = required(view, &id.to_string())?;
        if required::<Request>(view, &demand.request.to_string())?.department == visit.lead {
            return Ok(true);
        }
    }
    Ok(false)
}

fn own_demands(view: &View<'_>, visit: &Visit, party: &str) -> Result<Vec<Demand>> {
    let mut own = Vec::new();
    for id in &visit.demands {
        let demand: Demand = required(view, &id.to_string())?;
        if required::<Request>(view, &demand.request.to_string())?.department.0 == party {
            own.push(demand);
        }
    }
    Ok(own)
}

/// The last day to answer: working days from the day the visit was passed.
pub(in crate::app) fn deadline(
    office: &Office,
    visit: &Visit,
    word: SlotWord,
    today: NaiveDate,
) -> Result<NaiveDate> {
    let terms = &office.terms.answers;
    let days = if word == SlotWord::Clash { terms.clash_days } else { terms.objection_days };
    let from = visit.clearance.as_ref().map_or(today, |clearance| clearance.on);
    finding::working_day_after(office, from, days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_objection_leaves_the_other_days() {
        let day = |number| NaiveDate::from_ymd_opt(2019, 10, number).unwrap();
        let range = |(from, last)| DayRange::inclusive(day(from), day(last)).unwrap();
        let check = |window, objected, expected: Option<(u32, u32)>| {
            let left = on_other_days(range(window), range(objected), day(5));
            assert_eq!(left, expected.map(range), "{window:?} {objected:?}");
        };
        check((1, 31), (12, 12), Some((13, 31)));
        check((1, 12), (12, 12), Some((5, 11)));
        check((12, 13), (12, 13), None);
        // Days gone by are no other days.
        check((1, 6), (5, 6), None);
        // Where it was placed outside its window, as when it was moved by hand, the window stands.
        check((1, 10), (12, 12), Some((5, 10)));
        check((20, 31), (12, 12), Some((20, 31)));
    }
}
