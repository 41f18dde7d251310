//! The demo county, and the whole job on it: import, triage, plan, clear, publish, draw, export.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::command::adopt::{AdoptPlan, Adopted};
use super::command::county::SetUp;
use super::command::draw::{CommitRequests, DrawRound};
use super::command::lists::SetBaseline;
use super::command::plan::{self, PlanOptions};
use super::command::team::DrawTeams;
use super::command::triage::{TriageByRule, TriageTally};
use super::command::visit::{Clear, Publish, Published};
use super::error::{AppError, Result};
use super::export::{self, CalendarFormat, ChecklistFormat};
use super::intake::{self, GivenFile, ListKind, RequestOptions};
use super::letters::{self, LetterKind, LetterOrder};
use super::query;
use super::query::burden::{Burden, burden};
use super::query::materials::PaperSaved;
use super::query::plan::{PlannedVisit, Unplaced};
use super::query::seal::Seal;
use super::query::together::Together;
use super::session::Session;
use crate::domain::day::DayRange;
use crate::domain::id::VisitId;
use crate::domain::message::Message;
use crate::domain::person::{Person, Role};
use crate::domain::problem::Severity;
use crate::domain::register::Register;
use crate::domain::sample_round::{JOURNAL, SampleRound};
use crate::domain::setting::{County, Leadership};
use crate::domain::visit::{Visit, VisitState};
use crate::planner::Effort;
use crate::text::Catalogue;

/// Who works in the demo county.
pub const COORDINATOR: &str = "张三";
/// The county it is made of.
pub const COUNTY: &str = "林周县";
/// Who clears and excepts there.
pub const DIRECTOR: &str = "李主任";
/// The secret all draws of the demo come from, so that two runs draw the same. A real office draws fresh ones.
const ENTROPY: &str = "64656d6f64656d6f64656d6f64656d6f64656d6f64656d6f64656d6f64656d6f";
/// Where the public number of the demo's draws comes from.
const SOURCE: &str = "福利彩票双色球2019111期";
/// The number as it was read out, and before whom.
const NUMBER: &str = "0512172429";
/// See [`NUMBER`].
const WITNESS: &str = "王五";

/// Visits shown as what merging brings together.
const LARGEST: usize = 5;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// The day the demo plays on.
pub fn today() -> NaiveDate {
    day(2019, 9, 23)
}

/// The instant the demo plays at: journals of two runs are the same.
pub fn now() -> DateTime<Utc> {
    today().and_time(NaiveTime::MIN).and_utc()
}

/// The quarter it plans.
pub fn horizon() -> DayRange {
    DayRange { from: day(2019, 10, 8), until: day(2020, 1, 1) }
}

/// The month every township was inspected in on at least three days of every week.
pub fn baseline() -> DayRange {
    DayRange { from: day(2018, 10, 1), until: day(2018, 11, 1) }
}

/// Sets the demo county up: units, departments, inspectors, registers, the baseline.
pub fn set_up(session: &mut Session) -> Result<()> {
    let author = session.author().to_owned();
    let mut people = vec![
        Person { name: COORDINATOR.to_owned(), role: Role::Coordinator },
        Person { name: DIRECTOR.to_owned(), role: Role::Director },
    ];
    if people.iter().all(|person| person.name != author) {
        people.push(Person { name: author, role: Role::Coordinator });
    }
    session.run(SetUp {
        county: County {
            code: "540121".to_owned(),
            name: COUNTY.to_owned(),
            leadership: Leadership::DisciplineOffice,
            leaders: 4,
            hosts: 3,
            baseline: std::collections::BTreeMap::new(),
        },
        people,
    })?;
    for (name, kind) in [
        ("demo/units.csv", ListKind::Units),
        ("demo/departments.csv", ListKind::Departments),
        ("demo/inspectors.csv", ListKind::Inspectors),
        ("demo/baseline-2018-10.csv", ListKind::Arrivals),
    ] {
        let report = intake::list(session, file(session, name)?, kind)?;
        refuse_problems(name, report.problems)?;
    }
    registers(session)?;
    session.run(SetBaseline { span: baseline() })?;
    Ok(())
}

fn file(session: &Session, name: &str) -> Result<GivenFile> {
    let bytes = session.office().assets.read(name)?.into_owned();
    Ok(GivenFile { name: name.rsplit('/').next().unwrap_or(name).to_owned(), bytes })
}

/// The files of the demo county are ours: a problem in one is a fault of the program or of a county's edit.
fn refuse_problems(name: &str, problems: Vec<crate::domain::problem::Problem>) -> Result<()> {
    match problems.into_iter().find(|problem| problem.severity == Severity::Error) {
        None => Ok(()),
        Some(problem) => Err(AppError::problem("A7070")
            .with("file", name)
            .with("row", problem.place.row.unwrap_or(0))
            .with("problem", problem.message)),
    }
}

