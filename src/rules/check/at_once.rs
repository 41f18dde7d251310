//! What a unit can receive at once: departments, people, half-days of one department.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::message::Message;
use crate::rules::book::Held;
use crate::rules::visit::VisitContext;

use super::{Spec, VisitCheck};

/// Departments.
pub(super) const DEPARTMENTS: VisitCheck = VisitCheck {
    spec: Spec {
        numbers: &["departments_max"],
        scoped: true,
        ..Spec::new("departments-at-once", &["R2313", "R2315"])
    },
    quota: false,
    run: departments,
};

/// Inspectors.
pub(super) const PEOPLE: VisitCheck = VisitCheck {
    spec: Spec { numbers: &["people_max"], scoped: true, ..Spec::new("people-at-once", &["R2314", "R2316"]) },
    quota: false,
    run: people,
};

/// Half-days of one department on a visit day.
pub(super) const HALFDAYS: VisitCheck = VisitCheck {
    spec: Spec {
        numbers: &["halfdays_max"],
        scoped: true,
        ..Spec::new("halfdays-at-once", &["R2317", "R2318"])
    },
    quota: false,
    run: halfdays,
};

fn departments(held: &Held, context: &VisitContext) -> Vec<Message> {
    let departments: BTreeSet<_> = context.parties.iter().map(|party| &party.department).collect();
    over(held, context, departments.len() as u64, "departments_max")
}

fn people(held: &Held, context: &VisitContext) -> Vec<Message> {
    let people = context.parties.iter().map(|party| u64::from(party.people)).sum();
    over(held, context, people, "people_max")
}

fn halfdays(held: &Held, context: &VisitContext) -> Vec<Message> {
    let mut efforts: BTreeMap<_, u64> = BTreeMap::new();
    for party in context.parties {
        *efforts.entry(&party.department).or_default() += u64::from(party.effort_halfdays);
    }
    let most = efforts.into_values().max().unwrap_or_default();
    // The limit is for one visit day.
    over(held, context, most.div_ceil(u64::from(context.visit.days.max(1))), "halfdays_max")
}

fn over(held: &Held, context: &VisitContext, used: u64, number: &str) -> Vec<Message> {
    let max = held.rule.number(number);
    let here = held.rule.scope.is_some_and(|scope| scope.holds(context.unit.kind));
    let message =
        || held.message().with("unit", context.unit.name.as_str()).with("used", used).with("max", max);
    if here && used > u64::from(max) { vec![message()] } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use crate::rules::check::fixture::Scene;
    use crate::rules::visit::Party;

    fn party(department: &str, people: u32, effort_halfdays: u32) -> Party {
        Party { department: department.into(), people, effort_halfdays }
    }

    #[test]
    fn a_unit_receives_only_so_many_at_once() {
        let check = |mut scene: Scene, days: u32, parties: Vec<Party>, expected: &[&str]| {
            scene.visit.days = days;
            scene.parties = parties;
            assert_eq!(scene.codes(), expected);
        };
        let several = |count: usize, people: u32| -> Vec<Party> {
            (0..count).map(|number| party(&number.to_string(), people, 2)).collect()
        };
        let township = || Scene::township("2019-10-14");
        let village = || Scene::village("2019-10-14");
        check(township(), 1, several(5, 2), &[]);
        check(township(), 1, several(6, 2), &["R2313"]);
        check(township(), 1, several(5, 3), &["R2314"]);
        check(village(), 1, several(4, 2), &["R2315"]);
        check(village(), 1, several(3, 3), &["R2316"]);
        check(township(), 1, vec![party("one", 2, 3), party("one", 2, 1)], &[]);
        check(township(), 1, vec![party("one", 2, 3), party("one", 2, 2)], &["R2317"]);
        check(township(), 2, vec![party("one", 2, 4), party("one", 2, 4)], &[]);
        check(village(), 2, vec![party("one", 2, 4), party("one", 2, 4), party("one", 2, 1)], &["R2318"]);
    }
}
