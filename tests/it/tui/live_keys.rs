//! No dead key: on every screen and in every box, each key of the table does something that can be seen or is sent, or
//! says why it does not.

use lianjian::domain::code::Code;
use lianjian::text::Lang;
use lianjian::tui::action::Action;
use lianjian::tui::key::Key;
use lianjian::tui::message::Message;
use lianjian::tui::model::Screen;
use lianjian::tui::update::update;
use ratatui::buffer::Buffer;

use super::entry::on_the_day;
use super::harness::Console;
use super::intake::columns_of;
use super::office::Stage;

const SMALL: (u16, u16) = (80, 24);

/// Movements at the end of a list, or among one, move nothing, nor does going to today from there; going back from where
/// nothing is open goes nowhere; drawing anew draws the same. So does going to the screen one is on.
fn may_rest(action: Action) -> bool {
    let moves = [Action::NextItem, Action::PreviousItem, Action::NextField, Action::PreviousField];
    action.is_motion()
        || moves.contains(&action)
        || matches!(action, Action::Back | Action::Redraw | Action::Today)
}

/// What can be seen: the cells with their looks, and where the cursor is.
fn seen(console: &Console) -> (Buffer, Option<ratatui::layout::Position>) {
    console.cells()
}

/// Presses every key of the table that is valid here, each from the same place.
fn check(place: &str, open: impl Fn() -> Console) {
    let mut console = open();
    let bindings: Vec<(Vec<Key>, Action)> = console
        .model
        .keymap
        .within(console.model.contexts())
        .filter(|binding| !binding.keys.is_empty() && !may_rest(binding.action))
        .filter(|binding| !Screen::TABS.contains(&(console.model.screen, binding.action)))
        .map(|binding| (binding.keys.clone(), binding.action))
        .collect();
    assert!(!bindings.is_empty(), "{place}: no keys");
    let mut fresh = true;
    for (keys, action) in bindings {
        if !fresh {
            console = open();
        }
        console.model.toast = None;
        let before = seen(&console);
        let mut effects = Vec::new();
        for key in keys {
            effects.extend(update(&mut console.model, Message::Key(key)));
        }
        let lives = !effects.is_empty() || seen(&console) != before;
        assert!(lives, "{place}: {} is dead on\n{}", action.code(), console.screen());
        // What only spoke leaves everything as it is, and the next key can be tried at once.
        console.model.toast = None;
        fresh = effects.is_empty() && seen(&console) == before;
    }
}

/// A screen of a stage, come to by keys.
fn at(stage: Stage, lang: Lang, keys: &'static str) -> impl Fn() -> Console {
    move || {
        let mut console = Console::at(stage, lang, SMALL);
        console.only_quick = true;
        console.keys(keys);
        console
    }
}

#[test]
fn no_key_of_a_screen_is_dead() {
    for screen in ["1", "2", "3", "4", "5", "6", "7", "8"] {
        check(screen, at(Stage::Published, Lang::En, screen));
    }
}

#[test]
fn no_key_of_a_screen_with_little_on_it_is_dead() {
    for screen in ["1", "2", "2 v", "3 v", "4", "6"] {
        check(screen, at(Stage::Received, Lang::Zh, screen));
    }
}

#[test]
fn no_key_of_a_box_is_dead() {
    for keys in ["?", ":", "@", "i", "W", "2 x", "2 m", "2 a", "1 Enter", "8 Enter", "/", "%"] {
        check(keys, at(Stage::Published, Lang::En, keys));
    }
    check("results", || {
        let (mut console, _) = on_the_day(Lang::En, SMALL);
        console.keys("r");
        console
    });
    check("columns", || columns_of("water.csv", Lang::Zh));
}
