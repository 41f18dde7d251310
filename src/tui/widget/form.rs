//! Several lines to fill in. What was typed stays until the form is closed: a mistake is shown at its line and
//! nothing has to be typed twice.

use ratatui::layout::{Position, Rect};

use super::field::Field;
use super::notice::draw_keys;
use crate::tui::action::Action;
use crate::tui::ink::{Canvas, Keys, Piece, centred, columns, rows, split_left, wrapped};
use crate::tui::key::{Key, KeyCode};
use crate::tui::theme::Meaning;

/// How a line is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// By typing.
    Text(Field),
    /// By choosing one of these, with the arrows or the space bar.
    Choice {
        /// Code and name of each.
        options: Vec<(String, String)>,
        /// Number of the one chosen.
        at: usize,
    },
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Its name, for the code that reads the answers.
    pub name: &'static str,
    /// What stands before it.
    pub label: String,
    /// How it is filled in.
    pub entry: Entry,
    /// What is wrong with it.
    pub error: Option<String>,
}

impl Input {
    /// A line to type in, with what is proposed for it; what is typed replaces that.
    pub fn text(name: &'static str, label: impl Into<String>, start: impl Into<String>) -> Self {
        Self { name, label: label.into(), entry: Entry::Text(Field::proposing(start)), error: None }
    }

    /// A line to choose from.
    pub fn choice(name: &'static str, label: impl Into<String>, options: Vec<(String, String)>) -> Self {
        Self { name, label: label.into(), entry: Entry::Choice { options, at: 0 }, error: None }
    }

    /// The same line with another choice than the first, where there is such a one.
    #[must_use]
    pub fn starting_at(mut self, code: &str) -> Self {
        if let Entry::Choice { options, at } = &mut self.entry {
            *at = options.iter().position(|(option, _)| option == code).unwrap_or(*at);
        }
        self
    }

    fn value(&self) -> &str {
        match &self.entry {
            Entry::Text(field) => field.text(),
            Entry::Choice { options, at } => options.get(*at).map_or("", |(code, _)| code),
        }
    }
}

/// A form being filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Heading of the box.
    pub title: String,
    /// Said above the lines.
    pub intro: Vec<Piece>,
    /// The lines.
    pub inputs: Vec<Input>,
    at: usize,
}

/// Most columns of what is said of a line.
const LABEL_MAX: u16 = 34;

impl Form {
    /// A form with these lines.
    pub fn new(title: impl Into<String>, intro: Vec<Piece>, inputs: Vec<Input>) -> Self {
        Self { title: title.into(), intro, inputs, at: 0 }
    }

    /// What a line holds, without spaces at its ends; empty for a name the form has not.
    pub fn value(&self, name: &str) -> &str {
        self.inputs.iter().find(|input| input.name == name).map_or("", |input| input.value().trim())
    }

    /// Shows what is wrong with a line and goes there.
    pub fn refuse(&mut self, name: &str, error: impl Into<String>) {
        if let Some(at) = self.inputs.iter().position(|input| input.name == name) {
            self.inputs[at].error = Some(error.into());
            self.at = at;
        }
    }

    /// Whether the line keys go to is typed in.
    pub fn typing(&self) -> bool {
        matches!(self.inputs.get(self.at).map(|input| &input.entry), Some(Entry::Text(_)))
    }

