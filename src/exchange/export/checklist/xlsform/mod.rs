//! The checklist as `XLSForm` (xlsform.org) for Kobo and ODK Collect on phones without network, in both languages.
//! Knows the format, nothing of the draw.
//!
//! Each sample is a repeat in ticket order: as many rounds as elements were drawn, and one more for each where nobody
//! was met. Answers come back under `s1_<item>` for drawn, `d1_<item>` for directed
//! elements of the first sample, and `u_<item>` for the unit. Nothing asks for photographs as proof of having been
//! there, and there is no field for clues to misconduct.

mod names;
mod sheet;
mod tally;

pub use names::{choice_name, name_of};

use std::collections::BTreeSet;

use names::item_name;
use sheet::{Both, Choice, Row, settings, write};

use super::texts::{question, replacement_number, running, sample_title, signature_lines, title};
use super::{CheckItem, Checklist, Method, Sample};
use crate::domain::code::Code;
use crate::domain::draw::{DirectedReason, NotVisited};
use crate::exchange::export::ExportError;
use crate::exchange::export::sheet::Book;
use crate::exchange::export::words::Words;
use crate::text::{Catalogue, Lang};

/// Longest list of ids in one expression: a cell ends at 32,767 characters.
const EXPRESSION_CHARACTERS_MAX: usize = 30_000;
/// Values a measurement may have, so that a slip of the finger is noticed.
const MEASURED: &str = ". >= 0 and . <= 1000000";

/// More than a day holds is a slip of the finger too.
const DIRECTED: &str = ". >= 0 and . <= 20";

/// The form under construction.
struct Form<'a> {
    zh: Words<'a>,
    en: Words<'a>,
    english: &'a Checklist,
    rows: Vec<Row>,
    choices: Vec<Choice>,
}

/// The checklist as an `XLSForm` workbook in both languages; `english` is the same checklist with its questions in
/// English.
pub fn xlsform(list: &Checklist, english: &Checklist) -> Result<Vec<u8>, ExportError> {
    let (zh, en) = (Catalogue::new(Lang::Zh), Catalogue::new(Lang::En));
    let (rows, choices) = (Vec::new(), Vec::new());
    let mut form = Form { zh: Words::new(&zh), en: Words::new(&en), english, rows, choices };
    form.fill(list)?;
    let heading = title(list, form.zh);
    let mut book = Book::new(&heading, list.generated_on, &heading);
    write(&mut book, &form.rows, &form.choices)?;
    settings(&mut book, list, form.zh)?;
    book.finish()
}

