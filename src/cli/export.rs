//! `lianjian export`: files out. An existing file stays unless `--force`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use super::Context;
use super::parse::{self, Span};
use crate::app::error::{AppError, Result};
use crate::app::export::{self, CalendarFormat, ChecklistFormat, MadeChecklist};
use crate::app::letters::{self, LetterKind, LetterOrder};
use crate::app::query::lists::anchors;
use crate::app::query::plan::visits;
use crate::app::session::Session;
use crate::domain::day::{DayRange, month};
use crate::domain::id::VisitId;
use crate::domain::message::Message;
use crate::domain::visit::VisitState;

/// What to write.
#[derive(Subcommand)]
pub(crate) enum Export {
    /// The calendar.
    Calendar {
        #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
        format: Option<CalendarName>,
        #[command(flatten)]
        target: Target,
        #[command(flatten)]
        span: Span,
    },
    /// Checklists of visits.
    Checklist {
        #[arg(value_name = "VISIT", required_unless_present = "all")]
        visits: Vec<VisitId>,
        #[arg(long, conflicts_with = "visits")]
        all: bool,
        #[arg(long, value_enum, value_name = "FORMAT", hide_possible_values = true)]
        format: Option<ChecklistName>,
        #[arg(long, value_name = "FILE")]
        font: Option<PathBuf>,
        #[command(flatten)]
        target: Target,
    },
    /// Everything a draw is repeated with.
    Proof {
        #[arg(value_name = "ROUND")]
        round: String,
        #[command(flatten)]
        target: Target,
    },
    /// Letters, notices, accounts.
    Letter {
        #[arg(value_name = "KIND", value_parser = parse::code::<LetterKind>(), hide_possible_values = true)]
        kind: LetterKind,
        #[arg(value_name = "NAME")]
        names: Vec<String>,
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        contact: String,
        #[command(flatten)]
        target: Target,
        #[command(flatten)]
        span: Span,
    },
}

/// Where to.
#[derive(Args)]
pub(crate) struct Target {
    #[arg(short, long, value_name = "PATH")]
    out: PathBuf,
    #[arg(long)]
    force: bool,
}

/// Formats of the calendar.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum CalendarName {
    Ics,
    Xlsx,
    Csv,
    Html,
    Json,
}

/// Formats of a checklist.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum ChecklistName {
    Html,
    Pdf,
    Xlsx,
    Xlsform,
}

impl From<CalendarName> for CalendarFormat {
    fn from(name: CalendarName) -> Self {
        match name {
            CalendarName::Ics => Self::Ics,
            CalendarName::Xlsx => Self::Xlsx,
            CalendarName::Csv => Self::Csv,
            CalendarName::Html => Self::Html,
            CalendarName::Json => Self::Json,
        }
    }
}

impl From<ChecklistName> for ChecklistFormat {
    fn from(name: ChecklistName) -> Self {
        match name {
            ChecklistName::Html => Self::Html,
            ChecklistName::Pdf => Self::Pdf,
            ChecklistName::Xlsx => Self::Xlsx,
            ChecklistName::Xlsform => Self::Xlsform,
        }
    }
}

/// The format given, else the one the file is named after.
fn format_of<F: ValueEnum>(given: Option<F>, path: &Path) -> Result<F> {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    given
        .or_else(|| F::from_str(extension, true).ok())
        .ok_or_else(|| AppError::usage("A7087").with("file", path.display().to_string()))
}

impl Export {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self {
            Self::Calendar { format, target, span } => {
                let format = format_of(format, &target.out)?;
                let session = context.reader()?;
                let period = span.or(planned(&session)?)?;
                let bytes = export::calendar(&session, &context.catalogue, period, format.into())?;
                export::write(&target.out, &bytes, target.force)?;
                written(context, &[target.out])
            }
            Self::Checklist { visits: ids, all, format, font, target } => {
                let session = context.reader()?;
                let ids = if all { printable(&session)? } else { ids };
                checklists(&session, &ids, all, (format, font.as_deref()), &target, context)
            }
            Self::Proof { round, target } => {
                let session = context.reader()?;
                let folder = export::folder(&target.out)?;
                let mut paths = Vec::new();
                for (name, bytes) in
                    export::proof(&session, &context.catalogue, &super::draw::spoken(&round))?
                {
                    let path = folder.join(name);
                    export::write(&path, &bytes, target.force)?;
                    paths.push(path);
                }
                written(context, &paths)
            }
            Self::Letter { kind, names, contact, target, span } => {
                let session = context.reader()?;
                let span = span.or(planned(&session)?)?;
                let order = LetterOrder { kind, ids: &names, span, contact: &contact };
                letters(&session, &order, &target, context)
            }
        }
    }
}

