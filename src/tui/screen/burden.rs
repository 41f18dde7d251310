//! The burden on townships: the same matters apart and joined, then township by township (or department by department)
//! now and a year before.

use chrono::{Months, NaiveDate};
use ratatui::layout::{Position, Rect};

use crate::app::query::burden::{Burden, UnitBurden};
use crate::domain::day::DayRange;
use crate::domain::message::Message as Said;
use crate::domain::quota::Period;
use crate::tui::action::Action;
use crate::tui::ink::{Canvas, columns, rows, split_left, split_top};
use crate::tui::letters;
use crate::tui::message::Effect;
use crate::tui::model::{Model, Overlay};
use crate::tui::task::Task;
use crate::tui::theme::Meaning;
use crate::tui::update::send;
use crate::tui::widget::chart::Chart;
use crate::tui::widget::gauge::draw_bar;
use crate::tui::widget::list::List;
use crate::tui::widget::notice::Notice;

/// The days shown, and what is known of them.
#[derive(Default)]
pub struct BurdenScreen {
    data: Option<Box<(Burden, Burden)>>,
    day: Option<NaiveDate>,
    period: Option<Period>,
    by_department: bool,
    /// The cursor over the rows.
    pub list: List,
}

impl BurdenScreen {
    /// Takes freshly read figures: now and before.
    pub fn set(&mut self, data: Box<(Burden, Burden)>) {
        self.data = Some(data);
        self.count();
    }

    fn count(&mut self) {
        let len = self
            .data
            .as_ref()
            .map_or(0, |data| if self.by_department { data.0.departments.len() } else { data.0.units.len() });
        self.list.set_len(len);
    }

    /// The days shown.
    pub fn span(&self, model: &Model) -> DayRange {
        let day = self.day.unwrap_or(model.heading.today);
        self.period.unwrap_or(Period::Month).around(day)
    }

    fn unit(&self) -> Option<&UnitBurden> {
        let data = self.data.as_ref().filter(|_| !self.by_department)?;
        data.0.units.values().nth(self.list.cursor()?)
    }
}

/// Opens the screen on the month of the first visit to come, or reads it anew.
pub fn enter(model: &mut Model) -> Vec<Effect> {
    let today = model.heading.today;
    let starts = model.plan.seen().map(|row| row.visit.record.start).filter(|day| *day >= today);
    let first = starts.min().unwrap_or(today);
    model.burden.day.get_or_insert(first);
    load(model)
}

fn load(model: &mut Model) -> Vec<Effect> {
    let span = model.burden.span(model);
    let year = Months::new(12);
    let before = |day: NaiveDate| day.checked_sub_months(year).unwrap_or(day);
    let before = DayRange { from: before(span.from), until: before(span.until) };
    send(model, Task::LoadBurden { span, before })
}

/// Actions that can be used now.
pub fn valid(model: &Model, action: Action) -> bool {
    if model.burden.data.is_none() {
        return false;
    }
    match action {
        Action::Grouping | Action::Period | Action::NextItem | Action::PreviousItem | Action::Today => true,
        Action::Export => model.job.is_none(),
        Action::Open => model.burden.unit().is_some(),
        Action::Copy => !model.burden.list.is_empty(),
        _ if action.is_motion() => !model.burden.list.is_empty(),
        _ => false,
    }
}

/// Does what an action says.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    if model.burden.list.act(action) {
        return Vec::new();
    }
    let today = model.heading.today;
    let span = model.burden.span(model);
    let burden = &mut model.burden;
    match action {
        Action::Grouping => {
            burden.by_department = !burden.by_department;
            burden.count();
            return Vec::new();
        }
        Action::Period => {
            burden.period = Some(match burden.period {
                None | Some(Period::Month | Period::Week) => Period::Quarter,
                Some(Period::Quarter) => Period::Year,
                Some(Period::Year) => Period::Month,
            });
        }
        Action::NextItem => burden.day = Some(span.until),
        Action::PreviousItem => burden.day = span.from.pred_opt(),
        Action::Today => burden.day = Some(today),
        Action::Export => {
            letters::ask(model);
            return Vec::new();
        }
        Action::Open => {
            open(model);
            return Vec::new();
        }
        Action::Copy => return copy(model),
        _ => return Vec::new(),
    }
    load(model)
}

/// Everything known of the township under the cursor.
fn open(model: &mut Model) {
    let Some(unit) = model.burden.unit() else { return };
    let paragraphs = facts(unit).map(|said| (model.say(&said), Meaning::Plain)).to_vec();
    let notice = Notice::new(unit.name.clone(), paragraphs);
    model.overlays.push(Overlay::Notice(notice));
}

