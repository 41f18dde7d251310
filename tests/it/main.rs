//! Everything that needs more than one layer, or the files of the repository: one binary, one module a subject.

#![cfg(test)]

mod cli;
mod export;
mod intake;
mod layers;
mod planner;
mod planner_small;
mod rules;
mod sampling;
mod store;
mod tui;
