//! Offices for the console's tests: the demo county at several stages of its round, each made once and copied.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, NaiveDate, Utc};
use lianjian::app::error::Result;
use lianjian::app::office::Office as Rules;
use lianjian::app::session::{Actor, Session};
use lianjian::domain::day::DayRange;
use lianjian::domain::id::VisitId;
use lianjian::domain::visit::VisitState;
use lianjian::text::Lang;
use lianjian::tui::World;
use lianjian::tui::runtime::{Progress, Worker as _};
use lianjian::tui::task::{Answer, Beginning, PlanOrder, Task};
use lianjian::tui::worker::Office;
use tempfile::TempDir;

/// How far the demo county's round has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Requests taken in, nothing decided.
    Received,
    /// Decided by rule, registers drawn, planned, teams drawn.
    Planned,
    /// Visits of October cleared and on the calendar.
    Published,
}

/// A machine: its clock, its randomness and its files are the same in every run.
pub(super) struct Machine {
    home: TempDir,
    database: PathBuf,
}

impl Machine {
    pub(super) fn new() -> Arc<Self> {
        let home = tempfile::tempdir().unwrap();
        let database = home.path().join("lianjian.db");
        Arc::new(Self { home, database })
    }

    /// One on which the demo county's round has come so far.
    pub(super) fn at(stage: Stage) -> Arc<Self> {
        let machine = Self::new();
        std::fs::write(&machine.database, database(stage)).unwrap();
        machine
    }

    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    pub(super) fn office(self: &Arc<Self>, lang: Lang) -> Office {
        let world: Arc<dyn World> = Arc::clone(self) as Arc<dyn World>;
        Office::open(world, lang, true).unwrap()
    }
}

impl World for Machine {
    fn open(&self, path: Option<&Path>) -> Result<Session> {
        let actor = Actor { author: "张三".into(), now: clock, today: clock().date_naive() };
        Session::open(path.unwrap_or(&self.database), Rules::load(None)?, actor)
    }

    fn path(&self) -> &Path {
        &self.database
    }

    fn entropy(&self) -> Result<String> {
        Ok("5a".repeat(32))
    }

    fn now(&self) -> DateTime<Utc> {
        clock()
    }
}

/// Monday, 23 September 2019, noon in China.
fn clock() -> DateTime<Utc> {
    DateTime::from_timestamp(1_569_211_200, 0).unwrap()
}

fn database(stage: Stage) -> &'static [u8] {
    static RECEIVED: OnceLock<Vec<u8>> = OnceLock::new();
    static PLANNED: OnceLock<Vec<u8>> = OnceLock::new();
    static PUBLISHED: OnceLock<Vec<u8>> = OnceLock::new();
    match stage {
        Stage::Received => RECEIVED.get_or_init(|| made(None, received)),
        Stage::Planned => PLANNED.get_or_init(|| made(Some(Stage::Received), planned)),
        Stage::Published => PUBLISHED.get_or_init(|| made(Some(Stage::Planned), published)),
    }
}

/// What a database holds after some work on an earlier stage.
fn made(from: Option<Stage>, work: impl FnOnce(&mut Office)) -> Vec<u8> {
    let machine = from.map_or_else(Machine::new, Machine::at);
    let mut office = machine.office(Lang::Zh);
    work(&mut office);
    let copy = machine.file("copy.db");
    office.session().backup(&copy).unwrap();
    std::fs::read(copy).unwrap()
}

fn perform(office: &mut Office, task: Task) -> Answer {
    office.perform(task, &Progress::unwatched()).unwrap_or_else(|error| panic!("{error:?}"))
}

fn received(office: &mut Office) {
    perform(office, Task::Begin(Beginning::Demo));
}

/// The last quarter of 2019.
pub(super) fn quarter() -> DayRange {
    DayRange::inclusive(day("2019-10-08"), day("2019-12-31")).unwrap()
}

fn planned(office: &mut Office) {
    perform(office, Task::TriageByRule);
    perform(office, Task::CommitDraws);
    let order = PlanOrder { horizon: Some(quarter()), seed: 1, effort: "quick".into(), moves_max: None };
    perform(office, Task::Plan(order));
    let all = visits(office, |_, _| true);
    perform(office, Task::DrawTeams(all));
}

fn published(office: &mut Office) {
    let november = day("2019-11-01");
    let october = visits(office, |start, _| start < november);
    perform(office, Task::ActAs("李主任".into()));
    perform(office, Task::Clear(october));
    perform(office, Task::ActAs("张三".into()));
    let cleared = visits(office, |_, state| state == VisitState::Cleared);
    assert!(cleared.len() > 3, "{cleared:?}");
    perform(office, Task::Publish { ids: cleared, source: String::new() });
}

fn visits(office: &mut Office, fits: impl Fn(NaiveDate, VisitState) -> bool) -> Vec<VisitId> {
    let Answer::Plan(data) = perform(office, Task::LoadPlan) else { panic!("no plan") };
    let rows = data.plan.visits.iter().map(|row| &row.visit.record);
    rows.filter(|visit| fits(visit.start, visit.state)).map(|visit| visit.id).collect()
}

pub(super) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}
