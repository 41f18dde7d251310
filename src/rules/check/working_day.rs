//! Visits go on working days, and only in years whose holidays are known.

use crate::domain::message::Message;
use crate::rules::book::Held;
use crate::rules::visit::VisitContext;

use super::{Spec, VisitCheck};

/// A visit day is a working day.
pub(super) const DAY: VisitCheck =
    VisitCheck { spec: Spec::new("working-day", &["R2323"]), quota: false, run: day };

/// The holidays of a visit's year are known.
pub(super) const YEAR: VisitCheck =
    VisitCheck { spec: Spec::new("known-year", &["R2326"]), quota: false, run: year };

fn day(held: &Held, context: &VisitContext) -> Vec<Message> {
    let off = context.visit.range().days().filter(|day| context.calendar.is_working(*day) == Ok(false));
    off.map(|day| held.message().with("day", day.to_string())).collect()
}

fn year(held: &Held, context: &VisitContext) -> Vec<Message> {
    let mut years: Vec<i32> = context
        .visit
        .range()
        .days()
        .filter_map(|day| context.calendar.is_working(day).err())
        .map(|year| year.0)
        .collect();
    years.dedup();
    years.into_iter().map(|year| held.message().with("year", year)).collect()
}

#[cfg(test)]
mod tests {
    use crate::rules::check::fixture::Scene;

    #[test]
    fn holidays_weekends_and_unknown_years_stop_a_visit() {
        let check =
            |start: &str, expected: &[&str]| assert_eq!(Scene::township(start).codes(), expected, "{start}");
        check("2019-10-07", &["R2323"]);
        check("2019-10-13", &["R2323"]);
        check("2019-10-12", &[]);
        check("2031-03-03", &["R2326"]);
    }
}
