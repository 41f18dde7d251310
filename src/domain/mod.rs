//! The words of the trade as types, with their invariants held at construction. No files, no clock, no database.

pub mod amount;
pub mod intake;
pub mod message;
pub mod problem;
