//! More host staff than inspectors.

use crate::domain::message::Message;
use crate::rules::activity::{Activity, ActivityContext};
use crate::rules::book::Held;

use super::{ActivityCheck, Spec};

pub(super) const CHECK: ActivityCheck =
    ActivityCheck { spec: Spec { numbers: &["percent_max"], ..Spec::new("escort", &["R2409"]) }, run };

fn run(held: &Held, context: &ActivityContext) -> Vec<Message> {
    let percent = u64::from(held.rule.number("percent_max"));
    let many = |activity: &&Activity| u64::from(activity.hosts) * 100 > u64::from(activity.people) * percent;
    let message = |activity: &Activity| {
        let message = held.message().with("department", context.name(&activity.department.0));
        let message =
            message.with("unit", context.name(&activity.unit.0)).with("day", activity.day.to_string());
        message.with("people", activity.people).with("hosts", activity.hosts)
    };
    context.activities.iter().filter(many).map(message).collect()
}

#[cfg(test)]
mod tests {
    use crate::domain::department::Level;
    use crate::rules::check::fixture::{activity, alarms};

    #[test]
    fn as_many_hosts_as_inspectors_are_enough() {
        for (people, hosts, expected) in
            [(3, 3, &[][..]), (3, 4, &["R2409"]), (3, 6, &["R2409"]), (0, 1, &["R2409"])]
        {
            let mut arrival = activity("a", Level::County, "T", "2019-10-14");
            (arrival.people, arrival.hosts) = (people, hosts);
            assert_eq!(alarms(&[arrival]), expected, "{people} {hosts}");
        }
    }
}
