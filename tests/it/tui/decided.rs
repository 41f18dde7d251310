//! What `Behaviour that is decided` asks of every screen, on the demo county.

use lianjian::app::command::county::SetUp;
use lianjian::app::command::triage::{Ruling, Triage};
use lianjian::domain::id::RequestId;
use lianjian::domain::person::{Person, Role};
use lianjian::domain::request::Request;
use lianjian::domain::setting::{County, Leadership};
use lianjian::text::{Lang, width};
use lianjian::tui::World as _;
use lianjian::tui::message::Message;
use lianjian::tui::model::{Intent, Overlay, Screen};
use lianjian::tui::theme::Look;
use ratatui::layout::Position;
use ratatui::style::{Color, Modifier};

use super::entry::on_the_day;
use super::harness::{Chance, Console};
use super::intake::columns_of;
use super::office::{Machine, Stage};

const SMALL: (u16, u16) = (80, 24);

/// Keys that open each screen, page and box.
const PLACES: [&str; 26] = [
    "1", "1 Enter", "1 |", "1 /", "1 ?", "1 :", "1 i", "2", "2 v", "2 m", "2 P", "2 a", "2 W", "3", "3 v",
    "4", "5", "5 Enter", "5 a", "6", "7", "7 v", "7 Enter", "8", "8 Enter", "8 |",
];

#[test]
fn boxes_over_chinese_leave_no_half_character() {
    for keys in ["?", ":", "i", "r", "@", "2 m", "2 x", "3 :"] {
        let mut console = Console::at(Stage::Planned, Lang::Zh, SMALL);
        console.keys(keys);
        for columns in 20..=100 {
            console.size = (columns, 24);
            let (cells, _) = console.cells();
            for y in 0..24 {
                for x in 0..columns {
                    if width::of(cells[(x, y)].symbol()) > 1 {
                        let behind = (x + 1 < columns).then(|| cells[(x + 1, y)].symbol());
                        assert_eq!(behind, Some(" "), "{keys} {columns}: half of a character at {x},{y}");
                    }
                }
            }
        }
    }
}

#[test]
fn the_cursor_stands_in_the_field_that_takes_the_keys() {
    let mut console = Console::at(Stage::Planned, Lang::Zh, SMALL);
    assert_eq!(console.cells().1, None, "no field, no cursor");
    let check = |console: &mut Console, keys: &str, text: &str| {
        console.keys(keys).type_text(text);
        let (cells, cursor) = console.cells();
        let Some(Position { x, y }) = cursor else { panic!("no cursor after {keys}\n{}", console.screen()) };
        let first = x - u16::try_from(width::of(text)).unwrap();
        assert!(text.starts_with(cells[(first, y)].symbol()), "{keys}: {}", console.screen());
    };
    check(&mut console, "/", "扶贫");
    check(&mut console, "Esc :", "tong");
    check(&mut console, "Esc i Tab", "申报表.xlsx");
    check(&mut console, "Esc 2 x", "天气");
}

#[test]
fn without_colour_the_row_is_reversed_and_nothing_is_coloured() {
    for keys in ["1", "2", "3", "5", "7", "8"] {
        let mut console = Console::at(Stage::Published, Lang::Zh, SMALL);
        console.model.look = Look::Mono;
        console.keys(keys);
        let (cells, _) = console.cells();
        let plain = |cell: &ratatui::buffer::Cell| (cell.fg, cell.bg) == (Color::Reset, Color::Reset);
        assert!(cells.content.iter().all(plain), "{keys}");
        let reversed = cells.content.iter().filter(|cell| cell.modifier.contains(Modifier::REVERSED)).count();
        // The tab that is open, and where the cursor is.
        assert!(reversed > 8, "{keys}: {reversed}");
    }
}

#[test]
fn every_screen_draws_at_every_size() {
    for lang in [Lang::Zh, Lang::En] {
        let mut console = Console::at(Stage::Published, lang, SMALL);
        for keys in PLACES {
            console.keys(keys);
            for columns in (18..=40).step_by(2).chain([59, 60, 79, 80, 81, 109, 110, 160]) {
                for rows in (3..=14).chain([23, 24, 40]) {
                    console.size = (columns, rows);
                    console.cells();
                }
            }
            console.size = SMALL;
            console.keys("Esc Esc Esc");
        }
    }
}

#[test]
fn the_smallest_screen_still_shows_where_one_is() {
    let mut console = Console::at(Stage::Published, Lang::Zh, (20, 5));
    console.keys("2").shows("V-0001");
    console.size = (19, 5);
    console.shows("窗口太小").keys("q");
    assert!(console.effects.contains(&"Quit".to_owned()));
}

#[test]
fn news_waits_while_somebody_types() {
    let machine = Machine::at(Stage::Received);
    let mut console = Console::on(machine, Lang::Zh, SMALL);
    console.shows("待审 60");
    let mut other = console.machine.as_ref().unwrap().open(None).unwrap();
    let ids = vec![RequestId(1)];
    other
        .run(Triage { ids, ruling: Ruling::Accept, reason: None, note: None, despite_rules: false })
        .unwrap();
    for keys in ["/", "i Tab", ":"] {
        console.keys(keys).type_text("松");
        console.model.dirty = true;
        console.send(Message::ChangedElsewhere);
        assert!(!console.model.dirty, "nothing is drawn under somebody's hands: {keys}");
        console.shows("松").keys("Backspace");
        if keys != ":" {
            console.shows("待审 60");
            console.model.stale = false;
        }
        console.model.overlays.clear();
        console.model.inbox.finder.clear();
    }
    console.send(Message::ChangedElsewhere);
    console.shows("待审 59");
}

