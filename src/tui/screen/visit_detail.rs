//! One visit as a text: gates, rules, demands, team, sample with its meaning, check items, materials.

use super::inbox::{disposition_meaning, verdict_lines};
use super::plan::visit_lines;
use crate::app::query::sample::{SampleView, alike};
use crate::domain::code::Code;
use crate::domain::message::Message as Said;
use crate::tui::ink::Piece;
use crate::tui::model::Model;
use crate::tui::task::{Sheet, VisitData};
use crate::tui::theme::Meaning;
use crate::tui::widget::chart::Chart;
use crate::tui::widget::pane::{indented, labelled, section};

/// Rows of an operating-characteristic curve where the screen is narrow, and where it is wide.
const CURVE_ROWS: (u16, u16) = (6, 12);
/// From how many columns on a screen is wide.
const WIDE: u16 = 100;
/// Most columns of a point of the curve.
const POINT_COLUMNS: u16 = 14;
/// Every so many points one is named and put into words; each is where there is room for its name.
const NAMED: usize = 5;
/// Columns a name takes with the space behind it.
const NAME_COLUMNS: u16 = 5;

/// Columns of the name of a gate.
const GATE: u16 = 12;

/// Everything about a visit, as lines of a width: what stands in its way first.
pub(super) fn lines(model: &Model, data: &VisitData, width: u16) -> Vec<Vec<Piece>> {
    let mut lines = Vec::new();
    let mut head = visit_lines(model, &data.detail.planned, width);
    let rest = head.split_off(head.len().min(2));
    lines.extend(head);
    gates(model, data, width, &mut lines);
    lines.extend(rest);
    team(model, data, width, &mut lines);
    sample(model, data, width, &mut lines);
    match &data.sheet {
        Ok(sheet) => sheet_lines(model, sheet, width, &mut lines),
        Err(said) => {
            section(&mut lines, model.text("visit-items"));
            lines.extend(indented(&model.say(said), Meaning::Muted, 2, width));
        }
    }
    lines
}

fn gates(model: &Model, data: &VisitData, width: u16, lines: &mut Vec<Vec<Piece>>) {
    let visit = &data.detail.planned.visit.record;
    section(lines, model.text("visit-gates"));
    if let Some(clearance) = &visit.clearance {
        let said =
            Said::new("cleared-by").with("by", clearance.by.as_str()).with("on", clearance.on.to_string());
        lines.extend(indented(&model.say(&said), Meaning::Good, 2, width));
    }
    for (gate, missing) in &data.detail.gates {
        let name = format!("  {}", model.text(&gate.text_id()));
        if missing.is_empty() {
            lines.extend(labelled(&name, &model.text("gate-passed"), Meaning::Good, GATE, width));
            continue;
        }
        lines.extend(labelled(&name, &model.text("gate-lacking"), Meaning::Warn, GATE, width));
        for said in missing {
            lines.extend(indented(&model.say(said), Meaning::Plain, 6, width));
            let action = model.texts.attribute(said, "action").unwrap_or_default();
            lines.extend(
                indented(&action, Meaning::Muted, 6, width).into_iter().filter(|_| !action.is_empty()),
            );
        }
    }
    for verdict in &data.detail.verdicts {
        lines.extend(verdict_lines(model, verdict, width));
    }
    for exception in &data.detail.exceptions {
        let said = Said::new("exception-granted")
            .with("id", exception.id.to_string())
            .with("rule", exception.rule.as_str())
            .with(
                "name",
                model.texts.attribute(&Said::new(exception.rule.as_str()), "name").unwrap_or_default(),
            )
            .with("by", exception.director.as_str())
            .with("on", exception.on.to_string())
            .with("reason", exception.reason.as_str());
        lines.extend(indented(&model.say(&said), Meaning::Warn, 2, width));
    }
}

fn team(model: &Model, data: &VisitData, width: u16, lines: &mut Vec<Vec<Piece>>) {
    section(lines, model.text("visit-team"));
    let names: Vec<String> = data.detail.team.iter().map(|inspector| inspector.name.clone()).collect();
    let text = if names.is_empty() { model.text("team-none") } else { model.texts.join(names) };
    lines.extend(indented(&text, Meaning::Plain, 2, width));
    let division = data.detail.division;
    if division.is_told() {
        let said = division.message(data.detail.planned.visit.record.id);
        lines.extend(indented(&model.say(&said), Meaning::Muted, 2, width));
    }
}