impl Form<'_> {
    fn fill(&mut self, list: &Checklist) -> Result<(), ExportError> {
        self.answers();
        let head = Both { zh: running(list, self.zh), en: running(list, self.en) };
        self.push(Row { kind: "note".into(), name: "visit_note".into(), label: head, ..Row::default() });
        // What comes back must say where it belongs.
        self.push(Row {
            kind: "calculate".into(),
            name: "visit".into(),
            calculation: format!("'{}'", choice_name(&list.visit)),
            ..Row::default()
        });
        let unit_items = list.items_of_unit();
        if !unit_items.is_empty() {
            self.open("group", "unit", self.both(|words| words.get("export-unit-items")), String::new());
            self.items(list, "u", "", &unit_items);
            self.close("group");
        }
        for (number, sample) in (1usize..).zip(&list.samples) {
            self.drawn(list, sample, number)?;
            self.directed(list, sample, number)?;
        }
        let conclusion = self.both(|words| words.get("export-conclusion"));
        self.push(Row {
            kind: "text".into(),
            name: "conclusion".into(),
            label: conclusion,
            appearance: "multiline",
            ..Row::default()
        });
        let (zh, en) = (signature_lines(list, self.zh), signature_lines(list, self.en));
        for (number, (zh, en)) in (1usize..).zip(zh.into_iter().zip(en)) {
            self.push(Row {
                kind: "image".into(),
                name: format!("signature_{number}"),
                label: Both { zh, en },
                appearance: "signature",
                ..Row::default()
            });
        }
        Ok(())
    }

    /// The lists every form has.
    fn answers(&mut self) {
        for (list, name, code) in [
            ("answer", "yes", "export-conforming"),
            ("answer", "no", "export-not-conforming"),
            ("answer", "na", "export-not-applicable"),
        ] {
            let label = self.both(|words| words.get(code));
            self.choices.push(Choice { list: list.into(), name: name.into(), label });
        }
        let absences = NotVisited::ALL.iter().map(|one| ("absence", one.code(), one.text_id()));
        let reasons = DirectedReason::ALL.iter().map(|one| ("reason", one.code(), one.text_id()));
        for (list, name, code) in absences.chain(reasons).collect::<Vec<_>>() {
            let label = self.both(|words| words.get(&code));
            self.choices.push(Choice { list: list.into(), name: name.into(), label });
        }
    }

    /// A round for each element in ticket order: as many as are to be checked, and one more for each that was not met.
    fn drawn(&mut self, list: &Checklist, sample: &Sample, number: usize) -> Result<(), ExportError> {
        let stops = list.stops(sample).len();
        if stops == 0 {
            return Ok(());
        }
        let (prefix, choices) = (format!("s{number}"), format!("elements_{number}"));
        let english = self.english.samples.get(number - 1).unwrap_or(sample);
        let heading = Both { zh: sample_title(sample, self.zh), en: sample_title(english, self.en) };
        let tickets = sample.drawn.len().saturating_add(sample.replacements.len());
        let gone = format!("sum(${{{prefix}_next}})");
        if sample.drawn.is_empty() {
            self.sums(sample, number);
            let rounds = tally::rounds(sample, number, format!("{stops} + {gone}"));
            self.open("repeat", &prefix, heading, rounds);
            self.typed(&prefix);
        } else {
            let (zh, en) = (self.zh, self.en);
            let replacements = sample.replacements.iter().map(|element| {
                let number = |words| replacement_number(element.place, words);
                (element, number(zh), number(en))
            });
            let drawn = sample.drawn.iter().map(|element| (element, String::new(), String::new()));
            let turn = self.elements(
                &choices,
                drawn.chain(replacements).map(|(e, zh, en)| {
                    let label = |number: String| {
                        format!("{number} {} {} {}", e.name, e.location, e.id).trim().to_owned()
                    };
                    (e.id.as_str(), Both { zh: label(zh), en: label(en) })
                }),
            )?;
            let rounds = format!("min({tickets}, {} + {gone})", sample.drawn.len());
            self.sums(sample, number);
            let rounds = tally::rounds(sample, number, rounds);
            self.open("repeat", &prefix, heading, rounds);
            self.turn(&prefix, &choices, &turn);
        }
        self.absence(&prefix);
        self.items(list, &prefix, &format!("${{{prefix}_absence}} = ''"), &list.items_of(sample));
        self.tally(list, sample, number);
        self.close("repeat");
        Ok(())
    }

    /// Why nobody was met; whoever is not there is followed by the next ticket, unless there is no such household.
    fn absence(&mut self, prefix: &str) {
        let absence = format!("{prefix}_absence");
        self.push(Row {
            kind: "select_one absence".into(),
            name: absence.clone(),
            label: self.both(|words| words.get("export-absence")),
            hint: self.both(|words| words.get("export-replacement-rule")),
            appearance: "minimal",
            ..Row::default()
        });
        let found = NotVisited::NoSuchElement.code();
        self.push(Row {
            kind: "calculate".into(),
            name: format!("{prefix}_next"),
            calculation: format!("if(${{{absence}}} = '' or ${{{absence}}} = '{found}', 0, 1)"),
            ..Row::default()
        });
    }

    /// Elements chosen by people: those known beforehand in turn, or as many as the team says.
    fn directed(&mut self, list: &Checklist, sample: &Sample, number: usize) -> Result<(), ExportError> {
        let (prefix, choices) = (format!("d{number}"), format!("directed_{number}"));
        let heading = self.both(|words| words.get("export-directed"));
        if sample.directed.is_empty() {
            let name = format!("{prefix}_number");
            self.push(Row {
                kind: "integer".into(),
                name: name.clone(),
                label: self.both(|words| words.get("export-directed-number")),
                hint: self.both(|words| words.get("export-directed-rule")),
                required: true,
                default: "0".into(),
                constraint: DIRECTED,
                constraint_message: self.both(|words| words.get("export-directed-range")),
                ..Row::default()
            });
            self.open("repeat", &prefix, heading, format!("${{{name}}}"));
            self.typed(&prefix);
            self.push(Row {
                kind: "select_one reason".into(),
                name: format!("{prefix}_reason"),
                label: self.both(|words| words.get("export-directed-reason")),
                required: true,
                appearance: "minimal",
                ..Row::default()
            });
        } else {
            let turn = self.elements(
                &choices,
                sample.directed.iter().map(|e| {
                    let label = format!("{} {} {} ({})", e.name, e.location, e.id, e.reason);
                    (e.id.as_str(), Both { zh: label.clone(), en: label })
                }),
            )?;
            self.open("repeat", &prefix, heading, sample.directed.len().to_string());
            self.turn(&prefix, &choices, &turn);
        }
        self.items(list, &prefix, "", &list.items_of(sample));
        self.close("repeat");
        Ok(())
    }

    /// A list of elements, and the expression that says whose turn it is in a round.
    fn elements<'e>(
        &mut self,
        list: &str,
        elements: impl Iterator<Item = (&'e str, Both)>,
    ) -> Result<String, ExportError> {
        let mut ids: Vec<String> = Vec::new();
        let mut known = BTreeSet::new();
        for (id, label) in elements {
            let name = choice_name(id);
            if known.insert(name.clone()) {
                self.choices.push(Choice { list: list.to_owned(), name: name.clone(), label });
            }
            ids.push(name);
        }
        let turn = format!("selected-at('{}', position(..) - 1)", ids.join(" "));
        if turn.chars().count() > EXPRESSION_CHARACTERS_MAX {
            return Err(ExportError::Format { detail: format!("XLSForm: {} elements", ids.len()) });
        }
        Ok(turn)
    }

    /// Which element this is: the one whose turn it is, for reading only.
    fn turn(&mut self, prefix: &str, list: &str, turn: &str) {
        self.push(Row {
            kind: format!("select_one {list}"),
            name: format!("{prefix}_element"),
            label: self.both(|words| words.get("export-element")),
            default: turn.to_owned(),
            appearance: "minimal",
            read_only: true,
            ..Row::default()
        });
    }

    /// Which element this is, as the team writes it.
    fn typed(&mut self, prefix: &str) {
        self.push(Row {
            kind: "text".into(),
            name: format!("{prefix}_element"),
            label: self.both(|words| words.get("export-id")),
            required: true,
            ..Row::default()
        });
    }

    /// The questions of a list of items: the answer, the measured value, and what is wrong where something is.
    fn items(&mut self, list: &Checklist, prefix: &str, relevant: &str, items: &[(usize, &CheckItem)]) {
        for (number, item) in items {
            let name = format!("{prefix}_{}", item_name(list, *number, item));
            let english = self.english.items.iter().find(|other| other.id == item.id).unwrap_or(item);
            let label = Both { zh: question(item, self.zh), en: question(english, self.en) };
            if item.method == Method::Measure {
                self.push(Row {
                    kind: "decimal".into(),
                    name: format!("{name}_value"),
                    label: Both {
                        zh: self.zh.labelled("export-measured", &item.question),
                        en: self.en.labelled("export-measured", &english.question),
                    },
                    relevant: relevant.to_owned(),
                    constraint: MEASURED,
                    constraint_message: self.both(|words| words.get("export-measured-range")),
                    ..Row::default()
                });
            }
            let hint = Both {
                zh: self.zh.labelled("export-nonconforming", &item.nonconforming),
                en: self.en.labelled("export-nonconforming", &english.nonconforming),
            };
            self.push(Row {
                kind: "select_one answer".into(),
                name: name.clone(),
                label,
                hint,
                relevant: relevant.to_owned(),
                required: true,
                ..Row::default()
            });
            self.push(Row {
                kind: "text".into(),
                name: format!("{name}_note"),
                label: self.both(|words| words.get("export-remarks")),
                required: true,
                relevant: format!("${{{name}}} = 'no'"),
                ..Row::default()
            });
        }
    }

    fn both(&self, text: impl Fn(Words<'_>) -> String) -> Both {
        Both { zh: text(self.zh), en: text(self.en) }
    }

    fn open(&mut self, what: &str, name: &str, label: Both, repeat_count: String) {
        self.push(Row {
            kind: format!("begin_{what}"),
            name: name.to_owned(),
            label,
            repeat_count,
            ..Row::default()
        });
    }

    fn close(&mut self, what: &str) {
        self.push(Row { kind: format!("end_{what}"), ..Row::default() });
    }

    fn push(&mut self, row: Row) {
        self.rows.push(row);
    }
}
