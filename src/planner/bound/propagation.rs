//! What rows and clauses imply once some literals are true: unit propagation, with the reason of every conclusion. Knows
//! nothing of how clauses are found; the search and the verifier use the same conclusions.

use super::columns::Literal;
use super::rows::{Row, Rows};

/// Why a literal is true, or what contradicts itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reason {
    Assumed,
    Row(u32),
    Clause(u32),
}

/// Rows, clauses, and what is true so far.
#[derive(Debug)]
pub(super) struct Propagation {
    rows: Vec<Row>,
    /// Row → its heaviest weight, and what is left of what it allows.
    heaviest: Vec<i64>,
    room: Vec<i64>,
    /// Literal → rows that weigh it.
    weighed: Vec<Vec<(u32, i64)>>,
    /// The first two literals of a clause are watched; a clause that was forgotten is empty.
    clauses: Vec<Vec<Literal>>,
    /// Literal → clauses to look at when it turns false, with another of their literals.
    watches: Vec<Vec<(u32, Literal)>>,
    /// Literal → 1 true, -1 false, 0 open.
    value: Vec<i8>,
    /// Column → level, place in the trail, and reason, where it is decided.
    level: Vec<u32>,
    place: Vec<u32>,
    reason: Vec<Reason>,
    /// What is true, in the order it became so.
    trail: Vec<Literal>,
    /// Level → length of the trail before it.
    levels: Vec<usize>,
    /// What of the trail has been drawn conclusions from.
    head: usize,
    /// Terms and watches looked at.
    pub(super) steps: u64,
}

impl Propagation {
    pub(super) fn new(rows: Rows) -> Self {
        let columns = rows.columns;
        let mut rows = rows.rows;
        let mut weighed = vec![Vec::new(); 2 * columns];
        for (at, row) in (0..).zip(&mut rows) {
            row.terms.sort_unstable_by_key(|&(literal, weight)| (std::cmp::Reverse(weight), literal));
            for &(literal, weight) in &row.terms {
                weighed[literal.at()].push((at, weight));
            }
        }
        Self {
            heaviest: rows.iter().map(|row| row.terms.first().map_or(0, |term| term.1)).collect(),
            room: rows.iter().map(|row| row.most).collect(),
            rows,
            weighed,
            clauses: Vec::new(),
            watches: vec![Vec::new(); 2 * columns],
            value: vec![0; 2 * columns],
            level: vec![0; columns],
            place: vec![0; columns],
            reason: vec![Reason::Assumed; columns],
            trail: Vec::new(),
            levels: Vec::new(),
            head: 0,
            steps: 0,
        }
    }

    /// Whether any row weighs a column.
    pub(super) fn weighs(&self, column: usize) -> bool {
        let literal = Literal::new(column);
        !self.weighed[literal.at()].is_empty() || !self.weighed[literal.not().at()].is_empty()
    }

    pub(super) fn is_true(&self, literal: Literal) -> bool {
        self.value[literal.at()] > 0
    }

    pub(super) fn is_open(&self, literal: Literal) -> bool {
        self.value[literal.at()] == 0
    }

    /// Levels of assumptions so far.
    pub(super) fn depth(&self) -> u32 {
        number(self.levels.len())
    }

    /// The level a decided column is of.
    pub(super) fn level(&self, column: usize) -> u32 {
        self.level[column]
    }

    pub(super) fn reason(&self, column: usize) -> Reason {
        self.reason[column]
    }

    pub(super) fn trail(&self) -> &[Literal] {
        &self.trail
    }

    /// What the rows imply by themselves; what contradicts itself otherwise.
    pub(super) fn begin(&mut self) -> Option<Reason> {
        (0..self.rows.len()).find_map(|row| self.imply(row)).or_else(|| self.propagate())
    }

    /// Opens a level.
    pub(super) fn deepen(&mut self) {
        self.levels.push(self.trail.len());
    }

    pub(super) fn assume(&mut self, literal: Literal) {
        self.assign(literal, Reason::Assumed);
    }

    fn assign(&mut self, literal: Literal, reason: Reason) {
        let column = literal.column();
        self.value[literal.at()] = 1;
        self.value[literal.not().at()] = -1;
        self.level[column] = self.depth();
        self.place[column] = number(self.trail.len());
        self.reason[column] = reason;
        self.trail.push(literal);
        for &(row, weight) in &self.weighed[literal.at()] {
            self.room[row as usize] -= weight;
        }
    }

    /// Takes back what became true above a level; returns it.
    pub(super) fn back_to(&mut self, level: u32) -> Vec<Literal> {
        let Some(&length) = self.levels.get(level as usize) else { return Vec::new() };
        self.levels.truncate(level as usize);
        let taken = self.trail.split_off(length);
        for literal in &taken {
            self.value[literal.at()] = 0;
            self.value[literal.not().at()] = 0;
            for &(row, weight) in &self.weighed[literal.at()] {
                self.room[row as usize] += weight;
            }
        }
        self.head = length;
        taken
    }

    /// Adds a clause that holds; what it implies at once becomes true.
    pub(super) fn add(&mut self, mut literals: Vec<Literal>) -> u32 {
        let clause = number(self.clauses.len());
        // What is not false is watched, else what was decided last.
        literals.sort_by_key(|literal| {
            let decided = self.value[literal.at()] < 0;
            std::cmp::Reverse(if decided { self.level[literal.column()] } else { u32::MAX })
        });
        if let [first, second, ..] = *literals {
            self.watches[first.at()].push((clause, second));
            self.watches[second.at()].push((clause, first));
        }
        let implied = literals.first().filter(|first| {
            self.is_open(**first) && literals.get(1).is_none_or(|second| self.value[second.at()] < 0)
        });
        let implied = implied.copied();
        self.clauses.push(literals);
        if let Some(implied) = implied {
            self.assign(implied, Reason::Clause(clause));
        }
        clause
    }

