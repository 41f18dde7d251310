//! `lianjian journal` and `backup`: what was decided, whether it still stands, and a copy of it.

use std::path::{Path, PathBuf};

use chrono::FixedOffset;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::Context;
use super::table::{Column, Table};
use crate::app::error::{AppError, Result};
use crate::app::query::journal::{command_text, latest};
use crate::app::session::{Session, Verification};
use crate::app::watch::STOPPED;
use crate::domain::journal::Entry;
use crate::domain::message::{Arg, Message};

/// What to do with the journal.
#[derive(Subcommand)]
pub(crate) enum Journal {
    /// The latest entries.
    Log {
        #[arg(long, value_name = "N", default_value_t = 20, hide_default_value = true)]
        limit: u32,
    },
    /// Take one's latest decision back.
    Undo,
    /// Take one's latest undo back.
    Redo,
    /// Compare everything with it.
    Verify,
}

impl Journal {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self {
            Self::Log { limit } => log(limit, context),
            Self::Undo => {
                let entry = context.writer()?.undo()?;
                taken_back("journal-undone", &entry, context)
            }
            Self::Redo => {
                let entry = context.writer()?.redo()?;
                taken_back("journal-redone", &entry, context)
            }
            Self::Verify => {
                let path = context.existing_database()?;
                verified(&verification(&path, context)?, context)
            }
        }
    }
}

fn log(limit: u32, context: &mut Context<'_>) -> Result<()> {
    let entries = latest(&context.reader()?, limit)?;
    if context.json() {
        let entries: Vec<Value> = entries.iter().map(entry_document).collect();
        return context.document(&json!({ "schema": "lianjian/journal-log/1", "entries": entries }));
    }
    let mut table = Table::new(&[
        Column::Right("col-number"),
        Column::Left("col-recorded-at"),
        Column::Left("col-business-date"),
        Column::Left("col-author"),
        Column::Left("col-command"),
        Column::Right("col-changes"),
        Column::Left("col-note"),
    ]);
    for entry in entries {
        table.row([
            entry.sequence.to_string(),
            in_china(&entry),
            entry.business_date.to_string(),
            entry.author.clone(),
            context.value(&command_text(&entry.command)),
            entry.payload.changes.len().to_string(),
            note(&entry, context),
        ]);
    }
    table.print(context)
}

/// When an entry was written, in China's time.
fn in_china(entry: &Entry) -> String {
    let zone = FixedOffset::east_opt(8 * 3600);
    zone.map_or_else(
        || entry.recorded_at.format("%F %T").to_string(),
        |zone| entry.recorded_at.with_timezone(&zone).format("%F %T").to_string(),
    )
}

/// Which entry an undo or redo is about; that one cannot be undone.
fn note(entry: &Entry, context: &Context<'_>) -> String {
    let about = entry.payload.redoes.or(entry.payload.undoes);
    match about {
        Some(sequence) => context.text(&Message::new("journal-about").with("entry", sequence)),
        None if entry.payload.barrier => context.catalogue.get("journal-barrier"),
        None => String::new(),
    }
}

fn entry_document(entry: &Entry) -> Value {
    json!({
        "sequence": entry.sequence,
        "recorded_at": entry.recorded_at,
        "business_date": entry.business_date,
        "author": entry.author,
        "command": entry.command,
        "args": entry.payload.args,
        "changes": entry.payload.changes.len(),
        "undoes": entry.payload.undoes,
        "redoes": entry.payload.redoes,
        "barrier": entry.payload.barrier,
        "previous_hash": entry.previous_hash,
    })
}

fn taken_back(code: &str, entry: &Entry, context: &mut Context<'_>) -> Result<()> {
    if context.json() {
        let schema = format!("lianjian/{code}/1");
        return context.document(&json!({ "schema": schema, "entry": entry_document(entry) }));
    }
    context.say(
        &Message::new(code)
            .with("entry", entry.sequence)
            .with("author", entry.author.as_str())
            .with("time", in_china(entry))
            .with("command", command_text(&entry.command))
            .with("rows", Arg::List(rows_of(entry)))
            .with("changes", entry.payload.changes.len()),
    )
}

/// The first rows an entry changed.
fn rows_of(entry: &Entry) -> Vec<Arg> {
    let mut rows: Vec<Arg> =
        entry.payload.changes.iter().take(ROWS_SHOWN).map(|change| Arg::from(change.key.as_str())).collect();
    if entry.payload.changes.len() > ROWS_SHOWN {
        rows.push(Arg::from("\u{2026}"));
    }
    rows
}

/// Rows an undo names.
const ROWS_SHOWN: usize = 8;

fn verified(verification: &Verification, context: &mut Context<'_>) -> Result<()> {
    if !verification.findings.is_empty() {
        context.found_problems();
    }
    if context.json() {
        let findings: Vec<Value> = verification
            .findings
            .iter()
            .map(|finding| {
                let message = finding.message();
                json!({
                    "code": message.code,
                    "cause": context.catalogue.render(&message),
                    "action": context.catalogue.attribute(&message, "action"),
                })
            })
            .collect();
        return context.document(&json!({
            "schema": "lianjian/journal-verify/1",
            "valid": verification.findings.is_empty(),
            "entries": verification.entries,
            "rows": verification.rows,
            "head": { "sequence": verification.head.sequence, "hash": verification.head.hash },
            "findings": findings,
        }));
    }
    for finding in &verification.findings {
        context.trouble(&finding.message());
    }
    context.say(&verdict(verification))
}

/// Checks a database, which takes long where it is large. A7152 where Ctrl-C stopped it.
pub(super) fn verification(path: &Path, context: &Context<'_>) -> Result<Verification> {
    let line = context.progress();
    let found = Session::verify_watched(path, &mut |done, all| line.step(done, all))?;
    found.ok_or_else(|| AppError::problem(STOPPED))
}

pub(super) fn verdict(verification: &Verification) -> Message {
    let code = if verification.findings.is_empty() { "journal-verified" } else { "journal-not-verified" };
    Message::new(code)
        .with("entries", verification.entries)
        .with("rows", verification.rows)
        .with("findings", verification.findings.len())
        .with("hash", verification.head.hash.as_str())
}

/// Arguments of `backup`.
#[derive(Args)]
pub(crate) struct Backup {
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

impl Backup {
    pub(super) fn run(&self, context: &mut Context<'_>) -> Result<()> {
        let (session, line) = context.watched_reader()?;
        session.backup(&self.file)?;
        drop(line);
        let file = self.file.display().to_string();
        if context.json() {
            return context.document(&json!({ "schema": "lianjian/backup/1", "file": file }));
        }
        context.say(&Message::new("backup-done").with("file", file))
    }
}
