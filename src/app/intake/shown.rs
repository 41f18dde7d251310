//! How a row of requests was read, as tables show it: whom, when, how much. Knows no screen.

use crate::app::query::inbox::percent;
use crate::domain::intake::{DateSpan, RequestRow, UnitsAsked};
use crate::domain::message::{Arg, Message};
use crate::domain::unit::UnitKind;
use crate::text::Catalogue;

/// The units asked for, else the object as written.
pub fn whom(row: &RequestRow, catalogue: &Catalogue) -> String {
    match (&row.units, &row.object) {
        (Some(UnitsAsked::Named(names)), _) => names.join(" "),
        (Some(UnitsAsked::All { kind, except, .. }), _) => {
            let all = match kind {
                UnitKind::Township => "read-all-townships",
                UnitKind::Village => "read-all-villages",
            };
            let all = Message::new(all);
            if except.is_empty() {
                return catalogue.render(&all);
            }
            let names = except.iter().map(|name| Arg::from(name.as_str())).collect();
            catalogue
                .render(&Message::new("read-all-except").with("all", all).with("names", Arg::List(names)))
        }
        (None, Some(object)) => object.clone(),
        (None, None) => String::new(),
    }
}

/// `2024-10-08~2024-10-12`, several with spaces between them.
pub fn when(row: &RequestRow) -> String {
    let span = |span: &DateSpan| {
        if span.from == span.to { span.from.to_string() } else { format!("{}~{}", span.from, span.to) }
    };
    row.windows.iter().map(span).collect::<Vec<_>>().join(" ")
}

/// `5%`, `≥1% ~46 1×`; `3/乡镇` where the number is meant for each unit.
pub fn how_much(row: &RequestRow, catalogue: &Catalogue) -> String {
    let mut parts = Vec::new();
    if let Some(ratio) = row.ratio {
        let least = if ratio.max.is_none() { "\u{2265}" } else { "" };
        let share = percent(ratio.min.numerator(), ratio.min.denominator());
        parts.push(format!("{least}{share}%"));
    }
    if let Some(count) = row.count {
        let about = if row.count_estimated { "~" } else { "" };
        let count = format!("{about}{count}");
        parts.push(if row.count_per_unit {
            catalogue.render(&Message::new("read-each").with("count", count))
        } else {
            count
        });
    }
    parts.extend(row.times_per_year.map(|times| format!("{times}\u{d7}")));
    parts.join(" ")
}
