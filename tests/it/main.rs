//! Everything that needs more than one layer, or the files of the repository: one binary, one module a subject.

mod layers;
mod store;
