//! Files in: bytes are read by `exchange`, matched with the county's lists, and handed to the commands that take
//! them in. Everything wrong comes back at once.

use super::command::import::{ImportReport, ImportRequests};
use super::county::CountyView;
use super::directory::Found;
use super::error::{AppError, Result};
use super::session::Session;
use crate::domain::id::DepartmentCode;
use crate::domain::intake::RequestRow;
use crate::domain::problem::Problem;
use crate::exchange::export::marked;
use crate::exchange::import::{self, SCALE, SourceFile, Watch, document};
use crate::text::Catalogue;

mod lists;
mod mapping;
pub mod shown;
pub mod sight;

pub use self::lists::{
    ListKind, ListReport, arrival, list, list_with, preview_list, preview_register, register, register_index,
    register_with, unit_named,
};
pub use self::mapping::{proposed, read as mapping};
pub use crate::exchange::import::{Imported, Mapping, Options};

/// A file as it was handed in.
pub struct GivenFile {
    /// Name without its folders.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

impl GivenFile {
    pub(super) fn source(&self) -> SourceFile<'_> {
        SourceFile { name: &self.name, bytes: &self.bytes }
    }
}

/// How requests are taken in.
#[derive(Clone, Debug, Default)]
pub struct RequestOptions {
    /// What the reader is told.
    pub reading: Options,
    /// Who sends the file, where its rows do not say.
    pub department: Option<String>,
    /// Nothing unless everything.
    pub strict: bool,
    /// Changed rows amend their requests.
    pub amend: bool,
}

/// What the reader says of rows that name no department.
const NAMELESS: &str = "E1036";

/// What a file of requests says, as the document other programs read. Each row names the department it would be filed
/// under: as the row says, else as who sends the file, else the one its office is part of.
pub fn preview(
    read: &Imported<RequestRow>,
    file: &str,
    county: Option<&CountyView>,
    sender: Option<&str>,
    catalogue: &Catalogue,
) -> serde_json::Value {
    let row = |row: &RequestRow| {
        let mut row = row.clone();
        row.department = filed_under(&row, county, sender);
        document::request(&row)
    };
    document::imported(file, read, row, catalogue)
}

fn filed_under(row: &RequestRow, county: Option<&CountyView>, sender: Option<&str>) -> Option<String> {
    let known = |code: &DepartmentCode| {
        county?.departments.department(code).map(|department| department.name.clone())
    };
    if let Some(written) = row.department.as_deref().or(sender) {
        return match county.map(|county| county.departments.find(written)) {
            Some(Found::One(code)) => known(&code),
            _ => None,
        }
        .or_else(|| Some(written.to_owned()));
    }
    let office = row.office.as_deref()?;
    let holder = county.and_then(|county| county.departments.of_office(office));
    Some(holder.map_or_else(|| office.to_owned(), |department| department.name.clone()))
}

/// One problem as the document other programs read.
pub fn problem_document(problem: &Problem, catalogue: &Catalogue) -> serde_json::Value {
    document::problem(problem, catalogue)
}

/// The share of an import that is reading; taking in is the rest.
const READING: usize = SCALE / 4;

/// Reads the requests of a file; `watch` is told how far the import is. That rows name no department is a problem only where neither who sends the file nor
/// the office they name tells it.
pub fn read_requests(
    file: &GivenFile,
    options: &RequestOptions,
    county: Option<&CountyView>,
    watch: Watch<'_>,
) -> Imported<RequestRow> {
    let mut watch = import::share(watch, 0, READING);
    let mut read = import::request::read_watched(&file.source(), &options.reading, &mut watch);
    if let Some(county) = county.filter(|_| options.reading.mapping.is_none()) {
        mapping::apply_remembered(file, options, county, &mut read);
    }
    let told = |row: &RequestRow| {
        let office = row.office.as_deref();
        row.department.is_some()
            || office
                .zip(county)
                .is_some_and(|(office, county)| county.departments.of_office(office).is_some())
    };
    if options.department.is_some() || read.rows.iter().all(told) {
        read.problems.retain(|problem| problem.message.code != NAMELESS);
    }
    read
}

/// Reads a file of requests and takes them in, or (`rehearse`) shows what would become of them. `watch` is told how far
/// it is, from the cells to the journal; where it says no, nothing is taken.
pub fn requests(
    session: &mut Session,
    file: &GivenFile,
    options: &RequestOptions,
    rehearse: bool,
    watch: Watch<'_>,
) -> Result<ImportReport> {
    let county = session.read(CountyView::load)?;
    let read = read_requests(file, options, Some(&county), watch);
    take(session, file, &read, options, rehearse, watch)
}

/// Takes in what was read of a file, or (`rehearse`) shows what would become of it; `watch` is told how far the import
/// is.
pub fn take(
    session: &mut Session,
    file: &GivenFile,
    read: &Imported<RequestRow>,
    options: &RequestOptions,
    rehearse: bool,
    watch: Watch<'_>,
) -> Result<ImportReport> {
    let county = session.read(CountyView::load)?;
    let mut watch = import::share(watch, READING, SCALE);
    let command = ImportRequests {
        file: &file.name,
        bytes: &file.bytes,
        title: read.title.as_deref(),
        rows: &read.rows,
        problems: read.problems.clone(),
        department: options.department.as_deref(),
        strict: options.strict,
        amend: options.amend,
        remember: mapping::to_remember(options, read, &county),
        watch: &mut watch,
    };
    if rehearse { session.rehearse(command) } else { session.run(command) }
}

/// For imports nobody waits for.
pub fn unwatched(_: usize, _: usize) -> bool {
    true
}

/// A copy of a file with what is wrong at its cells, and a list of it in front.
pub fn marked_copy(
    file: &GivenFile,
    options: &Options,
    problems: &[Problem],
    catalogue: &Catalogue,
) -> Result<Vec<u8>> {
    marked::xlsx(&file.source(), options, problems, catalogue)
        .map_err(|error| AppError::environment("A7002").caused_by(error))
}
