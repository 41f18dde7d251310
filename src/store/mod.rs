//! SQLite: the journal and the tables it makes. No SQL and no row leaves this folder.
