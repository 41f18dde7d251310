//! How fast the console is on a database of 100,000 requests, through a pseudo-terminal: the time to the first frame, to
//! the first rows, and from a key to the end of the frame it brings. `cargo bench --bench console`.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use lianjian::app::error::Result;
use lianjian::app::office::Office;
use lianjian::app::session::{Actor, Command, Desk, Session};
use lianjian::app::{demo, intake};
use lianjian::domain::id::RequestId;
use lianjian::domain::record::Table;
use lianjian::domain::request::{Request, RequestState};
use lianjian::store::Tx;
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use serde_json::{Value, json};

/// Requests in the database.
const REQUESTS: usize = 100_000;
/// Requests of the county's past written at once.
const AT_ONCE: usize = 5_000;
/// Of how many requests one waits for a decision.
const WAITING_ONE_IN: usize = 50;
/// What ends a frame: the end of a synchronized update.
const FRAME_END: &[u8] = b"\x1b[?2026l";
/// How long one waits for what does not come.
const PATIENCE: Duration = Duration::from_secs(120);

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

/// The demo county with its 60 requests over and over, each with its own matter.
fn fill(path: &Path) -> Result<()> {
    let actor = Actor { author: demo::COORDINATOR.to_owned(), now: clock, today: demo::today() };
    let mut session = Session::open(path, Office::load(None)?, actor)?;
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
    let mut written = patterns.len();
    while written < REQUESTS {
        let batch = (written..REQUESTS.min(written + AT_ONCE)).map(|number| {
            let pattern = patterns[number % patterns.len()].clone();
            let waits = number % WAITING_ONE_IN == 0;
            Request {
                title: format!("{} {number}", pattern.title),
                fingerprint: format!("{number:064x}"),
                state: if waits { RequestState::Received } else { RequestState::Returned },
                ..pattern
            }
        });
        let batch: Vec<Request> = batch.collect();
        written += batch.len();
        session.run(Past(batch))?;
    }
    Ok(())
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

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |percent: usize| times.get((times.len() - 1) * percent / 100).copied().unwrap_or_default();
    let ms = |time: Duration| format!("{}.{:02}", time.as_millis(), time.as_micros() % 1000 / 10);
    println!(
        "{what:<34} n {:>4}  median {:>8} ms  95% {:>8} ms  most {:>8} ms",
        times.len(),
        ms(at(50)),
        ms(at(95)),
        ms(at(100))
    );
}

fn main() -> std::result::Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let database = folder.path().join("lianjian.db");
    fill(&database).map_err(|error| format!("{error:?}"))?;
    let (mut frames, mut rows) = (Vec::new(), Vec::new());
    let mut console = Console::start(&database)?;
    for round in 0..5 {
        if round > 0 {
            console = Console::start(&database)?;
        }
        frames.push(console.until(FRAME_END)? - console.started);
        rows.push(console.until("R-0001".as_bytes())? - console.started);
        if round < 4 {
            console.keys.write_all(b"q")?;
            console.child.wait()?;
        }
    }
    report("start to first frame", frames);
    report("start to first rows", rows);
    console.settle();
    for (what, keys, times) in [
        ("one row down", "j", 200),
        ("a page down", "\x06", 100),
        ("the last row, the first row", "G", 1),
        ("open the filter", "/", 1),
        ("a character into the filter", "s", 1),
        ("another character", "p", 1),
        ("another character", "x", 1),
        ("take one away", "\x7f", 1),
        ("leave the filter", "\x1b", 1),
        ("all states", "o", 4),
        ("another order", "s", 4),
        ("mark a row", " ", 50),
        ("the next screen", "\t", 20),
        ("the palette", ":", 1),
        ("a character into the palette", "p", 5),
        ("leave the palette", "\x1b", 1),
    ] {
        let taken: std::result::Result<Vec<Duration>, Failure> = (0..times)
            .map(|_| {
                let taken = console.key(keys);
                std::thread::sleep(Duration::from_millis(30));
                taken
            })
            .collect();
        report(what, taken?);
        console.settle();
    }
    triage(&mut console, &database)?;
    console.keys.write_all(b"q")?;
    console.child.wait()?;
    Ok(())
}

/// Requests decided one after the other, and those decided at once behind them.
const DECIDED: usize = 1_000;

/// A thousand requests decided by one key each, as fast as frames come; then all that still wait, returned at once, while
/// the cursor goes on.
fn triage(console: &mut Console, database: &Path) -> std::result::Result<(), Failure> {
    console.key("1")?;
    console.settle();
    console.key("\x1b")?;
    console.settle();
    let start = Instant::now();
    let waiting = waiting(database)?;
    let keys: std::result::Result<Vec<Duration>, Failure> = (0..DECIDED).map(|_| console.key("a")).collect();
    report("accept one, the cursor goes on", keys?);
    let left = decided(database, waiting.saturating_sub(DECIDED))?;
    println!(
        "{DECIDED} accepted one by one: the last on record after {:.1} s, {left} left",
        start.elapsed().as_secs_f64()
    );
    console.settle();
    report("mark all that wait", vec![console.key("v")?]);
    report("return them: the reason is asked", vec![console.key("r")?]);
    let start = Instant::now();
    report("the reason is given", vec![console.key("\r")?]);
    let moves: std::result::Result<Vec<Duration>, Failure> = (0..20).map(|_| console.key("j")).collect();
    report("one row down meanwhile", moves?);
    let none = decided(database, 0)?;
    println!("{left} returned at once: on record after {:.1} s, {none} left", start.elapsed().as_secs_f64());
    Ok(())
}

/// How many requests wait for a decision.
fn waiting(database: &Path) -> std::result::Result<usize, Failure> {
    let actor = Actor { author: demo::COORDINATOR.to_owned(), now: clock, today: demo::today() };
    let office = Office::load(None).map_err(|error| format!("{error:?}"))?;
    let session = Session::open(database, office, actor).map_err(|error| format!("{error:?}"))?;
    let all = session.read(|view| Ok(view.all::<Request>()?)).map_err(|error| format!("{error:?}"))?;
    Ok(all.iter().filter(|found| found.record.state == RequestState::Received).count())
}

/// Waits until no more than so many requests wait; how many do.
fn decided(database: &Path, most: usize) -> std::result::Result<usize, Failure> {
    let start = Instant::now();
    loop {
        let left = waiting(database)?;
        if left <= most || start.elapsed() > PATIENCE {
            return Ok(left);
        }
        std::thread::sleep(Duration::from_millis(200));
    }
}
