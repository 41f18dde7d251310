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
        let live = |request: &Request| {
            matches!(request.state, RequestState::Received | RequestState::Accepted | RequestState::Diverted)
        };
        self.others.iter().copied().filter(move |other| other.id != id && live(other))
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
