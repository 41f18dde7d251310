//! The five screens on the demo county: keys in, screen out, in both languages at 80×24 and 120×40; colour where it
//! carries meaning.

use std::time::Duration;

use lianjian::app::engine::Progress;
use lianjian::domain::plan::Objective;
use lianjian::text::Lang;
use lianjian::tui::message::Message;
use lianjian::tui::task::{Answer, PlanOrder, Task};
use lianjian::tui::update::send;
use ratatui::style::{Color, Modifier};

use super::harness::Console;
use super::office::{Stage, quarter};

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (120, 40);
const HUGE: (u16, u16) = (160, 50);

#[track_caller]
fn check(name: &str, stage: Stage, keys: &str) {
    check_at(
        name,
        stage,
        keys,
        &[(Lang::Zh, SMALL), (Lang::En, SMALL), (Lang::Zh, LARGE), (Lang::En, LARGE)],
    );
}

/// Charts are for large terminals too.
#[track_caller]
fn check_chart(name: &str, stage: Stage, keys: &str) {
    check(name, stage, keys);
    check_at(name, stage, keys, &[(Lang::Zh, HUGE), (Lang::En, HUGE)]);
}

#[track_caller]
fn check_at(name: &str, stage: Stage, keys: &str, at: &[(Lang, (u16, u16))]) {
    for (lang, size) in at {
        let mut console = Console::at(stage, *lang, *size);
        console.keys(keys);
        insta::assert_snapshot!(format!("{name}-{}-{}x{}", lang.code(), size.0, size.1), console.screen());
    }
}

#[test]
fn the_inbox() {
    check("inbox", Stage::Received, "G");
}

#[test]
fn one_request() {
    check("request", Stage::Received, "G Enter");
}

#[test]
fn the_plan() {
    check("plan", Stage::Published, "2");
}

#[test]
fn what_is_not_placed() {
    check("unplaced", Stage::Planned, "2 v Enter");
}

#[test]
fn the_month() {
    check("month", Stage::Published, "3");
}

#[test]
fn the_board() {
    check_chart("board", Stage::Published, "3 v");
}

#[test]
fn one_visit() {
    check("visit", Stage::Published, "2 j j j j Enter");
}

#[test]
fn how_often_a_plan_accepts() {
    check_chart("curve", Stage::Published, "2 j j j j Enter o PageDown");
}

#[test]
fn how_a_search_goes() {
    for (lang, size) in [(Lang::Zh, SMALL), (Lang::En, SMALL), (Lang::Zh, HUGE), (Lang::En, HUGE)] {
        let mut console = Console::at(Stage::Planned, lang, size);
        console.keys("2");
        let order = PlanOrder { horizon: Some(quarter()), seed: 1, effort: String::new(), moves_max: None };
        send(&mut console.model, Task::Plan(order));
        for (done, visits) in [(0, 90), (10, 71), (25, 64), (40, 60), (55, 58), (62, 57)] {
            let objective = Objective { unserved: 2, visits, days: visits + 3, ..Objective::default() };
            let search = Some(Progress { done, total: 100, objective, bound: Some(1_800) });
            let elapsed = Duration::from_millis(100 * done);
            console.send(Message::Progress { done, all: 100, elapsed, search });
        }
        insta::assert_snapshot!(format!("search-{}-{}x{}", lang.code(), size.0, size.1), console.screen());
        console.send(Message::JobEnded);
        console.send(Message::Answered(Box::new(Answer::Changed)));
        assert!(console.model.plan.search.is_some(), "it can be read when it is over");
        console.keys("j");
        assert!(console.model.plan.search.is_none());
    }
}

#[test]
fn quotas() {
    check_chart("quota", Stage::Published, "5");
}

#[test]
fn the_burden() {
    check_chart("burden", Stage::Published, "7");
    check("burden-departments", Stage::Published, "7 v p");
}

#[test]
fn the_burden_moves_through_the_year() {
    let mut console = Console::at(Stage::Published, Lang::Zh, SMALL);
    console.keys("7").shows("2019-10-01 至 2019-10-31");
    console.keys("]").shows("2019-11-01 至 2019-11-30").keys("[ [").shows("2019-09-01 至 2019-09-30");
    console.keys("p").shows("2019-07-01 至 2019-09-30").keys("p").shows("2019-01-01 至 2019-12-31");
    console.keys("p Enter").shows("上级检查").keys("Esc e").shows("减负台账");
    console.keys("Esc");
    let fewer = console.keys("t ]").style_of("█");
    assert!(fewer.fg == Some(Color::DarkGray) || fewer.fg == Some(Color::Green), "{fewer:?}");
}

#[test]
fn the_journal() {
    check("journal", Stage::Published, "8");
    check("journal-entry", Stage::Published, "8 j Enter");
}

#[test]
fn the_journal_is_filtered_undone_and_checked() {
    let mut console = Console::at(Stage::Planned, Lang::Zh, SMALL);
    console.keys("8 /").type_text("tongchou");
    console.keys("Enter").shows("统筹").lacks("抽取检查组").keys("Esc").shows("抽取检查组");
    console.keys("u").shows("已撤销：抽取检查组").keys("j k").shows("撤销");
    console.keys("v").shows("核验日志").shows("相符").keys("Esc 1").shows("申报审核");
}

#[test]
fn what_was_done_and_what_comes_next_stand_together() {
    let mut console = Console::at(Stage::Received, Lang::Zh, SMALL);
    console.keys("t").shows("按规则审核完毕").shows("下一步：按 D");
    // Where there is little room, what was done comes first.
    let mut console = Console::at(Stage::Received, Lang::Zh, (80, 12));
    console.keys("t").shows("按规则审核完毕").lacks("下一步");
}

