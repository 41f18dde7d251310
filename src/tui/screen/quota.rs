//! How often each township may still be visited, and the county against its halving line.

use chrono::{Datelike, Days, NaiveDate};
use ratatui::layout::{Position, Rect};

use crate::app::query::alarm::Alarms;
use crate::app::query::quota::QuotaOverview;
use crate::domain::code::Code;
use crate::domain::message::{Arg, Message as Said};
use crate::domain::quota::Period;
use crate::text::width;
use crate::tui::action::Action;
use crate::tui::ink::{Canvas, Piece, columns, rows, split_left, split_top};
use crate::tui::message::Effect;
use crate::tui::model::Model;
use crate::tui::task::Task;
use crate::tui::theme::Meaning;
use crate::tui::update::send;
use crate::tui::widget::gauge::{gauge_pieces, sparkline, standing};
use crate::tui::widget::list::List;
use crate::tui::widget::pane::{Pane, indented};

/// The day quotas are shown around, and what is known of it.
#[derive(Default)]
pub struct QuotaScreen {
    data: Option<Box<QuotaOverview>>,
    alarms: Option<Box<Alarms>>,
    day: Option<NaiveDate>,
    list: List,
    pane: Pane,
    /// What stands under the table fills the screen.
    page: bool,
}

impl QuotaScreen {
    /// Takes freshly read quotas.
    pub fn set(&mut self, data: Box<QuotaOverview>) {
        self.list.set_len(data.units.len());
        self.data = Some(data);
    }

    /// Takes plan against execution, and what is too often.
    pub fn set_alarms(&mut self, alarms: Box<Alarms>) {
        self.alarms = Some(alarms);
    }
}

/// Opens the screen, or reads it anew.
pub fn enter(model: &mut Model) -> Vec<Effect> {
    let day = model.quota.day.unwrap_or_else(|| first_planned(model));
    model.quota.day = Some(day);
    read(model, day)
}

fn read(model: &mut Model, day: NaiveDate) -> Vec<Effect> {
    let mut effects = send(model, Task::LoadQuota(day));
    effects.extend(send(model, Task::LoadAlarms(day)));
    effects
}

/// The first day something is planned from today on, else today: an empty period tells nothing.
fn first_planned(model: &Model) -> NaiveDate {
    let today = model.heading.today;
    let starts = model.plan.seen().map(|row| row.visit.record.start).filter(|day| *day >= today);
    starts.min().unwrap_or(today)
}

/// Actions that can be used now.
pub fn valid(model: &Model, action: Action) -> bool {
    let Some(data) = &model.quota.data else { return false };
    match action {
        Action::NextItem | Action::PreviousItem | Action::Today => true,
        Action::Back => model.quota.page,
        Action::Open => !model.quota.page,
        Action::Copy
        | Action::Down
        | Action::Up
        | Action::PageDown
        | Action::PageUp
        | Action::First
        | Action::Last => !data.units.is_empty(),
        _ => false,
    }
}

/// Does what an action says.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let quota = &mut model.quota;
    let moved = if quota.page { quota.pane.act(action) } else { quota.list.act(action) };
    if moved {
        return Vec::new();
    }
    if matches!(action, Action::Open | Action::Back) {
        quota.page = action == Action::Open;
        quota.pane.rewind();
        return Vec::new();
    }
    let day = model.quota.day.unwrap_or(model.heading.today);
    let moved = match action {
        Action::NextItem => day.checked_add_days(Days::new(7)),
        Action::PreviousItem => day.checked_sub_days(Days::new(7)),
        Action::Today => Some(model.heading.today),
        Action::Copy => return copy(model),
        _ => None,
    };
    let Some(day) = moved else { return Vec::new() };
    model.quota.day = Some(day);
    read(model, day)
}

fn copy(model: &mut Model) -> Vec<Effect> {
    let found =
        model.quota.data.as_ref().zip(model.quota.list.cursor()).and_then(|(data, at)| data.units.get(at));
    let Some(unit) = found else { return Vec::new() };
    let limits = unit.limits.iter().map(|limit| {
        format!("{} {} {}/{}", limit.rule, model.text(&limit.period.text_id()), limit.used, limit.max)
    });
    let fields: Vec<String> = std::iter::once(unit.name.clone()).chain(limits).collect();
    model.copied(&fields)
}

