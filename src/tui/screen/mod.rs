//! One file a screen: what it shows, what its keys do. A screen reads answers and sends tasks; it never waits.

pub mod start;
