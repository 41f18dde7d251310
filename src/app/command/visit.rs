//! What happens to a visit: clearance, publication; moved, pinned, cancelled, carried out.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::plan::uncovered;
use super::{draw, quota, required};
use crate::app::county::CountyView;
use crate::app::error::{AppError, Kind, Result};
use crate::app::session::{Command, Desk};
use crate::app::verdicts;
use crate::domain::code::Code;
use crate::domain::day::DayRange;
use crate::domain::demand::{Demand, DemandState};
use crate::domain::id::VisitId;
use crate::domain::message::{Arg, Message};
use crate::domain::sample_round::JOURNAL;
use crate::domain::unit::{QuietPeriod, Unit};
use crate::domain::visit::{Clearance, Visit, VisitState};
use crate::store::Tx;

/// Supervision beforehand: passes visits that lack nothing.
pub struct Clear {
    /// Which.
    pub ids: Vec<VisitId>,
}

impl Command for Clear {
    const NAME: &'static str = "clear";
    type Outcome = Vec<VisitId>;

    fn args(&self) -> Value {
        json!({ "ids": self.ids })
    }

    fn decide(self, tx: &mut Tx<'_>, desk: &Desk<'_>) -> Result<Vec<VisitId>> {
        desk.require_director(tx)?;
        let county = CountyView::load(tx)?;
        for id in desk.watch.each(&self.ids) {
            let id = id?;
            let visit: Visit = required(tx, &id.to_string())?;
            refuse_unless(&visit, |visit| visit.state == VisitState::Proposed)?;
            let missing: Vec<Arg> = verdicts::gates(tx, desk.office, &county, &visit)?
                .into_iter()
                .flat_map(|(_, missing)| missing.into_iter().map(Arg::from))
                .collect();
            if !missing.is_empty() {
                return Err(AppError::of(
                    Kind::Problem,
                    Message::new("A7034").with("id", id.to_string()).with("missing", Arg::List(missing)),
                ));
            }
            let clearance = Some(Clearance { by: desk.author.to_owned(), on: desk.today });
            tx.put(&Visit { state: VisitState::Cleared, clearance, ..visit })?;
        }
        Ok(self.ids)
    }
}

/// Puts cleared visits on the calendar; unannounced ones under seal.
pub struct Publish {
    /// Which.
    pub ids: Vec<VisitId>,
    /// 32 fresh random bytes, lowercase hex: the secrets of the visits' draws come from it.
    pub entropy: String,
    /// Where the public number of a draw will come from.
    pub source: String,
}

/// What was published.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Published {
    /// On the calendar.
    pub open: Vec<VisitId>,
    /// Under seal.
    pub sealed: Vec<VisitId>,
}

impl Command for Publish {
    const NAME: &'static str = "publish";
    const BARRIER: bool = true;
    type Outcome = Published;

    fn args(&self) -> Value {
        json!({ "ids": self.ids, "source": self.source })
    }

    fn decide(self, tx: &mut Tx<'_>, desk: &Desk<'_>) -> Result<Published> {
        let county = CountyView::load(tx)?;
        let mut published = Published::default();
        for id in desk.watch.each(&self.ids) {
            let id = id?;
            let visit: Visit = required(tx, &id.to_string())?;
            refuse_unless(&visit, |visit| visit.state == VisitState::Cleared)?;
            let state = if visit.announced {
                published.open.push(*id);
                VisitState::Published
            } else {
                published.sealed.push(*id);
                VisitState::Sealed
            };
            let visit = Visit { state, ..visit };
            quota::refuse_exceeded(tx, desk.office, &county, &visit)?;
            tx.put(&visit)?;
            quota::write(tx, &visit)?;
            set_demands(tx, &visit, DemandState::Published)?;
            // Whoever writes the journal could write on until its state suits: of a sealed visit nobody outside would see.
            let source = match &self.source {
                source if source == JOURNAL && !visit.announced => &desk.office.terms.sampling.public_source,
                source => source,
            };
            draw::commit_visit(tx, desk, &county, &visit, &self.entropy, source)?;
        }
        Ok(published)
    }
}

/// Moves a visit to another day.
pub struct Move {
    /// Which.
    pub id: VisitId,
    /// To which day.
    pub to: NaiveDate,
}

impl Command for Move {
    const NAME: &'static str = "move";
    type Outcome = Visit;

    fn args(&self) -> Value {
        json!({ "id": self.id, "to": self.to })
    }

    fn decide(self, tx: &mut Tx<'_>, desk: &Desk<'_>) -> Result<Visit> {
        let county = CountyView::load(tx)?;
        let visit: Visit = required(tx, &self.id.to_string())?;
        refuse_unless(&visit, |visit| {
            visit.is_draft() || matches!(visit.state, VisitState::Published | VisitState::Sealed)
        })?;
        let moved = Visit { start: self.to, ..visit.clone() }.range();
        refuse_days(tx, desk, &visit, moved)?;
        for id in &visit.demands {
            let demand: Demand = required(tx, &id.to_string())?;
            if !demand.window.contains(moved.from) || !demand.window.contains(moved.last()) {
                return Err(AppError::problem("A7035")
                    .with("id", self.id.to_string())
                    .with("request", demand.request.to_string())
                    .with("from", demand.window.from.to_string())
                    .with("to", demand.window.last().to_string()));
            }
        }
        let public = !visit.is_draft();
        let revision = visit.revision + u32::from(public);
        // Somebody put it there: the next plan leaves it. What was cleared was the visit on its old day.
        let state = if public { visit.state } else { VisitState::Proposed };
        let clearance = if public { visit.clearance } else { None };
        let visit = Visit { start: self.to, pinned: true, joins: None, revision, state, clearance, ..visit };
        quota::refuse_exceeded(tx, desk.office, &county, &visit)?;
        tx.put(&visit)?;
        if public {
            quota::write(tx, &visit)?;
        }
        Ok(visit)
    }
}

