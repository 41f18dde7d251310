//! The document a request rests on: how high it must stand, and that one is named.

use crate::domain::code::Code;
use crate::domain::message::{Arg, Message};
use crate::domain::reason::Reason;
use crate::domain::request::{BasisLevel, Request, RequestState};
use crate::domain::rule::Rule;
use crate::rules::book::Held;
use crate::rules::request::RequestContext;

use super::{Remedy, RequestCheck, Spec};

/// Additions to the plan rest on a document of a level.
pub(super) const LEVEL: RequestCheck = RequestCheck {
    spec: Spec {
        words: &["level_min"],
        sound: |rule| level_min(rule).is_some(),
        ..Spec::new("basis-level", &["R2004"])
    },
    remedy: Remedy { state: RequestState::Returned, reason: Reason::Basis },
    run: level,
};

/// A document is named, or a number on the filed plan.
pub(super) const NAMED: RequestCheck = RequestCheck {
    spec: Spec::new("basis-named", &["R2005"]),
    remedy: Remedy { state: RequestState::Returned, reason: Reason::Basis },
    run: named,
};

fn level_min(rule: &Rule) -> Option<BasisLevel> {
    match rule.words("level_min") {
        [code] => BasisLevel::from_code(code),
        _ => None,
    }
}

fn level(held: &Held, context: &RequestContext) -> Option<Message> {
    let needed = level_min(&held.rule)?;
    let given = context.request.basis.as_ref().map_or(BasisLevel::None, |basis| basis.level);
    let message = || {
        held.message().with("given", Arg::code(given.text_id())).with("needed", Arg::code(needed.text_id()))
    };
    (given < needed).then(message)
}

fn named(held: &Held, context: &RequestContext) -> Option<Message> {
    (!on_file(context.request)).then(|| held.message())
}

/// Whether a request names what it rests on: a document, or its number on the filed annual plan.
pub(in crate::rules) fn on_file(request: &Request) -> bool {
    let document = request.basis.as_ref().is_some_and(|basis| !basis.text.trim().is_empty());
    document || request.plan_item.as_ref().is_some_and(|number| !number.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::request::{Basis, RequestKind};
    use crate::rules::check::fixture::{request, trips};

    fn resting_on(kind: RequestKind, level: Option<BasisLevel>) -> Request {
        let basis = level.map(|level| Basis { text: "a document".into(), level });
        Request { kind, basis, plan_item: None, ..request("basis") }
    }

    #[test]
    fn additions_rest_on_a_provincial_document() {
        let check = |level, expected: bool| {
            assert_eq!(trips("R2004", &resting_on(RequestKind::OffPlan, level), &[]), expected, "{level:?}");
        };
        check(None, true);
        check(Some(BasisLevel::County), true);
        check(Some(BasisLevel::Prefecture), true);
        check(Some(BasisLevel::Province), false);
        check(Some(BasisLevel::Centre), false);
    }

    #[test]
    fn a_superior_names_its_document() {
        assert!(trips("R2005", &resting_on(RequestKind::Superior, None), &[]));
        assert!(!trips("R2005", &resting_on(RequestKind::Superior, Some(BasisLevel::Prefecture)), &[]));
    }
}
