//! Ink to bytes: one embedded font, one content stream a page, text that can be searched and copied.

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, TextRenderingMode, UnicodeCmap};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use super::flow::{Ink, PAGE};
use super::font::{Font, FontError, Part};

/// Rules are hairlines that any printer shows.
const RULE: f32 = 0.5;
/// Width of the line around bold letters, as a part of the size.
const BOLD: f32 = 0.03;

const INFO: SystemInfo<'static> =
    SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };
const FONT_NAME: Name<'static> = Name(b"LIANJA+Embedded");

struct Refs {
    catalog: Ref,
    pages: Ref,
    font: Ref,
    cid: Ref,
    descriptor: Ref,
    program: Ref,
    cmap: Ref,
    info: Ref,
}

pub(super) fn pdf(font: &Font, pages: &[Vec<Ink>], title: &str) -> Result<Vec<u8>, FontError> {
    let part = font.part()?;
    let mut next = 0;
    let mut fresh = || {
        next += 1;
        Ref::new(next)
    };
    let refs = Refs {
        catalog: fresh(),
        pages: fresh(),
        font: fresh(),
        cid: fresh(),
        descriptor: fresh(),
        program: fresh(),
        cmap: fresh(),
        info: fresh(),
    };
    let kids: Vec<(Ref, Ref)> = pages.iter().map(|_| (fresh(), fresh())).collect();
    let mut pdf = Pdf::new();
    pdf.catalog(refs.catalog).pages(refs.pages);
    pdf.document_info(refs.info).title(TextStr(title));
    let count = i32::try_from(kids.len()).unwrap_or(i32::MAX);
    pdf.pages(refs.pages).kids(kids.iter().map(|(page, _)| *page)).count(count);
    for ((page_ref, content_ref), ink) in kids.iter().zip(pages) {
        let mut page = pdf.page(*page_ref);
        page.media_box(Rect::new(0.0, 0.0, PAGE.0, PAGE.1));
        page.parent(refs.pages).contents(*content_ref);
        page.resources().fonts().pair(Name(b"F"), refs.font);
        page.finish();
        pdf.stream(*content_ref, &drawn(font, &part, ink));
    }
    embed(&mut pdf, font, &part, &refs);
    Ok(pdf.finish())
}

fn drawn(font: &Font, part: &Part, ink: &[Ink]) -> Vec<u8> {
    let mut content = Content::new();
    content.set_line_width(RULE);
    for one in ink {
        match one {
            Ink::Rule { from, to } => {
                content.move_to(from.0, PAGE.1 - from.1).line_to(to.0, PAGE.1 - to.1).stroke();
            }
            Ink::Text { x, y, size, bold, text } => {
                let glyphs: Vec<u8> =
                    text.chars().flat_map(|letter| part.glyph(font.letter(letter).0).to_be_bytes()).collect();
                content.save_state().begin_text().set_font(Name(b"F"), *size);
                if *bold {
                    content.set_text_rendering_mode(TextRenderingMode::FillStroke);
                    content.set_line_width(size * BOLD);
                }
                content.set_text_matrix([1.0, 0.0, 0.0, 1.0, *x, PAGE.1 - y]);
                content.show(Str(&glyphs)).end_text().restore_state();
            }
        }
    }
    content.finish().to_vec()
}

fn embed(pdf: &mut Pdf, font: &Font, part: &Part, refs: &Refs) {
    pdf.type0_font(refs.font)
        .base_font(FONT_NAME)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(refs.cid)
        .to_unicode(refs.cmap);
    let mut cid = pdf.cid_font(refs.cid);
    cid.subtype(if part.is_cff { CidFontType::Type0 } else { CidFontType::Type2 });
    cid.base_font(FONT_NAME).system_info(INFO).font_descriptor(refs.descriptor).default_width(1000.0);
    if !part.is_cff {
        cid.cid_to_gid_map_predefined(Name(b"Identity"));
    }
    let mut cmap = UnicodeCmap::new(FONT_NAME, INFO);
    {
        let mut widths = cid.widths();
        for (letter, glyph, width) in font.letters() {
            let glyph = part.glyph(glyph);
            widths.same(glyph, glyph, width * 1000.0);
            cmap.pair(glyph, letter);
        }
    }
    cid.finish();
    let metrics = font.metrics();
    let [left, bottom, right, top] = metrics.bbox;
    let mut descriptor = pdf.font_descriptor(refs.descriptor);
    descriptor
        .name(FONT_NAME)
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(left, bottom, right, top))
        .italic_angle(0.0)
        .ascent(metrics.ascent)
        .descent(metrics.descent)
        .cap_height(metrics.cap_height)
        .stem_v(80.0);
    if part.is_cff {
        descriptor.font_file3(refs.program);
    } else {
        descriptor.font_file2(refs.program);
    }
    descriptor.finish();
    let mut program = pdf.stream(refs.program, &part.program);
    if part.is_cff {
        program.pair(Name(b"Subtype"), Name(b"CIDFontType0C"));
    }
    program.finish();
    pdf.cmap(refs.cmap, &cmap.finish());
}
