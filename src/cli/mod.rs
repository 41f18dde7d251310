//! Arguments in, texts and JSON out: one file a subcommand. Knows no SQL and no terminal screen.

mod answer;
mod arrival;
mod ask;
mod check;
mod compare;
mod console;
mod context;
mod demo;
mod doctor;
mod draw;
mod export;
mod finding;
mod given;
mod help;
mod import;
mod init;
mod journal;
mod parse;
mod plain;
mod plan;
mod progress;
mod quota;
mod results;
mod rules;
mod sample;
mod sample_plan;
mod shell;
mod solve;
mod table;
mod triage;
mod visit;
mod what_if;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

pub use console::{Opening, fail, opening};
pub(crate) use context::Context;

use crate::app::error::{AppError, Result};
use crate::text::{Catalogue, Lang, width};

/// What the process was started in. Only `main` makes one; tests make their own.
pub struct Environment {
    /// Environment variables.
    pub variables: BTreeMap<String, String>,
    /// The real clock.
    pub now: fn() -> DateTime<Utc>,
    /// Whether messages go to a terminal, so that progress may be drawn.
    pub terminal: bool,
    /// Fresh randomness from the system, as hex.
    pub entropy: fn() -> Result<String>,
    /// Columns the terminal moves on for a text; `None` where there is none to ask.
    pub drawn_columns: fn(&str) -> Option<u16>,
    /// Whether Ctrl-C was pressed since this was asked for the first time; from then on it does not end the program by
    /// itself, pressed a second time it does.
    pub interrupted: fn() -> bool,
    /// Columns of help texts; `None` takes what the terminal has.
    pub columns: Option<usize>,
}

impl Environment {
    /// The terminal is said to draw characters of ambiguous width two columns wide.
    pub fn draws_wide(&self) -> bool {
        self.variables.get("LIANJIAN_AMBIGUOUS").is_some_and(|text| text == "wide")
    }
}

