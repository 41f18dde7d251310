//! What the screens show, read from the session in the worker's thread, with what each row can be found by.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::roll::Roll;
use super::search::haystack;
use super::task::{Heading, InboxData, JournalData, PlanData, Sheet, VisitData};
use crate::app::county::CountyView;
use crate::app::error::{AppError, Result};
use crate::app::query;
use crate::app::query::alarm::Alarms;
use crate::app::query::burden::Burden;
use crate::app::query::field::{FindingRow, Reminder};
use crate::app::query::inbox::RequestDetail;
use crate::app::query::plan::PlanOverview;
use crate::app::query::quota::QuotaOverview;
use crate::app::query::seal::Seal;
use crate::app::session::Session;
use crate::app::verdicts;
use crate::domain::arrival::Anchor;
use crate::domain::checklist::Method;
use crate::domain::code::Code;
use crate::domain::day::{DayRange, month};
use crate::domain::department::Department;
use crate::domain::id::{DepartmentCode, RequestId, UnitCode, VisitId};
use crate::domain::journal::Entry;
use crate::domain::material::Disposition;
use crate::domain::message::Message as Said;
use crate::domain::person::{Inspector, Person};
use crate::domain::register::Register;
use crate::domain::request::{Request, RequestState};
use crate::domain::rule::{Citation, RuleSeverity};
use crate::domain::setting::County;
use crate::domain::unit::Unit;
use crate::domain::visit::Visit;
use crate::text::Catalogue;

/// A constructed county lives in its own time: work goes on at the date of its last decision, not at today's.
pub(super) fn resume_day(session: &mut Session) -> Result<()> {
    let (constructed, last) = session.read(|view| {
        let registers = view.all::<Register>()?;
        Ok((registers.iter().any(|found| found.record.constructed), view.last_business_date()?))
    })?;
    if let Some(last) = last.filter(|_| constructed) {
        session.set_today(last);
    }
    Ok(())
}

/// County, person, day, and where each rule is written; `None` before a county is set up.
pub(super) fn heading(
    session: &Session,
    texts: &Catalogue,
) -> Result<Option<(Heading, BTreeMap<String, Citation>)>> {
    let (county, people, departments, inspectors) = session.read(|view| {
        let (departments, inspectors) = (view.count::<Department>()?, view.count::<Inspector>()?);
        Ok((view.get::<County>(County::KEY)?, view.all::<Person>()?, departments, inspectors))
    })?;
    let Some(county) = county else { return Ok(None) };
    let people: Vec<(String, String)> =
        people.into_iter().map(|found| (found.record.name, found.record.role.text_id())).collect();
    let author = session.author().to_owned();
    let role = people.iter().find(|(name, _)| *name == author).map(|(_, role)| role.clone());
    let citations =
        session.office().rules.rules().map(|held| (held.rule.code.clone(), held.rule.citation.clone()));
    let office = session.office();
    let named = |code: &String| (code.clone(), office.kind_name(code, texts.lang()));
    let kinds = office.subjects.kinds().iter().map(|kind| named(&kind.code)).collect();
    let subject = |code: &String| (code.clone(), office.subject_name(code, texts.lang()));
    let subjects = office.subjects.subjects().iter().map(|known| subject(&known.code)).collect();
    let heading = Heading {
        county: county.record.name,
        author,
        role,
        today: session.today(),
        people,
        has_departments: departments > 0,
        has_inspectors: inspectors > 0,
        kinds,
        subjects,
    };
    Ok(Some((heading, citations.collect())))
}

/// Requests shown before all are read: more than a screen holds.
const HEAD: u32 = 100;

/// The first requests that wait.
pub(super) fn inbox_head(session: &Session, texts: &Catalogue) -> Result<InboxData> {
    let rows = session.read(|view| query::inbox::head(view, RequestState::Received, HEAD))?;
    let mut roll = Roll::default();
    for row in &rows {
        roll.take(row, &texts.render(&row.target));
    }
    Ok(InboxData { whole: true, roll, ..InboxData::default() })
}