    /// Forgets clauses that are no reason of anything.
    pub(super) fn forget(&mut self, clauses: &[u32]) {
        for &clause in clauses {
            self.clauses[clause as usize] = Vec::new();
        }
        for watching in &mut self.watches {
            watching.retain(|(clause, _)| !self.clauses[*clause as usize].is_empty());
        }
    }

    /// Draws all conclusions; what contradicts itself otherwise.
    pub(super) fn propagate(&mut self) -> Option<Reason> {
        while let Some(&literal) = self.trail.get(self.head) {
            self.head += 1;
            for at in 0..self.weighed[literal.at()].len() {
                let row = self.weighed[literal.at()][at].0 as usize;
                self.steps += 1;
                if self.room[row] < self.heaviest[row]
                    && let Some(reason) = self.imply(row)
                {
                    return Some(reason);
                }
            }
            if let Some(clause) = self.visit(literal.not()) {
                return Some(Reason::Clause(clause));
            }
        }
        None
    }

    /// Rules out what a row has no room for; the row itself where it has too little for what is true.
    fn imply(&mut self, row: usize) -> Option<Reason> {
        let reason = Reason::Row(number(row));
        if self.room[row] < 0 {
            return Some(reason);
        }
        for at in 0..self.rows[row].terms.len() {
            let (literal, weight) = self.rows[row].terms[at];
            if weight <= self.room[row] {
                break;
            }
            self.steps += 1;
            if self.is_open(literal) {
                self.assign(literal.not(), reason);
            }
        }
        None
    }

    /// Looks at the clauses that watch a literal that turned false; returns one that has nothing left.
    fn visit(&mut self, turned: Literal) -> Option<u32> {
        let mut watching = std::mem::take(&mut self.watches[turned.at()]);
        let mut empty = None;
        let mut kept = 0;
        for at in 0..watching.len() {
            let (clause, other) = watching[at];
            self.steps += 1;
            let watch = if empty.is_some() || self.is_true(other) {
                Some(other)
            } else {
                match self.look(clause, turned) {
                    Look::Moved => None,
                    Look::Stays(first) => Some(first),
                    Look::Implied(first) => {
                        self.assign(first, Reason::Clause(clause));
                        Some(first)
                    }
                    Look::Empty(first) => {
                        empty = Some(clause);
                        Some(first)
                    }
                }
            };
            if let Some(other) = watch {
                watching[kept] = (clause, other);
                kept += 1;
            }
        }
        watching.truncate(kept);
        self.watches[turned.at()] = watching;
        empty
    }

    /// What becomes of a clause one watched literal of which turned false.
    fn look(&mut self, clause: u32, turned: Literal) -> Look {
        let literals = &mut self.clauses[clause as usize];
        if literals[0] == turned {
            literals.swap(0, 1);
        }
        let first = literals[0];
        let value = self.value[first.at()];
        if value > 0 {
            return Look::Stays(first);
        }
        if let Some(next) = (2..literals.len()).find(|next| self.value[literals[*next].at()] >= 0) {
            literals.swap(1, next);
            self.watches[literals[1].at()].push((clause, first));
            return Look::Moved;
        }
        if value == 0 { Look::Implied(first) } else { Look::Empty(first) }
    }

    /// The true literals that made another one true, or that contradict each other.
    pub(super) fn because(&self, reason: Reason, implied: Option<Literal>) -> Vec<Literal> {
        let row = match reason {
            Reason::Assumed => return Vec::new(),
            Reason::Clause(clause) => {
                let literals = self.clauses[clause as usize].iter();
                return literals
                    .filter(|literal| Some(**literal) != implied)
                    .map(|literal| literal.not())
                    .collect();
            }
            Reason::Row(row) => &self.rows[row as usize],
        };
        let before = implied.map_or(u32::MAX, |implied| self.place[implied.column()]);
        let own = implied.and_then(|implied| row.terms.iter().find(|term| term.0 == implied.not()));
        let mut sum = own.map_or(0, |term| term.1);
        let mut because = Vec::new();
        for &(literal, weight) in &row.terms {
            if sum > row.most {
                break;
            }
            if self.is_true(literal) && self.place[literal.column()] < before {
                sum += weight;
                because.push(literal);
            }
        }
        because
    }
}

/// What becomes of a clause, with its other watched literal.
enum Look {
    Moved,
    Stays(Literal),
    Implied(Literal),
    Empty(Literal),
}

/// A position as it is kept.
fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Whether each clause follows by propagation from the rows and the clauses before it, and in the end a contradiction (reverse
/// unit propagation; Goldberg, Novikov 2003).
pub(super) fn follows(rows: Rows, clauses: &[Vec<Literal>]) -> bool {
    let columns = rows.columns;
    let mut known = Propagation::new(rows);
    if known.begin().is_some() {
        return true;
    }
    for clause in clauses {
        if clause.iter().any(|literal| literal.column() >= columns) {
            return false;
        }
        known.deepen();
        // The opposite of the clause has to contradict what is known.
        let mut contradicted = false;
        for &literal in clause {
            contradicted |= known.is_true(literal);
            if known.is_open(literal) {
                known.assume(literal.not());
            }
        }
        contradicted |= known.propagate().is_some();
        known.back_to(0);
        if !contradicted {
            return false;
        }
        known.add(clause.clone());
        if clause.iter().all(|literal| known.is_true(literal.not())) || known.propagate().is_some() {
            return true;
        }
    }
    false
}
