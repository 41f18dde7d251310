//! `lianjian export`: files out. An existing file stays unless `--force`.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use super::Context;
use super::parse::{self, Span};
use super::progress::Progress;
use crate::app::error::{AppError, Result};
use crate::app::export::{self, CalendarFormat, ChecklistFormat};
use crate::app::letters::{self, LetterKind, LetterOrder};
use crate::app::query::lists::anchors;
use crate::app::query::plan::visits;
use crate::app::session::Session;
use crate::domain::day::{DayRange, month};
use crate::domain::id::VisitId;
use crate::domain::message::{Arg, Message};
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

impl CalendarName {
    const fn ending(self) -> &'static str {
        match self {
            Self::Ics => "ics",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Html => "html",
            Self::Json => "json",
        }
    }
}

impl ChecklistName {
    const fn ending(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Xlsx | Self::Xlsform => "xlsx",
        }
    }
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

/// What a name says: one with an ending that such files have is a file, every other one a folder.
enum Place {
    File,
    Folder,
}

impl Target {
    fn ending(&self) -> String {
        let ending = self.out.extension().and_then(|ending| ending.to_str());
        ending.unwrap_or_default().to_ascii_lowercase()
    }

    /// The place named, for files with one of these endings. A7126 for a name that ends as no such file does.
    fn place(&self, endings: &[&str]) -> Result<Place> {
        let ending = self.ending();
        if self.out.is_dir() || ending.is_empty() {
            return Ok(Place::Folder);
        }
        if endings.contains(&ending.as_str()) {
            return Ok(Place::File);
        }
        let endings = endings.iter().map(|ending| Arg::from(format!(".{ending}"))).collect();
        Err(AppError::usage("A7126")
            .with("file", self.out.display().to_string())
            .with("endings", Arg::List(endings)))
    }

    /// Where each file goes: one to the file named, several into the folder named. A7127 for several and the name of one.
    fn paths(&self, names: &[String], place: &Place) -> Result<Vec<PathBuf>> {
        match (place, names) {
            (Place::Folder, _) => Ok(names.iter().map(|name| self.out.join(name)).collect()),
            (Place::File, [_]) => Ok(vec![self.out.clone()]),
            (Place::File, _) => Err(AppError::usage("A7127")
                .with("file", self.out.display().to_string())
                .with("count", names.len())),
        }
    }

    /// Writes files that are all made already, into a folder that is made where it is not there.
    fn put(
        &self,
        files: Vec<(PathBuf, Vec<u8>)>,
        place: &Place,
        (session, line): (&Session, Progress),
        context: &mut Context<'_>,
    ) -> Result<()> {
        if matches!(place, Place::Folder) {
            export::folder(&self.out)?;
        }
        session.watch().part(1, 0);
        export::write_all(&files, self.force, session.watch())?;
        drop(line);
        let paths: Vec<PathBuf> = files.into_iter().map(|(path, _)| path).collect();
        written(context, &paths)
    }
}

/// The format given, else the one the file is named after.
fn format_of<F: ValueEnum>(given: Option<F>, target: &Target) -> Result<F> {
    given
        .or_else(|| F::from_str(&target.ending(), true).ok())
        .ok_or_else(|| AppError::usage("A7087").with("file", target.out.display().to_string()))
}

impl Export {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self {
            Self::Calendar { format, target, span } => {
                let format = format_of(format, &target)?;
                let place = target.place(&[format.ending()])?;
                let (session, line) = begun(context)?;
                let period = span.or(planned(&session)?)?;
                let bytes = export::calendar(&session, &context.catalogue, period, format.into())?;
                let name = format!("calendar.{}", format.ending());
                let paths = target.paths(&[name], &place)?;
                let files = paths.into_iter().map(|path| (path, bytes.clone())).collect();
                target.put(files, &place, (&session, line), context)
            }
            Self::Checklist { visits: ids, all, format, font, target } => {
                let (session, line) = begun(context)?;
                let ids = if all { printable(&session)? } else { ids };
                checklists((&session, line), &ids, (format, font.as_deref()), &target, context)
            }
            Self::Proof { round, target } => {
                let (session, line) = begun(context)?;
                // Always several files: any name is a folder's.
                let made = export::proof(&session, &context.catalogue, &super::draw::spoken(&round))?;
                let files = made.into_iter().map(|(name, bytes)| (target.out.join(name), bytes)).collect();
                target.put(files, &Place::Folder, (&session, line), context)
            }
            Self::Letter { kind, names, contact, target, span } => {
                let (session, line) = begun(context)?;
                let span = span.or(planned(&session)?)?;
                let order = LetterOrder { kind, ids: &names, span, contact: &contact };
                letters((&session, line), &order, &target, context)
            }
        }
    }
}

/// The database to read. Files are made first and written then: each takes about half of the work.
fn begun(context: &mut Context<'_>) -> Result<(Session, Progress)> {
    let (session, line) = context.watched_reader()?;
    session.watch().part(0, 1);
    Ok((session, line))
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

/// One visit goes to the file named, with several groups to one beside the other; several visits into the folder named.
fn checklists(
    (session, line): (&Session, Progress),
    ids: &[VisitId],
    (format, font): (Option<ChecklistName>, Option<&Path>),
    target: &Target,
    context: &mut Context<'_>,
) -> Result<()> {
    let endings = format.map_or(vec!["html", "pdf", "xlsx"], |format| vec![format.ending()]);
    let place = target.place(&endings)?;
    let format: ChecklistFormat = match place {
        Place::File => format_of(format, target)?.into(),
        Place::Folder => format.unwrap_or(ChecklistName::Html).into(),
    };
    // All of them are made before the first is written.
    let mut made = Vec::new();
    for id in session.watch().each(ids) {
        let id = id?;
        made.extend(export::checklists(session, &context.catalogue, *id, format, font)?);
    }
    let names: Vec<String> = made.iter().map(|list| list.name.clone()).collect();
    let paths = match (&place, ids) {
        // The groups of one team: the name with each group's behind it.
        (Place::File, [_]) => made.iter().map(|list| list.path(&target.out)).collect(),
        _ => target.paths(&names, &place)?,
    };
    let files = paths.into_iter().zip(made.into_iter().map(|list| list.bytes)).collect();
    target.put(files, &place, (session, line), context)
}

/// Letters go into the folder named, a single one to the file named.
fn letters(
    (session, line): (&Session, Progress),
    order: &LetterOrder<'_>,
    target: &Target,
    context: &mut Context<'_>,
) -> Result<()> {
    let place = target.place(&["docx"])?;
    let made = letters::letters(session, &context.catalogue, order)?;
    let names: Vec<String> = made.iter().map(|(name, _)| name.clone()).collect();
    let paths = target.paths(&names, &place)?;
    let files = paths.into_iter().zip(made.into_iter().map(|(_, bytes)| bytes)).collect();
    target.put(files, &place, (session, line), context)
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
