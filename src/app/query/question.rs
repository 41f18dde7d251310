//! What one change would bring to the plan in force: a demand let in, left out, on another day or in another window,
//! teams or people lent. Changes nothing; `command::keep` makes the answer the plan.

use chrono::NaiveDate;
use serde::Serialize;

use super::standing::{Cost, WAITING, figures, shifts, standing};
use crate::app::command::plan::Prepared;
use crate::app::command::required;
use crate::app::county::CountyView;
use crate::app::directory::Found;
use crate::app::error::{AppError, Kind, Result};
use crate::app::session::Session;
use crate::domain::code::Code;
use crate::domain::day::DayRange;
use crate::domain::demand::{Demand, DemandState};
use crate::domain::id::DemandId;
use crate::domain::message::{Arg, Message};
use crate::domain::plan::{Plan, Reason};
use crate::planner;

/// A change somebody considers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    /// A demand that waits, let in: others make room.
    Room {
        /// Which.
        demand: DemandId,
    },
    /// A demand put off: nobody comes for it.
    Drop {
        /// Which.
        demand: DemandId,
    },
    /// A demand on a day, its own or another, where it stays.
    Move {
        /// Which.
        demand: DemandId,
        /// Its first day.
        to: NaiveDate,
    },
    /// A demand that may be done on other days.
    Window {
        /// Which.
        demand: DemandId,
        /// When it may be done.
        days: DayRange,
    },
    /// More teams that can be out at once.
    Leaders {
        /// How many more.
        count: u32,
    },
    /// More inspectors of a department.
    People {
        /// As people name it.
        department: String,
        /// How many more.
        count: u32,
    },
}

impl Question {
    /// The demand it is about.
    pub const fn demand(&self) -> Option<DemandId> {
        match self {
            Self::Room { demand }
            | Self::Drop { demand }
            | Self::Move { demand, .. }
            | Self::Window { demand, .. } => Some(*demand),
            Self::Leaders { .. } | Self::People { .. } => None,
        }
    }
}

/// What the change would bring.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// What was asked.
    pub question: Question,
    /// How many other demands were allowed to move.
    pub moves_max: u32,
    /// Figures before and after, and who stands elsewhere; `own` is the demand asked about.
    pub cost: Cost,
    /// Why the demand asked about would not be served, where it would not.
    pub refused: Option<Reason>,
    /// Hash of the journal's last entry: the state the answer holds for.
    pub state: String,
}

/// The plan an answer stands for, with the situation it was made in.
pub struct Proposal {
    pub(in crate::app) question: Question,
    pub(in crate::app) prepared: Prepared,
    pub(in crate::app) plan: Plan,
    pub(in crate::app) position: Position,
}

/// Where the question stands in the planner's input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::app) enum Position {
    Demand(DemandId),
    Leaders(u32),
    Department(usize, u32),
}

/// Answers a question about the plan in force with at most `moves_max` other demands moved. Refused (A7025) where no
/// plan stands that keeps every limit, (A7036) for a demand townships were told of, (P3022) for one the plan in force
/// does not know.
pub fn ask(session: &Session, question: &Question, moves_max: u32) -> Result<(Reply, Proposal)> {
    let Some((mut prepared, plan)) = standing(session)? else { return Err(AppError::problem("A7025")) };
    if let Some(id) = question.demand() {
        refuse_told(session, id)?;
    }
    let (change, position) = change(session, &mut prepared, question)?;
    let before = figures(&prepared.instance, &plan);
    let answer = planner::what_if(&prepared.instance, &plan, &change, moves_max, 1)
        .ok_or_else(|| AppError::problem("P3022"))?;
    let after = figures(&answer.instance, &answer.plan);
    let (own, others) = shifts(&prepared, &plan, &answer.plan)
        .into_iter()
        .partition(|shift| question.demand() == Some(shift.demand));
    let cost = Cost { before, after, others, own };
    let question = question.clone();
    let state = prepared.state.clone();
    prepared.instance = answer.instance;
    let reply = Reply { question: question.clone(), moves_max, cost, refused: answer.refused, state };
    Ok((reply, Proposal { question, prepared, plan: with_reasons(answer.plan), position }))
}

