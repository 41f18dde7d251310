//! Requests: one or many decided at a time, with everything a decision needs beside the list.

use std::collections::BTreeSet;
use std::path::PathBuf;

use ratatui::layout::{Position, Rect};

use super::inbox_detail;
use crate::app::command::triage::Ruling;
use crate::app::query::inbox::{InboxRow, RequestDetail};
use crate::domain::code::Code;
use crate::domain::day::DayRange;
use crate::domain::id::RequestId;
use crate::domain::material::Disposition;
use crate::domain::message::Message as Said;
use crate::domain::reason::Reason;
use crate::domain::request::RequestState;
use crate::domain::rule::RuleSeverity;
use crate::tui::action::Action;
use crate::tui::ink::{Canvas, split_left, split_top};
use crate::tui::message::Effect;
use crate::tui::model::{Choice, Intent, Model, Overlay};
use crate::tui::task::{ImportKind, InboxData, Task, TriageOrder};
use crate::tui::theme::Meaning;
use crate::tui::update::{send, start_job};
use crate::tui::widget::finder::Finder;
use crate::tui::widget::form::{Form, Input};
use crate::tui::widget::pane::Pane;
use crate::tui::widget::picker::{Item, Picker};
use crate::tui::widget::table::{Column, Row, Table};

/// From this width on, the detail stands beside the table unless one asks otherwise.
const SPLIT_FROM: u16 = 110;

/// Kinds of file, with the catalogue ids of their names.
const IMPORTS: [(ImportKind, &str); 6] = [
    (ImportKind::Requests, "import-requests"),
    (ImportKind::Units, "import-units"),
    (ImportKind::Departments, "import-departments"),
    (ImportKind::Inspectors, "import-inspectors"),
    (ImportKind::Arrivals, "import-arrivals"),
    (ImportKind::Holidays, "import-holidays"),
];

/// Requests and what is open of them.
#[derive(Default)]
pub struct Inbox {
    /// Read at least once.
    pub loaded: bool,
    rows: Vec<InboxRow>,
    /// Filter and cursor.
    pub finder: Finder,
    marks: BTreeSet<RequestId>,
    /// The state shown; `None` shows all.
    only: Option<RequestState>,
    sort: Sort,
    /// The request the detail is of.
    detail: Option<Box<RequestDetail>>,
    pane: Pane,
    /// The detail fills the screen.
    page: bool,
    /// Asked for table and detail, or the table alone; `None` leaves it to the width.
    split: Option<bool>,
}

/// What the table is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Sort {
    #[default]
    Id,
    Department,
    Window,
    Rules,
}

impl Inbox {
    /// Takes freshly read requests; cursor and marks stay on theirs.
    pub fn set(&mut self, data: InboxData) {
        let keep = self.current();
        if self.rows.is_empty() {
            self.only = Some(RequestState::Received);
        }
        self.loaded = true;
        self.rows = data.rows;
        let keep = keep.and_then(|id| self.rows.iter().position(|row| row.id == id));
        // Nothing waits any more: what was decided is shown instead of an empty list.
        if self.only == Some(RequestState::Received)
            && !self.rows.iter().any(|row| row.state == RequestState::Received)
        {
            self.only = None;
        }
        let order = self.order();
        self.finder.set_rows(data.haystacks, &order, keep);
        self.marks.retain(|id| self.rows.iter().any(|row| row.id == *id));
    }

    /// Takes the detail of a request.
    pub fn set_detail(&mut self, detail: Box<RequestDetail>) {
        if self.detail.as_ref().is_none_or(|old| old.request.record.id != detail.request.record.id) {
            self.pane.rewind();
        }
        self.detail = Some(detail);
    }

    /// The request under the cursor.
    pub fn current(&self) -> Option<RequestId> {
        self.finder.chosen().and_then(|row| self.rows.get(row)).map(|row| row.id)
    }

    /// The detail, where it is that of the request under the cursor.
    fn detail(&self) -> Option<&RequestDetail> {
        let current = self.current()?;
        self.detail.as_deref().filter(|detail| detail.request.record.id == current)
    }

