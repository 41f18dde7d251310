//! Sliding windows: how often, on how many days, in how many trips or by how many departments, within so many days, for each department, unit, subject or firm.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use crate::domain::code::Code;
use crate::domain::day::{DayRange, WorkCalendar};
use crate::domain::department::Level;
use crate::domain::message::{Arg, Message};
use crate::domain::rule::Rule;
use crate::rules::activity::{Activity, ActivityContext, Origin};
use crate::rules::book::Held;

use super::text::words_in;
use super::{ActivityCheck, Spec};

pub(super) const CHECK: ActivityCheck = ActivityCheck {
    spec: Spec {
        numbers: &["window_days"],
        more_numbers: &["times_max", "days_max", "trips_max", "departments_max"],
        more_words: &["by", "levels", "origins", "departments"],
        sound,
        ..Spec::new(
            "window",
            &[
                "R2401", "R2402", "R2403", "R2404", "R2405", "R2406", "R2407", "R2408", "R2206", "R2207",
                "R2208", "R2210", "R2211", "R2212",
            ],
        )
    },
    run,
};

/// What a window counts.
#[derive(Clone, Copy)]
enum Measure {
    /// Occasions: departments that come together come once.
    Times,
    /// Days on which somebody is there.
    Days,
    /// Runs of days without a working day between them.
    Trips,
    /// Departments.
    Departments,
}

const MEASURES: [(&str, Measure); 4] = [
    ("times_max", Measure::Times),
    ("days_max", Measure::Days),
    ("trips_max", Measure::Trips),
    ("departments_max", Measure::Departments),
];

fn measure_of(rule: &Rule) -> Option<(Measure, u32)> {
    let mut named = MEASURES.iter().filter_map(|(name, measure)| Some((*measure, *rule.numbers.get(*name)?)));
    let one = named.next();
    if named.next().is_some() { None } else { one }
}

fn sound(rule: &Rule) -> bool {
    let all = |list: &str, known: fn(&str) -> bool| rule.words(list).iter().all(|word| known(word));
    measure_of(rule).is_some()
        && (1..=366).contains(&rule.number("window_days"))
        && all("by", |word| matches!(word, "department" | "level" | "unit" | "subject" | "element"))
        && all("levels", |word| Level::from_code(word).is_some())
        && all("origins", |word| Origin::from_code(word).is_some())
}

fn run(held: &Held, context: &ActivityContext) -> Vec<Message> {
    let rule = &held.rule;
    let Some((measure, max)) = measure_of(rule) else { return Vec::new() };
    let mut groups: BTreeMap<Vec<&str>, Vec<(NaiveDate, &Activity)>> = BTreeMap::new();
    for activity in context.activities.iter().filter(|activity| meant(rule, activity, context)) {
        let Some(key) = key(rule, activity) else { continue };
        groups.entry(key).or_default().extend(activity.days().map(|day| (day, activity)));
    }
    let mut messages = Vec::new();
    for (key, mut days) in groups {
        days.sort_by_key(|(day, activity)| (*day, &activity.occasion));
        let Some((first, count)) = fullest(&days, rule.number("window_days"), measure, context.calendar)
        else {
            continue;
        };
        if count > max as usize {
            let last =
                first.checked_add_days(Days::new(u64::from(rule.number("window_days")) - 1)).unwrap_or(first);
            let who = key.into_iter().map(|code| name(code, context)).collect::<Vec<_>>();
            let who = if who.is_empty() { Arg::code("rule-whole-county") } else { Arg::List(who) };
            let message = held.message().with("who", who).with("count", count).with("max", max);
            let message = message.with("days", rule.number("window_days"));
            messages.push(message.with("first", first.to_string()).with("last", last.to_string()));
        }
    }
    messages
}

/// A part of a group as people read it: a level by its word, anything else by its name.
fn name(code: &str, context: &ActivityContext) -> Arg {
    Level::from_code(code).map_or_else(|| context.name(code), |level| Arg::code(level.text_id()))
}

fn meant(rule: &Rule, activity: &Activity, context: &ActivityContext) -> bool {
    let listed = |list: &str, code: &str| {
        let words = rule.words(list);
        words.is_empty() || words.iter().any(|word| word == code)
    };
    let departments = rule.words("departments");
    listed("levels", activity.level.code())
        && listed("origins", activity.origin.code())
        && (departments.is_empty()
            || !words_in(context.name_of(&activity.department.0), departments).is_empty())
}

