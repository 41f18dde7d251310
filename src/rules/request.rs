//! What a request trips, and what to do with it. Knows no other requests than the caller selects.

use chrono::NaiveDate;

use crate::domain::day::WorkCalendar;
use crate::domain::department::Department;
use crate::domain::message::Message;
use crate::domain::reason::Reason;
use crate::domain::request::{Request, RequestKind, RequestState};
use crate::domain::rule::{Rule, RuleSeverity, Verdict};

use super::book::RuleBook;
use super::check::{REQUEST, Remedy};

/// States of requests that others are compared with: one decided against is repeated by nothing.
pub const LIVE: [RequestState; 3] = [RequestState::Received, RequestState::Accepted, RequestState::Diverted];

/// A request and what it is judged against.
#[derive(Clone, Copy)]
pub struct RequestContext<'a> {
    /// The request.
    pub request: &'a Request,
    /// Who asks.
    pub department: &'a Department,
    /// Who comes along.
    pub partners: &'a [&'a Department],
    /// Requests it may repeat or belong with: those of its subject, department, plan item, file or fingerprint. It may
    /// itself be among them.
    pub others: &'a [&'a Request],
    /// Business date.
    pub today: NaiveDate,
    /// Which days are worked.
    pub calendar: &'a WorkCalendar,
}

impl<'a> RequestContext<'a> {
    /// The other requests that are not withdrawn, returned or refused.
    pub(super) fn live_others(&self) -> impl Iterator<Item = &'a Request> {
        let id = self.request.id;
        self.others.iter().copied().filter(move |other| other.id != id && LIVE.contains(&other.state))
    }

    /// Those of them that came first: of two requests that repeat each other, the later one is the repetition.
    pub(super) fn earlier_others(&self) -> impl Iterator<Item = &'a Request> {
        let id = self.request.id;
        self.live_others().filter(move |other| other.id < id)
    }
}

/// What a request trips, in rule order.
pub fn check(book: &RuleBook, context: &RequestContext) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for held in book.rules().filter(|held| applies(&held.rule, context.request)) {
        let check = REQUEST.iter().find(|check| check.spec.name == held.rule.check);
        if let Some(message) = check.and_then(|check| (check.run)(held, context)) {
            verdicts.push(Verdict { rule: held.rule.code.clone(), severity: held.rule.severity, message });
        }
    }
    verdicts
}

fn applies(rule: &Rule, request: &Request) -> bool {
    (rule.kinds.is_empty() || rule.kinds.contains(&request.kind))
        && (rule.regimes.is_empty() || rule.regimes.iter().any(|regime| request.regimes.contains(regime)))
}

/// What the verdicts suggest; a person decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Accepted, returned, refused or diverted.
    pub state: RequestState,
    /// Why, for everything but acceptance.
    pub reason: Option<Reason>,
    /// The sentences that lead to it: those of the blocking verdicts.
    pub grounds: Vec<Message>,
}

/// What to do with a request: the gravest remedy of its blocking verdicts (refuse, then divert, then return), else
/// accept. What superiors sent, urgent matters and what the law leaves to a department are never refused or diverted;
/// they go back only for what cannot be told from the form.
pub fn suggestion(book: &RuleBook, verdicts: &[Verdict], request: &Request) -> Suggestion {
    let blocking: Vec<(&Verdict, Remedy)> = verdicts
        .iter()
        .filter(|verdict| verdict.severity == RuleSeverity::Block)
        .filter_map(|verdict| Some((verdict, remedy(book, &verdict.rule)?)))
        .filter(|(_, remedy)| open_to(request.kind, *remedy))
        .collect();
    let gravest = blocking.iter().map(|(_, remedy)| *remedy).min_by_key(|remedy| rank(*remedy));
    Suggestion {
        state: gravest.map_or(RequestState::Accepted, |remedy| remedy.state),
        reason: gravest.map(|remedy| remedy.reason),
        grounds: blocking.iter().map(|(verdict, _)| verdict.message.clone()).collect(),
    }
}

fn remedy(book: &RuleBook, code: &str) -> Option<Remedy> {
    let name = &book.rule(code)?.rule.check;
    REQUEST.iter().find(|check| check.spec.name == name).map(|check| check.remedy)
}

fn open_to(kind: RequestKind, remedy: Remedy) -> bool {
    match kind {
        RequestKind::Planned | RequestKind::OffPlan => true,
        RequestKind::Superior | RequestKind::Urgent | RequestKind::Independent => {
            remedy.reason == Reason::Incomplete
        }
    }
}

/// Lower is graver; the order of the reasons decides between equals.
fn rank(remedy: Remedy) -> (u8, Reason) {
    let state = match remedy.state {
        RequestState::Refused => 0,
        RequestState::Diverted => 1,
        _ => 2,
    };
    (state, remedy.reason)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::request::{Regime, Target};
    use crate::rules::check::fixture::{book, calendar, day, department, request};

    /// What the rules suggest for a request of a licensed department or not, on the business date 2019-10-08.
    fn suggested(request: &Request, licensed: bool) -> (RequestState, Option<Reason>, usize) {
        let (book, calendar, department) = (book(), calendar(), department("agriculture", licensed));
        let context = RequestContext {
            request,
            department: &department,
            partners: &[],
            others: &[],
            today: day("2019-10-08"),
            calendar: &calendar,
        };
        let suggestion = suggestion(&book, &check(&book, &context), request);
        (suggestion.state, suggestion.reason, suggestion.grounds.len())
    }

    #[test]
    fn a_clean_request_trips_nothing_and_is_accepted() {
        assert_eq!(suggested(&request("clean"), true), (RequestState::Accepted, None, 0));
    }

    #[test]
    fn the_gravest_remedy_is_suggested_with_every_ground() {
        let baseless = Request { plan_item: None, ..request("no number") };
        assert_eq!(suggested(&baseless, true), (RequestState::Returned, Some(Reason::OffPlan), 1));
        let unlicensed = Request { regimes: [Regime::B].into(), ..baseless.clone() };
        assert_eq!(suggested(&unlicensed, false), (RequestState::Refused, Some(Reason::Unlicensed), 2));
        let held = crate::domain::material::Disposition::Shared;
        let on_paper = Request {
            object: None,
            materials: vec![crate::rules::check::fixture::material("roll", held)],
            ..baseless
        };
        assert_eq!(suggested(&on_paper, true), (RequestState::Diverted, Some(Reason::DataHeld), 2));
    }

    #[test]
    fn superior_urgent_and_independent_matters_are_never_refused() {
        for kind in [RequestKind::Superior, RequestKind::Urgent, RequestKind::Independent] {
            let firms = Request { kind, regimes: [Regime::B].into(), ..request("firms") };
            assert_eq!(suggested(&firms, false), (RequestState::Accepted, None, 0), "{kind:?}");
            let nowhere = Request { target: Target::Unknown { text: "?".into() }, ..firms };
            let back = (RequestState::Returned, Some(Reason::Incomplete), 1);
            assert_eq!(suggested(&nowhere, false), back, "{kind:?}");
        }
    }
}