/// Days on which nobody works, days gone by, and days on which the unit receives nobody.
fn refuse_days(tx: &Tx<'_>, desk: &Desk<'_>, visit: &Visit, days: DayRange) -> Result<()> {
    let unit: Unit = required(tx, &visit.unit.0)?;
    let refusal = |code: &str, day: NaiveDate| {
        AppError::problem(code).with("id", visit.id.to_string()).with("day", day.to_string())
    };
    for day in days.days() {
        if day < desk.today || !desk.office.calendar.is_working(day).map_err(uncovered)? {
            return Err(refusal("A7038", day));
        }
        if let Some(quiet) = unit.quiet.iter().find(|quiet| quiet.days.contains(day)) {
            return Err(refusal("A7039", day).with("name", quiet.name.as_str()));
        }
    }
    Ok(())
}

/// Keeps a visit where it is, or lets it go.
pub struct Pin {
    /// Which.
    pub id: VisitId,
    /// Keep it.
    pub pinned: bool,
}

impl Command for Pin {
    const NAME: &'static str = "pin";
    type Outcome = ();

    fn args(&self) -> Value {
        json!({ "id": self.id, "pinned": self.pinned })
    }

    fn decide(self, tx: &mut Tx<'_>, _: &Desk<'_>) -> Result<()> {
        let visit: Visit = required(tx, &self.id.to_string())?;
        tx.put(&Visit { pinned: self.pinned, ..visit })?;
        Ok(())
    }
}

/// Nobody comes to the unit of a draft visit on these days: the next plan puts the visit elsewhere.
pub struct Forbid {
    /// Which visit.
    pub id: VisitId,
    /// When not.
    pub days: DayRange,
    /// Why, as the township says it.
    pub reason: String,
}

impl Command for Forbid {
    const NAME: &'static str = "forbid";
    type Outcome = Unit;

    fn args(&self) -> Value {
        json!({ "id": self.id, "from": self.days.from, "until": self.days.until, "reason": self.reason })
    }

    fn decide(self, tx: &mut Tx<'_>, _: &Desk<'_>) -> Result<Unit> {
        if self.reason.trim().is_empty() {
            return Err(AppError::usage("A7037"));
        }
        let visit: Visit = required(tx, &self.id.to_string())?;
        refuse_unless(&visit, Visit::is_draft)?;
        // What townships were told of is moved or called off by name, never by closing its day.
        for other in tx.select::<Visit>("unit", &visit.unit.0)? {
            let other = other.record;
            if other.range().overlaps(&self.days) && other.state != VisitState::Cancelled {
                refuse_unless(&other, Visit::is_draft)?;
                tx.put(&Visit { pinned: false, ..other })?;
            }
        }
        let mut unit: Unit = required(tx, &visit.unit.0)?;
        unit.quiet.push(QuietPeriod { days: self.days, name: self.reason });
        tx.put(&unit)?;
        Ok(unit)
    }
}

/// Calls a visit off; its demands wait again.
pub struct Cancel {
    /// Which.
    pub id: VisitId,
    /// Why.
    pub reason: String,
}

impl Command for Cancel {
    const NAME: &'static str = "cancel";
    type Outcome = ();

    fn args(&self) -> Value {
        json!({ "id": self.id, "reason": self.reason })
    }

    fn decide(self, tx: &mut Tx<'_>, _: &Desk<'_>) -> Result<()> {
        let visit: Visit = required(tx, &self.id.to_string())?;
        refuse_unless(&visit, |visit| {
            visit.is_draft() || matches!(visit.state, VisitState::Published | VisitState::Sealed)
        })?;
        for id in &visit.demands {
            let demand: Demand = required(tx, &id.to_string())?;
            tx.put(&Demand { state: DemandState::Waiting, visit: None, ..demand })?;
        }
        if visit.is_draft() {
            tx.delete::<Visit>(&visit.id.to_string())?;
            return Ok(());
        }
        // A visit people were told of stays on record, so that calendars learn of the change.
        let revision = visit.revision + 1;
        let visit = Visit { state: VisitState::Cancelled, demands: Vec::new(), revision, ..visit };
        tx.put(&visit)?;
        quota::write(tx, &visit)
    }
}

fn set_demands(tx: &mut Tx<'_>, visit: &Visit, state: DemandState) -> Result<()> {
    for id in &visit.demands {
        let demand: Demand = required(tx, &id.to_string())?;
        tx.put(&Demand { state, ..demand })?;
    }
    Ok(())
}

/// A visit must have come exactly so far.
pub(super) fn refuse_unless(visit: &Visit, fits: impl Fn(&Visit) -> bool) -> Result<()> {
    if fits(visit) {
        return Ok(());
    }
    Err(AppError::problem("A7036")
        .with("id", visit.id.to_string())
        .with("state", Arg::code(visit.state.text_id())))
}
