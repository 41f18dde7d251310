//! `lianjian` without a subcommand: what the console is opened with. The console itself is not known here.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Parser;

use super::{Context, Environment, Global, language};
use crate::app::error::{AppError, Result};
use crate::text::{Catalogue, Lang};

/// The options every subcommand takes, and no subcommand.
#[derive(Parser)]
#[command(name = "lianjian", disable_help_flag = true)]
struct Arguments {
    #[command(flatten)]
    global: Global,
}

/// What the console is opened with.
pub struct Opening {
    /// The database.
    pub database: PathBuf,
    /// The folder a county's own copies of the files in `data/` stand in.
    pub data: Option<PathBuf>,
    /// Who acts.
    pub author: String,
    /// The business date, where one was given.
    pub given_today: Option<NaiveDate>,
    /// The day of the real clock.
    pub today: NaiveDate,
    /// The language.
    pub lang: Lang,
}

/// What the console is opened with; `None` where a command line asks for something else.
pub fn opening(arguments: &[OsString], environment: &Environment) -> Option<Result<Opening>> {
    let global = Arguments::try_parse_from(arguments).ok()?.global;
    if global.json {
        return None;
    }
    let given_today = global.today;
    let catalogue = Catalogue::new(language(arguments, environment));
    let (mut nowhere, mut unheard) = (io::sink(), io::sink());
    let context = Context::new(global, environment, catalogue, &mut nowhere, &mut unheard);
    Some(context.database().map(|database| Opening {
        database,
        data: context.own_files(),
        author: context.author(),
        given_today,
        today: context.today(),
        lang: context.lang(),
    }))
}

/// Says why the console could not be opened, as a subcommand would; returns the exit status.
pub fn fail(
    error: &AppError,
    arguments: &[OsString],
    environment: &Environment,
    messages: &mut dyn Write,
) -> u8 {
    let global = Arguments::try_parse_from(arguments).map(|parsed| parsed.global);
    let catalogue = Catalogue::new(language(arguments, environment));
    match global {
        Ok(global) => {
            let mut nowhere = io::sink();
            Context::new(global, environment, catalogue, &mut nowhere, messages).fail(error)
        }
        Err(_) => error.exit_code(),
    }
}
