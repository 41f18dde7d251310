//! A JSON list of objects becomes a grid: one column a name, one row an object, nested values in the wording the
//! other files use. So that names and values are understood by the same rules.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::grid::{Cell, Grid, GridRow, Value, number_text};
use super::source::{COLUMNS_MAX, ROWS_MAX};
use super::{SourceFile, whole};
use crate::domain::problem::{Place, Problem};

/// The grid, its heading in row 0 and object `n` (from 1) in row `n`. The nesting is bounded by `serde_json` itself.
pub(super) fn grid(
    file: &SourceFile<'_>,
    text: &str,
    problems: &mut Vec<Problem>,
) -> Result<Grid, Box<Problem>> {
    let refuse = |code: &str| Problem::error(whole(file), code);
    let document: Json =
        serde_json::from_str(text).or_else(|error| lines(text).ok_or(error)).map_err(|error| {
            let place = Place { row: u32::try_from(error.line()).ok(), ..whole(file) };
            Problem::error(place, "E1013").with("detail", error.to_string())
        })?;
    let (items, title) = items(document).ok_or_else(|| refuse("E1019"))?;
    if items.len() > ROWS_MAX {
        return Err(refuse("E1008").with("rows", ROWS_MAX).into());
    }
    let mut names: Vec<String> = Vec::new();
    let mut index: BTreeMap<String, usize> = BTreeMap::new();
    let mut grid = Grid::default();
    for (at, item) in items.into_iter().enumerate() {
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let Json::Object(fields) = item else {
            let place = Place { row: Some(number), ..whole(file) };
            problems.push(Problem::error(place, "E1019"));
            continue;
        };
        let mut cells = Vec::new();
        for (name, value) in &fields {
            let column = *index.entry(name.clone()).or_insert_with(|| {
                names.push(name.clone());
                names.len() - 1
            });
            if column >= COLUMNS_MAX as usize {
                return Err(refuse("E1009").with("columns", COLUMNS_MAX).into());
            }
            if cells.len() <= column {
                cells.resize(column + 1, Cell::default());
            }
            if let Some(cell) = cells.get_mut(column) {
                *cell = as_cell(value);
            }
        }
        grid.rows.push(GridRow { number, cells });
    }
    let heading = names.into_iter().map(Cell::text).collect();
    grid.rows.insert(0, GridRow { number: 0, cells: heading });
    grid.title = title;
    Ok(grid)
}

/// One object a line, as programs write logs.
fn lines(text: &str) -> Option<Json> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let objects: Option<Vec<Json>> =
        lines.map(|line| serde_json::from_str(line).ok().filter(Json::is_object)).collect();
    objects.filter(|objects| objects.len() > 1).map(Json::Array)
}

/// How deep a list may lie in what wraps it: {"data": {"list": […]}}.
const WRAPPED_MAX: usize = 4;

/// The list itself, or the longest list of rows inside what wraps it.
fn items(document: Json) -> Option<(Vec<Json>, Option<String>)> {
    let title = document.get("title").and_then(Json::as_str).map(str::to_owned);
    let list = match document {
        Json::Array(items) => items,
        wrapped => {
            let mut lists = Vec::new();
            collect(wrapped, WRAPPED_MAX, &mut lists);
            lists.sort_by_key(Vec::len);
            lists.pop()?
        }
    };
    Some((named(list), title))
}

