//! How many, which ones, and what a result means: exact, in integers. Knows no clock and no ambient randomness.

pub mod allocate;
pub mod binomial;
pub mod coordinate;
pub mod curve;
pub mod error;
pub mod exact;
pub mod frame;
pub mod hypergeometric;
pub mod inspectors;
pub mod judge;
pub mod meaning;
pub mod outcome;
pub mod pps;
pub mod proof;
pub mod rotate;
pub mod sequential;
pub mod size;
pub mod stopping;
pub mod switching;
pub mod table;
pub mod ticket;
pub mod two_stage;
pub mod visited;
mod walk;
mod window;

pub use crate::domain::amount::Ratio;
pub use error::SamplingError;