    fn order(&self) -> Vec<usize> {
        let shown = |row: &InboxRow| self.only.is_none_or(|state| row.state == state);
        let mut order: Vec<usize> = (0..self.rows.len()).filter(|at| shown(&self.rows[*at])).collect();
        match self.sort {
            Sort::Id => {}
            Sort::Department => {
                order.sort_by(|left, right| self.rows[*left].department.cmp(&self.rows[*right].department));
            }
            Sort::Window => order.sort_by_key(|at| self.rows[*at].span),
            Sort::Rules => order.sort_by_key(|at| match self.rows[*at].severity {
                Some(RuleSeverity::Block) => 0,
                Some(RuleSeverity::Warn) => 1,
                Some(RuleSeverity::Note) => 2,
                None => 3,
            }),
        }
        order
    }

    /// Filters and orders anew; the cursor stays on its request.
    pub fn arrange(&mut self) {
        let keep = self.finder.chosen();
        let order = self.order();
        self.finder.arrange(&order);
        if let Some(row) = keep {
            self.finder.go_to(row);
        }
    }

    /// What a decision is about: the marked requests, else the one under the cursor.
    fn targets(&self) -> Vec<RequestId> {
        if self.marks.is_empty() {
            self.current().into_iter().collect()
        } else {
            self.marks.iter().copied().collect()
        }
    }

    /// Whether all that a decision is about still waits for one.
    fn all_wait(&self) -> bool {
        let targets = self.targets();
        !targets.is_empty()
            && targets
                .iter()
                .all(|id| self.rows.iter().any(|row| row.id == *id && row.state == RequestState::Received))
    }
}

/// Actions that can be used now.
pub fn valid(model: &Model, action: Action) -> bool {
    let inbox = &model.inbox;
    let one = inbox.current().is_some();
    match action {
        Action::Import => model.job.is_none(),
        Action::Accept | Action::Return | Action::Refuse | Action::Divert => inbox.all_wait(),
        Action::AcceptDespite => inbox.all_wait() && inbox.marks.len() <= 1,
        Action::Withdraw => one && inbox.marks.is_empty(),
        Action::TriageByRule => {
            model.job.is_none() && inbox.rows.iter().any(|row| row.state == RequestState::Received)
        }
        Action::Dispose => inbox.detail().is_some_and(|detail| !detail.request.record.materials.is_empty()),
        Action::Merge => inbox.detail().is_some_and(|detail| !detail.merge_with.is_empty()),
        Action::CommitDraws => !inbox.rows.is_empty(),
        Action::Filter | Action::Sort | Action::Only | Action::Mark | Action::MarkAll => {
            !inbox.page && !inbox.rows.is_empty()
        }
        Action::SplitView => !inbox.page && one,
        Action::Back => inbox.page || !inbox.marks.is_empty() || inbox.finder.filters(),
        Action::Open => one && !inbox.page,
        Action::NextItem | Action::PreviousItem | Action::Copy => one,
        Action::Down | Action::Up | Action::PageDown | Action::PageUp | Action::First | Action::Last => one,
        _ => false,
    }
}

