//! Names of sixty characters and more, Chinese and English mixed, with accents of their own, emoji of several parts,
//! characters without width: columns stay where their headings are, and nothing is cut inside a character.

use lianjian::app::command::county::SetUp;
use lianjian::domain::person::{Person, Role};
use lianjian::domain::setting::{County, Leadership};
use lianjian::text::{Lang, width};
use lianjian::tui::World as _;
use lianjian::tui::runtime::{Progress, Worker as _};
use lianjian::tui::task::{Answer, ImportKind, PlanOrder, Task};
use ratatui::buffer::Buffer;

use super::harness::Console;
use super::office::{Machine, quarter};

/// Townships: all Chinese, mixed, with accents, emoji and a flag, with characters without width.
const UNITS: [&str; 5] = [
    "甘丹曲果镇城乡结合部易地扶贫搬迁集中安置点暨高原特色农牧业现代化示范园区联合党支部管理委员会驻地以及周边四个自然村的片区",
    "Long Bridge 长桥乡 with the villages along the upper and the lower river 及其沿河各行政村和自然村",
    "Re\u{301}sume\u{301}-Cafe\u{301}-乡 Nai\u{308}ve Che\u{302}teau des Montagnes Enneige\u{301}es et des Rivie\u{300}res Gele\u{301}es",
    "Green \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} family \u{1f1e8}\u{1f1f3} township \u{2600}\u{fe0f} with \u{1f44d}\u{1f3fd} everything 乡镇乡镇乡镇乡镇乡镇乡镇乡镇",
    "强\u{200b}嘎\u{200b}乡\u{200b}与\u{200b}卡\u{200b}孜\u{200b}乡\u{200b}结\u{200b}合\u{200b}部\u{200b}管\u{200b}理\u{200b}委\u{200b}员\u{200b}会\u{200b}驻\u{200b}地\u{200b}及\u{200b}周\u{200b}边\u{200b}各\u{200b}村\u{200b}片\u{200b}区",
];

const DEPARTMENT: &str = "林周县人力资源和社会保障局 Labour and Social Security Bureau of the County 农民工工资支付保障工作联席会议办公室";

/// A county of such names: everything decided by rule and planned.
fn county(lang: Lang, size: (u16, u16)) -> Console {
    let machine = Machine::new();
    let mut session = machine.open(None).unwrap();
    let county = County {
        code: "540121".into(),
        name: "林周县".repeat(20),
        leadership: Leadership::DisciplineOffice,
        leaders: 4,
        hosts: 3,
        baseline: std::collections::BTreeMap::new(),
    };
    let people = vec![Person { name: "张三".into(), role: Role::Coordinator }];
    session.run(SetUp { county, people }).unwrap();
    drop(session);
    let units: Vec<String> = (0..).zip(UNITS).map(|(at, name)| format!("54012110{at},{name}")).collect();
    let row = |at: usize| {
        let matter = "在建项目农民工工资支付保障情况 and how the wages of building workers were paid month by month 专项联合检查";
        format!(
            "{at},{DEPARTMENT},2019-{at},{matter}{at},农牧户,全县各乡镇,2019年10月14日至2019年12月18日,2,1天,提前通知,台账,藏人社〔2019〕{at}号\n"
        )
    };
    let requests: String = (1..=5).map(row).collect();
    let files = [
        (ImportKind::Units, "units.csv", format!("code,name\n{}\n", units.join("\n"))),
        (ImportKind::Departments, "departments.csv", format!("name\n{DEPARTMENT}\n")),
        (
            ImportKind::Requests,
            "requests.csv",
            format!(
                "序号,部门,计划编号,检查事项,检查对象,涉及乡镇,检查时间,人数,时长,方式,材料,依据\n{requests}"
            ),
        ),
    ];
    let mut office = machine.office(lang);
    for (kind, name, text) in files {
        let path = machine.file(name);
        std::fs::write(&path, text).unwrap();
        let answer = office.perform(Task::Import { kind, path }, &Progress::unwatched()).unwrap();
        assert!(!matches!(answer, Answer::Sight { .. }), "{name}: {answer:?}");
    }
    drop(office);
    Console::on(machine, lang, size)
}

