//! One small file an irregularity, each with what a person reads in it beside it. `EXPECTED=write` writes the
//! readings anew, to be reviewed as a difference.

use super::{fixture, import, transcript};

#[test]
fn every_irregular_file_is_read_as_a_person_would() {
    let folder = format!("{}/tests/fixtures/intake", env!("CARGO_MANIFEST_DIR"));
    let entries = std::fs::read_dir(format!("{folder}/irregular")).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert!(names.len() >= 60, "the corpus has shrunk to {}", names.len());
    let mut different = Vec::new();
    for name in names {
        let imported = import(&name, &fixture(&format!("irregular/{name}")));
        let found = format!("{}\n", transcript(&imported));
        let path = format!("{folder}/expected/{name}.txt");
        if std::env::var_os("EXPECTED").is_some() {
            std::fs::write(&path, &found).unwrap();
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_default();
        if found != expected {
            different.push(format!("--- {name}\nexpected\n{expected}found\n{found}"));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}
