//! A body without licence to inspect firms (a coordination body, a third party) and no licensed department with it.

use crate::domain::message::Message;
use crate::domain::reason::Reason;
use crate::domain::request::RequestState;
use crate::rules::book::Held;
use crate::rules::request::RequestContext;

use super::{Remedy, RequestCheck, Spec};

pub(super) const CHECK: RequestCheck = RequestCheck {
    spec: Spec::new("licence", &["R2201"]),
    remedy: Remedy { state: RequestState::Refused, reason: Reason::Unlicensed },
    run,
};

fn run(held: &Held, context: &RequestContext) -> Option<Message> {
    let licensed = context.department.licensed || context.partners.iter().any(|partner| partner.licensed);
    (!licensed).then(|| held.message().with("department", context.department.name.as_str()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::domain::request::Regime;
    use crate::rules::check::fixture::{Setting, department, request};

    #[test]
    fn a_coordination_body_does_not_inspect_firms() {
        let check = |regime, licensed: bool, partner: Option<bool>, expected: bool| {
            let mut request = request("R2201");
            request.regimes = BTreeSet::from([regime]);
            let partner = partner.map(|licensed| department("partner", licensed));
            let setting = Setting { department: department("body", licensed), ..Setting::default() };
            let codes = setting.codes(&request, &[], &partner.iter().collect::<Vec<_>>());
            assert_eq!(codes.contains(&"R2201".to_owned()), expected, "{regime:?} {licensed} {partner:?}");
        };
        check(Regime::B, false, None, true);
        check(Regime::B, false, Some(false), true);
        check(Regime::B, false, Some(true), false);
        check(Regime::B, true, None, false);
        check(Regime::A, false, None, false);
    }
}