fn facts(unit: &UnitBurden) -> [Said; 3] {
    [
        Said::new("burden-visits")
            .with("visits", unit.visits.visits)
            .with("days", unit.visits.days)
            .with("hours", unit.visits.host_hours)
            .with("most", unit.visits_a_week_max)
            .with("exempt", unit.exempt.visits),
        Said::new("burden-superiors").with("anchors", unit.anchors),
        Said::new("burden-arrivals")
            .with("arrivals", unit.arrivals)
            .with("days", unit.arrival_days)
            .with("materials", unit.materials)
            .with("forms", unit.forms),
    ]
}

fn copy(model: &mut Model) -> Vec<Effect> {
    let Some(unit) = model.burden.unit() else { return Vec::new() };
    let said = facts(unit).map(|said| model.say(&said)).join(" ");
    let fields = [unit.name.clone(), said];
    model.copied(&fields)
}

/// Two figures beside each other, drawn to one scale.
struct Pair {
    label: String,
    left: u32,
    right: u32,
    scale: u32,
}

/// Draws the county apart and joined, then the townships or departments.
pub fn draw(model: &Model, canvas: &mut Canvas<'_>, area: Rect) -> Option<Position> {
    let Some(data) = &model.burden.data else {
        canvas.text(area, &format!(" {}", model.text("reading")), Meaning::Muted);
        return None;
    };
    let (now, before) = data.as_ref();
    if now.units.is_empty() {
        super::draw_empty(model, canvas, area, "quota-empty", &[Action::Inbox]);
        return None;
    }
    let (head, body) = split_top(area, 1);
    let said = Said::new("burden-head")
        .with("from", now.span.from.to_string())
        .with("to", now.span.last().to_string())
        .with("sealed", u32::from(now.sealed_apart));
    canvas.text(head, &format!(" {}", model.say(&said)), Meaning::Title);
    // The totals come first where there is no room for all.
    let (totals, list) = split_top(body, if body.height >= 8 { 5 } else { 0 });
    draw_totals(model, canvas, totals, now);
    let rows = u16::try_from(model.burden.list.len()).unwrap_or(u16::MAX).saturating_add(2);
    let rest = list.height.saturating_sub(rows);
    let (list, weeks) = split_top(list, if rest >= WEEKS_LEAST { rows } else { list.height });
    draw_list(model, canvas, list, now, before);
    draw_weeks(model, canvas, weeks, now, before);
    None
}

/// Fewest rows the weeks are drawn in: a heading, four of the chart, the names.
const WEEKS_LEAST: u16 = 6;
/// Most columns of a week.
const WEEK_COLUMNS: u16 = 12;
/// Most rows of the chart.
const WEEK_ROWS: u16 = 24;

/// Week by week: what came a year before, and what is planned now, to one scale.
fn draw_weeks(model: &Model, canvas: &mut Canvas<'_>, area: Rect, now: &Burden, before: &Burden) {
    if area.height < WEEKS_LEAST {
        return;
    }
    let came: Vec<u64> = before.weeks.values().map(|(_, came)| u64::from(*came)).collect();
    let planned: Vec<u64> = now.weeks.values().map(|(planned, _)| u64::from(*planned)).collect();
    let full = came.iter().chain(&planned).copied().max().unwrap_or(0);
    let (left, right) = split_left(area, area.width / 2);
    let parts = [
        (left, "burden-weeks-before", &came, &before.weeks, Meaning::Muted),
        (right, "burden-weeks-now", &planned, &now.weeks, Meaning::Good),
    ];
    for (place, title, values, weeks, meaning) in parts {
        let names: Vec<String> = weeks.keys().map(|day| day.format("%m-%d").to_string()).collect();
        let count = u16::try_from(values.len()).unwrap_or(u16::MAX).max(1);
        let step = (place.width.saturating_sub(8) / count).clamp(1, WEEK_COLUMNS);
        let chart = Chart {
            values,
            full,
            limit: None,
            step: (step, u16::from(step > 1)),
            meaning: &|_| meaning,
            scale: [format!(" {full}"), "0".to_owned()],
            names: &names,
        };
        let mut lines = vec![vec![(format!(" {}", model.text(title)), Meaning::Title)]];
        lines.extend(chart.lines(model.look, (place.height - 2).min(WEEK_ROWS)));
        canvas.lines(place, &lines);
    }
}

