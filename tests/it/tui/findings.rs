//! From a drawn visit to a closed finding, and what departments say to a visit, on screen.

use lianjian::domain::id::VisitId;
use lianjian::text::Lang;
use lianjian::tui::runtime::{Progress, Worker as _};
use lianjian::tui::task::{Answer, Task};

use super::harness::Console;
use super::office::{Machine, Stage};

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (120, 40);

/// A console on a county whose first drawn visit found something at every element of its sample.
fn recorded(lang: Lang, size: (u16, u16)) -> (Console, VisitId) {
    let machine = Machine::at(Stage::Published);
    let mut office = machine.office(Lang::Zh);
    let mut perform =
        |task| office.perform(task, &Progress::unwatched()).unwrap_or_else(|error| panic!("{error:?}"));
    let Answer::Plan(plan) = perform(Task::LoadPlan) else { panic!("no plan") };
    let told = plan.plan.visits.iter().map(|row| &row.visit.record).filter(|visit| visit.announced);
    let mut found = None;
    for visit in told.filter(|visit| visit.is_public()) {
        let Answer::Visit(data) = perform(Task::LoadVisit(visit.id)) else { panic!("no visit") };
        if data.detail.round.as_ref().is_some_and(|round| !round.parts.is_empty()) {
            found = Some((visit.id, visit.start));
            break;
        }
    }
    let (id, day) = found.unwrap();
    perform(Task::SetToday(day));
    perform(Task::Draw { id, public: String::new(), witnesses: String::new() });
    let Answer::Visit(data) = perform(Task::LoadVisit(id)) else { panic!("no visit") };
    let round = data.detail.round.unwrap();
    let mut text = "id,result\n".to_owned();
    let chosen: std::collections::BTreeSet<String> =
        round.parts.iter().flat_map(|part| part.chosen.iter().map(|one| one.id.clone())).collect();
    for element in chosen {
        text.push_str(&format!("{element},nonconforming\n"));
    }
    let path = machine.file("results.csv");
    std::fs::write(&path, text).unwrap();
    perform(Task::Record { id, path });
    drop(office);
    let mut console = Console::on(machine, lang, size);
    console.keys("% C-u").type_text(&day.to_string());
    console.keys("Enter");
    (console, id)
}

#[test]
fn a_finding_is_guided_and_closed_by_fit_evidence() {
    let (mut console, id) = recorded(Lang::Zh, SMALL);
    console.keys("6").shows("整改台账").shows("F-0001").shows("逾期 0 条。下一步").shows("余 ");
    console.keys("Enter").shows("整改指导").shows(&id.to_string()).keys("Esc");
    console.keys("i C-u").type_text("补发到账，留存银行回单").keys("Enter").shows("F-0001");
    console.keys("Enter").shows("补发到账").keys("Esc");
    console.keys("a").type_text("无此局").keys("Enter").shows("E1921").keys("Enter");
    console.keys("f").keys("Enter").shows("这一项要填写").type_text("已核").keys("Enter");
    // A photograph shows nothing: the refusal says so.
    console.keys("c Right Right Right Tab").type_text("合影").keys("Enter").shows("A7113").keys("Enter");
    console.keys("c Tab").type_text("第 3 笔").keys("Enter").shows("F-0001").shows("已办结");
    console.keys("d").shows("F-0001").keys("G g g /").type_text("f-0001").keys("Enter");
    console.keys("r Enter").lacks("没有办成");
    console.keys("Esc v").shows(&id.to_string()).shows("检查组");
}

#[test]
fn findings_on_screen() {
    for (lang, size) in [(Lang::Zh, SMALL), (Lang::En, LARGE)] {
        let (mut console, _) = recorded(lang, size);
        console.keys("6");
        insta::assert_snapshot!(format!("findings-{}-{}x{}", lang.code(), size.0, size.1), console.screen());
    }
}

#[test]
fn what_went_to_the_case_office_is_a_word() {
    let (mut console, _) = recorded(Lang::Zh, SMALL);
    console.keys("6 v H").shows("只记").keys("y").lacks("没有办成");
    console.keys("6 o o o o").shows("已移送").keys("Enter").shows("不记内容");
}

#[test]
fn departments_and_townships_answer_a_published_visit() {
    let mut console = Console::at(Stage::Published, Lang::Zh, SMALL);
    console.keys("2 Enter").shows("已发布");
    console.keys("v Enter").shows("同意").lacks("没有办成");
    console.keys("v Left Tab Tab").type_text("秋收").keys("Enter").lacks("没有办成");
    console.keys(":").type_text("answer-list").keys("Enter").shows("秋收");
    console.keys("Esc v Tab Right Enter").shows("这一项要填写").keys("Esc");
}
