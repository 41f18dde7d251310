//! `lianjian visit groups`: into how many groups a visit's team divides, and how many its households ask for.

use serde_json::json;

use crate::app::command::groups::DivideTeam;
use crate::app::error::{AppError, Result};
use crate::app::query::seal::Seal;
use crate::app::query::visit::detail;
use crate::app::session::Session;
use crate::cli::Context;
use crate::domain::id::VisitId;

/// Divides the team, where a number is given, and says how it is divided.
pub(super) fn run(id: VisitId, number: Option<u32>, context: &mut Context<'_>) -> Result<()> {
    let mut session = if number.is_some() { context.writer()? } else { context.reader()? };
    let seal = session.read(|view| Seal::of(view, session.author(), session.today()))?;
    let visit = |session: &Session| session.read(|view| detail(view, session.office(), id));
    if seal.hides(&visit(&session)?.planned.visit.record) {
        return Err(AppError::problem("A7086").with("id", id.to_string()));
    }
    if let Some(groups) = number {
        session.run(DivideTeam { visit: id, groups })?;
    }
    let division = visit(&session)?.division;
    if context.json() {
        return context.document(&json!({
            "schema": "lianjian/groups/1",
            "visit": id,
            "groups": division.groups,
            "needed": division.needed,
            "able": division.able,
        }));
    }
    context.say(&division.message(id))
}
