//! How fast the console is on a database of 100,000 requests, and what memory it takes, through a pseudo-terminal: the time to
//! the first frame, to the first rows, from a key to the end of the frame it brings and to the last frame that follows from
//! it, from a decision's key to the journal. `cargo bench --bench console`; with `-- --database FILE` the database is
//! kept there and made only where there is none.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command as Process;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use chrono::{DateTime, Days, Utc};
use lianjian::app::command::triage::{Ruling, Triage};
use lianjian::app::error::Result;
use lianjian::app::office::Office;
use lianjian::app::session::{Actor, Command, Desk, Session};
use lianjian::app::{demo, intake};
use lianjian::domain::day::DayRange;
use lianjian::domain::id::RequestId;
use lianjian::domain::record::Table;
use lianjian::domain::request::{Request, RequestState};
use lianjian::store::{Field, Tx};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use serde_json::{Value, json};

/// Requests in the database.
const REQUESTS: usize = 100_000;
/// Requests of the county's past written at once.
const AT_ONCE: usize = 5_000;
/// Of how many requests one waits for a decision.
const WAITING_ONE_IN: usize = 49;
/// What ends a frame: the end of a synchronized update.
const FRAME_END: &[u8] = b"\x1b[?2026l";
/// How long one waits for what does not come.
const PATIENCE: Duration = Duration::from_secs(120);
/// How long nothing comes when everything has.
const QUIET: Duration = Duration::from_millis(400);

/// Requests as they are, some decided long ago.
struct Past(Vec<Request>);

impl Command for Past {
    const NAME: &'static str = "import-requests";
    type Outcome = ();

    fn args(&self) -> Value {
        json!({ "rows": self.0.len() })
    }

    fn decide(self, tx: &mut Tx<'_>, _: &Desk<'_>) -> Result<()> {
        for request in self.0 {
            let id = RequestId(tx.next_number(Table::Request)?);
            tx.put(&Request { id, ..request })?;
        }
        Ok(())
    }
}

fn clock() -> DateTime<Utc> {
    DateTime::from_timestamp(1_569_211_200, 0).unwrap_or_default()
}

fn session(path: &Path) -> Result<Session> {
    let actor = Actor { author: demo::COORDINATOR.to_owned(), now: clock, today: demo::today() };
    Session::open(path, Office::load(None)?, actor)
}

/// The demo county with its 60 requests over and over, each with its own matter. What waits can be accepted: each in
/// weeks of its own, so that none repeats another.
fn fill(path: &Path) -> Result<()> {
    let mut session = session(path)?;
    demo::set_up(&mut session)?;
    session.act_as(demo::COORDINATOR);
    let names: Vec<&str> = session.office().assets.names("demo/requests-2019/").collect();
    for name in names {
        let bytes = session.office().assets.read(name)?.into_owned();
        let file = intake::GivenFile { name: name.to_owned(), bytes };
        let options = intake::RequestOptions::default();
        intake::requests(&mut session, &file, &options, false, &mut intake::unwatched)?;
    }
    let patterns: Vec<Request> =
        session.read(|view| Ok(view.all::<Request>()?.into_iter().map(|found| found.record).collect()))?;
    let acceptable: Vec<Request> =
        patterns.iter().filter(|pattern| session.rehearse(accepting(pattern.id)).is_ok()).cloned().collect();
    let mut written = patterns.len();
    while written < REQUESTS {
        let batch = written..REQUESTS.min(written + AT_ONCE);
        written = batch.end;
        session.run(Past(batch.map(|number| made(number, &patterns, &acceptable)).collect()))?;
    }
    Ok(())
}

fn accepting(id: RequestId) -> Triage {
    Triage { ids: vec![id], ruling: Ruling::Accept, reason: None, note: None, despite_rules: false }
}

