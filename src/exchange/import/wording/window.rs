//! When: months, days, quarters, ranges, deadlines and recurring periods become spans of days.
//!
//! A cell is a list of spans; a span is a point, `point ~ point`, `point 前` or `point 起`; a point is a year with a
//! half, quarter, month, third of a month or day, of which any part the context gives may be missing. 每 makes periods.

use chrono::Datelike;

use super::calendar::ordered;
use super::fold::fold;
use super::parser::Parser;
use super::token::tokens;
use crate::domain::intake::DateSpan;

/// What the cell leaves to its surroundings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::exchange::import) struct Context {
    /// Year of heading, title, file or person.
    pub(in crate::exchange::import) year: Option<i32>,
    /// The heading asks for months, so that bare numbers are months.
    pub(in crate::exchange::import) months: bool,
}

/// Why a cell is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exchange::import) enum Unread {
    /// Not one of the forms.
    Form,
    /// A month or day without any year.
    Year,
    /// A day, month or quarter no calendar has.
    Calendar,
    /// The end lies before the beginning.
    Reversed,
    /// Could be a range of months or a day: 3-5.
    Ambiguous,
    /// Says that the time is still open.
    Undecided,
}

/// The days a cell names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::exchange::import) struct Windows {
    pub(in crate::exchange::import) spans: Vec<DateSpan>,
    /// How many periods 每 makes.
    pub(in crate::exchange::import) periods: Option<u32>,
    /// Told in weeks, which people count in different ways.
    pub(in crate::exchange::import) weeks: bool,
    /// Something with a number or an exception in it was left over.
    pub(in crate::exchange::import) partly: bool,
}

/// Reads a cell. Never empty where it succeeds.
pub(in crate::exchange::import) fn read(text: &str, context: Context) -> Result<Windows, Unread> {
    // What stands in brackets is a remark, unless it tells how often or is all there is.
    let folded = fold(text);
    let often = |inner: &str| inner.contains(['每', '次']);
    let inner = folded.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(inner, _)| inner);
    let flat = || folded.replace(['(', ')'], ",");
    if inner.is_some_and(often) {
        return parse(&flat(), context);
    }
    // 汛期(6-9月)每月1次: the brackets say what the word for the season does not.
    let seasonal =
        folded.split('(').next().is_some_and(|before| VAGUE.iter().any(|word| before.ends_with(word)));
    if seasonal && inner.is_some_and(|inner| parse(inner, context).is_ok_and(|read| !read.partly)) {
        return parse(&flat(), context);
    }
    match parse(&folded, context) {
        Err(Unread::Form | Unread::Undecided) if inner.is_some() => parse(&flat(), context),
        other => other,
    }
}

fn parse(text: &str, context: Context) -> Result<Windows, Unread> {
    let tokens = tokens(text);
    let mut parser = Parser {
        tokens: &tokens,
        at: 0,
        context,
        found: Windows::default(),
        each: Vec::new(),
        weekly: false,
        times: 1,
        year: None,
        month: None,
        deadline: None,
    };
    let vague = VAGUE.iter().any(|word| text.contains(word));
    parser.found.partly = vague || EXCLUSIONS.iter().any(|word| text.contains(word));
    parser.cell()?;
    let deadline = parser.deadline.is_some();
    let mut found = match parser.finish() {
        Err(Unread::Form) if vague => return Err(Unread::Undecided),
        other => other?,
    };
    // "2019年秋季" names a year and leaves the time open; 元旦前 is all of the year before it.
    let years_only =
        !deadline && found.spans.iter().all(|span| span.from.ordinal() == 1 && span.to.ordinal() >= 365);
    if vague && years_only {
        return Err(Unread::Undecided);
    }
    let once = text.matches("一次").count() + text.matches("1次").count();
    if once == found.spans.len() && once > 1 {
        found.periods = u32::try_from(once).ok();
    }
    if text.contains("各") && text.contains("次") && found.periods.is_none() && found.spans.len() > 1 {
        found.periods = u32::try_from(found.spans.len()).ok();
    }
    if text.contains('或') {
        either(&mut found);
    }
    Ok(found)
}