/// The checker wants a reason for everything left out.
fn with_reasons(mut plan: Plan) -> Plan {
    for left in &mut plan.unserved {
        left.reason = left.reason.or(WAITING);
    }
    plan
}

/// What townships were told of is moved or called off by its visit, in the open.
fn refuse_told(session: &Session, id: DemandId) -> Result<()> {
    let demand: Demand = session.read(|view| required(view, &id.to_string()))?;
    if matches!(demand.state, DemandState::Waiting | DemandState::Planned) {
        return Ok(());
    }
    let state = Arg::code(demand.state.text_id());
    Err(AppError::of(Kind::Problem, Message::new("A7036").with("id", id.to_string()).with("state", state)))
}

/// The question in the planner's positions; another window is written into the situation too, since what is left out
/// is written back from there.
fn change(
    session: &Session,
    prepared: &mut Prepared,
    question: &Question,
) -> Result<(planner::Change, Position)> {
    if let Question::Leaders { count } = *question {
        return Ok((planner::Change::Leaders { county: 0, count }, Position::Leaders(count)));
    }
    if let Question::People { department, count } = question {
        let at = department_at(session, prepared, department)?;
        let change = planner::Change::People { department: at, count: *count };
        return Ok((change, Position::Department(at, *count)));
    }
    let unknown = || AppError::problem("P3022");
    let id = question.demand().ok_or_else(unknown)?;
    let request = prepared.positions.demands.iter().position(|known| *known == id).ok_or_else(unknown)?;
    let own = prepared.instance.demands.get(request).map(|demand| (demand.from, demand.to));
    let (from, to) = own.ok_or_else(unknown)?;
    let change = match question {
        Question::Drop { .. } => planner::Change::Drop { request },
        Question::Move { to, .. } => {
            let at = prepared.situation.days.binary_search(to).ok().and_then(|day| u32::try_from(day).ok());
            let refused =
                || AppError::problem("A7038").with("id", id.to_string()).with("day", to.to_string());
            planner::Change::Move { request, day: at.ok_or_else(refused)? }
        }
        Question::Window { days, .. } => {
            let (from, to) = span(&prepared.situation.days, *days)?;
            let rows = prepared.situation.demands.iter_mut();
            for demand in rows.filter(|demand| demand.id == id) {
                demand.window = *days;
            }
            planner::Change::Window { request, from, to }
        }
        // Its own window: nothing changes but that it is asked for.
        _ => planner::Change::Window { request, from, to },
    };
    Ok((change, Position::Demand(id)))
}

/// The first and the last worked day of a span.
fn span(worked: &[NaiveDate], days: DayRange) -> Result<(u32, u32)> {
    let first = worked.partition_point(|day| *day < days.from);
    let behind = worked.partition_point(|day| *day < days.until);
    let numbers = behind.checked_sub(1).filter(|last| *last >= first);
    let both = u32::try_from(first).ok().zip(numbers.and_then(|last| u32::try_from(last).ok()));
    both.ok_or_else(|| AppError::problem("A7020"))
}

fn department_at(session: &Session, prepared: &Prepared, name: &str) -> Result<usize> {
    let county = session.read(CountyView::load)?;
    let code = match county.departments.find(name) {
        Found::One(code) => code,
        Found::Several(names) => {
            let names = Arg::List(names.into_iter().map(Arg::from).collect());
            return Err(AppError::usage("E1912").with("name", name).with("names", names));
        }
        Found::None(_) => return Err(AppError::usage("E1921").with("name", name)),
    };
    let at = prepared.situation.departments.iter().position(|department| department.code == code);
    at.ok_or_else(|| AppError::usage("E1921").with("name", name))
}