#[test]
fn who_decides_second_is_told_who_was_first_and_overwrites_nothing() {
    for (lang, told) in [(Lang::Zh, "由 李主任 决定"), (Lang::En, "accepted (李主任, 2019-09-23)")] {
        let machine = Machine::at(Stage::Received);
        let mut console = Console::on(machine, lang, SMALL);
        console.keys("g g").shows("R-0001");
        let mut other = console.machine.as_ref().unwrap().open(None).unwrap();
        other.act_as("李主任");
        let ids = vec![RequestId(1)];
        let first = Triage { ids, ruling: Ruling::Accept, reason: None, note: None, despite_rules: false };
        other.run(first).unwrap();
        let decided = || other.read(|view| Ok(view.get::<Request>("R-0001")?)).unwrap().unwrap();
        let before = decided();
        // This console still shows it as waiting.
        console.keys("r Enter").shows("A7007").shows(told);
        assert_eq!(decided(), before);
    }
}

#[test]
fn control_characters_are_shown_not_sent() {
    let machine = Machine::new();
    let mut session = machine.open(None).unwrap();
    let county = County {
        code: "540121".into(),
        name: "林\u{1b}[2J\u{202e}县".into(),
        leadership: Leadership::DisciplineOffice,
        leaders: 4,
        hosts: 3,
        baseline: std::collections::BTreeMap::new(),
    };
    let people = vec![Person { name: "张\u{7}三".into(), role: Role::Director }];
    session.run(SetUp { county, people }).unwrap();
    session.act_as("张\u{7}三");
    let mut console = Console::on(machine, Lang::Zh, (120, 40));
    console.shows("林␛[2J").keys("@").shows("张␇三");
    let (cells, _) = console.cells();
    let harmless = |cell: &ratatui::buffer::Cell| {
        cell.symbol().chars().all(|character| !character.is_control() && character != '\u{202e}')
    };
    assert!(cells.content.iter().all(harmless));
}

/// Keys that do something somewhere, and some that do nothing.
const KEYS: &str = "j k G g g h l Space v V Enter Enter Esc Tab S-Tab a r x d e m n t s o | / ? : 1 2 3 4 5 6 7 8 p ] [ \
    f w c b y u C-r L T M @ % E P W A D i Up Down Left Right PageDown PageUp Home End Backspace C-u C-w \
    松 0 - F1";

/// Where chance begins on each stage: every screen, and boxes that fill one, such as a file's columns, results typed in,
/// what a change would bring.
const BEGINNINGS: [(Stage, &[&str]); 3] = [
    (Stage::Received, &["1", "4", "7", "1 Enter", "1 i", "8 Enter"]),
    (Stage::Planned, &["2", "5", "8", "2 a", "% Enter", "3 v"]),
    (Stage::Published, &["3", "6", "4 o", "2 v Enter", "4", "7 v"]),
];

fn wander_on(stage: usize) {
    let (stage, places) = BEGINNINGS[stage];
    for (seed, place) in (1..).zip(places) {
        let seed = 10 * seed + stage as u64;
        let mut console = Console::at(stage, if seed.is_multiple_of(2) { Lang::En } else { Lang::Zh }, SMALL);
        console.keys(place);
        wander(console, seed);
    }
}

#[test]
fn no_keys_bring_it_down_where_requests_wait() {
    wander_on(0);
    wander(columns_of("water.csv", Lang::En), 41);
}

#[test]
fn no_keys_bring_it_down_where_a_plan_is_made() {
    wander_on(1);
}

#[test]
fn no_keys_bring_it_down_where_visits_are_published() {
    wander_on(2);
    let (mut typing, _) = on_the_day(Lang::Zh, SMALL);
    typing.keys("r").shows("结果录入");
    wander(typing, 40);
}

/// Two hundred keys, the window changing its size now and then.
fn wander(mut console: Console, seed: u64) {
    let keys: Vec<&str> = KEYS.split(' ').collect();
    let mut chance = Chance(seed);
    console.only_quick = true;
    let mut pressed = Vec::new();
    for _ in 0..200 {
        let key = keys[chance.below(keys.len())];
        pressed.push(key);
        if chance.below(9) == 0 {
            let (columns, rows) = (20 + chance.below(181), 5 + chance.below(56));
            console.size = (u16::try_from(columns).unwrap(), u16::try_from(rows).unwrap());
        }
        console.keys(key);
        assert!(console.model.overlays.len() <= 3, "{seed}: boxes pile up: {pressed:?}");
        assert!(console.model.pressed.len() <= 1, "{seed}: keys are kept: {pressed:?}");
        assert!(console.model.job.is_none(), "{seed}: a job nobody runs: {pressed:?}");
        assert_eq!((console.model.waiting, console.model.deciding), (0, 0), "{seed}: {pressed:?}");
    }
    // From wherever that led there is a way back, and every screen can still be reached.
    for _ in 0..6 {
        console.keys("Esc");
        // Something typed is thrown away after a question only.
        if matches!(console.model.overlays.last(), Some(Overlay::Confirm(_, Intent::LeaveEntry))) {
            console.keys("y");
        }
    }
    console.keys("3");
    assert_eq!(console.model.screen, Screen::Calendar, "{seed}: {pressed:?}");
    console.size = SMALL;
    assert_eq!(console.screen().lines().count(), 24, "{seed}: {pressed:?}");
}
