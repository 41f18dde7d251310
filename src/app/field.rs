//! Results of visits from files: read by `exchange`, matched and kept by the command that takes them in.

use super::command::result::{RecordResults, Recorded};
use super::error::Result;
use super::intake::GivenFile;
use super::session::Session;
use crate::domain::id::VisitId;
use crate::exchange::import::{Options, SourceFile, result};

/// Takes the results of a visit in, or (`rehearse`) says what would be taken.
pub fn record(
    session: &mut Session,
    visit: VisitId,
    file: GivenFile,
    options: &Options,
    amend: bool,
    rehearse: bool,
) -> Result<Recorded> {
    let read = result::read(&SourceFile { name: &file.name, bytes: &file.bytes }, options);
    let command = RecordResults { visit, rows: read.rows, file: file.name, bytes: file.bytes, amend };
    let mut recorded = if rehearse { session.rehearse(command)? } else { session.run(command)? };
    recorded.problems.splice(0..0, read.problems);
    Ok(recorded)
}