/// 5月或6月 is one time, not two: neighbours make one span, others are left for a person to choose.
fn either(found: &mut Windows) {
    let neighbours = found.spans.windows(2).all(|pair| match pair {
        [first, second] => first.to.succ_opt() == Some(second.from),
        _ => false,
    });
    match (found.spans.first().copied(), found.spans.last().copied()) {
        (Some(first), Some(last)) if neighbours => {
            found.spans = vec![DateSpan { from: first.from, to: last.to }];
        }
        _ => found.partly = true,
    }
}

/// The first day of one end of a range, or the last of the other, as its own cell writes it.
pub(in crate::exchange::import) fn ends(from: &str, to: &str, context: Context) -> Result<Windows, Unread> {
    let start = read(from, context)?;
    let first = start.spans.first().copied().ok_or(Unread::Form)?;
    // "2021年3月" in one cell and "5月" in the next mean the same year.
    let inherited = Context { year: Some(first.from.year()), ..context };
    let end = read(to, if context.year.is_some() { context } else { inherited })?;
    let last = end.spans.last().copied().ok_or(Unread::Form)?;
    let span = ordered(first.from, last.to)?;
    let weeks = start.weeks || end.weeks;
    Ok(Windows { spans: vec![span], periods: None, weeks, partly: start.partly || end.partly })
}

