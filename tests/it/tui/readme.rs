//! The screens in the READMEs are what the console shows. `INSTA_UPDATE=always` writes them anew, as it does with
//! every other snapshot.

use std::fmt::Write as _;
use std::path::Path;

use lianjian::text::Lang;

use super::harness::Console;
use super::office::Stage;

const BEGIN: &str = "<!-- console -->";
const END: &str = "<!-- /console -->";

/// Wide enough to show a screen as it is, narrow enough to be read in a browser.
const SIZE: (u16, u16) = (96, 22);

fn screens(lang: Lang) -> String {
    let words = |zh: &'static str, en: &'static str| if lang == Lang::Zh { zh } else { en };
    let mut text = String::new();
    for (title, stage, keys) in [
        (words("申报审核", "Requests"), Stage::Received, "|"),
        (words("统筹方案", "The plan"), Stage::Published, "2"),
        (words("联检安排", "The calendar"), Stage::Published, "3"),
    ] {
        let mut console = Console::at(stage, lang, SIZE);
        console.keys(keys);
        writeln!(text, "{title}\n\n```text\n{}```\n", console.screen()).unwrap();
    }
    text.trim_end().to_owned()
}

#[track_caller]
fn check(file: &str, lang: Lang) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let readme = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once(BEGIN).unwrap();
    let (shown, after) = rest.split_once(END).unwrap();
    let now = screens(lang);
    if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        std::fs::write(&path, format!("{before}{BEGIN}\n{now}\n{END}{after}")).unwrap();
        return;
    }
    assert_eq!(shown.trim(), now, "{file} shows other screens than the console: INSTA_UPDATE=always");
}

#[test]
fn the_english_readme_shows_the_console() {
    check("README.md", Lang::En);
}

#[test]
fn the_chinese_readme_shows_the_console() {
    check("README.zh-CN.md", Lang::Zh);
}
