//! `lianjian ask`: what one change would bring to the plan in force, and with `--keep` makes it so.

use chrono::NaiveDate;
use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::Context;
use super::parse::Span;
use crate::app::command::keep::Keep;
use crate::app::error::Result;
use crate::app::query::plan::demand as stored;
use crate::app::query::question::{self, Question, Reply};
use crate::app::query::standing::{Figures, Shift};
use crate::domain::code::Code;
use crate::domain::id::DemandId;
use crate::domain::message::{Arg, Message};

/// Arguments of `ask`.
#[derive(Args)]
pub(crate) struct Ask {
    #[arg(long, global = true, value_name = "N", default_value_t = 3)]
    others: u32,
    #[arg(long, global = true)]
    keep: bool,
    #[command(subcommand)]
    change: Change,
}

/// The change somebody considers.
#[derive(Subcommand)]
pub(crate) enum Change {
    /// A demand that waits is let in.
    Room {
        #[arg(value_name = "DEMAND")]
        demand: DemandId,
    },
    /// A demand is put off.
    Drop {
        #[arg(value_name = "DEMAND")]
        demand: DemandId,
    },
    /// A demand is kept on a day.
    Move {
        #[arg(value_name = "DEMAND")]
        demand: DemandId,
        #[arg(value_name = "DATE")]
        day: NaiveDate,
    },
    /// A demand may be done on other days.
    Window {
        #[arg(value_name = "DEMAND")]
        demand: DemandId,
        #[command(flatten)]
        span: Span,
    },
    /// A department has more people.
    People {
        #[arg(value_name = "DEPARTMENT")]
        department: String,
        #[arg(value_name = "N")]
        count: u32,
    },
    /// The county has more teams.
    Teams {
        #[arg(value_name = "N")]
        count: u32,
    },
}

impl Ask {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        let mut session = if self.keep { context.writer()? } else { context.reader()? };
        let question = match self.change {
            Change::Room { demand } => Question::Room { demand },
            Change::Drop { demand } => Question::Drop { demand },
            Change::Move { demand, day } => Question::Move { demand, to: day },
            Change::Window { demand, span } => {
                let own = session.read(|view| stored(view, demand))?;
                Question::Window { demand, days: span.or(own.demand.window)? }
            }
            Change::People { department, count } => Question::People { department, count },
            Change::Teams { count } => Question::Leaders { count },
        };
        let (reply, proposal) = question::ask(&session, &question, self.others)?;
        let refused = reply.refused.is_some();
        if refused {
            context.found_problems();
        }
        let kept = if self.keep && !refused { Some(session.run(Keep { proposal })?.run.id) } else { None };
        if context.json() {
            return context.document(&document(&reply, kept.map(|id| id.to_string())));
        }
        tell(&reply, context)?;
        match kept {
            Some(id) => context.say(&Message::new("ask-kept").with("id", id.to_string())),
            None => Ok(()),
        }
    }
}

fn document(reply: &Reply, kept: Option<String>) -> Value {
    let figures = |figures: Figures| json!({ "left_out": figures.left_out, "visits": figures.visits, "days": figures.days });
    let shifts = |shifts: &[Shift]| -> Vec<Value> {
        let row = |shift: &Shift| json!({ "demand": shift.demand, "from": shift.from, "to": shift.to });
        shifts.iter().map(row).collect()
    };
    json!({
        "schema": "lianjian/ask/1",
        "question": reply.question,
        "others_max": reply.moves_max,
        "before": figures(reply.cost.before),
        "after": figures(reply.cost.after),
        "own": shifts(&reply.cost.own),
        "others": shifts(&reply.cost.others),
        "refused": reply.refused.map(crate::domain::plan::Reason::code),
        "kept": kept,
    })
}

fn tell(reply: &Reply, context: &mut Context<'_>) -> Result<()> {
    if let Some(reason) = reply.refused {
        let reason = Arg::code(reason.text_id());
        let said = Message::new("ask-not").with("reason", reason);
        return context.say(&said.with("moves", reply.moves_max));
    }
    for shift in reply.cost.own.iter().chain(&reply.cost.others) {
        let day = |day: Option<NaiveDate>| match day {
            Some(day) => Arg::from(day.to_string()),
            None => Arg::from(Message::new("ask-waiting")),
        };
        let said = Message::new("ask-shift").with("demand", shift.demand.to_string());
        context.say(&said.with("from", day(shift.from)).with("to", day(shift.to)))?;
    }
    let (before, after) = (reply.cost.before, reply.cost.after);
    context.say(
        &Message::new("ask-figures")
            .with("left-before", before.left_out)
            .with("left-after", after.left_out)
            .with("visits-before", before.visits)
            .with("visits-after", after.visits)
            .with("days-before", before.days)
            .with("days-after", after.days),
    )
}