    /// The catalogue id of what can be done with the line keys go to, beside typing.
    pub fn hint(&self) -> Option<&'static str> {
        match &self.inputs.get(self.at)?.entry {
            Entry::Choice { .. } => Some("form-choice-hint"),
            Entry::Text(field) if field.is_proposed() => Some("form-proposal-hint"),
            Entry::Text(field) if !field.text().is_empty() => Some("form-text-hint"),
            Entry::Text(_) => None,
        }
    }

    /// Goes to the next line or the one before; `false` for other actions.
    pub fn act(&mut self, action: Action) -> bool {
        let last = self.inputs.len().saturating_sub(1);
        self.at = match action {
            Action::NextField | Action::Down if self.at >= last => 0,
            Action::NextField | Action::Down => self.at + 1,
            Action::PreviousField | Action::Up => self.at.checked_sub(1).unwrap_or(last),
            _ => return false,
        };
        true
    }

    /// Types into the line, or changes its choice. A letter on a choice can only be meant for the next line one types in.
    pub fn key(&mut self, key: Key) {
        if !key.ctrl && matches!(key.code, KeyCode::Char(letter) if letter != ' ') {
            self.go_to_text();
        }
        let Some(input) = self.inputs.get_mut(self.at) else { return };
        input.error = None;
        match &mut input.entry {
            Entry::Text(field) => {
                field.key(key);
            }
            Entry::Choice { options, at } => {
                let count = options.len().max(1);
                match key.code {
                    KeyCode::Right | KeyCode::Char(' ') => *at = (*at + 1) % count,
                    KeyCode::Left => *at = (*at + count - 1) % count,
                    _ => {}
                }
            }
        }
    }

    fn go_to_text(&mut self) {
        let typed = |input: &Input| matches!(input.entry, Entry::Text(_));
        let behind = self.inputs.iter().skip(self.at).position(typed);
        self.at += behind.unwrap_or(0);
    }

    /// Pastes into the line, or into the next one one types in.
    pub fn paste(&mut self, text: &str) {
        self.go_to_text();
        if let Some(Input { entry: Entry::Text(field), .. }) = self.inputs.get_mut(self.at) {
            field.paste(text);
        }
    }

    /// Draws the box in the middle of `area`; says where the terminal's cursor belongs.
    pub fn draw(&self, canvas: &mut Canvas<'_>, area: Rect, keys: &Keys) -> Option<Position> {
        let width = area.width.saturating_sub(4).clamp(20, 76).min(area.width);
        let room = usize::from(width.saturating_sub(4));
        let intro: Vec<Piece> = self
            .intro
            .iter()
            .flat_map(|(text, meaning)| wrapped(text, room).into_iter().map(|line| (line, *meaning)))
            .collect();
        let errors = self.inputs.iter().filter(|input| input.error.is_some()).count();
        let lines = intro.len() + self.inputs.len() + errors + 4 + usize::from(!intro.is_empty());
        let outer = centred(area, width, u16::try_from(lines).unwrap_or(u16::MAX));
        let inside = canvas.boxed(outer, &self.title, Meaning::Plain);
        let mut places = rows(Rect { height: inside.height.saturating_sub(1), ..inside });
        // The lines to fill in come before the words about them where there is no room for both.
        let spare = usize::from(inside.height.saturating_sub(1)).saturating_sub(self.inputs.len() + errors);
        if spare > intro.len() {
            for (line, place) in intro.iter().zip(&mut places) {
                canvas.text(place, &line.0, line.1);
            }
            if !intro.is_empty() {
                places.next();
            }
        }
        let cursor = self.draw_inputs(canvas, places);
        draw_keys(canvas, inside, keys);
        cursor
    }

    fn draw_inputs(
        &self,
        canvas: &mut Canvas<'_>,
        mut places: impl Iterator<Item = Rect>,
    ) -> Option<Position> {
        let label_width =
            self.inputs.iter().map(|input| columns(&input.label)).max().unwrap_or(0).min(LABEL_MAX);
        let mut cursor = None;
        for (index, input) in self.inputs.iter().enumerate() {
            let focused = index == self.at;
            let Some(place) = places.next() else { break };
            let (label, rest) = split_left(place, label_width + 2);
            // What is said of a line never touches what is typed into it.
            canvas.text(
                Rect { width: label.width.saturating_sub(1), ..label },
                &input.label,
                if focused { Meaning::Title } else { Meaning::Plain },
            );
            match &input.entry {
                Entry::Text(field) if focused => cursor = field.draw(canvas, rest),
                Entry::Text(field) => {
                    canvas.text(rest, field.text(), Meaning::Field);
                }
                Entry::Choice { options, at } => {
                    let name = options.get(*at).map_or("", |(_, name)| name);
                    canvas.text(rest, &format!("< {name} >"), Meaning::Plain);
                    if focused {
                        canvas.wash(
                            Rect { width: columns(name).saturating_add(4).min(rest.width), ..rest },
                            Meaning::Selected,
                        );
                    }
                }
            }
            if let Some(error) = &input.error
                && let Some(place) = places.next()
            {
                canvas.text(split_left(place, label_width + 2).1, &format!("! {error}"), Meaning::Bad);
            }
        }
        cursor
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_typed_on_a_choice_is_not_lost() {
        let options = ["a", "b"].map(|code| (code.to_owned(), code.to_owned())).to_vec();
        let inputs = vec![Input::choice("kind", "", options), Input::text("file", "", "")];
        let mut form = Form::new("", Vec::new(), inputs);
        let press = |form: &mut Form, letter| form.key(Key { ctrl: false, code: KeyCode::Char(letter) });
        press(&mut form, ' ');
        assert_eq!((form.value("kind"), form.value("file")), ("b", ""));
        press(&mut form, '/');
        press(&mut form, 'x');
        form.paste("y");
        assert_eq!((form.value("kind"), form.value("file")), ("b", "/xy"));
    }
}
