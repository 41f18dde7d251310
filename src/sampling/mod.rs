//! How many, which ones, and what a result means: exact, in integers. Knows no clock and no ambient randomness.
