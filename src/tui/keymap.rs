//! The key table: which key does what where. It drives dispatch, the line of keys, the help and the palette; nothing
//! else in the console names a key.

use serde::Deserialize;

use super::action::Action;
use super::key::{Key, sequence};
use crate::app::error::{AppError, Result};
use crate::domain::code::{Code, codes};

codes! {
    /// Where keys have their meaning.
    Context, "context" {
        /// Everywhere but in boxes and fields.
        Global = "global",
        /// Wherever there are rows.
        List = "list",
        /// The first start.
        Start = "start",
        /// Requests.
        Inbox = "inbox",
        /// The plan.
        Plan = "plan",
        /// Month and board.
        Calendar = "calendar",
        /// One visit.
        Visit = "visit",
        /// Quotas.
        Quota = "quota",
        /// Rectification.
        Findings = "findings",
        /// The burden on townships.
        Burden = "burden",
        /// What was decided.
        Journal = "journal",
        /// The filter line.
        Filter = "filter",
        /// A list that narrows while one types.
        Picker = "picker",
        /// A form.
        Form = "form",
        /// A text to be read.
        Notice = "notice",
        /// Results typed in.
        Entry = "entry",
        /// A question.
        Confirm = "confirm",
        /// The columns of a file before it is taken in.
        Mapping = "mapping",
    }
}

/// One line of the key table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Binding {
    /// Where.
    pub context: Context,
    /// The keys, one after another; none for an action that is run by its name.
    pub keys: Vec<Key>,
    /// What they do.
    pub action: Action,
    /// Shown in the line of keys.
    pub in_bar: bool,
}

impl Binding {
    /// The keys as people read them.
    pub fn keys_text(&self) -> String {
        self.keys.iter().map(Key::to_string).collect::<Vec<_>>().join(" ")
    }
}

/// What a key, or several, come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// An action.
    Action(Action),
    /// The beginning of longer ones.
    Prefix,
    /// Nothing.
    Nothing,
}

/// The key table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap {
    bindings: Vec<Binding>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    context: Vec<Section>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    name: String,
    #[serde(default)]
    bar: Vec<(String, String)>,
    #[serde(default)]
    more: Vec<(String, String)>,
    /// Actions without a key: run by their names.
    #[serde(default)]
    named: Vec<String>,
}

/// The table that comes with the program.
pub const BUILT_IN: &str = include_str!("../../data/keys.toml");

/// Contexts that are valid at the same time, the innermost first: a key may not mean two things in one of these.
pub const TOGETHER: &[&[Context]] = &[
    &[Context::Start, Context::Global],
    &[Context::Inbox, Context::List, Context::Global],
    &[Context::Plan, Context::List, Context::Global],
    &[Context::Calendar, Context::List, Context::Global],
    &[Context::Visit, Context::List, Context::Global],
    &[Context::Quota, Context::List, Context::Global],
    &[Context::Findings, Context::List, Context::Global],
    &[Context::Burden, Context::List, Context::Global],
    &[Context::Journal, Context::List, Context::Global],
    &[Context::Filter],
    &[Context::Picker],
    &[Context::Form],
    &[Context::Entry],
    &[Context::Notice],
    &[Context::Confirm],
    &[Context::Mapping],
];

impl Keymap {
    /// Reads a key table. Refused (X6901 to X6904) where it cannot be read, names what is not there, or gives one
    /// key two meanings.
    pub fn load(text: &str) -> Result<Self> {
        let file: File = toml::from_str(text)
            .map_err(|error| AppError::environment("X6901").caused_by(error.message()))?;
        let mut bindings = Vec::new();
        for section in &file.context {
            let context = Context::from_code(&section.name)
                .ok_or_else(|| AppError::environment("X6902").with("name", section.name.as_str()))?;
            let bar = section.bar.iter().map(|entry| (entry, true));
            let more = section.more.iter().map(|entry| (entry, false));
            for ((keys, action), in_bar) in bar.chain(more) {
                bindings.push(Binding {
                    context,
                    keys: read_keys(keys)?,
                    action: read_action(action)?,
                    in_bar,
                });
            }
            for action in &section.named {
                bindings.push(Binding {
                    context,
                    keys: Vec::new(),
                    action: read_action(action)?,
                    in_bar: false,
                });
            }
        }
        let keymap = Self { bindings };
        keymap.refuse_collisions()?;
        Ok(keymap)
    }

