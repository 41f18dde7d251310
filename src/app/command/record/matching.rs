//! Finds where answers belong by the ids files write, and puts them beside what is on record. Knows no store.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::county::CountyView;
use crate::app::session::Desk;
use crate::domain::code::Code;
use crate::domain::demand::Demand;
use crate::domain::draw::{DirectedReason, NotVisited};
use crate::domain::field_record::{Answered, FieldAnswer, FieldRecord, REST, UNIT};
use crate::domain::intake::{Outcome, ResultRow};
use crate::domain::message::{Arg, Message};
use crate::domain::problem::{Place, Problem};
use crate::domain::request::Request;
use crate::domain::sample_round::SampleRound;
use crate::domain::visit::Visit;
use crate::exchange::export::checklist::{phone_element, phone_item};

/// What a visit asks, by the ids files write.
pub(super) struct Matcher {
    visit: String,
    items: BTreeMap<String, String>,
    elements: BTreeMap<String, String>,
    /// The samples themselves, without replacements.
    drawn: BTreeSet<String>,
    /// Elements drawn from registers: theirs to be visited, whatever a sample says.
    listed: BTreeSet<String>,
}

/// A record with a file's answers in it.
pub(super) struct Merged {
    pub(super) record: FieldRecord,
    pub(super) added: usize,
    pub(super) unchanged: usize,
    pub(super) problems: Vec<Problem>,
    /// Where each element stands in the file.
    places: BTreeMap<String, Place>,
}

/// What is said of one place: an answer, or that it was not visited.
#[derive(Clone, PartialEq, Eq)]
enum Said {
    Answered(Answered),
    NotVisited(NotVisited),
}

impl Said {
    const fn is_answer(&self) -> bool {
        matches!(self, Self::Answered(_))
    }

    fn text(&self) -> Arg {
        Arg::code(match self {
            Self::Answered(answered) => answered.answer.text_id(),
            Self::NotVisited(reason) => reason.text_id(),
        })
    }
}

impl Matcher {
    pub(super) fn new(
        desk: &Desk<'_>,
        county: &CountyView,
        visit: &Visit,
        (served, riding): (&[(Demand, Request)], &[String]),
        round: Option<&SampleRound>,
    ) -> Self {
        let mut matcher = Self {
            visit: visit.id.to_string(),
            items: BTreeMap::from([(REST.to_owned(), REST.to_owned())]),
            elements: BTreeMap::new(),
            drawn: BTreeSet::new(),
            listed: BTreeSet::new(),
        };
        matcher.items.extend(riding.iter().map(|id| (id.clone(), id.clone())));
        for (demand, request) in served {
            for item in desk.office.check_items_of(&request.subject) {
                matcher.items.insert(phone_item(&item.id), item.id.clone());
                matcher.items.insert(item.id.clone(), item.id.clone());
            }
            matcher.listed.extend(demand.elements.iter().map(|id| id.0.clone()));
        }
        for part in round.into_iter().flat_map(|round| &round.parts) {
            matcher.drawn.extend(part.chosen.iter().map(|chosen| chosen.id.clone()));
            let next = part.replacements.iter().map(|chosen| &chosen.id);
            matcher.elements.extend(next.map(|id| (phone_element(id), id.clone())));
        }
        // A list that names the township itself speaks of the unit.
        for name in [visit.unit.0.clone(), county.units.name(&visit.unit)] {
            matcher.elements.insert(name, UNIT.to_owned());
        }
        let ids = matcher.drawn.iter().chain(&matcher.listed);
        matcher.elements.extend(ids.map(|id| (phone_element(id), id.clone())));
        matcher
    }

    /// Whether a row speaks of something other than the unit itself.
    pub(super) fn beyond_unit(&self, rows: &[ResultRow]) -> bool {
        rows.iter().any(|row| self.element(row) != UNIT)
    }

    fn element<'a>(&'a self, row: &'a ResultRow) -> &'a str {
        row.element.as_ref().map_or(UNIT, |id| self.elements.get(id).unwrap_or(id))
    }

    /// Puts the rows beside what is on record. E1942 for another visit's, E1944 for an item nobody asked, E1945 for
    /// what differs and may not be amended.
    pub(super) fn merge(&self, rows: &[ResultRow], before: &FieldRecord, amend: bool) -> Merged {
        let mut merged = Merged {
            record: before.clone(),
            added: 0,
            unchanged: 0,
            problems: Vec::new(),
            places: BTreeMap::new(),
        };
        let mut fresh = BTreeSet::new();
        let mut told: Vec<Message> = Vec::new();
        for row in rows {
            match self.spot(row) {
                Ok((element, item)) => {
                    // What was drawn counts as drawn, whoever else wished to go there.
                    let directed = row.directed.filter(|_| !self.drawn.contains(&element));
                    merged.take(row, (element, item, directed), amend, &mut fresh);
                }
                // One wrong id is one problem, however many answers stand under it.
                Err(problem) => {
                    if !told.contains(&problem.message) {
                        told.push(problem.message.clone());
                        merged.problems.push(*problem);
                    }
                }
            }
        }
        merged
    }

