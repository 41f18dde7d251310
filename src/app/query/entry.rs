//! A visit's results as the console's own form shows them: place by place what is asked, with what is on record. Also
//! what was typed there as a file, in the shape phones send it, so that both go the same way.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::checklist::checklist;
use super::groups;
use crate::app::command::required;
use crate::app::error::{AppError, Result};
use crate::app::office::Office;
use crate::domain::code::Code;
use crate::domain::draw::{DirectedReason, NotVisited};
use crate::domain::field_record::{Answered, FieldRecord, UNIT};
use crate::domain::id::VisitId;
use crate::domain::message::Message;
use crate::domain::visit::Visit;
use crate::exchange::export::checklist::{Checklist, Element, Method, Sample, phone_item};
use crate::sampling::visited::group_of;
use crate::store::View;
use crate::text::Catalogue;

/// What a visit asks, place by place.
#[derive(Clone, Debug)]
pub struct EntrySheet {
    /// The visit.
    pub visit: VisitId,
    /// Name of its unit.
    pub unit: String,
    /// Version of the record this shows; `None` where nothing is recorded.
    pub version: Option<u64>,
    /// Into how many groups the team divides.
    pub groups: u32,
    /// The questions, each once.
    pub items: Vec<EntryItem>,
    /// The unit, then elements in ticket order, group by group, replacements behind.
    pub places: Vec<EntryPlace>,
}

/// One question.
#[derive(Clone, Debug)]
pub struct EntryItem {
    /// Its id.
    pub id: String,
    /// How it is checked.
    pub method: Message,
    /// A value is written beside the answer.
    pub measured: bool,
    /// What is asked.
    pub question: String,
    /// When it counts as nonconforming.
    pub nonconforming: String,
}

/// Whom a place stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The unit itself.
    Unit,
    /// A drawn element, by its number.
    Drawn(u32),
    /// A replacement, by its number.
    Replacement(u32),
    /// Chosen by people.
    Directed,
}

/// One place where something is asked.
#[derive(Clone, Debug)]
pub struct EntryPlace {
    /// Id of the element; empty for the unit.
    pub element: String,
    /// How people call it.
    pub name: String,
    /// Where it is.
    pub location: String,
    /// What it is, e.g. a household; empty for the unit.
    pub kind: String,
    /// Whom it stands for.
    pub stop: Stop,
    /// Whose it is, from 1, where the team divides.
    pub group: Option<u32>,
    /// Numbers of the questions asked there.
    pub items: Vec<usize>,
    /// What is known of it.
    pub filled: Filled,
}

/// What is said of one place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// Answers by item.
    pub answers: BTreeMap<String, Answered>,
    /// Why nobody was there.
    pub not_visited: Option<NotVisited>,
    /// Why people chose it themselves.
    pub directed: Option<DirectedReason>,
}

/// Reads the form of a visit. Refused like its checklist before the day of a sealed visit, and with S4052 before the
/// draw.
pub fn entry(
    view: &View<'_>,
    office: &Office,
    catalogue: &Catalogue,
    id: VisitId,
    today: NaiveDate,
) -> Result<EntrySheet> {
    let visit: Visit = required(view, &id.to_string())?;
    let list = checklist(view, office, catalogue, &visit, today)?;
    if list.samples.iter().any(|sample| sample.drawn.is_empty() && sample.size > 0) {
        return Err(AppError::problem("S4052").with("round", id.to_string()));
    }
    let found = view.get::<FieldRecord>(&id.to_string())?;
    let version = found.as_ref().map(|found| found.version);
    let record = found.map_or_else(|| FieldRecord::new(id, today), |found| found.record);
    let groups = groups::of(view, &id.to_string())?;
    let items = list.items.iter().map(|item| EntryItem {
        id: item.id.clone(),
        method: Message::new(method_id(item.method)),
        measured: item.method == Method::Measure,
        question: item.question.clone(),
        nonconforming: item.nonconforming.clone(),
    });
    Ok(EntrySheet {
        visit: id,
        version,
        groups,
        items: items.collect(),
        places: places(&list, &record, groups),
        unit: list.unit,
    })
}

const fn method_id(method: Method) -> &'static str {
    match method {
        Method::Look => "method-look",
        Method::Ask => "method-ask",
        Method::Measure => "method-measure",
    }
}

fn places(list: &Checklist, record: &FieldRecord, groups: u32) -> Vec<EntryPlace> {
    let filled = |element: &str| Filled {
        answers: record.answers.get(element).cloned().unwrap_or_default(),
        not_visited: record.not_visited.get(element).copied(),
        directed: record.directed.get(element).copied(),
    };
    let numbers = |asked: &dyn Fn(&str) -> bool| -> Vec<usize> {
        let all = list.items.iter().enumerate();
        all.filter(|(_, item)| asked(&item.id)).map(|(at, _)| at).collect()
    };
    let mut places = Vec::new();
    let of_unit = numbers(&|id| list.samples.iter().all(|sample| sample.items.iter().all(|item| item != id)));
    if !of_unit.is_empty() {
        places.push(EntryPlace {
            element: UNIT.to_owned(),
            name: list.unit.clone(),
            location: String::new(),
            kind: String::new(),
            stop: Stop::Unit,
            group: (groups > 1).then_some(1),
            items: of_unit,
            filled: filled(UNIT),
        });
    }
    for sample in &list.samples {
        let items = numbers(&|id| sample.items.iter().any(|item| item == id));
        let mut own: Vec<EntryPlace> = stops(sample, groups)
            .map(|(element, stop, group)| EntryPlace {
                element: element.id.clone(),
                name: element.name.clone(),
                location: element.location.clone(),
                kind: sample.kind.clone(),
                stop,
                group,
                items: items.clone(),
                filled: filled(&element.id),
            })
            .collect();
        own.sort_by_key(|place| place.group);
        for place in own {
            join(&mut places, place);
        }
    }
    let known: Vec<String> = places.iter().map(|place| place.element.clone()).collect();
    let first =
        numbers(&|id| list.samples.first().is_some_and(|one| one.items.iter().any(|item| item == id)));
    for element in record.directed.keys().filter(|element| !known.contains(element)) {
        places.push(EntryPlace::directed(element, first.clone(), filled(element)));
    }
    places
}

