//! The planner: instance → plan → check. Reads no clock, no environment and no store; same input and seed, same bytes.

mod anneal;
pub mod bound;
pub mod check;
mod compare;
mod counties;
mod explain;
mod limit;
mod model;
mod random;
pub mod read;
mod rebuild;
mod relax;
mod ruin;
mod solve;
mod split;
mod starts;
mod state;
mod what_if;

pub use compare::{Compared, Comparison, Load, compare};
pub use explain::{Explanation, Relaxation, explain};
pub use solve::{Effort, Progress, Solution, SolveOptions, solve};
pub use what_if::{Answer, Change, Moved, what_if};
