//! Stop numbers on paper: what a team reads after each household. Knows no layout.

use super::{Sample, StopNumbers};
use crate::domain::message::Message;
use crate::domain::stop::{Span, spans};
use crate::exchange::export::words::Words;

/// Heads of the columns: households visited, stop and accept, stop and reject.
pub(super) const HEADS: [&str; 3] = ["export-stop-after", "export-stop-accept", "export-stop-reject"];
/// Where nothing can be decided yet.
const GO_ON: &str = "\u{2014}";

/// Whom a table is for; nothing where it is the only one.
pub(super) fn for_whom(sample: &Sample, stops: &StopNumbers, words: Words<'_>) -> Option<String> {
    (sample.stops.len() > 1).then(|| words.labelled("export-departments", &words.list(&stops.departments)))
}

/// A table's rows, a cell a column.
pub(super) fn rows(stops: &StopNumbers) -> Vec<[String; 3]> {
    let number = |number: Option<u32>| number.map_or_else(|| GO_ON.to_owned(), |number| number.to_string());
    let row = |span: Span| {
        let Span { from, until, accept, reject } = span;
        let after = if from == until { from.to_string() } else { format!("{from}\u{2013}{until}") };
        [after, number(accept), number(reject)]
    };
    spans(&stops.numbers).into_iter().map(row).collect()
}

/// The same as sentences, where there is no room for a table.
pub(super) fn lines(sample: &Sample, words: Words<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for stops in &sample.stops {
        lines.extend(for_whom(sample, stops, words));
        lines.extend(spans(&stops.numbers).iter().filter_map(Span::message).map(|said| words.say(&said)));
    }
    lines
}

/// What the tables ask of a team.
pub(super) fn rule(sample: &Sample, words: Words<'_>) -> Option<String> {
    (!sample.stops.is_empty()).then(|| words.say(&Message::new("export-stop-rule")))
}
