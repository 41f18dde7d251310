//! One visit at a unit on a day: a second one is merged with the first. Holds for exempt visits too.

use crate::domain::message::Message;
use crate::rules::book::Held;
use crate::rules::visit::VisitContext;
use crate::rules::visit::name_of;

use super::{Spec, VisitCheck};

pub(super) const CHECK: VisitCheck =
    VisitCheck { spec: Spec::new("one-a-day", &["R2321"]), quota: false, run };

fn run(held: &Held, context: &VisitContext) -> Vec<Message> {
    let start = context.visit.start;
    let same = context.at_unit().filter(|row| row.start == start);
    let message = |row| {
        held.message()
            .with("unit", context.unit.name.as_str())
            .with("day", start.to_string())
            .with("other", name_of(row))
    };
    same.map(message).collect()
}

#[cfg(test)]
mod tests {
    use crate::domain::quota::UseStatus::Exempt;
    use crate::rules::check::fixture::Scene;

    #[test]
    fn a_second_visit_of_a_day_is_merged_even_if_exempt() {
        let scene = Scene::township("2019-10-14").with_use("540121201", "2019-10-14", 1, Exempt);
        assert_eq!(scene.codes(), ["R2321"]);
        let scene = Scene::township("2019-10-14").with_use("540121201201", "2019-10-14", 1, Exempt);
        assert_eq!(scene.codes(), Vec::<String>::new());
    }
}
