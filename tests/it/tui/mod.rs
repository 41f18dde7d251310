//! The console: keys in, screen out, at 80×24 and 120×40, in both languages; and once on a real terminal.

mod asking;
mod beside;
mod decided;
mod entry;
mod exceptions;
mod findings;
mod foundation;
mod harness;
mod intake;
mod live_keys;
mod long_names;
mod mouse;
mod office;
mod on_its_way;
mod parity;
mod plain;
mod properties;
mod questions;
mod readme;
mod recording;
mod screens;
mod terminal;
mod ways_back;
mod wide;
