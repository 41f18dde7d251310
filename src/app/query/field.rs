//! Findings with who sees to them until when, and what departments and townships answered.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::checklist::served;
use super::{all, plain};
use crate::app::command::answer::deadline;
use crate::app::command::finding::working_day_after;
use crate::app::county::CountyView;
use crate::app::error::Result;
use crate::app::office::Office;
use crate::domain::checklist::Bilingual;
use crate::domain::code::Code;
use crate::domain::draw::NotVisited;
use crate::domain::finding::{Finding, FindingState, Recheck};
use crate::domain::id::{DepartmentCode, UnitCode, VisitId};
use crate::domain::message::Message;
use crate::domain::slot_answer::{SlotAnswer, SlotStanding, SlotWord};
use crate::domain::visit::{Visit, VisitState};
use crate::store::View;
use crate::text::Lang;

/// A finding with the names people read.
#[derive(Clone, Debug)]
pub struct FindingRow {
    /// The finding.
    pub finding: Finding,
    /// Name of the unit.
    pub unit: String,
    /// Who sees to it: a department, or the unit.
    pub responsible: String,
    /// What was asked; `None` for what was handed over.
    pub question: Option<Message>,
    /// What was seen: as the team wrote it, otherwise as the item puts it.
    pub what: Message,
    /// What to do.
    pub guidance: Message,
    /// Not put right in time.
    pub overdue: bool,
}

/// Findings in a state, or all; the overdue first, then by deadline.
pub fn findings(
    view: &View<'_>,
    office: &Office,
    lang: Lang,
    state: Option<FindingState>,
    today: NaiveDate,
) -> Result<Vec<FindingRow>> {
    let county = CountyView::load(view)?;
    let found: Vec<Finding> = match state {
        Some(state) => plain(view.select("state", state.code())?),
        None => all(view)?,
    };
    let mut rows: Vec<FindingRow> =
        found.into_iter().map(|finding| row(office, &county, lang, finding, today)).collect();
    rows.sort_by_key(|row| (!row.overdue, row.finding.deadline, row.finding.id));
    Ok(rows)
}

pub(super) fn row(
    office: &Office,
    county: &CountyView,
    lang: Lang,
    finding: Finding,
    today: NaiveDate,
) -> FindingRow {
    let text = |both: &Bilingual| if lang == Lang::Zh { both.zh.clone() } else { both.en.clone() };
    let own = |text: String| Message::new("field-text").with("text", text);
    let item = office.check_items().iter().find(|item| item.id == finding.item);
    let missing = finding.item == NotVisited::NoSuchElement.code();
    let question = match item {
        Some(item) => Some(own(text(&item.question))),
        None if missing => Some(Message::new("field-register")),
        None => (finding.state != FindingState::HandedOver).then(|| Message::new("field-whole")),
    };
    let what = match item {
        _ if !finding.what.is_empty() => own(finding.what.clone()),
        Some(item) => own(text(&item.nonconforming)),
        None if missing => Message::new(NotVisited::NoSuchElement.text_id()),
        None => Message::new("field-nonconforming"),
    };
    let written = finding.guidance.clone().or_else(|| item?.guidance.as_ref().map(text));
    let guidance = match (written, item) {
        (Some(written), _) => own(written),
        (None, Some(item)) => Message::new("field-guidance").with("nonconforming", text(&item.nonconforming)),
        (None, None) if missing => Message::new("field-guidance-register"),
        (None, None) => Message::new("field-guidance-none"),
    };
    let unit = county.units.name(&finding.unit);
    FindingRow {
        responsible: match &finding.responsible {
            Some(department) => county.departments.short(department),
            None => unit.clone(),
        },
        overdue: finding.is_overdue(today),
        question,
        what,
        guidance,
        unit,
        finding,
    }
}

/// What departments and townships answered, by visit.
pub fn answers(view: &View<'_>) -> Result<Vec<SlotAnswer>> {
    all(view)
}

/// States of a visit that has still to bring something back.
const AHEAD: [VisitState; 3] = [VisitState::Cleared, VisitState::Published, VisitState::InField];

