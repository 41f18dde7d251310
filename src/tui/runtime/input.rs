//! What the terminal library reports as what the console knows. Knows no queue.

use crossterm::event;
use ratatui::layout::Position;

use crate::tui::key::{Key, KeyCode};
use crate::tui::mouse::{Mouse, MouseKind};

/// The terminal library's mouse as the console's; `None` for what the console does not use.
pub(super) fn mouse(event: event::MouseEvent) -> Option<Mouse> {
    let kind = match event.kind {
        event::MouseEventKind::Down(event::MouseButton::Left) => MouseKind::Click,
        event::MouseEventKind::ScrollUp => MouseKind::WheelUp,
        event::MouseEventKind::ScrollDown => MouseKind::WheelDown,
        _ => return None,
    };
    Some(Mouse { kind, at: Position { x: event.column, y: event.row } })
}

/// The terminal library's key as the console's; `None` for keys the console does not know.
pub(super) fn key(event: event::KeyEvent) -> Option<Key> {
    use event::KeyCode as Theirs;
    if event.modifiers.intersects(event::KeyModifiers::ALT | event::KeyModifiers::SUPER) {
        return None;
    }
    let ctrl = event.modifiers.contains(event::KeyModifiers::CONTROL);
    let code = match event.code {
        Theirs::Char(character) => KeyCode::Char(character),
        Theirs::Enter => KeyCode::Enter,
        Theirs::Esc => KeyCode::Esc,
        Theirs::Tab => KeyCode::Tab,
        Theirs::BackTab => KeyCode::BackTab,
        Theirs::Backspace => KeyCode::Backspace,
        Theirs::Delete => KeyCode::Delete,
        Theirs::Up => KeyCode::Up,
        Theirs::Down => KeyCode::Down,
        Theirs::Left => KeyCode::Left,
        Theirs::Right => KeyCode::Right,
        Theirs::Home => KeyCode::Home,
        Theirs::End => KeyCode::End,
        Theirs::PageUp => KeyCode::PageUp,
        Theirs::PageDown => KeyCode::PageDown,
        Theirs::F(number) => KeyCode::F(number),
        _ => return None,
    };
    Some(Key { ctrl, code })
}
