//! What the mouse does where it was asked for: a click runs what stands under it as a key would, the wheel moves.
//! Knows no terminal; where things stand, the last drawing left behind.

use ratatui::layout::{Position, Rect};

use super::action::Action;
use super::message::Effect;
use super::model::{Model, Overlay, Screen};
use super::screen::inbox;
use super::update::act;
use super::widget::list::List;

/// One thing the mouse did, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mouse {
    /// What.
    pub kind: MouseKind,
    /// The cell it did it on.
    pub at: Position,
}

/// What a mouse can do here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MouseKind {
    /// The left button was pressed.
    Click,
    /// The wheel was turned away.
    WheelUp,
    /// The wheel was turned towards.
    WheelDown,
}

/// Places with what a click on them runs, as they were last drawn; those drawn later lie on top.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits(Vec<(Rect, Action)>);

impl Hits {
    /// Nothing is drawn yet.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// A click here runs this.
    pub fn add(&mut self, place: Rect, action: Action) {
        self.0.push((place, action));
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing can be clicked.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Only the first so many can be clicked: what was drawn behind them is covered.
    pub fn truncate(&mut self, count: usize) {
        self.0.truncate(count);
    }

    fn find(&self, at: Position) -> Option<Action> {
        self.0.iter().rev().find(|(place, _)| place.contains(at)).map(|(_, action)| *action)
    }
}

/// Rows the wheel moves by.
const WHEEL: usize = 3;

/// Does what the mouse did. A click on a row puts the cursor there, a second one opens it.
pub fn act_on(model: &mut Model, mouse: Mouse) -> Vec<Effect> {
    let turned = match mouse.kind {
        MouseKind::WheelUp => Some(Action::Up),
        MouseKind::WheelDown => Some(Action::Down),
        MouseKind::Click => None,
    };
    if let Some(action) = turned {
        // Where there is nothing to move the wheel is not an action that was refused.
        return (0..WHEEL)
            .flat_map(|_| if movable(model) { act(model, action) } else { Vec::new() })
            .collect();
    }
    let hit = model.hits.borrow().find(mouse.at);
    if let Some(action) = hit {
        return act(model, action);
    }
    let Some(list) = list(model) else { return Vec::new() };
    let Some(row) = list.row_at(mouse.at) else { return Vec::new() };
    if list.cursor() == Some(row) {
        let open = if model.overlays.is_empty() { Action::Open } else { Action::Confirm };
        return act(model, open);
    }
    list.go(row);
    if model.overlays.is_empty() { looked_at(model) } else { Vec::new() }
}

fn movable(model: &Model) -> bool {
    match model.overlays.last() {
        Some(Overlay::Form(..)) => false,
        Some(_) => true,
        None => super::update::valid(model, Action::Down),
    }
}

/// The rows the mouse can be over: those of the box on top, else those of the screen.
fn list(model: &mut Model) -> Option<&mut List> {
    match model.overlays.last_mut() {
        Some(Overlay::Picker(picker, _)) => return Some(picker.list_mut()),
        Some(_) => return None,
        None => {}
    }
    match model.screen {
        Screen::Inbox => Some(&mut model.inbox.finder.list),
        Screen::Plan => Some(&mut model.plan.finder().list),
        Screen::Quota => Some(&mut model.quota.list),
        Screen::Findings => Some(&mut model.findings.finder.list),
        Screen::Burden => Some(&mut model.burden.list),
        Screen::Journal => Some(&mut model.journal.finder.list),
        Screen::Start | Screen::Calendar | Screen::Visit => None,
    }
}

/// Another row is under the cursor: what stands beside it follows.
fn looked_at(model: &mut Model) -> Vec<Effect> {
    match model.screen {
        Screen::Inbox => inbox::look_at(model),
        Screen::Plan => {
            model.plan.spread.rewind();
            Vec::new()
        }
        Screen::Findings => {
            model.findings.spread.rewind();
            Vec::new()
        }
        Screen::Journal => {
            model.journal.spread.rewind();
            Vec::new()
        }
        _ => Vec::new(),
    }
}
