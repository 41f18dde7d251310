//! Mapping files: which heading of a department's form means which field, proposed by a reading, corrected by a
//! person, remembered for the next file of the same form.

use super::wording::fold::tidy;
use super::{Imported, Mapping, Options, SheetRead, SourceFile, whole};
use crate::domain::problem::{Place, Problem};

/// Reads a mapping file (TOML: `department = "…"` and a table `[columns]` of heading = field).
pub fn read(file: &SourceFile<'_>) -> Result<Mapping, Box<Problem>> {
    let text = super::decode::text(file, None)?;
    toml::from_str(&text).map_err(|error| {
        let line =
            error.span().map(|span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
        let place = Place { row: line.and_then(|line| u32::try_from(line).ok()), ..whole(file) };
        Problem::error(place, "E1063").with("detail", error.message()).into()
    })
}

/// A mapping file that says what this reading did: the columns it did not know stand with an empty field, to be filled
/// in.
pub fn propose<'a, T>(
    imported: &Imported<T>,
    department: Option<&str>,
    unread: impl IntoIterator<Item = &'a str>,
) -> String {
    let mut mapping = Mapping { department: department.map(str::to_owned), ..Mapping::default() };
    for (_, heading, field) in imported.sheets.iter().flat_map(|sheet| &sheet.columns) {
        let by_person = field.as_deref().is_none_or(|field| !is_told(field) && !is_second(field));
        if !heading.is_empty() && by_person {
            mapping.columns.entry(heading.clone()).or_insert(field.clone().unwrap_or_default());
        }
    }
    for heading in unread {
        mapping.columns.entry(heading.to_owned()).or_default();
    }
    // Strings and a table of strings always serialise.
    toml::to_string_pretty(&mapping).unwrap_or_default()
}

/// Whether a field is told by the headings themselves, so that no mapping can name it: columns of marks.
pub fn is_told(field: &str) -> bool {
    [super::marks::PERIOD, super::marks::UNIT].contains(&field)
}

/// Whether a column was left out because another one has its meaning already.
pub fn is_second(field: &str) -> bool {
    field == super::heading::SECOND
}

/// The fields a mapping of requests may name, in the order they are told in.
pub fn fields() -> Vec<&'static str> {
    super::heading::fields(super::heading::Kind::Request)
}

/// First contents of a column that are shown of it.
const SAMPLES: usize = 3;
/// Rows in which a heading that was not found, and contents below one, are looked for.
const ROWS: usize = 40;

/// The texts of the widest of the first rows of a file in which no heading was found, where the heading must be, each
/// with the first contents below it.
pub fn likely_columns(file: &SourceFile<'_>, options: &Options) -> Vec<(String, Vec<String>)> {
    let short = |text: &String| !text.is_empty() && text.chars().count() <= 24;
    let mut best: Vec<(String, Vec<String>)> = Vec::new();
    for sheet in super::cells(file, options) {
        for (at, (_, cells)) in sheet.rows.iter().enumerate().take(ROWS) {
            let texts = cells.iter().map(|text| tidy(text)).enumerate().filter(|(_, text)| short(text));
            let below = |column: usize| {
                let cells =
                    sheet.rows.iter().skip(at + 1).take(ROWS).filter_map(|(_, cells)| cells.get(column));
                first_contents(cells.map(|text| tidy(text)))
            };
            let columns: Vec<(String, Vec<String>)> =
                texts.map(|(column, text)| (text, below(column))).collect();
            // The first of the widest: rows of data follow their heading.
            if columns.len() > best.len() {
                best = columns;
            }
        }
    }
    best
}

/// The first contents below a heading of a sheet, as they stand there.
pub fn contents(
    file: &SourceFile<'_>,
    options: &Options,
    sheets: &[SheetRead],
) -> Vec<(String, Vec<String>)> {
    let grids = super::cells(file, options);
    let of_sheet = |sheet: &SheetRead| {
        let grid = grids.iter().find(|grid| grid.name == sheet.name);
        let rows = grid.map_or(&[][..], |grid| grid.rows.as_slice());
        let below: Vec<&Vec<String>> = rows
            .iter()
            .filter(|(row, _)| *row > sheet.header_row)
            .map(|(_, cells)| cells)
            .take(ROWS)
            .collect();
        let column = |(number, heading, _): &(u32, String, Option<String>)| {
            let at = usize::try_from(number.saturating_sub(1)).unwrap_or(usize::MAX);
            let cells = below.iter().filter_map(|cells| cells.get(at));
            (heading.clone(), first_contents(cells.map(|text| tidy(text))))
        };
        sheet.columns.iter().map(column).collect::<Vec<_>>()
    };
    sheets.iter().flat_map(of_sheet).collect()
}

/// The first contents that say something, each once.
pub fn first_contents(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut first: Vec<String> = Vec::new();
    for text in texts.filter(|text| !text.is_empty()) {
        if first.len() == SAMPLES {
            break;
        }
        if !first.contains(&text) {
            first.push(text);
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::super::request;
    use super::*;

    #[test]
    fn a_proposal_is_read_back_and_decides_the_next_reading() {
        let file = SourceFile {
            name: "2021.csv",
            bytes: "检查事项,检查时间,星座\n甲,9月,各乡镇\n".as_bytes(),
        };
        let first = request::read(&file, &Options::default());
        let proposed = propose(&first, Some("县水利局"), []);
        let corrected = proposed
            .replace("\"星座\" = \"\"", "\"星座\" = \"units\"")
            .replace("星座 = \"\"", "星座 = \"units\"");
        assert_ne!(proposed, corrected);
        let mapping = read(&SourceFile { name: "map.toml", bytes: corrected.as_bytes() }).unwrap();
        let second = request::read(&file, &Options { mapping: Some(mapping), ..Options::default() });
        assert_eq!(second.problems, []);
        assert_eq!(second.rows[0].department.as_deref(), Some("县水利局"));
        assert!(second.rows[0].units.is_some());
    }

    #[test]
    fn a_broken_mapping_is_reported_by_line() {
        let file = SourceFile { name: "map.toml", bytes: b"[columns]\na = 1\n" };
        let problem = read(&file).unwrap_err();
        assert_eq!((problem.message.code.as_str(), problem.place.row), ("E1063", Some(2)));
    }
}