/// Does what an action says.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let inbox = &mut model.inbox;
    match action {
        Action::Filter => inbox.finder.typing = true,
        Action::Open => {
            inbox.page = true;
            inbox.pane.rewind();
        }
        Action::Back => back(inbox),
        Action::SplitView => inbox.split = Some(!inbox.split.unwrap_or(false)),
        Action::Mark => {
            if let Some(id) = inbox.current()
                && !inbox.marks.remove(&id)
            {
                inbox.marks.insert(id);
            }
            inbox.finder.list.act(Action::Down);
        }
        Action::MarkAll => {
            let shown: BTreeSet<RequestId> = inbox
                .finder
                .all_shown()
                .iter()
                .filter_map(|row| inbox.rows.get(*row))
                .map(|row| row.id)
                .collect();
            inbox.marks = if inbox.marks.is_superset(&shown) { BTreeSet::new() } else { shown };
        }
        Action::Sort => {
            inbox.sort = match inbox.sort {
                Sort::Id => Sort::Department,
                Sort::Department => Sort::Window,
                Sort::Window => Sort::Rules,
                Sort::Rules => Sort::Id,
            };
            inbox.arrange();
        }
        Action::Only => next_state(inbox),
        Action::Copy => return copy(model),
        Action::NextItem => {
            inbox.finder.list.act(Action::Down);
        }
        Action::PreviousItem => {
            inbox.finder.list.act(Action::Up);
        }
        Action::Down | Action::Up | Action::PageDown | Action::PageUp | Action::First | Action::Last => {
            if inbox.page {
                inbox.pane.act(action);
                return Vec::new();
            }
            inbox.finder.list.act(action);
        }
        _ => return decide(model, action),
    }
    look_at(model)
}

/// Closes the page, else takes the marks away, else the filter.
fn back(inbox: &mut Inbox) {
    if inbox.page {
        inbox.page = false;
    } else if !inbox.marks.is_empty() {
        inbox.marks.clear();
    } else {
        inbox.finder.clear();
        inbox.arrange();
    }
}

/// The next state that some request is in, then all.
fn next_state(inbox: &mut Inbox) {
    let states = RequestState::ALL;
    let from = inbox.only.map_or(0, |state| states.iter().position(|other| *other == state).unwrap_or(0) + 1);
    let held = |state: &&RequestState| inbox.rows.iter().any(|row| row.state == **state);
    inbox.only = states.iter().skip(from).find(held).copied();
    inbox.arrange();
}

/// Asks for the detail of the request under the cursor, unless it is there.
pub fn look_at(model: &mut Model) -> Vec<Effect> {
    match model.inbox.current() {
        Some(id) if model.inbox.detail().is_none() => send(model, Task::LoadRequest(id)),
        _ => Vec::new(),
    }
}

/// Asks for the detail anew.
pub fn look_again(model: &mut Model) -> Vec<Effect> {
    model.inbox.current().map_or_else(Vec::new, |id| send(model, Task::LoadRequest(id)))
}

fn copy(model: &mut Model) -> Vec<Effect> {
    let inbox = &model.inbox;
    let Some(row) = inbox.finder.chosen().and_then(|row| inbox.rows.get(row)) else { return Vec::new() };
    let text = format!(
        "{}\t{}\t{}\t{}\t{}",
        row.id,
        row.department,
        row.title,
        model.say(&row.target),
        window_text(row.span)
    );
    model.copied(text)
}

/// Decisions and what leads to them.
fn decide(model: &mut Model, action: Action) -> Vec<Effect> {
    let ids = model.inbox.targets();
    match action {
        Action::Accept => {
            let order =
                TriageOrder { ids, ruling: Ruling::Accept, reason: None, note: None, despite_rules: false };
            send(model, Task::Triage(order))
        }
        Action::Return => ask_reason(model, Ruling::Return, ids),
        Action::Refuse => ask_reason(model, Ruling::Refuse, ids),
        Action::Divert => ask_reason(model, Ruling::Divert, ids),
        Action::Withdraw => ask_reason(model, Ruling::Withdraw, ids),
        Action::AcceptDespite => {
            let inputs = vec![Input::text("note", model.text("form-note"), "")];
            let intro = vec![(model.text("despite-intro"), Meaning::Muted)];
            open_form(model, "action-accept-despite", intro, inputs, Intent::AcceptDespite(ids))
        }
        Action::TriageByRule => start_job(model, "job-triage", Task::TriageByRule),
        Action::CommitDraws => send(model, Task::CommitDraws),
        Action::Dispose => {
            pick_material(model);
            Vec::new()
        }
        Action::Merge => {
            pick_candidate(model);
            Vec::new()
        }
        Action::Import => {
            let options = IMPORTS.iter().map(|(_, id)| ((*id).to_owned(), model.text(id))).collect();
            let inputs = vec![
                Input::choice("kind", model.text("form-kind"), options),
                Input::text("file", model.text("start-file-path"), ""),
            ];
            let intro = vec![(model.text("import-intro"), Meaning::Muted)];
            open_form(model, "action-import", intro, inputs, Intent::Import)
        }
        _ => Vec::new(),
    }
}

