//! What comes back from a visit is taken in: answers matched with the checklist, conflicts and gaps told, findings
//! made of what does not conform.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{plan, required};
use crate::app::error::{AppError, Result};
use crate::app::query;
use crate::app::query::field::{Verdict, verdicts};
use crate::app::session::{Command, Desk};
use crate::domain::checklist::DefectClass;
use crate::domain::code::Code;
use crate::domain::demand::{Demand, DemandState};
use crate::domain::field_record::{Answered, FieldAnswer, FieldRecord};
use crate::domain::finding::{Finding, FindingState, Recheck};
use crate::domain::id::{FindingId, VisitId};
use crate::domain::message::Arg;
use crate::domain::problem::{Place, Problem};
use crate::domain::record::Table;
use crate::domain::visit::{Visit, VisitState};
use crate::exchange::export::checklist::{Checklist, phone_element, phone_item};
use crate::exchange::import::result::ResultRow;
use crate::store::Tx;
use crate::text::{Catalogue, Lang};

/// Takes the results of a visit in.
pub struct RecordResults {
    /// The visit.
    pub visit: VisitId,
    /// What the file holds.
    pub rows: Vec<ResultRow>,
    /// Its name.
    pub file: String,
    /// Its bytes, kept with the journal.
    pub bytes: Vec<u8>,
    /// Answers that differ from those on record replace them.
    pub amend: bool,
}

/// What became of the results.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Answers taken in.
    pub added: usize,
    /// Answers that were on record already.
    pub unchanged: usize,
    /// Findings made.
    pub findings: Vec<FindingId>,
    /// Conflicts, gaps, and what could not be matched.
    pub problems: Vec<Problem>,
    /// What each sample says now.
    pub verdicts: Vec<Verdict>,
}

impl Command for RecordResults {
    const NAME: &'static str = "record";
    type Outcome = Recorded;

    fn args(&self) -> Value {
        json!({ "visit": self.visit, "file": self.file })
    }

    fn decide(self, tx: &mut Tx<'_>, desk: &Desk<'_>) -> Result<Recorded> {
        let visit: Visit = required(tx, &self.visit.to_string())?;
        let in_field = visit.is_public() || visit.state == VisitState::Sealed;
        if !in_field || visit.state == VisitState::Closed || visit.start > desk.today {
            return Err(AppError::problem("A7110")
                .with("id", visit.id.to_string())
                .with("state", Arg::code(visit.state.text_id())));
        }
        let catalogue = Catalogue::new(Lang::Zh);
        let list = query::checklist::checklist(tx, desk.office, &catalogue, &visit, desk.today)?;
        let known = tx.get::<FieldRecord>(&visit.id.to_string())?.map(|found| found.record);
        let mut record = known.unwrap_or_else(|| FieldRecord {
            visit: visit.id,
            on: desk.today,
            answers: BTreeMap::new(),
        });
        let mut outcome = Recorded::default();
        let changed = Matcher::new(&list).take(&self, &mut record, &mut outcome);
        outcome.problems.extend(gaps(&list, &record, &self.file));
        outcome.verdicts = verdicts(&list, &record);
        if changed.is_empty() {
            return Ok(outcome);
        }
        record.on = desk.today;
        tx.put_blob(&self.file, &self.bytes)?;
        tx.put(&record)?;
        outcome.findings = findings(tx, desk, &visit, &list, &record, &changed)?;
        carried_out(tx, visit)?;
        Ok(outcome)
    }
}

/// Finds elements and items by the ids files write.
struct Matcher<'a> {
    visit: String,
    items: BTreeMap<String, &'a str>,
    elements: BTreeMap<String, &'a str>,
}

/// Element (empty for the unit) and item of an answer.
type Spot = (String, String);

