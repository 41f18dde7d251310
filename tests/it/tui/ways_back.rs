//! No screen and no box without a way back: from every screen, and from every box a key or a name opens there, Esc or q
//! leads back to the screen; what a box names as a key can be clicked there.

use lianjian::domain::code::Code;
use lianjian::text::Lang;
use lianjian::tui::action::Action;
use lianjian::tui::keymap::Context;
use lianjian::tui::model::{Intent, Overlay, Screen};
use lianjian::tui::update::{act, valid};

use super::entry::on_the_day;
use super::harness::Console;
use super::intake::columns_of;
use super::office::{Machine, Stage};

const SMALL: (u16, u16) = (80, 24);

/// Leaves what is open by a key; says how often it was pressed.
#[track_caller]
fn leave(console: &mut Console, key: &str, what: &str) {
    for _ in 0..6 {
        if console.model.overlays.is_empty() {
            return;
        }
        let before = console.screen();
        if matches!(console.model.overlays.last(), Some(Overlay::Confirm(_, Intent::LeaveEntry))) {
            console.keys("y");
        } else {
            console.keys(key);
        }
        assert_ne!(console.screen(), before, "{what}: {key} is dead in\n{before}");
    }
    assert!(console.model.overlays.is_empty(), "{what}: no way back from\n{}", console.screen());
}

/// Everything an action of a screen opens is left again, and the screen is the same.
fn walk(console: &mut Console, screen: &str) {
    console.keys(screen);
    let here = console.model.screen;
    let contexts = console.model.contexts();
    let actions: Vec<Action> = console.model.keymap.within(contexts).map(|binding| binding.action).collect();
    let own = |action: &Action| {
        !matches!(action, Action::Quit | Action::Language | Action::Undo | Action::Redo | Action::Mouse)
            && !Screen::TABS.iter().any(|(_, tab)| tab == action)
    };
    for action in actions.into_iter().filter(own) {
        if !valid(&console.model, action) {
            continue;
        }
        let effects = act(&mut console.model, action);
        console.have(effects);
        let what = format!("{screen} {}", action.code());
        let quits = matches!(console.model.overlays.last(), Some(Overlay::Notice(_) | Overlay::Confirm(..)));
        leave(console, "Esc", &what);
        // A filter, a page, marks: each Esc takes one away, and the screen is there.
        console.keys("Esc Esc Esc");
        if quits && console.model.screen == here {
            // Where nothing is typed, q leads back as well.
            let effects = act(&mut console.model, action);
            console.have(effects);
            leave(console, "q", &what);
            console.keys("Esc Esc Esc");
        }
        // What leads to another screen is followed by the way back to this one.
        if console.model.screen != here {
            console.keys(screen);
        }
        assert_eq!(console.model.screen, here, "{what}");
        assert!(!console.effects.contains(&"Quit".to_owned()), "{what} left the console");
    }
}

fn check(stage: Stage, lang: Lang) {
    let mut console = Console::at(stage, lang, SMALL);
    console.only_quick = true;
    for screen in ["1", "2", "3", "4", "5", "6", "7", "8"] {
        walk(&mut console, screen);
        console.effects.clear();
    }
}

#[test]
fn every_screen_and_every_box_has_a_way_back_where_requests_wait() {
    check(Stage::Received, Lang::Zh);
}

#[test]
fn every_screen_and_every_box_has_a_way_back_where_a_plan_is_made() {
    check(Stage::Planned, Lang::En);
}

#[test]
fn every_screen_and_every_box_has_a_way_back_where_visits_are_published() {
    check(Stage::Published, Lang::Zh);
}

#[test]
fn the_first_start_has_a_way_back_from_what_it_opens() {
    for keys in ["?", ":", "j Enter", "j j Enter"] {
        let mut console = Console::on(Machine::new(), Lang::En, SMALL);
        console.keys(keys);
        assert!(!console.model.overlays.is_empty(), "{keys} opens nothing");
        leave(&mut console, "Esc", keys);
        assert_eq!(console.model.screen, Screen::Start, "{keys}");
    }
    let mut console = Console::on(Machine::new(), Lang::En, SMALL);
    console.keys("q");
    assert_eq!(console.effects, ["Quit"]);
}

#[test]
fn results_and_columns_are_left_by_both_keys() {
    for key in ["Esc", "q"] {
        let (mut console, _) = on_the_day(Lang::En, SMALL);
        console.keys("r a");
        leave(&mut console, key, "results");
        let mut console = columns_of("water.csv", Lang::Zh);
        leave(&mut console, key, "columns");
    }
}

/// Opens a box and clicks what it names.
fn click(keys: &str, named: &str, gone: bool) {
    let mut console = Console::at(Stage::Planned, Lang::Zh, SMALL);
    console.keys(keys);
    let boxes = console.model.overlays.len();
    assert!(boxes > 0, "{keys} opens nothing");
    // The first from the top stands in the box: the line of keys is the last of the screen.
    console.click(named);
    let closed = console.model.overlays.len() < boxes;
    assert_eq!(closed, gone, "{keys}: {named}\n{}", console.screen());
}

#[test]
fn keys_named_in_a_box_can_be_clicked() {
    click("?", "Esc 返回", true);
    click("@", "Esc 返回", true);
    click("@", "Enter 确定", true);
    click("2 m", "Esc 返回", true);
    click("2 m", "Tab 下一项", false);
    // What can follow the beginning of a longer key is a box, too.
    let mut console = Console::at(Stage::Planned, Lang::Zh, SMALL);
    console.keys("2 G g").click("g 到首行");
    assert_eq!(console.model.pressed, []);
    assert!(console.row_of("V-0001").contains("V-0001"));
    // A screen with nothing on it names the key that leads on.
    let mut console = Console::at(Stage::Received, Lang::Zh, SMALL);
    console.keys("2");
    let keys = console.model.keymap.keys_of(&[Context::Plan], Action::Plan);
    assert!(keys.is_some());
}
