//! The words of the trade as types, with their invariants held at construction. No files, no clock, no database.

pub mod instance;
pub mod message;
pub mod plan;
pub mod problem;
