//! What the program can do: a session, the commands that change it, the queries that read it. Knows no arguments
//! and no terminal.

pub mod directory;
pub mod engine;
pub mod error;
pub mod sample;
