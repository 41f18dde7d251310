//! Results of a visit from the file a team brings back.

use super::command::record::RecordResults;
use super::error::Result;
use super::intake::{GivenFile, Options};
use super::session::Session;
use crate::domain::id::VisitId;
use crate::domain::problem::{Problem, Severity};
use crate::domain::visit::Visit;
use crate::exchange::import;

/// What became of a file of results.
pub struct ResultReport {
    /// Rows read.
    pub rows: usize,
    /// Everything wrong with it, at once.
    pub problems: Vec<Problem>,
    /// The visit as it stands now; `None` where the file has errors: then nothing is recorded.
    pub visit: Option<Visit>,
}

/// Records a file, all of it or nothing; with `rehearse` only says what would become of it.
pub fn record(
    session: &mut Session,
    id: VisitId,
    file: &GivenFile,
    options: &Options,
    rehearse: bool,
) -> Result<ResultReport> {
    let read = import::result::read(&file.source(), options);
    let rows = read.rows.len();
    if rows == 0 || read.problems.iter().any(|problem| problem.severity == Severity::Error) {
        return Ok(ResultReport { rows, problems: read.problems, visit: None });
    }
    let command = RecordResults { visit: id, file: file.name.clone(), rows: read.rows };
    let visit = if rehearse { session.rehearse(command)? } else { session.run(command)? };
    Ok(ResultReport { rows, problems: read.problems, visit: Some(visit) })
}
