//! Whatever is decided through the application's commands, by whom and in what order: once everything that can be taken
//! back is taken back, the tables hold what they held before.

use chrono::{Days, NaiveDate};
use lianjian::app::command::answer::AnswerSlot;
use lianjian::app::command::county::Appoint;
use lianjian::app::command::exception::Except;
use lianjian::app::command::finding::HandOver;
use lianjian::app::command::groups::DivideTeam;
use lianjian::app::command::lists::{AddArrival, SetBaseline};
use lianjian::app::command::team::DrawTeams;
use lianjian::app::command::triage::{Dispose, Ruling, Triage, TriageByRule};
use lianjian::app::command::visit::{Cancel, Clear, Forbid, Move, Pin};
use lianjian::app::error::{Kind, Result};
use lianjian::app::query::journal::latest;
use lianjian::app::session::Session;
use lianjian::domain::arrival::Arrival;
use lianjian::domain::code::Code;
use lianjian::domain::day::DayRange;
use lianjian::domain::id::{ArrivalId, DepartmentCode, RequestId, VisitId};
use lianjian::domain::material::Disposition;
use lianjian::domain::person::{Person, Role};
use lianjian::domain::reason::Reason;
use lianjian::domain::record::Table;
use lianjian::domain::request::Request;
use lianjian::domain::slot_answer::SlotWord;
use lianjian::domain::unit::Unit;
use lianjian::domain::visit::Visit;
use lianjian::tui::World as _;
use rusqlite::Connection;

use super::harness::Chance;
use super::office::{Machine, Stage, day};

/// Who decides: a coordinator and the director.
const PEOPLE: [&str; 2] = ["张三", "李主任"];

/// Every table but the journal and what only grows with it, as text.
fn dump(machine: &Machine) -> Vec<String> {
    let connection = Connection::open(machine.file("lianjian.db")).unwrap();
    let mut lines = Vec::new();
    for table in Table::ALL.iter().map(|table| table.code()).chain(["frame", "frame_row"]) {
        let mut statement = connection.prepare(&format!("SELECT * FROM \"{table}\" ORDER BY 1, 2")).unwrap();
        let columns = statement.column_count();
        let mut rows = statement.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells: Vec<_> = (0..columns).map(|column| row.get_ref(column).unwrap()).collect();
            lines.push(format!("{table} {cells:?}"));
        }
    }
    lines
}

/// What chance chooses from.
struct County {
    visits: Vec<Visit>,
    units: Vec<Unit>,
    departments: Vec<DepartmentCode>,
}

impl County {
    fn of(session: &Session) -> Self {
        let (visits, units, requests) = session
            .read(|view| Ok((view.all::<Visit>()?, view.all::<Unit>()?, view.all::<Request>()?)))
            .unwrap();
        Self {
            visits: visits.into_iter().map(|found| found.record).collect(),
            units: units.into_iter().map(|found| found.record).collect(),
            departments: requests.into_iter().map(|found| found.record.department).collect(),
        }
    }

    fn visit(&self, chance: &mut Chance) -> VisitId {
        self.visits.get(chance.below(self.visits.len().max(1))).map_or(VisitId(1), |visit| visit.id)
    }

    fn visits(&self, chance: &mut Chance) -> Vec<VisitId> {
        (0..=chance.below(3)).map(|_| self.visit(chance)).collect()
    }
}

fn some_day(chance: &mut Chance) -> NaiveDate {
    day("2019-10-01") + Days::new(u64::try_from(chance.below(100)).unwrap())
}

