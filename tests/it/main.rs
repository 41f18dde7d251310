//! What crosses module borders, tried from outside: one binary.

mod sampling;