    fn spot(&self, row: &ResultRow) -> Result<(String, String), Box<Problem>> {
        let wrong = |code: &str| Problem::error(row.place.clone(), code).with("visit", self.visit.as_str());
        if let Some(named) = row.visit.as_ref().filter(|named| **named != self.visit) {
            return Err(Box::new(wrong("E1942").with("named", named.as_str())));
        }
        let element = self.element(row);
        let item = row.item.as_deref().unwrap_or(REST);
        let item = self.items.get(item).ok_or_else(|| Box::new(wrong("E1944").with("id", item)))?;
        Ok((element.to_owned(), item.clone()))
    }

    /// Takes elements out again that nobody was sent to, E1943 for each; returns whether there were any.
    pub(super) fn drop_strange(
        &self,
        merged: &mut Merged,
        before: &FieldRecord,
        reached: &BTreeSet<String>,
    ) -> bool {
        let record = &mut merged.record;
        let strange: BTreeSet<String> = record
            .answers
            .keys()
            .chain(record.not_visited.keys())
            .filter(|id| {
                *id != UNIT
                    && !reached.contains(*id)
                    && !self.listed.contains(*id)
                    && !record.directed.contains_key(*id)
            })
            .cloned()
            .collect();
        for id in &strange {
            let taken = record.answers.remove(id).map_or(0, |answers| answers.len())
                + usize::from(record.not_visited.remove(id).is_some());
            // What an amended answer leaves without a place was on record before: it goes without a word of blame.
            let known = before.answers.contains_key(id) || before.not_visited.contains_key(id);
            if let Some(place) = merged.places.get(id).filter(|_| !known) {
                merged.added = merged.added.saturating_sub(taken);
                let problem = Problem::error(place.clone(), "E1943");
                merged.problems.push(problem.with("visit", self.visit.as_str()).with("id", id.as_str()));
            }
        }
        !strange.is_empty()
    }
}

impl Merged {
    fn take(
        &mut self,
        row: &ResultRow,
        (element, item, directed): (String, String, Option<DirectedReason>),
        amend: bool,
        fresh: &mut BTreeSet<(String, String)>,
    ) {
        let said = said(row);
        let before = self.standing(&element, &item, &said);
        self.places.entry(element.clone()).or_insert_with(|| row.place.clone());
        match before {
            Some(before) if before == said => {
                self.unchanged += 1;
                fresh.insert((element, item));
            }
            Some(before)
                if !amend || torn(fresh, &element, &item, before.is_answer() == said.is_answer()) =>
            {
                self.problems.push(
                    Problem::error(row.place.clone(), "E1945")
                        .with("element", element)
                        .with("item", item)
                        .with("before", before.text())
                        .with("now", said.text()),
                );
            }
            _ => {
                self.put(&element, &item, said);
                self.added += 1;
                fresh.insert((element.clone(), item));
                if let Some(reason) = directed {
                    self.record.directed.insert(element, reason);
                }
            }
        }
    }

    /// What stands against a row: an element is visited or it is not.
    fn standing(&self, element: &str, item: &str, said: &Said) -> Option<Said> {
        let missed = self.record.not_visited.get(element).map(|reason| Said::NotVisited(*reason));
        let answers = self.record.answers.get(element);
        match said {
            Said::Answered(_) => {
                missed.or_else(|| answers?.get(item).map(|answered| Said::Answered(answered.clone())))
            }
            Said::NotVisited(_) => {
                missed.or_else(|| answers?.values().next().map(|answered| Said::Answered(answered.clone())))
            }
        }
    }

    fn put(&mut self, element: &str, item: &str, said: Said) {
        match said {
            Said::Answered(answered) => {
                self.record.not_visited.remove(element);
                self.record.answers.entry(element.to_owned()).or_default().insert(item.to_owned(), answered);
            }
            Said::NotVisited(reason) => {
                self.record.answers.remove(element);
                self.record.not_visited.insert(element.to_owned(), reason);
            }
        }
    }
}

/// Whether one file says two things of one place: even an amendment cannot mean both.
fn torn(fresh: &BTreeSet<(String, String)>, element: &str, item: &str, alike: bool) -> bool {
    fresh.iter().any(|(known, of)| known == element && (of == item || !alike))
}

fn said(row: &ResultRow) -> Said {
    let answer = match row.outcome {
        Outcome::Conforming => FieldAnswer::Yes,
        Outcome::Nonconforming => FieldAnswer::No,
        Outcome::NotApplicable => FieldAnswer::NotApplicable,
        Outcome::NotVisited(reason) => return Said::NotVisited(reason),
    };
    Said::Answered(Answered { answer, value: row.value.clone(), note: row.note.clone() })
}
