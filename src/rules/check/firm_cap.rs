//! How often a year one authority may come to one firm.

use crate::domain::message::Message;
use crate::domain::reason::Reason;
use crate::domain::request::RequestState;
use crate::rules::book::Held;
use crate::rules::request::RequestContext;

use super::text::words_in;
use super::{Remedy, RequestCheck, Spec};

pub(super) const CHECK: RequestCheck = RequestCheck {
    spec: Spec {
        numbers: &["visits_max"],
        more_words: &["departments", "except"],
        ..Spec::new("firm-cap", &["R2202", "R2203"])
    },
    remedy: Remedy { state: RequestState::Returned, reason: Reason::Quota },
    run,
};

fn run(held: &Held, context: &RequestContext) -> Option<Message> {
    let (times, max) = (context.request.times_per_year, held.rule.number("visits_max"));
    let named = |list: &str| !words_in(&context.department.name, held.rule.words(list)).is_empty();
    let meant = (held.rule.words("departments").is_empty() || named("departments")) && !named("except");
    let message = || held.message().with("times", times).with("max", max);
    (meant && times > max).then(message)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use crate::domain::request::Regime;
    use crate::rules::check::fixture::{Setting, department, request};

    #[test]
    fn the_cap_is_one_and_two_in_health() {
        let check = |name: &str, times: u32, expected: &[&str]| {
            let mut request = request("firm");
            request.regimes = BTreeSet::from([Regime::B]);
            request.times_per_year = times;
            let setting = Setting { department: department(name, true), ..Setting::default() };
            let codes = setting.codes(&request, &[], &[]);
            let caps: Vec<_> =
                codes.iter().filter(|code| code.starts_with("R220") && *code < &"R2204".to_owned()).collect();
            assert_eq!(caps, expected, "{name} {times}");
        };
        check("\u{5e02}\u{573a}\u{76d1}\u{7ba1}\u{5c40}", 1, &[]);
        check("\u{5e02}\u{573a}\u{76d1}\u{7ba1}\u{5c40}", 2, &["R2202"]);
        check("\u{536b}\u{751f}\u{5065}\u{5eb7}\u{59d4}", 3, &["R2203"]);
        check("\u{536b}\u{751f}\u{5065}\u{5eb7}\u{59d4}", 2, &[]);
    }
}
