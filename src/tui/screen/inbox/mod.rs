//! Requests: one or many decided at a time, with everything a decision needs beside the list.

mod decide;
mod detail;
mod reminders;
mod view;

use std::collections::{BTreeMap, BTreeSet};

pub use decide::{dispose_by_key, pick_disposition, pick_next_material, ruling_text_id, submit};
pub(super) use detail::{disposition_meaning, verdict_lines};
pub use view::draw;

use crate::app::query::field::Reminder;
use crate::app::query::inbox::RequestDetail;
use crate::domain::code::Code;
use crate::domain::day::DayRange;
use crate::domain::id::RequestId;
use crate::domain::message::Message as Said;
use crate::domain::request::RequestState;
use crate::domain::rule::RuleSeverity;
use crate::tui::action::Action;
use crate::tui::message::Effect;
use crate::tui::model::Model;
use crate::tui::roll::{Line, Roll};
use crate::tui::task::{Book, InboxData, Task, TriageOrder};
use crate::tui::theme::Meaning;
use crate::tui::update::send;
use crate::tui::widget::finder::Finder;
use crate::tui::widget::spread::Spread;

/// Requests and what is open of them.
#[derive(Default)]
pub struct Inbox {
    /// Read at least once.
    pub loaded: bool,
    /// The last journal entry the rows show; `None` where all of them are to be read anew.
    pub as_of: Option<u64>,
    roll: Roll,
    /// What is overdue or falls due.
    reminders: Vec<Reminder>,
    /// The place of each row's department among their names.
    ranks: Vec<u32>,
    /// Requests nobody has decided on.
    waiting: BTreeSet<RequestId>,
    /// Requests a decision was sent on that is not on record yet: they wait no more, and leave a list of those that do.
    sent: BTreeSet<RequestId>,
    /// Decisions sent and not answered.
    pub orders: usize,
    /// Rows that say what the rules said.
    ruled: usize,
    /// Accepted requests whose registers are not drawn.
    undrawn: usize,
    /// What the rules say of requests that wait, as far as it is known.
    signs: BTreeMap<RequestId, Option<RuleSeverity>>,
    /// Requests whose sign was read since the rows were.
    signed: BTreeSet<RequestId>,
    /// Signs are being read.
    signing: bool,
    /// Filter and cursor.
    pub finder: Finder,
    marks: BTreeSet<RequestId>,
    /// The state shown; `None` shows all.
    only: Option<RequestState>,
    sort: Sort,
    /// The material last decided on from the list of materials: the list comes back behind it.
    pub disposing: Option<usize>,
    /// The request the detail is of.
    detail: Option<Box<RequestDetail>>,
    spread: Spread,
}

