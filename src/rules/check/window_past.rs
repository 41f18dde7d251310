//! Every day a request could be done on has passed.

use crate::domain::message::Message;
use crate::domain::reason::Reason;
use crate::domain::request::RequestState;
use crate::rules::book::Held;
use crate::rules::request::RequestContext;

use super::{Remedy, RequestCheck, Spec};

pub(super) const CHECK: RequestCheck = RequestCheck {
    spec: Spec::new("window-past", &["R2013"]),
    remedy: Remedy { state: RequestState::Returned, reason: Reason::Incomplete },
    run,
};

fn run(held: &Held, context: &RequestContext) -> Option<Message> {
    let last = context.request.span()?.last();
    (last < context.today)
        .then(|| held.message().with("last", last.to_string()).with("today", context.today.to_string()))
}

#[cfg(test)]
mod tests {
    use crate::rules::check::fixture::{request, trips, window};

    #[test]
    fn the_last_day_still_counts() {
        // The fixture's business date is 2019-10-08.
        let mut request = request("R2013");
        request.windows = vec![window("2019-10-01", "2019-10-07")];
        assert!(trips("R2013", &request, &[]));
        request.windows = vec![window("2019-10-01", "2019-10-08")];
        assert!(!trips("R2013", &request, &[]));
    }
}
