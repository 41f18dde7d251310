//! A share of a register below the floor.

use crate::domain::message::Message;
use crate::domain::reason::Reason;
use crate::domain::request::{RequestState, Target};
use crate::rules::book::Held;
use crate::rules::request::RequestContext;

use super::{Remedy, RequestCheck, Spec};

pub(super) const CHECK: RequestCheck = RequestCheck {
    spec: Spec {
        numbers: &["percent_min"],
        sound: |rule| rule.number("percent_min") <= 100,
        ..Spec::new("ratio-floor", &["R2204"])
    },
    remedy: Remedy { state: RequestState::Returned, reason: Reason::Other },
    run,
};

fn run(held: &Held, context: &RequestContext) -> Option<Message> {
    let Target::Drawn { ratio: Some(range), .. } = &context.request.target else { return None };
    let floor = held.rule.number("percent_min");
    let below =
        u128::from(range.min.numerator()) * 100 < u128::from(floor) * u128::from(range.min.denominator());
    below.then(|| held.message().with("floor", floor))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::domain::amount::{Ratio, RatioRange};
    use crate::domain::request::{Regime, Target};
    use crate::rules::check::fixture::{request, trips};

    #[test]
    fn five_percent_is_the_floor() {
        for (numerator, denominator, expected) in
            [(5, 100, false), (49, 1000, true), (1, 20, false), (0, 1, true)]
        {
            let mut request = request("R2204");
            request.regimes = BTreeSet::from([Regime::B]);
            let ratio = Some(RatioRange { min: Ratio::new(numerator, denominator).unwrap(), max: None });
            request.target = Target::Drawn { kinds: vec!["firm".into()], ratio, count: None };
            assert_eq!(trips("R2204", &request, &[]), expected, "{numerator}/{denominator}");
        }
    }
}
