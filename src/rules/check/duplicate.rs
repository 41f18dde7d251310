//! The same matter submitted again: same department, matter, units and windows.

use crate::domain::message::{Arg, Message};
use crate::domain::reason::Reason;
use crate::domain::request::RequestState;
use crate::rules::book::Held;
use crate::rules::request::RequestContext;

use super::text::named;
use super::{Remedy, RequestCheck, Spec};

pub(super) const CHECK: RequestCheck = RequestCheck {
    spec: Spec::new("duplicate", &["R2006"]),
    remedy: Remedy { state: RequestState::Refused, reason: Reason::Duplicate },
    run,
};

fn run(held: &Held, context: &RequestContext) -> Option<Message> {
    let fingerprint = &context.request.fingerprint;
    let found = named(context.earlier_others().filter(|other| other.fingerprint == *fingerprint));
    (!found.is_empty()).then(|| held.message().with("requests", Arg::List(found)))
}

#[cfg(test)]
mod tests {
    use crate::domain::request::RequestState;
    use crate::rules::check::fixture::{request, trips};

    #[test]
    fn the_later_of_two_repeats_the_earlier() {
        let first = request("R2006");
        let mut second = first.clone();
        second.id.0 = 2;
        assert!(trips("R2006", &second, &[&first]));
        assert!(!trips("R2006", &first, &[&second]));
        let returned = crate::domain::request::Request { state: RequestState::Returned, ..first };
        assert!(!trips("R2006", &second, &[&returned]));
    }
}
