//! Many checks and nothing found: of unannounced visits as a whole, and of one inspector.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use crate::domain::message::Message;
use crate::rules::activity::ActivityContext;
use crate::rules::book::Held;

use super::{ActivityCheck, Spec};

/// So many unannounced visits, and not one finding.
pub(super) const NONE_FOUND: ActivityCheck = ActivityCheck {
    spec: Spec { numbers: &["visits_min"], ..Spec::new("no-finding", &["R2412"]) },
    run: none_found,
};

/// So many checks running by one inspector without a finding, within so many days.
pub(super) const INSPECTOR: ActivityCheck = ActivityCheck {
    spec: Spec {
        numbers: &["checks_min", "window_days"],
        sound: |rule| rule.number("checks_min") > 0,
        ..Spec::new("inspector-no-finding", &["R2209"])
    },
    run: inspector,
};

fn none_found(held: &Held, context: &ActivityContext) -> Vec<Message> {
    let unannounced = context.activities.iter().filter(|activity| !activity.announced);
    let found: BTreeMap<&str, u32> = unannounced.fold(BTreeMap::new(), |mut found, activity| {
        if let Some(findings) = activity.findings {
            let total: &mut u32 = found.entry(activity.occasion.as_str()).or_default();
            *total = total.saturating_add(findings);
        }
        found
    });
    let enough = found.len() >= (held.rule.number("visits_min") as usize).max(1);
    let nothing = found.values().all(|findings| *findings == 0);
    if enough && nothing { vec![held.message().with("count", found.len())] } else { Vec::new() }
}

fn inspector(held: &Held, context: &ActivityContext) -> Vec<Message> {
    let mut checks: BTreeMap<&str, Vec<(NaiveDate, u32)>> = BTreeMap::new();
    for activity in context.activities {
        for inspector in &activity.inspectors {
            let list = checks.entry(&inspector.0).or_default();
            list.extend(activity.findings.map(|findings| (activity.day, findings)));
        }
    }
    let min = held.rule.number("checks_min") as usize;
    let days = u64::from(held.rule.number("window_days"));
    let mut messages = Vec::new();
    for (inspector, mut list) in checks {
        list.sort_unstable();
        let in_vain = |run: &&[(NaiveDate, u32)]| {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { return false };
            let end = first.0.checked_add_days(Days::new(days));
            run.iter().all(|(_, findings)| *findings == 0) && end.is_none_or(|end| last.0 < end)
        };
        // A window of no checks would be empty, and a preset cannot ask for one.
        if let Some(run) = list.windows(min.max(1)).find(in_vain) {
            let first = run.first().map(|(day, _)| day.to_string()).unwrap_or_default();
            let message = held.message().with("inspector", context.name(inspector)).with("count", min);
            messages.push(message.with("days", days).with("first", first));
        }
    }
    messages
}

#[cfg(test)]
mod tests {
    use crate::domain::department::Level;
    use crate::rules::activity::Activity;
    use crate::rules::check::fixture::{activity, alarms, day};

    fn visits(count: u64, announced: bool, found_last: u32) -> Vec<Activity> {
        let visit = |n: u64| {
            let start = day("2019-01-07") + chrono::Days::new(n);
            let findings = Some(if n + 1 == count { found_last } else { 0 });
            Activity {
                announced,
                findings,
                ..activity(&format!("d{n}"), Level::County, &format!("T{n}"), &start.to_string())
            }
        };
        (0..count).map(visit).collect()
    }

    /// A published case: 208 unannounced visits without one finding.
    #[test]
    fn many_unannounced_visits_without_a_finding_alarm() {
        assert_eq!(alarms(&visits(208, false, 0)), ["R2412"]);
        assert_eq!(alarms(&visits(29, false, 0)), ["R2412"]);
        assert_eq!(alarms(&visits(28, false, 0)), Vec::<String>::new());
        assert_eq!(alarms(&visits(208, false, 1)), Vec::<String>::new());
        assert_eq!(alarms(&visits(208, true, 0)), Vec::<String>::new());
    }

    #[test]
    fn three_checks_by_one_inspector_in_a_year() {
        let check = |days: [&str; 3], findings: [u32; 3], expected: &[&str]| {
            let checks = days.iter().zip(findings).enumerate().map(|(n, (day, findings))| Activity {
                inspectors: vec!["i".into()],
                findings: Some(findings),
                ..activity(&format!("d{n}"), Level::County, &format!("T{n}"), day)
            });
            assert_eq!(alarms(&checks.collect::<Vec<_>>()), expected, "{days:?} {findings:?}");
        };
        check(["2019-01-07", "2019-05-06", "2019-12-02"], [0, 0, 0], &["R2209"]);
        check(["2019-01-07", "2019-05-06", "2019-12-02"], [0, 1, 0], &[]);
        check(["2019-01-07", "2019-05-06", "2020-01-07"], [0, 0, 0], &[]);
    }
}
