//! Yes-or-no columns of a case, and which is what. Knows no inequalities.

use super::market::Market;
use super::unit::Way;

/// Visits of a unit that are told apart by how many start by a day, and none.
pub(super) const COUNTS: usize = 8;

/// Columns beyond this there are none.
const COLUMNS_MAX: usize = 1 << 30;

pub(super) const WAYS: [Way; 3] = [Way::Counted, Way::Exempt, Way::Joined];

/// A column, or its opposite: twice the column, and one more for the opposite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Literal(u32);

impl Literal {
    pub(super) fn new(column: usize) -> Self {
        Self(u32::try_from(2 * column).unwrap_or(u32::MAX - 1))
    }

    pub(super) const fn not(self) -> Self {
        Self(self.0 ^ 1)
    }

    pub(super) const fn column(self) -> usize {
        self.0 as usize / 2
    }

    /// From the number of a column plus one, negative for the opposite.
    pub(super) fn signed(number: i64) -> Option<Self> {
        let column = usize::try_from(number.unsigned_abs().checked_sub(1)?).ok()?;
        let literal = (column < COLUMNS_MAX).then(|| Self::new(column))?;
        Some(if number > 0 { literal } else { literal.not() })
    }

    /// The number of its column plus one, negative for the opposite.
    pub(super) fn number(self) -> i64 {
        let number = i64::from(self.0 / 2) + 1;
        if self.0.is_multiple_of(2) { number } else { -number }
    }

    /// Its place in tables of literals.
    pub(super) const fn at(self) -> usize {
        self.0 as usize
    }
}

/// Which column is what.
///
/// Demand `r` starts on day `d`: `r · days + d`. Then, for each demand, that it is left out. Then the visits by unit, start
/// day, length and way; whether a unit's day is announced; the departments present by unit, day and department; whether a
/// visit that counts starts, by unit and day; and whether so many of them start by a day, by unit, number and day.
pub(super) struct Columns {
    pub(super) demands: usize,
    pub(super) units: usize,
    pub(super) departments: usize,
    pub(super) days: usize,
}

impl Columns {
    pub(super) fn new(market: &Market<'_>) -> Self {
        Self {
            demands: market.instance.demands.len(),
            units: market.units.len(),
            departments: market.instance.departments.len(),
            days: market.instance.days as usize,
        }
    }

    pub(super) fn start(&self, demand: usize, day: usize) -> Literal {
        Literal::new(demand * self.days + day)
    }

    pub(super) fn left_out(&self, demand: usize) -> Literal {
        Literal::new(self.demands * self.days + demand)
    }

    pub(super) fn visit(&self, unit: usize, start: usize, length: usize, way: Way) -> Literal {
        let first = self.demands * (self.days + 1);
        Literal::new(first + ((unit * self.days + start) * 2 + length - 1) * WAYS.len() + way as usize)
    }

    pub(super) fn announced(&self, unit: usize, day: usize) -> Literal {
        let first = self.demands * (self.days + 1) + self.units * self.days * 2 * WAYS.len();
        Literal::new(first + unit * self.days + day)
    }

    pub(super) fn present(&self, unit: usize, day: usize, department: usize) -> Literal {
        let first = self.demands * (self.days + 1) + self.units * self.days * (2 * WAYS.len() + 1);
        Literal::new(first + (unit * self.days + day) * self.departments + department)
    }

    /// A visit that counts starts on the day.
    pub(super) fn day(&self, unit: usize, day: usize) -> Literal {
        let first = self.present(self.units, 0, 0).column();
        Literal::new(first + unit * self.days + day)
    }

    /// So many visits that count start by the day.
    pub(super) fn by(&self, unit: usize, count: usize, day: usize) -> Literal {
        let first = self.day(self.units, 0).column();
        Literal::new(first + (unit * COUNTS + count) * self.days + day)
    }

    pub(super) fn count(&self) -> usize {
        self.by(self.units, 0, 0).column()
    }
}
