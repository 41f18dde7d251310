//! The integration tests: one binary, one module an area.

mod planner;
mod planner_small;
