//! lianjian (联合检查统筹台): merges departments' inspections into joint visits, holds them under quotas, turns
//! ledgers into field checks with verifiable draws, and follows up.
//!
//! # The way of the data
//!
//! ```text
//! file → exchange::import → app::command → rules (verdicts) → store
//!      → planner (instance → plan → check) → store → sampling (draw) → exchange::export → file
//! ```
//!
//! It runs down this list once; nothing calls back up.
//!
//! # The layers
//!
//! | module | may use | must not know |
//! |---|---|---|
//! | [`domain`] | nothing of the house | files, databases, terminals, clocks |
//! | [`rules`], [`planner`], [`sampling`] | `domain` | clocks, environment, ambient randomness, floats in a decision |
//! | [`text`] | `domain` | anything that produces its messages |
//! | [`store`] | `domain` | file formats, rules, the planner |
//! | [`exchange`] | `domain`, `text` | the database |
//! | [`app`] | all of the above | arguments, terminals |
//! | [`cli`] | `app`, `domain`, `text` | the store |
//! | [`tui`] | `app`, `domain`, `text` | the store, arguments |
//!
//! `tests/layers.rs` reads the imports and enforces this table.

pub mod app;
pub mod cli;
pub mod domain;
pub mod exchange;
pub mod planner;
pub mod rules;
pub mod sampling;
pub mod store;
pub mod text;
pub mod tui;
