//! What fits into a cell, a row and a footer of a spreadsheet, and how a day is told. Knows no sheet.

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::ExcelDateTime;

use super::Look;
use crate::exchange::export::look::FONT;
use crate::text::visible::visible;
use crate::text::width;

/// Characters a cell may hold.
const CELL_CHARACTERS_MAX: usize = 32_000;
/// Height of one line of body text in points.
const LINE_POINTS: u32 = 16;

/// Height of a row of so many lines.
pub(super) fn points(lines: usize, look: Look) -> u32 {
    let lines = u32::try_from(lines).unwrap_or(u32::MAX).max(1);
    match look {
        Look::Title => lines.saturating_mul(28),
        Look::Section => lines.saturating_mul(22),
        _ => lines.saturating_mul(LINE_POINTS).saturating_add(4),
    }
}

/// Lines a text takes when it is wrapped at a width in columns.
pub(super) fn lines_in(text: &str, columns: usize) -> usize {
    text.split('\n').map(|line| width::on_paper(line).div_ceil(columns.max(1)).max(1)).sum()
}

/// Text that is safe in a cell: control characters visible, line ends kept, cut where a cell ends.
pub(super) fn text_of(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(visible).collect();
    lines.join("\n").chars().take(CELL_CHARACTERS_MAX).collect()
}

/// The longest beginning of at most so many UTF-16 units, the measure of spreadsheets.
pub(super) fn cut_utf16(text: &str, units: usize) -> String {
    let mut left = units;
    text.chars()
        .take_while(|c| {
            let fits = c.len_utf16() <= left;
            left = left.saturating_sub(c.len_utf16());
            fits
        })
        .collect()
}

/// Page numbers in the middle, the text at the left; `&` begins a command there.
pub(super) fn footer_text(text: &str) -> String {
    let text = cut_utf16(&text_of(text).replace('\n', " "), 80).replace('&', "&&");
    format!("&L&\"{FONT}\"&9{text} &C&\"{FONT}\"&9&P / &N")
}

/// Spreadsheets know days from 1900.
pub(super) fn excel_date(date: NaiveDate) -> Option<ExcelDateTime> {
    let (year, month, day) =
        (u16::try_from(date.year()).ok()?, u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?);
    ExcelDateTime::from_ymd(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_are_counted_in_columns() {
        assert_eq!(lines_in("松盘乡", 6), 1);
        assert_eq!(lines_in("松盘乡", 5), 2);
        assert_eq!(lines_in("a\nb", 5), 2);
        assert_eq!(lines_in("", 0), 1);
    }

    #[test]
    fn a_footer_cannot_give_commands() {
        assert!(footer_text("A&D").contains("A&&D"));
    }
}
