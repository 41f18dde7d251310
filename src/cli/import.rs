//! `lianjian import` and `baseline`: files of departments and of the county's own lists. Everything wrong is said at
//! once; what can be read is taken.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::parse::{self, Span};
use super::table::{Column, Table};
use super::{Context, read_file};
use crate::app::command::import::{Amendment, Change, ImportReport};
use crate::app::command::lists::SetBaseline;
use crate::app::county::CountyView;
use crate::app::error::{AppError, Result};
use crate::app::intake::{self, GivenFile, ListKind, ListReport, Options, RequestOptions};
use crate::app::query::inbox::percent;
use crate::app::session::Session;
use crate::domain::day::{DayRange, month};
use crate::domain::intake::{DateSpan, RequestRow, UnitsAsked};
use crate::domain::message::{Arg, Message};
use crate::domain::problem::{Problem, Severity};
use crate::domain::register::Register;

/// What a file holds.
#[derive(Subcommand)]
pub(crate) enum Import {
    /// Departments' requests.
    Requests(Requests),
    /// Townships and villages.
    Units(ListFiles),
    /// A register to draw from.
    Frames(Frames),
    /// Departments.
    Departments(ListFiles),
    /// Inspectors.
    Inspectors(ListFiles),
    /// What really came.
    Arrivals(ListFiles),
    /// Holidays of further years.
    Holidays(ListFiles),
}

/// How files are read.
#[derive(Args)]
pub(crate) struct Reading {
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[arg(long)]
    dry_run: bool,
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
}

impl Reading {
    fn options(&self) -> Options {
        Options { sheet: self.sheet.clone(), encoding: self.encoding.clone(), ..Options::default() }
    }

    /// The files, all of them, before anything is taken from one.
    fn given(&self) -> Result<Vec<GivenFile>> {
        self.files.iter().map(|path| given(path)).collect()
    }

    /// The database; none where a dry run finds none, since it makes nothing.
    fn session(&self, context: &mut Context<'_>) -> Result<Option<Session>> {
        if !self.dry_run {
            return context.maker().map(Some);
        }
        if context.database()?.exists() { context.writer().map(Some) } else { Ok(None) }
    }
}

fn given(path: &Path) -> Result<GivenFile> {
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    Ok(GivenFile { name, bytes: read_file(path)? })
}

impl Import {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self {
            Self::Requests(requests) => requests.run(context),
            Self::Frames(frames) => frames.run(context),
            Self::Units(files) => lists(&files.reading, ListKind::Units, context),
            Self::Departments(files) => lists(&files.reading, ListKind::Departments, context),
            Self::Inspectors(files) => lists(&files.reading, ListKind::Inspectors, context),
            Self::Arrivals(files) => lists(&files.reading, ListKind::Arrivals, context),
            Self::Holidays(files) => lists(&files.reading, ListKind::Holidays, context),
        }
    }
}

/// Files of one of the county's lists.
#[derive(Args)]
pub(crate) struct ListFiles {
    #[command(flatten)]
    reading: Reading,
}

/// Files of requests.
#[derive(Args)]
pub(crate) struct Requests {
    #[command(flatten)]
    reading: Reading,
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1990..=2100))]
    year: Option<i32>,
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    #[arg(long, value_name = "NAME")]
    department: Option<String>,
    #[arg(long)]
    strict: bool,
    #[arg(long)]
    amend: bool,
}

impl Requests {
    fn run(&self, context: &mut Context<'_>) -> Result<()> {
        let files = self.reading.given()?;
        let mapping = self.map.as_deref().map(|path| intake::mapping(&given(path)?)).transpose()?;
        let options = RequestOptions {
            reading: Options { year: self.year, mapping, ..self.reading.options() },
            department: self.department.clone(),
            strict: self.strict,
            amend: self.amend,
        };
        let mut session = self.reading.session(context)?;
        let mut documents = Vec::new();
        for file in files {
            let document = self.one(file, &options, session.as_mut(), context)?;
            documents.push(document);
        }
        print_documents(context, documents)
    }

