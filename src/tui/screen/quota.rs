//! How often each township may still be visited, and the county against its halving line.

use chrono::{Days, NaiveDate};
use ratatui::layout::{Position, Rect};

use crate::app::query::alarm::Alarms;
use crate::app::query::quota::QuotaOverview;
use crate::domain::code::Code;
use crate::domain::message::Message as Said;
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

mod county;

use county::{county, execution, unplanned, weeks};

/// The day quotas are shown around, and what is known of it.
#[derive(Default)]
pub struct QuotaScreen {
    data: Option<Box<QuotaOverview>>,
    alarms: Option<Box<Alarms>>,
    day: Option<NaiveDate>,
    /// The cursor over the rows.
    pub list: List,
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
        Action::Copy => !data.units.is_empty(),
        _ if action.is_motion() => !data.units.is_empty(),
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
        model.quota.pane.draw(
            canvas,
            body,
            &[county_lines(model, data, (body.width, body.height)), unit_lines(model, data, body.width)]
                .concat(),
            &model.key(Action::PageDown),
        );
        return None;
    }
    let table_height = u16::try_from(data.units.len()).unwrap_or(u16::MAX).saturating_add(1);
    let side = area.width >= 100;
    let (table, rest) = if side {
        split_left(body, body.width / 2)
    } else {
        split_top(body, table_height.min(body.height * 6 / 10))
    };
    let rest = split_left(rest, if side { 2 } else { 1 }).1;
    let unit = unit_lines(model, data, rest.width);
    // Where the table leaves room below it, the township under the cursor stands there, and the county has its side alone.
    let below = table.height.saturating_sub(table_height + 1);
    let apart = side && usize::from(below) >= unit.len();
    let (table, under) = if apart { split_top(table, table_height + 1) } else { (table, Rect::default()) };
    draw_units(model, data, canvas, table);
    canvas.lines(split_left(under, 2).1, &unit);
    let mut lines = county_lines(model, data, (rest.width, rest.height));
    if !apart {
        lines.extend(unit);
    }
    model.quota.pane.draw(canvas, rest, &lines, &model.key(Action::Open));
    None
}

/// One line a township: used of allowed, period by period, and its visits week by week where there is room.
fn draw_units(model: &Model, data: &QuotaOverview, canvas: &mut Canvas<'_>, area: Rect) {
    let name_width = data.units.iter().map(|unit| columns(&unit.name)).max().unwrap_or(8).clamp(8, 18);
    let (weeks, by_unit) = weeks(model, data);
    let cells = Cells::of(area.width.saturating_sub(2 + name_width + 1), u16::try_from(weeks).unwrap_or(0));
    let first = area.x + 2 + name_width + 1;
    let periods = u16::try_from(Period::ALL.len()).unwrap_or(4);
    let (head, body) = split_top(area, 1);
    let place = |at: u16, row: Rect| {
        Rect { x: first + at * cells.wide, width: cells.wide.saturating_sub(1), ..row }.intersection(row)
    };
    let of_weeks = |row: Rect| Rect { x: first + periods * cells.wide, ..row }.intersection(row);
    for (at, period) in (0..).zip(Period::ALL) {
        canvas.text(place(at, head), &model.text(&period.text_id()), Meaning::Title);
    }
    if cells.weeks {
        canvas.text(of_weeks(head), &model.text("quota-weeks"), Meaning::Title);
    }
    let most = by_unit.values().flatten().copied().max().unwrap_or(0);
    for (index, row) in model.quota.list.window_in(body).zip(rows(body)) {
        let Some(unit) = data.units.get(index) else { continue };
        let (name, _) =
            split_left(Rect { x: row.x + 2, width: row.width.saturating_sub(2), ..row }, name_width);
        canvas.text(name, &unit.name, Meaning::Plain);
        for (at, period) in (0..).zip(Period::ALL) {
            // The tightest limit of a period speaks for it.
            let tightest = unit
                .limits
                .iter()
                .filter(|limit| limit.period == *period)
                .min_by_key(|limit| i64::from(limit.max) - i64::from(limit.used));
            let Some(limit) = tightest else { continue };
            let (meaning, sign) = standing(limit.used, limit.max);
            let mut pieces = vec![(format!("{}/{}{sign}", limit.used, limit.max), meaning)];
            if cells.gauge > 0 {
                let figures = width::fit(&pieces[0].0, usize::from(FIGURES));
                pieces = gauge_pieces(model.look, cells.gauge, limit.used, limit.max).to_vec();
                pieces[1].0 = format!(" {figures}");
            }
            canvas.pieces(place(at, row), &pieces);
        }
        if let Some(values) = by_unit.get(&unit.unit).filter(|_| cells.weeks) {
            let line = sparkline(model.look, values, most);
            canvas.text(of_weeks(row), &line, Meaning::Plain);
        }
        if model.quota.list.cursor() == Some(index) {
            canvas.wash(row, Meaning::Selected);
        }
    }
}

/// Columns of the figures of a limit.
const FIGURES: u16 = 6;

/// How the columns of the table share the width.
struct Cells {
    /// Columns of a period with the space behind it.
    wide: u16,
    /// Columns of its gauge; 0 where there are figures alone.
    gauge: u16,
    /// Whether visits week by week stand beside.
    weeks: bool,
}

impl Cells {
    /// Figures come first, then the weeks, then the gauges.
    fn of(room: u16, weeks: u16) -> Self {
        let periods = u16::try_from(Period::ALL.len()).unwrap_or(4).max(1);
        let least = 10;
        let with_weeks = room >= periods * least + weeks;
        let left = if with_weeks { room - weeks } else { room };
        // A gauge of fewer columns tells less than its figures.
        let gauge = (left / periods).saturating_sub(FIGURES + 2);
        let gauge = if gauge >= 4 { gauge.min(14) } else { 0 };
        let wide = if gauge > 0 { gauge + FIGURES + 2 } else { least };
        Self { wide, gauge, weeks: with_weeks }
    }
}

/// The county by week and month, the latter against its halving line, and exceptions.
fn county_lines(model: &Model, data: &QuotaOverview, size: (u16, u16)) -> Vec<Vec<Piece>> {
    let width = size.0;
    let mut lines = county(model, data, size);
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
    lines
}

/// Every limit of the township under the cursor.
fn unit_lines(model: &Model, data: &QuotaOverview, width: u16) -> Vec<Vec<Piece>> {
    let Some(unit) = model.quota.list.cursor().and_then(|at| data.units.get(at)) else { return Vec::new() };
    let mut lines = vec![vec![(unit.name.clone(), Meaning::Title)]];
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

/// Columns of a gauge with its figures.
const GAUGE: u16 = 24;
