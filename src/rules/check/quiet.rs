//! Quiet periods of a unit: harvest, sowing, flood duty, election, festival, exams.

use crate::domain::message::Message;
use crate::rules::book::Held;
use crate::rules::visit::VisitContext;

use super::{Spec, VisitCheck};

pub(super) const CHECK: VisitCheck =
    VisitCheck { spec: Spec::new("quiet-period", &["R2322"]), quota: false, run };

fn run(held: &Held, context: &VisitContext) -> Vec<Message> {
    let own = context.visit.range();
    let quiet = context.unit.quiet.iter().filter(|quiet| quiet.days.overlaps(&own));
    let message = |quiet: &crate::domain::unit::QuietPeriod| {
        let message =
            held.message().with("unit", context.unit.name.as_str()).with("name", quiet.name.as_str());
        message.with("first", quiet.days.from.to_string()).with("last", quiet.days.last().to_string())
    };
    quiet.map(message).collect()
}

#[cfg(test)]
mod tests {
    use crate::domain::unit::QuietPeriod;
    use crate::rules::check::fixture::{Scene, window};

    #[test]
    fn the_last_quiet_day_is_quiet() {
        let check = |start: &str, days: u32, expected: &[&str]| {
            let mut scene = Scene::township(start);
            scene.visit.days = days;
            scene.unit.quiet =
                vec![QuietPeriod { days: window("2019-10-16", "2019-10-17"), name: "harvest".into() }];
            assert_eq!(scene.codes(), expected, "{start} {days}");
        };
        check("2019-10-15", 1, &[]);
        check("2019-10-15", 2, &["R2322"]);
        check("2019-10-17", 1, &["R2322"]);
        check("2019-10-18", 1, &[]);
    }
}