fn registers(session: &mut Session) -> Result<()> {
    let index = intake::register_index(&file(session, "demo/registers.csv")?);
    refuse_problems("demo/registers.csv", index.problems)?;
    for row in index.rows {
        let path = format!("demo/{}", row.file);
        let register = Register {
            code: row.code,
            name: row.name,
            kinds: row.kinds,
            source: row.keeper,
            as_of: row.as_of,
            constructed: true,
            size: 0,
            hash: String::new(),
        };
        let report = intake::register(session, file(session, &path)?, register)?;
        refuse_problems(&path, report.problems)?;
    }
    Ok(())
}

/// What the demo did, for its closing account.
pub struct DemoReport {
    /// Files imported.
    pub files: usize,
    /// Requests taken in.
    pub requests: usize,
    /// Rows left as problems.
    pub problems: usize,
    /// How they were decided.
    pub triage: TriageTally,
    /// The plan.
    pub plan: Adopted,
    /// What was published.
    pub published: Published,
    /// Visits supervision beforehand held back, with what they miss.
    pub held_back: Vec<(VisitId, Message)>,
    /// The announced visits that bring the most departments together, at most five.
    pub largest: Vec<PlannedVisit>,
    /// Visits that no quota counts: those that ride with superiors, and urgent and independent ones.
    pub uncounted: usize,
    /// Demands the plan could not place.
    pub unserved: Vec<Unplaced>,
    /// Draws made.
    pub draws: usize,
    /// What sharing them between departments saved.
    pub together: Together,
    /// What is no longer handed over.
    pub paper: PaperSaved,
    /// October of the baseline.
    pub before: Burden,
    /// October of the plan.
    pub after: Burden,
    /// The whole horizon of the plan.
    pub horizon: Burden,
    /// Files written.
    pub written: Vec<PathBuf>,
}

/// Runs the whole job into a folder. `progress` is told each step.
pub fn run(
    session: &mut Session,
    catalogue: &Catalogue,
    out: &Path,
    force: bool,
    progress: &mut dyn FnMut(Message),
) -> Result<DemoReport> {
    progress(Message::new("demo-set-up"));
    set_up(session)?;
    let (files, requests, problems) = import(session, progress)?;
    progress(Message::new("demo-triage").with("count", requests));
    let triage = session.run(TriageByRule)?;
    draw_registers(session)?;
    progress(Message::new("demo-plan"));
    let plan = plan(session, progress)?;
    progress(Message::new("demo-clear").with("count", plan.visits.len()));
    let (published, held_back) = clear_and_publish(session, &plan)?;
    let draws = draw_open(session, &published)?;
    progress(Message::new("demo-export").with("folder", out.display().to_string()));
    let written = export_all(session, catalogue, &published, out, force)?;
    let october = DayRange { from: day(2019, 10, 1), until: day(2019, 11, 1) };
    let (before, after, whole) = session.read(|view| {
        // The account is the director's: sealed visits count.
        let seal = Seal::of(view, DIRECTOR, session.today())?;
        let of = |span| burden(view, span, seal);
        Ok((of(baseline())?, of(october)?, of(horizon())?))
    })?;
    let overview = session.read(query::plan::plan)?;
    let together = session.read(query::together::account)?;
    let paper = session.read(|view| query::materials::saved(view, session.office()))?;
    let uncounted = |row: &&PlannedVisit| row.visit.record.exempt || row.visit.record.joins.is_some();
    let uncounted = overview.visits.iter().filter(uncounted).count();
    let mut largest = overview.visits;
    largest.retain(|row| row.visit.record.announced);
    largest.sort_by_key(|row| (std::cmp::Reverse(row.departments.len()), row.visit.record.id));
    largest.truncate(LARGEST);
    Ok(DemoReport {
        files,
        requests,
        problems,
        triage,
        plan,
        published,
        held_back,
        largest,
        uncounted,
        unserved: overview.unplaced,
        draws,
        together,
        paper,
        before,
        after,
        horizon: whole,
        written,
    })
}

fn import(session: &mut Session, progress: &mut dyn FnMut(Message)) -> Result<(usize, usize, usize)> {
    let names: Vec<&str> = session.office().assets.names("demo/requests-2019/").collect();
    let (mut requests, mut problems) = (0, 0);
    for name in &names {
        let given = file(session, name)?;
        progress(Message::new("demo-import").with("file", given.name.as_str()));
        let report =
            intake::requests(session, &given, &RequestOptions::default(), false, &mut intake::unwatched)?;
        requests += report.taken.len();
        problems += report.errors();
    }
    Ok((names.len(), requests, problems))
}

/// What requests ask of registers is fixed, then drawn.
fn draw_registers(session: &mut Session) -> Result<()> {
    let source = SOURCE.to_owned();
    let committed = session.run(CommitRequests { entropy: ENTROPY.to_owned(), source })?;
    for id in committed.committed {
        draw_round(session, id.to_string())?;
    }
    Ok(())
}