/// Whole months that hold every visit and every superior's arrival; this month where there is none.
fn planned(session: &Session) -> Result<DayRange> {
    let mut days: Vec<DayRange> = session.read(|view| {
        let visits = visits(view)?.into_iter().map(|row| row.visit.record.range());
        let anchors = anchors(view)?.into_iter().map(|anchor| {
            let start = anchor.record.start;
            DayRange { from: start, until: start.succ_opt().unwrap_or(start) }
        });
        Ok(visits.chain(anchors).collect())
    })?;
    if days.is_empty() {
        days.push(month(session.today()));
    }
    let from = days.iter().map(|days| month(days.from).from).min();
    let until = days.iter().map(|days| month(days.last()).until).max();
    Ok(from.zip(until).map_or_else(|| month(session.today()), |(from, until)| DayRange { from, until }))
}

/// Visits whose checklists may be printed: on the calendar, sealed ones from their day on.
fn printable(session: &Session) -> Result<Vec<VisitId>> {
    let today = session.today();
    let visits = session.read(visits)?;
    let visits = visits.into_iter().map(|row| row.visit.record);
    let open = visits
        .filter(|visit| visit.is_public() || visit.state == VisitState::Sealed && !visit.is_secret(today));
    Ok(open.map(|visit| visit.id).collect())
}

/// One visit goes to the file named, with several groups to one beside the other; several visits, or `--all`, into the
/// folder named.
fn checklists(
    session: &Session,
    ids: &[VisitId],
    all: bool,
    (format, font): (Option<ChecklistName>, Option<&Path>),
    target: &Target,
    context: &mut Context<'_>,
) -> Result<()> {
    let single = !all && ids.len() == 1 && !target.out.is_dir();
    let format: ChecklistFormat = match (single, format) {
        (true, format) => format_of(format, &target.out)?.into(),
        (false, format) => format.unwrap_or(ChecklistName::Html).into(),
    };
    // All of them are made before the first is written.
    let mut made = Vec::new();
    for id in ids {
        made.extend(export::checklists(session, &context.catalogue, *id, format, font)?);
    }
    let single = single && (made.len() == 1 || target.out.extension().is_some());
    let path = |list: &MadeChecklist| {
        if single { list.path(&target.out) } else { target.out.join(&list.name) }
    };
    let files: Vec<_> = made.into_iter().map(|list| (path(&list), list.bytes)).collect();
    put(&files, (!single).then_some(target.out.as_path()), target.force)?;
    let paths: Vec<PathBuf> = files.into_iter().map(|(path, _)| path).collect();
    written(context, &paths)
}

/// Letters go into the folder named; a single one to the file named, where its name ends in `.docx`.
fn letters(
    session: &Session,
    order: &LetterOrder<'_>,
    target: &Target,
    context: &mut Context<'_>,
) -> Result<()> {
    let made = letters::letters(session, &context.catalogue, order)?;
    let to_file = target.out.extension().is_some_and(|extension| extension == "docx") && made.len() == 1;
    let path = |name: &str| if to_file { target.out.clone() } else { target.out.join(name) };
    let files: Vec<(PathBuf, Vec<u8>)> = made.into_iter().map(|(name, bytes)| (path(&name), bytes)).collect();
    put(&files, (!to_file).then_some(target.out.as_path()), target.force)?;
    let paths: Vec<PathBuf> = files.into_iter().map(|(path, _)| path).collect();
    written(context, &paths)
}

/// Writes files that are all made already, into a folder that is made where it is not there.
fn put(files: &[(PathBuf, Vec<u8>)], folder: Option<&Path>, force: bool) -> Result<()> {
    if let Some(folder) = folder {
        export::folder(folder)?;
    }
    export::write_all(files, force)
}

fn written(context: &mut Context<'_>, paths: &[PathBuf]) -> Result<()> {
    let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    if context.json() {
        return context.document(&json!({ "schema": "lianjian/written/1", "files": names }));
    }
    context.note(&Message::new("export-written").with("count", names.len()));
    for name in names {
        context.line(&name)?;
    }
    Ok(())
}
