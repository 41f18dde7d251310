//! Reads the clock, the environment and the arguments; everything else is in the library.

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use lianjian::cli::{self, Environment};

fn main() -> ExitCode {
    let environment = Environment {
        variables: std::env::vars().collect(),
        now: chrono::Utc::now,
        terminal: io::stderr().is_terminal(),
        columns: None,
        entropy: || {
            let mut bytes = [0; 32];
            getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
            Ok(bytes)
        },
    };
    let status = cli::run(std::env::args_os(), &environment, &mut io::stdout().lock(), &mut io::stderr());
    ExitCode::from(status)
}