#[test]
fn what_a_move_costs() {
    for (lang, size) in [(Lang::Zh, SMALL), (Lang::En, LARGE)] {
        let mut console = Console::at(Stage::Planned, lang, size);
        console.keys("2 j j j j m C-u").type_text("2019-10-16");
        console.keys("Enter");
        insta::assert_snapshot!(format!("cost-{}-{}x{}", lang.code(), size.0, size.1), console.screen());
        console.keys("y");
        let row = console.row_of("^ V-0005 ");
        assert!(row.contains("10-16"), "{}", console.screen());
    }
}

#[test]
fn days_on_which_a_unit_receives_nobody() {
    let mut console = Console::at(Stage::Planned, Lang::Zh, SMALL);
    console.keys("2 j j j j n Tab Tab").type_text("秋收");
    console.keys("Enter").shows("不接待");
    console.keys("y").shows("请重新统筹");
    // The cursor's day on the board is hatched once nobody is there.
    console.keys("u").shows("已撤销：停止接待");
}

#[test]
fn what_the_rules_block_is_red_and_what_they_ask_to_look_at_yellow() {
    let mut console = Console::at(Stage::Received, Lang::Zh, LARGE);
    console.keys("s s s");
    assert_eq!(console.style_of("! R-").fg, Some(Color::Red));
    assert_eq!(console.style_of("w R-").fg, Some(Color::Yellow));
}

#[test]
fn states_and_days_have_their_colours() {
    let mut console = Console::at(Stage::Published, Lang::Zh, SMALL);
    console.keys("2 j");
    assert_eq!(console.style_of("已发布").fg, Some(Color::Green));
    assert!(console.style_of("V-0002").add_modifier.contains(Modifier::REVERSED));
    console.keys("3");
    assert_eq!(console.style_of("12班").fg, Some(Color::Magenta));
    assert_eq!(console.style_of(" 7休").fg, Some(Color::DarkGray));
    console.keys("5");
    // Some week of the quarter has a township with as many visits as it may have.
    let full = (0..12).any(|_| console.keys("]").screen().contains("1/1="));
    assert!(full, "{}", console.screen());
    assert_eq!(console.style_of("1/1=").fg, Some(Color::Yellow));
    assert_eq!(console.style_of("0/1 ").fg, Some(Color::Green));
}

#[test]
fn who_may_not_know_does_not_see_where_a_sealed_visit_is() {
    let mut console = Console::at(Stage::Published, Lang::Zh, LARGE);
    console.keys("@").type_text("李主任");
    console.keys("Enter 2");
    let shown = console.row_of("密封");
    let words: Vec<&str> = shown.split_whitespace().collect();
    let (id, day, unit) = (words[0], words[1], words[3]);
    console.keys("3").shows(&format!("S{unit}"));
    console.keys("@").type_text("张三");
    console.keys("Enter 2 G");
    let hidden = console.row_of(id);
    assert!(!hidden.contains(unit) && !hidden.contains(day), "{hidden}");
    console.keys("Enter").shows("只有审批人可以查看").keys("/").type_text(unit);
    console.lacks(id).keys("Esc 3").lacks(&format!("S{unit}"));
}

#[test]
fn triage_of_many_then_undo_and_redo() {
    let mut console = Console::at(Stage::Received, Lang::Zh, SMALL);
    console.keys("Space Space").shows("已选 2 项").keys("a").shows("采纳 2 项：R-0001、R-0002");
    console.shows("待审 58").keys("u").shows("已撤销：审核申报").shows("待审 60");
    console.keys("C-r").shows("已恢复：审核申报").shows("待审 58");
}

#[test]
fn a_material_is_disposed_of_in_place() {
    let mut console = Console::at(Stage::Received, Lang::Zh, LARGE);
    console.keys("/").type_text("低保");
    console.keys("Enter");
    let before = console.screen();
    console.keys("e Enter").shows("怎样处理").keys("Down Down Enter");
    assert_ne!(console.screen(), before);
    console.shows("的处理已改");
}

#[test]
fn a_filter_finds_by_initials_and_says_how_many() {
    let mut console = Console::at(Stage::Received, Lang::Zh, SMALL);
    console.keys("/").type_text("zjj");
    console.shows("住建局").lacks("人社局").keys("Esc").shows("人社局");
}

#[test]
fn a_candidate_for_merging_is_one_key_away() {
    let mut console = Console::at(Stage::Received, Lang::Zh, SMALL);
    console.keys("m").shows("可合并的申报").shows("R-0052").keys("Enter Enter").shows("R-0052");
}

#[test]
fn lists_are_opened_by_name() {
    let mut console = Console::at(Stage::Published, Lang::Zh, LARGE);
    for (name, shows) in [
        ("journal-log", "抽取检查组"),
        ("journal-verify", "条记录相符"),
        ("burden", "联合检查"),
        ("draw-list", "已抽取"),
        ("rules", "R2"),
        ("anchor-list", "A-0001"),
        ("arrival-list", "2018-"),
        ("doctor", "结构版本"),
    ] {
        console.keys(":").type_text(name);
        console.keys("Enter").shows(shows).keys("Esc");
    }
}

#[test]
fn forms_without_a_key_do_their_work() {
    let mut console = Console::at(Stage::Published, Lang::Zh, LARGE);
    console.keys(":").type_text("arrival-add");
    console.keys("Enter").type_text("松盘乡");
    console.keys("Tab").type_text("教育局");
    console.keys("Enter").shows("已登记：松盘乡");
    console.keys(":").type_text("person-add");
    console.keys("Enter").type_text("王五");
    console.keys("Enter").shows("A7001").keys("Enter @").type_text("李主任");
    console.keys("Enter :").type_text("person-add");
    console.keys("Enter").type_text("王五");
    console.keys("Enter").shows("王五 已登记为经办人");
}
