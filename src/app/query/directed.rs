//! What the places brought that people chose themselves, beside the drawn ones: told apart, never judged with them.

use std::collections::{BTreeMap, BTreeSet};

use super::checklist::served;
use crate::app::error::Result;
use crate::app::office::Office;
use crate::domain::code::Code;
use crate::domain::draw::DirectedReason;
use crate::domain::field_record::{FieldRecord, faulty};
use crate::domain::message::{Arg, Message};
use crate::domain::visit::Visit;
use crate::store::View;

/// How many, for which reasons, and at how many something was wrong that would count; `None` where there was none.
pub(super) fn directed(view: &View<'_>, office: &Office, visit: &Visit) -> Result<Option<Message>> {
    let Some(found) = view.get::<FieldRecord>(&visit.id.to_string())? else { return Ok(None) };
    let record = found.record;
    if record.directed.is_empty() {
        return Ok(None);
    }
    let served = served(view, visit)?;
    let counting: BTreeSet<&str> =
        served.iter().flat_map(|(_, request)| office.counting_items_of(&request.subject)).collect();
    let answers = record.directed.keys().filter_map(|id| record.answers.get(id));
    let found = answers.filter(|answers| faulty(answers, &counting)).count();
    let mut reasons: BTreeMap<DirectedReason, u64> = BTreeMap::new();
    for reason in record.directed.values() {
        *reasons.entry(*reason).or_default() += 1;
    }
    let reason = |(reason, count): (DirectedReason, u64)| {
        let said = Message::new("sampling-directed-reason").with("reason", Arg::code(reason.text_id()));
        Arg::from(said.with("count", count))
    };
    Ok(Some(
        Message::new("sampling-directed")
            .with("count", record.directed.len())
            .with("reasons", Arg::List(reasons.into_iter().map(reason).collect()))
            .with("found", found),
    ))
}