/// A request of the past, or one that waits.
fn made(number: usize, patterns: &[Request], acceptable: &[Request]) -> Request {
    let waits = number.is_multiple_of(WAITING_ONE_IN) && !acceptable.is_empty();
    let (nth, among) = if waits { (number / WAITING_ONE_IN, acceptable) } else { (number, patterns) };
    let mut request = among[nth % among.len()].clone();
    request.title = format!("{} {number}", request.title);
    request.fingerprint = format!("{number:064x}");
    request.source.hash.clone_from(&request.fingerprint);
    request.plan_item = request.plan_item.map(|item| format!("{item}-{number}"));
    request.state = if waits { RequestState::Received } else { RequestState::Returned };
    let later = Days::new(7 * u64::try_from(nth / among.len()).unwrap_or(0));
    for window in request.windows.iter_mut().filter(|_| waits) {
        let moved = window.from.checked_add_days(later).zip(window.until.checked_add_days(later));
        *window = moved.map_or(*window, |(from, until)| DayRange { from, until });
    }
    request
}

/// The console on a terminal.
struct Console {
    keys: Box<dyn Write + Send>,
    output: Receiver<(Instant, Vec<u8>)>,
    seen: Vec<u8>,
    started: Instant,
    child: Box<dyn portable_pty::Child + Send + Sync>,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

type Failure = Box<dyn std::error::Error + Send + Sync>;

impl Console {
    fn start(database: &Path) -> std::result::Result<Self, Failure> {
        let size = PtySize { rows: 40, cols: 120, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size)?;
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lianjian"));
        command.env("LIANJIAN_DB", database);
        command.env("LANG", "zh_CN.UTF-8");
        command.env("TERM", "xterm-256color");
        command.args(["--as", demo::COORDINATOR]);
        let mut reader = pair.master.try_clone_reader()?;
        let keys = pair.master.take_writer()?;
        let (sender, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = vec![0; 65_536];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                if sender.send((Instant::now(), bytes[..count].to_vec())).is_err() {
                    return;
                }
            }
        });
        let started = Instant::now();
        let child = pair.slave.spawn_command(command)?;
        drop(pair.slave);
        Ok(Self { keys, output, seen: Vec::new(), started, child, _master: pair.master })
    }

    /// Waits until `needle` has come; when that was.
    fn until(&mut self, needle: &[u8]) -> std::result::Result<Instant, Failure> {
        let mut at = self.started;
        loop {
            if let Some(place) = self.seen.windows(needle.len()).position(|window| window == needle) {
                self.seen.drain(..place + needle.len());
                return Ok(at);
            }
            let (when, bytes) = self.output.recv_timeout(PATIENCE)?;
            at = when;
            self.seen.extend(bytes);
        }
    }

    /// Nothing more comes for a while: what was to be read is read.
    fn settle(&mut self) {
        while self.output.recv_timeout(Duration::from_secs(3)).is_ok() {}
        self.seen.clear();
    }

    /// From a key to the end of the next frame, and to the end of the last that follows from it.
    fn key_and_after(&mut self, key: &str) -> std::result::Result<(Duration, Duration), Failure> {
        while self.output.try_recv().is_ok() {}
        self.seen.clear();
        let pressed = Instant::now();
        self.keys.write_all(key.as_bytes())?;
        self.keys.flush()?;
        let first = self.until(FRAME_END)? - pressed;
        let mut last = first;
        while let Ok((when, _)) = self.output.recv_timeout(QUIET) {
            last = when - pressed;
        }
        Ok((first, last))
    }

    /// From a key to the end of the next frame.
    fn key(&mut self, key: &str) -> std::result::Result<Duration, Failure> {
        while self.output.try_recv().is_ok() {}
        self.seen.clear();
        let pressed = Instant::now();
        self.keys.write_all(key.as_bytes())?;
        self.keys.flush()?;
        self.until(FRAME_END).map(|at| at - pressed)
    }
}

/// Processor time a process has used, in hundredths of a second; from `/proc`, `None` elsewhere.
fn used(process: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name stands in brackets and may hold spaces: fields are counted behind it.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
}

/// The memory a process holds and the most it has held, in megabytes.
fn memory(process: u32) -> Option<(u64, u64)> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let megabytes = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        Some(line.split_whitespace().next()?.parse::<u64>().ok()?.div_ceil(1024))
    };
    Some((megabytes("VmRSS:")?, megabytes("VmHWM:")?))
}