/// Draws townships with their limits, the limits of the one under the cursor as gauges, the county by month.
pub fn draw(model: &Model, canvas: &mut Canvas<'_>, area: Rect) -> Option<Position> {
    let Some(data) = &model.quota.data else {
        canvas.text(area, &format!(" {}", model.text("reading")), Meaning::Muted);
        return None;
    };
    if data.units.is_empty() {
        super::draw_empty(model, canvas, area, "quota-empty", &[Action::Inbox]);
        return None;
    }
    let day = model.quota.day.unwrap_or(model.heading.today);
    let (head, body) = split_top(area, 1);
    let said = Said::new("quota-head").with("day", day.to_string()).with("reserved", data.reserved);
    canvas.text(head, &format!(" {}", model.say(&said)), Meaning::Title);
    let year = execution(model);
    let (second, body) = split_top(body, u16::from(year.is_some()));
    if let Some((text, meaning)) = year {
        canvas.text(second, &text, meaning);
    }
    if model.quota.page {
        let body = split_left(body, 1).1;
        model.quota.pane.draw(canvas, body, &lines(model, data, body.width));
        return None;
    }
    let table_height = u16::try_from(data.units.len()).unwrap_or(u16::MAX).saturating_add(1);
    let side = area.width >= 100;
    let (table, rest) = if side {
        split_left(body, body.width / 2)
    } else {
        split_top(body, table_height.min(body.height * 6 / 10))
    };
    draw_units(model, data, canvas, table);
    let rest = split_left(rest, if side { 2 } else { 1 }).1;
    model.quota.pane.draw(canvas, rest, &lines(model, data, rest.width));
    None
}

/// One line a township: used of allowed, period by period.
fn draw_units(model: &Model, data: &QuotaOverview, canvas: &mut Canvas<'_>, area: Rect) {
    let name_width = data.units.iter().map(|unit| columns(&unit.name)).max().unwrap_or(8).clamp(8, 18);
    let (head, body) = split_top(area, 1);
    let cell = 10;
    for (at, period) in Period::ALL.iter().enumerate() {
        let x = area.x + 2 + name_width + 1 + u16::try_from(at).unwrap_or(0) * cell;
        let place = Rect { x, width: cell, ..head }.intersection(head);
        canvas.text(place, &model.text(&period.text_id()), Meaning::Title);
    }
    for (index, row) in model.quota.list.window(usize::from(body.height)).zip(rows(body)) {
        let Some(unit) = data.units.get(index) else { continue };
        let (name, _) =
            split_left(Rect { x: row.x + 2, width: row.width.saturating_sub(2), ..row }, name_width);
        canvas.text(name, &width::fit(&unit.name, usize::from(name_width)), Meaning::Plain);
        for (at, period) in Period::ALL.iter().enumerate() {
            // The tightest limit of a period speaks for it.
            let tightest = unit
                .limits
                .iter()
                .filter(|limit| limit.period == *period)
                .min_by_key(|limit| i64::from(limit.max) - i64::from(limit.used));
            let Some(limit) = tightest else { continue };
            let (meaning, sign) = standing(limit.used, limit.max);
            let x = row.x + 2 + name_width + 1 + u16::try_from(at).unwrap_or(0) * cell;
            let place = Rect { x, width: cell, ..row }.intersection(row);
            canvas.text(place, &format!("{}/{}{sign}", limit.used, limit.max), meaning);
        }
        if model.quota.list.cursor() == Some(index) {
            canvas.wash(row, Meaning::Selected);
        }
    }
}

/// The county by month against its halving line, exceptions, then every limit of the township under the cursor.
fn lines(model: &Model, data: &QuotaOverview, width: u16) -> Vec<Vec<Piece>> {
    let mut lines = county(model, data, width);
    lines.extend(unplanned(model, width));
    let said = Said::new("quota-exceptions").with("count", data.exceptions.len());
    lines.push(vec![(model.say(&said), Meaning::Title)]);
    for exception in &data.exceptions {
        let text = format!(
            "{} {} {} {} {}",
            exception.id, exception.rule, exception.visit, exception.director, exception.reason
        );
        lines.extend(indented(&text, Meaning::Plain, 2, width));
    }
    let Some(unit) = model.quota.list.cursor().and_then(|at| data.units.get(at)) else { return lines };
    lines.push(vec![(unit.name.clone(), Meaning::Title)]);
    let label_width = width.saturating_sub(GAUGE).min(46);
    for limit in &unit.limits {
        let range = format!("{}~{}", limit.range.from.format("%m-%d"), limit.range.last().format("%m-%d"));
        let said = Said::new(limit.rule.as_str());
        let rule = model.texts.attribute(&said, "name").unwrap_or_else(|| limit.rule.clone());
        let label = format!("  {} {range} {rule}", model.text(&limit.period.text_id()));
        let mut line = vec![(width::fit(&label, usize::from(label_width)) + " ", Meaning::Plain)];
        line.extend(gauge_pieces(model.look, GAUGE - 12, limit.used, limit.max));
        let left = Said::new("quota-left").with("count", limit.max.saturating_sub(limit.used));
        line.push((format!(" {}", model.say(&left)), Meaning::Muted));
        lines.push(line);
    }
    lines
}

