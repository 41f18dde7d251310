//! What teams send back: the filled checklist workbook, or the CSV or JSON that Kobo and ODK give. Finds answers by the
//! ids in the file, never by position; knows no visit and no list of elements. Pictures and anything not asked for are
//! left where they are.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{Imported, Options, Sheet, SourceFile, cells, decode, sorted, source, whole};
use crate::domain::field_record::{FieldAnswer, FieldGroup};
use crate::domain::problem::{Place, Problem};
use crate::text::{Catalogue, Lang};

/// One answer as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultRow {
    /// Where it stands.
    pub place: Place,
    /// The visit the file names, where it does.
    pub visit: Option<String>,
    /// Why the element is on record.
    pub group: FieldGroup,
    /// Id of the element as the file writes it; `None` for the unit.
    pub element: Option<String>,
    /// Id of the item as the file writes it.
    pub item: String,
    /// The answer.
    pub answer: FieldAnswer,
    /// What was measured.
    pub value: String,
    /// What was seen.
    pub note: String,
}

/// Columns before the items on a sheet of a sample.
const ELEMENT_COLUMNS: usize = 5;
/// Columns of result and remarks on the sheet of the unit.
const UNIT_COLUMNS: (usize, usize) = (6, 7);

/// Reads a file. E1940 where no answer is found in it, E1941 for an answer that is none of the three.
pub fn read(file: &SourceFile<'_>, options: &Options) -> Imported<ResultRow> {
    let mut reader = Reader { file: file.name, rows: Vec::new(), problems: Vec::new() };
    if let Err(problem) = source::inspect(file) {
        return Imported::nothing(vec![*problem]);
    }
    if file.name.to_lowercase().ends_with(".json") {
        if let Err(problem) = reader.json(file, options) {
            return Imported::nothing(vec![problem]);
        }
    } else {
        for sheet in cells(file, options) {
            reader.sheet(&sheet);
        }
    }
    if reader.rows.is_empty() && reader.problems.is_empty() {
        reader.problems.push(Problem::error(whole(file), "E1940"));
    }
    Imported { rows: reader.rows, ..Imported::nothing(sorted(reader.problems)) }
}

struct Reader<'a> {
    file: &'a str,
    rows: Vec<ResultRow>,
    problems: Vec<Problem>,
}

/// Fields of one submission, or of one round of a repeat in it, by their names without groups.
type Fields = BTreeMap<String, String>;