fn open_form(
    model: &mut Model,
    title_id: &str,
    intro: Vec<(String, Meaning)>,
    inputs: Vec<Input>,
    intent: Intent,
) -> Vec<Effect> {
    let form = Form::new(model.text(title_id), intro, inputs);
    model.overlays.push(Overlay::Form(form, intent));
    Vec::new()
}

/// The reason comes from a closed set: departments read it, statistics count it.
fn ask_reason(model: &mut Model, ruling: Ruling, ids: Vec<RequestId>) -> Vec<Effect> {
    let suggested = inbox_detail::suggested_reason(model.inbox.detail());
    let mut reasons: Vec<Reason> = Reason::ALL.to_vec();
    if ruling == Ruling::Withdraw {
        reasons = vec![Reason::Withdrawn];
    } else if let Some(first) = suggested {
        reasons.retain(|reason| *reason != first);
        reasons.insert(0, first);
    }
    let options =
        reasons.iter().map(|reason| (reason.code().to_owned(), model.text(&reason.text_id()))).collect();
    let inputs = vec![
        Input::choice("reason", model.text("form-reason"), options),
        Input::text("note", model.text("form-note"), ""),
    ];
    let list: Vec<String> = ids.iter().map(ToString::to_string).collect();
    let intro = vec![(model.texts.join(list), Meaning::Plain)];
    open_form(model, ruling_text_id(ruling), intro, inputs, Intent::Triage(ruling, ids))
}

/// The catalogue id of what is decided.
pub const fn ruling_text_id(ruling: Ruling) -> &'static str {
    match ruling {
        Ruling::Accept => "action-accept",
        Ruling::Return => "action-return",
        Ruling::Refuse => "action-refuse",
        Ruling::Divert => "action-divert",
        Ruling::Withdraw => "action-withdraw",
    }
}

fn pick_material(model: &mut Model) {
    let Some(detail) = model.inbox.detail() else { return };
    let id = detail.request.record.id;
    let materials: Vec<String> =
        detail.request.record.materials.iter().map(|material| material.name.clone()).collect();
    let items = detail
        .request
        .record
        .materials
        .iter()
        .map(|material| Item {
            name: material.name.clone(),
            text: model.text(&material.disposition.text_id()),
            meaning: inbox_detail::disposition_meaning(material.disposition),
            ..Item::default()
        })
        .collect();
    let picker = Picker::new(model.text("pick-material"), items);
    model.overlays.push(Overlay::Picker(picker, Choice::Material(id, materials)));
}

/// After the material: what becomes of it.
pub fn pick_disposition(model: &mut Model, request: RequestId, material: String) {
    let dispositions: Vec<Disposition> =
        Disposition::ALL.iter().copied().filter(|disposition| *disposition != Disposition::Open).collect();
    let items = dispositions
        .iter()
        .map(|disposition| Item { name: model.text(&disposition.text_id()), ..Item::default() })
        .collect();
    let title = model.say(&Said::new("pick-disposition").with("material", material.as_str()));
    let choice = Choice::Disposition { request, material, dispositions };
    model.overlays.push(Overlay::Picker(Picker::new(title, items), choice));
}

fn pick_candidate(model: &mut Model) {
    let Some(detail) = model.inbox.detail() else { return };
    let ids = detail.merge_with.clone();
    let items = ids
        .iter()
        .map(|id| {
            let row = model.inbox.rows.iter().find(|row| row.id == *id);
            Item {
                lead: id.to_string(),
                name: row.map_or_else(String::new, |row| row.department.clone()),
                text: row.map_or_else(String::new, |row| format!("{}  {}", row.title, window_text(row.span))),
                ..Item::default()
            }
        })
        .collect();
    let picker = Picker::new(model.text("pick-candidate"), items);
    model.overlays.push(Overlay::Picker(picker, Choice::Candidate(ids)));
}