/// Days with several visits at one unit that are named.
const SAME_DAY_MAX: usize = 3;

/// Plan against execution in the year of the day, in one line.
fn execution(model: &Model) -> Option<Piece> {
    let alarms = model.quota.alarms.as_deref()?;
    let execution = &alarms.execution;
    let year = model.quota.day.unwrap_or(model.heading.today).year();
    let said = Said::new("quota-execution")
        .with("year", year.to_string())
        .with("planned", execution.planned)
        .with("came", execution.came)
        .with("outside", execution.outside)
        .with("arrived", execution.arrived)
        .with("percent", execution.outside_percent())
        .with("days", alarms.same_day.len())
        .with("alarms", alarms.verdicts.len());
    let calm = execution.outside == 0 && alarms.same_day.is_empty() && alarms.verdicts.is_empty();
    Some((format!(" {}", model.say(&said)), if calm { Meaning::Plain } else { Meaning::Warn }))
}

/// Who came without a word, and where several came on one day.
fn unplanned(model: &Model, width: u16) -> Vec<Vec<Piece>> {
    let Some(alarms) = model.quota.alarms.as_deref() else { return Vec::new() };
    let mut lines = Vec::new();
    if alarms.execution.outside_unannounced > 0 {
        let said = Said::new("quota-untold").with("count", alarms.execution.outside_unannounced);
        lines.extend(indented(&model.say(&said), Meaning::Warn, 2, width));
    }
    let named = alarms.same_day.iter().take(SAME_DAY_MAX);
    let named = named.map(|same| format!("{} {} {}", same.day.format("%m-%d"), same.unit, same.occasions));
    let named: Vec<Arg> = named.map(Arg::from).collect();
    if !named.is_empty() {
        let said = Said::new("quota-same-day").with("named", Arg::List(named));
        lines.extend(indented(&model.say(&said), Meaning::Warn, 2, width));
    }
    lines
}

/// Columns of a gauge with its figures.
const GAUGE: u16 = 24;

/// Visits a week as a line, then each month against its baseline.
fn county(model: &Model, data: &QuotaOverview, width: u16) -> Vec<Vec<Piece>> {
    let line = sparkline(model.look, &visits_by_week(model));
    let mut lines = vec![vec![(format!("{}  {line}", model.text("quota-county")), Meaning::Title)]];
    for (month, usage) in &data.months {
        let mut pieces: Vec<Piece> = vec![(format!("  {month} "), Meaning::Plain)];
        let said = match usage.max {
            Some(max) => {
                pieces.extend(gauge_pieces(
                    model.look,
                    width.saturating_sub(56).clamp(4, 30),
                    usage.visits,
                    max,
                ));
                Said::new("quota-baseline").with("count", usage.baseline.unwrap_or(0)).with("max", max)
            }
            None => Said::new("quota-no-baseline").with("count", usage.visits),
        };
        pieces.push((format!("  {}", model.say(&said.with("exempt", usage.exempt))), Meaning::Muted));
        lines.push(pieces);
    }
    lines
}

/// Visits that start in each week of the quarter around the day.
fn visits_by_week(model: &Model) -> Vec<u32> {
    let quarter = Period::Quarter.around(model.quota.day.unwrap_or(model.heading.today));
    let mut weeks = vec![0_u32; 14];
    let first = crate::domain::day::monday(quarter.from);
    for row in model.plan.seen() {
        let start = row.visit.record.start;
        if quarter.contains(start) {
            let week =
                usize::try_from((start.num_days_from_ce() - first.num_days_from_ce()) / 7).unwrap_or(0);
            if let Some(count) = weeks.get_mut(week) {
                *count += 1;
            }
        }
    }
    weeks
}
