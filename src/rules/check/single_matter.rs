//! Additions to the plan are applied for one by one: several in one file are not.

use crate::domain::message::{Arg, Message};
use crate::domain::reason::Reason;
use crate::domain::request::{RequestKind, RequestState};
use crate::rules::book::Held;
use crate::rules::request::RequestContext;

use super::text::named;
use super::{Remedy, RequestCheck, Spec};

pub(super) const CHECK: RequestCheck = RequestCheck {
    spec: Spec::new("single-matter", &["R2003"]),
    remedy: Remedy { state: RequestState::Returned, reason: Reason::OffPlan },
    run,
};

fn run(held: &Held, context: &RequestContext) -> Option<Message> {
    let file = &context.request.source.hash;
    let beside = context
        .live_others()
        .filter(|other| other.kind == RequestKind::OffPlan && other.source.hash == *file);
    let beside = named(beside);
    (!beside.is_empty()).then(|| held.message().with("requests", Arg::List(beside)))
}

#[cfg(test)]
mod tests {
    use crate::domain::request::RequestKind;
    use crate::rules::check::fixture::{request, trips};

    #[test]
    fn two_additions_in_one_file_trip() {
        let mut first = request("R2003");
        first.kind = RequestKind::OffPlan;
        let mut second = first.clone();
        second.id.0 = 2;
        assert!(trips("R2003", &first, &[&second]));
        second.source.hash = "another".into();
        assert!(!trips("R2003", &first, &[&second]));
        assert!(!trips("R2003", &first, &[&first.clone()]));
    }
}