/// Most rows shown for which signs beyond those in sight are read.
const SIGNED_MAX: usize = 400;
/// Signs read at once.
const SIGNS_AT_ONCE: usize = 1;

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
    /// Takes the first requests, as long as not all are read.
    pub fn set_head(&mut self, data: InboxData) {
        if !self.loaded {
            self.set(data);
            (self.loaded, self.as_of) = (false, None);
        }
    }

    /// Takes freshly read requests, all or those that changed; cursor and marks stay on theirs.
    pub fn set(&mut self, mut data: InboxData) {
        let keep = self.current();
        if !self.loaded {
            self.only = Some(RequestState::Received);
        }
        (self.loaded, self.as_of, self.reminders) = (true, Some(data.as_of), data.reminders);
        let whole = data.whole.then(|| data.roll.haystacks());
        if whole.is_some() {
            self.roll = data.roll;
        } else {
            self.roll.merge(data.roll, self.finder.haystacks_mut());
        }
        self.ranks = self.roll.ranks();
        self.count();
        // Old signs stay until they are read anew: a list that flickers is worse than one that is a moment late.
        (self.signed, self.signing) = (BTreeSet::new(), false);
        // Nothing waits any more: what was decided is shown instead of an empty list.
        if self.only == Some(RequestState::Received) && self.waiting.is_empty() && self.orders == 0 {
            self.only = None;
        }
        let keep = keep.and_then(|id| self.roll.place(id));
        let order = self.order();
        match whole {
            Some(haystacks) => self.finder.set_rows(haystacks, &order, keep),
            None => self.finder.begin(order, keep),
        }
        self.marks.retain(|id| self.roll.place(*id).is_some());
    }

    /// What the rows say together. What was decided is no longer on its way.
    fn count(&mut self) {
        let lines = self.roll.lines();
        let received = lines.iter().filter(|line| line.state == RequestState::Received);
        self.waiting = received.map(|line| line.id).collect();
        if self.orders == 0 {
            self.sent.clear();
        }
        self.sent.retain(|id| self.waiting.remove(id));
        self.undrawn = lines.iter().filter(|line| line.undrawn).count();
        self.ruled = lines.iter().filter(|line| line.severity.is_some()).count();
    }

    /// A decision on these is on its way: the next one can be looked at.
    fn send(&mut self, ids: &[RequestId]) {
        self.orders += 1;
        for id in ids.iter().filter(|id| self.waiting.remove(id)) {
            self.sent.insert(*id);
        }
        if self.only == Some(RequestState::Received) {
            self.arrange();
        }
    }

    /// A decision is on record: its marks have served.
    pub fn answered(&mut self) {
        self.orders = self.orders.saturating_sub(1);
        self.marks.retain(|id| !self.sent.contains(id));
    }

    /// Something could not be done: what was on its way may still wait.
    pub fn failed(&mut self) {
        self.disposing = None;
        self.orders = 0;
        if !self.sent.is_empty() {
            self.waiting.append(&mut self.sent);
            self.arrange();
        }
    }

    /// Takes the detail of a request.
    pub fn set_detail(&mut self, detail: Box<RequestDetail>) {
        if self.detail.as_ref().is_none_or(|old| old.request.record.id != detail.request.record.id) {
            self.spread.rewind();
        }
        self.detail = Some(detail);
    }

    /// The request under the cursor.
    pub fn current(&self) -> Option<RequestId> {
        self.current_row().map(|row| row.id)
    }

    /// The row under the cursor.
    pub fn current_row(&self) -> Option<&Line> {
        self.finder.chosen().and_then(|row| self.roll.lines().get(row))
    }

    /// Who asks for the request under the cursor.
    pub fn current_department(&self) -> Option<&str> {
        self.current_row().map(|row| self.roll.department(row))
    }

    /// The detail, where it is that of the request under the cursor.
    fn detail(&self) -> Option<&RequestDetail> {
        let current = self.current()?;
        self.detail.as_deref().filter(|detail| detail.request.record.id == current)
    }

    fn order(&self) -> Vec<usize> {
        let rows = self.roll.lines();
        let waits = self.only == Some(RequestState::Received);
        let shown = |row: &Line| self.only.is_none_or(|state| row.state == state);
        let left = |row: &Line| waits && self.sent.contains(&row.id);
        let mut order: Vec<usize> =
            (0..rows.len()).filter(|at| shown(&rows[*at]) && !left(&rows[*at])).collect();
        match self.sort {
            Sort::Id => {}
            Sort::Department => {
                order.sort_by_key(|at| self.ranks.get(*at));
            }
            Sort::Window => order.sort_by_key(|at| rows[*at].span),
            // Looked up once a row, not once a comparison.
            Sort::Rules => order.sort_by_cached_key(|at| match self.sign(&rows[*at]) {
                Some(RuleSeverity::Block) => 0,
                Some(RuleSeverity::Warn) => 1,
                Some(RuleSeverity::Note) => 2,
                None => 3,
            }),
        }
        order
    }

    /// The gravest thing the rules say of a request, as far as it is known.
    fn sign(&self, row: &Line) -> Option<RuleSeverity> {
        row.severity.or_else(|| self.signs.get(&row.id).copied().flatten())
    }

    /// Some row in sight or beyond has a sign.
    fn has_signs(&self) -> bool {
        self.ruled > 0 || self.signs.values().any(Option::is_some)
    }

    /// Takes what the rules say of some requests; whether that changes anything.
    pub fn set_signs(&mut self, signs: BTreeMap<RequestId, Option<RuleSeverity>>) -> bool {
        self.signing = false;
        self.signed.extend(signs.keys());
        let changed = signs.iter().any(|(id, sign)| self.signs.get(id).copied().flatten() != *sign);
        self.signs.extend(signs);
        if changed && self.sort == Sort::Rules {
            self.arrange();
        }
        changed
    }

    /// The next requests whose sign is not known: those in sight first, then all, where they are few.
    fn unsigned(&self) -> Vec<RequestId> {
        let shown = self.finder.all_shown();
        let sight = self.finder.list.in_sight();
        let others = if shown.len() <= SIGNED_MAX { 0..shown.len() } else { 0..0 };
        let rows = sight.chain(others).filter_map(|place| self.roll.lines().get(*shown.get(place)?));
        rows.filter(|row| self.waiting.contains(&row.id) && !self.signed.contains(&row.id))
            .map(|row| row.id)
            .take(SIGNS_AT_ONCE)
            .collect()
    }

    /// Filters by what was typed; the cursor stays on its request.
    pub fn filter(&mut self) {
        self.finder.refine();
    }

    /// Filters and orders anew; the cursor stays on its request.
    pub fn arrange(&mut self) {
        let keep = self.finder.chosen();
        let order = self.order();
        self.finder.begin(order, keep);
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
        if self.marks.is_empty() {
            return self.current().is_some_and(|id| self.waiting.contains(&id));
        }
        self.marks.is_subset(&self.waiting)
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
        Action::TriageByRule => model.job.is_none() && !inbox.waiting.is_empty(),
        Action::Dispose => inbox.detail().is_some_and(|detail| !detail.request.record.materials.is_empty()),
        Action::Merge => inbox.detail().is_some_and(|detail| !detail.merge_with.is_empty()),
        Action::FindingRemind => !inbox.reminders.is_empty(),
        Action::CommitDraws => !inbox.roll.lines().is_empty(),
        Action::Filter | Action::Sort | Action::Only | Action::Mark | Action::MarkAll => {
            !inbox.spread.is_page() && !inbox.roll.lines().is_empty()
        }
        Action::Back if !inbox.marks.is_empty() => true,
        Action::NextItem | Action::PreviousItem => one,
        _ => inbox.spread.valid(action, &inbox.finder).unwrap_or(false),
    }
}