/// The draw: before it, how it is fixed; after it, from what. The secret is never shown.
fn sample(model: &Model, data: &VisitData, width: u16, lines: &mut Vec<Vec<Piece>>) {
    section(lines, model.text("visit-sample"));
    for (departments, sample) in alike(&data.detail.samples) {
        lines.extend(indented(&model.say(&sample.head(&departments)), Meaning::Key, 2, width));
        for meaning in sample.messages() {
            lines.extend(indented(&model.say(meaning), Meaning::Plain, 4, width));
        }
        if model.visit.expert {
            expert(model, sample, width, lines);
        }
        lines.push(Vec::new());
    }
    for said in data.detail.together.iter().chain(&data.detail.directed) {
        lines.extend(indented(&model.say(said), Meaning::Plain, 2, width));
    }
    let Some(round) = &data.detail.round else {
        let public = data.detail.planned.visit.record.is_public();
        let text = model.text(if public { "sample-all" } else { "sample-none" });
        lines.extend(indented(&text, Meaning::Muted, 2, width));
        return;
    };
    let said = match &round.drawn {
        Some(drawn) => Said::new("sample-drawn")
            .with("by", drawn.by.as_str())
            .with("on", drawn.on.to_string())
            .with("seed", drawn.seed.chars().take(16).collect::<String>()),
        None => Said::new("sample-committed")
            .with("on", round.committed_on.to_string())
            .with("hash", round.secret_sha256.chars().take(16).collect::<String>()),
    };
    lines.extend(indented(&model.say(&said), Meaning::Muted, 2, width));
}

/// What the plan is made by, the published table beside it, and how often it accepts at every true level.
fn expert(model: &Model, sample: &SampleView, width: u16, lines: &mut Vec<Vec<Piece>>) {
    for said in &sample.expert {
        lines.extend(indented(&model.say(said), Meaning::Muted, 4, width));
    }
    lines.extend(curve(model, sample, width));
    for point in sample.curve.iter().step_by(NAMED) {
        lines.extend(indented(&model.say(&sample.point(point)), Meaning::Muted, 4, width));
    }
}

/// How often the plan accepts a township at every true level, drawn: the steeper it falls, the better it tells.
fn curve(model: &Model, sample: &SampleView, width: u16) -> Vec<Vec<Piece>> {
    let (Some(last), count) = (sample.curve.last(), sample.curve.len()) else { return Vec::new() };
    let share = |faulty: u32| u64::from(faulty) * 100 / sample.population.max(1);
    let values: Vec<u64> = sample.curve.iter().map(|point| u64::from(point.accepted_thousandths)).collect();
    let room = width.saturating_sub(12) / u16::try_from(count).unwrap_or(u16::MAX).max(1);
    let named = if room >= NAME_COLUMNS { 1 } else { NAMED };
    let names: Vec<String> = sample
        .curve
        .iter()
        .enumerate()
        .map(|(at, point)| match at % named {
            0 => format!("{}%", share(point.faulty)),
            _ => String::new(),
        })
        .collect();
    let chart = Chart {
        values: &values,
        full: 1_000,
        limit: None,
        step: (room.clamp(1, POINT_COLUMNS), 0),
        meaning: &|_| Meaning::Good,
        scale: ["100%".to_owned(), "0%".to_owned()],
        names: &names,
    };
    let rows = if width >= WIDE { CURVE_ROWS.1 } else { CURVE_ROWS.0 };
    let title = Said::new("sample-curve").with("most", share(last.faulty));
    let mut lines = indented(&model.say(&title), Meaning::Title, 4, width);
    for mut line in chart.lines(model.look, rows) {
        line.insert(0, ("    ".to_owned(), Meaning::Plain));
        lines.push(line);
    }
    lines
}

fn sheet_lines(model: &Model, sheet: &Sheet, width: u16, lines: &mut Vec<Vec<Piece>>) {
    if !sheet.drawn.is_empty() {
        section(lines, model.say(&Said::new("sample-list").with("count", sheet.drawn.len())));
        for (number, (ticket, name, place)) in sheet.drawn.iter().enumerate() {
            let text = format!("{name}  {place}  {ticket}");
            lines.extend(labelled(&format!("{:>3}", number + 1), &text, Meaning::Plain, 3, width));
        }
    }
    section(lines, model.say(&Said::new("visit-items-count").with("count", sheet.items.len())));
    for (method, question, departments) in &sheet.items {
        lines.extend(labelled(&model.say(method), question, Meaning::Plain, 4, width));
        lines.extend(indented(departments, Meaning::Muted, 5, width));
    }
    if !sheet.materials.is_empty() {
        section(lines, model.text("detail-materials"));
        for (name, disposition) in &sheet.materials {
            let text = format!("{name} > {}", model.text(&disposition.text_id()));
            lines.extend(indented(&text, disposition_meaning(*disposition), 2, width));
        }
    }
}