/// All requests; or, where only decisions on few of them were taken after the journal's entry `since`, these few.
pub(super) fn inbox(session: &Session, texts: &Catalogue, since: Option<u64>) -> Result<InboxData> {
    let mut data = session.read(|view| {
        let as_of = view.journal_head()?.sequence;
        let changed = since.map(|since| query::inbox::changed(view, since)).transpose()?.flatten();
        let Some(changed) = changed else {
            let mut roll = Roll::with_room(usize::try_from(view.count::<Request>()?).unwrap_or(0));
            query::inbox::each(view, None, |row| roll.take(&row, &texts.render(&row.target)))?;
            return Ok(InboxData { as_of, whole: true, roll, ..InboxData::default() });
        };
        let mut roll = Roll::default();
        for row in &changed {
            roll.take(row, &texts.render(&row.target));
        }
        Ok(InboxData { as_of, whole: false, roll, ..InboxData::default() })
    })?;
    data.reminders = reminders(session, texts)?;
    Ok(data)
}

/// What is overdue or falls due, that of visits under seal apart.
pub(super) fn reminders(session: &Session, texts: &Catalogue) -> Result<Vec<Reminder>> {
    let (lang, today) = (texts.lang(), session.today());
    let mut rows = session.read(|view| query::field::reminders(view, session.office(), lang, today))?;
    let sealed = query::seal::hidden(session)?;
    rows.retain(|row| !sealed.contains(&row.visit));
    Ok(rows)
}

/// One request.
pub(super) fn request(session: &Session, id: RequestId) -> Result<RequestDetail> {
    session.read(|view| query::inbox::request(view, session.office(), session.today(), id))
}

/// The plan in force, units, superiors' arrivals, days worked.
pub(super) fn plan(session: &Session) -> Result<PlanData> {
    let (mut plan, units, anchors, seal) = session.read(|view| {
        let seal = Seal::of(view, session.author(), session.today())?;
        Ok((query::plan::plan(view)?, view.all::<Unit>()?, view.all::<Anchor>()?, seal))
    })?;
    let hidden = hide(&mut plan, seal);
    let visits = plan.visits.iter().map(|row| {
        let mut texts =
            vec![row.visit.record.id.to_string(), row.visit.record.start.to_string(), row.unit.clone()];
        texts.extend(row.departments.iter().cloned());
        texts.extend(row.demands.iter().map(|demand| demand.title.clone()));
        haystack(&texts.iter().map(String::as_str).collect::<Vec<_>>())
    });
    let unplaced = plan
        .unplaced
        .iter()
        .map(|row| haystack(&[&row.demand.request.to_string(), &row.unit, &row.department, &row.title]));
    Ok(PlanData {
        haystacks: visits.collect(),
        unplaced_haystacks: unplaced.collect(),
        units: units.into_iter().map(|found| found.record).collect(),
        anchors: anchors.into_iter().map(|found| found.record).collect(),
        calendar: session.office().calendar.clone(),
        plan,
        hidden,
    })
}

/// Takes unit, day and demands off visits that are sealed and whose day has not come, and puts them last, so that
/// their order tells nothing either. Returns which.
fn hide(plan: &mut PlanOverview, seal: Seal) -> BTreeSet<VisitId> {
    let mut hidden = BTreeSet::new();
    for row in &mut plan.visits {
        let visit = &mut row.visit.record;
        if seal.hides(visit) {
            hidden.insert(visit.id);
            *visit = Visit {
                unit: UnitCode(String::new()),
                start: NaiveDate::MAX,
                days: 1,
                demands: Vec::new(),
                joins: None,
                lead: DepartmentCode(String::new()),
                team: Vec::new(),
                ..visit.clone()
            };
            (row.unit, row.departments, row.demands) = (String::new(), Vec::new(), Vec::new());
        }
    }
    plan.visits.sort_by_key(|row| hidden.contains(&row.visit.record.id).then_some(row.visit.record.id));
    hidden
}