impl<'a> Matcher<'a> {
    fn new(list: &'a Checklist) -> Self {
        let (mut items, mut elements) = (BTreeMap::new(), BTreeMap::new());
        for item in &list.items {
            items.insert(phone_item(&item.id), item.id.as_str());
            items.insert(item.id.clone(), item.id.as_str());
        }
        for sample in &list.samples {
            let drawn = sample.drawn.iter().chain(&sample.replacements).map(|element| &element.id);
            for id in drawn.chain(sample.directed.iter().map(|element| &element.id)) {
                elements.insert(phone_element(id), id.as_str());
                elements.insert(id.clone(), id.as_str());
            }
        }
        Self { visit: list.visit.clone(), items, elements }
    }

    fn spot(&self, row: &ResultRow) -> std::result::Result<Spot, Problem> {
        let wrong = |code: &str| Problem::error(row.place.clone(), code).with("visit", self.visit.as_str());
        if row.visit.as_ref().is_some_and(|named| *named != self.visit) {
            return Err(wrong("E1942").with("named", row.visit.clone().unwrap_or_default()));
        }
        let element = match &row.element {
            None => "",
            Some(id) => self.elements.get(id).copied().ok_or_else(|| wrong("E1943").with("id", id.as_str()))?,
        };
        let item = self.items.get(&row.item).copied();
        let item = item.ok_or_else(|| wrong("E1944").with("id", row.item.as_str()))?;
        Ok((element.to_owned(), item.to_owned()))
    }

    /// Puts the rows on record; returns the answers that are new or other than before.
    fn take(&self, command: &RecordResults, record: &mut FieldRecord, outcome: &mut Recorded) -> BTreeSet<Spot> {
        let mut changed = BTreeSet::new();
        let mut unmatched = BTreeSet::new();
        for row in &command.rows {
            let spot = match self.spot(row) {
                Ok(spot) => spot,
                Err(problem) => {
                    // One unknown id is one problem, however many answers stand under it.
                    let said = (problem.message.clone().code, row.element.clone(), row.visit.clone());
                    if problem.message.code == "E1944" || unmatched.insert(said) {
                        outcome.problems.push(problem);
                    }
                    continue;
                }
            };
            let answered = Answered {
                group: row.group,
                answer: row.answer,
                value: row.value.clone(),
                note: row.note.clone(),
            };
            let of_element = record.answers.entry(spot.0.clone()).or_default();
            match of_element.get(&spot.1) {
                Some(before) if *before == answered => outcome.unchanged += 1,
                Some(before) if !command.amend || changed.contains(&spot) => {
                    outcome.problems.push(
                        Problem::error(row.place.clone(), "E1945")
                            .with("item", spot.1.as_str())
                            .with("element", spot.0.as_str())
                            .with("before", Arg::code(before.answer.text_id()))
                            .with("now", Arg::code(answered.answer.text_id())),
                    );
                }
                _ => {
                    of_element.insert(spot.1.clone(), answered);
                    outcome.added += 1;
                    changed.insert(spot);
                }
            }
        }
        record.answers.retain(|_, answers| !answers.is_empty());
        changed
    }
}

/// What is still missing: elements of a sample not reached, and items of one reached not answered.
fn gaps(list: &Checklist, record: &FieldRecord, file: &str) -> Vec<Problem> {
    let place = || Place { file: file.to_owned(), ..Place::default() };
    let mut gaps = Vec::new();
    for sample in &list.samples {
        let mut reached = 0u32;
        for element in sample.drawn.iter().chain(&sample.replacements) {
            let Some(answers) = record.answers.get(&element.id) else { continue };
            reached += 1;
            let missing: Vec<Arg> = sample
                .items
                .iter()
                .filter(|item| !answers.contains_key(*item))
                .map(|item| Arg::from(item.as_str()))
                .collect();
            if !missing.is_empty() {
                gaps.push(
                    Problem::warning(place(), "E1947")
                        .with("element", element.id.as_str())
                        .with("items", Arg::List(missing)),
                );
            }
        }
        if reached < sample.size {
            gaps.push(
                Problem::warning(place(), "E1946")
                    .with("kind", sample.kind.as_str())
                    .with("reached", reached)
                    .with("size", sample.size),
            );
        }
    }
    gaps
}

