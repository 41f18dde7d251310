//! How long a visit lasts, and that it does not go on over a weekend.

use crate::domain::day::monday;
use crate::domain::message::Message;
use crate::rules::book::Held;
use crate::rules::visit::VisitContext;

use super::{Spec, VisitCheck};

pub(super) const CHECK: VisitCheck = VisitCheck {
    spec: Spec { numbers: &["days_max"], ..Spec::new("visit-length", &["R2324"]) },
    quota: false,
    run,
};

fn run(held: &Held, context: &VisitContext) -> Vec<Message> {
    let visit = context.visit;
    let max = held.rule.number("days_max");
    let one_week = monday(visit.start) == monday(visit.range().last());
    let fits = (1..=max).contains(&visit.days) && one_week;
    if fits { Vec::new() } else { vec![held.message().with("days", visit.days).with("max", max)] }
}

#[cfg(test)]
mod tests {
    use crate::rules::check::fixture::Scene;

    #[test]
    fn one_or_two_days_of_one_week() {
        let check = |start: &str, days: u32, expected: bool| {
            let mut scene = Scene::township(start);
            scene.visit.days = days;
            assert_eq!(scene.codes().contains(&"R2324".to_owned()), expected, "{start} {days}");
        };
        check("2019-10-17", 2, false);
        check("2019-10-16", 3, true);
        check("2019-10-16", 0, true);
        check("2019-10-20", 2, true);
        check("2019-10-16", u32::MAX, true);
    }
}
