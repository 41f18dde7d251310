//! Visits and visit-days of a unit in a week, month, quarter or year.

use crate::domain::code::Code;
use crate::domain::day::DayRange;
use crate::domain::message::{Arg, Message};
use crate::domain::rule::Rule;
use crate::rules::book::Held;
use crate::rules::quota::{Measure, counted, sum};
use crate::rules::visit::VisitContext;

use super::{Spec, VisitCheck};

pub(super) const CHECK: VisitCheck = VisitCheck {
    spec: Spec {
        more_numbers: &["visits_max", "days_max"],
        scoped: true,
        periodic: true,
        sound: |rule: &Rule| !rule.numbers.is_empty(),
        ..Spec::new(
            "period-limit",
            &["R2301", "R2302", "R2303", "R2304", "R2305", "R2306", "R2307", "R2308", "R2309"],
        )
    },
    quota: true,
    run,
};

fn run(held: &Held, context: &VisitContext) -> Vec<Message> {
    let (Some(scope), Some(period)) = (held.rule.scope, held.rule.period) else { return Vec::new() };
    if !scope.holds(context.unit.kind) {
        return Vec::new();
    }
    let own = context.as_use();
    let mut messages = Vec::new();
    // Visits count where they start; days in every period they touch.
    let mut ranges: Vec<DayRange> = context.visit.range().days().map(|day| period.around(day)).collect();
    ranges.dedup();
    let start = period.around(own.start);
    let visits = held.rule.numbers.get("visits_max").map(|max| (Measure::Visits, start, *max));
    let days = held.rule.numbers.get("days_max");
    let days = days.into_iter().flat_map(|max| ranges.iter().map(|range| (Measure::Days, *range, *max)));
    for (measure, range, max) in visits.into_iter().chain(days) {
        let others = counted(context.uses, &context.unit.code, scope).filter(|row| row.visit != own.visit);
        let used = sum(others.chain([&own]), measure, range);
        if used > max {
            let message =
                held.message().with("unit", context.unit.name.as_str()).with("used", used).with("max", max);
            let message =
                message.with("first", range.from.to_string()).with("last", range.last().to_string());
            messages.push(message.with("period", Arg::code(period.text_id())));
        }
    }
    messages
}

#[cfg(test)]
mod tests {
    use crate::domain::quota::UseStatus::{CarriedOut, Exempt, Published, Reserved};
    use crate::rules::check::fixture::Scene;

    const TOWNSHIP: &str = "540121201";
    const VILLAGE: &str = "540121201201";
    const OTHER: &str = "540121201202";

    fn check(scene: &Scene, expected: &[&str]) {
        assert_eq!(scene.codes(), expected);
    }

    #[test]
    fn one_visit_a_week_two_a_month() {
        let scene = Scene::township("2019-10-18").with_use(TOWNSHIP, "2019-10-14", 1, Published);
        check(&scene, &["R2301"]);
        let scene = Scene::township("2019-10-21").with_use(TOWNSHIP, "2019-10-14", 1, Reserved);
        check(&scene, &[]);
        let scene = scene.with_use(TOWNSHIP, "2019-10-08", 1, CarriedOut);
        check(&scene, &["R2302"]);
    }

    #[test]
    fn exempt_rows_do_not_count() {
        check(&Scene::township("2019-10-18").with_use(TOWNSHIP, "2019-10-14", 1, Exempt), &[]);
    }

    #[test]
    fn five_a_quarter_and_fourteen_a_year() {
        let mut scene = Scene::township("2019-12-23");
        for start in ["2019-10-08", "2019-10-21", "2019-11-04", "2019-11-18"] {
            scene = scene.with_use(TOWNSHIP, start, 1, Published);
        }
        check(&scene, &[]);
        scene = scene.with_use(TOWNSHIP, "2019-12-02", 1, Published);
        check(&scene, &["R2303"]);
        let mut year = Scene::township("2019-12-23");
        for month in 1..=9 {
            year = year.with_use(TOWNSHIP, &format!("2019-{month:02}-04"), 1, CarriedOut);
            if month <= 5 {
                year = year.with_use(TOWNSHIP, &format!("2019-{month:02}-18"), 1, CarriedOut);
            }
        }
        check(&year, &["R2304"]);
    }

    #[test]
    fn two_days_a_week_at_a_township() {
        let mut scene = Scene::township("2019-10-14");
        scene.visit.days = 2;
        check(&scene, &[]);
        scene.visit.days = 1;
        // Of a visit that began the week before, two days fall in this week.
        let scene = Scene::township("2019-10-25").with_use(TOWNSHIP, "2019-10-18", 5, Published);
        check(&scene, &["R2305", "R2311"]);
    }

    #[test]
    fn a_village_counts_by_itself_and_with_its_township() {
        check(&Scene::village("2019-10-28").with_use(VILLAGE, "2019-10-14", 1, Published), &["R2306"]);
        let scene = Scene::village("2019-10-18").with_use(OTHER, "2019-10-14", 1, Published);
        check(&scene, &[]);
        check(&scene.with_use(TOWNSHIP, "2019-10-15", 1, Published), &["R2308"]);
        let mut month = Scene::village("2019-10-31");
        for (unit, start) in
            [(OTHER, "2019-10-08"), (TOWNSHIP, "2019-10-09"), (OTHER, "2019-10-16"), (TOWNSHIP, "2019-10-22")]
        {
            month = month.with_use(unit, start, 1, Published);
        }
        check(&month, &["R2309"]);
    }
}
