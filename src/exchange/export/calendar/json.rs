//! The calendar for other programs: `lianjian/calendar/1`. Knows the format only.

use serde::Serialize;

use super::{Anchor, Calendar, Demand, Visit};
use crate::exchange::export::ExportError;

/// The document; its fields are those of [`Calendar`], visits and arrivals in order.
#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    #[serde(flatten)]
    calendar: &'a Calendar,
}

/// The calendar as JSON, indented, ending in a line end. Codes and dates instead of sentences, so it needs no
/// language.
pub fn json(calendar: &Calendar) -> Result<String, ExportError> {
    let ordered = Calendar {
        visits: calendar.visits_in_order().into_iter().map(without_drawn).collect(),
        anchors: calendar.anchors_in_order().into_iter().cloned().collect::<Vec<Anchor>>(),
        ..calendar.clone()
    };
    let document = Document { schema: "lianjian/calendar/1", calendar: &ordered };
    let mut text = serde_json::to_string_pretty(&document)
        .map_err(|error| ExportError::Format { detail: error.to_string() })?;
    text.push('\n');
    Ok(text)
}

/// The visit with its demands' elements counted; named only where the visit is announced.
fn without_drawn(visit: &Visit) -> Visit {
    let demands = visit.demands.iter().map(|demand| Demand {
        element_count: demand.count(),
        elements: if visit.announced { demand.elements.clone() } else { Vec::new() },
        ..demand.clone()
    });
    Visit { demands: demands.collect(), ..visit.clone() }
}