fn draw_round(session: &mut Session, round: String) -> Result<SampleRound> {
    let (public, witnesses) = (Some(NUMBER.to_owned()), vec![WITNESS.to_owned()]);
    session.run(DrawRound { round, public, witnesses, real_today: session.today() })
}

fn plan(session: &mut Session, progress: &mut dyn FnMut(Message)) -> Result<Adopted> {
    let options =
        PlanOptions { horizon: horizon(), seed: 1, effort: Effort::Normal, threads: 1, moves_max: None };
    let prepared = plan::prepare(session, options)?;
    progress(Message::new("demo-instance").with("demands", prepared.instance.demands.len()));
    let solution = plan::solve(&prepared, &mut |_| ControlFlow::Continue(()));
    session.run(AdoptPlan { prepared, plan: solution.plan })
}

/// Teams are drawn, the director passes what lacks nothing, and that is published.
fn clear_and_publish(session: &mut Session, plan: &Adopted) -> Result<(Published, Vec<(VisitId, Message)>)> {
    let ids: Vec<VisitId> = plan.visits.iter().map(|visit| visit.id).collect();
    session.run(DrawTeams { ids: ids.clone() })?;
    session.act_as(DIRECTOR);
    let mut held_back = Vec::new();
    for id in ids {
        if let Err(error) = session.run(Clear { ids: vec![id] }) {
            if error.message.code != "A7034" {
                return Err(error);
            }
            held_back.push((id, error.message));
        }
    }
    let cleared: Vec<Visit> = session.read(|view| {
        let visits = view.all::<Visit>()?.into_iter().map(|visit| visit.record);
        Ok(visits.filter(|visit| visit.state == VisitState::Cleared).collect())
    })?;
    session.act_as(COORDINATOR);
    // Sealed ones take the county's own source: their number does not exist before their day.
    let mut publish = |announced: bool, source: &str| {
        let ids = cleared.iter().filter(|visit| visit.announced == announced).map(|visit| visit.id).collect();
        session.run(Publish { ids, entropy: ENTROPY.to_owned(), source: source.to_owned() })
    };
    let Published { open, .. } = publish(true, SOURCE)?;
    let Published { sealed, .. } = publish(false, JOURNAL)?;
    Ok((Published { open, sealed }, held_back))
}

/// Draws of open visits are made at once; those of sealed ones wait for their day.
fn draw_open(session: &mut Session, published: &Published) -> Result<usize> {
    let mut draws = 0;
    for id in &published.open {
        let round = id.to_string();
        let fixed = session.read(|view| Ok(view.get::<SampleRound>(&round)?.is_some()))?;
        if fixed {
            draw_round(session, round)?;
            draws += 1;
        }
    }
    Ok(draws)
}

fn export_all(
    session: &Session,
    catalogue: &Catalogue,
    published: &Published,
    out: &Path,
    force: bool,
) -> Result<Vec<PathBuf>> {
    let mut written = Vec::new();
    for (name, format) in [
        ("calendar.ics", CalendarFormat::Ics),
        ("calendar.xlsx", CalendarFormat::Xlsx),
        ("calendar.csv", CalendarFormat::Csv),
        ("calendar.html", CalendarFormat::Html),
        ("calendar.json", CalendarFormat::Json),
    ] {
        let path = out.join(name);
        export::write(&path, &export::calendar(session, catalogue, horizon(), format)?, force)?;
        written.push(path);
    }
    let folder = export::folder(&out.join("checklists"))?;
    for id in &published.open {
        for format in CHECKLISTS {
            let made = match export::checklists(session, catalogue, *id, format, None) {
                // A machine without a Chinese font shows the rest all the same.
                Err(error) if error.message.code == "X6024" => continue,
                made => made?,
            };
            for list in made {
                let path = folder.join(&list.name);
                export::write(&path, &list.bytes, force)?;
                written.push(path);
            }
        }
    }
    written.extend(letters(session, catalogue, out, force)?);
    Ok(written)
}

/// Every file a checklist can be.
const CHECKLISTS: [ChecklistFormat; 4] =
    [ChecklistFormat::Html, ChecklistFormat::Pdf, ChecklistFormat::Xlsx, ChecklistFormat::Xlsform];

/// Letters of the quarter; the account is that of its first month.
fn letters(session: &Session, catalogue: &Catalogue, out: &Path, force: bool) -> Result<Vec<PathBuf>> {
    let folder = export::folder(&out.join("letters"))?;
    let mut written = Vec::new();
    for kind in [
        LetterKind::Reply,
        LetterKind::Notice,
        LetterKind::Staff,
        LetterKind::Plan,
        LetterKind::AnnualPlan,
        LetterKind::Burden,
        LetterKind::Draw,
    ] {
        let order = LetterOrder { kind, ids: &[], span: horizon(), contact: "" };
        for (name, bytes) in letters::letters(session, catalogue, &order)? {
            let path = folder.join(name);
            export::write(&path, &bytes, force)?;
            written.push(path);
        }
    }
    Ok(written)
}
