//! What came back from the field: samples judged, severity by history, findings with who sees to them until when.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::{all, plain};
use crate::app::county::CountyView;
use crate::app::error::Result;
use crate::app::office::Office;
use crate::domain::code::Code;
use crate::domain::field_record::{FieldAnswer, FieldGroup, FieldRecord};
use crate::domain::finding::{Finding, FindingState};
use crate::domain::message::Message;
use crate::domain::slot_answer::SlotAnswer;
use crate::domain::visit::Visit;
use crate::exchange::export::checklist::{Checklist, Class, Sample};
use crate::sampling::switching::{Judged, Standing, replay};
use crate::store::View;
use crate::text::{Catalogue, Lang};

/// What a sample says after the visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What its elements are.
    pub kind: String,
    /// Elements to be checked.
    pub size: u32,
    /// Drawn elements, replacements among them, with an answer.
    pub checked: u32,
    /// Those with a critical or major item that does not conform.
    pub nonconforming: u32,
    /// Accepted with so many or fewer; `None` where the part of a county-wide draw is not judged alone.
    pub accept_max: Option<u32>,
}

impl Verdict {
    /// Accepted (`true`), to be widened (`false`), or not decided yet.
    pub fn accepted(&self) -> Option<bool> {
        let max = self.accept_max?;
        if self.nonconforming > max {
            return Some(false);
        }
        (self.checked >= self.size).then_some(true)
    }

    /// As a sentence.
    pub fn message(&self) -> Message {
        let code = match (self.accept_max, self.accepted()) {
            (None, _) => "field-not-judged",
            (_, Some(true)) => "field-accepted",
            (_, Some(false)) => "field-widen",
            (_, None) => "field-undecided",
        };
        Message::new(code)
            .with("kind", self.kind.as_str())
            .with("checked", self.checked)
            .with("size", self.size)
            .with("nonconforming", self.nonconforming)
            .with("accept", self.accept_max.unwrap_or(0))
    }
}

/// Judges every sample of a visit by what came back.
pub fn verdicts(list: &Checklist, record: &FieldRecord) -> Vec<Verdict> {
    let grave: BTreeSet<&str> =
        list.items.iter().filter(|item| item.class != Class::Minor).map(|item| item.id.as_str()).collect();
    list.samples.iter().map(|sample| verdict(sample, record, &grave)).collect()
}

fn verdict(sample: &Sample, record: &FieldRecord, grave: &BTreeSet<&str>) -> Verdict {
    let (mut checked, mut nonconforming) = (0, 0);
    for element in sample.drawn.iter().chain(&sample.replacements) {
        let Some(answers) = record.answers.get(&element.id) else { continue };
        let counted = answers.iter().filter(|(_, answer)| answer.group == FieldGroup::Drawn);
        let own: Vec<_> = counted.filter(|(item, _)| sample.items.contains(item)).collect();
        if own.is_empty() {
            continue;
        }
        checked += 1;
        let faulty =
            |(item, answer): &(&String, &crate::domain::field_record::Answered)| {
                answer.answer == FieldAnswer::No && grave.contains(item.as_str())
            };
        nonconforming += u32::from(own.iter().any(faulty));
    }
    Verdict {
        kind: sample.kind.clone(),
        size: sample.size,
        checked,
        nonconforming,
        accept_max: sample.acceptance.map(|numbers| numbers.accept_max),
    }
}

/// How strictly a unit is sampled next, by kind of element: the history of its judged samples, replayed.
pub fn standings(
    view: &View<'_>,
    office: &Office,
    visit: &Visit,
    today: NaiveDate,
) -> Result<BTreeMap<String, Standing>> {
    let catalogue = Catalogue::new(Lang::Zh);
    let mut visits: Vec<Visit> = plain(view.select("unit", &visit.unit.0)?);
    visits.retain(|other| other.start <= visit.start);
    visits.sort_by_key(|other| (other.start, other.id));
    let mut history: BTreeMap<String, Vec<Judged>> = BTreeMap::new();
    for other in &visits {
        let Some(record) = view.get::<FieldRecord>(&other.id.to_string())? else { continue };
        let list = super::checklist::checklist(view, office, &catalogue, other, today)?;
        for verdict in verdicts(&list, &record.record) {
            let (Some(ac), Some(_)) = (verdict.accept_max, verdict.accepted()) else { continue };
            let (found, re) = (verdict.nonconforming, ac.saturating_add(1));
            history.entry(verdict.kind).or_default().push(Judged { found, ac, re, tighter_ac: None });
        }
    }
    Ok(history.into_iter().map(|(kind, judged)| (kind, replay(&judged).1)).collect())
}

/// A finding with the names people read.
#[derive(Clone, Debug)]
pub struct FindingRow {
    /// The finding.
    pub finding: Finding,
    /// Name of the unit.
    pub unit: String,
    /// Who sees to it: a department, or the unit.
    pub responsible: String,
    /// What was asked; empty for what was handed over.
    pub question: String,
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
    let text = |both: &crate::domain::checklist::Bilingual| {
        if lang == Lang::Zh { both.zh.clone() } else { both.en.clone() }
    };
    let item = office.check_items().iter().find(|item| item.id == finding.item);
    let guidance = match (&finding.guidance, item) {
        (Some(own), _) => Message::new("field-guidance-own").with("text", own.as_str()),
        (None, Some(item)) => {
            Message::new("field-guidance").with("nonconforming", text(&item.nonconforming))
        }
        (None, None) => Message::new("field-guidance-none"),
    };
    let unit = county.units.name(&finding.unit);
    FindingRow {
        responsible: match &finding.responsible {
            Some(department) => county.departments.short(department),
            None => unit.clone(),
        },
        question: item.map(|item| text(&item.question)).unwrap_or_default(),
        overdue: finding.is_overdue(today),
        guidance,
        unit,
        finding,
    }
}

/// What departments and townships answered, by visit.
pub fn answers(view: &View<'_>) -> Result<Vec<SlotAnswer>> {
    all(view)
}
