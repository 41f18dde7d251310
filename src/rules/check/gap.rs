//! Free working days between two visits to a unit.

use std::cmp::Reverse;

use crate::domain::day::DayRange;
use crate::domain::message::{Arg, Message};
use crate::domain::quota::QuotaUse;
use crate::rules::book::Held;
use crate::rules::visit::{VisitContext, name_of};

use super::{Spec, VisitCheck};

pub(super) const CHECK: VisitCheck = VisitCheck {
    spec: Spec { numbers: &["days_min"], scoped: true, ..Spec::new("gap", &["R2311", "R2312"]) },
    quota: true,
    run,
};

fn run(held: &Held, context: &VisitContext) -> Vec<Message> {
    if held.rule.scope.is_none_or(|scope| !scope.holds(context.unit.kind)) {
        return Vec::new();
    }
    let own = context.visit.range();
    let visits = context.at_unit().filter(|row| row.counts()).map(|row| (range_of(row), name_of(row)));
    let anchors = context.anchors.iter().filter(|anchor| anchor.unit == context.unit.code);
    // A superior's arrival is received like any other.
    let anchors =
        anchors.map(|anchor| (days_from(anchor.start, anchor.days), Arg::Text(anchor.id.to_string())));
    let others: Vec<(DayRange, Arg)> =
        visits.chain(anchors).filter(|(range, _)| !range.overlaps(&own)).collect();
    // Only the nearest on either side can be too near.
    let before =
        others.iter().filter(|(range, _)| range.until <= own.from).max_by_key(|(range, _)| range.until);
    let after = others
        .iter()
        .filter(|(range, _)| range.from >= own.until)
        .max_by_key(|(range, _)| Reverse(range.from));
    let min = held.rule.number("days_min");
    let mut messages = Vec::new();
    for (range, name) in before.into_iter().chain(after) {
        let between = DayRange { from: range.until.min(own.until), until: range.from.max(own.from) };
        // A year without a holiday notice has its own rule.
        let Ok(free) = context.calendar.working_days(between) else { continue };
        if free.len() < min as usize {
            let message = held.message().with("unit", context.unit.name.as_str()).with("other", name.clone());
            let message = message.with("first", range.from.to_string());
            messages.push(message.with("free", free.len()).with("min", min));
        }
    }
    messages
}

fn range_of(row: &QuotaUse) -> DayRange {
    days_from(row.start, row.days)
}

fn days_from(from: chrono::NaiveDate, days: u32) -> DayRange {
    let until = from.checked_add_days(chrono::Days::new(u64::from(days))).unwrap_or(from);
    DayRange { from, until }
}

#[cfg(test)]
mod tests {
    use crate::domain::quota::UseStatus::{Exempt, Published};
    use crate::rules::check::fixture::Scene;

    #[test]
    fn three_free_working_days_at_a_township_five_at_a_village() {
        let township = |start: &str, other: &str, days: u32| {
            Scene::township(start)
                .with_use("540121201", other, days, Published)
                .codes()
                .contains(&"R2311".to_owned())
        };
        // Friday to the Wednesday after: Monday and Tuesday are free.
        assert!(township("2019-10-23", "2019-10-18", 1));
        assert!(!township("2019-10-24", "2019-10-18", 1));
        assert!(township("2019-10-24", "2019-10-18", 4));
        assert!(township("2019-10-18", "2019-10-23", 1), "the later visit stands in the ledger already");
        // The make-up Saturday 2019-10-12 is a free working day.
        assert!(!township("2019-10-15", "2019-10-10", 1));
        assert!(township("2019-10-14", "2019-10-10", 1));
        let village =
            |other: &str| Scene::village("2019-10-28").with_use("540121201201", other, 1, Published).codes();
        assert!(village("2019-10-21").contains(&"R2312".to_owned()));
        assert!(!village("2019-10-18").contains(&"R2312".to_owned()));
    }

    #[test]
    fn exempt_visits_and_other_units_ask_for_no_gap() {
        let scene = Scene::township("2019-10-21").with_use("540121201", "2019-10-18", 1, Exempt);
        assert_eq!(scene.codes(), Vec::<String>::new());
        let scene = Scene::township("2019-10-21").with_use("540121201201", "2019-10-18", 1, Published);
        assert_eq!(scene.codes(), Vec::<String>::new());
    }
}
