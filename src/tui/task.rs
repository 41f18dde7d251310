//! What the console asks of the program: each task is one command or one query on the session. Runs in the worker's
//! thread; tests run it in line.

use std::path::PathBuf;

/// One thing to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// The first start.
    Begin(Beginning),
}

/// How an office begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Beginning {
    /// With the demo county and its requests.
    Demo,
    /// With a county of its own.
    County {
        /// Its division code.
        code: String,
        /// Its name.
        name: String,
        /// Who acts as director at first.
        director: String,
    },
    /// With another database file.
    File(PathBuf),
}

/// What a task brought.
#[derive(Debug)]
pub enum Answer {
    /// The office is set up.
    Begun,
}

impl Task {
    /// Takes long: runs beside the other tasks, with progress, and can be stopped.
    pub const fn is_job(&self) -> bool {
        match self {
            Self::Begin(beginning) => matches!(beginning, Beginning::Demo),
        }
    }
}
