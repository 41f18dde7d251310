//! How cells of a spreadsheet look: fonts, borders, grounds. Knows no sheet.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// The face every office in the country has, by the name every system knows it by; `LibreOffice` without it takes a
/// Chinese one, while for no name at all it would take a Japanese one.
pub(super) const FONT: &str = "SimSun";

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// Big, over the whole width.
    Title,
    /// A line under the title, without a border.
    Line,
    /// Heading of a section.
    Section,
    /// Heading of a column.
    Head,
    /// Text, wrapped.
    Body,
    /// Text in the middle.
    Centre,
    /// Something cancelled: struck through and grey.
    Cancelled,
    /// Something from above the county.
    Anchor,
    /// A day nobody works.
    Off,
    /// A day in a quiet period.
    Quiet,
    /// The number of a day.
    Day,
}

fn font() -> Format {
    Format::new().set_font_name(FONT).set_font_size(11)
}

/// A part of a cell: only what a font can say.
pub(super) fn part_of(look: Look) -> Format {
    match look {
        Look::Cancelled => font().set_font_strikethrough().set_font_color(Color::RGB(0x80_80_80)),
        Look::Anchor => font().set_bold().set_font_color(Color::RGB(0xA0_20_20)),
        Look::Day => font().set_bold(),
        Look::Off | Look::Quiet => font().set_font_size(9).set_font_color(Color::RGB(0x60_60_60)),
        _ => font(),
    }
}

pub(super) fn format_of(look: Look) -> Format {
    let boxed = || {
        part_of(look)
            .set_border(FormatBorder::Thin)
            .set_border_color(Color::RGB(0x80_80_80))
            .set_text_wrap()
            .set_align(FormatAlign::VerticalCenter)
    };
    // Its parts bring their own fonts.
    let day = || {
        font()
            .set_border(FormatBorder::Thin)
            .set_border_color(Color::RGB(0x80_80_80))
            .set_text_wrap()
            .set_align(FormatAlign::Top)
    };
    match look {
        Look::Title => font()
            .set_font_size(18)
            .set_bold()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_text_wrap(),
        Look::Line => font().set_text_wrap().set_align(FormatAlign::VerticalCenter),
        Look::Section => font().set_font_size(13).set_bold().set_text_wrap().set_align(FormatAlign::Bottom),
        Look::Head => {
            boxed().set_bold().set_align(FormatAlign::Center).set_background_color(Color::RGB(0xE8_EC_F1))
        }
        Look::Centre => boxed().set_align(FormatAlign::Center),
        Look::Off => day().set_background_color(Color::RGB(0xE6_E6_E6)),
        Look::Quiet => day().set_background_color(Color::RGB(0xF7_F1_DD)),
        Look::Day => day(),
        Look::Body | Look::Cancelled | Look::Anchor => boxed(),
    }
}