/// Findings drawn to be looked at again.
fn drawn(view: &View<'_>) -> Result<Vec<Finding>> {
    let mut found: Vec<Finding> = plain(view.select("state", FindingState::Closed.code())?);
    found.retain(|finding| finding.recheck == Recheck::Drawn);
    Ok(found)
}

/// Visits of a township that have still to bring something back, the next one first. Only those it is told of: that a
/// second look needs no visit of its own must not give an unannounced one away.
fn ahead(view: &View<'_>, county: &CountyView, township: &UnitCode) -> Result<Vec<Visit>> {
    let mut visits: Vec<Visit> = all(view)?;
    visits.retain(|visit| {
        visit.announced && AHEAD.contains(&visit.state) && county.units.township(&visit.unit) == township
    });
    visits.sort_by_key(|visit| (visit.start, visit.id));
    Ok(visits)
}

/// Whether a visit can look at a closed finding again: it is another than found it, and goes after it was closed and in
/// time.
fn looks_again(visit: &Visit, finding: &Finding) -> bool {
    visit.id != finding.visit
        && finding.closure.as_ref().is_none_or(|closure| closure.on < visit.start)
        && finding.recheck_until.is_none_or(|until| visit.start <= until)
}

/// Findings a visit looks at again on its way: it is the next that goes to their township, and goes in time.
pub(in crate::app) fn riding(view: &View<'_>, visit: &Visit) -> Result<Vec<Finding>> {
    let county = CountyView::load(view)?;
    let township = county.units.township(&visit.unit);
    let mut found = drawn(view)?;
    found.retain(|finding| county.units.township(&finding.unit) == township && looks_again(visit, finding));
    if found.is_empty() {
        return Ok(found);
    }
    let next = ahead(view, &county, township)?;
    let first = |finding: &Finding| next.iter().find(|other| looks_again(other, finding)).map(|one| one.id);
    // What a visit is recorded with is taken from it, even where another one came in between.
    let here = visit.state == VisitState::InField;
    found.retain(|finding| here || first(finding) == Some(visit.id));
    Ok(found)
}

/// Findings drawn to be looked at again that no visit takes along in time.
pub(in crate::app) fn awaiting_ride(view: &View<'_>, county: &CountyView) -> Result<Vec<Finding>> {
    let mut waiting = Vec::new();
    for finding in drawn(view)? {
        if ride(view, county, &finding)?.is_none() {
            waiting.push(finding);
        }
    }
    Ok(waiting)
}

/// The visit that looks at a finding again.
fn ride(view: &View<'_>, county: &CountyView, finding: &Finding) -> Result<Option<Visit>> {
    let next = ahead(view, county, county.units.township(&finding.unit))?;
    Ok(next.into_iter().find(|visit| looks_again(visit, finding)))
}

/// What a department has said to its part of a published visit, or has still to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// The visit.
    pub visit: VisitId,
    /// Code of the department, or of the unit for a clash.
    pub party: String,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub standing: SlotStanding,
    /// Last day to answer; for an answer given, its day.
    pub day: NaiveDate,
    /// The reason given, where there is one.
    pub reason: String,
}

/// Every slot of the published, announced visits that lie ahead, and every answer given.
pub fn slots(view: &View<'_>, office: &Office, today: NaiveDate) -> Result<Vec<Slot>> {
    let county = CountyView::load(view)?;
    let given = answers(view)?;
    let mut slots: Vec<Slot> = given.iter().map(|answer| slot_given(&county, answer)).collect();
    let mut visits: Vec<Visit> = plain(view.select("state", VisitState::Published.code())?);
    visits.retain(|visit| visit.announced);
    for visit in &visits {
        let until = deadline(office, visit, SlotWord::Objected, today)?;
        let served = served(view, visit)?;
        let parties: BTreeSet<&DepartmentCode> =
            served.iter().map(|(_, request)| &request.department).collect();
        for department in parties {
            let known = |answer: &SlotAnswer| {
                (answer.visit, &answer.party, answer.revision) == (visit.id, &department.0, visit.revision)
            };
            if given.iter().any(known) {
                continue;
            }
            slots.retain(|slot| slot.visit != visit.id || slot.party != department.0);
            slots.push(Slot {
                visit: visit.id,
                party: department.0.clone(),
                name: county.departments.short(department),
                standing: match (today <= until, office.terms.answers.silence_is_consent) {
                    (true, _) => SlotStanding::Awaited,
                    (false, true) => SlotStanding::Consented,
                    (false, false) => SlotStanding::Silent,
                },
                day: until,
                reason: String::new(),
            });
        }
    }
    slots.sort_by(|a, b| (a.visit, &a.party).cmp(&(b.visit, &b.party)));
    Ok(slots)
}

