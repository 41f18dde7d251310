//! Reads the clock, the environment and the arguments; everything else is in the library.

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
#[cfg(unix)]
use std::sync::OnceLock;
#[cfg(unix)]
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, NaiveDate, Utc};
use crossterm::cursor::position;
use crossterm::terminal::{disable_raw_mode, enable_raw_mode};
use lianjian::app::error::{AppError, Result};
use lianjian::app::office::Office;
use lianjian::app::session::{Actor, Session};
use lianjian::cli::{self, Environment, Opening};
use lianjian::tui::{self, World};

fn main() -> ExitCode {
    let environment = Environment {
        variables: std::env::vars().collect(),
        now: Utc::now,
        terminal: io::stderr().is_terminal(),
        columns: None,
        entropy,
        drawn_columns,
        interrupted,
    };
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let status = match cli::opening(&arguments, &environment) {
        Some(opening) => match opening.and_then(|opening| console(opening, &environment)) {
            Ok(()) => 0,
            Err(error) => cli::fail(&error, &arguments, &environment, &mut io::stderr()),
        },
        None => cli::run(arguments, &environment, &mut io::stdout().lock(), &mut io::stderr()),
    };
    ExitCode::from(status)
}

/// Fresh randomness from the system, as hex.
fn entropy() -> Result<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| AppError::environment("X6907").caused_by(error))?;
    Ok(hex::encode(bytes))
}

/// Whether Ctrl-C was pressed since this was asked for the first time. Pressed again it ends the program at once.
#[cfg(unix)]
fn interrupted() -> bool {
    use signal_hook::{consts::SIGINT, flag};
    static PRESSED: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    let pressed = PRESSED.get_or_init(|| {
        let pressed = Arc::new(AtomicBool::new(false));
        // In this order: the first time the flag is not set yet when the end is decided on. Where a signal cannot be heard
        // Ctrl-C ends the program as it always did.
        let _ = flag::register_conditional_shutdown(SIGINT, INTERRUPTED, Arc::clone(&pressed))
            .and_then(|_| flag::register(SIGINT, Arc::clone(&pressed)));
        pressed
    });
    pressed.load(Ordering::Relaxed)
}

/// The exit status of a program that a second Ctrl-C ended, as shells know it.
#[cfg(unix)]
const INTERRUPTED: i32 = 130;

#[cfg(not(unix))]
fn interrupted() -> bool {
    false
}

/// Columns the terminal moves on for a text, as it says itself; `None` where there is no terminal or it does not say.
fn drawn_columns(text: &str) -> Option<u16> {
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        return None;
    }
    enable_raw_mode().ok()?;
    let mut out = io::stdout();
    let drawn = write!(out, "\r{text}").and_then(|()| out.flush());
    let moved = drawn.and_then(|()| position()).map(|(column, _)| column);
    // What was tried is not left on the screen; a terminal that is gone needs nothing taken back.
    let _ = write!(out, "\r    \r").and_then(|()| out.flush());
    let _ = disable_raw_mode();
    moved.ok()
}

/// Opens the console.
fn console(opening: Opening, environment: &Environment) -> Result<()> {
    let no_colour = environment.variables.get("NO_COLOR").is_some_and(|value| !value.is_empty());
    let settings = tui::Settings {
        lang: opening.lang,
        no_colour,
        look: environment.variables.get("LIANJIAN_LOOK").cloned(),
        mouse: environment.variables.get("LIANJIAN_MOUSE").is_some_and(|text| text == "on"),
        wide: environment.draws_wide(),
        today: opening.given_today.unwrap_or(opening.today),
    };
    let outside = Outside {
        database: opening.database,
        data: opening.data,
        author: opening.author,
        today: settings.today,
    };
    tui::open(&settings, Arc::new(outside), opening.given_today.is_some())
}

/// The world as the process finds it.
struct Outside {
    database: PathBuf,
    data: Option<PathBuf>,
    author: String,
    today: NaiveDate,
}

impl World for Outside {
    fn open(&self, path: Option<&Path>) -> Result<Session> {
        let path = path.unwrap_or(&self.database);
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            lianjian::app::export::folder(folder)?;
        }
        let actor = Actor { author: self.author.clone(), now: Utc::now, today: self.today };
        Session::open(path, Office::load(self.data.clone())?, actor)
    }

    fn path(&self) -> &Path {
        &self.database
    }

    fn entropy(&self) -> Result<String> {
        entropy()
    }

    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}
