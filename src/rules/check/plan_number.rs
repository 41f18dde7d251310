//! A planned inspection that names no number of the filed annual plan.

use crate::domain::message::Message;
use crate::domain::reason::Reason;
use crate::domain::request::RequestState;
use crate::rules::book::Held;
use crate::rules::request::RequestContext;

use super::{Remedy, RequestCheck, Spec};

pub(super) const CHECK: RequestCheck = RequestCheck {
    spec: Spec::new("plan-number", &["R2002"]),
    remedy: Remedy { state: RequestState::Returned, reason: Reason::OffPlan },
    run,
};

fn run(held: &Held, context: &RequestContext) -> Option<Message> {
    let number = context.request.plan_item.as_deref().unwrap_or_default();
    number.trim().is_empty().then(|| held.message())
}

#[cfg(test)]
mod tests {
    use crate::rules::check::fixture::{request, trips};

    #[test]
    fn a_blank_number_is_none() {
        for (number, expected) in [(None, true), (Some("  "), true), (Some("2019-17"), false)] {
            let mut request = request("R2002");
            request.plan_item = number.map(str::to_owned);
            assert_eq!(trips("R2002", &request, &[]), expected, "{number:?}");
        }
    }
}