/// Puts the cursor on a request, whatever is filtered.
pub fn go_to(model: &mut Model, id: RequestId) -> Vec<Effect> {
    let inbox = &mut model.inbox;
    let Some(row) = inbox.rows.iter().position(|row| row.id == id) else { return Vec::new() };
    if !inbox.finder.go_to(row) {
        inbox.finder.clear();
        inbox.only = None;
        inbox.arrange();
        inbox.finder.go_to(row);
    }
    look_at(model)
}

/// Takes a filled form, or shows what is missing.
pub fn submit(model: &mut Model, mut form: Form, intent: Intent) -> Vec<Effect> {
    let note = Some(form.value("note").to_owned()).filter(|note| !note.is_empty());
    match intent {
        Intent::Triage(ruling, ids) => {
            let reason = Reason::from_code(form.value("reason"));
            if reason == Some(Reason::Other) && note.is_none() {
                form.refuse("note", model.text("form-required"));
                model.overlays.push(Overlay::Form(form, Intent::Triage(ruling, ids)));
                return Vec::new();
            }
            send(model, Task::Triage(TriageOrder { ids, ruling, reason, note, despite_rules: false }))
        }
        Intent::AcceptDespite(ids) => {
            if note.is_none() {
                form.refuse("note", model.text("form-required"));
                model.overlays.push(Overlay::Form(form, Intent::AcceptDespite(ids)));
                return Vec::new();
            }
            let order = TriageOrder { ids, ruling: Ruling::Accept, reason: None, note, despite_rules: true };
            send(model, Task::Triage(order))
        }
        Intent::Import => {
            if form.value("file").is_empty() {
                form.refuse("file", model.text("form-required"));
                model.overlays.push(Overlay::Form(form, Intent::Import));
                return Vec::new();
            }
            let named = IMPORTS.iter().find(|(_, id)| *id == form.value("kind"));
            let kind = named.map_or(ImportKind::Requests, |(kind, _)| *kind);
            let path = PathBuf::from(form.value("file"));
            start_job(model, "job-import", Task::Import { kind, path })
        }
        _ => Vec::new(),
    }
}

/// A decision is made: marks have served.
pub fn decided(model: &mut Model) {
    model.inbox.marks.clear();
}

/// What to do next: decide, then draw what registers are asked for, then plan.
pub fn next_step(model: &Model) -> Option<Said> {
    let inbox = &model.inbox;
    if inbox.rows.is_empty() {
        return None;
    }
    let waiting = inbox.rows.iter().filter(|row| row.state == RequestState::Received).count();
    if waiting > 0 {
        return Some(Said::new("next-triage").with("count", waiting));
    }
    Some(Said::new("next-to-plan"))
}

/// Draws the table and, where there is room or it was asked for, the detail.
pub fn draw(model: &Model, canvas: &mut Canvas<'_>, area: Rect) -> Option<Position> {
    let inbox = &model.inbox;
    if inbox.loaded && inbox.rows.is_empty() {
        super::draw_empty(model, canvas, area, "inbox-empty", &[Action::Import]);
        return None;
    }
    if inbox.page {
        draw_detail(model, canvas, area);
        return None;
    }
    let split = inbox.split.unwrap_or(area.width >= SPLIT_FROM) && area.width >= 60;
    let (left, right) = if split { split_left(area, area.width * 55 / 100) } else { (area, Rect::default()) };
    let (title, mut body) = split_top(left, 1);
    draw_title(model, canvas, title);
    let mut cursor = None;
    if inbox.finder.has_line() {
        let (line, rest) = split_top(body, 1);
        cursor = inbox.finder.draw_line(canvas, line);
        body = rest;
    }
    draw_table(model, canvas, body, !split);
    if split {
        canvas.upright(Rect { width: 1, ..right }, Meaning::Muted);
        draw_detail(model, canvas, split_left(right, 2).1);
    }
    cursor
}