#[derive(Parser)]
#[command(name = "lianjian", version, disable_help_subcommand = true)]
struct Arguments {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options every subcommand takes.
#[derive(Args, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line are independent of one another")]
pub(crate) struct Global {
    #[arg(long, global = true, value_name = "FILE")]
    db: Option<PathBuf>,
    #[arg(long, global = true, value_name = "zh|en", value_parser = ["zh", "en"], hide_possible_values = true)]
    lang: Option<String>,
    #[arg(long, global = true)]
    json: bool,
    #[arg(long, global = true)]
    plain: bool,
    #[arg(long = "as", global = true, value_name = "NAME")]
    author: Option<String>,
    #[arg(long, global = true, value_name = "DATE")]
    today: Option<NaiveDate>,
    #[arg(short, long, global = true)]
    quiet: bool,
    #[arg(short, long, global = true)]
    verbose: bool,
}

/// One variant a subcommand; each holds the arguments its own file defines.
#[derive(Subcommand)]
enum Command {
    Demo(demo::DemoArguments),
    Init(init::Init),
    #[command(subcommand)]
    Person(init::People),
    #[command(subcommand)]
    Import(import::Import),
    Baseline(import::Baseline),
    #[command(subcommand)]
    Triage(triage::Triage),
    #[command(subcommand)]
    Rules(rules::Rules),
    #[command(subcommand)]
    Quota(quota::Quota),
    #[command(subcommand)]
    Draw(draw::Draws),
    Plan(plan::PlanArguments),
    Ask(ask::Ask),
    #[command(subcommand)]
    Demand(plan::Demands),
    #[command(subcommand)]
    Visit(visit::Visits),
    #[command(subcommand)]
    Anchor(arrival::Anchors),
    Record(results::Record),
    #[command(subcommand)]
    Arrival(arrival::Arrivals),
    #[command(subcommand)]
    Export(export::Export),
    #[command(subcommand)]
    Answer(answer::Answers),
    #[command(subcommand)]
    Finding(finding::Findings),
    Burden(arrival::BurdenArguments),
    #[command(subcommand)]
    Journal(journal::Journal),
    Backup(journal::Backup),
    Doctor,
    #[command(subcommand)]
    Sample(sample::Sample),
    Solve(solve::SolveArguments),
    Check(check::CheckArguments),
    WhatIf(what_if::WhatIfArguments),
    Completions(shell::Completions),
    Man(shell::Manual),
}

impl Command {
    fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self {
            Self::Demo(arguments) => demo::run(&arguments, context),
            Self::Init(arguments) => arguments.run(context),
            Self::Person(command) => command.run(context),
            Self::Import(command) => command.run(context),
            Self::Baseline(arguments) => arguments.run(context),
            Self::Triage(command) => command.run(context),
            Self::Rules(command) => command.run(context),
            Self::Quota(command) => command.run(context),
            Self::Draw(command) => command.run(context),
            Self::Plan(arguments) => plan::run(&arguments, context),
            Self::Ask(arguments) => arguments.run(context),
            Self::Demand(command) => command.run(context),
            Self::Visit(command) => command.run(context),
            Self::Anchor(command) => command.run(context),
            Self::Record(arguments) => arguments.run(context),
            Self::Arrival(command) => command.run(context),
            Self::Export(command) => command.run(context),
            Self::Answer(command) => command.run(context),
            Self::Finding(command) => command.run(context),
            Self::Burden(arguments) => arrival::burden(&arguments, context),
            Self::Journal(command) => command.run(context),
            Self::Backup(arguments) => arguments.run(context),
            Self::Doctor => doctor::run(context),
            Self::Sample(command) => command.run(context),
            Self::Solve(arguments) => solve::run(&arguments, context),
            Self::Check(arguments) => check::run(&arguments, context),
            Self::WhatIf(arguments) => what_if::run(&arguments, context),
            Self::Completions(arguments) => arguments.run(context),
            Self::Man(arguments) => arguments.run(context),
        }
    }
}

/// The tree of commands with its texts.
fn command(catalogue: &Catalogue) -> clap::Command {
    help::localised(Arguments::command(), catalogue)
}

/// Runs one command line and returns the exit status.
pub fn run(
    arguments: impl IntoIterator<Item = OsString>,
    environment: &Environment,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> u8 {
    width::set_ambiguous_wide(environment.draws_wide());
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let catalogue = Catalogue::new(language(&arguments, environment));
    let parsed = match command(&catalogue).try_get_matches_from(&arguments) {
        Ok(matches) => Arguments::from_arg_matches(&matches),
        Err(error) => Err(error),
    };
    let parsed = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return help::answer(&error, &catalogue, out, messages),
    };
    let mut context = Context::new(parsed.global, environment, catalogue, out, messages);
    match parsed.command.run(&mut context) {
        Ok(()) => context.status(),
        Err(error) => context.fail(&error),
    }
}

/// The language is needed before the arguments are understood, so that usage errors are in it too.
fn language(arguments: &[OsString], environment: &Environment) -> Lang {
    let mut words = arguments.iter().filter_map(|argument| argument.to_str());
    while let Some(word) = words.next() {
        let value =
            word.strip_prefix("--lang=").or_else(|| (word == "--lang").then(|| words.next()).flatten());
        match value {
            Some("en") => return Lang::En,
            Some("zh") => return Lang::Zh,
            _ => {}
        }
    }
    ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| environment.variables.get(*name).filter(|value| !value.is_empty()))
        .map_or(Lang::Zh, |locale| Lang::of_locale(locale))
}

/// Reads a file a command was given.
pub(crate) fn read_file(path: &std::path::Path) -> Result<Vec<u8>> {
    std::fs::read(path).map_err(|error| {
        AppError::environment("X6001").with("file", path.display().to_string()).caused_by(error)
    })
}
