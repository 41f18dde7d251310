//! A corrected file imported again: which rows are new, which are known and unchanged, which amend a known request,
//! and in what. Decides nothing and changes nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::wording::fold::fold;
use crate::domain::intake::RequestRow;

/// A request the county has already, as it was read then.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The title of the file it came from.
    pub title: Option<&'a str>,
    /// The row as it was read.
    pub row: &'a RequestRow,
}

/// What a row of the new file is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Not known yet.
    New,
    /// Known (by index) and the same.
    Unchanged(usize),
    /// Known (by index), with differences.
    Amended {
        /// Index of the known request.
        known: usize,
        /// What differs, by field.
        changes: Vec<Change>,
    },
}

/// One field before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Change {
    /// Field of [`RequestRow`].
    pub field: String,
    /// As it was.
    pub before: Json,
    /// As it is now.
    pub after: Json,
}

/// The outcome of each row. A known request is matched at most once: by department and plan number with its line,
/// then by content, then by line within a file of the same title.
pub fn compare(known: &[Known<'_>], title: Option<&str>, rows: &[RequestRow]) -> Vec<Outcome> {
    let mut matched: Vec<Option<usize>> = vec![None; rows.len()];
    let mut free = vec![true; known.len()];
    let plan_key = |row: &RequestRow| {
        Some(key(&[row.department.as_deref()?, row.plan_item.as_deref()?, row.line.as_deref().unwrap_or("")]))
    };
    let same_title = |known: &Known<'_>| known.title.map(fold) == title.map(fold);
    let line_key =
        |row: &RequestRow| Some(key(&[row.department.as_deref().unwrap_or(""), row.line.as_deref()?]));
    pair(known, rows, &mut free, &mut matched, |known| plan_key(known.row), plan_key);
    pair(
        known,
        rows,
        &mut free,
        &mut matched,
        |known| Some(fingerprint(known.row)),
        |row| Some(fingerprint(row)),
    );
    pair(
        known,
        rows,
        &mut free,
        &mut matched,
        |known| if same_title(known) { line_key(known.row) } else { None },
        line_key,
    );
    let outcome = |(row, matched): (&RequestRow, Option<usize>)| {
        let Some((index, before)) = matched.and_then(|index| Some((index, known.get(index)?.row))) else {
            return Outcome::New;
        };
        let changes = changes(before, row);
        if changes.is_empty() {
            Outcome::Unchanged(index)
        } else {
            Outcome::Amended { known: index, changes }
        }
    };
    rows.iter().zip(matched).map(outcome).collect()
}

/// Matches what is still free on both sides by a key.
fn pair(
    known: &[Known<'_>],
    rows: &[RequestRow],
    free: &mut [bool],
    matched: &mut [Option<usize>],
    known_key: impl Fn(&Known<'_>) -> Option<String>,
    row_key: impl Fn(&RequestRow) -> Option<String>,
) {
    let mut by_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, request) in known.iter().enumerate().rev() {
        if free.get(index).copied().unwrap_or(false)
            && let Some(key) = known_key(request)
        {
            by_key.entry(key).or_default().push(index);
        }
    }
    for (row, slot) in rows.iter().zip(matched.iter_mut()).filter(|(_, slot)| slot.is_none()) {
        let candidate = row_key(row).and_then(|key| by_key.get_mut(&key)?.pop());
        if let Some(index) = candidate {
            *slot = Some(index);
            if let Some(free) = free.get_mut(index) {
                *free = false;
            }
        }
    }
}

/// What a request is about, whatever its line: department, subject, content and object.
fn fingerprint(row: &RequestRow) -> String {
    let units = serde_json::to_string(&row.units).unwrap_or_default();
    key(&[
        row.department.as_deref().unwrap_or(""),
        &row.subject,
        row.content.as_deref().unwrap_or(""),
        row.object.as_deref().unwrap_or(""),
        &units,
    ])
}

fn key(parts: &[&str]) -> String {
    parts.iter().map(|part| fold(part)).collect::<Vec<_>>().join("\u{1f}")
}

/// Fields that say where a row stood, not what it asks.
const PLACES: &[&str] = &["sheet", "row", "line", "readings"];

fn changes(before: &RequestRow, after: &RequestRow) -> Vec<Change> {
    let fields = |row: &RequestRow| match serde_json::to_value(row) {
        Ok(Json::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    };
    let (before, after) = (fields(before), fields(after));
    after
        .into_iter()
        .filter(|(field, _)| !PLACES.contains(&field.as_str()))
        .filter_map(|(field, after)| {
            let before = before.get(&field).cloned().unwrap_or_default();
            (before != after).then_some(Change { field, before, after })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Options, SourceFile, request};
    use super::*;

    fn read(text: &str) -> Vec<RequestRow> {
        let text = format!("序号,牵头部门,检查事项,检查时间,备注\n{text}");
        request::read(&SourceFile { name: "2021.csv", bytes: text.as_bytes() }, &Options::default()).rows
    }

    /// `n` new, `=i` unchanged, `i:field+field` amended.
    fn check(before: &str, after: &str, same_title: bool, expected: &str) {
        let before = read(before);
        let known: Vec<Known<'_>> = before.iter().map(|row| Known { title: Some("A"), row }).collect();
        let title = if same_title { "A" } else { "B" };
        let shown = compare(&known, Some(title), &read(after)).into_iter().map(|outcome| match outcome {
            Outcome::New => "n".to_owned(),
            Outcome::Unchanged(index) => format!("={index}"),
            Outcome::Amended { known, changes } => {
                let fields: Vec<String> = changes.into_iter().map(|change| change.field).collect();
                format!("{known}:{}", fields.join("+"))
            }
        });
        assert_eq!(shown.collect::<Vec<_>>().join(" "), expected);
    }

    #[test]
    fn known_unchanged_and_amended_rows_are_told_apart() {
        let two = "1,甲局,水利检查,9月,\n2,甲局,教育检查,10月,\n";
        check(two, two, true, "=0 =1");
        check(two, "1,甲局,教育检查,10月,\n2,甲局,水利检查,9月,\n", true, "=1 =0");
        check(two, "1,甲局,水利检查,11月,\n2,甲局,教育检查,10月,加急\n", true, "0:windows 1:note");
        check(two, "1,甲局,水利专项检查,9月,\n3,甲局,防汛检查,6月,\n", true, "0:subject n");
        check(two, "1,甲局,水利专项检查,9月,\n", false, "n");
        check(two, "1,乙局,水利检查,9月,\n", true, "n");
    }

    #[test]
    fn equal_rows_are_matched_one_to_one() {
        check("1,甲局,检查,9月,\n", "1,甲局,检查,9月,\n2,甲局,检查,9月,\n", true, "=0 n");
    }
}
