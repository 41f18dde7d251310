//! The house rules that can be read off the sources: who may use whom, which crates live where, where texts are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use lianjian::app::letters::LetterKind;
use lianjian::domain::code::Code;
use lianjian::tui::action::Action;

/// (layer, layers it may use, crates it may use beside the standard library).
const LAYERS: &[(&str, &[&str], &[&str])] = &[
    ("domain", &[], &["chrono", "serde", "serde_json", "sha2", "hex", "thiserror"]),
    ("rules", &["domain"], &["chrono", "serde"]),
    ("planner", &["domain"], &["chrono", "serde", "serde_json"]),
    ("sampling", &["domain"], &["serde", "sha2", "hex", "num_bigint", "unicode_normalization"]),
    ("text", &["domain"], &["fluent_bundle", "serde", "unic_langid", "unicode_width"]),
    ("store", &["domain"], &["chrono", "hex", "rusqlite", "serde", "serde_json", "sha2", "thiserror"]),
    (
        "exchange",
        &["domain", "text"],
        &[
            "calamine",
            "chrono",
            "csv",
            "encoding_rs",
            "maud",
            "pdf_writer",
            "rust_xlsxwriter",
            "subsetter",
            "ttf_parser",
            "serde",
            "serde_json",
            "sha2",
            "hex",
            "thiserror",
            "toml",
            "unicode_normalization",
            "zip",
        ],
    ),
    (
        "app",
        &["domain", "text", "rules", "planner", "sampling", "store", "exchange"],
        &["chrono", "hex", "serde", "serde_json", "sha2", "toml", "unicode_normalization"],
    ),
    (
        "cli",
        &["domain", "text", "app"],
        &["chrono", "clap", "clap_complete", "clap_mangen", "indicatif", "serde", "serde_json"],
    ),
    (
        "tui",
        &["domain", "text", "app"],
        &[
            "chrono",
            "crossterm",
            "nucleo_matcher",
            "pinyin",
            "ratatui",
            "serde",
            "serde_json",
            "toml",
            "tui_input",
        ],
    ),
];

/// Files of `src` as (layer, path, text without its tests); what tests alone share is left out.
fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && !path.ends_with("fixture.rs")
            {
                let inside = path.strip_prefix(&root).unwrap().to_owned();
                let layer = inside.components().next().unwrap().as_os_str().to_str().unwrap().to_owned();
                let text = fs::read_to_string(&path).unwrap();
                let text = text.split("#[cfg(test)]\nmod tests").next().unwrap().to_owned();
                found.push((layer, inside, text));
            }
        }
    }
    found.sort();
    found
}

/// The code of a file without comments.
fn code(text: &str) -> String {
    text.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}

/// The first names of all paths that begin with `prefix`, e.g. `crate::domain` → `domain`.
fn names_after(code: &str, prefix: &str) -> BTreeSet<String> {
    let word = |text: &str| -> String {
        text.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect()
    };
    code.match_indices(prefix)
        .flat_map(|(at, _)| {
            let rest = &code[at + prefix.len()..];
            match rest.strip_prefix('{') {
                // `use crate::{a::B, c}`: the names at the first level of the braces.
                Some(inside) => {
                    let mut depth = 0;
                    let mut names = vec![word(inside.trim_start())];
                    for (at, character) in inside.char_indices() {
                        match character {
                            '{' => depth += 1,
                            '}' if depth == 0 => break,
                            '}' => depth -= 1,
                            ',' if depth == 0 => names.push(word(inside[at + 1..].trim_start())),
                            _ => {}
                        }
                    }
                    names
                }
                None => vec![word(rest)],
            }
        })
        .filter(|name| !name.is_empty())
        .collect()
}

fn dependencies() -> BTreeSet<String> {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let table: toml::Table = manifest.parse().unwrap();
    table["dependencies"].as_table().unwrap().keys().map(|name| name.replace('-', "_")).collect()
}

