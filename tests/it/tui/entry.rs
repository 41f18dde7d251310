//! Results typed in on screen, and what is overdue above the requests.

use lianjian::domain::id::VisitId;
use lianjian::text::Lang;
use lianjian::tui::runtime::{Progress, Worker as _};
use lianjian::tui::task::{Answer, Task};

use super::harness::Console;
use super::office::{Machine, Stage};

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (120, 40);

/// A console on the day of the first announced visit whose sample is drawn, on the visit's screen.
pub(super) fn on_the_day(lang: Lang, size: (u16, u16)) -> (Console, VisitId) {
    let machine = Machine::at(Stage::Published);
    let mut office = machine.office(lang);
    let mut perform =
        |task| office.perform(task, &Progress::unwatched()).unwrap_or_else(|error| panic!("{error:?}"));
    let Answer::Plan(plan) = perform(Task::LoadPlan) else { panic!("no plan") };
    let told = plan.plan.visits.iter().map(|row| &row.visit.record).filter(|visit| visit.announced);
    let drawn = told.filter(|visit| visit.is_public()).find_map(|visit| {
        let Answer::Visit(data) = perform(Task::LoadVisit(visit.id)) else { panic!("no visit") };
        data.detail.round.is_some_and(|round| !round.parts.is_empty()).then_some((visit.id, visit.start))
    });
    let (id, day) = drawn.unwrap();
    perform(Task::SetToday(day));
    perform(Task::Draw { id, public: String::new(), witnesses: String::new() });
    drop(office);
    let mut console = Console::on(machine, lang, size);
    console.keys("% C-u").type_text(&day.to_string());
    console.keys("Enter 2 /").type_text(&id.to_string()).keys("Enter Enter").shows(&id.to_string());
    (console, id)
}

#[test]
fn results_are_typed_in_household_by_household() {
    let (mut console, id) = on_the_day(Lang::Zh, SMALL);
    console.keys("r").shows("结果录入").shows("已填 0/").lacks("未保存");
    // A household in order takes one key.
    console.keys("a").shows("已填 1/").shows("1 处未保存").shows("2/");
    // One fault, with what was seen; the rest in order.
    console.keys("2").type_text("补贴没有到账").keys("Enter").shows("补贴没有到账").shows("不符合");
    console.keys("a").shows("已填 2/");
    // Nobody home: the next replacement comes up, and can be answered.
    console.keys("x").shows("外出务工").keys("Enter").shows("替1").shows("替补");
    console.keys("a").shows("4 处未保存");
    // What is typed is not thrown away by mistake.
    console.keys("Esc").shows("不保存就离开").keys("n").shows("4 处未保存");
    console.keys("w").shows("新增问题 1 个").shows("E1946").keys("Enter").lacks("未保存");
    console.keys("Esc").shows(&id.to_string()).shows("实施中");
    // It is on record: shown again, and the same saved twice is nothing.
    console.keys("r").shows("已填 4/").keys("w").lacks("没有办成").keys("Esc");
    console.keys("6").shows("补贴没有到账");
}

#[test]
fn a_slip_is_mended_and_taken_back() {
    let (mut console, _) = on_the_day(Lang::Zh, SMALL);
    console.keys("r a w Enter [ k k k k k k k k k k").keys("Home 2");
    console.type_text("看错了").keys("Enter").shows("1 处未保存");
    console.keys("z").lacks("未保存").keys("Home 3").shows("不适用").keys("w Enter").lacks("E1945");
    // A household people chose themselves stands apart.
    console.keys("d").keys("Enter").shows("这一项要填写").type_text("H-77").keys("Enter").shows("定向");
    console.keys("a w").lacks("E1943").keys("Enter Esc");
    console.keys("r /").type_text("H-77").keys("Enter").shows("最远组");
}

#[test]
fn what_somebody_else_recorded_meanwhile_is_not_overwritten() {
    let (mut console, id) = on_the_day(Lang::Zh, SMALL);
    console.keys("r a");
    let machine = std::sync::Arc::clone(console.machine.as_ref().unwrap());
    let mut other = machine.office(Lang::Zh);
    let day = console.model.heading.today;
    let Ok(Answer::Changed) = other.perform(Task::SetToday(day), &Progress::unwatched()) else {
        panic!("no day")
    };
    let Ok(Answer::Entry(sheet)) = other.perform(Task::LoadEntry(id), &Progress::unwatched()) else {
        panic!("no form")
    };
    let place = sheet.places.last().unwrap();
    let item = &sheet.items[place.items[0]].id;
    let path = machine.file("other.csv");
    let first = sheet.places.iter().find(|place| !place.element.is_empty()).unwrap();
    std::fs::write(&path, format!("id,result,item\n{},nonconforming,{item}\n", first.element)).unwrap();
    other.perform(Task::Record { id, path }, &Progress::unwatched()).unwrap();
    console.keys("w").shows("刚由他人登记").keys("Enter").shows("未保存");
    console.keys("w").lacks("刚由他人登记").keys("Enter").lacks("未保存");
}

#[test]
fn a_team_divides_on_screen() {
    let (mut console, _) = on_the_day(Lang::Zh, SMALL);
    console.keys("t").shows("现分 1 组").keys("C-u").type_text("x").keys("Enter").shows("整数");
    console.keys("C-u").type_text("2").keys("Enter").shows("分 2 组");
    console.keys("r").shows("1组/").keys("Esc");
    console.keys("t C-u").type_text("999").keys("Enter").shows("A7124");
}

#[test]
fn results_on_screen() {
    for (lang, size) in [(Lang::Zh, SMALL), (Lang::En, SMALL), (Lang::Zh, LARGE), (Lang::En, LARGE)] {
        let (mut console, _) = on_the_day(lang, size);
        console.keys("r a x Enter");
        insta::assert_snapshot!(format!("entry-{}-{}x{}", lang.code(), size.0, size.1), console.screen());
    }
}

#[test]
fn what_is_overdue_stands_above_the_requests() {
    let (mut console, _) = on_the_day(Lang::Zh, SMALL);
    console.keys("1").lacks("将到期");
    console
        .keys("4 r Home 2")
        .type_text("甲")
        .keys("Enter Home j 2")
        .type_text("乙")
        .keys("Enter w Enter Esc");
    console.keys("% C-u").type_text("2020-03-02").keys("Enter 1").shows("2 项逾期").shows("甲").lacks("乙");
    console.keys("R").shows("乙").keys("Enter");
    // Who answers for what is late sees more of it.
    console.keys("@").type_text("李主任").keys("Enter").shows("审批人").shows("甲").shows("乙");
    insta::assert_snapshot!("inbox-reminders-zh-80x24", console.screen());
}
