//! One item of the plan brought in parts: filed as one, carried out as several.

use crate::domain::message::{Arg, Message};
use crate::domain::reason::Reason;
use crate::domain::request::{Request, RequestState};
use crate::rules::book::Held;
use crate::rules::request::RequestContext;

use super::text::{named, same_place};
use super::{Remedy, RequestCheck, Spec};

pub(super) const CHECK: RequestCheck = RequestCheck {
    spec: Spec::new("plan-item-split", &["R2011"]),
    remedy: Remedy { state: RequestState::Returned, reason: Reason::Duplicate },
    run,
};

fn run(held: &Held, context: &RequestContext) -> Option<Message> {
    let request = context.request;
    let item = request.plan_item.as_deref()?;
    let part = |other: &&Request| {
        other.department == request.department
            && other.plan_item.as_deref() == Some(item)
            && other.fingerprint != request.fingerprint
            && same_place(request, other)
    };
    let found = named(context.earlier_others().filter(part));
    (!found.is_empty()).then(|| held.message().with("item", item).with("requests", Arg::List(found)))
}

#[cfg(test)]
mod tests {
    use crate::rules::check::fixture::{request, trips, window};

    #[test]
    fn one_item_three_times_at_one_unit() {
        let part = |id, day: &str| {
            let mut request = request(day);
            request.id.0 = id;
            request.windows = vec![window(day, day)];
            request
        };
        let parts = [part(1, "2019-10-15"), part(2, "2019-11-05"), part(3, "2019-12-03")];
        let others: Vec<_> = parts.iter().collect();
        assert!(!trips("R2011", &parts[0], &others));
        assert!(trips("R2011", &parts[1], &others) && trips("R2011", &parts[2], &others));
        let mut apart = part(4, "2019-12-10");
        apart.plan_item = Some("2019-18".into());
        assert!(!trips("R2011", &apart, &others));
    }
}