#[test]
fn each_layer_uses_only_what_it_may() {
    let layers: BTreeMap<&str, (&[&str], &[&str])> =
        LAYERS.iter().map(|(layer, uses, crates)| (*layer, (*uses, *crates))).collect();
    let dependencies = dependencies();
    let mut wrong = Vec::new();
    for (layer, path, text) in sources() {
        let Some((uses, crates)) = layers.get(layer.as_str()) else { continue };
        let code = code(&text);
        for used in names_after(&code, "crate::") {
            if used != layer && layers.contains_key(used.as_str()) && !uses.contains(&used.as_str()) {
                wrong.push(format!("{}: {layer} may not use {used}", path.display()));
            }
        }
        for name in &dependencies {
            let named = code.match_indices(&format!("{name}::")).any(|(at, _)| {
                !code[..at]
                    .ends_with(|before: char| before.is_alphanumeric() || before == '_' || before == ':')
            });
            if named && !crates.contains(&name.as_str()) {
                wrong.push(format!("{}: {layer} may not use the crate {name}", path.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn every_dependency_says_why_it_is_there() {
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap();
    let mut inside = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            inside = matches!(line, "[dependencies]" | "[dev-dependencies]");
        } else if inside && line.contains('=') {
            assert!(line.contains(" # "), "no reason given: {line}");
        }
    }
}

#[test]
fn every_file_says_first_what_it_is_for() {
    for (_, path, text) in sources() {
        assert!(text.starts_with("//! "), "{} does not", path.display());
    }
}

/// The clock, the environment and randomness reach the program in three places only.
#[test]
fn the_clock_and_the_environment_are_read_at_the_edges() {
    for (_, path, text) in sources() {
        let edge = path.starts_with("cli") || path.ends_with("main.rs") || path.ends_with("runtime.rs");
        if edge {
            continue;
        }
        let code = code(&text);
        for forbidden in
            ["Utc::now", "Local::now", "SystemTime::now", "Instant::now", "std::env::var", "env::vars"]
        {
            assert!(!code.contains(forbidden), "{} reads {forbidden}", path.display());
        }
    }
}

/// Ids of the catalogue, from the Chinese files.
fn text_ids() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/locales/zh-CN");
    let mut ids = BTreeSet::new();
    for entry in fs::read_dir(folder).unwrap() {
        for line in fs::read_to_string(entry.unwrap().path()).unwrap().lines() {
            if let Some((id, _)) = line.split_once('=')
                && line.starts_with(|first: char| first.is_ascii_alphabetic())
            {
                ids.insert(id.trim().to_owned());
            }
        }
    }
    ids
}

/// Ids that code builds from the words of a closed set or from a command's name: checked where those are tested.
fn is_of_a_family(id: &str) -> bool {
    let of_words = lianjian::domain::code::families()
        .into_iter()
        .any(|(family, codes)| codes.iter().any(|code| id == format!("{family}-{code}")));
    let of_actions = Action::ALL.iter().any(|action| id == action.text_id());
    let of_letters = LetterKind::ALL.iter().any(|kind| id == kind.text_id());
    of_words || of_actions || of_letters || id.starts_with("cli") || id.starts_with("arg-")
}

/// Ids that code builds: of a family, with a beginning that is written before a placeholder, `"journal-{`, or beside
/// another text, `"{title}-intro"`.
fn is_built(id: &str, written: &BTreeSet<&str>) -> bool {
    let begins = |at: usize| {
        let beginning = format!("{}{{", &id[..=at]);
        written.range(beginning.as_str()..).next().is_some_and(|literal| literal.starts_with(&beginning))
    };
    let ends = |at: usize| written.contains(format!("{{title}}{}", &id[at..]).as_str());
    is_of_a_family(id) || id.match_indices('-').any(|(at, _)| begins(at) || ends(at))
}

#[test]
fn every_text_is_used() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/rules");
    let mut written: String = sources().into_iter().map(|(_, _, text)| text).collect();
    for entry in fs::read_dir(data).unwrap() {
        written.push_str(&fs::read_to_string(entry.unwrap().path()).unwrap());
    }
    // What stands between two quotation marks, whichever they are.
    let written: BTreeSet<&str> = written.split('"').collect();
    let unused: Vec<String> = text_ids()
        .into_iter()
        .filter(|id| !written.contains(id.as_str()) && !is_built(id, &written))
        .collect();
    assert_eq!(unused, Vec::<String>::new(), "texts nobody asks for");
}

/// Chinese is written with Chinese punctuation.
#[test]
fn chinese_texts_use_full_width_punctuation() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/locales/zh-CN");
    let han = |character: char| ('\u{4e00}'..='\u{9fff}').contains(&character);
    let mut wrong = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        for line in fs::read_to_string(&path).unwrap().lines().filter(|line| !line.starts_with('#')) {
            let characters: Vec<char> = line.chars().collect();
            let narrow = characters.windows(2).any(|pair| han(pair[0]) && ",;:?!".contains(pair[1]));
            if narrow {
                wrong.push(format!("{}: {line}", path.display()));
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}
