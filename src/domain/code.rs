//! Closed sets of words with stable codes: what journals, files and the catalogue call them. Knows no text.

/// A word of a closed set.
pub trait Code: Copy + Sized + 'static {
    /// The catalogue holds the word's text under `<FAMILY>-<code>`.
    const FAMILY: &'static str;
    /// Every word, in the order people expect.
    const ALL: &'static [Self];

    /// The stable code, as written in journals and files.
    fn code(self) -> &'static str;

    /// The word of a code.
    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|word| word.code() == code)
    }

    /// The catalogue id of this word.
    fn text_id(self) -> String {
        format!("{}-{}", Self::FAMILY, self.code())
    }
}

/// Declares a closed set: the enum, its codes, and how serde writes it (as the code).
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident, $family:literal { $($(#[$variant_doc:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$variant_doc])* #[serde(rename = $code)] $variant),+
        }

        impl $crate::domain::code::Code for $name {
            const FAMILY: &'static str = $family;
            const ALL: &'static [Self] = &[$(Self::$variant),+];

            fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }
    };
}
pub(crate) use codes;

/// The catalogue ids of every closed set: (family, codes). A test asks the catalogue for each.
pub fn families() -> Vec<(&'static str, Vec<&'static str>)> {
    fn family<C: Code>() -> (&'static str, Vec<&'static str>) {
        (C::FAMILY, C::ALL.iter().map(|word| word.code()).collect())
    }
    vec![
        family::<super::unit::UnitKind>(),
        family::<super::department::Level>(),
        family::<super::request::RequestKind>(),
        family::<super::request::Regime>(),
        family::<super::request::RequestState>(),
        family::<super::request::BasisLevel>(),
        family::<super::material::Disposition>(),
        family::<super::demand::DemandState>(),
        family::<super::visit::VisitState>(),
        family::<super::visit::Gate>(),
        family::<super::plan::Reason>(),
        family::<super::quota::Period>(),
        family::<super::quota::QuotaScope>(),
        family::<super::quota::UseStatus>(),
        family::<super::rule::RuleSeverity>(),
        family::<super::rule::ExceptionBy>(),
        family::<super::checklist::Method>(),
        family::<super::checklist::DefectClass>(),
        family::<super::reason::Reason>(),
        family::<super::setting::Leadership>(),
        family::<super::sample_round::Turn>(),
        family::<super::person::Role>(),
        family::<super::slot_answer::SlotWord>(),
        family::<super::slot_answer::SlotStanding>(),
        family::<super::field_record::FieldAnswer>(),
        family::<super::finding::FindingState>(),
        family::<super::finding::Evidence>(),
        family::<super::finding::Recheck>(),
        family::<super::draw::Severity>(),
        family::<super::draw::Recusal>(),
        family::<super::draw::NotVisited>(),
        family::<super::draw::DirectedReason>(),
        ("table", super::record::Table::ALL.iter().map(|table| table.code()).collect()),
    ]
}
