//! The rules a county works under, each compared with what its check takes. Knows no file format: presets come parsed.

use std::collections::BTreeMap;

use crate::domain::message::{Arg, Message};
use crate::domain::problem::{Place, Problem};
use crate::domain::quota::{QuotaLimit, QuotaScope, UnitCapacity};
use crate::domain::rule::{Rule, RuleSeverity};
use crate::domain::unit::UnitKind;

use super::check::{Spec, specs};
use super::preset::{Preset, RuleRow};

/// What a limit counts as where the county has none: more than any unit can be asked for, small enough to add up.
pub const UNLIMITED: u32 = 9_999;

/// One rule in force, and the text it speaks with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The rule.
    pub rule: Rule,
    /// Catalogue id of its sentence: its own code, or that of the first rule of the same check. Attributes: `name`
    /// (for lists) and `action`.
    pub text: &'static str,
}

impl Held {
    /// The rule's sentence, still without what tripped it.
    pub(super) fn message(&self) -> Message {
        Message::new(self.text)
    }
}

/// The rules in force, by code.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RuleBook {
    rules: BTreeMap<String, Held>,
}

impl RuleBook {
    /// The rules of these files (name and content). Every problem is named, with file and rule; a book with a problem
    /// is not built, so that no limit is dropped in silence.
    pub fn new(files: &[(String, Preset)]) -> Result<Self, Vec<Problem>> {
        let mut book = Self::default();
        let mut problems = Vec::new();
        for (file, preset) in files {
            for row in &preset.rule {
                let place = Place { file: file.clone(), cell: Some(row.code.clone()), ..Place::default() };
                let found = faults(row, preset);
                if book.rules.contains_key(&row.code) {
                    problems.push(Problem::error(place.clone(), "R2902").with("rule", row.code.as_str()));
                }
                match found {
                    Ok(held) => {
                        book.rules.entry(row.code.clone()).or_insert(held);
                    }
                    Err(messages) => problems.extend(messages.into_iter().map(|message| {
                        let problem = Problem::error(place.clone(), &message.code);
                        Problem { message, ..problem }.with("rule", row.code.as_str())
                    })),
                }
            }
        }
        if problems.is_empty() { Ok(book) } else { Err(problems) }
    }

    /// Every rule, in code order.
    pub fn rules(&self) -> impl Iterator<Item = &Held> {
        self.rules.values()
    }

    /// The rule of a code.
    pub fn rule(&self, code: &str) -> Option<&Held> {
        self.rules.get(code)
    }

    /// The limits on visits and visit-days, in code order.
    pub fn limits(&self) -> Vec<QuotaLimit> {
        let limit = |held: &Held| {
            let rule = &held.rule;
            Some(QuotaLimit {
                rule: rule.code.clone(),
                scope: rule.scope?,
                period: rule.period?,
                visits_max: rule.numbers.get("visits_max").copied(),
                days_max: rule.numbers.get("days_max").copied(),
            })
        };
        self.of_check("period-limit").filter_map(limit).collect()
    }

    /// What a unit of a kind can receive at once; [`UNLIMITED`] where no rule says, and no gap.
    pub fn capacity(&self, kind: UnitKind) -> UnitCapacity {
        let scope = match kind {
            UnitKind::Township => QuotaScope::Township,
            UnitKind::Village => QuotaScope::Village,
        };
        let strictest = |check, number| {
            let numbers = self.of_check(check).filter(|held| held.rule.scope == Some(scope));
            numbers.map(|held| held.rule.number(number)).min().unwrap_or(UNLIMITED)
        };
        let gaps = self.of_check("gap").filter(|held| held.rule.scope == Some(scope));
        UnitCapacity {
            kind,
            gap_days: gaps.map(|held| held.rule.number("days_min")).max().unwrap_or_default(),
            departments_max: strictest("departments-at-once", "departments_max"),
            people_max: strictest("people-at-once", "people_max"),
            halfdays_per_department_max: strictest("halfdays-at-once", "halfdays_max"),
        }
    }

    /// The share of the baseline year's visits the county may reach, in percent; `None` where no rule says.
    pub fn county_percent_max(&self) -> Option<u32> {
        self.of_check("county-year").map(|held| held.rule.number("percent_max")).min()
    }

    /// The days of notice open visits are given, in working days.
    pub fn lead_days(&self) -> u32 {
        self.of_check("lead-time").map(|held| held.rule.number("working_days_min")).max().unwrap_or_default()
    }

    /// The rules that parameterise a check, in code order.
    pub(super) fn of_check<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Held> {
        self.rules.values().filter(move |held| held.rule.check == name)
    }
}

