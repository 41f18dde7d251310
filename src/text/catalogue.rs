//! Loads the texts of `data/locales` and renders messages.

use std::fmt::Write as _;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::{Deserialize, Serialize};
use unic_langid::LanguageIdentifier;

use crate::domain::message::{Arg, Message};

macro_rules! locale_files {
    ($($area:literal),* $(,)?) => {
        /// Every file of the catalogue, in both languages: (area, Chinese, English).
        const FILES: &[(&str, &str, &str)] = &[$((
            $area,
            include_str!(concat!("../../data/locales/zh-CN/", $area, ".ftl")),
            include_str!(concat!("../../data/locales/en/", $area, ".ftl")),
        )),*];
    };
}
locale_files![
    "common", "cli", "intake", "rules", "planner", "sampling", "store", "export", "app", "field", "tui"
];

/// A language people read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Chinese of the mainland: the default.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The language of a POSIX locale name such as `en_GB.UTF-8`: English only where it says so.
    pub fn of_locale(locale: &str) -> Self {
        if locale.starts_with("en") { Self::En } else { Self::Zh }
    }

    /// `zh` or `en`, as `--lang` takes it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }
}

/// `{ PLURAL($count, "visit", "visits") }`: the first word for one, the second for any other number. A text may speak of
/// several numbers in one sentence, for which selectors would need a variant for each combination.
fn plural<'a>(positional: &[FluentValue<'a>], _: &FluentArgs<'_>) -> FluentValue<'a> {
    let [count, one, other] = positional else { return FluentValue::Error };
    let single = match count {
        FluentValue::Number(number) => number.as_string() == "1",
        FluentValue::String(text) => text == "1",
        _ => false,
    };
    if single { one.clone() } else { other.clone() }
}

/// All texts of one language.
pub struct Catalogue {
    lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

impl Catalogue {
    /// The texts of a language. A text that does not parse is left out here; a test finds it.
    pub fn new(lang: Lang) -> Self {
        let name = match lang {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        };
        let id: LanguageIdentifier = name.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // Isolation marks would end up in spreadsheets and letters.
        bundle.set_use_isolating(false);
        // A name that is taken already cannot be: the bundle is new.
        let _ = bundle.add_function("PLURAL", plural);
        for (_, zh, en) in FILES {
            let source = if lang == Lang::Zh { zh } else { en };
            let resource = match FluentResource::try_new((*source).to_owned()) {
                Ok(resource) | Err((resource, _)) => resource,
            };
            // A duplicate id keeps the first text; a test finds it.
            let _ = bundle.add_resource(resource);
        }
        Self { lang, bundle }
    }

    /// Which language this is.
    pub const fn lang(&self) -> Lang {
        self.lang
    }

    /// The text of a code that takes no arguments. A code without a text comes back in angle brackets, visibly.
    pub fn get(&self, code: &str) -> String {
        self.render(&Message::new(code))
    }

    /// Whether a text exists. `code.attribute` asks for an attribute.
    pub fn has(&self, code: &str) -> bool {
        let (id, attribute) = code.split_once('.').map_or((code, None), |(id, name)| (id, Some(name)));
        self.bundle.get_message(id).is_some_and(|message| match attribute {
            Some(name) => message.get_attribute(name).is_some(),
            None => message.value().is_some(),
        })
    }

    /// A message as a sentence of this language.
    pub fn render(&self, message: &Message) -> String {
        self.pattern(message, None).unwrap_or_else(|| format!("⟨{}⟩", message.code))
    }

    /// An attribute of a message, e.g. `action` of a problem; `None` where the text has none.
    pub fn attribute(&self, message: &Message, name: &str) -> Option<String> {
        self.pattern(message, Some(name))
    }

    fn pattern(&self, message: &Message, attribute: Option<&str>) -> Option<String> {
        let found = self.bundle.get_message(&message.code)?;
        let pattern = match attribute {
            Some(name) => found.get_attribute(name)?.value(),
            None => found.value()?,
        };
        let mut args = FluentArgs::new();
        for (name, value) in &message.args {
            args.set(name.clone(), self.value(value));
        }
        let mut errors = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&args), &mut errors);
        Some(text.into_owned())
    }

    fn value(&self, arg: &Arg) -> FluentValue<'static> {
        match arg {
            // Digits without grouping: ids, years and counts are read the same in both languages.
            Arg::Int(number) => FluentValue::from(*number),
            other => FluentValue::from(self.arg(other)),
        }
    }

    /// One argument as text.
    fn arg(&self, arg: &Arg) -> String {
        match arg {
            Arg::Int(number) => number.to_string(),
            Arg::Text(text) => text.clone(),
            Arg::Code { code } => self.get(code),
            Arg::Message(message) => self.render(message),
            Arg::List(items) => self.join(items.iter().map(|item| self.arg(item))),
        }
    }

    /// Several texts as one enumeration: `、` in Chinese, `, ` in English.
    pub fn join(&self, items: impl IntoIterator<Item = String>) -> String {
        let separator = if self.lang == Lang::Zh { "、" } else { ", " };
        let mut text = String::new();
        for (index, item) in items.into_iter().enumerate() {
            let _ = write!(text, "{}{item}", if index == 0 { "" } else { separator });
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every id of a language, attributes as `id.attribute`, with the variables its patterns name.
    fn ids(select: fn(&(&str, &'static str, &'static str)) -> &'static str) -> BTreeSet<String> {
        let mut ids = BTreeSet::new();
        for file in FILES {
            let resource = FluentResource::try_new(select(file).to_owned())
                .unwrap_or_else(|(_, errors)| panic!("{}.ftl: {errors:?}", file.0));
            let mut lines = BTreeSet::new();
            for line in resource.source().lines() {
                let line_id = line.split(" =").next().unwrap_or_default();
                if line.contains(" =") && !line.starts_with([' ', '#']) {
                    assert!(lines.insert(line_id.to_owned()), "{}.ftl: {line_id} twice", file.0);
                }
            }
            for id in lines {
                assert!(ids.insert(id.clone()), "{id} stands in two files");
            }
        }
        ids
    }

    #[test]
    fn both_languages_hold_the_same_texts() {
        let zh = ids(|file| file.1);
        let en = ids(|file| file.2);
        assert_eq!(zh.difference(&en).collect::<Vec<_>>(), Vec::<&String>::new(), "only in zh-CN");
        assert_eq!(en.difference(&zh).collect::<Vec<_>>(), Vec::<&String>::new(), "only in en");
    }

    #[test]
    fn a_code_without_a_text_is_visible() {
        assert_eq!(Catalogue::new(Lang::Zh).get("no-such-code"), "⟨no-such-code⟩");
    }

    #[test]
    fn one_is_not_many() {
        let catalogue = Catalogue::new(Lang::En);
        let check = |count: i64, expected: &str| {
            assert_eq!(catalogue.render(&Message::new("visit-serves").with("count", count)), expected);
        };
        check(0, "0 demands");
        check(1, "1 demand");
        check(2, "2 demands");
    }

    #[test]
    fn locale_names_choose_the_language() {
        assert_eq!(Lang::of_locale("en_US.UTF-8"), Lang::En);
        assert_eq!(Lang::of_locale("zh_CN.UTF-8"), Lang::Zh);
        assert_eq!(Lang::of_locale("C"), Lang::Zh);
    }
}
