//! Exceptions on screen: a visit that a rule blocks, asked for by who may not, granted by a director with a reason, and
//! where it then shows.

use std::sync::Arc;

use chrono::NaiveDate;
use lianjian::app::command::visit::Move;
use lianjian::domain::message::Arg;
use lianjian::domain::quota::Exception;
use lianjian::text::Lang;
use lianjian::tui::World as _;
use lianjian::tui::runtime::{Progress, Worker as _};
use lianjian::tui::task::{Answer, Task};

use super::harness::Console;
use super::office::{Machine, Stage, day};

const SMALL: (u16, u16) = (80, 24);
const LARGE: (u16, u16) = (120, 40);
/// Free days between two visits to a township.
const GAP: &str = "R2311";

/// A visit and a day it cannot be moved to because one rule stands in the way.
fn refused(machine: &Arc<Machine>) -> (String, NaiveDate) {
    let answer = machine.office(Lang::Zh).perform(Task::LoadPlan, &Progress::unwatched()).unwrap();
    let Answer::Plan(data) = answer else { panic!("no plan") };
    let mut session = machine.open(None).unwrap();
    let drafts = data.plan.visits.iter().map(|row| &row.visit.record).filter(|visit| visit.is_draft());
    for visit in drafts {
        for to in day("2019-10-08").iter_days().take(85) {
            let Err(error) = session.rehearse(Move { id: visit.id, to }) else { continue };
            if let Some(Arg::List(rules)) = error.message.args.get("rules")
                && let [Arg::Message(rule)] = rules.as_slice()
                && rule.args.get("rule") == Some(&Arg::from(GAP))
            {
                return (visit.id.to_string(), to);
            }
        }
    }
    panic!("no visit is refused for its gap alone")
}

/// The console on that visit.
fn on_it(machine: &Arc<Machine>, id: &str, lang: Lang, size: (u16, u16)) -> Console {
    let mut console = Console::on(Arc::clone(machine), lang, size);
    console.keys("2 /").type_text(id).keys("Enter Enter").shows(id);
    console
}

/// Chooses the rule in the form of an exception.
fn choose(console: &mut Console) {
    console.keys("E");
    for _ in 0..40 {
        if console.screen().contains(&format!("< {GAP}")) {
            return;
        }
        console.keys("Space");
    }
    panic!("{GAP} cannot be chosen\n{}", console.screen());
}

#[test]
fn an_exception_needs_a_director_a_rule_and_a_reason() {
    let (id, to) = refused(&Machine::at(Stage::Published));
    for (lang, size) in [(Lang::Zh, SMALL), (Lang::En, LARGE)] {
        let machine = Machine::at(Stage::Published);
        let name = |step: &str| format!("exception-{step}-{}x{}-{lang:?}", size.0, size.1);
        let move_there = |console: &mut Console| {
            console.keys("m C-u").type_text(&to.to_string()).keys("Enter");
        };
        let mut console = on_it(&machine, &id, lang, size);
        move_there(&mut console);
        console.shows("A7030").shows(GAP);
        insta::assert_snapshot!(name("refused"), console.screen());
        // The coordinator has a rule and a reason, and may not.
        console.keys("Esc");
        choose(&mut console);
        console
            .keys("Tab")
            .type_text("县委常委会议定")
            .keys("Enter")
            .shows("A7001")
            .shows("李主任")
            .keys("Esc");
        assert!(machine.open(None).unwrap().read(|view| Ok(view.all::<Exception>()?)).unwrap().is_empty());
        // The director may, but not without a reason.
        console.keys("@").type_text("李主任").keys("Enter");
        choose(&mut console);
        console.keys("Enter");
        insta::assert_snapshot!(name("reason"), console.screen());
        console.type_text("县委常委会议定").keys("Enter").lacks("A7001").shows("E-0001");
        // Once: the visit can go there now, and both the visit and the quotas show why.
        move_there(&mut console);
        console.keys("y").lacks("A7030").shows(&to.to_string());
        insta::assert_snapshot!(name("granted"), console.screen());
        console.keys("5 Enter").shows("E-0001").shows(GAP).shows("李主任");
        insta::assert_snapshot!(name("quota"), console.screen());
    }
}
