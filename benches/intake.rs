//! How long 100,000 rows of .xlsx take to be read, and to be taken in, against the spreadsheet library reading the same
//! cells alone; what memory that needs; how soon an import stops when it is told to. `cargo bench --bench intake`.

use std::time::{Duration, Instant};

use calamine::{Reader, Xlsx};
use chrono::{DateTime, Utc};
use lianjian::app::demo;
use lianjian::app::error::AppError;
use lianjian::app::intake::{GivenFile, RequestOptions, requests};
use lianjian::app::office::Office;
use lianjian::app::session::{Actor, Session};
use lianjian::exchange::import::{Options, SourceFile, request};
use rust_xlsxwriter::Workbook;

const ROWS: u32 = 100_000;

type Failure = Box<dyn std::error::Error>;

/// A plan of eight columns; every matter is another one.
fn plan() -> Result<Vec<u8>, Failure> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let headings =
        ["序号", "检查事项", "检查对象", "受检单位", "检查时间", "抽查比例", "检查人数", "检查依据"];
    sheet.write_row(0, 0, headings)?;
    for row in 1..=ROWS {
        sheet.write_number(row, 0, row)?;
        let (first, second) = (row % 9 + 1, row % 9 + 3);
        let cells = [
            format!("第{row}项检查"),
            "农药经营主体".to_owned(),
            "松盘乡、强嘎乡".to_owned(),
            format!("{first}月—{second}月"),
            format!("{}%", row % 20 + 1),
            "2人".to_owned(),
            "《农药管理条例》".to_owned(),
        ];
        sheet.write_row(row, 1, cells)?;
    }
    Ok(book.save_to_buffer()?)
}

/// What a run took.
#[derive(Clone, Copy)]
struct Taken {
    clock: Duration,
    /// Of all its threads; none where the system does not tell.
    processor: Option<Duration>,
    /// The most memory that was needed beside what was there before, in MB.
    memory: Option<u64>,
}

fn measured(run: impl FnOnce() -> Result<(), Failure>) -> Result<Taken, Failure> {
    let (held, busy) = (memory("VmRSS:"), processor());
    // Makes the system forget the most it has seen; where it cannot, no memory is told.
    let forgotten = std::fs::write("/proc/self/clear_refs", "5").is_ok();
    let start = Instant::now();
    run()?;
    let clock = start.elapsed();
    let most = memory("VmHWM:").filter(|_| forgotten);
    Ok(Taken {
        clock,
        processor: processor().zip(busy).map(|(after, before)| after.saturating_sub(before)),
        memory: most.zip(held).map(|(most, held)| most.saturating_sub(held)),
    })
}

/// The best of three; the most memory of them.
fn best(mut run: impl FnMut() -> Result<(), Failure>) -> Result<Taken, Failure> {
    let mut best = measured(&mut run)?;
    for _ in 0..2 {
        let taken = measured(&mut run)?;
        best.clock = best.clock.min(taken.clock);
        best.processor = best.processor.min(taken.processor);
        best.memory = best.memory.max(taken.memory);
    }
    Ok(best)
}

/// A line of what Linux says of this process, in MB.
fn memory(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes >> 10)
}

/// Processor time of this process so far, of its own and the system's on its behalf, in steps of 10 ms as Linux counts it.
fn processor() -> Option<Duration> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let ticks: Vec<u64> = fields.split_whitespace().skip(11).take(2).filter_map(|n| n.parse().ok()).collect();
    Some(Duration::from_millis(ticks.iter().sum::<u64>() * 10))
}

fn tell(what: &str, taken: Taken, bare: Taken) {
    let times = |of: Duration, bare: Duration| of.as_secs_f64() / bare.as_secs_f64().max(0.001);
    let shown = |of: Duration, bare: Duration| {
        format!("{:>7.0} ms {:>5.2} x", of.as_secs_f64() * 1_000.0, times(of, bare))
    };
    let unknown = || "?".to_owned();
    println!(
        "{what:<28} clock {}   processor {}   {:>4} MB",
        shown(taken.clock, bare.clock),
        taken.processor.zip(bare.processor).map_or_else(unknown, |(of, bare)| shown(of, bare)),
        taken.memory.map_or_else(unknown, |most| most.to_string()),
    );
}

fn clock() -> DateTime<Utc> {
    DateTime::from_timestamp(1_569_211_200, 0).unwrap_or_default()
}

fn office(folder: &tempfile::TempDir) -> Result<Session, AppError> {
    let actor = Actor { author: demo::COORDINATOR.to_owned(), now: clock, today: demo::today() };
    let mut session = Session::open(&folder.path().join("office.db"), Office::load(None)?, actor)?;
    demo::set_up(&mut session)?;
    Ok(session)
}

fn failure(error: AppError) -> Failure {
    format!("{error:?}").into()
}

fn main() -> Result<(), Failure> {
    let bytes = plan()?;
    println!("{ROWS} rows of 8 columns, {} KB", bytes.len() >> 10);
    let cells = best(|| {
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes.as_slice()))?;
        let range = book.worksheet_range_at(0).ok_or("no sheet")??;
        assert_eq!(range.height(), ROWS as usize + 1);
        Ok(())
    })?;
    tell("cells alone", cells, cells);
    let read = best(|| {
        let file = SourceFile { name: "2019.xlsx", bytes: &bytes };
        assert_eq!(request::read(&file, &Options::default()).rows.len(), ROWS as usize);
        Ok(())
    })?;
    tell("read as requests", read, cells);
    let file = GivenFile { name: "2019.xlsx".to_owned(), bytes };
    let options =
        RequestOptions { department: Some("县农业农村局".to_owned()), ..RequestOptions::default() };
    let mut whole: Option<Taken> = None;
    let mut longest = Duration::ZERO;
    for _ in 0..3 {
        // A store of its own for each: that of a county that has just begun.
        let folder = tempfile::tempdir()?;
        let mut session = office(&folder).map_err(failure)?;
        let taken = measured(|| {
            let mut last = Instant::now();
            let report = requests(&mut session, &file, &options, false, &mut |_, _| {
                longest = longest.max(last.elapsed());
                last = Instant::now();
                true
            })
            .map_err(failure)?;
            assert_eq!(report.taken.len(), ROWS as usize);
            Ok(())
        })?;
        whole = Some(whole.filter(|best| best.clock < taken.clock).unwrap_or(taken));
    }
    if let Some(whole) = whole {
        tell("read, checked and taken in", whole, cells);
    }
    println!("{:<28} {:>13.0} ms", "longest between two reports", longest.as_secs_f64() * 1_000.0);
    let folder = tempfile::tempdir()?;
    let mut session = office(&folder).map_err(failure)?;
    for percent in [5, 20, 60, 95] {
        let mut told = None;
        let stopped = requests(&mut session, &file, &options, false, &mut |done, all| {
            let go_on = done * 100 < all * percent;
            if !go_on {
                told.get_or_insert_with(Instant::now);
            }
            go_on
        });
        assert!(stopped.map_or(true, |report| report.taken.is_empty()), "a stopped import takes nothing");
        let waited = told.map_or(Duration::ZERO, |told| told.elapsed());
        println!("stopped at {percent:>2} %, waited for  {:>13.0} ms", waited.as_secs_f64() * 1_000.0);
    }
    Ok(())
}