fn report_memory(what: &str, process: u32) {
    if let Some((now, most)) = memory(process) {
        println!("| memory {what} | | {now} MB | | | {most} MB |");
    }
}

/// How long nothing is done while the processor time is measured.
const IDLE: Duration = Duration::from_secs(20);

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |percent: usize| times.get((times.len() - 1) * percent / 100).copied().unwrap_or_default();
    let ms = |time: Duration| format!("{}.{:02} ms", time.as_millis(), time.as_micros() % 1000 / 10);
    let (median, most) = (ms(at(50)), ms(at(100)));
    println!("| {what} | {} | {median} | {} | {} | {most} |", times.len(), ms(at(95)), ms(at(99)));
}

/// Where the database is kept between runs, if it is.
fn kept() -> Option<PathBuf> {
    let mut arguments = std::env::args().skip_while(|argument| argument != "--database");
    arguments.nth(1).map(PathBuf::from)
}

fn main() -> std::result::Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let database = folder.path().join("lianjian.db");
    let started = Instant::now();
    let source = kept().unwrap_or_else(|| database.clone());
    if !source.exists() {
        fill(&source).map_err(|error| format!("{error:?}"))?;
    }
    if source != database {
        std::fs::copy(&source, &database)?;
    }
    println!("a database of {REQUESTS} requests made in {:.1} s", started.elapsed().as_secs_f64());
    println!("| | n | median | 95% | 99% | most |");
    println!("|---|---|---|---|---|---|");
    let mut console = start(&database)?;
    console.settle();
    let process = console.child.process_id().unwrap_or_default();
    report_memory("with all requests read", process);
    let before = used(process);
    std::thread::sleep(IDLE);
    if let Some((before, after)) = before.zip(used(process)) {
        println!(
            "| processor time in {} s of doing nothing | | {} ms | | | |",
            IDLE.as_secs(),
            (after - before) * 10
        );
    }
    for (what, keys, times) in [
        ("one row down", "j", 200),
        ("a page down", "\x06", 300),
        ("the last row", "G", 1),
        ("all states", "o", 2),
        ("one row down, all states", "j", 200),
        ("a page down, all states", "\x06", 300),
        ("the first row", "gg", 1),
        ("open the filter", "/", 1),
        ("a character into the filter", "s", 1),
        ("another character", "p", 1),
        ("another character", "x", 1),
        ("take one away", "\x7f", 3),
        ("a character that many hold", "a", 1),
        ("leave the filter", "\x1b", 1),
        ("another order", "s", 40),
        ("mark a row", " ", 50),
        ("the next screen", "\t", 24),
        ("the palette", ":", 1),
        ("a character into the palette", "p", 5),
        ("leave the palette", "\x1b", 1),
    ] {
        let (mut frames, mut last) = (Vec::new(), Vec::new());
        let filter = what.contains("character") || what.contains("one away");
        for _ in 0..times {
            if filter {
                let (first, after) = console.key_and_after(keys)?;
                frames.push(first);
                last.push(after);
            } else {
                frames.push(console.key(keys)?);
                std::thread::sleep(Duration::from_millis(30));
            }
        }
        report(what, frames);
        if filter {
            report("\u{2026} until everything that follows is shown", last);
        }
        console.settle();
    }
    report_memory("after looking round", process);
    decide_one_by_one(&mut console, &database)?;
    triage(&mut console, &database)?;
    report_memory("after deciding", process);
    console.keys.write_all(b"q")?;
    console.child.wait()?;
    Ok(())
}

/// Starts it some times; the last one stays.
fn start(database: &Path) -> std::result::Result<Console, Failure> {
    const STARTS: usize = 10;
    let (mut frames, mut rows) = (Vec::new(), Vec::new());
    loop {
        let mut console = Console::start(database)?;
        frames.push(console.until(FRAME_END)? - console.started);
        rows.push(console.until("R-0001".as_bytes())? - console.started);
        if frames.len() == STARTS {
            report("start to the first frame", frames);
            report("start to the first rows", rows);
            return Ok(console);
        }
        console.keys.write_all(b"q")?;
        console.child.wait()?;
    }
}

