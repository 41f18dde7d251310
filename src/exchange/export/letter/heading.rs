//! Titles and letterheads that no single character is left over of: a title breaks into lines of about one length, a
//! letterhead is set smaller. Knows the measures of the page, no letter.

use crate::text::width;

/// Columns of a title's line: 20 characters of 22 points in a block of 156 mm.
const TITLE_COLUMNS: usize = 40;
/// Columns of a letterhead at its full size of 36 points.
const LETTERHEAD_COLUMNS: usize = 24;
/// Half points a letterhead takes of the line in all, and the least size that is still one.
const LETTERHEAD_HALF_POINTS: (usize, usize) = (1_768, 32);

/// A line may not begin with these.
const CLOSING: &str = "\u{ff0c}\u{3002}\u{ff1b}\u{ff1a}\u{3001}\u{ff09}\u{201d}\u{300b}\u{3015},.;:)";
/// A line may not end with these.
const OPENING: &str = "\u{ff08}\u{201c}\u{300a}\u{3014}(";

/// Words of titles that a line does not tear.
const WORDS: [&str; 16] = [
    "一季", "二季", "三季", "四季", "季度", "年度", "月度", "联合", "检查", "统筹", "工作", "方案", "安排",
    "整改", "情况", "通知",
];

/// A title with its line breaks: as few lines as hold it, as even as words allow.
pub(super) fn title(text: &str) -> String {
    let columns = width::on_paper(text);
    if columns <= TITLE_COLUMNS || text.contains('\n') {
        return text.to_owned();
    }
    let mut rest = text;
    let mut lines = Vec::new();
    let mut left = columns.div_ceil(TITLE_COLUMNS);
    while left > 1 {
        let target = width::on_paper(rest).div_ceil(left);
        let fits =
            ends(rest).filter(|at| width::on_paper(rest.get(..*at).unwrap_or_default()) <= TITLE_COLUMNS);
        let far = |at: &usize| width::on_paper(rest.get(..*at).unwrap_or_default()).abs_diff(target);
        let Some((line, after)) = fits.min_by_key(far).and_then(|at| rest.split_at_checked(at)) else {
            break;
        };
        lines.push(line.trim_end());
        (rest, left) = (after.trim_start(), left - 1);
    }
    lines.push(rest);
    lines.join("\n")
}

/// The size of a letterhead in half points; `None` where it fits in its own.
pub(super) fn letterhead(text: &str) -> Option<usize> {
    let columns = width::on_paper(text);
    (columns > LETTERHEAD_COLUMNS)
        .then(|| (LETTERHEAD_HALF_POINTS.0 / columns.max(1)).max(LETTERHEAD_HALF_POINTS.1))
}

/// Where a line may end: behind a space, or between letters of which one is wide.
fn ends(text: &str) -> impl Iterator<Item = usize> + '_ {
    let letters = text.char_indices().zip(text.chars().skip(1));
    letters.filter_map(|((at, before), after)| {
        let wide = |letter: char| width::on_paper(letter.encode_utf8(&mut [0; 4])) > 1;
        let inside = |word: &&str| word.chars().eq([before, after]);
        let torn =
            CLOSING.contains(after) || OPENING.contains(before) || after == ' ' || WORDS.iter().any(inside);
        let may = before == ' ' || wide(before) || wide(after);
        (may && !torn).then_some(at + before.len_utf8())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_leaves_no_character_over() {
        let check = |text: &str, expected: &[&str]| {
            assert_eq!(title(text).lines().collect::<Vec<_>>(), expected, "of {text}");
        };
        check("关于开展联合检查的通知", &["关于开展联合检查的通知"]);
        let twenty_one = "林周县二〇一九年第四季度联合检查统筹工作方案";
        check(twenty_one, &["林周县二〇一九年第四季度", "联合检查统筹工作方案"]);
        check(
            "关于商请统筹安排检查时间\u{ff08}2019年10月至2019年12月\u{ff09}的函",
            &["关于商请统筹安排检查时间", "\u{ff08}2019年10月至2019年12月\u{ff09}的函"],
        );
        check(
            "Notice of a joint inspection of this county's townships",
            &["Notice of a joint inspection", "of this county's townships"],
        );
        check(&"x".repeat(90), &[&"x".repeat(90)]);
    }

    #[test]
    fn a_long_office_stands_on_one_line() {
        let check = |letters: usize, size: Option<usize>| {
            assert_eq!(letterhead(&"\u{59d4}".repeat(letters)), size, "{letters} letters");
        };
        check(12, None);
        check(14, Some(63));
        check(60, Some(32));
    }
}