/// The lists of objects, or of rows under their names, in an object.
fn collect(value: Json, depth: usize, lists: &mut Vec<Vec<Json>>) {
    let Json::Object(mut fields) = value else { return };
    let heading = ["columns", "headers", "header", "fields", "titles"].iter().find_map(|name| {
        let list = fields.get(*name)?.as_array()?;
        list.iter().all(Json::is_string).then(|| (*name).to_owned())
    });
    let heading = heading.and_then(|name| fields.remove(&name));
    let said: Vec<(String, Json)> = fields
        .iter()
        .filter(|(name, value)| says_of_all(name, value))
        .map(|(n, v)| (n.clone(), v.clone()))
        .collect();
    let first = lists.len();
    for (_, value) in fields {
        match value {
            Json::Array(mut items)
                if items.first().is_some_and(|item| item.is_object() || item.is_array()) =>
            {
                if items.first().is_some_and(Json::is_array)
                    && let Some(heading) = heading.clone()
                {
                    items.insert(0, heading);
                }
                lists.push(items);
            }
            Json::Array(items) if items.is_empty() => lists.push(items),
            object @ Json::Object(_) if depth > 1 => collect(object, depth - 1, lists),
            _ => {}
        }
    }
    for item in lists.iter_mut().skip(first).flatten() {
        let Json::Object(fields) = item else { continue };
        for (name, value) in &said {
            fields.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
}

/// Whether what stands beside a list holds for all of it: {"部门": "县司法局", "年度": 2024, "事项": […]}. What programs
/// add about their answer ("code": 0) does not.
fn says_of_all(name: &str, value: &Json) -> bool {
    let plain = value.is_string() || value.is_number();
    plain && (!name.is_ascii() || ["department", "year"].contains(&name))
}

/// Rows given as lists, the first of them their names, as objects.
fn named(items: Vec<Json>) -> Vec<Json> {
    let Some(names) = items.first().and_then(Json::as_array) else { return items };
    let names: Vec<String> = names.iter().filter_map(|name| name.as_str().map(str::to_owned)).collect();
    if names.is_empty() || Some(names.len()) != items.first().and_then(Json::as_array).map(Vec::len) {
        return items;
    }
    let row = |item: Json| match item {
        Json::Array(values) => Json::Object(names.iter().cloned().zip(values).collect()),
        other => other,
    };
    items.into_iter().skip(1).map(row).collect()
}

fn as_cell(value: &Json) -> Cell {
    match value {
        Json::Null => Cell::default(),
        Json::Number(number) => {
            Cell { value: Value::Number(number.as_f64().unwrap_or(f64::NAN)), ..Cell::default() }
        }
        Json::Bool(truth) => Cell { value: Value::Bool(*truth), ..Cell::default() },
        Json::String(text) if text.is_empty() => Cell::default(),
        Json::String(text) => Cell::text(text.clone()),
        Json::Array(items) => {
            let texts: Vec<String> = items.iter().map(|item| as_cell(item).shown().into_owned()).collect();
            let text = texts.join(";");
            if text.is_empty() { Cell::default() } else { Cell::text(text) }
        }
        Json::Object(fields) => Cell::text(object_text(fields)),
    }
}

/// What names the two ends of a time.
const FIRST: &[&str] = &["from", "start", "begin", "起", "始"];
const LAST: &[&str] = &["to", "end", "until", "止", "终", "结束"];

/// `{from, to}` by any of their names, `{min, max}` and the two forms of `units` in the wording of plans; anything else as JSON.
fn object_text(fields: &Map<String, Json>) -> String {
    if let Some(named) = fields.get("named") {
        return as_cell(named).shown().into_owned();
    }
    if let Some(Json::Object(all)) = fields.get("all") {
        return all_units_text(all);
    }
    let share = |name: &str| fields.get(name).and_then(Json::as_f64).map(|part| number_text(part * 100.0));
    let named = |words: &[&str]| {
        let fits = |name: &str| words.iter().any(|word| name.to_lowercase().contains(word));
        fields.iter().find(|(name, _)| fits(name)).and_then(|(_, value)| value.as_str())
    };
    if fields.len() == 2
        && let (Some(from), Some(to)) = (named(FIRST), named(LAST))
    {
        return format!("{from}~{to}");
    }
    match (share("min"), share("max")) {
        (Some(min), Some(max)) if min == max => format!("{min}%"),
        (Some(min), Some(max)) => format!("{min}%~{max}%"),
        (Some(min), None) => format!("\u{2265}{min}%"),
        _ => serde_json::to_string(fields).unwrap_or_default(),
    }
}

fn all_units_text(all: &Map<String, Json>) -> String {
    let village = all.get("kind").and_then(Json::as_str) == Some("village");
    let kind = if village { "\u{5404}\u{6751}" } else { "\u{5404}\u{4e61}\u{9547}" };
    match all.get("except") {
        Some(Json::Array(except)) if !except.is_empty() => {
            let names: Vec<&str> = except.iter().filter_map(Json::as_str).collect();
            format!("{kind}(\u{9664}{}\u{5916})", names.join("\u{3001}"))
        }
        _ => kind.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&[&str]]) {
        let mut problems = Vec::new();
        let grid = grid(&SourceFile { name: "plan.json", bytes: b"" }, text, &mut problems).unwrap();
        assert_eq!(problems, []);
        let found: Vec<Vec<String>> = grid
            .rows
            .iter()
            .map(|row| row.cells.iter().map(|cell| cell.shown().into_owned()).collect())
            .collect();
        assert_eq!(found, expected.iter().map(|row| row.to_vec()).collect::<Vec<_>>());
    }

    #[test]
    fn names_become_columns_and_nested_values_become_wordings() {
        check(
            r#"[{"subject":"A","count":3},{"subject":"B","windows":[{"from":"2021-09-01","to":"2021-09-30"}]}]"#,
            &[&["count", "subject", "windows"], &["3", "A"], &["", "B", "2021-09-01~2021-09-30"]],
        );
        check(r#"[{"时间":{"止":"5月31日","起":"5月1日"}}]"#, &[&["时间"], &["5月1日~5月31日"]]);
        check(r#"{"code":0,"data":{"list":[{"subject":"A"}],"tags":["x"]}}"#, &[&["subject"], &["A"]]);
        check(r#"{"columns":["subject","count"],"rows":[["A",3]]}"#, &[&["count", "subject"], &["3", "A"]]);
        check(r#"[["subject","count"],["A",3]]"#, &[&["count", "subject"], &["3", "A"]]);
        check(r#"{"rows":[{"ratio":{"min":0.05,"max":null}}]}"#, &[&["ratio"], &["\u{2265}5%"]]);
    }

    #[test]
    fn broken_or_nested_too_deep_is_a_problem() {
        let file = SourceFile { name: "plan.json", bytes: b"" };
        for text in ["[{", &"[".repeat(100_000), "{\"rows\":3}", "7"] {
            assert!(grid(&file, text, &mut Vec::new()).is_err(), "{}", &text[..1]);
        }
    }
}
