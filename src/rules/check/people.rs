//! Fewer inspectors than a site visit takes.

use crate::domain::message::Message;
use crate::domain::reason::Reason;
use crate::domain::request::RequestState;
use crate::rules::book::Held;
use crate::rules::request::RequestContext;

use super::{Remedy, RequestCheck, Spec};

pub(super) const CHECK: RequestCheck = RequestCheck {
    spec: Spec { numbers: &["people_min"], ..Spec::new("inspectors", &["R2205"]) },
    remedy: Remedy { state: RequestState::Returned, reason: Reason::Incomplete },
    run,
};

fn run(held: &Held, context: &RequestContext) -> Option<Message> {
    let (people, min) = (context.request.people, held.rule.number("people_min"));
    (people < min).then(|| held.message().with("people", people).with("min", min))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::domain::request::Regime;
    use crate::rules::check::fixture::{request, trips};

    #[test]
    fn two_go_to_a_firm() {
        for (regime, people, expected) in [(Regime::B, 1, true), (Regime::B, 2, false), (Regime::A, 1, false)]
        {
            let mut request = request("R2205");
            request.regimes = BTreeSet::from([regime]);
            request.people = people;
            assert_eq!(trips("R2205", &request, &[]), expected, "{regime:?} {people}");
        }
    }
}
