//! Two requests of one department that differ in words but not in subject, unit and days.

use crate::domain::message::{Arg, Message};
use crate::domain::reason::Reason;
use crate::domain::request::{Request, RequestKind, RequestState};
use crate::rules::book::Held;
use crate::rules::request::RequestContext;

use super::text::{named, same_days, same_matter, same_place};
use super::{Remedy, RequestCheck, Spec};

pub(super) const CHECK: RequestCheck = RequestCheck {
    spec: Spec { more_words: &["loose"], ..Spec::new("overlap", &["R2007"]) },
    remedy: Remedy { state: RequestState::Returned, reason: Reason::Duplicate },
    run,
};

fn run(held: &Held, context: &RequestContext) -> Option<Message> {
    let request = context.request;
    let repeats = |other: &&Request| {
        other.department == request.department
            && other.fingerprint != request.fingerprint
            && !own_items(request, other)
            && matches!(other.kind, RequestKind::Planned | RequestKind::OffPlan)
            && same_matter(held, request, other)
            && same_place(request, other)
            && same_days(request, other)
    };
    let found = named(context.earlier_others().filter(repeats));
    (!found.is_empty()).then(|| held.message().with("requests", Arg::List(found)))
}

/// Two matters of the filed plan, each with its own number: the plan has them apart.
fn own_items(one: &Request, other: &Request) -> bool {
    let planned = one.kind == RequestKind::Planned && other.kind == RequestKind::Planned;
    planned && one.plan_item.is_some() && other.plan_item.is_some() && one.plan_item != other.plan_item
}

#[cfg(test)]
mod tests {
    use crate::rules::check::fixture::{request, trips, window};

    #[test]
    fn same_subject_unit_and_days_in_other_words() {
        let first = request("first");
        let mut second = request("second");
        second.id.0 = 2;
        assert!(trips("R2007", &second, &[&first]));
        let mut later = second.clone();
        later.windows = vec![window("2019-12-02", "2019-12-06")];
        assert!(!trips("R2007", &later, &[&first]));
        let mut own_item = second.clone();
        own_item.plan_item = Some("2019-18".into());
        assert!(!trips("R2007", &own_item, &[&first]));
        let mut complaint = first.clone();
        complaint.kind = crate::domain::request::RequestKind::Urgent;
        assert!(!trips("R2007", &second, &[&complaint]));
        let mut colleague = second.clone();
        colleague.department = "finance".into();
        assert!(!trips("R2007", &colleague, &[&first]));
        // A subject that takes what no word matches says nothing about two matters being one.
        let mut one = first;
        one.subject = "general".into();
        second.subject = "general".into();
        second.title = "another matter".into();
        assert!(!trips("R2007", &second, &[&one]));
    }
}
