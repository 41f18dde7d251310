//! The list of requests: what is shown and in which order, what is marked, decided and on its way. Sends nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::app::query::field::Reminder;
use crate::app::query::inbox::RequestDetail;
use crate::domain::id::RequestId;
use crate::domain::request::RequestState;
use crate::domain::rule::RuleSeverity;
use crate::tui::roll::{Line, Roll};
use crate::tui::task::InboxData;
use crate::tui::widget::finder::Finder;
use crate::tui::widget::spread::Spread;

/// Requests and what is open of them.
#[derive(Default)]
pub struct Inbox {
    /// Read at least once.
    pub loaded: bool,
    /// The last journal entry the rows show; `None` where all of them are to be read anew.
    pub as_of: Option<u64>,
    pub(super) roll: Roll,
    /// What is overdue or falls due.
    pub(super) reminders: Vec<Reminder>,
    /// The place of each row's department among their names.
    pub(super) ranks: Vec<u32>,
    /// Requests nobody has decided on.
    pub(super) waiting: BTreeSet<RequestId>,
    /// Requests a decision was sent on that is not on record yet: they wait no more, and leave a list of those that do.
    pub(super) sent: BTreeSet<RequestId>,
    /// Decisions sent and not answered.
    pub orders: usize,
    /// Rows that say what the rules said.
    pub(super) ruled: usize,
    /// Accepted requests whose registers are not drawn.
    pub(super) undrawn: usize,
    /// What the rules say of requests that wait, as far as it is known.
    pub(super) signs: BTreeMap<RequestId, Option<RuleSeverity>>,
    /// Requests whose sign was read since the rows were.
    pub(super) signed: BTreeSet<RequestId>,
    /// Signs are being read.
    pub(super) signing: bool,
    /// Filter and cursor.
    pub finder: Finder,
    pub(super) marks: BTreeSet<RequestId>,
    /// The state shown; `None` shows all.
    pub(super) only: Option<RequestState>,
    pub(super) sort: Sort,
    /// The material last decided on from the list of materials: the list comes back behind it.
    pub disposing: Option<usize>,
    /// The request the detail is of.
    pub(super) detail: Option<Box<RequestDetail>>,
    pub(super) spread: Spread,
}

/// Most rows shown for which signs beyond those in sight are read.
const SIGNED_MAX: usize = 400;
/// Signs read at once.
const SIGNS_AT_ONCE: usize = 1;

/// What the table is ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Sort {
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
    pub(super) fn send(&mut self, ids: &[RequestId]) {
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
    pub(super) fn detail(&self) -> Option<&RequestDetail> {
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
    pub(super) fn sign(&self, row: &Line) -> Option<RuleSeverity> {
        row.severity.or_else(|| self.signs.get(&row.id).copied().flatten())
    }

    /// Some row in sight or beyond has a sign.
    pub(super) fn has_signs(&self) -> bool {
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
    pub(super) fn unsigned(&self) -> Vec<RequestId> {
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
    pub(super) fn targets(&self) -> Vec<RequestId> {
        if self.marks.is_empty() {
            self.current().into_iter().collect()
        } else {
            self.marks.iter().copied().collect()
        }
    }

    /// There are requests, and none of them waits.
    pub(super) fn is_decided(&self) -> bool {
        !self.roll.lines().is_empty() && self.waiting.is_empty() && self.sent.is_empty()
    }

    /// Whether all that a decision is about still waits for one.
    pub(super) fn all_wait(&self) -> bool {
        if self.marks.is_empty() {
            return self.current().is_some_and(|id| self.waiting.contains(&id));
        }
        self.marks.is_subset(&self.waiting)
    }
}
