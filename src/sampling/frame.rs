//! The list a draw is made from: distinct ids in one canonical order, with its hash. Knows no file.

use sha2::{Digest, Sha256};
use unicode_normalization::is_nfc;

use super::error::SamplingError;
use crate::domain::draw::FrameDigest;

/// One element that can be drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// Its id: NFC, without `|`, line breaks or other control characters, not empty.
    pub id: String,
    /// What its chance is proportional to where sizes count; 1 where every element is alike.
    pub size: u64,
}

/// Distinct elements in the byte order of their ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    elements: Vec<Element>,
    sized: bool,
}

/// An entry of a frame that cannot be taken: its place in the input, from 0, and why.
pub type Rejected = (usize, SamplingError);

impl Frame {
    /// Elements that are all alike. Every rejected entry is reported: S4013 empty or with a forbidden character,
    /// S4014 not NFC, S4015 twice.
    pub fn new(ids: impl IntoIterator<Item = String>) -> Result<Self, Vec<Rejected>> {
        Self::build(ids.into_iter().map(|id| Element { id, size: 1 }).collect(), false)
    }

    /// Elements with sizes; the same rejections.
    pub fn with_sizes(elements: Vec<Element>) -> Result<Self, Vec<Rejected>> {
        Self::build(elements, true)
    }

    fn build(elements: Vec<Element>, sized: bool) -> Result<Self, Vec<Rejected>> {
        let mut rejected: Vec<Rejected> = Vec::new();
        for (index, element) in elements.iter().enumerate() {
            if let Err(error) = check_id(&element.id) {
                rejected.push((index, error));
            }
        }
        let mut placed: Vec<(Element, usize)> =
            elements.into_iter().enumerate().map(|(index, element)| (element, index)).collect();
        placed.sort_unstable_by(|(left, place), (right, other)| (&left.id, place).cmp(&(&right.id, other)));
        for pair in placed.windows(2) {
            if let [(first, _), (second, index)] = pair
                && first.id == second.id
            {
                rejected.push((*index, SamplingError::new("S4015").with("id", second.id.as_str())));
            }
        }
        if rejected.is_empty() {
            Ok(Self { elements: placed.into_iter().map(|(element, _)| element).collect(), sized })
        } else {
            rejected.sort_by_key(|(index, _)| *index);
            Err(rejected)
        }
    }

    /// The elements in the byte order of their ids.
    pub fn elements(&self) -> &[Element] {
        &self.elements
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// Total and SHA-256 of the canonical lines: ids in byte order, each ended by a line feed, with a tab and the size
    /// before it where sizes count. So `LC_ALL=C sort ids.txt | sha256sum` gives the same.
    pub fn digest(&self) -> FrameDigest {
        let mut hash = Sha256::new();
        for element in &self.elements {
            hash.update(element.id.as_bytes());
            if self.sized {
                hash.update(format!("\t{}", element.size).as_bytes());
            }
            hash.update(b"\n");
        }
        FrameDigest { total: self.elements.len() as u64, sha256: hex::encode(hash.finalize()) }
    }
}

/// What may be hashed as an id or a round: text that has one spelling and cannot be confused with a separator.
/// S4013, S4014.
pub(super) fn check_id(id: &str) -> Result<(), SamplingError> {
    let forbidden = |character: char| {
        character == '|'
            || character.is_control()
            || matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}')
    };
    if id.is_empty() || id.contains(forbidden) {
        Err(SamplingError::new("S4013").with("id", id))
    } else if is_nfc(id) {
        Ok(())
    } else {
        Err(SamplingError::new("S4014").with("id", id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(ids: &[&str]) -> Result<Frame, Vec<Rejected>> {
        Frame::new(ids.iter().map(|id| (*id).to_owned()))
    }

    #[test]
    fn the_hash_does_not_depend_on_the_order_of_the_list() {
        let digest = frame(&["b", "a"]).unwrap().digest();
        // printf 'a\nb\n' | sha256sum
        assert_eq!(digest.sha256, "911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2");
        assert_eq!(digest, frame(&["a", "b"]).unwrap().digest());
        assert_eq!(digest.total, 2);
    }

    #[test]
    fn every_rejected_entry_is_reported_with_its_place() {
        let rejected = frame(&["a", "", "x|y", "a", "e\u{301}", "line\nbreak", "a"]).unwrap_err();
        let found: Vec<(usize, &str)> =
            rejected.iter().map(|(index, error)| (*index, error.code())).collect();
        let expected = [(1, "S4013"), (2, "S4013"), (3, "S4015"), (4, "S4014"), (5, "S4013"), (6, "S4015")];
        assert_eq!(found, expected);
    }
}