/// Does what an action says.
pub fn act(model: &mut Model, action: Action) -> Vec<Effect> {
    let inbox = &mut model.inbox;
    match action {
        Action::Back if !inbox.spread.is_page() => back(inbox),
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
                .filter_map(|row| inbox.roll.lines().get(*row))
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
        Action::FindingRemind => return send(model, Task::Read(Book::Reminders)),
        Action::Copy => return copy(model),
        Action::NextItem => {
            inbox.finder.list.act(Action::Down);
        }
        Action::PreviousItem => {
            inbox.finder.list.act(Action::Up);
        }
        _ => {
            if !inbox.spread.act(action, &mut inbox.finder) {
                return decide::act(model, action);
            }
        }
    }
    look_at(model)
}

/// Takes the marks away, else the filter.
fn back(inbox: &mut Inbox) {
    if inbox.marks.is_empty() {
        inbox.finder.clear();
        inbox.arrange();
    } else {
        inbox.marks.clear();
    }
}

/// The next state that some request is in, then all.
fn next_state(inbox: &mut Inbox) {
    let states = RequestState::ALL;
    let from = inbox.only.map_or(0, |state| states.iter().position(|other| *other == state).unwrap_or(0) + 1);
    let held = |state: &&RequestState| inbox.roll.lines().iter().any(|row| row.state == **state);
    inbox.only = states.iter().skip(from).find(held).copied();
    inbox.arrange();
}

/// Asks for the detail of the request under the cursor, unless it is there, and for signs that are not known.
pub fn look_at(model: &mut Model) -> Vec<Effect> {
    let mut effects = match model.inbox.current() {
        Some(id) if model.inbox.detail().is_none() => send(model, Task::LoadRequest(id)),
        _ => Vec::new(),
    };
    effects.extend(look_ahead(model));
    effects
}

/// Asks for the next signs, a few at a time: what is asked for in between is not kept waiting.
pub fn look_ahead(model: &mut Model) -> Vec<Effect> {
    let ids = if model.inbox.signing { Vec::new() } else { model.inbox.unsigned() };
    if ids.is_empty() {
        return Vec::new();
    }
    model.inbox.signing = true;
    send(model, Task::LoadSigns(ids))
}

/// Asks for the detail anew.
pub fn look_again(model: &mut Model) -> Vec<Effect> {
    model.inbox.current().map_or_else(Vec::new, |id| send(model, Task::LoadRequest(id)))
}

fn copy(model: &mut Model) -> Vec<Effect> {
    let inbox = &model.inbox;
    let Some(row) = inbox.current_row() else { return Vec::new() };
    let fields = [
        row.id.to_string(),
        inbox.roll.department(row).to_owned(),
        row.title.to_string(),
        inbox.roll.target(row).to_owned(),
        window_text(row.span),
    ];
    model.copied(&fields)
}

/// Puts the cursor on a request, whatever is filtered.
pub fn go_to(model: &mut Model, id: RequestId) -> Vec<Effect> {
    let inbox = &mut model.inbox;
    let Some(row) = inbox.roll.place(id) else { return Vec::new() };
    if !inbox.finder.go_to(row) {
        inbox.finder.clear();
        inbox.only = None;
        inbox.arrange();
        inbox.finder.finish();
        inbox.finder.go_to(row);
    }
    look_at(model)
}

/// A decision is made: marks have served.
pub fn decided(model: &mut Model) {
    model.inbox.marks.clear();
}

/// Sends a decision on requests and goes on to the next one.
fn decide(model: &mut Model, order: TriageOrder) -> Vec<Effect> {
    model.inbox.send(&order.ids);
    let mut effects = send(model, Task::Triage(order));
    effects.extend(look_at(model));
    effects
}

/// What to do next: decide, then draw what registers are asked for, then plan.
pub fn next_step(model: &Model) -> Option<Said> {
    let inbox = &model.inbox;
    if inbox.roll.lines().is_empty() {
        return None;
    }
    let waiting = inbox.waiting.len();
    if inbox.spread.is_page() && waiting > 0 {
        return Some(Said::new("next-triage-one"));
    }
    if waiting > 0 {
        return Some(Said::new("next-triage").with("count", waiting));
    }
    if inbox.undrawn > 0 {
        return Some(Said::new("next-draw-registers").with("count", inbox.undrawn));
    }
    Some(Said::new("next-to-plan"))
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
