//! The words of the trade as types, with their invariants held at construction. No files, no clock, no database.

pub mod amount;
pub mod arrival;
pub mod checklist;
pub mod code;
pub mod day;
pub mod demand;
pub mod department;
pub mod id;
pub mod journal;
pub mod material;
pub mod message;
pub mod person;
pub mod plan_run;
pub mod problem;
pub mod quota;
pub mod reason;
pub mod record;
pub mod register;
pub mod request;
pub mod rule;
pub mod setting;
pub mod source_file;
pub mod unit;
pub mod visit;
