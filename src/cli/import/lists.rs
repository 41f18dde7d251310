//! Lists of the county and registers from files.

use chrono::NaiveDate;
use clap::Args;
use serde_json::{Value, json};

use super::super::Context;
use super::{Reading, print_documents};
use crate::app::error::{AppError, Result};
use crate::app::intake::{self, ListKind, ListReport};
use crate::domain::message::{Arg, Message};
use crate::domain::register::Register;

/// Files of a list: what they say, taken in unless rehearsed.
pub(super) fn lists(reading: &Reading, kind: ListKind, context: &mut Context<'_>) -> Result<()> {
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
    pub(super) fn run(&self, context: &mut Context<'_>) -> Result<()> {
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
