//! A font that can write Chinese: which of a collection's faces, how wide its letters are, and the part of it a
//! document needs. Opens no file.

use std::collections::BTreeMap;

use subsetter::{GlyphRemapper, subset};
use ttf_parser::{Face, RawFace, Tag, fonts_in_collection, name_id};

/// Letters without which a list in Chinese cannot be printed.
const NEEDED: [char; 4] = ['\u{68c0}', '\u{67e5}', '\u{6751}', '\u{3002}'];

/// Faces of a collection that are drawn as mainland readers expect them.
const MAINLAND: [&str; 4] = [" SC", " CN", "GB", "Hans"];

/// A font file cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FontError {
    /// It is no font, or one of a kind that cannot be put into a PDF.
    Unreadable,
    /// It has no Chinese letters.
    NoChinese,
}

/// One face of a font file.
pub struct Font {
    bytes: Vec<u8>,
    index: u32,
    advances: BTreeMap<char, (u16, f32)>,
    metrics: Metrics,
}

/// Measures in thousandths of the size.
#[derive(Clone, Copy, Debug)]
pub(super) struct Metrics {
    pub(super) ascent: f32,
    pub(super) descent: f32,
    pub(super) cap_height: f32,
    pub(super) bbox: [f32; 4],
}

/// The glyphs a document uses, as a font program of its own.
pub(super) struct Part {
    /// `CFF` or TrueType.
    pub(super) is_cff: bool,
    pub(super) program: Vec<u8>,
    remapper: GlyphRemapper,
}

impl Part {
    pub(super) fn glyph(&self, glyph: u16) -> u16 {
        self.remapper.get(glyph).unwrap_or(0)
    }
}

impl Font {
    /// Reads a font file; of a collection the mainland face, otherwise the first with Chinese letters.
    pub fn new(bytes: Vec<u8>) -> Result<Self, FontError> {
        let faces = fonts_in_collection(&bytes).unwrap_or(1);
        let mut found: Option<(bool, u32)> = None;
        let mut readable = false;
        for index in 0..faces {
            let Ok(face) = Face::parse(&bytes, index) else { continue };
            readable = true;
            if NEEDED.iter().any(|letter| face.glyph_index(*letter).is_none()) {
                continue;
            }
            let mainland = is_mainland(&face);
            if found.is_none_or(|(known, _)| mainland && !known) {
                found = Some((mainland, index));
            }
        }
        let index = match (found, readable) {
            (Some((_, index)), _) => index,
            (None, true) => return Err(FontError::NoChinese),
            (None, false) => return Err(FontError::Unreadable),
        };
        let metrics = {
            let face = Face::parse(&bytes, index).map_err(|_| FontError::Unreadable)?;
            let scale = 1000.0 / f32::from(face.units_per_em().max(1));
            let bbox = face.global_bounding_box();
            Metrics {
                ascent: f32::from(face.ascender()) * scale,
                descent: f32::from(face.descender()) * scale,
                cap_height: f32::from(face.capital_height().unwrap_or(face.ascender())) * scale,
                bbox: [bbox.x_min, bbox.y_min, bbox.x_max, bbox.y_max].map(|edge| f32::from(edge) * scale),
            }
        };
        Ok(Self { bytes, index, advances: BTreeMap::new(), metrics })
    }

    /// Learns the letters of a document: glyph and width of each, the font's empty box where it has none.
    pub(in crate::exchange::export) fn learn(
        &mut self,
        text: impl Iterator<Item = char>,
    ) -> Result<(), FontError> {
        let face = Face::parse(&self.bytes, self.index).map_err(|_| FontError::Unreadable)?;
        let scale = 1.0 / f32::from(face.units_per_em().max(1));
        for letter in text {
            self.advances.entry(letter).or_insert_with(|| {
                let glyph = face.glyph_index(letter).unwrap_or_default();
                (glyph.0, f32::from(face.glyph_hor_advance(glyph).unwrap_or(0)) * scale)
            });
        }
        Ok(())
    }

    /// Glyph, and width as a part of the size.
    pub(super) fn letter(&self, letter: char) -> (u16, f32) {
        self.advances.get(&letter).copied().unwrap_or((0, 1.0))
    }

    pub(super) fn width(&self, text: &str) -> f32 {
        text.chars().map(|letter| self.letter(letter).1).sum()
    }

    pub(super) const fn metrics(&self) -> Metrics {
        self.metrics
    }

    /// Every letter learnt, with its glyph and width.
    pub(super) fn letters(&self) -> impl Iterator<Item = (char, u16, f32)> + '_ {
        self.advances.iter().map(|(letter, (glyph, width))| (*letter, *glyph, *width))
    }

    /// The part of the font that holds what was learnt.
    pub(super) fn part(&self) -> Result<Part, FontError> {
        let mut glyphs: Vec<u16> = self.advances.values().map(|(glyph, _)| *glyph).collect();
        glyphs.sort_unstable();
        glyphs.dedup();
        let remapper = GlyphRemapper::new_from_glyphs_sorted(&glyphs);
        let part = subset(&self.bytes, self.index, &remapper).map_err(|_| FontError::Unreadable)?;
        let raw = RawFace::parse(&part, 0).map_err(|_| FontError::Unreadable)?;
        let cff = raw.table(Tag::from_bytes(b"CFF ")).map(<[u8]>::to_vec);
        Ok(Part { is_cff: cff.is_some(), program: cff.unwrap_or(part), remapper })
    }
}

fn is_mainland(face: &Face<'_>) -> bool {
    let names = face.names().into_iter().filter(|name| name.name_id == name_id::FULL_NAME);
    let mut texts = names.filter_map(|name| name.to_string());
    texts.any(|text| MAINLAND.iter().any(|mark| text.contains(mark)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_font_is_refused() {
        assert_eq!(Font::new(b"no font".to_vec()).err(), Some(FontError::Unreadable));
        assert_eq!(Font::new(Vec::new()).err(), Some(FontError::Unreadable));
    }
}