/// Words for times no calendar of numbers has: what stands beside them is read only in part.
const VAGUE: &[&str] = &[
    "节前", "节后", "节日", "春节", "国庆", "元旦", "中秋", "端午", "清明", "五一", "汛期", "汛前", "汛后",
    "春季", "夏季", "秋季", "冬季", "暑假", "寒假", "暑期", "开学", "农闲", "农忙", "左右", "前后", "即日",
    "之日", "发文", "年中", "年初", "期间",
];
/// Words that take days away again: they cannot be passed over in silence.
const EXCLUSIONS: &[&str] = &["除", "不含", "不包括", "避开", "错开"];

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    /// Spans as `MMDD-MMDD`, with the year where it is not 2021.
    fn shown(spans: &[DateSpan]) -> String {
        let shown = |date: NaiveDate| {
            if date.year() == 2021 {
                date.format("%m%d").to_string()
            } else {
                date.format("%Y%m%d").to_string()
            }
        };
        let spans: Vec<String> =
            spans.iter().map(|span| format!("{}-{}", shown(span.from), shown(span.to))).collect();
        spans.join(" ")
    }

    fn check_in(context: Context, text: &str, expected: Result<&str, Unread>) {
        let found = read(text, context).map(|windows| shown(&windows.spans));
        assert_eq!(found, expected.map(str::to_owned), "{text}");
    }

    fn check(text: &str, expected: &str) {
        check_in(Context { year: Some(2021), months: false }, text, Ok(expected));
    }

    fn refuse(text: &str, expected: Unread) {
        check_in(Context { year: Some(2021), months: false }, text, Err(expected));
    }

    #[test]
    fn months_and_ranges_of_months() {
        check("3月—12月", "0301-1231");
        check("3月-12月", "0301-1231");
        check("１月——１２月", "0101-1231");
        check("2021年9月", "0901-0930");
        check("2021 年 9 月份", "0901-0930");
        check("二〇二一年九月", "0901-0930");
        check("3-12月", "0301-1231");
        check("三至五月", "0301-0531");
        check("2024年3月至10月(具体时间以通知为准)", "20240301-20241031");
        check("2024年3月起至10月", "20240301-20241031");
        check("自2024年3月到2025年2月", "20240301-20250228");
        check("10月至次年3月", "1001-20220331");
        check("5、6月", "0501-0531 0601-0630");
        check("3月、6月和9月", "0301-0331 0601-0630 0901-0930");
        check("2019.3-2019.10", "20190301-20191031");
        check("2019.03~10月", "20190301-20191031");
        check("24年3-10月", "20240301-20241031");
        check("2月", "0201-0228");
    }

    #[test]
    fn days_and_deadlines() {
        check("2023年7月20日前完成", "20230101-20230720");
        check("2023年7月20日前", "20230101-20230720");
        check("6月底前", "0101-0630");
        check("年底前完成", "0101-1231");
        check("截至10月15日", "0101-1015");
        check(
            "分两批次;第一批2023年6月30日前完成,第二批2023年11月30日前完成",
            "20230101-20230630 20230701-20231130",
        );
        check("2019/10/8", "20191008-20191008");
        check("2019-10-08 00:00:00", "20191008-20191008");
        check("20191008-20191031", "20191008-20191031");
        check("43746", "20191008-20191008");
        check("10-08~10-31", "1008-1031");
        check("10.8-10.31", "1008-1031");
        check("10月8日-31日", "1008-1031");
        check("10月8-31日", "1008-1031");
        check("2019年10月8日至11月5日", "20191008-20191105");
        check("2026-12-01 to 2026-12-18", "20261201-20261218");
        check("9月1日起", "0901-1231");
        check("10月20号", "1020-1020");
    }

    #[test]
    fn parts_of_the_year_and_of_the_month() {
        check("第四季度", "1001-1231");
        check("2022年三季度", "20220701-20220930");
        check("一季度至三季度", "0101-0930");
        check("二、四季度", "0401-0630 1001-1231");
        check("上半年", "0101-0630");
        check("2020年下半年", "20200701-20201231");
        check("10月中旬", "1011-1020");
        check("3月上旬至5月下旬", "0301-0531");
        check("10月上旬至中旬", "1001-1020");
        check("12月中下旬", "1211-1231");
        check("2022年Q3", "20220701-20220930");
        check("11月底", "1121-1130");
        check("一季度末", "0321-0331");
        check("一季度末前", "0101-0331");
        check("2022Q3", "20220701-20220930");
        check("5月或6月", "0501-0630");
        check("双月", "0201-0228 0401-0430 0601-0630 0801-0831 1001-1031 1201-1231");
        check("9月3日9:00-17:00", "0903-0903");
        check("全年", "0101-1231");
        check("2021年", "0101-1231");
        check("2021年度", "0101-1231");
        check("全年不定期", "0101-1231");
        check("随机", "0101-1231");
    }

    #[test]
    fn recurring_periods() {
        check("每季度", "0101-0331 0401-0630 0701-0930 1001-1231");
        check("每半年一次", "0101-0630 0701-1231");
        check("每季度第一个月", "0101-0131 0401-0430 0701-0731 1001-1031");
        check("11月—12月每月10日前", "1101-1110 1201-1210");
        check("10-12月,每月1次", "1001-1031 1101-1130 1201-1231");
        check("全年（每季度1次）", "0101-0331 0401-0630 0701-0930 1001-1231");
        check("上、下半年各一次", "0101-0630 0701-1231");
        check("一年两次（6月、12月）", "0601-0630 1201-1231");
        let monthly = read("每月", Context { year: Some(2021), months: false }).unwrap();
        assert_eq!((monthly.spans.len(), monthly.periods), (12, Some(12)));
        for (text, expected) in [
            ("每月2次", 24),
            ("5-6月每月不少于两次", 4),
            ("每季度首月2次", 8),
            ("3月至5月，每周1次", 13),
            ("每周", 52),
            ("7月每周至少2次", 8),
        ] {
            let found = read(text, Context { year: Some(2021), months: false }).unwrap();
            assert_eq!((found.periods, found.partly), (Some(expected), false), "{text}");
        }
    }

    /// In 2021 April began on a Thursday, and its last week ended on the 2nd of May.
    #[test]
    fn weeks_of_a_month() {
        check("4月第一周", "0401-0404");
        check("4月第二周", "0405-0411");
        check("4月份第2个星期", "0405-0411");
        check("4月第二、三周", "0405-0418");
        check("4月第2周至第3周", "0405-0418");
        check("4月第一周、第三周", "0401-0404 0412-0418");
        check("4月最后一周", "0426-0430");
        check("5月第一周", "0503-0509");
        check("4月第五周", "0426-0430");
        check("4月首周", "0401-0404");
        check("3月至4月每月第二周", "0308-0314 0405-0411");
        check("11月-12月每月最后一周", "1122-1128 1227-1231");
        assert!(read("4月第二周", Context { year: Some(2021), months: false }).unwrap().weeks);
    }

    #[test]
    fn neighbours_of_common_wordings() {
        check("3月中上旬", "0301-0320");
        check("一季度末月", "0301-0331");
        check("第二季度首月", "0401-0430");
        check("三季度第二个月", "0801-0831");
        check("每季度首月上旬", "0101-0110 0401-0410 0701-0710 1001-1010");
        check("汛期（6-8月）每月1次", "0601-0630 0701-0731 0801-0831");
        check("3月起，为期两个月", "0301-0430");
        check("3月第三周起", "0315-1231");
        check("3月至5月，每周1次", "0301-0531");
        check("每季度末月20日前", "0301-0320 0601-0620 0901-0920 1201-1220");
        check("2021-Q2", "0401-0630");
        check("3/6/9/12月", "0301-0331 0601-0630 0901-0930 1201-1231");
        check("3月开始，11月结束", "0301-1130");
        check("3月启动，11月底前完成", "0301-1130");
        check("3月1日起三个月", "0301-0531");
        check("11月30日起3个月内", "1130-20220227");
        check("五一节前", "0101-0430");
        check("“五一”前", "0101-0430");
        check("“十一”前完成", "0101-0930");
        check("国庆节前", "0101-0930");
        check("元旦前", "0101-1231");
        check("半年一次", "0101-0630 0701-1231");
        check("年度", "0101-1231");
        check("季度", "0101-0331 0401-0630 0701-0930 1001-1231");
        let twice = read("上半年1次，下半年1次", Context { year: Some(2021), months: false }).unwrap();
        assert_eq!((twice.spans.len(), twice.periods), (2, Some(2)));
    }

    #[test]
    fn what_cannot_be_known_is_said() {
        refuse("13月", Unread::Calendar);
        refuse("2月30日", Unread::Calendar);
        refuse("第五季度", Unread::Calendar);
        refuse("10月至3月", Unread::Reversed);
        refuse("3-5", Unread::Ambiguous);
        refuse("待定", Unread::Undecided);
        refuse("按上级安排", Unread::Undecided);
        refuse("第3周", Unread::Form);
        refuse("4月第六周", Unread::Calendar);
        refuse("春秋两季", Unread::Undecided);
        refuse("春节前", Unread::Undecided);
        check_in(Context { year: None, months: false }, "3月", Err(Unread::Year));
        check_in(Context { year: None, months: false }, "2020年3月", Ok("20200301-20200331"));
        check_in(Context { year: Some(2021), months: true }, "3-5", Ok("0301-0531"));
        check_in(Context { year: Some(2021), months: true }, "9", Ok("0901-0930"));
        refuse("2021年秋季", Unread::Undecided);
        refuse("国庆节后", Unread::Undecided);
        for text in [
            "3月-12月(7月除外)",
            "5月或10月",
            "3月第一个工作日",
            "10月10日左右",
            "即日起至10月底",
            "每季度末",
            "7-8月，每半月1次",
            "每周三",
        ] {
            assert!(read(text, Context { year: Some(2021), months: false }).unwrap().partly, "{text}");
        }
    }

    #[test]
    fn two_cells_make_one_span() {
        let context = Context { year: Some(2021), months: false };
        assert_eq!(ends("3月", "5月", context).map(|w| shown(&w.spans)), Ok("0301-0531".to_owned()));
        assert_eq!(
            ends("2020-03-01", "2020-03-09", context).map(|w| shown(&w.spans)),
            Ok("20200301-20200309".to_owned())
        );
        assert_eq!(ends("5月", "3月", context), Err(Unread::Reversed));
    }
}