fn slot_given(county: &CountyView, answer: &SlotAnswer) -> Slot {
    let clash = answer.word == SlotWord::Clash;
    Slot {
        visit: answer.visit,
        party: answer.party.clone(),
        name: if clash {
            county.units.name(&UnitCode(answer.party.clone()))
        } else {
            county.departments.short(&DepartmentCode(answer.party.clone()))
        },
        standing: match answer.word {
            SlotWord::Confirmed => SlotStanding::Confirmed,
            SlotWord::Objected => SlotStanding::Objected,
            SlotWord::Clash => SlotStanding::Clash,
        },
        day: answer.on,
        reason: answer.reason.clone(),
    }
}

/// Something somebody has to be reminded of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reminder {
    /// The day it is due.
    pub due: NaiveDate,
    /// That day is over.
    pub overdue: bool,
    /// The visit it belongs to: one under seal is not told of.
    pub visit: VisitId,
    /// What, as a sentence.
    pub text: Message,
}

/// What is overdue and what falls due in the next days: findings, second looks, clashes nobody decided on.
pub fn reminders(view: &View<'_>, office: &Office, lang: Lang, today: NaiveDate) -> Result<Vec<Reminder>> {
    let soon = working_day_after(office, today, office.terms.findings.remind_days)?;
    let county = CountyView::load(view)?;
    let mut found = Vec::new();
    for row in findings(view, office, lang, None, today)? {
        let finding = &row.finding;
        let mut taken_by = String::new();
        let (code, due) = match (finding.state, finding.recheck) {
            (FindingState::Open, _) if finding.awaits_facts(today) => ("remind-facts", finding.facts_until),
            (FindingState::Open, _) if row.overdue => ("remind-overdue", finding.deadline),
            (FindingState::Open, _) => ("remind-due", finding.deadline),
            (FindingState::Closed, Recheck::Drawn) => match ride(view, &county, finding)? {
                Some(visit) => {
                    taken_by = visit.id.to_string();
                    (if visit.start < today { "remind-rode" } else { "remind-rides" }, visit.start)
                }
                None => ("remind-no-ride", finding.recheck_until.unwrap_or(today)),
            },
            _ => continue,
        };
        if due <= soon || code == "remind-no-ride" {
            found.push(Reminder {
                due,
                overdue: due < today,
                visit: finding.visit,
                text: Message::new(code)
                    .with("id", finding.id.to_string())
                    .with("unit", row.unit.as_str())
                    .with("who", row.responsible.as_str())
                    .with("what", row.what.clone())
                    .with("visit", taken_by)
                    .with("due", due.to_string()),
            });
        }
    }
    for slot in slots(view, office, today)? {
        let open = view.get::<Visit>(&slot.visit.to_string())?;
        let open = open.is_some_and(|visit| visit.record.state == VisitState::Published);
        if open && slot.standing == SlotStanding::Clash {
            found.push(Reminder {
                due: slot.day,
                overdue: false,
                visit: slot.visit,
                text: Message::new("remind-clash")
                    .with("visit", slot.visit.to_string())
                    .with("who", slot.name)
                    .with("reason", slot.reason),
            });
        }
    }
    found.sort_by(|a, b| (a.due, &a.text.code, a.visit).cmp(&(b.due, &b.text.code, b.visit)));
    Ok(found)
}
