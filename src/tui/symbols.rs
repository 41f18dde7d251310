//! The marks the console draws with. Two sets: line drawing where the terminal has it, plain ASCII where it has not.
//! No meaning rests on a mark whose width terminals disagree about: signs that mean something are ASCII in both.

use crate::text::width;

/// One set of marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Symbols {
    /// `─`.
    pub horizontal: &'static str,
    /// `│`.
    pub vertical: &'static str,
    /// Corners: top left, top right, bottom left, bottom right.
    pub corners: [&'static str; 4],
    /// A filled piece of a gauge.
    pub full: &'static str,
    /// An empty piece of a gauge.
    pub empty: &'static str,
    /// Bars of rising height, for sparklines.
    pub bars: [&'static str; 8],
    /// Eighths of a cell filled from below, for charts of several rows.
    pub rising: [&'static str; 8],
    /// Where a text goes on that has no room.
    pub cut: &'static str,
}

/// For terminals with box-drawing characters.
pub const UNICODE: Symbols = Symbols {
    horizontal: "─",
    vertical: "│",
    corners: ["┌", "┐", "└", "┘"],
    full: "█",
    empty: "░",
    bars: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    rising: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    cut: "…",
};

/// For terminals that draw those two columns wide, or not at all.
pub const ASCII: Symbols = Symbols {
    horizontal: "-",
    vertical: "|",
    corners: ["+", "+", "+", "+"],
    full: "#",
    empty: ".",
    bars: ["1", "2", "3", "4", "5", "6", "7", "8"],
    rising: [".", ".", ".", ":", ":", ":", "#", "#"],
    cut: width::PLAIN_CUT_MARK,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mark_takes_one_column() {
        for set in [UNICODE, ASCII] {
            let marks = [set.horizontal, set.vertical, set.full, set.empty, set.cut];
            for mark in marks.iter().chain(&set.corners).chain(&set.bars).chain(&set.rising) {
                assert_eq!(width::of(mark), 1, "{mark}");
            }
        }
    }

    #[test]
    fn what_is_ambiguous_is_known_to_the_self_test() {
        let set = UNICODE;
        let marks = [set.horizontal, set.vertical, set.full, set.empty, set.cut];
        let all: String =
            marks.iter().chain(&set.corners).chain(&set.bars).chain(&set.rising).copied().collect();
        let unknown =
            |character: &char| width::is_ambiguous(*character) && !width::DRAWN.contains(*character);
        assert_eq!(all.chars().find(unknown), None);
    }

    #[test]
    fn the_plain_set_is_plain() {
        let marks = [ASCII.horizontal, ASCII.vertical, ASCII.full, ASCII.empty, ASCII.cut];
        assert!(
            marks
                .iter()
                .chain(&ASCII.corners)
                .chain(&ASCII.bars)
                .chain(&ASCII.rising)
                .all(|mark| mark.is_ascii())
        );
    }
}
