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

/// The best of three, with the most memory that was needed beside what was there before, in MB.
fn best(mut run: impl FnMut() -> Result<(), Failure>) -> Result<(Duration, Option<u64>), Failure> {
    let mut best = (Duration::MAX, None);
    for _ in 0..3 {
        let before = memory("VmRSS:");
        // Makes the system forget the most it has seen; where it cannot, no memory is told.
        let forgotten = std::fs::write("/proc/self/clear_refs", "5").is_ok();
        let start = Instant::now();
        run()?;
        let took = start.elapsed();
        let most = memory("VmHWM:")
            .filter(|_| forgotten)
            .zip(before)
            .map(|(most, before)| most.saturating_sub(before));
        best = (best.0.min(took), most.max(best.1));
    }
    Ok(best)
}

/// A line of what Linux says of this process, in MB.
fn memory(name: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kilobytes| kilobytes >> 10)
}

fn tell(what: &str, (took, most): (Duration, Option<u64>), bare: Duration) {
    let times = took.as_secs_f64() / bare.as_secs_f64();
    let memory = most.map_or("?".to_owned(), |most| most.to_string());
    println!("{what:<34} {:>8.0} ms  {times:>5.2} x  {memory:>5} MB", took.as_secs_f64() * 1_000.0);
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
    tell("cells alone", cells, cells.0);
    let read = best(|| {
        let file = SourceFile { name: "2019.xlsx", bytes: &bytes };
        assert_eq!(request::read(&file, &Options::default()).rows.len(), ROWS as usize);
        Ok(())
    })?;
    tell("read as requests", read, cells.0);
    let file = GivenFile { name: "2019.xlsx".to_owned(), bytes };
    let options =
        RequestOptions { department: Some("县农业农村局".to_owned()), ..RequestOptions::default() };
    let folder = tempfile::tempdir()?;
    let mut session = office(&folder).map_err(failure)?;
    let start = Instant::now();
    // The stop comes in the middle: of what was begun nothing stays.
    let stopped = requests(&mut session, &file, &options, false, &mut |done, all| done * 4 < all * 3);
    let stopped_after = start.elapsed();
    assert!(stopped.is_err(), "a stopped import takes nothing");
    println!("{:<34} {:>8.0} ms", "stopped at three quarters", stopped_after.as_secs_f64() * 1_000.0);
    let mut longest = Duration::ZERO;
    let mut last = Instant::now();
    let start = Instant::now();
    let report = requests(&mut session, &file, &options, false, &mut |_, _| {
        longest = longest.max(last.elapsed());
        last = Instant::now();
        true
    })
    .map_err(failure)?;
    tell("read, checked and taken in", (start.elapsed(), memory("VmHWM:")), cells.0);
    println!("{:<34} {:>8.0} ms", "longest between two reports", longest.as_secs_f64() * 1_000.0);
    assert_eq!(report.taken.len(), ROWS as usize);
    Ok(())
}
