//! Everything the crate promises across its layers, in one binary.

mod rules;
