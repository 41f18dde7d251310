//! An urgent inspection approved orally is put on record within so many working days.

use crate::domain::message::Message;
use crate::domain::reason::Reason;
use crate::domain::request::RequestState;
use crate::rules::book::Held;
use crate::rules::request::RequestContext;

use super::{Remedy, RequestCheck, Spec};

pub(super) const CHECK: RequestCheck = RequestCheck {
    spec: Spec { numbers: &["working_days_max"], ..Spec::new("late-record", &["R2017"]) },
    remedy: Remedy { state: RequestState::Accepted, reason: Reason::LeadTime },
    run,
};

fn run(held: &Held, context: &RequestContext) -> Option<Message> {
    let request = context.request;
    let first = request.span()?.from;
    let max = held.rule.number("working_days_max");
    // A year without a holiday notice cannot be counted; placing the visit says so.
    let taken = context.calendar.working_days_between(first, request.received_on).ok()?;
    let late = taken > max as usize;
    late.then(|| held.message().with("first", first.to_string()).with("taken", taken).with("max", max))
}

#[cfg(test)]
mod tests {
    use crate::domain::request::RequestKind;
    use crate::rules::check::fixture::{request, trips, window};

    #[test]
    fn two_working_days_are_given() {
        for (received, expected) in [("2019-10-08", false), ("2019-10-14", false), ("2019-10-15", true)] {
            let mut request = request("R2017");
            request.kind = RequestKind::Urgent;
            // Friday; the Saturday after is a make-up day.
            request.windows = vec![window("2019-10-11", "2019-10-11")];
            request.received_on = received.parse().unwrap();
            assert_eq!(trips("R2017", &request, &[]), expected, "{received}");
        }
    }
}
