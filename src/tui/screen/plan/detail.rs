//! The plan as texts: its figures, one visit with what it serves, one demand that could not be placed.

use crate::app::query::plan::{PlannedVisit, Unplaced};
use crate::domain::code::Code;
use crate::domain::message::Message as Said;
use crate::domain::plan_run::Tally;
use crate::tui::ink::Piece;
use crate::tui::model::Model;
use crate::tui::task::PlanData;
use crate::tui::theme::Meaning;
use crate::tui::widget::pane::{indented, labelled, section};

/// The figures of the run: visits without merging and with, what is not placed.
pub(super) fn figures(model: &Model, data: &PlanData, width: u16) -> Vec<Vec<Piece>> {
    let plan = &data.plan;
    let Some(run) = &plan.run else {
        let said = Said::new("plan-waiting").with("count", plan.unplaced.len());
        return vec![vec![(format!(" {}", model.say(&said)), Meaning::Title)]];
    };
    let head = Said::new("plan-run")
        .with("id", run.id.to_string())
        .with("from", run.horizon.from.to_string())
        .with("to", run.horizon.last().to_string())
        .with("visits", plan.visits.len())
        .with("joined", plan.visits.iter().filter(|row| row.visit.record.joins.is_some()).count())
        .with("waiting", plan.unplaced.len());
    let mut lines = vec![vec![(format!(" {}", model.say(&head)), Meaning::Title)]];
    let before = tally(model, "plan-alone", run.alone);
    let after = tally(model, "plan-merged", run.merged);
    lines.push(vec![(format!(" {before}  >  "), Meaning::Plain), (after, Meaning::Good)]);
    if width < 60 {
        lines.truncate(1);
    }
    lines
}

fn tally(model: &Model, id: &str, tally: Tally) -> String {
    model.say(
        &Said::new(id).with("visits", tally.visits).with("days", tally.days).with("hours", tally.host_hours),
    )
}

/// One visit with the demands it serves.
pub(in crate::tui::screen) fn visit_lines(model: &Model, row: &PlannedVisit, width: u16) -> Vec<Vec<Piece>> {
    let visit = &row.visit.record;
    let mut lines = vec![vec![
        (visit.id.to_string(), Meaning::Title),
        (format!("  {}  ", row.unit), Meaning::Title),
        (model.text(&visit.state.text_id()), super::state_meaning(visit.state)),
    ]];
    if !model.plan.shows(visit.id) {
        lines.extend(indented(&model.text("sealed-hidden"), Meaning::Muted, 0, width));
        return lines;
    }
    let days = if visit.days > 1 {
        format!("{} ~ {}", visit.start, visit.range().last())
    } else {
        visit.start.to_string()
    };
    let mut words = vec![days, model.text(if visit.announced { "announced" } else { "unannounced" })];
    words.extend(visit.pinned.then(|| model.text("pinned")));
    words.extend(visit.exempt.then(|| model.text("exempt")));
    words.extend(visit.joins.map(|anchor| model.say(&Said::new("joins").with("anchor", anchor.to_string()))));
    lines.extend(indented(&model.texts.join(words), Meaning::Plain, 0, width));
    section(&mut lines, model.say(&Said::new("visit-serves").with("count", row.demands.len())));
    for demand in &row.demands {
        let text = format!("{} {} {}", demand.request, demand.department, demand.title);
        lines.extend(labelled("-", &text, Meaning::Plain, 1, width));
        let effort =
            Said::new("demand-effort").with("people", demand.people).with("halfdays", demand.effort_halfdays);
        lines.extend(indented(&model.say(&effort), Meaning::Muted, 2, width));
    }
    lines
}

/// One demand that is not placed, with the reason and what would help.
pub(super) fn unplaced_lines(model: &Model, row: &Unplaced, width: u16) -> Vec<Vec<Piece>> {
    let demand = &row.demand;
    let mut lines = vec![vec![
        (demand.id.to_string(), Meaning::Title),
        (format!("  {}  {}", demand.request, row.unit), Meaning::Title),
    ]];
    lines.extend(indented(&format!("{} {}", row.department, row.title), Meaning::Plain, 0, width));
    let window = format!("{} ~ {}", demand.window.from, demand.window.last());
    lines.extend(labelled(&model.text("column-when"), &window, Meaning::Plain, 8, width));
    let reason =
        row.reason.as_ref().map_or_else(|| model.text("not-planned-yet"), |reason| model.say(reason));
    lines.extend(labelled(&model.text("column-reason"), &reason, Meaning::Warn, 8, width));
    let Some(blocked) = model.plan.reasons.as_ref().and_then(|reasons| reasons.get(&demand.id)) else {
        return lines;
    };
    section(&mut lines, model.text("detail-blocks"));
    for block in &blocked.blocks {
        lines.extend(labelled("!", &model.say(block), Meaning::Warn, 1, width));
    }
    let help = blocked.help.clone().unwrap_or_else(|| Said::new("help-none"));
    lines.extend(labelled(&model.text("detail-help"), &model.say(&help), Meaning::Good, 8, width));
    lines
}