    /// One file: what it says, what became of it, what is wrong with it.
    fn one(
        &self,
        file: GivenFile,
        options: &RequestOptions,
        session: Option<&mut Session>,
        context: &mut Context<'_>,
    ) -> Result<Value> {
        let name = file.name.clone();
        let county = session.as_ref().map(|session| session.read(CountyView::load)).transpose()?;
        let rehearsed = session.is_some();
        let mut read = intake::read_requests(&file, options, county.as_ref());
        let mut report = ImportReport { problems: read.problems.clone(), ..ImportReport::default() };
        if let Some(session) = session {
            report = self.take(session, file, options, context)?;
            // Names that cannot be matched keep a row out as well as words that cannot be read.
            read.rows.retain(|row| !kept_out(row, &report.problems));
        }
        read.problems.clone_from(&report.problems);
        let sender = options.department.as_deref();
        let mut document = intake::preview(&read, &name, county.as_ref(), sender, &context.catalogue);
        context.problems(&report.problems);
        if context.json() {
            if let Some(fields) = document.as_object_mut() {
                fields.insert("dry_run".to_owned(), json!(self.reading.dry_run));
                fields.insert("taken".to_owned(), json!(report.taken));
                fields.insert("unchanged".to_owned(), json!(report.unchanged));
                fields.insert("amendments".to_owned(), amendments(&report));
            }
            return Ok(document);
        }
        if self.reading.dry_run {
            rows_table(&read.rows, &document).print(context)?;
        }
        let said = if rehearsed {
            summary(&name, read.rows.len(), &report, self.reading.dry_run)
        } else {
            Message::new("import-read")
                .with("file", name)
                .with("rows", read.rows.len())
                .with("errors", report.errors())
        };
        context.say(&said)?;
        for amendment in &report.amendments {
            context.say(&difference(amendment))?;
        }
        Ok(Value::Null)
    }

    fn take(
        &self,
        session: &mut Session,
        file: GivenFile,
        options: &RequestOptions,
        context: &mut Context<'_>,
    ) -> Result<ImportReport> {
        let rehearsed = RequestOptions { strict: false, ..options.clone() };
        if self.reading.dry_run {
            return intake::requests(session, file, rehearsed, true);
        }
        if options.strict {
            let copy = GivenFile { name: file.name.clone(), bytes: file.bytes.clone() };
            let report = intake::requests(session, copy, rehearsed, true)?;
            if report.errors() > 0 {
                context.problems(&report.problems);
                return Err(AppError::problem("A7013").with("count", report.errors()));
            }
        }
        intake::requests(session, file, options.clone(), false)
    }
}

fn kept_out(row: &RequestRow, problems: &[Problem]) -> bool {
    problems.iter().any(|problem| {
        problem.severity == Severity::Error
            && problem.place.row == Some(row.row)
            && problem.place.sheet == row.sheet
    })
}

fn amendments(report: &ImportReport) -> Value {
    let change =
        |change: &Change| json!({ "field": change.field, "before": change.before, "after": change.after });
    let one = |amendment: &Amendment| {
        json!({
            "request": amendment.request,
            "row": amendment.row,
            "applied": amendment.applied,
            "changes": amendment.changes.iter().map(change).collect::<Vec<_>>(),
        })
    };
    report.amendments.iter().map(one).collect()
}

/// What a corrected row changes, field by field; only plain values are shown.
fn difference(amendment: &Amendment) -> Message {
    let plain = |value: &Value| match value {
        Value::String(text) => Some(Arg::from(text.as_str())),
        Value::Number(number) => Some(Arg::from(number.to_string())),
        Value::Bool(yes) => Some(Arg::code(if *yes { "word-is" } else { "word-is-not" })),
        Value::Null => Some(Arg::code("word-none")),
        Value::Array(_) | Value::Object(_) => None,
    };
    let one = |change: &Change| {
        let field = Arg::code(format!("change-{}", change.field));
        Arg::from(match plain(&change.before).zip(plain(&change.after)) {
            Some((before, after)) => Message::new("import-changed")
                .with("field", field)
                .with("before", before)
                .with("after", after),
            None => Message::new("import-changed-field").with("field", field),
        })
    };
    Message::new("import-difference")
        .with("request", amendment.request.to_string())
        .with("row", amendment.row)
        .with("changes", Arg::List(amendment.changes.iter().map(one).collect()))
}

