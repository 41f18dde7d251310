//! Files out: what is on record, put together by `query`, made into bytes by `exchange`, written whole or not at all.

use std::path::{Path, PathBuf};

use super::command::required;
use super::error::{AppError, Kind, Result};
use super::query;
use super::session::Session;
use crate::domain::day::DayRange;
use crate::domain::id::VisitId;
use crate::domain::visit::Visit;
use crate::exchange::export::{self, ExportError};
use crate::text::{Catalogue, Lang};

impl From<ExportError> for AppError {
    fn from(error: ExportError) -> Self {
        let detail = error.detail().map(str::to_owned);
        Self { detail, ..Self::of(Kind::Environment, error.message()) }
    }
}

/// The files a calendar can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CalendarFormat {
    /// For calendar programs and telephones.
    Ics,
    /// For spreadsheets, a sheet a month and a unit.
    Xlsx,
    /// One line a visit.
    Csv,
    /// For the browser and the printer.
    Html,
    /// For programs.
    Json,
}

/// The files a checklist can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChecklistFormat {
    /// For the printer.
    Html,
    /// To fill on a computer.
    Xlsx,
    /// To fill on a telephone, with Kobo or ODK Collect.
    Xlsform,
}

/// The calendar of a period.
pub fn calendar(
    session: &Session,
    catalogue: &Catalogue,
    period: DayRange,
    format: CalendarFormat,
) -> Result<Vec<u8>> {
    let calendar = session
        .read(|view| query::calendar::calendar(view, session.office(), catalogue, period, session.today()))?;
    Ok(match format {
        CalendarFormat::Ics => export::calendar::ics(&calendar, catalogue).into_bytes(),
        CalendarFormat::Xlsx => export::calendar::xlsx(&calendar, catalogue)?,
        CalendarFormat::Csv => export::calendar::csv(&calendar, catalogue)?.into(),
        CalendarFormat::Html => export::calendar::html(&calendar, catalogue).into(),
        CalendarFormat::Json => export::calendar::json(&calendar)?.into(),
    })
}

/// The checklist of a visit.
pub fn checklist(
    session: &Session,
    catalogue: &Catalogue,
    id: VisitId,
    format: ChecklistFormat,
) -> Result<Vec<u8>> {
    let in_language = |catalogue: &Catalogue| {
        session.read(|view| {
            let visit: Visit = required(view, &id.to_string())?;
            query::checklist::checklist(view, session.office(), catalogue, &visit, session.today())
        })
    };
    Ok(match format {
        ChecklistFormat::Html => export::checklist::html(&in_language(catalogue)?, catalogue).into(),
        ChecklistFormat::Xlsx => export::checklist::xlsx(&in_language(catalogue)?, catalogue)?,
        // A telephone shows the language its owner chose.
        ChecklistFormat::Xlsform => {
            let chinese = in_language(&Catalogue::new(Lang::Zh))?;
            export::checklist::xlsform(&chinese, &in_language(&Catalogue::new(Lang::En))?)?
        }
    })
}

/// The name a visit's file has: id and unit.
pub fn checklist_name(session: &Session, id: VisitId, format: ChecklistFormat) -> Result<String> {
    let visit = session.read(|view| query::plan::visit(view, id))?;
    let ending = match format {
        ChecklistFormat::Html => ".html",
        ChecklistFormat::Xlsx => ".xlsx",
        ChecklistFormat::Xlsform => "-xlsform.xlsx",
    };
    Ok(format!("{}{ending}", export::safe_file_name(&format!("{id}-{}", visit.unit))))
}

/// Everything a drawn round is repeated and verified with: for each part the draw as a document, the frame as a list of
/// ids, and the record to print and sign.
pub fn proof(session: &Session, catalogue: &Catalogue, round: &str) -> Result<Vec<(String, Vec<u8>)>> {
    let protocols =
        session.read(|view| query::protocol::protocols(view, session.office(), catalogue, round))?;
    let mut files = Vec::new();
    for (number, protocol) in (1..).zip(protocols) {
        let name = export::safe_file_name(&format!("{round}-{number}"));
        let mut draw = serde_json::to_value(&protocol.draw)
            .map_err(|error| AppError::environment("X6003").caused_by(error))?;
        if let Some(fields) = draw.as_object_mut() {
            fields.insert("schema".to_owned(), super::sample::DRAW_SCHEMA.into());
        }
        files.push((format!("{name}.draw.json"), draw.to_string().into_bytes()));
        files.push((format!("{name}.ids.txt"), protocol.ids.into_bytes()));
        files.push((format!("{name}.docx"), export::letter::docx(&protocol.record, catalogue, None)?));
    }
    Ok(files)
}

/// Writes a file; an existing one only with `force`.
pub fn write(path: &Path, bytes: &[u8], force: bool) -> Result<()> {
    Ok(export::write_atomically(path, bytes, force)?)
}

/// Makes a folder, and those it stands in.
pub fn folder(path: &Path) -> Result<PathBuf> {
    std::fs::create_dir_all(path).map_err(|error| {
        AppError::environment("X6016").with("file", path.display().to_string()).caused_by(error)
    })?;
    Ok(path.to_owned())
}
