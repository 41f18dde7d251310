//! What the program can do: a session, the commands that change it, the queries that read it. Knows no arguments
//! and no terminal.

pub mod assets;
pub mod command;
pub mod county;
pub mod demo;
pub mod directory;
pub mod engine;
pub mod error;
pub mod expand;
pub mod export;
pub mod frames;
pub mod intake;
pub mod letters;
pub mod movement;
pub mod office;
pub mod query;
mod resolve;
pub mod results;
pub mod sample;
pub mod session;
pub mod situation;
pub mod tally;
pub mod telephone;
pub mod verdicts;
pub mod watch;
