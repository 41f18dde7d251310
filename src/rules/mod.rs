//! What a request or a visit trips, with code and citation. Knows no clock and no database.
