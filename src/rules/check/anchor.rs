//! Superiors' inspections stand: a county visit at the same unit and days joins one properly or stays away.

use crate::domain::arrival::Anchor;
use crate::domain::day::DayRange;
use crate::domain::message::Message;
use crate::rules::book::Held;
use crate::rules::visit::VisitContext;

use super::{Spec, VisitCheck};

pub(super) const CHECK: VisitCheck = VisitCheck { spec: Spec::new("anchor", &["R2325"]), quota: false, run };

fn run(held: &Held, context: &VisitContext) -> Vec<Message> {
    let here = context.anchors.iter().filter(|anchor| anchor.unit == context.unit.code);
    let clashing =
        here.filter(|anchor| days_of(anchor).overlaps(&context.visit.range()) && !joined(context, anchor));
    let message = |anchor: &Anchor| {
        let message =
            held.message().with("anchor", anchor.id.to_string()).with("unit", context.unit.name.as_str());
        message.with("first", anchor.start.to_string()).with("last", days_of(anchor).last().to_string())
    };
    clashing.map(message).collect()
}

/// Joined properly: same first day, no longer, and both told or both not.
fn joined(context: &VisitContext, anchor: &Anchor) -> bool {
    let visit = context.visit;
    visit.joins == Some(anchor.id)
        && anchor.joinable
        && visit.start == anchor.start
        && visit.days <= anchor.days
        && anchor.announced.is_none_or(|announced| announced == visit.announced)
}

fn days_of(anchor: &Anchor) -> DayRange {
    let until = anchor.start.checked_add_days(chrono::Days::new(u64::from(anchor.days)));
    DayRange { from: anchor.start, until: until.unwrap_or(anchor.start) }
}

#[cfg(test)]
mod tests {
    use crate::domain::arrival::Anchor;
    use crate::domain::id::{AnchorId, RequestId};
    use crate::rules::check::fixture::{Scene, day};

    #[test]
    fn a_visit_joins_or_stays_away() {
        let check = |start: &str, joins: bool, edit: fn(&mut Anchor), expected: bool| {
            let mut scene = Scene::township(start);
            scene.visit.joins = joins.then_some(AnchorId(1));
            let mut anchor = Anchor {
                id: AnchorId(1),
                request: RequestId(9),
                department: "city".into(),
                unit: "540121201".into(),
                start: day("2019-10-15"),
                days: 2,
                joinable: true,
                announced: None,
            };
            edit(&mut anchor);
            scene.anchors = vec![anchor];
            assert_eq!(scene.codes().contains(&"R2325".to_owned()), expected, "{start} {joins}");
        };
        check("2019-10-15", false, |_| (), true);
        check("2019-10-15", true, |_| (), false);
        check("2019-10-16", true, |_| (), true);
        check("2019-10-15", true, |anchor| anchor.joinable = false, true);
        check("2019-10-15", true, |anchor| anchor.announced = Some(false), true);
        check("2019-10-22", false, |_| (), false);
        check("2019-10-15", false, |anchor| anchor.unit = "540121202".into(), false);
    }
}