/// A finding for every new answer that does not conform; one whose answer is amended falls away.
fn findings(
    tx: &mut Tx<'_>,
    desk: &Desk<'_>,
    visit: &Visit,
    list: &Checklist,
    record: &FieldRecord,
    changed: &BTreeSet<Spot>,
) -> Result<Vec<FindingId>> {
    let known: Vec<Finding> =
        tx.select("visit", &visit.id.to_string())?.into_iter().map(|found| found.record).collect();
    let mut made = Vec::new();
    for (element, item) in changed {
        let Some(answered) = record.answers.get(element).and_then(|answers| answers.get(item)) else {
            continue;
        };
        let at = (!element.is_empty()).then(|| element.clone());
        let earlier = known.iter().find(|finding| finding.element == at && finding.item == *item);
        let fails = answered.answer == FieldAnswer::No;
        match earlier {
            Some(earlier) if !fails && earlier.state == FindingState::Open => {
                tx.put(&Finding { state: FindingState::Dropped, ..earlier.clone() })?;
            }
            None if fails => {
                let class = desk.office.check_items().iter().find(|known| known.id == *item);
                let class = class.map_or(DefectClass::Major, |known| known.class);
                made.push(open_finding(tx, desk, visit, list, (at, item, class), &answered.note)?);
            }
            _ => {}
        }
    }
    Ok(made)
}

fn open_finding(
    tx: &mut Tx<'_>,
    desk: &Desk<'_>,
    visit: &Visit,
    list: &Checklist,
    (element, item, class): (Option<String>, &str, DefectClass),
    note: &str,
) -> Result<FindingId> {
    let terms = &desk.office.terms.findings;
    let days = match class {
        DefectClass::Critical => terms.critical_days,
        DefectClass::Major => terms.major_days,
        DefectClass::Minor => terms.minor_days,
    };
    let stated = list.items.iter().find(|known| known.id == item);
    let what = if note.is_empty() {
        stated.map(|known| known.nonconforming.clone()).unwrap_or_default()
    } else {
        note.to_owned()
    };
    let id = FindingId(tx.next_number(Table::Finding)?);
    tx.put(&Finding {
        id,
        visit: visit.id,
        unit: visit.unit.clone(),
        item: item.to_owned(),
        element,
        class,
        what,
        guidance: None,
        responsible: None,
        state: FindingState::Open,
        found_on: desk.today,
        facts_until: working_day_after(desk, desk.today, terms.facts_days)?,
        facts: None,
        deadline: working_day_after(desk, desk.today, days)?,
        closure: None,
        recheck: Recheck::None,
    })?;
    Ok(id)
}

/// The last of so many working days after a day.
pub(super) fn working_day_after(desk: &Desk<'_>, from: NaiveDate, days: u32) -> Result<NaiveDate> {
    let (mut day, mut left) = (from, days);
    while left > 0 {
        let Some(next) = day.succ_opt() else { break };
        day = next;
        if desk.office.calendar.is_working(day).map_err(plan::uncovered)? {
            left -= 1;
        }
    }
    Ok(day)
}

/// The visit took place: its demands are carried out, and it is closed once nothing is left to put right.
fn carried_out(tx: &mut Tx<'_>, visit: Visit) -> Result<()> {
    for id in &visit.demands {
        let demand: Demand = required(tx, &id.to_string())?;
        if demand.state == DemandState::Published {
            tx.put(&Demand { state: DemandState::CarriedOut, ..demand })?;
        }
    }
    let state = if has_open(tx, visit.id)? { VisitState::Rectifying } else { VisitState::Recorded };
    tx.put(&Visit { state, ..visit })?;
    Ok(())
}

/// Whether something a visit found is still to be put right or looked at again.
pub(super) fn has_open(tx: &Tx<'_>, visit: VisitId) -> Result<bool> {
    let found = tx.select::<Finding>("visit", &visit.to_string())?;
    Ok(found.iter().any(|found| {
        found.record.state == FindingState::Open || found.record.recheck == Recheck::Drawn
    }))
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
        })?;
        Ok(id)
    }
}
