//! Findings with who sees to them until when, and what departments and townships answered.

use chrono::NaiveDate;

use super::{all, plain};
use crate::app::county::CountyView;
use crate::app::error::Result;
use crate::app::office::Office;
use crate::domain::checklist::Bilingual;
use crate::domain::code::Code;
use crate::domain::draw::NotVisited;
use crate::domain::finding::{Finding, FindingState};
use crate::domain::message::Message;
use crate::domain::slot_answer::SlotAnswer;
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

fn row(office: &Office, county: &CountyView, lang: Lang, finding: Finding, today: NaiveDate) -> FindingRow {
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