/// Takes one decision, or has it refused: a refusal changes nothing.
fn decide(session: &mut Session, county: &County, chance: &mut Chance) -> Result<()> {
    let reason = || "试".to_owned();
    match chance.below(19) {
        0..=3 => {
            let rulings = [Ruling::Accept, Ruling::Return, Ruling::Refuse, Ruling::Divert, Ruling::Withdraw];
            let some = |chance: &mut Chance| RequestId(1 + u32::try_from(chance.below(60)).unwrap());
            let ids = (0..=chance.below(3)).map(|_| some(chance)).collect();
            let triage = Triage {
                ids,
                ruling: rulings[chance.below(rulings.len())],
                reason: Some(Reason::ALL[chance.below(Reason::ALL.len())]),
                note: Some(reason()),
                despite_rules: chance.below(2) == 0,
            };
            session.run(triage).map(drop)
        }
        4 => session.run(TriageByRule).map(drop),
        5 => {
            let id = RequestId(1 + u32::try_from(chance.below(60)).unwrap());
            let found = session.read(|view| Ok(view.get::<Request>(&id.to_string())?))?;
            let materials = found.map(|found| found.record.materials).unwrap_or_default();
            let Some(material) = materials.first() else { return Ok(()) };
            let disposition = Disposition::ALL[chance.below(Disposition::ALL.len())];
            session.run(Dispose { request: id, material: material.name.clone(), disposition }).map(drop)
        }
        6 => session.run(Pin { id: county.visit(chance), pinned: chance.below(2) == 0 }).map(drop),
        7 | 8 => session.run(Move { id: county.visit(chance), to: some_day(chance) }).map(drop),
        9 => {
            let from = some_day(chance);
            let days = DayRange::inclusive(from, from + Days::new(3)).unwrap();
            session.run(Forbid { id: county.visit(chance), days, reason: reason() }).map(drop)
        }
        10 => session.run(Cancel { id: county.visit(chance), reason: reason() }).map(drop),
        11 => session.run(DrawTeams { ids: county.visits(chance) }).map(drop),
        12 => session.run(Clear { ids: county.visits(chance) }).map(drop),
        13 => {
            let rule = ["R2001", "R2010", "R2101"][chance.below(3)].to_owned();
            session.run(Except { rule, visit: county.visit(chance), reason: reason() }).map(drop)
        }
        14 => {
            let arrival = Arrival {
                id: ArrivalId(0),
                unit: county.units[chance.below(county.units.len())].code.clone(),
                date: some_day(chance),
                days: 1,
                department: county.departments[chance.below(county.departments.len())].clone(),
                people: 2,
                hosts: 1,
                announced: chance.below(2) == 0,
                subject: reason(),
                materials: 1,
                forms: 0,
                visit: None,
            };
            session.run(AddArrival { arrival }).map(drop)
        }
        15 => {
            let span = DayRange::inclusive(day("2018-10-01"), day("2018-12-31")).unwrap();
            session.run(SetBaseline { span }).map(drop)
        }
        16 => {
            let person = Person { name: format!("某{}", chance.below(3)), role: Role::Coordinator };
            session.run(Appoint { person }).map(drop)
        }
        17 => {
            let visit = &county.visits.get(chance.below(county.visits.len().max(1)));
            let Some(visit) = visit else { return Ok(()) };
            let word = SlotWord::ALL[chance.below(SlotWord::ALL.len())];
            let party = if word == SlotWord::Clash { visit.unit.0.clone() } else { visit.lead.0.clone() };
            session.run(AnswerSlot { visit: visit.id, party, word, reason: reason() }).map(drop)
        }
        _ if chance.below(2) == 0 => session.run(HandOver { visit: county.visit(chance) }).map(drop),
        _ => session.run(DivideTeam { visit: county.visit(chance), groups: 2 }).map(drop),
    }
}

/// The number of the entry that an undo by this person would take back.
fn undoable(session: &Session, person: &str) -> Option<u64> {
    session.read(|view| Ok(view.undoable(person)?.sequence)).ok()
}

#[test]
fn what_was_decided_can_all_be_taken_back() {
    let mut decided = 0;
    for (seed, stage) in (1..=9).zip([Stage::Received, Stage::Planned, Stage::Published].into_iter().cycle())
    {
        let machine = Machine::at(stage);
        let mut session = machine.open(None).unwrap();
        let mut chance = Chance(seed);
        let before = dump(&machine);
        let start = newest(&session);
        let county = County::of(&session);
        for _ in 0..40 {
            let person = PEOPLE[chance.below(2)];
            session.act_as(person);
            let at = newest(&session);
            let done = match chance.below(8) {
                // What stood before the beginning is left alone.
                0 if undoable(&session, person) > Some(start) => session.undo().map(drop),
                1 => session.redo().map(drop),
                _ => decide(&mut session, &county, &mut chance),
            };
            match done {
                Ok(()) => decided += usize::from(newest(&session) > at),
                Err(error) => assert_ne!(error.kind, Kind::Environment, "{seed}: {error:?}"),
            }
        }
        assert!(Session::verify(&machine.file("lianjian.db")).unwrap().findings.is_empty());
        // The newest decision in force can always be taken back by whoever took it.
        loop {
            let last =
                PEOPLE.into_iter().filter_map(|person| Some((undoable(&session, person)?, person))).max();
            let Some((_, person)) = last.filter(|(sequence, _)| *sequence > start) else { break };
            session.act_as(person);
            session.undo().unwrap_or_else(|error| panic!("{seed}: {error:?}"));
        }
        let after = dump(&machine);
        let changed: Vec<_> = before.iter().zip(&after).filter(|(before, after)| before != after).collect();
        assert!(before == after, "{seed}: {} {} {changed:?}", before.len(), after.len());
    }
    assert!(decided > 100, "chance decides something: {decided}");
}

/// The number of the newest entry.
fn newest(session: &Session) -> u64 {
    latest(session, 1).unwrap().first().map_or(0, |entry| entry.sequence)
}
