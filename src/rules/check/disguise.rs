//! Research, guidance, evaluation, monitoring or a return visit that grades, ranks or collects forms is an inspection.

use crate::domain::message::Message;
use crate::domain::reason::Reason;
use crate::domain::request::RequestState;
use crate::rules::book::Held;
use crate::rules::request::RequestContext;

use super::text::{listed, wording, words_in};
use super::{Remedy, RequestCheck, Spec};

pub(super) const CHECK: RequestCheck = RequestCheck {
    spec: Spec { words: &["names", "shows"], ..Spec::new("disguised-inspection", &["R2012"]) },
    remedy: Remedy { state: RequestState::Returned, reason: Reason::OffPlan },
    run,
};

fn run(held: &Held, context: &RequestContext) -> Option<Message> {
    let request = context.request;
    let names = words_in(&request.title, held.rule.words("names"));
    let shows = words_in(&wording(request), held.rule.words("shows"));
    let disguised = !names.is_empty() && !shows.is_empty();
    disguised.then(|| held.message().with("names", listed(names)).with("shows", listed(shows)))
}

#[cfg(test)]
mod tests {
    use crate::rules::check::fixture::{request, trips};

    #[test]
    fn a_name_alone_is_no_disguise() {
        let research = "\u{8c03}\u{7814}";
        let graded = "\u{8c03}\u{7814}\u{5e76}\u{6253}\u{5206}";
        assert!(!trips("R2012", &request(research), &[]));
        assert!(trips("R2012", &request(graded), &[]));
        let mut object = request(research);
        object.object = Some("\u{586b}\u{62a5}\u{8868}\u{683c}".into());
        assert!(trips("R2012", &object, &[]));
    }
}
