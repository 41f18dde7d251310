//! Several departments with one subject at one unit in one week: one joint visit, never several.

use crate::domain::message::{Arg, Message};
use crate::domain::reason::Reason;
use crate::domain::request::{Request, RequestState};
use crate::rules::book::Held;
use crate::rules::request::RequestContext;

use super::text::{named, same_matter, same_place, same_week};
use super::{Remedy, RequestCheck, Spec};

pub(super) const CHECK: RequestCheck = RequestCheck {
    spec: Spec { more_words: &["loose"], ..Spec::new("same-subject-week", &["R2008"]) },
    remedy: Remedy { state: RequestState::Accepted, reason: Reason::Duplicate },
    run,
};

fn run(held: &Held, context: &RequestContext) -> Option<Message> {
    let request = context.request;
    let meets = |other: &&Request| {
        other.department != request.department
            && same_matter(held, request, other)
            && same_place(request, other)
            && same_week(request, other)
    };
    let found = named(context.live_others().filter(meets));
    (!found.is_empty()).then(|| held.message().with("count", found.len()).with("requests", Arg::List(found)))
}

#[cfg(test)]
mod tests {
    use crate::rules::check::fixture::{request, trips, window};

    /// A published case: three units in one week at one site for one subject.
    #[test]
    fn three_departments_in_one_week_are_merged() {
        let of = |id, department: &str, day: &str| {
            let mut request = request(department);
            request.id.0 = id;
            request.department = department.into();
            request.windows = vec![window(day, day)];
            request
        };
        let requests =
            [of(1, "water", "2019-10-14"), of(2, "housing", "2019-10-16"), of(3, "land", "2019-10-18")];
        for request in &requests {
            assert!(trips("R2008", request, &requests.iter().collect::<Vec<_>>()));
        }
        let next_week = of(4, "finance", "2019-10-21");
        assert!(!trips("R2008", &next_week, &requests.iter().collect::<Vec<_>>()));
    }
}
