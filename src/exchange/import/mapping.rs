//! Mapping files: which heading of a department's form means which field, proposed by a reading, corrected by a
//! person, remembered for the next file of the same form.

use super::{Imported, Mapping, SourceFile, whole};
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
        let marks = [super::heading::SECOND, super::marks::MONTH, super::marks::UNIT];
        let ticked = field.as_deref().is_some_and(|field| marks.contains(&field));
        if !heading.is_empty() && !ticked {
            mapping.columns.entry(heading.clone()).or_insert(field.clone().unwrap_or_default());
        }
    }
    for heading in unread {
        mapping.columns.entry(heading.to_owned()).or_default();
    }
    // Strings and a table of strings always serialise.
    toml::to_string_pretty(&mapping).unwrap_or_default()
}

/// The fields a mapping of requests may name, in the order they are told in.
pub fn fields() -> Vec<&'static str> {
    super::heading::fields(super::heading::Kind::Request)
}

/// The texts of the widest of the first rows of a file in which no heading was found: where the heading must be.
pub fn likely_headings(file: &SourceFile<'_>) -> Vec<String> {
    let sheets = super::cells(file, &super::Options::default());
    let texts = |row: &(u32, Vec<String>)| -> Vec<String> {
        let short = |text: &&String| !text.trim().is_empty() && text.chars().count() <= 24;
        row.1.iter().filter(short).map(|text| super::wording::fold::tidy(text)).collect()
    };
    let rows = sheets.iter().flat_map(|sheet| sheet.rows.iter().take(20)).map(texts);
    // The first of the widest: rows of data follow their heading.
    rows.fold(Vec::new(), |best, row| if row.len() > best.len() { row } else { best })
}

#[cfg(test)]
mod tests {
    use super::super::{Options, request};
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
