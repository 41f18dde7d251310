//! Urgent inspections of one department: alarm when the exception becomes the habit.

use chrono::Days;

use crate::domain::message::Message;
use crate::domain::reason::Reason;
use crate::domain::request::{Request, RequestKind, RequestState};
use crate::rules::book::Held;
use crate::rules::request::RequestContext;

use super::{Remedy, RequestCheck, Spec};

pub(super) const CHECK: RequestCheck = RequestCheck {
    spec: Spec { numbers: &["window_days", "requests_max"], ..Spec::new("urgent-overuse", &["R2016"]) },
    remedy: Remedy { state: RequestState::Accepted, reason: Reason::Other },
    run,
};

fn run(held: &Held, context: &RequestContext) -> Option<Message> {
    let request = context.request;
    let (days, max) = (held.rule.number("window_days"), held.rule.number("requests_max"));
    let first = request.received_on.checked_sub_days(Days::new(u64::from(days.saturating_sub(1))))?;
    let urgent = |other: &&Request| {
        other.kind == RequestKind::Urgent
            && other.department == request.department
            && (first..=request.received_on).contains(&other.received_on)
    };
    let count = context.earlier_others().filter(urgent).count() + 1;
    let alarm = request.kind == RequestKind::Urgent && count > max as usize;
    alarm.then(|| held.message().with("count", count).with("days", days).with("max", max))
}

#[cfg(test)]
mod tests {
    use crate::domain::request::RequestKind;
    use crate::rules::check::fixture::{request, trips};

    #[test]
    fn the_fourth_in_thirty_days_alarms() {
        let urgent = |id, received: &str| {
            let mut request = request("R2016");
            request.id.0 = id;
            request.kind = RequestKind::Urgent;
            request.received_on = received.parse().unwrap();
            request
        };
        let three = [urgent(1, "2019-10-08"), urgent(2, "2019-10-10"), urgent(3, "2019-10-11")];
        let others: Vec<_> = three.iter().collect();
        assert!(!trips("R2016", &three[2], &others));
        assert!(trips("R2016", &urgent(4, "2019-11-06"), &others));
        assert!(!trips("R2016", &urgent(4, "2019-11-07"), &others));
    }
}
