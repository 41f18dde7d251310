//! The command line in a hermetic environment: own home, fixed clock, fixed randomness, no terminal.

#![cfg(test)]

mod ask;
mod bad_input;
mod coming;
mod field;
mod golden;
mod groups;
mod job;
mod killed;
mod looks;
mod processes;
mod rectify;
mod rotation;
mod sequential;
mod stopped;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use lianjian::cli::{self, Environment};
use serde_json::Value;
use tempfile::TempDir;

/// The instant every command runs at, unless a test says otherwise: Monday, 23 September 2019.
fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_569_211_200, 0).unwrap()
}

/// What a command answered.
struct Answer {
    status: u8,
    out: String,
    err: String,
}

impl Answer {
    /// The document on stdout.
    fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }

    /// The answer of a command that must have done its work.
    fn done(self) -> Self {
        assert_eq!(self.status, 0, "{}{}", self.out, self.err);
        self
    }
}

/// An office's machine: a home of its own.
struct Machine {
    home: TempDir,
    now: fn() -> DateTime<Utc>,
}

impl Machine {
    fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap(), now }
    }

    /// One with the demo county set up.
    fn demo() -> Self {
        static DEMO: OnceLock<Vec<u8>> = OnceLock::new();
        Self::with(DEMO.get_or_init(|| {
            let machine = Self::new();
            machine.run(&["init", "--demo"]).done();
            machine.copy()
        }))
    }

    /// One with the demo county's requests taken in, decided and planned.
    fn planned() -> Self {
        static PLANNED: OnceLock<Vec<u8>> = OnceLock::new();
        Self::with(PLANNED.get_or_init(|| {
            let machine = Self::demo();
            let mut files: Vec<PathBuf> = std::fs::read_dir(data("demo/requests-2019"))
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .collect();
            files.sort();
            let mut arguments = vec!["-q", "import", "requests"];
            arguments.extend(files.iter().map(|file| file.to_str().unwrap()));
            machine.run(&arguments).done();
            machine.run(&["triage", "auto"]).done();
            machine.run(&["draw", "commit", "--source", "lottery issue 2019111"]).done();
            machine.run(&["draw", "make", "--all", "--public", "0512172429"]).done();
            machine
                .run(&[
                    "plan",
                    "--from",
                    "2019-10-08",
                    "--to",
                    "2019-12-31",
                    "--effort",
                    "quick",
                    "--threads",
                    "1",
                ])
                .done();
            machine.run(&["visit", "team", "--all"]).done();
            machine.copy()
        }))
    }

    fn with(database: &[u8]) -> Self {
        let machine = Self::new();
        std::fs::write(machine.database(), database).unwrap();
        machine
    }

    fn copy(&self) -> Vec<u8> {
        let path = self.path("copy.db");
        self.run(&["backup", path.to_str().unwrap()]).done();
        std::fs::read(path).unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn database(&self) -> PathBuf {
        self.path("lianjian.db")
    }

    /// Writes a file into the home and returns its path.
    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn environment(&self) -> Environment {
        let variables = [
            ("LIANJIAN_HOME", self.home.path().to_str().unwrap()),
            ("LANG", "zh_CN.UTF-8"),
            ("USER", "\u{5f20}\u{4e09}"),
        ];
        Environment {
            variables: variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into(),
            now: self.now,
            terminal: false,
            columns: Some(100),
            drawn_columns: |_| None,
            entropy: || Ok("07".repeat(32)),
            interrupted: || false,
        }
    }

    /// Runs a command as 张三, the coordinator.
    fn run(&self, arguments: &[&str]) -> Answer {
        self.run_in(&self.environment(), arguments)
    }

    fn run_in(&self, environment: &Environment, arguments: &[&str]) -> Answer {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let arguments = std::iter::once("lianjian").chain(arguments.iter().copied()).map(OsString::from);
        let status = cli::run(arguments, environment, &mut out, &mut err);
        let text = |bytes: Vec<u8>| self.normalised(&String::from_utf8(bytes).unwrap());
        Answer { status, out: text(out), err: text(err) }
    }

    /// Runs a command as 李主任, the director.
    fn direct(&self, arguments: &[&str]) -> Answer {
        let mut all = vec!["--as", "\u{674e}\u{4e3b}\u{4efb}"];
        all.extend(arguments);
        self.run(&all)
    }

    /// The home is called `~`, the repository's data `data`.
    fn normalised(&self, text: &str) -> String {
        text.replace(self.home.path().to_str().unwrap(), "~").replace(data("").to_str().unwrap(), "data/")
    }

    /// Command lines with everything they answer, one after the other; messages behind `!`.
    fn transcript(&self, commands: &[&str]) -> String {
        let mut transcript = String::new();
        for command in commands {
            let words: Vec<String> = command.split(' ').map(|word| self.word(word)).collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let answer = self.run(&words);
            let _ = writeln!(transcript, "$ lianjian {command}");
            for line in answer.err.lines() {
                let _ = writeln!(transcript, "! {line}");
            }
            transcript.push_str(&answer.out);
            if answer.status != 0 {
                let _ = writeln!(transcript, "[{}]", answer.status);
            }
        }
        transcript
    }

    /// `~` and `data/` at the beginning of a word are the real folders.
    fn word(&self, word: &str) -> String {
        match (word.strip_prefix("~/"), word.strip_prefix("data/")) {
            (Some(rest), _) => self.path(rest).to_str().unwrap().to_owned(),
            (_, Some(rest)) => data(rest).to_str().unwrap().to_owned(),
            _ => word.to_owned(),
        }
    }

    /// How many decisions the journal holds.
    fn decisions(&self) -> u64 {
        let answer = self.run(&["journal", "verify", "--json"]).done().json();
        assert_eq!(answer["valid"], true, "{answer}");
        answer["entries"].as_u64().unwrap()
    }
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data").join(name)
}

/// A list of ids in a document.
fn ids(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|id| id.as_str().unwrap().to_owned()).collect()
}

/// What a document counts by a field's word.
fn counts(list: &Value, field: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for row in list.as_array().unwrap() {
        *counts.entry(row[field].as_str().unwrap().to_owned()).or_default() += 1;
    }
    counts
}