/// What an activity is grouped by; `None` where it lacks one of the rule's groups.
fn key<'a>(rule: &Rule, activity: &'a Activity) -> Option<Vec<&'a str>> {
    let part = |word: &String| match word.as_str() {
        "department" => Some(activity.department.0.as_str()),
        "level" => Some(activity.level.code()),
        "unit" => Some(activity.unit.0.as_str()),
        "subject" => Some(activity.subject.as_str()),
        _ => activity.element.as_ref().map(|element| element.0.as_str()),
    };
    rule.words("by").iter().map(part).collect()
}

/// The first day of the fullest window and what it counts; the earlier of equals. A fullest window can always be moved
/// until it begins on a day that counts.
fn fullest(
    days: &[(NaiveDate, &Activity)],
    window_days: u32,
    measure: Measure,
    calendar: &WorkCalendar,
) -> Option<(NaiveDate, usize)> {
    let mut best: Option<(NaiveDate, usize)> = None;
    let mut until = 0;
    for (from, (first, _)) in days.iter().enumerate() {
        if from > 0 && days[from - 1].0 == *first {
            continue;
        }
        let end = first.checked_add_days(Days::new(u64::from(window_days)));
        while days.get(until).is_some_and(|(day, _)| end.is_none_or(|end| *day < end)) {
            until += 1;
        }
        let count = count(&days[from..until], measure, calendar);
        if best.is_none_or(|(_, most)| count > most) {
            best = Some((*first, count));
        }
    }
    best
}

fn count(days: &[(NaiveDate, &Activity)], measure: Measure, calendar: &WorkCalendar) -> usize {
    let distinct = || days.iter().map(|(day, _)| *day).collect::<BTreeSet<_>>();
    match measure {
        Measure::Times => days.iter().map(|(_, activity)| &activity.occasion).collect::<BTreeSet<_>>().len(),
        Measure::Departments => {
            days.iter().map(|(_, activity)| &activity.department).collect::<BTreeSet<_>>().len()
        }
        Measure::Days => distinct().len(),
        Measure::Trips => trips(&distinct(), calendar),
    }
}

/// Runs of days: a weekend or holiday does not end one. In a year without a holiday notice every day counts as worked.
fn trips(days: &BTreeSet<NaiveDate>, calendar: &WorkCalendar) -> usize {
    let apart = |(one, next): (&NaiveDate, &NaiveDate)| {
        let between = DayRange { from: one.succ_opt().unwrap_or(*one), until: *next };
        calendar.working_days(between).map_or(between.from < between.until, |worked| !worked.is_empty())
    };
    let gaps = days.iter().zip(days.iter().skip(1)).filter(|pair| apart(*pair)).count();
    gaps + usize::from(!days.is_empty())
}

#[cfg(test)]
mod tests {
    use crate::domain::department::Level;
    use crate::rules::activity::Activity;
    use crate::rules::check::fixture::{activity, alarms};

    fn at(unit: &str, department: &str, days: &[&str]) -> Vec<Activity> {
        days.iter().map(|day| activity(department, Level::County, unit, day)).collect()
    }

    fn check(activities: &[Activity], expected: &[&str]) {
        assert_eq!(alarms(activities), expected);
    }

    #[test]
    fn occasions_are_counted_once() {
        let mut together = [at("T", "a", &["2019-10-14"]), at("T", "b", &["2019-10-14"])].concat();
        check(&together, &["R2401"]);
        together[1].occasion = together[0].occasion.clone();
        check(&together, &[]);
    }

    #[test]
    fn the_sixtieth_day_is_in_the_window_and_the_next_is_not() {
        let check_last = |last: &str, expected: &[&str]| {
            check(&at("T", "a", &["2019-03-04", "2019-03-18", "2019-04-01", "2019-04-15", last]), expected);
        };
        check_last("2019-05-02", &["R2404"]);
        check_last("2019-05-03", &[]);
    }

    #[test]
    fn a_weekend_does_not_end_a_trip() {
        let city = |days: &[&str]| {
            let arrivals = days.iter().enumerate();
            arrivals
                .map(|(n, day)| activity("city", Level::Prefecture, &n.to_string(), day))
                .collect::<Vec<_>>()
        };
        check(&city(&["2019-10-17", "2019-10-18", "2019-10-21", "2019-10-22"]), &[]);
        check(&city(&["2019-10-14", "2019-10-16", "2019-10-18"]), &["R2403"]);
    }
}
