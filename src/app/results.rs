//! Results of a visit from the file a team brings back.

use super::command::record::{Amending, RecordResults, Taken};
use super::error::Result;
use super::intake::{GivenFile, Options};
use super::query::entry::{Filled, as_phone_file};
use super::session::Session;
use crate::domain::id::{FindingId, VisitId};
use crate::domain::problem::Problem;
use crate::domain::visit::Visit;
use crate::exchange::import;

/// What became of a file of results.
#[derive(Default)]
pub struct ResultReport {
    /// Answers read.
    pub rows: usize,
    /// Of these, taken in.
    pub added: usize,
    /// Of these, on record already.
    pub unchanged: usize,
    /// Findings made.
    pub findings: Vec<FindingId>,
    /// Everything wrong with it, and what is still missing, at once.
    pub problems: Vec<Problem>,
    /// The visit as it stands now; `None` where nothing could be read.
    pub visit: Option<Visit>,
}

impl ResultReport {
    fn new(rows: usize, mut problems: Vec<Problem>, taken: Taken) -> Self {
        problems.extend(taken.problems);
        Self {
            rows,
            added: taken.added,
            unchanged: taken.unchanged,
            findings: taken.findings,
            problems,
            visit: Some(taken.visit),
        }
    }
}

/// Records what can be read and matched, and lists the rest; with `rehearse` only says what would become of it.
pub fn record(
    session: &mut Session,
    id: VisitId,
    file: &GivenFile,
    options: &Options,
    amending: Amending,
    rehearse: bool,
) -> Result<ResultReport> {
    let read = import::result::read(&file.source(), options);
    let (rows, problems) = (read.rows.len(), read.problems);
    if rows == 0 {
        return Ok(ResultReport { problems, ..ResultReport::default() });
    }
    let (name, bytes) = (file.name.clone(), file.bytes.clone());
    let command = RecordResults { visit: id, file: name, bytes, rows: read.rows, amending };
    let taken = if rehearse { session.rehearse(command)? } else { session.run(command)? };
    Ok(ResultReport::new(rows, problems, taken))
}

/// Records what was typed at some places of a visit, over the record of that version. A7125 where somebody else
/// recorded meanwhile.
pub fn enter(
    session: &mut Session,
    id: VisitId,
    version: Option<u64>,
    places: &[(String, Filled)],
) -> Result<ResultReport> {
    let file = GivenFile { name: format!("{id}.json"), bytes: as_phone_file(id, places) };
    record(session, id, &file, &Options::default(), Amending::Over(version), false)
}
