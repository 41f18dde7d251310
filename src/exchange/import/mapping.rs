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
pub fn propose<T>(imported: &Imported<T>, department: Option<&str>) -> String {
    let mut mapping = Mapping { department: department.map(str::to_owned), ..Mapping::default() };
    for (_, heading, field) in imported.sheets.iter().flat_map(|sheet| &sheet.columns) {
        if !heading.is_empty() {
            let field = field.clone().filter(|field| field != super::heading::SECOND).unwrap_or_default();
            mapping.columns.entry(heading.clone()).or_insert(field);
        }
    }
    // Strings and a table of strings always serialise.
    toml::to_string_pretty(&mapping).unwrap_or_default()
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
        let proposed = propose(&first, Some("县水利局"));
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
