//! More half-days at one unit than a visit has: to be split.

use crate::domain::message::Message;
use crate::domain::reason::Reason;
use crate::domain::request::RequestState;
use crate::rules::book::Held;
use crate::rules::request::RequestContext;

use super::{Remedy, RequestCheck, Spec};

pub(super) const CHECK: RequestCheck = RequestCheck {
    spec: Spec { numbers: &["halfdays_max"], ..Spec::new("effort", &["R2015"]) },
    remedy: Remedy { state: RequestState::Returned, reason: Reason::Incomplete },
    run,
};

fn run(held: &Held, context: &RequestContext) -> Option<Message> {
    let (effort, max) = (context.request.effort_halfdays, held.rule.number("halfdays_max"));
    (effort > max).then(|| held.message().with("effort", effort).with("max", max))
}

#[cfg(test)]
mod tests {
    use crate::rules::check::fixture::{request, trips};

    #[test]
    fn four_half_days_fit() {
        for (effort, expected) in [(4, false), (5, true)] {
            let mut request = request("R2015");
            request.effort_halfdays = effort;
            assert_eq!(trips("R2015", &request, &[]), expected, "{effort}");
        }
    }
}