impl Reader<'_> {
    fn sheet(&mut self, sheet: &Sheet) {
        let labels = [Catalogue::new(Lang::Zh), Catalogue::new(Lang::En)];
        let head = |row: &[String], wanted: &[(usize, &str)]| {
            labels.iter().any(|words| {
                wanted.iter().all(|(at, code)| row.get(*at).is_some_and(|cell| *cell == words.get(code)))
            })
        };
        let mut before: Option<&[String]> = None;
        for (at, (_, row)) in sheet.rows.iter().enumerate() {
            let rest = sheet.rows.get(at + 1..).unwrap_or_default();
            if head(row, &[(0, "export-id"), (2, "export-question")]) {
                return self.unit_sheet(sheet, rest);
            }
            if head(row, &[(0, "export-stop"), (1, "export-id")]) {
                let ids = before.and_then(|ids| ids.get(ELEMENT_COLUMNS..)).unwrap_or_default();
                return self.sample_sheet(sheet, ids, rest, &labels);
            }
            if row.iter().any(|name| form_field(name).is_some()) {
                return self.table(sheet, row, rest);
            }
            before = Some(row);
        }
    }

    fn unit_sheet(&mut self, sheet: &Sheet, rows: &[(u32, Vec<String>)]) {
        for (number, row) in rows {
            let cell = |at: usize| row.get(at).map_or("", |text| text.trim());
            let place = self.place(sheet, *number, UNIT_COLUMNS.0);
            let note = cell(UNIT_COLUMNS.1).to_owned();
            self.push(place, None, FieldGroup::Unit, None, cell(0), cell(UNIT_COLUMNS.0), String::new(), note);
        }
    }

    fn sample_sheet(
        &mut self,
        sheet: &Sheet,
        ids: &[String],
        rows: &[(u32, Vec<String>)],
        labels: &[Catalogue],
    ) {
        let mut group = FieldGroup::Drawn;
        for (number, row) in rows {
            let cell = |at: usize| row.get(at).map_or("", |text| text.trim());
            let opens = |code: &str| labels.iter().any(|words| cell(0) == words.get(code));
            if opens("export-directed") {
                group = FieldGroup::Directed;
            } else if opens("export-replacements") {
                group = FieldGroup::Drawn;
            } else if opens("export-key") {
                return;
            }
            if cell(1).is_empty() {
                continue;
            }
            let note = cell(ELEMENT_COLUMNS + ids.len());
            for (at, item) in ids.iter().enumerate() {
                let column = ELEMENT_COLUMNS + at;
                let place = self.place(sheet, *number, column);
                let element = Some(cell(1).to_owned());
                self.push(place, None, group, element, item, cell(column), String::new(), note.to_owned());
            }
        }
    }

    /// A table with a column a question: what Kobo and ODK give as CSV.
    fn table(&mut self, sheet: &Sheet, head: &[String], rows: &[(u32, Vec<String>)]) {
        for (number, row) in rows {
            let fields: Fields = head
                .iter()
                .zip(row)
                .filter(|(_, value)| !value.trim().is_empty())
                .map(|(name, value)| (bare(name).to_owned(), value.trim().to_owned()))
                .collect();
            let place = self.place(sheet, *number, 0);
            self.fields(&place, None, &fields);
        }
    }

    fn json(&mut self, file: &SourceFile<'_>, options: &Options) -> Result<(), Problem> {
        let text = decode::text(file, options.encoding.as_deref()).map_err(|problem| *problem)?;
        let document: Json =
            serde_json::from_str(&text).map_err(|_| Problem::error(whole(file), "E1940"))?;
        self.value(&whole(file), None, &document);
        Ok(())
    }

    /// Objects hold fields, and repeats as lists of objects, at any depth the parser allows.
    fn value(&mut self, place: &Place, visit: Option<&str>, value: &Json) {
        match value {
            Json::Array(list) => list.iter().for_each(|one| self.value(place, visit, one)),
            Json::Object(object) => {
                let mut fields = Fields::new();
                let own = object.get("visit").and_then(Json::as_str).or(visit);
                for (name, value) in object {
                    match value {
                        Json::String(text) => {
                            fields.insert(bare(name).to_owned(), text.trim().to_owned());
                        }
                        Json::Number(number) => {
                            fields.insert(bare(name).to_owned(), number.to_string());
                        }
                        Json::Array(_) | Json::Object(_) => self.value(place, own, value),
                        Json::Null | Json::Bool(_) => {}
                    }
                }
                self.fields(place, own, &fields);
            }
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
        }
    }

    fn fields(&mut self, place: &Place, visit: Option<&str>, fields: &Fields) {
        let visit = fields.get("visit").map(String::as_str).or(visit);
        let text = |name: &str| fields.get(name).cloned().unwrap_or_default();
        for (name, answer) in fields {
            let Some((prefix, item)) = form_field(name) else { continue };
            let extra = ["_value", "_note"].iter().any(|end| {
                item.strip_suffix(end).is_some_and(|rest| fields.contains_key(&format!("{prefix}_{rest}")))
            });
            if extra || matches!(item, "element" | "absence" | "count") {
                continue;
            }
            let group = match prefix.as_bytes().first() {
                Some(b'd') => FieldGroup::Directed,
                Some(b's') => FieldGroup::Drawn,
                _ => FieldGroup::Unit,
            };
            let element = fields.get(&format!("{prefix}_element")).cloned();
            if group != FieldGroup::Unit && element.is_none() {
                continue;
            }
            let (value, note) = (text(&format!("{name}_value")), text(&format!("{name}_note")));
            self.push(
                place.clone(),
                visit,
                group,
                element.filter(|_| group != FieldGroup::Unit),
                item,
                answer,
                value,
                note,
            );
        }
    }

    fn place(&self, sheet: &Sheet, row: u32, column: usize) -> Place {
        Place {
            file: self.file.to_owned(),
            sheet: sheet.name.clone(),
            row: Some(row),
            column: u32::try_from(column).ok().map(|column| column.saturating_add(1)),
            ..Place::default()
        }
    }

    #[expect(clippy::too_many_arguments, reason = "one answer, field by field")]
    fn push(
        &mut self,
        place: Place,
        visit: Option<&str>,
        group: FieldGroup,
        element: Option<String>,
        item: &str,
        answer: &str,
        value: String,
        note: String,
    ) {
        if answer.is_empty() || item.is_empty() {
            return;
        }
        match answer_of(answer) {
            Some(answer) => self.rows.push(ResultRow {
                place,
                visit: visit.map(str::to_owned),
                group,
                element,
                item: item.to_owned(),
                answer,
                value,
                note,
            }),
            None => self.problems.push(Problem::error(place, "E1941").with("answer", answer)),
        }
    }
}

