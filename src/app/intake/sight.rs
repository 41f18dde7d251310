//! A file of requests looked at before it is taken in: its columns, what each is read as, what stands below it, and the
//! first rows as they are read. Takes nothing in.

use std::collections::BTreeSet;

use super::{GivenFile, Mapping, RequestOptions, mapping, shown};
use crate::app::county::CountyView;
use crate::domain::intake::RequestRow;
use crate::domain::problem::{Problem, Severity};
use crate::exchange::import::{self, Imported};
use crate::text::Catalogue;

/// First rows that are shown as read.
const ROWS: usize = 12;
/// Problems that are shown.
const PROBLEMS: usize = 12;
/// What is said where a person should look at the columns: no heading found, columns nothing is known of, two of one
/// meaning, the title taken for the matter, no department.
const UNSURE: [&str; 5] = ["E1014", "E1030", "E1056", "E1073", "E1036"];

/// A file before it is taken in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// Its name.
    pub file: String,
    /// Its columns, each heading once, as the sheets have them.
    pub columns: Vec<SightColumn>,
    /// First rows as read.
    pub rows: Vec<SightRow>,
    /// Rows read.
    pub taken: usize,
    /// Things that keep a row out.
    pub errors: usize,
    /// The first of everything that is wrong or noteworthy, what keeps rows out before the rest.
    pub problems: Vec<Problem>,
    /// Who sends it, where that is known: as told, else as all rows say.
    pub sender: Option<String>,
    /// The county's departments.
    pub departments: Vec<String>,
}

/// A column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SightColumn {
    /// Heading as written.
    pub heading: String,
    /// What it is read as; empty where it is not read.
    pub field: String,
    /// What it is read as stands in the heading itself: marks under months or units.
    pub told: bool,
    /// First contents.
    pub contents: Vec<String>,
}

/// A row as it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SightRow {
    /// Row in the file.
    pub row: u32,
    /// Who asks.
    pub department: String,
    /// What.
    pub subject: String,
    /// Whom.
    pub whom: String,
    /// When.
    pub when: String,
    /// How much.
    pub how_much: String,
    /// Inspectors who come.
    pub people: Option<u32>,
}

/// The fields a column can be read as, in the order they are told in.
pub fn fields() -> Vec<&'static str> {
    import::mapping::fields()
}

/// Whether a person should look at the columns before the file is taken in.
pub fn is_unsure(read: &Imported<RequestRow>) -> bool {
    read.problems.iter().any(|problem| UNSURE.contains(&problem.message.code.as_str()))
}

/// What was read of a file, to be looked at.
pub fn sight(
    file: &GivenFile,
    read: &Imported<RequestRow>,
    options: &RequestOptions,
    county: &CountyView,
    catalogue: &Catalogue,
) -> Sight {
    let told = options.reading.mapping.as_ref().and_then(|mapping| mapping.department.clone());
    let told = told.or_else(|| options.department.clone());
    let mut problems = read.problems.clone();
    problems.sort_by_key(|problem| problem.severity != Severity::Error);
    problems.truncate(PROBLEMS);
    let row = |row: &RequestRow| SightRow {
        row: row.row,
        department: row.department.clone().or_else(|| told.clone()).unwrap_or_default(),
        subject: row.subject.clone(),
        whom: shown::whom(row, catalogue),
        when: shown::when(row),
        how_much: shown::how_much(row, catalogue),
        people: row.people,
    };
    Sight {
        file: file.name.clone(),
        columns: columns(file, read, options),
        rows: read.rows.iter().take(ROWS).map(row).collect(),
        taken: read.rows.len(),
        errors: read.problems.iter().filter(|problem| problem.severity == Severity::Error).count(),
        problems,
        sender: mapping::sender(told.as_deref(), read),
        departments: county.departments.departments().map(|department| department.name.clone()).collect(),
    }
}

fn columns(file: &GivenFile, read: &Imported<RequestRow>, options: &RequestOptions) -> Vec<SightColumn> {
    let source = file.source();
    if read.sheets.is_empty() {
        let likely = import::mapping::likely_columns(&source, &options.reading);
        return likely
            .into_iter()
            .map(|(heading, contents)| SightColumn { heading, contents, ..SightColumn::default() })
            .collect();
    }
    let below = import::mapping::contents(&source, &options.reading, &read.sheets);
    let mut seen = BTreeSet::new();
    let columns = read.sheets.iter().flat_map(|sheet| &sheet.columns);
    let columns = columns.zip(below).filter(|((_, heading, _), _)| !heading.is_empty());
    let columns = columns.filter(|((_, heading, _), _)| seen.insert(heading.clone()));
    columns
        .map(|((_, heading, field), (_, contents))| {
            let field = field.clone().unwrap_or_default();
            let told = import::mapping::is_told(&field);
            let field = if import::mapping::is_second(&field) { String::new() } else { field };
            let readings = read.rows.iter().take(ROWS).flat_map(|row| &row.readings);
            let cells =
                readings.filter(|reading| *reading.header == **heading).map(|reading| reading.cell.clone());
            let read = import::mapping::first_contents(cells);
            let contents = if read.is_empty() { contents } else { read };
            SightColumn { heading: heading.clone(), field, told, contents }
        })
        .collect()
}

/// The mapping that says what a sight shows, for a person to change.
pub fn mapping_of(sight: &Sight) -> Mapping {
    let columns = sight.columns.iter().filter(|column| !column.told);
    Mapping {
        columns: columns.map(|column| (column.heading.clone(), column.field.clone())).collect(),
        department: None,
    }
}
