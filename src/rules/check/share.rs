//! The share of arrivals that stand on no plan.

use crate::domain::message::Message;
use crate::rules::activity::Origin;
use crate::rules::activity::{Activity, ActivityContext};
use crate::rules::book::Held;

use super::{ActivityCheck, Spec};

pub(super) const CHECK: ActivityCheck = ActivityCheck {
    spec: Spec {
        numbers: &["percent_max", "arrivals_min"],
        sound: |rule| rule.number("percent_max") <= 100,
        ..Spec::new("off-plan-share", &["R2410"])
    },
    run,
};

fn run(held: &Held, context: &ActivityContext) -> Vec<Message> {
    let arrived: Vec<&Activity> =
        context.activities.iter().filter(|activity| activity.origin == Origin::Arrived).collect();
    let outside = arrived.iter().filter(|activity| activity.matter.is_none()).count();
    let (percent, enough) =
        (held.rule.number("percent_max"), arrived.len() >= held.rule.number("arrivals_min") as usize);
    if !enough || outside * 100 <= arrived.len() * percent as usize {
        return Vec::new();
    }
    let message = held.message().with("outside", outside).with("count", arrived.len());
    vec![message.with("share", outside * 100 / arrived.len().max(1)).with("max", percent)]
}

#[cfg(test)]
mod tests {
    use crate::domain::department::Level;
    use crate::rules::activity::Activity;
    use crate::rules::check::fixture::{activity, alarms};

    #[test]
    fn a_tenth_is_borne_and_few_arrivals_say_nothing() {
        let check = |count: u32, outside: u32, expected: &[&str]| {
            let arrival = |n: u32| {
                let unit = format!("T{n}");
                let mut arrival = activity(&format!("d{n}"), Level::County, &unit, "2019-10-14");
                if n < outside {
                    arrival.matter = None;
                }
                arrival
            };
            let arrivals: Vec<Activity> = (0..count).map(arrival).collect();
            assert_eq!(alarms(&arrivals), expected, "{count} {outside}");
        };
        check(20, 2, &[]);
        check(20, 3, &["R2410"]);
        check(9, 9, &[]);
    }
}