/// An element that several samples came to is one place, with the questions of all of them; where one of them drew it,
/// it is no replacement.
fn join(places: &mut Vec<EntryPlace>, place: EntryPlace) {
    let Some(known) = places.iter_mut().find(|known| known.element == place.element) else {
        places.push(place);
        return;
    };
    if matches!((known.stop, place.stop), (Stop::Replacement(_), Stop::Drawn(_))) {
        (known.stop, known.group) = (place.stop, place.group);
    }
    known.items.extend(place.items);
    known.items.sort_unstable();
    known.items.dedup();
}

impl EntryPlace {
    /// An element people chose themselves.
    pub fn directed(element: &str, items: Vec<usize>, filled: Filled) -> Self {
        Self {
            element: element.to_owned(),
            name: String::new(),
            location: String::new(),
            kind: String::new(),
            stop: Stop::Directed,
            group: None,
            items,
            filled,
        }
    }
}

/// Drawn elements, then replacements, each with the group its ticket is dealt to.
fn stops(sample: &Sample, groups: u32) -> impl Iterator<Item = (&Element, Stop, Option<u32>)> {
    let group = move |before: u32, place: u32| {
        let at = before.saturating_add(place).saturating_sub(1);
        let group = group_of(usize::try_from(at).unwrap_or(usize::MAX), groups);
        (groups > 1).then(|| u32::try_from(group).unwrap_or(u32::MAX).saturating_add(1))
    };
    let drawn = sample.drawn.iter().map(move |one| (one, Stop::Drawn(one.place), group(0, one.place)));
    let next = sample
        .replacements
        .iter()
        .map(move |one| (one, Stop::Replacement(one.place), group(sample.size, one.place)));
    drawn.chain(next)
}

/// What was typed at some places, as a phone would send it: read again, it says the same.
pub fn as_phone_file(visit: VisitId, places: &[(String, Filled)]) -> Vec<u8> {
    let rounds = places.iter().map(|(element, filled)| {
        let prefix = match (element.as_str(), filled.directed) {
            (UNIT, _) => "u",
            (_, Some(_)) => "d1",
            _ => "s1",
        };
        let mut fields = Map::new();
        let mut put = |name: String, value: &str| {
            if !value.is_empty() {
                fields.insert(name, json!(value));
            }
        };
        put("visit".to_owned(), &visit.to_string());
        if element != UNIT {
            put(format!("{prefix}_element"), element);
        }
        put(format!("{prefix}_reason"), filled.directed.map_or("", |reason| reason.code()));
        put(format!("{prefix}_absence"), filled.not_visited.map_or("", |reason| reason.code()));
        for (item, answered) in &filled.answers {
            let name = format!("{prefix}_{}", phone_item(item));
            put(format!("{name}_value"), answered.value.trim());
            put(format!("{name}_note"), answered.note.trim());
            put(name, answered.answer.code());
        }
        Value::Object(fields)
    });
    Value::Array(rounds.collect()).to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::field_record::FieldAnswer;
    use crate::domain::intake::Outcome;
    use crate::exchange::import::{Options, SourceFile, result};

    #[test]
    fn what_is_typed_reads_back_as_typed() {
        let answered = |answer, note: &str| Answered { answer, value: String::new(), note: note.to_owned() };
        let told = Filled {
            answers: BTreeMap::from([
                ("fund-1".to_owned(), answered(FieldAnswer::No, " =1+1 \u{201c}x\u{201d}\n")),
                ("fund-2".to_owned(), answered(FieldAnswer::NotApplicable, "")),
            ]),
            ..Filled::default()
        };
        let gone = Filled { not_visited: Some(NotVisited::Refused), ..Filled::default() };
        let chosen = Filled { directed: Some(DirectedReason::Farthest), ..told.clone() };
        let places = [
            (String::new(), told.clone()),
            ("H-1".to_owned(), told),
            ("H-2".to_owned(), gone),
            ("H-9".to_owned(), chosen),
        ];
        let bytes = as_phone_file(VisitId(7), &places);
        let read = result::read(&SourceFile { name: "a.json", bytes: &bytes }, &Options::default());
        assert!(read.problems.is_empty(), "{:?}", read.problems);
        let rows: Vec<_> = read
            .rows
            .iter()
            .map(|row| {
                let element = row.element.as_deref().unwrap_or_default();
                (
                    element,
                    row.item.as_deref().unwrap_or_default(),
                    row.outcome,
                    row.directed,
                    row.note.as_str(),
                )
            })
            .collect();
        let note = "=1+1 \u{201c}x\u{201d}";
        let far = Some(DirectedReason::Farthest);
        let expected = [
            ("", "fund-1", Outcome::Nonconforming, None, note),
            ("", "fund-2", Outcome::NotApplicable, None, ""),
            ("H-1", "fund-1", Outcome::Nonconforming, None, note),
            ("H-1", "fund-2", Outcome::NotApplicable, None, ""),
            ("H-2", "", Outcome::NotVisited(NotVisited::Refused), None, ""),
            ("H-9", "fund-1", Outcome::Nonconforming, far, note),
            ("H-9", "fund-2", Outcome::NotApplicable, far, ""),
        ];
        assert_eq!(rows, expected);
    }
}
