//! The planner: demands in, joint visits out. Knows no clock, no environment, no ambient randomness.
