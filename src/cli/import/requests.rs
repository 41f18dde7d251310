//! `lianjian import requests`: what departments send, how it was read, what became of it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};

use super::super::Context;
use super::super::given::given;
use super::super::parse;
use super::super::progress::Progress;
use super::super::table::{Column, Table};
use super::{Reading, print_documents};
use crate::app::command::import::{Amendment, Change, ImportReport};
use crate::app::county::CountyView;
use crate::app::error::{AppError, Result};
use crate::app::export;
use crate::app::intake::{self, GivenFile, Imported, Options, RequestOptions, shown};
use crate::app::session::Session;
use crate::domain::intake::RequestRow;
use crate::domain::message::{Arg, Message};
use crate::domain::problem::{Problem, Severity};
use crate::text::Catalogue;

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
    #[arg(long, value_name = "FILE")]
    write_map: Option<PathBuf>,
    #[arg(long, value_name = "DIR")]
    marked: Option<PathBuf>,
    #[arg(long)]
    force: bool,
}

impl Requests {
    pub(super) fn run(&self, context: &mut Context<'_>) -> Result<()> {
        let files = self.reading.given()?;
        if self.write_map.is_some() && files.len() > 1 {
            return Err(AppError::usage("A7150"));
        }
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
        let line = context.progress();
        let mut read = intake::read_requests(&file, options, county.as_ref(), &mut |done, all| {
            line.step(done as u64, all as u64)
        });
        line.whole().map_err(|_| AppError::problem("A7151"))?;
        if let Some(path) = &self.write_map {
            let text = intake::proposed(&file, &read, options.department.as_deref(), &context.catalogue);
            self.put(path, text.as_bytes(), context)?;
        }
        let report = match session {
            Some(session) => self.take(session, &file, &read, options, &line, context)?,
            None => ImportReport { problems: std::mem::take(&mut read.problems), ..ImportReport::default() },
        };
        drop(line);
        // Names that cannot be matched keep a row out as well as words that cannot be read.
        let kept_out = kept_out(&report.problems);
        read.rows.retain(|row| !kept_out.contains(&(row.sheet.as_deref(), row.row)));
        read.problems.clone_from(&report.problems);
        self.mark(&file, options, &report.problems, context)?;
        context.problems(&report.problems);
        let preview = |catalogue: &Catalogue| {
            intake::preview(&read, &name, county.as_ref(), options.department.as_deref(), catalogue)
        };
        if context.json() {
            let mut document = preview(&context.catalogue);
            if let Some(fields) = document.as_object_mut() {
                fields.insert("dry_run".to_owned(), json!(self.reading.dry_run));
                fields.insert("taken".to_owned(), json!(report.taken));
                fields.insert("unchanged".to_owned(), json!(report.unchanged));
                fields.insert("amendments".to_owned(), amendments(&report));
            }
            return Ok(document);
        }
        if self.reading.dry_run {
            rows_table(&read.rows, &preview(&context.catalogue), &context.catalogue).print(context)?;
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

    /// A copy of the file with what is wrong at its cells, where there is anything.
    fn mark(
        &self,
        file: &GivenFile,
        options: &RequestOptions,
        problems: &[Problem],
        context: &mut Context<'_>,
    ) -> Result<()> {
        let Some(folder) = self.marked.as_deref().filter(|_| !problems.is_empty()) else { return Ok(()) };
        let bytes = intake::marked_copy(file, &options.reading, problems, &context.catalogue)?;
        let stem = file.name.rsplit_once('.').map_or(file.name.as_str(), |(stem, _)| stem);
        let name = context.catalogue.render(&Message::new("import-marked-name").with("file", stem));
        self.put(&export::folder(folder)?.join(name), &bytes, context)
    }

    fn put(&self, path: &Path, bytes: &[u8], context: &mut Context<'_>) -> Result<()> {
        export::write(path, bytes, self.force)?;
        context.note(&Message::new("import-written").with("file", path.display().to_string()));
        Ok(())
    }

    fn take(
        &self,
        session: &mut Session,
        file: &GivenFile,
        read: &Imported<RequestRow>,
        options: &RequestOptions,
        line: &Progress,
        context: &mut Context<'_>,
    ) -> Result<ImportReport> {
        let mut watch = |done: usize, all: usize| line.step(done as u64, all as u64);
        let rehearsed = RequestOptions { strict: false, ..options.clone() };
        if self.reading.dry_run {
            return intake::take(session, file, read, &rehearsed, true, &mut watch);
        }
        if options.strict {
            let report = intake::take(session, file, read, &rehearsed, true, &mut watch)?;
            if report.errors() > 0 {
                context.problems(&report.problems);
                return Err(AppError::problem("A7013").with("count", report.errors()));
            }
        }
        intake::take(session, file, read, options, false, &mut watch)
    }
}

/// Sheet and row of everything an error keeps out.
fn kept_out(problems: &[Problem]) -> BTreeSet<(Option<&str>, u32)> {
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error);
    errors.filter_map(|problem| Some((problem.place.sheet.as_deref(), problem.place.row?))).collect()
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
fn rows_table(rows: &[RequestRow], document: &Value, catalogue: &Catalogue) -> Table {
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
            shown::whom(row, catalogue),
            shown::when(row),
            shown::how_much(row, catalogue),
        ]);
    }
    table
}