/// One sentence: what was new, and only what else there was.
fn summary(file: &str, rows: usize, report: &ImportReport, dry_run: bool) -> Message {
    let applied = report.amendments.iter().filter(|amendment| amendment.applied).count();
    let counts = [
        ("import-unchanged", report.unchanged as usize),
        ("import-amended", applied),
        ("import-waiting", report.amendments.len() - applied),
        ("import-errors", report.errors()),
    ];
    let taken = match (dry_run, report.taken.is_empty()) {
        (false, false) => {
            let ids = parse::runs(&report.taken, |id| id.0).into_iter().map(Arg::from).collect();
            Message::new("import-taken-as").with("ids", Arg::List(ids))
        }
        _ => Message::new("import-taken"),
    };
    let others = counts.iter().filter(|(_, count)| *count > 0);
    let mut parts = vec![Arg::from(taken.with("count", report.taken.len()))];
    parts.extend(others.map(|(code, count)| Arg::from(Message::new(*code).with("count", *count))));
    Message::new(if dry_run { "import-rehearsed" } else { "import-done" })
        .with("file", file)
        .with("rows", rows)
        .with("parts", Arg::List(parts))
}

/// How each row was read, for a person to compare with the file.
fn rows_table(rows: &[RequestRow], document: &Value) -> Table {
    let mut table = Table::new(&[
        Column::Right("col-row"),
        Column::Left("col-department"),
        Column::Left("col-title"),
        Column::Left("col-object"),
        Column::Left("col-when"),
        Column::Left("col-amount"),
    ]);
    for (at, row) in rows.iter().enumerate() {
        let department = document.pointer(&format!("/rows/{at}/department")).and_then(Value::as_str);
        table.row([
            row.row.to_string(),
            department.unwrap_or_default().to_owned(),
            row.subject.clone(),
            object(row),
            row.windows.iter().copied().map(window).collect::<Vec<_>>().join(" "),
            amount(row),
        ]);
    }
    table
}

fn object(row: &RequestRow) -> String {
    match (&row.units, &row.object) {
        (Some(UnitsAsked::Named(names)), _) => names.join(" "),
        (_, Some(object)) => object.clone(),
        (_, None) => String::new(),
    }
}

fn window(span: DateSpan) -> String {
    DayRange::inclusive(span.from, span.to).map_or_else(String::new, parse::days_text)
}

/// `5%`, `≥1% 46 1×`.
fn amount(row: &RequestRow) -> String {
    let mut parts = Vec::new();
    if let Some(ratio) = row.ratio {
        let share = percent(ratio.min.numerator(), ratio.min.denominator());
        let least = if ratio.max.is_none() { "\u{2265}" } else { "" };
        parts.push(format!("{least}{share}%"));
    }
    parts.extend(row.count.map(|count| format!("{}{count}", if row.count_estimated { "~" } else { "" })));
    parts.extend(row.times_per_year.map(|times| format!("{times}\u{d7}")));
    parts.join(" ")
}

/// One document for one file; several are put into one.
fn print_documents(context: &mut Context<'_>, documents: Vec<Value>) -> Result<()> {
    if !context.json() {
        return Ok(());
    }
    match <[Value; 1]>::try_from(documents) {
        Ok([document]) => context.document(&document),
        Err(documents) => {
            context.document(&json!({ "schema": "lianjian/imports/1", "documents": documents }))
        }
    }
}

