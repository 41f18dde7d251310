//! Comprehensive inspections of one department: how many a year.

use chrono::Datelike;

use crate::domain::message::{Arg, Message};
use crate::domain::reason::Reason;
use crate::domain::request::{Request, RequestState};
use crate::rules::book::Held;
use crate::rules::request::RequestContext;

use super::text::{named, words_in};
use super::{Remedy, RequestCheck, Spec};

pub(super) const CHECK: RequestCheck = RequestCheck {
    spec: Spec { numbers: &["visits_max"], words: &["any"], ..Spec::new("comprehensive-a-year", &["R2010"]) },
    remedy: Remedy { state: RequestState::Returned, reason: Reason::Quota },
    run,
};

fn run(held: &Held, context: &RequestContext) -> Option<Message> {
    let request = context.request;
    let year = request.span()?.from.year();
    let comprehensive = |request: &Request| !words_in(&request.title, held.rule.words("any")).is_empty();
    if !comprehensive(request) {
        return None;
    }
    let same = |other: &&Request| {
        other.department == request.department
            && other.span().is_some_and(|span| span.from.year() == year)
            && comprehensive(other)
    };
    let earlier: Vec<&Request> = context.earlier_others().filter(same).collect();
    let times = |request: &Request| u64::from(request.times_per_year.max(1));
    let total: u64 = times(request) + earlier.iter().map(|other| times(other)).sum::<u64>();
    let max = held.rule.number("visits_max");
    (total > u64::from(max)).then(|| {
        let requests = Arg::List(named(earlier.iter().copied()));
        held.message().with("count", total).with("max", max).with("year", year).with("requests", requests)
    })
}

#[cfg(test)]
mod tests {
    use crate::rules::check::fixture::{request, trips, window};

    #[test]
    fn the_second_in_a_year_trips() {
        let first = request("\u{7efc}\u{5408}\u{68c0}\u{67e5}");
        let mut second = first.clone();
        second.id.0 = 2;
        assert!(!trips("R2010", &first, &[&second]));
        assert!(trips("R2010", &second, &[&first]));
        second.windows = vec![window("2020-03-02", "2020-03-31")];
        assert!(!trips("R2010", &second, &[&first]));
        second.times_per_year = 2;
        assert!(trips("R2010", &second, &[&first]));
    }
}
