//! What a visit trips: the limits of its unit and county on its day. Knows only the ledger rows the caller selects.

use std::collections::BTreeMap;

use crate::domain::arrival::Anchor;
use crate::domain::day::WorkCalendar;
use crate::domain::id::DepartmentCode;
use crate::domain::message::Arg;
use crate::domain::quota::{Exception, QuotaUse, UseStatus};
use crate::domain::rule::{ExceptionBy, Rule, RuleSeverity, Verdict};
use crate::domain::setting::County;
use crate::domain::unit::Unit;
use crate::domain::visit::Visit;

use super::book::RuleBook;
use super::check::VISIT;

/// One demand's team at a visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// Whose.
    pub department: DepartmentCode,
    /// Inspectors.
    pub people: u32,
    /// Half-days at the unit.
    pub effort_halfdays: u32,
}

/// A visit and what it is judged against.
#[derive(Clone, Copy)]
pub struct VisitContext<'a> {
    /// The visit.
    pub visit: &'a Visit,
    /// Where it goes.
    pub unit: &'a Unit,
    /// Whom it brings, one for each demand it serves.
    pub parties: &'a [Party],
    /// The ledger rows of the township the unit is or lies in, and of all its villages. The visit's own row, where it
    /// has one already, is passed over.
    pub uses: &'a [QuotaUse],
    /// Superiors' inspections at the unit.
    pub anchors: &'a [Anchor],
    /// Exceptions granted to this visit.
    pub exceptions: &'a [Exception],
    /// The county's other visits that count against quotas, by month of their start, `YYYY-MM`.
    pub county_uses: &'a BTreeMap<String, u32>,
    /// The county, with its baseline.
    pub county: &'a County,
    /// Which days are worked.
    pub calendar: &'a WorkCalendar,
}

impl<'a> VisitContext<'a> {
    /// The other visits at the very unit.
    pub(super) fn at_unit(&self) -> impl Iterator<Item = &'a QuotaUse> {
        let (visit, unit) = (self.visit.id, &self.unit.code);
        self.uses.iter().filter(move |row| row.visit != visit && row.unit == *unit)
    }

    /// The visit as a row of the ledger.
    pub(super) fn as_use(&self) -> QuotaUse {
        let status = if self.visit.exempt { UseStatus::Exempt } else { UseStatus::Published };
        let visit = self.visit;
        QuotaUse { visit: visit.id, unit: visit.unit.clone(), start: visit.start, days: visit.days, status }
    }
}

/// What people may be told of another visit: a sealed one is not named.
pub(super) fn name_of(row: &QuotaUse) -> Arg {
    if row.status == UseStatus::Reserved {
        Arg::code("rule-another-visit")
    } else {
        Arg::Text(row.visit.to_string())
    }
}

/// What a visit trips, in rule order. Visits outside quotas, and those that join a superior's inspection, are not held
/// to limits on how often. An exception that names the rule and the visit turns its block into a note.
pub fn check(book: &RuleBook, context: &VisitContext) -> Vec<Verdict> {
    let free = context.visit.exempt || context.visit.joins.is_some();
    let mut verdicts = Vec::new();
    for held in book.rules() {
        let Some(check) = VISIT.iter().find(|check| check.spec.name == held.rule.check) else { continue };
        if free && check.quota {
            continue;
        }
        let severity = if excepted(&held.rule, context) { RuleSeverity::Note } else { held.rule.severity };
        let messages = (check.run)(held, context);
        let verdict = |message| Verdict { rule: held.rule.code.clone(), severity, message };
        verdicts.extend(messages.into_iter().map(verdict));
    }
    verdicts
}

/// The rules on visits that a director may let one of them exceed, in rule order.
pub fn exceptable(book: &RuleBook) -> impl Iterator<Item = &Rule> {
    let rules = book.rules().map(|held| &held.rule);
    rules.filter(|rule| {
        rule.exception_by == ExceptionBy::Director && VISIT.iter().any(|check| check.spec.name == rule.check)
    })
}

/// Whether anything in the verdicts stops the visit.
pub fn blocks(verdicts: &[Verdict]) -> bool {
    verdicts.iter().any(|verdict| verdict.severity == RuleSeverity::Block)
}

fn excepted(rule: &Rule, context: &VisitContext) -> bool {
    let granted = |exception: &Exception| exception.rule == rule.code && exception.visit == context.visit.id;
    rule.exception_by == ExceptionBy::Director && context.exceptions.iter().any(granted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{AnchorId, ExceptionId, VisitId};
    use crate::rules::check::fixture::{Scene, book, calendar, day};

    fn full_week() -> Scene {
        Scene::township("2019-10-18").with_use("540121201", "2019-10-14", 1, UseStatus::Published)
    }

    #[test]
    fn a_clean_visit_trips_nothing() {
        assert_eq!(Scene::township("2019-10-14").codes(), Vec::<String>::new());
        assert_eq!(Scene::village("2019-10-14").codes(), Vec::<String>::new());
    }

    #[test]
    fn an_exception_for_the_rule_and_the_visit_turns_its_block_into_a_note() {
        let check = |rule: &str, visit: u32, expected: RuleSeverity| {
            let mut scene = full_week();
            scene.exceptions.push(Exception {
                id: ExceptionId(1),
                rule: rule.into(),
                visit: VisitId(visit),
                reason: "flood".into(),
                director: "director".into(),
                on: day("2019-10-10"),
            });
            let calendar = calendar();
            let verdicts = super::check(&book(), &scene.context(&calendar));
            let weekly: Vec<_> = verdicts.iter().filter(|verdict| verdict.rule == "R2301").collect();
            assert_eq!(weekly.len(), 1);
            assert_eq!(weekly[0].severity, expected, "{rule} {visit}");
            assert_eq!(blocks(&verdicts), expected == RuleSeverity::Block);
        };
        check("R2301", 1, RuleSeverity::Note);
        check("R2301", 2, RuleSeverity::Block);
        check("R2302", 1, RuleSeverity::Block);
    }

    #[test]
    fn visits_outside_quotas_are_still_held_to_what_a_unit_can_receive() {
        let mut scene = full_week();
        assert_eq!(scene.codes(), ["R2301"]);
        scene.visit.exempt = true;
        assert_eq!(scene.codes(), Vec::<String>::new());
        scene.parties[0].people = 15;
        assert_eq!(scene.codes(), ["R2314"]);
        let mut joining = full_week();
        joining.visit.joins = Some(AnchorId(1));
        joining.anchors.push(Anchor {
            id: AnchorId(1),
            request: crate::domain::id::RequestId(9),
            department: "city".into(),
            unit: "540121201".into(),
            start: day("2019-10-18"),
            days: 2,
            joinable: true,
            announced: None,
        });
        assert_eq!(joining.codes(), Vec::<String>::new());
    }
}
