//! Everything asked for is held and can be shared, and nothing in the field is to be seen: no visit.

use crate::domain::material::Disposition;
use crate::domain::message::Message;
use crate::domain::reason::Reason;
use crate::domain::request::{Request, RequestState, Target};
use crate::rules::book::Held;
use crate::rules::request::RequestContext;

use super::text::words_in;
use super::{Remedy, RequestCheck, Spec};

pub(super) const CHECK: RequestCheck = RequestCheck {
    spec: Spec { words: &["paper"], ..Spec::new("data-held", &["R2106"]) },
    remedy: Remedy { state: RequestState::Diverted, reason: Reason::DataHeld },
    run,
};

fn run(held: &Held, context: &RequestContext) -> Option<Message> {
    let request = context.request;
    let shared = request.materials.iter().all(|material| material.disposition == Disposition::Shared);
    let held_back = !request.materials.is_empty() && shared && !field_object(held, request);
    held_back.then(|| held.message().with("count", request.materials.len()))
}

/// Whether something in the field is to be seen: elements are drawn, or the object is more than papers.
fn field_object(held: &Held, request: &Request) -> bool {
    if matches!(request.target, Target::Drawn { .. }) {
        return true;
    }
    let object = request.object.as_deref().unwrap_or_default();
    !object.trim().is_empty() && words_in(object, held.rule.words("paper")).is_empty()
}

#[cfg(test)]
mod tests {
    use crate::domain::material::Disposition;
    use crate::domain::request::Target;
    use crate::rules::check::fixture::{material, request, trips};

    #[test]
    fn shared_data_and_no_object_divert() {
        let mut request = request("R2106");
        request.object = None;
        assert!(!trips("R2106", &request, &[]), "nothing is asked for");
        request.materials = vec![material("roll", Disposition::Shared)];
        assert!(trips("R2106", &request, &[]));
        request.object = Some("\u{6570}\u{636e}".into());
        assert!(trips("R2106", &request, &[]));
        request.object = Some("\u{519c}\u{6237}".into());
        assert!(!trips("R2106", &request, &[]));
        request.object = None;
        request.target = Target::Drawn { kinds: vec!["firm".into()], ratio: None, count: Some(2) };
        assert!(!trips("R2106", &request, &[]));
        request.target = Target::Listed { units: vec!["540121201".into()] };
        request.materials.push(material("site", Disposition::Observed));
        assert!(!trips("R2106", &request, &[]));
    }
}
