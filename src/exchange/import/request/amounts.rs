//! How much a row of requests asks for: shares, numbers, times a year, from every column that holds any.

use super::super::grid::Value;
use super::super::pick::{Picker, shown};
use super::super::table::Given;
use super::super::wording::amount::{self, Amounts, Role, Unread};
use super::super::wording::fold::fold;
use super::Reader;
use crate::domain::intake::RequestRow;

impl<'t> Reader<'t> {
    pub(super) fn amounts(&mut self, pick: &mut Picker<'t>, request: &mut RequestRow) {
        for at in 0..self.table.columns.len() {
            let Some(given) = self.table.at(pick.row, at) else { continue };
            let Some(role) = role(&given) else { continue };
            let Some(text) = shown(&given) else { continue };
            let read = self.amounts.read((text, role), |(text, role)| amount::read(text, *role));
            match read {
                Ok(amounts) => merge(pick, &given, request, &amounts),
                Err(Unread::Words) => pick.warn(&given, "E1040"),
                Err(Unread::Form) => pick.refuse(&given, "E1029"),
                Err(Unread::Range) => pick.refuse(&given, "E1041"),
                Err(Unread::Ambiguous) => pick.refuse(&given, "E1042"),
            }
        }
        if request.ratio.is_none() && request.count.is_none() {
            of_object(pick, request);
        }
        if request.times_per_year.is_none() {
            // 3月-12月，抽查1次: the time column says how often as well.
            let also = pick.text("window").filter(|text| text.contains('次'));
            let times =
                also.and_then(|text| amount::read(&text, Role::Any).ok()).and_then(|amounts| amounts.times);
            request.times_per_year = times.map(|times| times.number);
            request.times_at_least = times.is_some_and(|times| times.at_least);
        }
    }
}

/// 客运站1家, 每村2户, 改造户的10%: where no other column holds an amount, the one its object ends with.
fn of_object(pick: &mut Picker<'_>, request: &mut RequestRow) {
    let given = ["object", "scope"].iter().find_map(|field| pick.given(field));
    let Some((given, text)) = given.and_then(|given| shown(&given).map(|text| (given, text))) else { return };
    let folded = fold(&text);
    let end = folded.trim_end_matches(')');
    let unit = ["家", "户", "个", "处", "所", "座", "%", "人", "名", "个村", "个项目"];
    let digits = unit
        .iter()
        .find_map(|unit| end.strip_suffix(unit))
        .is_some_and(|rest| rest.ends_with(|c: char| c.is_ascii_digit()));
    if !digits {
        return;
    }
    let Ok(read) = amount::read(&text, Role::Any) else { return };
    if read.partly || read.population.is_some() || read.times.is_some() {
        pick.warn(&given, "E1037");
        return;
    }
    merge(pick, &given, request, &read);
    pick.warn(&given, "E1080");
}

/// What a bare number in this column is; `None` for columns that hold no amounts.
fn role(given: &Given<'_>) -> Option<Role> {
    let header = &given.column.header;
    let percent = header.contains(['%', '\u{ff05}']);
    // A cell formatted as per cent holds 0.05 for 5 %: under a heading with % only text and whole numbers are sure.
    let fraction = matches!(given.cell.value, Value::Number(number) if number < 1.0);
    Some(match given.column.field.as_deref()? {
        "ratio" if percent && !fraction => Role::Percent,
        "ratio" => Role::Ratio,
        "count" => Role::Count,
        "times" => Role::Times,
        "population" => Role::Population,
        "amount" | "amount_more" => Role::Any,
        _ => return None,
    })
}

/// Adds what one column says to what the columns before it said.
fn merge(pick: &mut Picker<'_>, given: &Given<'_>, request: &mut RequestRow, amounts: &Amounts) {
    let mut conflict = false;
    if let Some(ratio) = amounts.ratio {
        conflict |= request.ratio.is_some_and(|known| known != ratio);
        request.ratio = request.ratio.or(Some(ratio));
    }
    if let Some(count) = amounts.count {
        conflict |= request.count.is_some_and(|known| known != count.number);
        if request.count.is_none() {
            request.count = Some(count.number);
            request.count_per_unit = count.per_unit;
            request.stages.clone_from(&amounts.stages);
            let header = fold(&given.column.header);
            request.count_estimated =
                count.estimated || ["预估", "预计", "拟"].iter().any(|word| header.contains(word));
        }
    }
    if let Some(times) = amounts.times {
        conflict |= request.times_per_year.is_some_and(|known| known != times.number);
        request.times_per_year = Some(times.number);
        request.times_at_least = times.at_least;
    }
    if let Some(population) = amounts.population {
        request.population = request.population.or(Some(population));
    }
    if conflict {
        pick.warn(given, "E1051");
    } else if amounts.partly {
        pick.warn(given, "E1037");
    }
}
