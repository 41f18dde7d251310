//! Which heading of a department's form means what: a file a person writes, the proposal it starts from, and what is
//! remembered of it for the department's next file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::{GivenFile, Mapping, RequestOptions};
use crate::app::command::import::Remember;
use crate::app::county::CountyView;
use crate::app::directory::Found;
use crate::app::error::{AppError, Result};
use crate::domain::intake::RequestRow;
use crate::domain::problem::{Place, Problem};
use crate::exchange::import::{self, Imported, Options};
use crate::text::Catalogue;

/// A file of headings and the fields they stand for, TOML or JSON: `[columns]` with `"heading" = "field"`, and
/// `department` for rows that name none.
pub fn read(file: &GivenFile) -> Result<Mapping> {
    let wrong =
        |detail: String| AppError::problem("A7064").with("file", file.name.as_str()).caused_by(detail);
    let text = std::str::from_utf8(&file.bytes).map_err(|error| wrong(error.to_string()))?;
    if text.trim_start().starts_with('{') {
        serde_json::from_str(text).map_err(|error| wrong(error.to_string()))
    } else {
        toml::from_str(text).map_err(|error| wrong(error.to_string()))
    }
}

/// A mapping file that says how a file was read, for a person to correct: the fields there are, the headings with the
/// fields they were taken for, and for each that was not read what stands under it.
pub fn proposed(
    file: &GivenFile,
    read: &Imported<RequestRow>,
    sender: Option<&str>,
    catalogue: &Catalogue,
) -> String {
    let mut text = String::new();
    let mut comment = |line: String| {
        let _ = writeln!(text, "# {line}");
    };
    comment(catalogue.get("mapping-file"));
    for field in import::mapping::fields() {
        comment(format!("{field} = {}", catalogue.get(&format!("map-column-{field}"))));
    }
    let unread = unread(file, read);
    if !unread.is_empty() {
        comment(catalogue.get("mapping-unread"));
        for (heading, sample) in &unread {
            comment(format!("{heading}: {sample}"));
        }
    }
    let distinct: BTreeSet<&str> = read.rows.iter().filter_map(|row| row.department.as_deref()).collect();
    let only = if distinct.len() == 1 { distinct.first().copied() } else { None };
    text.push_str(&import::mapping::propose(read, sender.or(only), unread.keys().map(String::as_str)));
    text
}

/// Headings that were not read, each with the first thing under it; where no heading was found at all, the texts of the
/// first rows, which hold it.
fn unread(file: &GivenFile, read: &Imported<RequestRow>) -> BTreeMap<String, String> {
    if read.sheets.is_empty() {
        let likely = import::mapping::likely_columns(&file.source(), &Options::default()).into_iter();
        return likely
            .map(|(heading, below)| (heading, below.into_iter().next().unwrap_or_default()))
            .collect();
    }
    let columns = read.sheets.iter().flat_map(|sheet| &sheet.columns);
    let unread = columns.filter(|(_, heading, field)| field.is_none() && !heading.is_empty());
    unread
        .map(|(_, heading, _)| {
            let readings = read.rows.iter().flat_map(|row| &row.readings);
            let sample = readings
                .filter(|reading| *reading.header == **heading)
                .map(|reading| reading.cell.clone())
                .next();
            (heading.clone(), sample.unwrap_or_default().replace(['\n', '\r'], " "))
        })
        .collect()
}

/// Where a department's form was explained before, reads the file again by that, and says so.
pub(super) fn apply_remembered(
    file: &GivenFile,
    options: &RequestOptions,
    county: &CountyView,
    read: &mut Imported<RequestRow>,
) {
    let sender = sender(options.department.as_deref(), read);
    let of_sender =
        |department: &&String| sender.as_deref().is_none_or(|sender| **department == key(sender, county));
    for department in county.forms.forms.keys().filter(of_sender) {
        let Some(columns) = county.forms.forms.get(department) else { continue };
        if !(read.sheets.is_empty() || holds_all(read, columns)) {
            continue;
        }
        let mapping = Mapping { columns: columns.clone(), department: None };
        let reading = Options { mapping: Some(mapping), ..options.reading.clone() };
        let again = import::request::read(&file.source(), &reading);
        if !holds_all(&again, columns) {
            continue;
        }
        *read = again;
        let place = Place { file: file.name.clone(), ..Place::default() };
        let code = crate::domain::id::DepartmentCode(department.clone());
        let name = county.departments.department(&code).map_or(department, |known| &known.name);
        read.problems.insert(0, Problem::warning(place, "E1950").with("department", name.as_str()));
        return;
    }
}

/// Whether every heading a mapping explains stands in a file: the same form as then.
fn holds_all(read: &Imported<RequestRow>, columns: &BTreeMap<String, String>) -> bool {
    let mut headings = read.sheets.iter().flat_map(|sheet| &sheet.columns).map(|(_, heading, _)| heading);
    let found: BTreeSet<&String> = headings.by_ref().collect();
    !columns.is_empty() && columns.keys().all(|heading| found.contains(heading))
}

/// What to remember of a mapping given by hand: for whom, and how.
pub(super) fn to_remember(
    options: &RequestOptions,
    read: &Imported<RequestRow>,
    county: &CountyView,
) -> Option<Remember> {
    let mapping = options.reading.mapping.as_ref().filter(|mapping| !mapping.columns.is_empty())?;
    if read.rows.is_empty() {
        return None;
    }
    let named = mapping.department.clone().or_else(|| sender(options.department.as_deref(), read))?;
    Some(Remember { department: key(&named, county), columns: mapping.columns.clone() })
}

/// Who sends a file: as told, else the one department all its rows name.
pub(super) fn sender(told: Option<&str>, read: &Imported<RequestRow>) -> Option<String> {
    let named: BTreeSet<&String> = read.rows.iter().filter_map(|row| row.department.as_ref()).collect();
    let only = if named.len() == 1 { named.first().map(|name| (*name).clone()) } else { None };
    told.map(str::to_owned).or(only)
}

/// A department's code, else its name as written.
fn key(name: &str, county: &CountyView) -> String {
    match county.departments.find(name) {
        Found::One(code) => code.0,
        Found::Several(_) | Found::None(_) => name.to_owned(),
    }
}
