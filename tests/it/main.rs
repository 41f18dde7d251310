//! What crosses module borders, tried from outside.

mod store;
