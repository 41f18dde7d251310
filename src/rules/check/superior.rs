//! What is called a superior's inspection comes from above the county.

use crate::domain::department::Level;
use crate::domain::message::Message;
use crate::domain::reason::Reason;
use crate::domain::request::RequestState;
use crate::rules::book::Held;
use crate::rules::request::RequestContext;

use super::{Remedy, RequestCheck, Spec};

pub(super) const CHECK: RequestCheck = RequestCheck {
    spec: Spec::new("superior-level", &["R2020"]),
    remedy: Remedy { state: RequestState::Returned, reason: Reason::Basis },
    run,
};

fn run(held: &Held, context: &RequestContext) -> Option<Message> {
    let from_above = |department: &crate::domain::department::Department| department.level > Level::County;
    let above = from_above(context.department) || context.partners.iter().any(|partner| from_above(partner));
    (!above).then(|| held.message().with("department", context.department.name.as_str()))
}

#[cfg(test)]
mod tests {
    use crate::domain::department::Level;
    use crate::domain::request::RequestKind;
    use crate::rules::check::fixture::{Setting, request};

    #[test]
    fn a_county_department_is_no_superior() {
        for (level, kind, expected) in [
            (Level::County, RequestKind::Superior, true),
            (Level::Prefecture, RequestKind::Superior, false),
            (Level::County, RequestKind::Planned, false),
        ] {
            let mut setting = Setting::default();
            setting.department.level = level;
            let mut request = request("R2020");
            request.kind = kind;
            let codes = setting.codes(&request, &[], &[]);
            assert_eq!(codes.contains(&"R2020".to_owned()), expected, "{level:?} {kind:?}");
        }
    }
}
