//! Questions to the plan, letters and alarms: what a change would bring is shown before anything is decided; letters
//! are written from any screen; what is too often is listed with its rule.

use lianjian::text::Lang;

use super::harness::Console;
use super::office::Stage;

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (120, 40);

/// The demands that wait, and the visits, as the head of the plan counts them.
fn counts(console: &Console) -> String {
    console.row_of(" P-000")
}

#[test]
fn an_answer_is_kept_or_thrown_away() {
    let mut console = Console::at(Stage::Planned, Lang::Zh, SMALL);
    console.keys("2 a").shows("固定或改期").lacks("腾位置");
    console.type_text("延期").keys("Enter");
    console.shows("其他最多调整几项").keys("Enter").shows("延期").shows("还是放弃");
    let before = counts(&console);
    console.keys("n").lacks("还是放弃");
    assert_eq!(counts(&console), before, "thrown away: nothing changed");
    console.keys("a").type_text("yanqi").keys("Enter Enter y");
    assert!(console.screen().contains(" P-0002 ·"), "{}", console.screen());
    console.keys("u").shows("已撤销：采纳试算").shows(" P-0001 ·");
}

#[test]
fn a_demand_is_kept_on_its_day_by_its_visit() {
    let mut console = Console::at(Stage::Planned, Lang::Zh, SMALL);
    console.keys("2 j j j j a").type_text("固定").keys("Enter Enter");
    console.shows("固定在 2019-").keys("y");
    console.lacks("没有办成");
    assert!(console.screen().lines().any(|line| line.contains("^ V-")), "{}", console.screen());
}

#[test]
fn a_wider_window_and_lent_people_let_in_what_waits() {
    let mut console = Console::at(Stage::Planned, Lang::Zh, LARGE);
    console.keys("2 v Enter").shows("办法").keys("Esc");
    // Every sort of change has an answer, or says why not.
    for (name, fields) in [("腾位置", ""), ("放宽窗口", ""), ("借检查组", ""), ("借人", "")] {
        console.keys("a").type_text(name).keys("Enter").type_text(fields).keys("Enter");
        let screen = console.screen();
        let told = screen.contains("还是放弃") || screen.contains("排不进：");
        assert!(told, "{name}:\n{screen}");
        console.keys("Esc");
    }
    console.keys("a").type_text("放宽").keys("Enter Tab Tab C-u").type_text("2019-13-40").keys("Enter");
    console.shows("日期写作").keys("Esc");
    console.keys("a").type_text("借人").keys("Enter C-u").type_text("无此局").keys("Enter");
    console.shows("E1921");
}

#[test]
fn the_answer_on_screen() {
    for (lang, size) in [(Lang::Zh, SMALL), (Lang::En, LARGE)] {
        let mut console = Console::at(Stage::Planned, lang, size);
        console
            .keys("2 j j a")
            .type_text(if lang == Lang::Zh { "延期" } else { "put off" })
            .keys("Enter Enter");
        insta::assert_snapshot!(format!("what-if-{}-{}x{}", lang.code(), size.0, size.1), console.screen());
    }
}

#[test]
fn letters_are_written_from_any_screen() {
    let mut console = Console::at(Stage::Published, Lang::Zh, SMALL);
    let folder = console.machine.as_ref().unwrap().file("letters");
    for (keys, kind) in
        [("1", "审核意见反馈单"), ("2", "联合检查方案"), ("4", "联合检查通知"), ("5", "减负台账")]
    {
        console.keys(keys).keys("W").shows(kind).keys("Esc");
    }
    let write = |console: &mut Console, keys: &str| {
        console.keys(keys).keys("W Tab C-u S-Tab S-Tab C-u").type_text(folder.to_str().unwrap());
        console.keys("Enter");
    };
    write(&mut console, "2");
    console.shows("已写 1 份");
    let names = || std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(names(), 1);
    // A letter that is there is replaced only when somebody says so.
    write(&mut console, "2");
    console.shows("要替换吗").keys("y").shows("已写 1 份");
    write(&mut console, "1");
    console.shows("已写");
    assert!(names() > 2);
}

#[test]
fn alarms_name_their_rules() {
    let mut console = Console::at(Stage::Published, Lang::Zh, LARGE);
    console.keys("5 a").shows("预警").shows("2019-01-01~2019-12-31");
    console.keys("Esc 1 :").type_text("alarms").keys("Enter").shows("2019-01-01~2019-12-31");
}
