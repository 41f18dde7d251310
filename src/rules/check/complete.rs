//! What cannot be told from the form: the matter, where, when.

use crate::domain::message::{Arg, Message};
use crate::domain::reason::Reason;
use crate::domain::request::{RequestState, Target};
use crate::rules::book::Held;
use crate::rules::request::RequestContext;

use super::{Remedy, RequestCheck, Spec};

pub(super) const CHECK: RequestCheck = RequestCheck {
    spec: Spec::new("complete", &["R2014"]),
    remedy: Remedy { state: RequestState::Returned, reason: Reason::Incomplete },
    run,
};

fn run(held: &Held, context: &RequestContext) -> Option<Message> {
    let request = context.request;
    let nowhere = match &request.target {
        Target::Unknown { .. } => true,
        Target::Listed { units } => units.is_empty(),
        Target::Drawn { kinds, ratio, count } => kinds.is_empty() || (ratio.is_none() && count.is_none()),
        Target::All { .. } => false,
    };
    let missing: Vec<Arg> = [
        ("rule-missing-matter", request.title.trim().is_empty()),
        ("rule-missing-target", nowhere),
        ("rule-missing-window", request.windows.is_empty()),
    ]
    .into_iter()
    .filter(|(_, is_missing)| *is_missing)
    .map(|(text, _)| Arg::code(text))
    .collect();
    (!missing.is_empty()).then(|| held.message().with("missing", Arg::List(missing)))
}

#[cfg(test)]
mod tests {
    use crate::domain::request::{Request, Target};
    use crate::rules::check::fixture::{request, trips};

    #[test]
    fn matter_place_and_time_are_needed() {
        let check = |request: &Request, expected: bool| {
            assert_eq!(trips("R2014", request, &[]), expected, "{request:?}");
        };
        let whole = request("R2014");
        check(&whole, false);
        check(&Request { title: " ".into(), ..whole.clone() }, true);
        check(&Request { windows: Vec::new(), ..whole.clone() }, true);
        check(&Request { target: Target::Unknown { text: "?".into() }, ..whole.clone() }, true);
        check(&Request { target: Target::Listed { units: Vec::new() }, ..whole.clone() }, true);
        let drawn = |count| Target::Drawn { kinds: vec!["firm".into()], ratio: None, count };
        check(&Request { target: drawn(None), ..whole.clone() }, true);
        check(&Request { target: drawn(Some(3)), ..whole }, false);
    }
}
