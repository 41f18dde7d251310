//! A request that claims an exemption (urgent, independent by law) says on what grounds.

use crate::domain::message::Message;
use crate::domain::reason::Reason;
use crate::domain::request::RequestState;
use crate::rules::book::Held;
use crate::rules::request::RequestContext;

use super::text::{wording, words_in};
use super::{Remedy, RequestCheck, Spec};

pub(super) const CHECK: RequestCheck = RequestCheck {
    spec: Spec { words: &["any"], ..Spec::new("grounds", &["R2018", "R2019"]) },
    remedy: Remedy { state: RequestState::Returned, reason: Reason::Basis },
    run,
};

fn run(held: &Held, context: &RequestContext) -> Option<Message> {
    let request = context.request;
    let basis = request.basis.as_ref().map_or("", |basis| basis.text.as_str());
    let grounds = |text: &str| !words_in(text, held.rule.words("any")).is_empty();
    (!grounds(&wording(request)) && !grounds(basis)).then(|| held.message())
}

#[cfg(test)]
mod tests {
    use crate::domain::request::{Basis, BasisLevel, RequestKind};
    use crate::rules::check::fixture::{request, trips};

    #[test]
    fn an_exemption_needs_grounds() {
        let check = |code: &str, kind, title: &str, expected: bool| {
            let mut request = request(title);
            request.kind = kind;
            assert_eq!(trips(code, &request, &[]), expected, "{title}");
        };
        check("R2018", RequestKind::Independent, "\u{8d44}\u{91d1}\u{5ba1}\u{8ba1}", false);
        check("R2018", RequestKind::Independent, "\u{8d44}\u{91d1}\u{68c0}\u{67e5}", true);
        check("R2019", RequestKind::Urgent, "\u{6295}\u{8bc9}\u{6838}\u{67e5}", false);
        check("R2019", RequestKind::Urgent, "\u{8d44}\u{91d1}\u{68c0}\u{67e5}", true);
        check("R2019", RequestKind::Planned, "\u{8d44}\u{91d1}\u{68c0}\u{67e5}", false);
        let mut by_basis = request("\u{8d44}\u{91d1}\u{68c0}\u{67e5}");
        by_basis.kind = RequestKind::Urgent;
        by_basis.basis = Some(Basis { text: "12345\u{70ed}\u{7ebf}".into(), level: BasisLevel::None });
        assert!(!trips("R2019", &by_basis, &[]));
    }
}
