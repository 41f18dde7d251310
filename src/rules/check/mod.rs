//! The checks rules can name: one a file, with its test beside it. The tables here are the only place that lists them.

mod alone;
mod anchor;
mod at_once;
pub(in crate::rules) mod basis;
mod complete;
mod county;
mod data_held;
mod disguise;
mod duplicate;
mod effort;
mod escort;
mod findings;
mod firm_cap;
mod gap;
mod grounds;
mod late_record;
mod lead_time;
mod length;
mod licence;
mod once_a_year;
mod one_a_day;
mod overlap;
mod people;
mod period;
mod plan_item_split;
mod plan_number;
mod quiet;
mod ratio_floor;
mod same_week;
mod share;
mod single_matter;
mod split;
mod struck;
mod superior;
pub(in crate::rules) mod team;
mod text;
mod urgent;
mod window;
mod window_past;
mod words;
mod working_day;

#[cfg(test)]
pub(in crate::rules) mod fixture;

use crate::domain::message::Message;
use crate::domain::reason::Reason;
use crate::domain::request::RequestState;
use crate::domain::rule::Rule;

use super::activity::ActivityContext;
use super::book::Held;
use super::request::RequestContext;
use super::visit::VisitContext;

/// What a check takes and says, so that a rule can be compared with it before it runs.
#[derive(Clone, Copy)]
pub(in crate::rules) struct Spec {
    /// The name rules call it by.
    pub name: &'static str,
    /// Codes that have a sentence of their own; a rule of another code uses the first.
    pub texts: &'static [&'static str],
    /// Numbers it cannot do without.
    pub numbers: &'static [&'static str],
    /// Numbers it understands besides.
    pub more_numbers: &'static [&'static str],
    /// Word lists it cannot do without.
    pub words: &'static [&'static str],
    /// Word lists it understands besides.
    pub more_words: &'static [&'static str],
    /// It needs a scope.
    pub scoped: bool,
    /// It needs a period.
    pub periodic: bool,
    /// Whether the values make sense together.
    pub sound: fn(&Rule) -> bool,
}

impl Spec {
    /// A check that takes nothing.
    pub(super) const fn new(name: &'static str, texts: &'static [&'static str]) -> Self {
        Self {
            name,
            texts,
            numbers: &[],
            more_numbers: &[],
            words: &[],
            more_words: &[],
            scoped: false,
            periodic: false,
            sound: |_| true,
        }
    }
}

/// What follows for a request that trips a blocking rule.
#[derive(Clone, Copy)]
pub(in crate::rules) struct Remedy {
    /// The state to put it in.
    pub state: RequestState,
    /// Why.
    pub reason: Reason,
}

/// A check of requests.
#[derive(Clone, Copy)]
pub(in crate::rules) struct RequestCheck {
    /// What it takes.
    pub spec: Spec,
    /// What follows.
    pub remedy: Remedy,
    /// The sentence, where the request trips it.
    pub run: fn(&Held, &RequestContext) -> Option<Message>,
}

/// A check of visits.
#[derive(Clone, Copy)]
pub(in crate::rules) struct VisitCheck {
    /// What it takes.
    pub spec: Spec,
    /// A limit on how often; visits outside quotas and those that join a superior's are not held to it.
    pub quota: bool,
    /// One sentence for each time the visit trips it.
    pub run: fn(&Held, &VisitContext) -> Vec<Message>,
}

/// A check of the comings and goings of a stretch of time.
#[derive(Clone, Copy)]
pub(in crate::rules) struct ActivityCheck {
    /// What it takes.
    pub spec: Spec,
    /// One sentence for each group that trips it.
    pub run: fn(&Held, &ActivityContext) -> Vec<Message>,
}

/// Every check of requests.
pub(in crate::rules) const REQUEST: &[RequestCheck] = &[
    lead_time::CHECK,
    plan_number::CHECK,
    single_matter::CHECK,
    basis::LEVEL,
    basis::NAMED,
    duplicate::CHECK,
    overlap::CHECK,
    same_week::CHECK,
    alone::CHECK,
    once_a_year::CHECK,
    plan_item_split::CHECK,
    disguise::CHECK,
    window_past::CHECK,
    complete::CHECK,
    effort::CHECK,
    urgent::CHECK,
    late_record::CHECK,
    grounds::CHECK,
    superior::CHECK,
    struck::CHECK,
    words::CHECK,
    data_held::CHECK,
    licence::CHECK,
    firm_cap::CHECK,
    ratio_floor::CHECK,
    people::CHECK,
];

/// Every check of visits.
pub(in crate::rules) const VISIT: &[VisitCheck] = &[
    period::CHECK,
    gap::CHECK,
    at_once::DEPARTMENTS,
    at_once::PEOPLE,
    at_once::HALFDAYS,
    one_a_day::CHECK,
    quiet::CHECK,
    working_day::DAY,
    working_day::YEAR,
    length::CHECK,
    anchor::CHECK,
    county::YEAR,
    county::MONTH,
];

/// Every check of activities.
pub(in crate::rules) const ACTIVITY: &[ActivityCheck] =
    &[window::CHECK, escort::CHECK, share::CHECK, split::CHECK, findings::NONE_FOUND, findings::INSPECTOR];

/// Checks other parts of the layer look up by name.
pub(in crate::rules) const NAMED: &[Spec] = &[team::SPEC];

/// What every check takes.
pub(in crate::rules) fn specs() -> impl Iterator<Item = Spec> {
    let request = REQUEST.iter().map(|check| check.spec);
    let visit = VISIT.iter().map(|check| check.spec);
    let activity = ACTIVITY.iter().map(|check| check.spec);
    request.chain(visit).chain(activity).chain(NAMED.iter().copied())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    #[test]
    fn no_two_checks_share_a_name_or_a_text() {
        let mut names = BTreeSet::new();
        let mut texts = BTreeSet::new();
        for spec in super::specs() {
            assert!(names.insert(spec.name), "{}", spec.name);
            assert!(!spec.texts.is_empty(), "{}", spec.name);
            for text in spec.texts {
                assert!(texts.insert(*text), "{text}");
            }
        }
    }
}