/// The rule of a row, or everything wrong with it.
fn faults(row: &RuleRow, preset: &Preset) -> Result<Held, Vec<Message>> {
    let mut faults = Vec::new();
    if !is_code(&row.code) {
        faults.push(Message::new("R2905"));
    }
    if row.severity == RuleSeverity::Note {
        faults.push(Message::new("R2908").with("name", "severity"));
    }
    let citation = preset.citation.get(&row.citation);
    if citation.is_none() {
        faults.push(Message::new("R2906").with("key", row.citation.as_str()));
    }
    let spec = specs().find(|spec| spec.name == row.check);
    let (Some(spec), Some(citation)) = (spec, citation) else {
        if spec.is_none() {
            let known = specs().map(|spec| Arg::from(spec.name)).collect();
            faults.push(
                Message::new("R2901").with("check", row.check.as_str()).with("known", Arg::List(known)),
            );
        }
        return Err(faults);
    };
    let rule = Rule {
        code: row.code.clone(),
        check: row.check.clone(),
        severity: row.severity,
        exception_by: row.exception_by,
        citation: citation.clone(),
        kinds: row.kinds.clone(),
        regimes: row.regimes.clone(),
        scope: row.scope,
        period: row.period,
        numbers: row.numbers.clone(),
        words: row.words.clone(),
    };
    faults.extend(parameters(&rule, &spec));
    let text = spec.texts.iter().find(|text| **text == row.code).or(spec.texts.first());
    match text {
        Some(text) if faults.is_empty() => Ok(Held { rule, text }),
        _ => Err(faults),
    }
}

/// What a rule lacks of what its check takes, and what it has besides.
fn parameters(rule: &Rule, spec: &Spec) -> Vec<Message> {
    let missing = |name: &str| Message::new("R2903").with("name", name);
    let mut faults = Vec::new();
    faults.extend(
        spec.numbers.iter().filter(|name| !rule.numbers.contains_key(**name)).map(|name| missing(name)),
    );
    faults.extend(spec.words.iter().filter(|name| rule.words(name).is_empty()).map(|name| missing(name)));
    if spec.scoped && rule.scope.is_none() {
        faults.push(missing("scope"));
    }
    if spec.periodic && rule.period.is_none() {
        faults.push(missing("period"));
    }
    let numbers = rule.numbers.keys().filter(|name| !holds(spec.numbers, spec.more_numbers, name));
    let words = rule.words.keys().filter(|name| !holds(spec.words, spec.more_words, name));
    let mut unknown: Vec<&str> = numbers.chain(words).map(String::as_str).collect();
    if !spec.scoped && rule.scope.is_some() {
        unknown.push("scope");
    }
    if !spec.periodic && rule.period.is_some() {
        unknown.push("period");
    }
    faults.extend(unknown.into_iter().map(|name| Message::new("R2904").with("name", name)));
    if faults.is_empty() && !(spec.sound)(rule) {
        faults.push(Message::new("R2907"));
    }
    // An empty word would be found in every text.
    let blank = rule.words.iter().filter(|(_, words)| words.iter().any(|word| word.trim().is_empty()));
    faults.extend(blank.map(|(name, _)| Message::new("R2908").with("name", name.as_str())));
    faults
}

fn holds(needed: &[&str], more: &[&str], name: &str) -> bool {
    needed.contains(&name) || more.contains(&name)
}

/// `R2` and three digits.
fn is_code(code: &str) -> bool {
    code.strip_prefix("R2")
        .is_some_and(|rest| rest.len() == 3 && rest.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::check::fixture::book;

    #[test]
    fn the_default_county_receives_as_its_document_says() {
        let capacity = |kind| {
            let found = book().capacity(kind);
            (found.gap_days, found.departments_max, found.people_max, found.halfdays_per_department_max)
        };
        assert_eq!(capacity(UnitKind::Township), (3, 5, 14, 4));
        assert_eq!(capacity(UnitKind::Village), (5, 3, 8, 4));
        assert_eq!(book().county_percent_max(), Some(50));
        assert_eq!(book().lead_days(), 3);
        assert_eq!(book().limits().len(), 9);
    }

    #[test]
    fn a_county_without_rules_has_no_limits() {
        let none = RuleBook::new(&[]).unwrap();
        let capacity = none.capacity(UnitKind::Township);
        assert_eq!(
            (capacity.gap_days, capacity.departments_max, none.county_percent_max()),
            (0, UNLIMITED, None)
        );
    }
}