/// Has a task done.
fn run(console: &mut Console, task: Task) {
    console.have(vec![lianjian::tui::message::Effect::Task(Box::new(task))]);
}

/// The column a text begins at in a row.
fn column_of(cells: &Buffer, y: u16, text: &str) -> Option<u16> {
    let row: Vec<&str> = (0..cells.area.width).map(|x| cells[(x, y)].symbol()).collect();
    (0..cells.area.width).find(|x| row[usize::from(*x)..].concat().starts_with(text))
}

/// No half of a character anywhere, and no accent without what it stands on.
#[track_caller]
fn check_whole(console: &Console, keys: &str) {
    let (cells, _) = console.cells();
    for y in cells.area.top()..cells.area.bottom() {
        for x in cells.area.left()..cells.area.right() {
            let symbol = cells[(x, y)].symbol();
            assert!(width::of(symbol) > 0, "{keys}: {symbol:?} alone at {x},{y}");
            if width::of(symbol) > 1 {
                assert!(x + 1 < cells.area.right(), "{keys}: {symbol:?} reaches out of row {y}");
                assert_eq!(cells[(x + 1, y)].symbol(), " ", "{keys}: half of {symbol:?} at {x},{y}");
            }
        }
    }
}

/// What stands in each row of the list begins where its heading does.
#[track_caller]
fn check_column(console: &Console, heading: &str, cell: &str) {
    let (cells, _) = console.cells();
    let screen = console.screen();
    let at = (0..cells.area.height).find_map(|y| Some((y, column_of(&cells, y, heading)?)));
    let Some((top, x)) = at else { panic!("no {heading:?} in\n{screen}") };
    let rows: Vec<u16> = (top + 1..=top + 5).filter_map(|y| column_of(&cells, y, cell)).collect();
    let aligned = rows.len() > 1 && rows.iter().all(|row| *row == x);
    assert!(aligned, "{heading} at {x}, {cell} at {rows:?}\n{screen}");
}

#[test]
fn columns_stay_aligned_with_names_of_sixty_characters() {
    for name in UNITS.iter().chain([&DEPARTMENT]) {
        assert!(name.chars().count() >= 45 && width::of(name) > 45, "{name}");
    }
    for size in [(80, 24), (120, 40), (160, 50)] {
        let mut console = county(Lang::En, size);
        console.keys("1").shows("R-0005").shows("\u{2026}");
        check_column(&console, "window", "10-14~12-18");
        run(&mut console, Task::TriageByRule);
        run(
            &mut console,
            Task::Plan(PlanOrder {
                horizon: Some(quarter()),
                seed: 1,
                effort: "quick".into(),
                moves_max: None,
            }),
        );
        console.keys("2").shows("\u{2026}");
        check_column(&console, "state", "proposed");
        console.keys("5").shows("\u{2026}");
    }
}

#[test]
fn no_screen_halves_a_character_of_a_long_name() {
    for lang in [Lang::Zh, Lang::En] {
        let mut console = county(lang, (80, 24));
        run(&mut console, Task::TriageByRule);
        run(
            &mut console,
            Task::Plan(PlanOrder {
                horizon: Some(quarter()),
                seed: 1,
                effort: "quick".into(),
                moves_max: None,
            }),
        );
        for keys in [
            "1",
            "1 o o Enter",
            "1 |",
            "1 i",
            "1 W",
            "2",
            "2 Enter",
            "2 m",
            "2 a",
            "2 x",
            "3",
            "3 v",
            "4",
            "4 o",
            "5",
            "5 Enter",
            "6",
            "7",
            "7 v",
            "7 Enter",
            "8",
            "8 Enter",
            "@",
            ":",
            "?",
        ] {
            console.keys(keys);
            for size in [(80, 24), (81, 24), (43, 12), (20, 5), (120, 40), (161, 50)] {
                console.size = size;
                check_whole(&console, keys);
            }
            console.size = (80, 24);
            console.keys("Esc Esc Esc");
        }
    }
}
