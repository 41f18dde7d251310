//! What Kobo and ODK give back of the phone form, as tables or as JSON. Questions are known by their names, with or
//! without the groups they stand in.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::super::{Options, Sheet, SourceFile, decode, whole};
use super::{Spot, Taken, directed};
use crate::domain::draw::DirectedReason;
use crate::domain::problem::Place;

/// Fields of one submission, or of one round of a repeat in it, by their names without groups.
type Fields = BTreeMap<String, String>;

/// Parts of a round that answer no item.
const OWN: [&str; 6] = ["element", "absence", "next", "reason", "number", "count"];

/// Reads a sheet with a column a question; `false` where it is none.
pub(super) fn sheet(sheet: &Sheet, taken: &mut Taken<'_>) -> bool {
    let named = |row: &&(u32, Vec<String>)| row.1.iter().any(|name| field(name).is_some());
    let Some(head) = sheet.rows.iter().position(|row| named(&row)) else { return false };
    let (Some((_, names)), Some(rows)) = (sheet.rows.get(head), sheet.rows.get(head + 1..)) else {
        return false;
    };
    for (number, row) in rows {
        let fields: Fields = names
            .iter()
            .zip(row)
            .filter(|(_, value)| !value.trim().is_empty())
            .map(|(name, value)| (bare(name).to_owned(), value.trim().to_owned()))
            .collect();
        round(&taken.place(sheet, *number, 0), None, &fields, taken);
    }
    true
}

/// Reads submissions at any depth the parser allows; `false` where there is none.
pub(super) fn json(file: &SourceFile<'_>, options: &Options, taken: &mut Taken<'_>) -> bool {
    let Ok(text) = decode::text(file, options.encoding.as_deref()) else { return false };
    let Ok(document) = serde_json::from_str::<Json>(&text) else { return false };
    value(&whole(file), None, &document, taken);
    !taken.rows.is_empty() || !taken.problems.is_empty()
}

/// Objects hold fields, and repeats as lists of objects.
fn value(place: &Place, visit: Option<&str>, json: &Json, taken: &mut Taken<'_>) {
    match json {
        Json::Array(list) => list.iter().for_each(|one| value(place, visit, one, taken)),
        Json::Object(object) => {
            let mut fields = Fields::new();
            let own = object.get("visit").and_then(Json::as_str).or(visit);
            for (name, inner) in object {
                let text = match inner {
                    Json::String(text) => text.trim().to_owned(),
                    Json::Number(number) => number.to_string(),
                    Json::Array(_) | Json::Object(_) => {
                        value(place, own, inner, taken);
                        continue;
                    }
                    Json::Null | Json::Bool(_) => continue,
                };
                if !text.is_empty() {
                    fields.insert(bare(name).to_owned(), text);
                }
            }
            round(place, own, &fields, taken);
        }
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
    }
}

/// Answers of one submission, or of one round of a repeat.
fn round(place: &Place, visit: Option<&str>, fields: &Fields, taken: &mut Taken<'_>) {
    let visit = fields.get("visit").map(String::as_str).or(visit).map(str::to_owned);
    let text = |name: &str| fields.get(name).map_or("", String::as_str);
    let mut missed: Vec<&str> = Vec::new();
    for name in fields.keys() {
        let Some((prefix, item)) = field(name) else { continue };
        let of_round = |part: &str| fields.get(&format!("{prefix}_{part}")).cloned();
        let spot = Spot { place: place.clone(), visit: visit.clone(), ..Spot::default() };
        if !prefix.starts_with('u') && !missed.contains(&prefix) {
            missed.push(prefix);
            if let (Some(element), Some(absence)) = (of_round("element"), of_round("absence")) {
                taken.answer(Spot { element: Some(element), ..spot.clone() }, &absence, "", "");
            }
        }
        let extra = ["_value", "_note"].iter().any(|end| {
            item.strip_suffix(end).is_some_and(|rest| fields.contains_key(&format!("{prefix}_{rest}")))
        });
        if extra || OWN.contains(&item) {
            continue;
        }
        let element = of_round("element").filter(|_| !prefix.starts_with('u'));
        if element.is_none() && !prefix.starts_with('u') {
            continue;
        }
        let reason = of_round("reason").and_then(|reason| directed(&reason));
        let spot = Spot {
            element,
            item: Some(item.to_owned()),
            directed: prefix.starts_with('d').then(|| reason.unwrap_or(DirectedReason::Other)),
            ..spot
        };
        taken.answer(spot, text(name), text(&format!("{name}_value")), text(&format!("{name}_note")));
    }
}

/// A field's name without the groups before it: `unit/u_fund-1`, `unit-u_fund-1` and `u_fund-1` are one.
fn bare(name: &str) -> &str {
    let name = name.trim();
    let starts = std::iter::once(0).chain(name.match_indices(['/', '-', '.', ':']).map(|(at, _)| at + 1));
    let last = || name.rsplit('/').next().unwrap_or(name);
    starts.filter_map(|at| name.get(at..)).find(|rest| prefixed(rest).is_some()).unwrap_or_else(last)
}

/// `s1_fund-1` as (`s1`, `fund-1`).
fn field(name: &str) -> Option<(&str, &str)> {
    prefixed(bare(name))
}

fn prefixed(name: &str) -> Option<(&str, &str)> {
    let (prefix, item) = name.split_once('_')?;
    let number = prefix.get(1..)?;
    let fits = match prefix.as_bytes().first()? {
        b'u' => number.is_empty(),
        b's' | b'd' => !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    };
    (fits && !item.is_empty()).then_some((prefix, item))
}
