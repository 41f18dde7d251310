//! The limits a visit must keep, one file each: what it says, what it reads, how it is counted down and up again.
//! Each answers "does this block?" for the search, the reasons and the what-if alike.

pub(crate) mod blackout;
pub(crate) mod cap;
pub(crate) mod crew;
pub(crate) mod fixed;
pub(crate) mod gap;
pub(crate) mod leaders;
pub(crate) mod pair;
pub(crate) mod party;
pub(crate) mod quota;
pub(crate) mod week;
