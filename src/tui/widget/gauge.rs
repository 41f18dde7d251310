//! Shares as bars: how much of a limit is used, how far a job has come, visits week by week.

use ratatui::layout::Rect;

use crate::tui::ink::{Canvas, Piece};
use crate::tui::theme::{Look, Meaning};

/// `used` of `max` as a bar of some columns with the figures behind it. Full is a warning, more than full is bad; both
/// also carry a sign.
pub fn gauge_pieces(look: Look, width: u16, used: u32, max: u32) -> [Piece; 2] {
    let (meaning, sign) = standing(used, max);
    let bar = bar(look, width, u64::from(used), u64::from(max));
    [(bar, meaning), (format!(" {used}/{max}{sign}"), meaning)]
}

fn bar(look: Look, width: u16, done: u64, all: u64) -> String {
    let (full, symbols) = (filled(width, done, all), look.symbols());
    symbols.full.repeat(usize::from(full)) + &symbols.empty.repeat(usize::from(width - full))
}

/// What a use of a limit means, and its sign: `=` full, `!` exceeded.
pub const fn standing(used: u32, max: u32) -> (Meaning, &'static str) {
    if used > max {
        (Meaning::Bad, "!")
    } else if used == max {
        (Meaning::Warn, "=")
    } else {
        (Meaning::Good, "")
    }
}

/// Draws `done` of `all` as a bar over the whole place.
pub fn draw_bar(canvas: &mut Canvas<'_>, area: Rect, done: u64, all: u64, meaning: Meaning) {
    canvas.text(area, &bar(canvas.look, area.width, done, all), meaning);
}

/// Columns of `width` that are filled: none only for nothing, all only for everything.
fn filled(width: u16, done: u64, all: u64) -> u16 {
    if done == 0 || width == 0 {
        return 0;
    }
    if done >= all {
        return width;
    }
    let exact = u128::from(width) * u128::from(done) / u128::from(all);
    u16::try_from(exact).unwrap_or(width).clamp(1, width.saturating_sub(1).max(1))
}

/// Values as bars of rising height, one column each, `most` being full height; nothing is a dot.
pub fn sparkline(look: Look, values: &[u32], most: u32) -> String {
    let bars = look.symbols().bars;
    let most = most.max(1);
    let steps = u32::try_from(bars.len()).unwrap_or(1);
    values
        .iter()
        .map(|value| {
            let step = (u64::from(*value) * u64::from(steps)).div_ceil(u64::from(most));
            match usize::try_from(step).unwrap_or(0) {
                0 => ".",
                step => bars.get(step - 1).copied().unwrap_or("."),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_empty_only_for_nothing_and_full_only_for_everything() {
        let check = |done, all, expect| assert_eq!(filled(10, done, all), expect, "{done}/{all}");
        check(0, 100, 0);
        check(1, 100, 1);
        check(50, 100, 5);
        check(99, 100, 9);
        check(100, 100, 10);
        check(300, 100, 10);
        check(1, 0, 10);
        assert_eq!(filled(1, 1, 2), 1);
        assert_eq!(filled(0, 1, 2), 0);
    }

    #[test]
    fn a_full_and_an_exceeded_limit_have_a_sign() {
        assert_eq!(standing(1, 2).1, "");
        assert_eq!(standing(2, 2).1, "=");
        assert_eq!(standing(3, 2).1, "!");
    }

    #[test]
    fn a_sparkline_has_one_column_a_value() {
        assert_eq!(sparkline(Look::Ascii, &[0, 1, 4, 8], 8), ".148");
        assert_eq!(sparkline(Look::Ascii, &[], 0), "");
    }
}
