//! A request written in each of the wordings of plans is read back as it was meant.

use chrono::{Datelike, NaiveDate};
use lianjian::domain::intake::{DateSpan, RequestRow, UnitsAsked};
use lianjian::exchange::import::{Options, SourceFile, request};
use proptest::prelude::*;

const DIGITS: [&str; 10] = ["〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// 1 to 99 in Chinese numerals.
fn chinese(number: u32) -> String {
    let (tens, ones) = (number / 10, number % 10);
    let ones = if ones == 0 && tens > 0 { "" } else { DIGITS[ones as usize] };
    match tens {
        0 => ones.to_owned(),
        1 => format!("十{ones}"),
        _ => format!("{}十{ones}", DIGITS[tens as usize]),
    }
}

fn full_width(text: &str) -> String {
    let wide = |c: char| if c.is_ascii_digit() { char::from_u32(u32::from(c) + 0xfee0).unwrap() } else { c };
    text.chars().map(wide).collect()
}

fn month_end(year: i32, month: u32) -> NaiveDate {
    let next = if month == 12 { (year + 1, 1) } else { (year, month + 1) };
    NaiveDate::from_ymd_opt(next.0, next.1, 1).unwrap().pred_opt().unwrap()
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// One row with these cells under these headings, in a file whose name gives the year 2021.
fn read(headings: &[&str], cells: &[&str]) -> RequestRow {
    let quoted = |cells: &[&str]| {
        let cells: Vec<String> =
            cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        cells.join(",")
    };
    let text = format!("检查事项,{}\n甲检查,{}\n", quoted(headings), quoted(cells));
    let file = SourceFile { name: "2021.csv", bytes: text.as_bytes() };
    let mut imported = request::read(&file, &Options::default());
    assert_eq!(imported.rows.len(), 1, "{text}{:?}", imported.problems);
    imported.rows.remove(0)
}

fn check_span(cell: &str, from: NaiveDate, to: NaiveDate) {
    assert_eq!(read(&["检查时间"], &[cell]).windows, [DateSpan { from, to }], "{cell}");
}

fn a_day() -> impl Strategy<Value = NaiveDate> {
    (0..5_000_u64).prop_map(|days| day(2015, 1, 1) + chrono::Days::new(days))
}

proptest! {
    #![proptest_config(super::cases(30))]

    #[test]
    fn months(year in 2015..2030_i32, first in 1..=12_u32, length in 0..12_u32) {
        let last = (first + length).min(12);
        let (from, to) = (day(year, first, 1), month_end(year, last));
        for dash in ["—", "-", "至", "～", "–", "——", " - ", "到"] {
            check_span(&format!("{year}年{first}月{dash}{last}月"), from, to);
            check_span(&format!("{year}年{first}{dash}{last}月"), from, to);
            check_span(&full_width(&format!("{year}年{first}月{dash}{last}月")), from, to);
            check_span(&format!("{year}.{first:02}{dash}{year}.{last:02}"), from, to);
            check_span(&format!("自{year}年{}月{dash}{year}年{}月底", chinese(first), chinese(last)), from, to);
        }
        check_span(&format!("{first}月—{last}月"), day(2021, first, 1), month_end(2021, last));
        check_span(&format!("{first}月份至{last}月份"), day(2021, first, 1), month_end(2021, last));
        check_span(&format!("{year}年{first}月"), from, month_end(year, first));
        check_span(&format!("{year}-{first:02}"), from, month_end(year, first));
        check_span(&format!("{year}年{last}月底前完成"), day(year, 1, 1), to);
    }

    #[test]
    fn days(from in a_day(), length in 0..200_u64) {
        let to = from + chrono::Days::new(length);
        let written = [
            |date: NaiveDate| date.format("%Y-%m-%d").to_string(),
            |date: NaiveDate| date.format("%Y/%-m/%-d").to_string(),
            |date: NaiveDate| date.format("%Y.%-m.%-d").to_string(),
            |date: NaiveDate| date.format("%Y年%-m月%-d日").to_string(),
            |date: NaiveDate| date.format("%Y 年 %m 月 %d 日").to_string(),
            |date: NaiveDate| date.format("%Y%m%d").to_string(),
            |date: NaiveDate| format!("{}年{}月{}日", date.year(), chinese(date.month()), chinese(date.day())),
        ];
        for write in written {
            check_span(&write(from), from, from);
            for dash in ["至", "~", "—", " 至 "] {
                check_span(&format!("{}{dash}{}", write(from), write(to)), from, to);
            }
            check_span(&format!("{}前完成", write(to)), day(to.year(), 1, 1), to);
            check_span(&format!("截至{}", write(to)), day(to.year(), 1, 1), to);
        }
        let serial = (from - day(1899, 12, 30)).num_days();
        check_span(&serial.to_string(), from, from);
        let two = read(&["开始时间", "结束时间"], &[&from.to_string(), &to.format("%Y年%-m月%-d日").to_string()]);
        assert_eq!(two.windows, [DateSpan { from, to }]);
    }

    #[test]
    fn parts_of_the_year(year in 2015..2030_i32, quarter in 1..=4_u32, month in 1..=12_u32) {
        let (from, to) = (day(year, quarter * 3 - 2, 1), month_end(year, quarter * 3));
        check_span(&format!("{year}年第{}季度", chinese(quarter)), from, to);
        check_span(&format!("{year}年{quarter}季度"), from, to);
        check_span(&format!("{}季度", chinese(quarter)), day(2021, quarter * 3 - 2, 1), month_end(2021, quarter * 3));
        check_span(&format!("{year}年{month}月上旬"), day(year, month, 1), day(year, month, 10));
        check_span(&format!("{year}年{month}月中旬"), day(year, month, 11), day(year, month, 20));
        check_span(&format!("{year}年{}月下旬", chinese(month)), day(year, month, 21), month_end(year, month));
        check_span(&format!("{year}年上半年"), day(year, 1, 1), day(year, 6, 30));
        check_span(&format!("{year}年下半年"), day(year, 7, 1), day(year, 12, 31));
        check_span(&format!("{year}年全年"), day(year, 1, 1), day(year, 12, 31));
        check_span(&format!("{year}年度"), day(year, 1, 1), day(year, 12, 31));
    }

    #[test]
    fn amounts(tenths in 1..=1_000_u32, times in 1..=12_u32, count in 1..=5_000_u32) {
        let percent = if tenths % 10 == 0 { format!("{}", tenths / 10) } else { format!("{}.{}", tenths / 10, tenths % 10) };
        let expected = f64::from(tenths) / 1_000.0;
        let exactly = |headings: &[&str], cells: &[&str]| {
            let row = read(headings, cells);
            let range = row.ratio.unwrap();
            assert!((range.min.as_decimal() - expected).abs() < 1e-12, "{cells:?}");
            assert_eq!(range.max, Some(range.min), "{cells:?}");
            row
        };
        exactly(&["抽查比例"], &[&format!("{percent}%")]);
        exactly(&["抽查比例"], &[&full_width(&format!("{percent}％"))]);
        exactly(&["抽查比例"], &[&expected.to_string()]);
        exactly(&["抽查比例（%）"], &[&percent]);
        let row = exactly(&["抽查比例及频次"], &[&format!("{percent}%；{times}次/年")]);
        assert_eq!((row.times_per_year, row.times_at_least), (Some(times), false));
        let row = exactly(&["比例", "频次", "数量"], &[&format!("{percent}％"), &format!(">={times}"), &format!("{count}家")]);
        assert_eq!((row.times_per_year, row.times_at_least, row.count), (Some(times), true, Some(count)));
        let row = exactly(&["抽查比例及频次"], &[&format!("基数：{count}；抽查比例：{percent}%，每年{times}次")]);
        assert_eq!((row.population, row.times_per_year, row.count), (Some(count), Some(times), None));
        for least in ["≥", "不低于", "不少于", "＞=", "至少"] {
            let row = read(&["抽查比例"], &[&format!("{least}{percent}%")]);
            assert_eq!(row.ratio.map(|range| range.max), Some(None), "{least}{percent}%");
        }
        let row = read(&["抽查数量"], &[&format!("{count}户（实际以联合双随机牵头单位抽查数为准。）")]);
        assert_eq!((row.count, row.count_estimated), (Some(count), true));
    }

    #[test]
    fn units(names in proptest::collection::vec(proptest::sample::select(vec!["甘丹曲果镇", "春堆乡", "松盘乡", "强嘎乡", "和平乡"]), 1..5)) {
        for separator in ["、", "，", ",", "；", "\n", " ", "/"] {
            let row = read(&["受检单位"], &[&names.join(separator)]);
            let expected: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(row.units, Some(UnitsAsked::Named(expected)), "{separator:?}");
        }
    }
}