/// The gravest thing the rules say of each of these requests now.
pub(super) fn signs(
    session: &Session,
    ids: &[RequestId],
) -> Result<BTreeMap<RequestId, Option<RuleSeverity>>> {
    session.read(|view| {
        let county = CountyView::load(view)?;
        let mut signs = BTreeMap::new();
        for id in ids {
            let Some(found) = view.get::<Request>(&id.to_string())? else { continue };
            let verdicts =
                verdicts::of_request(view, session.office(), session.today(), &county, &found.record)?;
            signs.insert(*id, verdicts.iter().map(|verdict| verdict.severity).min());
        }
        Ok(signs)
    })
}

/// One visit with its checklist as texts.
pub(super) fn visit(session: &Session, texts: &Catalogue, id: VisitId) -> Result<VisitData> {
    session.read(|view| {
        let detail = query::visit::detail(view, session.office(), id)?;
        let record: &Visit = &detail.planned.visit.record;
        if Seal::of(view, session.author(), session.today())?.hides(record) {
            return Err(AppError::problem("A7086").with("id", id.to_string()));
        }
        let mut materials: Vec<(String, Disposition)> = Vec::new();
        for demand in &detail.planned.demands {
            let Some(request) = view.get::<Request>(&demand.request.to_string())? else { continue };
            for material in request.record.materials {
                if materials.iter().all(|(name, _)| *name != material.name) {
                    materials.push((material.name, material.disposition));
                }
            }
        }
        let sheet = query::checklist::checklist(view, session.office(), texts, record, session.today());
        let sheet = sheet.map_err(|error| error.message).map(|list| Sheet {
            items: list
                .items
                .into_iter()
                .map(|item| (method(session, &item.id), item.question, texts.join(item.departments)))
                .collect(),
            drawn: list
                .samples
                .into_iter()
                .flat_map(|sample| sample.drawn)
                .map(|element| (element.ticket, element.name, element.location))
                .collect(),
            materials,
        });
        Ok(VisitData { detail, sheet })
    })
}

/// Look, ask or measure.
fn method(session: &Session, item: &str) -> Said {
    let known = session.office().check_items().iter().find(|known| known.id == item);
    Said::new(known.map_or_else(|| Method::Look.text_id(), |known| known.method.text_id()))
}

/// Entries of the journal that are shown.
const ENTRIES_MAX: u32 = 1_000;

/// The latest entries, with what each can be found by.
pub(super) fn journal(session: &Session, texts: &Catalogue) -> Result<JournalData> {
    let entries = query::journal::latest(session, ENTRIES_MAX)?;
    let found = |entry: &Entry| {
        let command = texts.get(&format!("journal-{}", entry.command));
        let keys: Vec<&str> = entry.payload.changes.iter().map(|change| change.key.as_str()).collect();
        let day = entry.business_date.to_string();
        haystack(&[&entry.sequence.to_string(), &day, &entry.author, &command, &keys.join(" ")])
    };
    Ok(JournalData { haystacks: entries.iter().map(found).collect(), entries })
}

/// What visits found, those of visits under seal apart.
pub(super) fn findings(session: &Session, texts: &Catalogue) -> Result<Vec<FindingRow>> {
    let (lang, today) = (texts.lang(), session.today());
    let mut rows = session.read(|view| query::field::findings(view, session.office(), lang, None, today))?;
    let sealed = query::seal::hidden(session)?;
    rows.retain(|row| !sealed.contains(&row.finding.visit));
    Ok(rows)
}

/// The burden of some days, and of those they are held against.
pub(super) fn burden(session: &Session, span: DayRange, before: DayRange) -> Result<(Burden, Burden)> {
    session.read(|view| {
        let seal = Seal::of(view, session.author(), session.today())?;
        let of = |span| query::burden::burden(view, span, seal);
        Ok((of(span)?, of(before)?))
    })
}

/// Plan against execution in the year of a day, and what is too often in it.
pub(super) fn alarms(session: &Session, day: NaiveDate) -> Result<Alarms> {
    let span = query::alarm::year_of(day).unwrap_or_else(|| month(day));
    session.read(|view| query::alarm::alarms(view, session.office(), span, None))
}

/// The quotas around a day.
pub(super) fn quota(session: &Session, day: NaiveDate) -> Result<QuotaOverview> {
    session.read(|view| query::quota::quotas(view, session.office(), day, None))
}
