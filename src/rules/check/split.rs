//! One matter of the plan carried out more often at a unit than the plan says.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::message::{Arg, Message};
use crate::rules::activity::{ActivityContext, Origin};
use crate::rules::book::Held;

use super::{ActivityCheck, Spec};

pub(super) const CHECK: ActivityCheck = ActivityCheck { spec: Spec::new("split-execution", &["R2411"]), run };

fn run(held: &Held, context: &ActivityContext) -> Vec<Message> {
    let mut groups: BTreeMap<_, (u32, BTreeSet<&str>)> = BTreeMap::new();
    for activity in context.activities.iter().filter(|activity| activity.origin == Origin::Arrived) {
        let Some(matter) = &activity.matter else { continue };
        let group = groups.entry((&activity.department, &matter.name, &activity.unit)).or_default();
        group.0 = group.0.max(matter.times);
        group.1.insert(&activity.occasion);
    }
    let mut messages = Vec::new();
    for ((department, matter, unit), (times, occasions)) in groups {
        if occasions.len() > times as usize {
            let message = held.message().with("department", context.name(&department.0));
            let message = message.with("matter", matter.as_str()).with("unit", context.name(&unit.0));
            let message = message.with("count", occasions.len()).with("times", times);
            messages
                .push(message.with("occasions", Arg::List(occasions.into_iter().map(Arg::from).collect())));
        }
    }
    messages
}

#[cfg(test)]
mod tests {
    use crate::domain::department::Level;
    use crate::rules::activity::{Activity, Matter};
    use crate::rules::check::fixture::{activity, alarms};

    /// A published case: one planned inspection carried out as three.
    #[test]
    fn one_item_of_the_plan_three_times() {
        let check = |times: u32, expected: &[&str]| {
            let part = |day: &str| {
                let matter = Some(Matter { name: "2025-03".into(), times });
                Activity { matter, ..activity("transport", Level::County, "T", day) }
            };
            assert_eq!(
                alarms(&[part("2019-03-04"), part("2019-06-03"), part("2019-09-02")]),
                expected,
                "{times}"
            );
        };
        check(1, &["R2411"]);
        check(3, &[]);
    }
}
