//! Files of departments on screen: columns the program is not sure of are shown with what stands below them and the
//! first rows as read, given a meaning with a few keys, and read the same way the next time.

use std::sync::Arc;

use lianjian::text::Lang;

use super::harness::Console;
use super::office::{Machine, Stage};

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (120, 40);

/// A plan of a department: two of its headings are in words nobody else uses.
const PLAN: &str = "县水利局2019年第四季度检查计划\n\
    序号,检查事项,去哪里,检查时间,派几个,内部编号\n\
    1,农村饮水安全检查,松盘乡、强嘎乡,2019年10月中旬,3人,SL-1\n\
    2,河道采砂检查,各乡镇,2019年11月,2人,SL-2\n\
    3,水库安全检查,旁多乡,正月十五,2人,SL-3\n";
/// One nobody has told a program how to read: no heading it knows.
const PLAIN: &str = "干什么,去哪里,什么时候去\n\
    妇女儿童之家建设督导,松盘乡,2019年10月中旬\n\
    “两癌”救助回访,卡孜乡,2019年11月\n";

fn console(machine: &Arc<Machine>, name: &str, text: &str, lang: Lang, size: (u16, u16)) -> Console {
    let file = machine.file(name);
    std::fs::write(&file, text).unwrap();
    let mut console = Console::on(Arc::clone(machine), lang, size);
    console.keys("i Tab").type_text(file.to_str().unwrap()).keys("Enter");
    console
}

/// A console that shows the columns of a file it is not sure of.
pub(super) fn columns_of(name: &str, lang: Lang) -> Console {
    console(&Machine::at(Stage::Received), name, PLAN, lang, SMALL)
}

#[test]
fn columns_that_are_not_sure_are_asked_about() {
    for (lang, size) in [(Lang::Zh, SMALL), (Lang::En, LARGE)] {
        let machine = Machine::at(Stage::Received);
        let console = console(&machine, "water.csv", PLAN, lang, size);
        let name = format!("columns-{}x{}-{lang:?}", size.0, size.1);
        insta::assert_snapshot!(name, console.screen());
    }
}

#[test]
fn a_column_is_given_a_meaning_and_the_next_file_is_read_by_it() {
    let machine = Machine::at(Stage::Received);
    let mut console = console(&machine, "water.csv", PLAN, Lang::Zh, SMALL);
    // The cursor is on the first column that is not read.
    console.shows("列对照：water.csv").shows("松盘乡、强嘎乡").lacks("松盘乡 强嘎乡");
    console.keys("Enter").type_text("sjxz").keys("Enter");
    console.shows("受检乡镇、村").shows("松盘乡 强嘎乡").shows("各乡镇");
    console.keys("j j Enter").type_text("jcrs").keys("Enter").shows("检查人数");
    console.keys("i");
    console.shows("[E1021]").keys("Esc G").shows("河道采砂检查");
    // The same form next month: nothing is asked, and what was done is said.
    let next = PLAN.replace("饮水安全", "水价改革").replace("正月十五", "12月");
    let file = machine.file("next.csv");
    std::fs::write(&file, next).unwrap();
    console.keys("i Tab").type_text(file.to_str().unwrap()).keys("Enter");
    console.lacks("列对照：").shows("[E1950]").keys("Esc");
}

#[test]
fn headings_in_plain_words_and_a_sender_are_told_by_hand() {
    let machine = Machine::at(Stage::Received);
    let mut console = console(&machine, "plain.csv", PLAIN, Lang::Zh, SMALL);
    console.shows("列对照：plain.csv").shows("妇女儿童之家建设督导").shows("[E1014]");
    console.keys("Enter").type_text("jcsx").keys("Enter");
    console.keys("j Enter").type_text("sjxz").keys("Enter");
    console.keys("j Enter").type_text("jcsj").keys("Enter");
    console.shows("读出 2 行").shows("没有写明，请选定").shows("2019-10-11~2019-10-20");
    console.keys("g Enter").type_text("林周县水利").keys("Enter").shows("林周县水利局").lacks("请选定");
    console.keys("i").lacks("列对照：").keys("G").shows("“两癌”救助回访");
}

#[test]
fn a_column_is_left_out_and_a_file_is_left_alone() {
    let machine = Machine::at(Stage::Received);
    let mut console = console(&machine, "water.csv", PLAN, Lang::Zh, SMALL);
    console.keys("k Enter").type_text("beizhu").keys("Enter").shows("备注").keys("x").shows("[E1073]");
    assert!(console.row_of("检查事项").contains("不读"), "{}", console.screen());
    console.keys("Esc").lacks("列对照：").lacks("河道采砂检查");
}

#[test]
fn a_file_that_is_sure_can_be_looked_at_first() {
    let machine = Machine::at(Stage::Received);
    let file = machine.file("sure.csv");
    std::fs::write(
        &file,
        "序号,牵头部门,检查事项,检查乡镇,检查时间\n1,县水利局,灌区检查,各乡镇,2019年11月\n",
    )
    .unwrap();
    let mut console = Console::on(Arc::clone(&machine), Lang::Zh, LARGE);
    console.keys("i Tab").type_text(file.to_str().unwrap()).keys("Tab Right Enter");
    console.shows("列对照：sure.csv").shows("读出 1 行，错误 0 处").keys("i G").shows("灌区检查");
}
