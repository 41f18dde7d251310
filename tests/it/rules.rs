//! The shipped rules as a county meets them: presets that load, sentences in both languages, published cases caught.

mod cases;
mod properties;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use lianjian::domain::code::families;
use lianjian::rules::{Preset, RuleBook};
use lianjian::text::{Catalogue, Lang};

const FILES: [(&str, &str); 3] = [
    ("townships.toml", include_str!("../../data/rules/townships.toml")),
    ("firms.toml", include_str!("../../data/rules/firms.toml")),
    ("quotas.toml", include_str!("../../data/rules/quotas.toml")),
];

fn presets() -> Vec<(String, Preset)> {
    FILES.iter().map(|(file, text)| ((*file).to_owned(), toml::from_str(text).unwrap())).collect()
}

fn book() -> &'static RuleBook {
    static BOOK: LazyLock<RuleBook> = LazyLock::new(|| RuleBook::new(&presets()).unwrap());
    &BOOK
}

#[test]
fn every_word_of_a_closed_set_has_a_text_in_both_languages() {
    for lang in [Lang::Zh, Lang::En] {
        let catalogue = Catalogue::new(lang);
        for (family, codes) in families() {
            for code in codes {
                assert!(catalogue.has(&format!("{family}-{code}")), "{lang:?}: {family}-{code}");
            }
        }
    }
}

#[test]
fn every_rule_has_a_sentence_a_name_and_an_action_in_both_languages() {
    for lang in [Lang::Zh, Lang::En] {
        let catalogue = Catalogue::new(lang);
        for held in book().rules() {
            assert_eq!(held.text, held.rule.code, "a shipped rule speaks with a sentence of its own");
            for id in [held.text.to_owned(), format!("{}.name", held.text), format!("{}.action", held.text)] {
                assert!(catalogue.has(&id), "{lang:?}: {id}");
            }
        }
    }
}

#[test]
fn no_sentence_is_left_without_a_rule() {
    let book = book();
    let ours = FTL.lines().filter(|line| line.starts_with('R')).filter_map(|line| line.split(" =").next());
    let unused: Vec<&str> = ours.filter(|id| book.rule(id).is_none() && !OTHER_CODES.contains(id)).collect();
    assert_eq!(unused, Vec::<&str>::new());
}

const FTL: &str = include_str!("../../data/locales/zh-CN/rules.ftl");

/// Codes of the layer that are no rules: what keeps a gate shut, and what is wrong with a file of rules.
const OTHER_CODES: [&str; 20] = [
    "R2501", "R2503", "R2504", "R2506", "R2507", "R2901", "R2902", "R2903", "R2904", "R2905", "R2906",
    "R2907", "R2908", "R2911", "R2912", "R2913", "R2914", "R2915", "R2916", "R2917",
];

#[test]
fn citations_say_what_they_are() {
    for held in book().rules() {
        let citation = &held.rule.citation;
        assert!(!citation.zh.is_empty() && !citation.en.is_empty(), "{}", held.rule.code);
    }
}

/// Edits a preset file and returns the problems as `code rule`.
fn problems_of(from: &str, to: &str) -> BTreeSet<String> {
    let presets: Vec<(String, Preset)> = FILES
        .iter()
        .map(|(file, text)| ((*file).to_owned(), toml::from_str(&text.replacen(from, to, 1)).unwrap()))
        .collect();
    let problems = RuleBook::new(&presets).err().unwrap_or_default();
    let lines = problems.into_iter().map(|problem| {
        let rule = problem.message.args.get("rule").map(|arg| format!("{arg:?}")).unwrap_or_default();
        assert!(rule.contains(problem.place.cell.as_deref().unwrap_or_default()), "{problem:?}");
        format!("{} {}", problem.message.code, problem.place.cell.unwrap_or_default())
    });
    lines.collect()
}

#[test]
fn a_wrong_edit_names_the_rule() {
    let check = |from: &str, to: &str, expected: &str| {
        assert_eq!(problems_of(from, to), BTreeSet::from([expected.to_owned()]), "{from} → {to}");
    };
    check("check = \"lead-time\"", "check = \"lead\"", "R2901 R2001");
    check("code = \"R2002\"", "code = \"R2001\"", "R2902 R2001");
    check("{ working_days_min = 3 }", "{}", "R2903 R2001");
    check("{ working_days_min = 3 }", "{ working_days_min = 3, hours = 2 }", "R2904 R2001");
    check("code = \"R2002\"", "code = \"R22\"", "R2905 R22");
    check("citation = \"jinhu\"", "citation = \"jingu\"", "R2906 R2001");
    check("[\"province\"]", "[\"planet\"]", "R2907 R2004");
    check("{ percent_min = 5 }", "{ percent_min = 500 }", "R2907 R2204");
    check("\"lead-time\"\nseverity = \"block\"", "\"lead-time\"\nseverity = \"note\"", "R2908 R2001");
    check("words.paper = [", "words.paper = [\" \", ", "R2908 R2106");
    check("scope = \"township\"\n", "", "R2903 R2301");
    check("period = \"week\"\n", "", "R2903 R2301");
}

#[test]
fn a_county_adds_a_rule_of_a_known_kind_without_code() {
    let own: Preset = toml::from_str(
        r#"
        [citation.own]
        zh = "z"
        en = "e"
        verified = true
        [[rule]]
        code = "R2399"
        check = "period-limit"
        severity = "warn"
        exception_by = "director"
        citation = "own"
        scope = "village"
        period = "week"
        numbers = { visits_max = 1 }
        "#,
    )
    .unwrap();
    let mut files = presets();
    files.push(("own.toml".into(), own));
    let book = RuleBook::new(&files).unwrap();
    assert_eq!(book.rule("R2399").unwrap().text, "R2301");
    assert!(book.limits().iter().any(|limit| limit.rule == "R2399"));
}
