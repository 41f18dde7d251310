//! Words in a request that the rules do not want to read: matter, object and materials are looked through,
//! materials only where nothing says yet that they are kept, shared or replaced.

use crate::domain::material::{Disposition, Material};
use crate::domain::message::Message;
use crate::domain::reason::Reason;
use crate::domain::request::RequestState;
use crate::rules::book::Held;
use crate::rules::request::RequestContext;

use super::text::{listed, wording_of, words_in};
use super::{Remedy, RequestCheck, Spec};

pub(super) const CHECK: RequestCheck = RequestCheck {
    spec: Spec {
        words: &["any"],
        more_words: &["with"],
        ..Spec::new("words", &["R2102", "R2103", "R2104", "R2105"])
    },
    remedy: Remedy { state: RequestState::Returned, reason: Reason::TraceKeeping },
    run,
};

fn run(held: &Held, context: &RequestContext) -> Option<Message> {
    let undecided =
        |material: &&Material| matches!(material.disposition, Disposition::Open | Disposition::Struck);
    let text = wording_of(context.request, context.request.materials.iter().filter(undecided));
    let found = words_in(&text, held.rule.words("any"));
    let with = held.rule.words("with");
    let beside = with.is_empty() || !words_in(&text, with).is_empty();
    (beside && !found.is_empty()).then(|| held.message().with("words", listed(found)))
}

#[cfg(test)]
mod tests {
    use crate::domain::material::Disposition;
    use crate::rules::check::fixture::{material, request, trips};

    #[test]
    fn matter_object_and_materials_are_read() {
        let ranking = "\u{6392}\u{540d}";
        assert!(!trips("R2104", &request("R2104"), &[]));
        assert!(trips("R2104", &request(ranking), &[]));
        let mut request = request("R2104");
        request.materials = vec![material(ranking, Disposition::Open)];
        assert!(trips("R2104", &request, &[]));
        request.materials = vec![material(ranking, Disposition::Kept)];
        assert!(!trips("R2104", &request, &[]));
        // Two halves of a word in two fields are no word.
        request.materials =
            vec![material("\u{6392}", Disposition::Open), material("\u{540d}", Disposition::Open)];
        assert!(!trips("R2104", &request, &[]));
    }
}