fn draw_totals(model: &Model, canvas: &mut Canvas<'_>, area: Rect, now: &Burden) {
    let heads = ["burden-same", "burden-alone", "burden-joined"].map(|id| model.text(id));
    let pairs = [
        ("burden-row-visits", now.alone.visits, now.visits.visits),
        ("burden-row-days", now.alone.days, now.visits.days),
        ("burden-row-hours", now.alone.host_hours, now.visits.host_hours),
    ];
    let mut places = rows(area);
    let Some(place) = places.next() else { return };
    draw_heads(canvas, place, &heads);
    for ((id, left, right), place) in pairs.into_iter().zip(places) {
        let pair = Pair { label: model.text(id), left, right, scale: left.max(right) };
        draw_pair(canvas, place, &pair);
    }
}

fn draw_list(model: &Model, canvas: &mut Canvas<'_>, area: Rect, now: &Burden, before: &Burden) {
    let (head, body) = split_top(area, 1);
    let pairs: Vec<(String, u32, u32)> = if model.burden.by_department {
        let heads = ["column-who", "burden-own", "burden-part"].map(|id| model.text(id));
        draw_heads(canvas, head, &heads);
        now.departments.iter().map(|row| (row.name.clone(), row.alone, row.sole)).collect()
    } else {
        let days = format!("{}~{}", before.span.from.format("%Y-%m-%d"), before.span.last().format("%m-%d"));
        let heads = [
            model.text("column-unit"),
            model.say(&Said::new("burden-before").with("days", days).with("count", before.arrivals)),
            model.text("burden-now"),
        ];
        draw_heads(canvas, head, &heads);
        let pair = |(code, unit): (&crate::domain::id::UnitCode, &UnitBurden)| {
            let came = before.units.get(code).map_or(0, |unit| unit.arrivals);
            (unit.name.clone(), came, unit.visits.visits + unit.exempt.visits + unit.anchors)
        };
        now.units.iter().map(pair).collect()
    };
    let scale = pairs.iter().map(|(_, left, right)| (*left).max(*right)).max().unwrap_or(0);
    let window = model.burden.list.window_in(body);
    for (index, place) in window.zip(rows(body)) {
        let Some((label, left, right)) = pairs.get(index) else { continue };
        draw_pair(canvas, place, &Pair { label: label.clone(), left: *left, right: *right, scale });
        if model.burden.list.cursor() == Some(index) {
            canvas.wash(split_left(place, LABEL).0, Meaning::Selected);
        }
    }
}

/// Columns of the names.
const LABEL: u16 = 16;
/// Columns of a figure.
const FIGURE: u16 = 7;

/// The label's place, and those of the two bars.
fn thirds(area: Rect) -> [Rect; 3] {
    let (label, rest) = split_left(area, LABEL.min(area.width / 3));
    let (left, right) = split_left(rest, rest.width / 2);
    [label, left, right]
}

fn draw_heads(canvas: &mut Canvas<'_>, area: Rect, heads: &[String; 3]) {
    for ((place, head), indent) in thirds(area).into_iter().zip(heads).zip([" ", "", ""]) {
        let place = Rect { width: place.width.saturating_sub(1), ..place };
        canvas.text(place, &format!("{indent}{head}"), Meaning::Title);
    }
}

fn draw_pair(canvas: &mut Canvas<'_>, area: Rect, pair: &Pair) {
    let [label, left, right] = thirds(area);
    let name = format!(" {}", pair.label);
    canvas.text(Rect { width: label.width.saturating_sub(1), ..label }, &name, Meaning::Plain);
    // What became less is good, what did not needs a look: the figures say so without the colour.
    let meaning = if pair.right <= pair.left { Meaning::Good } else { Meaning::Warn };
    for (place, figure, meaning) in [(left, pair.left, Meaning::Muted), (right, pair.right, meaning)] {
        let text = format!(" {figure}");
        let (bar, rest) = split_left(place, place.width.saturating_sub(FIGURE));
        let scale = u64::from(pair.scale.max(1));
        let filled = u16::try_from(u64::from(bar.width) * u64::from(figure) / scale).unwrap_or(bar.width);
        let filled = if figure > 0 { filled.max(1) } else { 0 };
        let (full, _) = split_left(bar, filled);
        draw_bar(canvas, full, 1, 1, meaning);
        let at = Rect { x: full.right(), width: rest.right().saturating_sub(full.right()), ..rest };
        canvas.text(split_left(at, columns(&text)).0, &text, Meaning::Plain);
    }
}

/// What the figures are held against.
pub fn next_step(model: &Model) -> Option<Said> {
    let (now, before) = model.burden.data.as_deref()?;
    let share = |less: u32, all: u32| u64::from(all.saturating_sub(less)) * 100 / u64::from(all.max(1));
    let saved = share(now.visits.visits, now.alone.visits);
    Some(Said::new("burden-said").with("saved", saved).with("before", before.arrivals))
}
