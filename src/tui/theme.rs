//! Colour by meaning: screens name what something means, the theme says how that looks. Only the terminal's own
//! sixteen colours on its own background; every state also has a letter or a sign.

use ratatui::style::{Color, Modifier, Style};

use super::symbols::{ASCII, Symbols, UNICODE};
use crate::text::width;

/// What a piece of text means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Meaning {
    /// Ordinary text.
    #[default]
    Plain,
    /// Said for completeness: hints, empty places.
    Muted,
    /// Headings and the tab that is open.
    Title,
    /// A key that can be pressed.
    Key,
    /// The row or day the cursor is on.
    Selected,
    /// Rows chosen for a bulk action.
    Marked,
    /// Done, free, in order.
    Good,
    /// Needs a look.
    Warn,
    /// Blocked, exceeded, failed.
    Bad,
    /// A day nobody works.
    Off,
    /// A weekend day worked in exchange.
    MakeUp,
    /// Today.
    Today,
    /// The line of a field being typed in.
    Field,
}

impl Meaning {
    /// All meanings, for tests.
    #[cfg(test)]
    const ALL: [Self; 13] = [
        Self::Plain,
        Self::Muted,
        Self::Title,
        Self::Key,
        Self::Selected,
        Self::Marked,
        Self::Good,
        Self::Warn,
        Self::Bad,
        Self::Off,
        Self::MakeUp,
        Self::Today,
        Self::Field,
    ];
}

/// A look: colours and marks together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Look {
    /// The terminal's colours, line drawing.
    #[default]
    Colour,
    /// No colour, line drawing: what `NO_COLOR` asks for.
    Mono,
    /// Bright colours and bold alone: nothing dim, nothing dark.
    Contrast,
    /// The terminal's colours, ASCII marks.
    Ascii,
}

impl Look {
    /// The next look, round and round.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::Colour => Self::Mono,
            Self::Mono => Self::Contrast,
            Self::Contrast => Self::Ascii,
            Self::Ascii => Self::Colour,
        }
    }

    /// The look of a name as people type it; `None` where there is no such look.
    pub fn of_name(name: &str) -> Option<Self> {
        match name {
            "default" => Some(Self::Colour),
            "mono" => Some(Self::Mono),
            "contrast" => Some(Self::Contrast),
            "ascii" => Some(Self::Ascii),
            _ => None,
        }
    }

    /// The catalogue id of its name.
    pub const fn text_id(self) -> &'static str {
        match self {
            Self::Colour => "look-default",
            Self::Mono => "look-mono",
            Self::Contrast => "look-contrast",
            Self::Ascii => "look-ascii",
        }
    }

    /// Its marks; plain ones where the terminal draws lines and bars two columns wide.
    pub fn symbols(self) -> Symbols {
        match self {
            Self::Ascii => ASCII,
            _ if width::ambiguous_wide() => ASCII,
            Self::Colour | Self::Mono | Self::Contrast => UNICODE,
        }
    }

    /// How a meaning looks.
    pub fn style(self, meaning: Meaning) -> Style {
        match self {
            Self::Mono => mono(meaning),
            Self::Contrast => contrast(meaning),
            Self::Colour | Self::Ascii => colour(meaning),
        }
    }
}

fn colour(meaning: Meaning) -> Style {
    let style = Style::new();
    match meaning {
        Meaning::Plain => style,
        Meaning::Muted => style.fg(Color::DarkGray),
        Meaning::Title => style.add_modifier(Modifier::BOLD),
        Meaning::Key => style.fg(Color::Cyan).add_modifier(Modifier::BOLD),
        Meaning::Selected => style.add_modifier(Modifier::REVERSED),
        Meaning::Marked => style.fg(Color::Cyan),
        Meaning::Good => style.fg(Color::Green),
        Meaning::Warn => style.fg(Color::Yellow),
        Meaning::Bad => style.fg(Color::Red),
        Meaning::Off => style.fg(Color::DarkGray),
        Meaning::MakeUp => style.fg(Color::Magenta),
        Meaning::Today => style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
        Meaning::Field => style.add_modifier(Modifier::UNDERLINED),
    }
}

fn mono(meaning: Meaning) -> Style {
    let style = Style::new();
    match meaning {
        Meaning::Plain | Meaning::Good => style,
        Meaning::Muted | Meaning::Off => style.add_modifier(Modifier::DIM),
        Meaning::Title | Meaning::Key | Meaning::Marked | Meaning::MakeUp | Meaning::Warn => {
            style.add_modifier(Modifier::BOLD)
        }
        Meaning::Selected => style.add_modifier(Modifier::REVERSED),
        Meaning::Bad | Meaning::Today => style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED),
        Meaning::Field => style.add_modifier(Modifier::UNDERLINED),
    }
}

/// For weak eyes and bright rooms: hints are as bright as text, states are bold, and what is bad is underlined too.
fn contrast(meaning: Meaning) -> Style {
    let style = Style::new();
    let bold = style.add_modifier(Modifier::BOLD);
    match meaning {
        Meaning::Plain | Meaning::Muted | Meaning::Off => style,
        Meaning::Title => bold.add_modifier(Modifier::UNDERLINED),
        Meaning::Key | Meaning::Marked => bold.fg(Color::LightCyan),
        Meaning::Selected => bold.add_modifier(Modifier::REVERSED),
        Meaning::Good => bold.fg(Color::LightGreen),
        Meaning::Warn => bold.fg(Color::LightYellow),
        Meaning::Bad => bold.fg(Color::LightRed).add_modifier(Modifier::UNDERLINED),
        Meaning::MakeUp => bold.fg(Color::LightMagenta),
        Meaning::Today => bold.add_modifier(Modifier::UNDERLINED),
        Meaning::Field => style.add_modifier(Modifier::UNDERLINED),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOOKS: [Look; 4] = [Look::Colour, Look::Mono, Look::Contrast, Look::Ascii];

    #[test]
    fn the_looks_follow_each_other_and_come_round() {
        let round: Vec<Look> = LOOKS.iter().map(|look| look.next()).collect();
        assert_eq!(round, [Look::Mono, Look::Contrast, Look::Ascii, Look::Colour]);
    }

    #[test]
    fn high_contrast_dims_nothing() {
        for meaning in Meaning::ALL {
            let style = Look::Contrast.style(meaning);
            assert!(!style.add_modifier.contains(Modifier::DIM), "{meaning:?}");
            assert!(!matches!(style.fg, Some(Color::DarkGray | Color::Gray | Color::Black)), "{meaning:?}");
        }
    }

    #[test]
    fn the_mono_look_has_no_colour() {
        for meaning in Meaning::ALL {
            let style = Look::Mono.style(meaning);
            assert_eq!((style.fg, style.bg), (None, None), "{meaning:?}");
        }
    }

    #[test]
    fn every_look_shows_the_cursor_by_reversing() {
        for look in LOOKS {
            assert!(look.style(Meaning::Selected).add_modifier.contains(Modifier::REVERSED), "{look:?}");
        }
    }

    #[test]
    fn no_look_paints_a_background() {
        for look in LOOKS {
            for meaning in Meaning::ALL {
                assert_eq!(look.style(meaning).bg, None, "{look:?} {meaning:?}");
            }
        }
    }
}