    fn refuse_collisions(&self) -> Result<()> {
        for contexts in TOGETHER {
            let together: Vec<&Binding> =
                self.within(contexts).filter(|binding| !binding.keys.is_empty()).collect();
            for (at, binding) in together.iter().enumerate() {
                let clash = together.iter().skip(at + 1).find(|other| {
                    other.keys.starts_with(&binding.keys) || binding.keys.starts_with(&other.keys)
                });
                if let Some(other) = clash {
                    return Err(AppError::environment("X6904")
                        .with("keys", binding.keys_text())
                        .with("first", binding.action.code())
                        .with("second", other.action.code()));
                }
            }
        }
        Ok(())
    }

    /// The lines valid in these contexts, the innermost context first, in the order of the table.
    pub fn within<'a>(&'a self, contexts: &'a [Context]) -> impl Iterator<Item = &'a Binding> {
        contexts
            .iter()
            .flat_map(|context| self.bindings.iter().filter(move |binding| binding.context == *context))
    }

    /// What the keys pressed so far come to.
    pub fn find(&self, contexts: &[Context], pressed: &[Key]) -> Found {
        if pressed.is_empty() {
            return Found::Nothing;
        }
        let mut found = Found::Nothing;
        for binding in self.within(contexts).filter(|binding| binding.keys.starts_with(pressed)) {
            if binding.keys.len() == pressed.len() {
                return Found::Action(binding.action);
            }
            found = Found::Prefix;
        }
        found
    }

    /// The first keys of an action, as people read them.
    pub fn keys_of(&self, contexts: &[Context], action: Action) -> Option<String> {
        self.within(contexts).find(|binding| binding.action == action).map(Binding::keys_text)
    }
}

fn read_keys(text: &str) -> Result<Vec<Key>> {
    sequence(text).map_err(|_| AppError::environment("X6903").with("name", text))
}

fn read_action(text: &str) -> Result<Action> {
    Action::from_code(text).ok_or_else(|| AppError::environment("X6902").with("name", text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Catalogue, Lang};

    fn built_in() -> Keymap {
        Keymap::load(BUILT_IN).unwrap()
    }

    fn check_refused(table: &str, code: &str) {
        assert_eq!(Keymap::load(table).map_err(|error| error.message.code), Err(code.to_owned()), "{table}");
    }

    #[test]
    fn every_action_has_a_text_and_a_sentence() {
        for lang in [Lang::Zh, Lang::En] {
            let catalogue = Catalogue::new(lang);
            for action in Action::ALL {
                assert!(catalogue.has(&action.text_id()), "{}", action.text_id());
                assert!(catalogue.has(&format!("{}.help", action.text_id())), "{}.help", action.text_id());
            }
        }
    }

    #[test]
    fn every_action_can_be_reached() {
        let keymap = built_in();
        for action in Action::ALL {
            assert!(keymap.bindings.iter().any(|binding| binding.action == *action), "{}", action.code());
        }
    }

    #[test]
    fn every_context_is_in_some_group() {
        for context in Context::ALL {
            assert!(TOGETHER.iter().any(|group| group.contains(context)), "{}", context.code());
        }
    }

    #[test]
    fn tables_with_mistakes_are_refused() {
        check_refused("[[context]]\nname = \"list\"\nbar = [[\"j\", \"down\"], [\"j\", \"up\"]]", "X6904");
        check_refused("[[context]]\nname = \"list\"\nbar = [[\"g\", \"down\"], [\"g g\", \"up\"]]", "X6904");
        let two = "[[context]]\nname = \"list\"\nbar = [[\"q\", \"down\"]]\n[[context]]\nname = \"global\"\nbar = [[\"q\", \"quit\"]]";
        check_refused(two, "X6904");
        check_refused("[[context]]\nname = \"list\"\nbar = [[\"Meta\", \"down\"]]", "X6903");
        check_refused("[[context]]\nname = \"list\"\nbar = [[\"j\", \"dance\"]]", "X6902");
        check_refused("[[context]]\nname = \"attic\"", "X6902");
        check_refused("context = 1", "X6901");
    }

    #[test]
    fn several_keys_are_found_one_after_another() {
        let keymap = built_in();
        let contexts = [Context::List, Context::Global];
        let check = |keys: &str, expect: Found| {
            assert_eq!(keymap.find(&contexts, &sequence(keys).unwrap()), expect, "{keys}");
        };
        check("g", Found::Prefix);
        check("g g", Found::Action(Action::First));
        check("g x", Found::Nothing);
        check("q", Found::Action(Action::Quit));
        check("Enter", Found::Nothing);
    }
}
