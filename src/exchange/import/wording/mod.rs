//! How people write dates, shares, numbers, units and choices, as small grammars over one folded text.
//! Knows no file and no column.

pub(super) mod amount;
mod bound;
mod calendar;
pub(super) mod choice;
pub(super) mod effort;
pub(super) mod fold;
mod frequency;
mod kinds;
pub(super) mod list;
mod names;
mod parser;
mod period;
mod point;
mod quantity;
mod stages;
pub(super) mod token;
pub(super) mod units;
pub(super) mod window;