fn draw_title(model: &Model, canvas: &mut Canvas<'_>, area: Rect) {
    let inbox = &model.inbox;
    let state = inbox.only.map_or_else(|| model.text("state-all"), |state| model.text(&state.text_id()));
    let waiting = inbox.rows.iter().filter(|row| row.state == RequestState::Received).count();
    let mut title = model.say(
        &Said::new("inbox-title")
            .with("state", state)
            .with("shown", inbox.finder.all_shown().len())
            .with("waiting", waiting)
            .with("all", inbox.rows.len()),
    );
    if !inbox.marks.is_empty() {
        title = format!("{title}  {}", model.say(&Said::new("marked").with("count", inbox.marks.len())));
    }
    canvas.text(area, &format!(" {title}"), Meaning::Title);
}

fn draw_table(model: &Model, canvas: &mut Canvas<'_>, area: Rect, wide: bool) {
    let inbox = &model.inbox;
    let mut columns = vec![
        Column::new("", 1),
        Column::new(model.text("column-id"), 6),
        Column::new(model.text("column-department"), 10),
        Column::new(model.text("column-matter"), 16).growing(),
        Column::new(model.text("column-window"), 11).dropped(2),
        Column::new(model.text("column-target"), 16).dropped(4),
        Column::new(model.text("column-state"), 8).dropped(3),
    ];
    if !wide {
        columns.truncate(5);
    }
    let sorted = match inbox.sort {
        Sort::Rules => 0,
        Sort::Id => 1,
        Sort::Department => 2,
        Sort::Window => 4,
    };
    let row = |place: usize| {
        let Some(row) = inbox.finder.shown(place).and_then(|row| inbox.rows.get(row)) else {
            return Row::default();
        };
        let (sign, sign_meaning) = match row.severity {
            Some(RuleSeverity::Block) => ("!", Meaning::Bad),
            Some(RuleSeverity::Warn) => ("w", Meaning::Warn),
            Some(RuleSeverity::Note) => ("-", Meaning::Muted),
            None => ("", Meaning::Plain),
        };
        Row {
            marked: inbox.marks.contains(&row.id),
            cells: vec![
                (sign.to_owned(), sign_meaning),
                (row.id.to_string(), Meaning::Plain),
                (row.department.clone(), Meaning::Plain),
                (row.title.clone(), Meaning::Plain),
                (window_text(row.span), Meaning::Plain),
                (model.say(&row.target), Meaning::Plain),
                (model.text(&row.state.text_id()), state_meaning(row.state)),
            ],
        }
    };
    let table = Table {
        columns: &columns,
        list: &inbox.finder.list,
        row: &row,
        headings: true,
        sorted: Some((sorted, false)),
        focused: true,
    };
    table.draw(canvas, area);
    if inbox.loaded && inbox.finder.list.is_empty() {
        canvas.text(split_top(area, 1).1, &format!("  {}", model.text("nothing-found")), Meaning::Muted);
    }
}

fn draw_detail(model: &Model, canvas: &mut Canvas<'_>, area: Rect) {
    match model.inbox.detail() {
        Some(detail) => {
            let lines = inbox_detail::lines(model, detail, area.width);
            model.inbox.pane.draw(canvas, area, &lines);
        }
        None => {
            canvas.text(area, &model.text("reading"), Meaning::Muted);
        }
    }
}

/// How a request's state looks.
pub const fn state_meaning(state: RequestState) -> Meaning {
    match state {
        RequestState::Received => Meaning::Warn,
        RequestState::Accepted => Meaning::Good,
        RequestState::Returned | RequestState::Diverted => Meaning::Plain,
        RequestState::Refused => Meaning::Bad,
        RequestState::Withdrawn => Meaning::Muted,
    }
}

/// `10-08~10-31`; with years where they differ or the span is long.
pub fn window_text(span: Option<DayRange>) -> String {
    span.map_or_else(String::new, |span| {
        format!("{}~{}", span.from.format("%m-%d"), span.last().format("%m-%d"))
    })
}
