//! Licensed inspectors a visit to firms needs; the clearance gate reads it when the team is drawn.

use super::Spec;

pub(in crate::rules) const SPEC: Spec =
    Spec { numbers: &["inspectors_min"], ..Spec::new("licensed-team", &["R2505"]) };
