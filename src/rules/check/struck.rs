//! Documents asked for that only keep traces: they may not be asked.

use crate::domain::material::Disposition;
use crate::domain::message::{Arg, Message};
use crate::domain::reason::Reason;
use crate::domain::request::RequestState;
use crate::rules::book::Held;
use crate::rules::request::RequestContext;

use super::{Remedy, RequestCheck, Spec};

pub(super) const CHECK: RequestCheck = RequestCheck {
    spec: Spec::new("struck-materials", &["R2101"]),
    remedy: Remedy { state: RequestState::Accepted, reason: Reason::TraceKeeping },
    run,
};

fn run(held: &Held, context: &RequestContext) -> Option<Message> {
    let struck =
        context.request.materials.iter().filter(|material| material.disposition == Disposition::Struck);
    let names: Vec<Arg> = struck.map(|material| Arg::from(material.name.as_str())).collect();
    (!names.is_empty()).then(|| held.message().with("materials", Arg::List(names)))
}

#[cfg(test)]
mod tests {
    use crate::domain::material::Disposition;
    use crate::rules::check::fixture::{material, request, trips};

    #[test]
    fn only_what_is_struck_is_named() {
        let mut request = request("R2101");
        request.materials =
            vec![material("ledger", Disposition::Observed), material("roll", Disposition::Shared)];
        assert!(!trips("R2101", &request, &[]));
        request.materials.push(material("notes", Disposition::Struck));
        assert!(trips("R2101", &request, &[]));
    }
}
