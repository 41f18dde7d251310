//! The frame, the first start, help, palette, language and look; what holds at any size.

use lianjian::text::Lang;
use lianjian::tui::message::Message;
use lianjian::tui::theme::Look;
use ratatui::layout::Position;
use ratatui::style::Modifier;

use super::harness::Console;

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (120, 40);

#[track_caller]
fn check(name: &str, keys: &str) {
    for (lang, size) in [(Lang::Zh, SMALL), (Lang::En, SMALL), (Lang::Zh, LARGE), (Lang::En, LARGE)] {
        let mut console = Console::new(lang, size);
        if !keys.is_empty() {
            console.keys(keys);
        }
        insta::assert_snapshot!(format!("{name}-{}-{}x{}", lang.code(), size.0, size.1), console.screen());
    }
}

#[test]
fn the_first_start_offers_three_ways() {
    check("start", "");
}

#[test]
fn the_help_lists_the_keys_of_the_screen() {
    check("start-help", "?");
}

#[test]
fn an_empty_county_asks_what_it_needs() {
    check("start-county", "j Enter");
}

#[test]
fn the_help_narrows_while_one_types() {
    let mut console = Console::new(Lang::Zh, SMALL);
    console.keys("?").type_text("wg");
    console.shows("切换彩色").lacks("重画整个屏幕");
    console.keys("Enter").shows("外观：单色");
}

#[test]
fn the_palette_runs_what_is_typed() {
    let mut console = Console::new(Lang::En, SMALL);
    console.keys(":").type_text("lang");
    console.keys("Tab").shows("/ language");
    console.keys("Enter").shows("载入示范县");
}

#[test]
fn a_form_keeps_what_was_typed_and_shows_the_mistake_at_its_line() {
    let mut console = Console::new(Lang::Zh, SMALL);
    console.keys("j Enter").type_text("林周县");
    console.keys("Tab").type_text("54");
    console.keys("Enter").shows("! 这一项要填写").shows("林周县").shows("54");
    console.type_text("张三").keys("Enter").shows("! 行政区划代码是 6 位数字").shows("张三");
    assert_eq!(console.effects, Vec::<String>::new());
    console.type_text("0121").keys("Enter");
    assert!(console.effects[0].contains("540121"), "{:?}", console.effects);
}

#[test]
fn the_cursor_of_the_terminal_stands_in_the_field() {
    let mut console = Console::new(Lang::Zh, SMALL);
    assert_eq!(console.cells().1, None);
    console.keys("j Enter").type_text("林周");
    let (cells, cursor) = console.cells();
    let Some(Position { x, y }) = cursor else { panic!("no cursor") };
    assert_eq!(cells[(x - 4, y)].symbol(), "林");
    assert_eq!(cells[(x - 2, y)].symbol(), "周");
    assert_eq!(cells[(x, y)].symbol(), " ");
}

#[test]
fn the_chosen_way_is_reversed_in_every_look() {
    for look in [Look::Colour, Look::Mono, Look::Ascii] {
        let mut console = Console::new(Lang::Zh, SMALL);
        console.model.look = look;
        assert!(console.style_of("> 载入示范县").add_modifier.contains(Modifier::REVERSED), "{look:?}");
        console.keys("j");
        assert!(!console.style_of("载入示范县").add_modifier.contains(Modifier::REVERSED), "{look:?}");
    }
}

#[test]
fn the_ascii_look_draws_boxes_of_ascii() {
    let mut console = Console::new(Lang::En, SMALL);
    console.model.look = Look::Ascii;
    console.keys("?");
    assert!(console.screen().is_ascii() || !console.screen().contains('┌'), "{}", console.screen());
    console.shows("+-");
}

#[test]
fn a_box_leaves_no_half_character_behind() {
    let mut console = Console::new(Lang::Zh, SMALL);
    console.keys("?");
    for width in 20..=90 {
        console.size = (width, 24);
        let (cells, _) = console.cells();
        for y in 0..24 {
            for x in 1..width {
                let wide_before = lianjian::text::width::of(cells[(x - 1, y)].symbol()) > 1;
                let here = cells[(x, y)].symbol();
                assert!(!wide_before || here == " ", "{x},{y} of {width}: {here:?} over half a character");
            }
        }
    }
}

#[test]
fn a_window_too_small_says_so_and_still_quits() {
    let mut console = Console::new(Lang::En, (19, 5));
    console.shows("The window is too");
    console.keys("q");
    assert_eq!(console.effects, ["Quit"]);
}

#[test]
fn every_size_draws() {
    for lang in [Lang::Zh, Lang::En] {
        for keys in ["j", "?", ":", "j Enter"] {
            let mut console = Console::new(lang, SMALL);
            console.keys(keys);
            for width in (0..=40).step_by(2).chain([79, 80, 81, 120, 200]) {
                for height in (0..=12).chain([23, 24, 40, 60]) {
                    console.size = (width, height);
                    console.cells();
                }
            }
        }
    }
}

#[test]
fn pasted_text_goes_into_the_field() {
    let mut console = Console::new(Lang::Zh, SMALL);
    console.keys("j j Enter").send(Message::Paste("/data/县.db\n".into()));
    console.shows("/data/县.db");
}
