//! Key presses as the key table writes them: `a`, `C-r`, `Enter`, `g i`. Knows no terminal library.

use std::fmt;
use std::str::FromStr;

/// One key press.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// With Ctrl held.
    pub ctrl: bool,
    /// Which key.
    pub code: KeyCode,
}

/// Which key, as far as the console tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeyCode {
    /// A character, with Shift already in it.
    Char(char),
    /// Return.
    Enter,
    /// Escape.
    Esc,
    /// Tabulator.
    Tab,
    /// Shift and tabulator.
    BackTab,
    /// Erase to the left.
    Backspace,
    /// Erase under the cursor.
    Delete,
    /// Arrow.
    Up,
    /// Arrow.
    Down,
    /// Arrow.
    Left,
    /// Arrow.
    Right,
    /// First place.
    Home,
    /// Last place.
    End,
    /// A page back.
    PageUp,
    /// A page on.
    PageDown,
    /// F1 to F12.
    F(u8),
}

const NAMES: &[(&str, KeyCode)] = &[
    ("Space", KeyCode::Char(' ')),
    ("Enter", KeyCode::Enter),
    ("Esc", KeyCode::Esc),
    ("Tab", KeyCode::Tab),
    ("S-Tab", KeyCode::BackTab),
    ("Backspace", KeyCode::Backspace),
    ("Delete", KeyCode::Delete),
    ("Up", KeyCode::Up),
    ("Down", KeyCode::Down),
    ("Left", KeyCode::Left),
    ("Right", KeyCode::Right),
    ("Home", KeyCode::Home),
    ("End", KeyCode::End),
    ("PageUp", KeyCode::PageUp),
    ("PageDown", KeyCode::PageDown),
];

impl Key {
    /// A key without Ctrl.
    pub const fn plain(code: KeyCode) -> Self {
        Self { ctrl: false, code }
    }

    /// The character it types into a field; `None` for keys that type nothing.
    pub const fn typed(self) -> Option<char> {
        match self {
            Self { ctrl: false, code: KeyCode::Char(character) } => Some(character),
            _ => None,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ctrl = if self.ctrl { "C-" } else { "" };
        if let Some((name, _)) = NAMES.iter().find(|(_, code)| *code == self.code) {
            return write!(formatter, "{ctrl}{name}");
        }
        match self.code {
            KeyCode::Char(character) => write!(formatter, "{ctrl}{character}"),
            KeyCode::F(number) => write!(formatter, "{ctrl}F{number}"),
            // Every other code has a name above.
            _ => Ok(()),
        }
    }
}

/// A text that names no key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAKey;

impl FromStr for Key {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let (ctrl, name) = match text.strip_prefix("C-") {
            Some(rest) if !rest.is_empty() => (true, rest),
            _ => (false, text),
        };
        if let Some((_, code)) = NAMES.iter().find(|(known, _)| *known == name) {
            return Ok(Self { ctrl, code: *code });
        }
        let mut characters = name.chars();
        match (characters.next(), characters.next()) {
            (Some(character), None) => Ok(Self { ctrl, code: KeyCode::Char(character) }),
            (Some('F'), Some(_)) => {
                let number = name.strip_prefix('F').and_then(|digits| digits.parse().ok());
                let number = number.filter(|number| (1..=12).contains(number)).ok_or(NotAKey)?;
                Ok(Self { ctrl, code: KeyCode::F(number) })
            }
            _ => Err(NotAKey),
        }
    }
}

/// Several keys pressed one after another, separated by spaces.
pub fn sequence(text: &str) -> Result<Vec<Key>, NotAKey> {
    let keys: Result<Vec<Key>, NotAKey> = text.split(' ').map(str::parse).collect();
    keys.and_then(|keys| if keys.is_empty() { Err(NotAKey) } else { Ok(keys) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_written_as_they_are_read() {
        for text in ["a", "A", "?", "C-r", "Space", "S-Tab", "F1", "F12", "PageDown", "C-Left", "-", "F"] {
            assert_eq!(text.parse::<Key>().map(|key| key.to_string()), Ok(text.to_owned()));
        }
        for text in ["", "F13", "F0", "Meta", "ab", "C-"] {
            assert_eq!(text.parse::<Key>(), Err(NotAKey), "{text}");
        }
    }
}
