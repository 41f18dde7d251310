//! Short notice: an announced inspection whose last day comes fewer working days after the request than a unit must be told.

use crate::domain::message::Message;
use crate::domain::reason::Reason;
use crate::domain::request::RequestState;
use crate::rules::book::Held;
use crate::rules::request::RequestContext;

use super::{Remedy, RequestCheck, Spec};

pub(super) const CHECK: RequestCheck = RequestCheck {
    spec: Spec { numbers: &["working_days_min"], ..Spec::new("lead-time", &["R2001"]) },
    remedy: Remedy { state: RequestState::Returned, reason: Reason::LeadTime },
    run,
};

fn run(held: &Held, context: &RequestContext) -> Option<Message> {
    let request = context.request;
    let last = request.span()?.last();
    let needed = held.rule.number("working_days_min");
    // A year without a holiday notice cannot be counted; placing the visit says so.
    let given = context.calendar.working_days_between(request.received_on, last).ok()?;
    let short = request.announced && given < needed as usize;
    short.then(|| held.message().with("given", given).with("needed", needed).with("last", last.to_string()))
}

#[cfg(test)]
mod tests {
    use crate::rules::check::fixture::{request, trips};

    #[test]
    fn notice_is_counted_in_working_days_to_the_last_day() {
        let check = |received: &str, first: &str, last: &str, announced: bool, expected: bool| {
            let mut request = request("R2001");
            request.received_on = received.parse().unwrap();
            request.windows = vec![crate::rules::check::fixture::window(first, last)];
            request.announced = announced;
            assert_eq!(trips("R2001", &request, &[]), expected, "{received} {first} {last}");
        };
        // A published case: asked in the afternoon for the next day, and in the morning for the same afternoon.
        check("2019-10-09", "2019-10-10", "2019-10-10", true, true);
        check("2019-10-09", "2019-10-09", "2019-10-09", true, true);
        check("2019-10-09", "2019-10-10", "2019-10-31", true, false);
        // Friday to Tuesday is two working days, one more with the make-up Saturday.
        check("2019-10-18", "2019-10-22", "2019-10-22", true, true);
        check("2019-10-11", "2019-10-15", "2019-10-15", true, false);
        check("2019-10-09", "2019-10-10", "2019-10-10", false, false);
    }
}
