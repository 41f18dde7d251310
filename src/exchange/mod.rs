//! Files in and files out. Knows no database and decides nothing.

pub mod export;
pub mod import;
