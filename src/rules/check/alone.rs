//! An assessment of units by one department on its own.

use crate::domain::message::Message;
use crate::domain::reason::Reason;
use crate::domain::request::RequestState;
use crate::rules::book::Held;
use crate::rules::request::RequestContext;

use super::text::{listed, words_in};
use super::{Remedy, RequestCheck, Spec};

pub(super) const CHECK: RequestCheck = RequestCheck {
    spec: Spec { words: &["any"], ..Spec::new("assessment-alone", &["R2009"]) },
    remedy: Remedy { state: RequestState::Returned, reason: Reason::Other },
    run,
};

fn run(held: &Held, context: &RequestContext) -> Option<Message> {
    let found = words_in(&context.request.title, held.rule.words("any"));
    let alone = context.request.partners.is_empty();
    (alone && !found.is_empty()).then(|| held.message().with("words", listed(found)))
}

#[cfg(test)]
mod tests {
    use crate::rules::check::fixture::{request, trips};

    #[test]
    fn an_assessment_needs_company() {
        let mut request = request("\u{5e74}\u{5ea6}\u{8003}\u{6838}");
        assert!(trips("R2009", &request, &[]));
        request.partners = vec!["organisation".into()];
        assert!(!trips("R2009", &request, &[]));
    }
}
