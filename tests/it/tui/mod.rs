//! The console: keys in, screen out, at 80×24 and 120×40, in both languages.

mod foundation;
mod harness;
mod office;
