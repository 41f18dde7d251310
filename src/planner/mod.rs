//! The planner: instance → plan → check. Reads no clock, no environment and no store; same input and seed, same bytes.

mod anneal;
pub mod check;
mod explain;
mod limit;
mod model;
mod random;
pub mod read;
mod rebuild;
mod ruin;
mod solve;
mod state;

pub use solve::{Effort, Progress, Solution, SolveOptions, solve};