/// Requests decided one after the other, and those decided at once behind them.
const DECIDED: usize = 1_000;
/// Requests decided with time between them.
const SLOWLY: usize = 30;

/// Requests accepted one at a time, each waited for: until it is on record, in the console and on the command line.
fn decide_one_by_one(console: &mut Console, database: &Path) -> std::result::Result<(), Failure> {
    let session = session(database).map_err(|error| format!("{error:?}"))?;
    let head =
        || session.read(|view| Ok(view.journal_head()?.sequence)).map_err(|error| format!("{error:?}"));
    for key in ["1", "\x1b", "o"] {
        // Back to those that wait: all states come round to them.
        console.key(key)?;
        console.settle();
    }
    let mut recorded = Vec::new();
    for _ in 0..SLOWLY {
        let before = head()?;
        let pressed = Instant::now();
        console.keys.write_all(b"a")?;
        console.keys.flush()?;
        while head()? == before && pressed.elapsed() < PATIENCE {
            std::thread::sleep(Duration::from_micros(200));
        }
        recorded.push(pressed.elapsed());
        std::thread::sleep(QUIET);
    }
    report("accept one: from the key to the journal", recorded);
    console.settle();
    let mut commands = Vec::new();
    for id in waiting(&session)?.into_iter().rev().take(10) {
        let pressed = Instant::now();
        let done = Process::new(env!("CARGO_BIN_EXE_lianjian"))
            .env("LIANJIAN_DB", database)
            .args(["--as", demo::COORDINATOR, "--today", "2019-10-08", "triage", "accept", &id.to_string()])
            .output()?;
        if !done.status.success() {
            return Err(String::from_utf8_lossy(&done.stderr).into());
        }
        commands.push(pressed.elapsed());
    }
    report("accept one on the command line", commands);
    console.settle();
    Ok(())
}

/// A thousand requests decided by one key each, as fast as frames come; then all that still wait, returned at once, while
/// the cursor goes on.
fn triage(console: &mut Console, database: &Path) -> std::result::Result<(), Failure> {
    let session = session(database).map_err(|error| format!("{error:?}"))?;
    let start = Instant::now();
    let before = waiting(&session)?.len();
    let keys: std::result::Result<Vec<Duration>, Failure> = (0..DECIDED).map(|_| console.key("a")).collect();
    report("accept one, the cursor goes on", keys?);
    let pressed = start.elapsed();
    let left = decided(&session, before.saturating_sub(DECIDED))?;
    println!(
        "{} accepted by {DECIDED} keys in {:.1} s: the last on record after {:.1} s, {left} wait",
        before - left,
        pressed.as_secs_f64(),
        start.elapsed().as_secs_f64()
    );
    console.settle();
    report("mark all that wait", vec![console.key("v")?]);
    report("return them: the reason is asked", vec![console.key("r")?]);
    let start = Instant::now();
    report("the reason is given", vec![console.key("\r")?]);
    let moves: std::result::Result<Vec<Duration>, Failure> = (0..20).map(|_| console.key("j")).collect();
    report("one row down meanwhile", moves?);
    let none = decided(&session, 0)?;
    println!("{left} returned at once: on record after {:.1} s, {none} wait", start.elapsed().as_secs_f64());
    console.settle();
    Ok(())
}

/// What of a request tells it from others.
#[derive(serde::Deserialize)]
struct Id {
    id: RequestId,
}

/// The requests that wait for a decision.
fn waiting(session: &Session) -> std::result::Result<Vec<RequestId>, Failure> {
    let mut ids = Vec::new();
    let received = [Field::Is("state", "received")];
    let read =
        session.read(|view| Ok(view.each::<Request, Id>(&received, |found| ids.push(found.record.id))?));
    read.map_err(|error| format!("{error:?}"))?;
    ids.sort_unstable();
    Ok(ids)
}

/// Waits until no more than so many requests wait; how many do.
fn decided(session: &Session, most: usize) -> std::result::Result<usize, Failure> {
    let start = Instant::now();
    loop {
        let left = waiting(session)?.len();
        if left <= most || start.elapsed() > PATIENCE {
            return Ok(left);
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}
