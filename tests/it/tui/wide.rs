//! Terminals that draw characters of ambiguous width two columns wide: with the setting, every cell stands where the
//! terminal puts it; the self-test asks the terminal.

use lianjian::text::{Lang, width};
use ratatui::buffer::{Buffer, CellDiffOption};

use super::harness::Console;
use super::office::Stage;

/// Puts the setting back when a test ends: other tests may run on this thread.
struct Wide;

impl Wide {
    fn set() -> Self {
        width::set_ambiguous_wide(true);
        Self
    }
}

impl Drop for Wide {
    fn drop(&mut self) {
        width::set_ambiguous_wide(false);
    }
}

/// Writes out what changed between two frames the way the terminal's backend does, on a terminal that draws ambiguous
/// characters wide, and says which columns each row then holds.
fn check(cells: &Buffer) {
    for y in cells.area.top()..cells.area.bottom() {
        let mut x = cells.area.left();
        while x < cells.area.right() {
            let cell = &cells[(x, y)];
            let ambiguous = cell.symbol().chars().any(width::is_ambiguous);
            let forced = matches!(cell.diff_option, CellDiffOption::ForcedWidth(_));
            assert_eq!(forced, ambiguous, "{:?} at {x},{y}", cell.symbol());
            let wide = u16::try_from(width::of(cell.symbol()).max(1)).unwrap();
            for behind in x + 1..x + wide {
                assert!(behind < cells.area.right(), "{:?} at {x},{y} reaches out", cell.symbol());
                assert_eq!(cells[(behind, y)].symbol(), " ", "covered by {:?} at {x},{y}", cell.symbol());
            }
            x += wide;
        }
    }
}

#[test]
fn columns_stay_aligned_where_ambiguous_characters_are_wide() {
    let _wide = Wide::set();
    for (lang, size) in [(Lang::Zh, (80, 24)), (Lang::En, (120, 40))] {
        let mut console = Console::at(Stage::Published, lang, size);
        for keys in [
            "1",
            "1 Enter",
            "2",
            "2 j j j j Enter o",
            "3",
            "3 v",
            "4",
            "5",
            "5 Enter",
            "7",
            "8",
            "?",
            ":",
            "%",
        ] {
            console.keys(keys);
            check(&console.cells().0);
            console.keys("Esc Esc Esc");
        }
        // The place of the cursor is counted the same way.
        console.keys("1 /").type_text("a\u{b7}b");
        let (cells, cursor) = console.cells();
        let at = cursor.unwrap();
        assert_eq!(cells[(at.x - 1, at.y)].symbol(), "b");
        assert_eq!(cells[(at.x - 3, at.y)].symbol(), "\u{b7}");
    }
}

#[test]
fn the_usual_terminal_is_drawn_as_before() {
    let mut console = Console::at(Stage::Published, Lang::Zh, (80, 24));
    console.keys("7");
    let forced = |cell: &ratatui::buffer::Cell| matches!(cell.diff_option, CellDiffOption::ForcedWidth(_));
    assert!(!console.cells().0.content.iter().any(forced));
}
