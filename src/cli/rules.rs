//! `lianjian rules`: what requests and visits are held to, with the documents that say so.

use std::path::PathBuf;

use clap::Subcommand;
use serde_json::{Value, json};

use super::table::{Column, Table, field};
use super::{Context, read_file};
use crate::app::error::{AppError, Result};
use crate::app::intake;
use crate::app::office::{Office, check_rules};
use crate::domain::message::Message;
use crate::domain::rule::{Citation, Rule, Verdict};
use crate::text::Lang;

/// What to know of the rules.
#[derive(Subcommand)]
pub(crate) enum Rules {
    /// All in force.
    List,
    /// One, with its document.
    Explain {
        #[arg(value_name = "CODE")]
        code: String,
    },
    /// A county's own file.
    Check {
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

impl Rules {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self {
            Self::List => list(context),
            Self::Explain { code } => explain(&code, context),
            Self::Check { file } => check(&file, context),
        }
    }
}

/// A citation as people read it, with the warning where nobody has compared it with the document.
pub(super) fn citation_text(citation: &Citation, context: &Context<'_>) -> String {
    let text = if context.lang() == Lang::Zh { &citation.zh } else { &citation.en };
    let text = text.clone();
    if citation.verified {
        return text;
    }
    context.text(&Message::new("citation-not-verified").with("citation", text))
}

/// What a rule said, with the document it is written in.
pub(super) fn verdict_document(verdict: &Verdict, office: &Office, context: &Context<'_>) -> Value {
    json!({
        "rule": verdict.rule,
        "severity": verdict.severity,
        "message": context.catalogue.render(&verdict.message),
        "action": context.catalogue.attribute(&verdict.message, "action"),
        "citation": office.rules.rule(&verdict.rule).map(|held| &held.rule.citation),
    })
}

fn name(text: &str, context: &Context<'_>) -> String {
    context.catalogue.attribute(&Message::new(text), "name").unwrap_or_default()
}

fn list(context: &mut Context<'_>) -> Result<()> {
    let office = context.office()?;
    if context.json() {
        let rules: Vec<Value> = office
            .rules
            .rules()
            .map(|held| json!({ "name": name(held.text, context), "rule": held.rule }))
            .collect();
        return context.document(&json!({ "schema": "lianjian/rules/1", "rules": rules }));
    }
    let mut table = Table::new(&[
        Column::Left("col-code"),
        Column::Left("col-severity"),
        Column::Left("col-exception"),
        Column::Left("col-name"),
        Column::Left("col-limits"),
        Column::Left("col-citation"),
    ]);
    for held in office.rules.rules() {
        let rule = &held.rule;
        table.row([
            rule.code.clone(),
            context.word(rule.severity),
            context.word(rule.exception_by),
            name(held.text, context),
            limits(rule),
            citation_text(&rule.citation, context),
        ]);
    }
    table.print(context)
}

/// `visits_max=1`: the numbers of a rule as its file names them.
fn limits(rule: &Rule) -> String {
    let numbers = rule.numbers.iter().map(|(name, number)| format!("{name}={number}"));
    numbers.collect::<Vec<_>>().join(" ")
}

fn explain(code: &str, context: &mut Context<'_>) -> Result<()> {
    let office = context.office()?;
    let code = code.to_ascii_uppercase();
    let Some(held) = office.rules.rule(&code) else {
        return Err(AppError::usage("A7032").with("rule", code));
    };
    let rule = &held.rule;
    let action = context.catalogue.attribute(&Message::new(held.text), "action").unwrap_or_default();
    if context.json() {
        return context.document(&json!({
            "schema": "lianjian/rule/1",
            "name": name(held.text, context),
            "action": action,
            "rule": rule,
        }));
    }
    context.line(&format!("{code}  {}", name(held.text, context)))?;
    let severity = context.word(rule.severity);
    field(context, "col-severity", &severity)?;
    let exception = context.word(rule.exception_by);
    field(context, "col-exception", &exception)?;
    if !rule.kinds.is_empty() {
        let kinds = context.catalogue.join(rule.kinds.iter().map(|kind| context.word(*kind)));
        field(context, "col-kind", &kinds)?;
    }
    if !rule.regimes.is_empty() {
        let regimes = context.catalogue.join(rule.regimes.iter().map(|regime| context.word(*regime)));
        field(context, "col-regime", &regimes)?;
    }
    if let (Some(scope), Some(period)) = (rule.scope, rule.period) {
        let text = format!("{}  {}", context.word(scope), context.word(period));
        field(context, "col-scope", &text)?;
    }
    if !rule.numbers.is_empty() {
        field(context, "col-limits", &limits(rule))?;
    }
    for (list, words) in &rule.words {
        let words = context.catalogue.join(words.iter().cloned());
        field(context, "col-words", &format!("{list}: {words}"))?;
    }
    let citation = citation_text(&rule.citation, context);
    field(context, "col-citation", &citation)?;
    field(context, "col-action", &action)
}

fn check(file: &std::path::Path, context: &mut Context<'_>) -> Result<()> {
    let bytes = read_file(file)?;
    let name = file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let office = context.office()?;
    let problems = check_rules(&office.assets, &name, &bytes)?;
    context.problems(&problems);
    if context.json() {
        let problems: Vec<Value> =
            problems.iter().map(|problem| intake::problem_document(problem, &context.catalogue)).collect();
        let document = json!({ "schema": "lianjian/rules-check/1", "file": name, "problems": problems });
        return context.document(&document);
    }
    if problems.is_empty() {
        context.say(&Message::new("rules-sound").with("file", name))
    } else {
        context.say(&Message::new("rules-wrong").with("file", name).with("count", problems.len()))
    }
}
