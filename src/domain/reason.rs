//! The closed set of reasons a decision can have: departments read them in replies, statistics count them.

use super::code::codes;

codes! {
    /// Why a request was returned, refused or diverted, or a demand postponed.
    Reason, "reason" {
        /// The basis is missing or not of the level needed.
        Basis = "basis",
        /// Not on the filed annual plan, and no application of its own.
        OffPlan = "off-plan",
        /// The same matter was submitted already.
        Duplicate = "duplicate",
        /// Asked at too short notice.
        LeadTime = "lead-time",
        /// Who asks may not inspect this object.
        Unlicensed = "unlicensed",
        /// The data are held and can be shared.
        DataHeld = "data-held",
        /// Trace-keeping only.
        TraceKeeping = "trace-keeping",
        /// The quota is used up.
        Quota = "quota",
        /// Who, where or when cannot be told from the form.
        Incomplete = "incomplete",
        /// The department took it back.
        Withdrawn = "withdrawn",
        /// Another reason, in the note.
        Other = "other",
    }
}
