//! A hundred thousand rows against the bare spreadsheet library, for a release build:
//! `cargo test --release --test it intake::speed -- --ignored --nocapture`.

use std::time::{Duration, Instant};

use calamine::{Reader, Xlsx};
use rust_xlsxwriter::Workbook;

use super::import;

const ROWS: u32 = 100_000;

fn plan() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let headings =
        ["序号", "检查事项", "检查对象", "受检单位", "检查时间", "抽查比例", "检查人数", "检查依据"];
    sheet.write_row(0, 0, headings).unwrap();
    for row in 1..=ROWS {
        sheet.write_number(row, 0, row).unwrap();
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
        sheet.write_row(row, 1, cells).unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// The best of three.
fn best(mut run: impl FnMut()) -> Duration {
    let once = |()| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    [(), (), ()].map(once).into_iter().min().unwrap()
}

#[test]
#[ignore = "measures time, which only a release build on a quiet machine tells"]
fn a_hundred_thousand_rows() {
    let bytes = plan();
    let bare = best(|| {
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes.as_slice())).unwrap();
        assert_eq!(book.worksheet_range_at(0).unwrap().unwrap().height(), ROWS as usize + 1);
    });
    let read = best(|| assert_eq!(import("2021.xlsx", &bytes).rows.len(), ROWS as usize));
    println!("bare {bare:?}, read {read:?}");
    assert!(read <= bare * 2, "bare {bare:?}, read {read:?}");
}