/// A field's name without the groups before it: `unit/u_fund-1`, `unit-u_fund-1` and `u_fund-1` are one.
fn bare(name: &str) -> &str {
    let name = name.trim();
    let starts = std::iter::once(0).chain(name.match_indices(['/', '-', '.', ':']).map(|(at, _)| at + 1));
    starts.filter_map(|at| name.get(at..)).find(|rest| prefix_of(rest).is_some()).unwrap_or(
        name.rsplit('/').next().unwrap_or(name),
    )
}

/// `s1_fund-1` as (`s1`, `fund-1`).
fn form_field(name: &str) -> Option<(&str, &str)> {
    prefix_of(bare(name))
}

fn prefix_of(name: &str) -> Option<(&str, &str)> {
    let (prefix, item) = name.split_once('_')?;
    let number = prefix.get(1..)?;
    let fits = match prefix.as_bytes().first()? {
        b'u' => number.is_empty(),
        b's' | b'd' => !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    };
    (fits && !item.is_empty()).then_some((prefix, item))
}

/// What forms and people write for the three answers.
fn answer_of(text: &str) -> Option<FieldAnswer> {
    let text = text.trim().to_lowercase();
    let labels = |code: &str| [Lang::Zh, Lang::En].map(|lang| Catalogue::new(lang).get(code).to_lowercase());
    match text.as_str() {
        "yes" | "\u{221a}" | "\u{2713}" | "\u{2714}" => return Some(FieldAnswer::Yes),
        "no" | "\u{d7}" | "x" | "\u{2717}" => return Some(FieldAnswer::No),
        "na" | "\u{2014}" | "-" | "/" => return Some(FieldAnswer::NotApplicable),
        _ => {}
    }
    [
        ("export-conforming", FieldAnswer::Yes),
        ("export-not-conforming", FieldAnswer::No),
        ("export-not-applicable", FieldAnswer::NotApplicable),
    ]
    .into_iter()
    .find(|(code, _)| labels(code).contains(&text))
    .map(|(_, answer)| answer)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, text: &str, expected: &[(&str, &str, FieldAnswer)]) {
        let file = SourceFile { name, bytes: text.as_bytes() };
        let read = read(&file, &Options::default());
        let rows: Vec<_> = read
            .rows
            .iter()
            .map(|row| (row.element.as_deref().unwrap_or(""), row.item.as_str(), row.answer))
            .collect();
        assert_eq!(rows, expected, "of {text}: {:?}", read.problems);
    }

    #[test]
    fn what_phones_send_is_found_by_its_names() {
        use FieldAnswer::{No, NotApplicable, Yes};
        check("a.csv", "visit,unit-u_fund-1,unit-u_fund-1_note\nV-0001,no,x\n", &[("", "fund-1", No)]);
        check("a.csv", "s1/s1_element,s1/s1_fund-1,KEY\nH-1,yes,k\nH-2,na,k\n", &[
            ("H-1", "fund-1", Yes),
            ("H-2", "fund-1", NotApplicable),
        ]);
        check(
            "a.json",
            r#"{"results":[{"visit":"V-0001","unit/u_a":"yes","s1":[{"s1/s1_element":"H-1","s1/s1_b":"no"}]}]}"#,
            &[("H-1", "b", No), ("", "a", Yes)],
        );
        check("a.json", r#"{"value":[{"visit":"V-0001","unit":{"u_a":"no","u_a_note":"x"}}]}"#, &[("", "a", No)]);
    }

    #[test]
    fn what_is_no_answer_is_told() {
        let code = |name: &str, text: &str| {
            let file = SourceFile { name, bytes: text.as_bytes() };
            read(&file, &Options::default()).problems.first().map(|problem| problem.message.code.clone())
        };
        assert_eq!(code("a.csv", "u_a\nmaybe\n").as_deref(), Some("E1941"));
        assert_eq!(code("a.csv", "name,day\nx,y\n").as_deref(), Some("E1940"));
        assert_eq!(code("a.json", "{").as_deref(), Some("E1940"));
        assert_eq!(code("a.json", "[[[[1]]]]").as_deref(), Some("E1940"));
    }
}
