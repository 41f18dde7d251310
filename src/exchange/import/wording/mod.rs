//! How people write dates, shares, numbers, units and choices, as small grammars over one folded text.
//! Knows no file and no column.

pub(super) mod amount;
pub(super) mod choice;
pub(super) mod fold;
pub(super) mod token;
pub(super) mod units;
pub(super) mod window;