/// Files of a list: what they say, taken in unless rehearsed.
fn lists(reading: &Reading, kind: ListKind, context: &mut Context<'_>) -> Result<()> {
    let files = reading.given()?;
    let options = reading.options();
    let mut session = reading.session(context)?;
    let mut documents = Vec::new();
    for file in files {
        let name = file.name.clone();
        let (document, mut report) = intake::preview_list(&file, kind, &options, &context.catalogue);
        if let Some(session) = session.as_mut() {
            report = intake::list_with(session, file, kind, &options, reading.dry_run)?;
        }
        documents.push(list_answer(context, &name, document, &report, reading.dry_run)?);
    }
    print_documents(context, documents)
}

fn list_answer(
    context: &mut Context<'_>,
    name: &str,
    mut document: Value,
    report: &ListReport,
    dry_run: bool,
) -> Result<Value> {
    context.problems(&report.problems);
    if context.json() {
        let problems: Vec<Value> = report
            .problems
            .iter()
            .map(|problem| intake::problem_document(problem, &context.catalogue))
            .collect();
        if let Some(fields) = document.as_object_mut() {
            fields.insert("dry_run".to_owned(), json!(dry_run));
            fields.insert("taken".to_owned(), json!(report.rows));
            fields.insert("problems".to_owned(), Value::Array(problems));
        }
        return Ok(document);
    }
    let code = if dry_run { "import-list-rehearsed" } else { "import-list-done" };
    context.say(
        &Message::new(code).with("file", name).with("rows", report.rows).with("errors", report.errors()),
    )?;
    Ok(Value::Null)
}

/// A register.
#[derive(Args)]
pub(crate) struct Frames {
    #[command(flatten)]
    reading: Reading,
    #[arg(long, value_name = "CODE")]
    register: String,
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[arg(long, value_name = "KIND", required = true)]
    kind: Vec<String>,
    #[arg(long, value_name = "TEXT")]
    source: String,
    #[arg(long, value_name = "DATE")]
    date: Option<NaiveDate>,
}

impl Frames {
    fn run(&self, context: &mut Context<'_>) -> Result<()> {
        let files = self.reading.given()?;
        let [file] = files.as_slice() else { return Err(AppError::usage("A7084")) };
        self.known_kinds(context)?;
        let options = self.reading.options();
        let (document, mut report) = intake::preview_register(file, &options, &context.catalogue);
        if let Some(mut session) = self.reading.session(context)? {
            let register = self.empty(context);
            report = intake::register_with(&mut session, file, register, &options, self.reading.dry_run)?;
        }
        let document = list_answer(context, &file.name, document, &report, self.reading.dry_run)?;
        print_documents(context, vec![document])
    }

    fn known_kinds(&self, context: &Context<'_>) -> Result<()> {
        let office = context.office()?;
        let known: Vec<&str> = office.subjects.kinds().iter().map(|kind| kind.code.as_str()).collect();
        match self.kind.iter().find(|kind| !known.contains(&kind.as_str())) {
            None => Ok(()),
            Some(kind) => Err(AppError::usage("A7085")
                .with("kind", kind.as_str())
                .with("known", Arg::List(known.into_iter().map(Arg::from).collect()))),
        }
    }

    fn empty(&self, context: &Context<'_>) -> Register {
        Register {
            code: self.register.clone(),
            name: self.name.clone().unwrap_or_else(|| self.register.clone()),
            kinds: self.kind.clone(),
            source: self.source.clone(),
            as_of: self.date.unwrap_or_else(|| context.today()),
            constructed: false,
            size: 0,
            hash: String::new(),
        }
    }
}

/// Arguments of `baseline`.
#[derive(Args)]
pub(crate) struct Baseline {
    #[command(flatten)]
    span: Span,
}

impl Baseline {
    pub(super) fn run(&self, context: &mut Context<'_>) -> Result<()> {
        let span = self.span.or(month(context.today()))?;
        let arrivals = context.writer()?.run(SetBaseline { span })?;
        if context.json() {
            let days = parse::days(span);
            let document = json!({ "schema": "lianjian/baseline/1", "days": days, "arrivals": arrivals });
            return context.document(&document);
        }
        let days = parse::days_text(span);
        context.say(&Message::new("baseline-done").with("days", days).with("arrivals", arrivals))
    }
}
