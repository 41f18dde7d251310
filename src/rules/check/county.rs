//! The county as a whole: at most a share of the baseline year's visits, in the year and in the same month.

use chrono::{Datelike, NaiveDate};

use crate::domain::message::Message;
use crate::rules::book::Held;
use crate::rules::visit::VisitContext;

use super::{Spec, VisitCheck};

/// The year, where the baseline holds twelve months.
pub(super) const YEAR: VisitCheck = VisitCheck {
    spec: Spec { numbers: &["percent_max"], ..Spec::new("county-year", &["R2331"]) },
    quota: true,
    run: year,
};

/// The month, where the baseline holds that month.
pub(super) const MONTH: VisitCheck = VisitCheck {
    spec: Spec { numbers: &["percent_max"], ..Spec::new("county-month", &["R2332"]) },
    quota: true,
    run: month,
};

fn year(held: &Held, context: &VisitContext) -> Vec<Message> {
    let baseline = &context.county.baseline;
    if baseline.len() != 12 {
        return Vec::new();
    }
    let year = format!("{:04}-", context.visit.start.year());
    let used = context.county_uses.iter().filter(|(month, _)| month.starts_with(&year));
    let used = used.map(|(_, visits)| u64::from(*visits)).sum();
    over(held, used, baseline.values().map(|visits| u64::from(*visits)).sum())
}

fn month(held: &Held, context: &VisitContext) -> Vec<Message> {
    let start = context.visit.start;
    let month = format!("-{:02}", start.month());
    let same = context.county.baseline.iter().find(|(key, _)| key.ends_with(&month));
    let Some((_, baseline)) = same else { return Vec::new() };
    let used = context.county_uses.get(&key(start)).copied().unwrap_or_default();
    over(held, u64::from(used), u64::from(*baseline))
}

/// The key a day's visits are counted under.
fn key(day: NaiveDate) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

fn over(held: &Held, others: u64, baseline: u64) -> Vec<Message> {
    let used = others.saturating_add(1);
    let max = baseline.saturating_mul(u64::from(held.rule.number("percent_max"))) / 100;
    let message = || held.message().with("used", used).with("max", max).with("baseline", baseline);
    if used > max { vec![message()] } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use crate::rules::check::fixture::Scene;

    fn check(baseline: &[(&str, u32)], others: &[(&str, u32)], expected: &[&str]) {
        let mut scene = Scene::township("2019-10-14");
        let owned = |rows: &[(&str, u32)]| {
            rows.iter().map(|(month, visits)| ((*month).to_owned(), *visits)).collect()
        };
        scene.county.baseline = owned(baseline);
        scene.county_uses = owned(others);
        assert_eq!(scene.codes(), expected, "{baseline:?} {others:?}");
    }

    #[test]
    fn half_of_the_same_month() {
        check(&[("2018-10", 41)], &[("2019-10", 19), ("2019-09", 500)], &[]);
        check(&[("2018-10", 41)], &[("2019-10", 20)], &["R2332"]);
        check(&[("2018-09", 2)], &[("2019-10", 20)], &[]);
    }

    #[test]
    fn half_of_the_year_where_all_of_it_is_known() {
        let months: Vec<String> = (1..=12).map(|month| format!("2018-{month:02}")).collect();
        let mut baseline: Vec<(&str, u32)> = months.iter().map(|month| (month.as_str(), 4)).collect();
        baseline[9].1 = 100;
        // 144 visits in the baseline year: 72 are the limit.
        check(&baseline, &[("2019-01", 71), ("2018-12", 500)], &[]);
        check(&baseline, &[("2019-01", 72)], &["R2331"]);
        check(&baseline[1..], &[("2019-01", 72)], &[]);
    }
}
