//! `lianjian answer`: what departments and townships say to a published visit.

use clap::Subcommand;
use serde_json::{Value, json};

use super::Context;
use super::table::{Column, Table};
use crate::app::command::answer::AnswerSlot;
use crate::app::county::CountyView;
use crate::app::county::department;
use crate::app::error::Result;
use crate::app::intake::unit_named;
use crate::app::query::field::slots;
use crate::domain::code::Code;
use crate::domain::id::VisitId;
use crate::domain::message::{Arg, Message};
use crate::domain::slot_answer::SlotWord;

/// What was said.
#[derive(Subcommand)]
pub(crate) enum Answers {
    /// A department agrees.
    Confirm {
        #[arg(value_name = "VISIT")]
        visit: VisitId,
        #[arg(value_name = "DEPARTMENT")]
        department: String,
    },
    /// A department does not.
    Object {
        #[arg(value_name = "VISIT")]
        visit: VisitId,
        #[arg(value_name = "DEPARTMENT")]
        department: String,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// A township has something of its own on that day.
    Clash {
        #[arg(value_name = "VISIT")]
        visit: VisitId,
        #[arg(value_name = "UNIT")]
        unit: String,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// All of them.
    List,
}

impl Answers {
    pub(super) fn run(self, context: &mut Context<'_>) -> Result<()> {
        match self {
            Self::Confirm { visit, department: name } => {
                let party = department(&context.reader()?, &name)?.0;
                take(visit, party, SlotWord::Confirmed, String::new(), context)
            }
            Self::Object { visit, department: name, reason } => {
                let party = department(&context.reader()?, &name)?.0;
                take(visit, party, SlotWord::Objected, reason, context)
            }
            Self::Clash { visit, unit, reason } => {
                let session = context.reader()?;
                let party = session.read(|view| unit_named(&CountyView::load(view)?, &unit))?.0;
                take(visit, party, SlotWord::Clash, reason, context)
            }
            Self::List => list(context),
        }
    }
}

fn take(
    visit: VisitId,
    party: String,
    word: SlotWord,
    reason: String,
    context: &mut Context<'_>,
) -> Result<()> {
    let done = context.writer()?.run(AnswerSlot { visit, party: party.clone(), word, reason })?;
    if context.json() {
        return context.document(&json!({
            "schema": "lianjian/answer/1",
            "visit": visit,
            "party": party,
            "word": word,
            "reopened": done.reopened,
            "postponed": done.postponed,
            "could_join": done.could_join,
            "cancelled": done.cancelled,
        }));
    }
    context.say(
        &Message::new("answer-taken")
            .with("visit", visit.to_string())
            .with("word", Arg::code(word.text_id())),
    )?;
    done.messages(visit).iter().try_for_each(|said| context.say(said))
}

fn list(context: &mut Context<'_>) -> Result<()> {
    let session = context.reader()?;
    let slots = session.read(|view| slots(view, session.office(), session.today()))?;
    if context.json() {
        let slots: Vec<Value> = slots
            .iter()
            .map(|slot| {
                json!({
                    "visit": slot.visit,
                    "party": slot.party,
                    "name": slot.name,
                    "standing": slot.standing,
                    "day": slot.day,
                    "reason": slot.reason,
                })
            })
            .collect();
        return context.document(&json!({ "schema": "lianjian/answer-list/1", "answers": slots }));
    }
    let mut table = Table::new(&[
        Column::Left("col-visit"),
        Column::Left("col-who"),
        Column::Left("col-answer"),
        Column::Left("col-day"),
        Column::Left("col-reason"),
    ]);
    for slot in slots {
        let standing = context.word(slot.standing);
        table.row([slot.visit.to_string(), slot.name, standing, slot.day.to_string(), slot.reason]);
    }
    table.print(context)
}
