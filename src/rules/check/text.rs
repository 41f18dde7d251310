//! Reading requests: words found in them, units and days they share. What several checks need.

use std::collections::BTreeSet;

use crate::domain::day::{DayRange, monday};
use crate::domain::id::UnitCode;
use crate::domain::material::Material;
use crate::domain::message::Arg;
use crate::domain::request::{Request, Target};
use crate::domain::unit::UnitKind;
use crate::rules::book::Held;
use crate::rules::matching::bare;

/// The words found in a text, in the order of the list. White space inside the text does not hide a word.
pub(super) fn words_in<'a>(text: &str, words: &'a [String]) -> Vec<&'a str> {
    let text = bare(text);
    words.iter().map(String::as_str).filter(|word| text.contains(&bare(word))).collect()
}

/// What a request says in its own words: matter and object, and the materials it asks for.
pub(super) fn wording(request: &Request) -> String {
    wording_of(request, request.materials.iter())
}

/// What a request says in its own words: matter and object, and these of its materials.
pub(super) fn wording_of<'a>(request: &'a Request, materials: impl Iterator<Item = &'a Material>) -> String {
    let parts = [request.title.as_str(), request.object.as_deref().unwrap_or_default()];
    let names = materials.map(|material| material.name.as_str());
    // A separator that no word holds, so that none is found across two parts.
    parts.into_iter().chain(names).collect::<Vec<_>>().join("\u{1f}")
}

/// Words as an argument of a sentence, each once.
pub(super) fn listed(words: Vec<&str>) -> Arg {
    let mut seen = BTreeSet::new();
    Arg::List(words.into_iter().filter(|word| seen.insert(*word)).map(Arg::from).collect())
}

/// Requests as people say them: id and matter.
pub(super) fn named<'a>(requests: impl Iterator<Item = &'a Request>) -> Vec<Arg> {
    requests.map(|request| Arg::Text(format!("{} {}", request.id, request.title))).collect()
}

/// Whether two requests are about one matter: the same subject, and the same words where the rule calls the subject
/// `loose` (it takes what no word matches).
pub(super) fn same_matter(held: &Held, one: &Request, other: &Request) -> bool {
    let loose = held.rule.words("loose").contains(&one.subject);
    one.subject == other.subject && (!loose || one.title == other.title)
}

/// Whether two requests are about a unit, or a kind of element, in common.
pub(super) fn same_place(one: &Request, other: &Request) -> bool {
    match (&one.target, &other.target) {
        (Target::Listed { units }, Target::Listed { units: others }) => {
            let units: BTreeSet<_> = units.iter().collect();
            others.iter().any(|unit| units.contains(unit))
        }
        (Target::Listed { units }, Target::All { kind })
        | (Target::All { kind }, Target::Listed { units }) => units.iter().any(|unit| kind_of(unit) == *kind),
        (Target::All { kind }, Target::All { kind: other }) => kind == other,
        (Target::Drawn { kinds, .. }, Target::Drawn { kinds: others, .. }) => {
            kinds.iter().any(|kind| others.contains(kind))
        }
        _ => false,
    }
}

/// Division codes tell the kind: 12 digits for a village, 9 for a township.
fn kind_of(unit: &UnitCode) -> UnitKind {
    if unit.0.len() > 9 { UnitKind::Village } else { UnitKind::Township }
}

/// Whether two requests can fall on the same day.
pub(super) fn same_days(one: &Request, other: &Request) -> bool {
    one.windows.iter().any(|window| other.windows.iter().any(|another| window.overlaps(another)))
}

/// Whether two requests can fall in the same week.
pub(super) fn same_week(one: &Request, other: &Request) -> bool {
    let weeks = |window: &DayRange| (monday(window.from), monday(window.last()));
    one.windows.iter().map(weeks).any(|(first, last)| {
        other
            .windows
            .iter()
            .map(weeks)
            .any(|(other_first, other_last)| first <= other_last && other_first <= last)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::check::fixture::{request, window};

    #[test]
    fn words_are_found_through_white_space() {
        let words = ["\u{6392}\u{540d}".to_owned(), "\u{901a}\u{62a5}".to_owned()];
        assert_eq!(words_in("\u{6708}\u{5ea6}\u{6392} \u{540d}", &words), ["\u{6392}\u{540d}"]);
        assert!(words_in("\u{6392}", &words).is_empty());
    }

    #[test]
    fn places_in_common() {
        let with = |target| Request { target, ..request("place") };
        let listed = |code: &str| with(Target::Listed { units: vec![code.into()] });
        let all = |kind| with(Target::All { kind });
        let drawn =
            |kind: &str| with(Target::Drawn { kinds: vec![kind.to_owned()], ratio: None, count: Some(3) });
        let check = |one: &Request, other: &Request, expected: bool| {
            assert_eq!(same_place(one, other), expected);
            assert_eq!(same_place(other, one), expected);
        };
        check(&listed("540121201"), &listed("540121201"), true);
        check(&listed("540121201"), &listed("540121202"), false);
        check(&listed("540121201"), &all(UnitKind::Township), true);
        check(&listed("540121201204"), &all(UnitKind::Township), false);
        check(&all(UnitKind::Village), &all(UnitKind::Township), false);
        check(&drawn("firm"), &drawn("firm"), true);
        check(&drawn("firm"), &drawn("project"), false);
        check(&drawn("firm"), &listed("540121201"), false);
    }

    #[test]
    fn weeks_in_common_though_no_day_is() {
        let of = |first: &str, last: &str| Request { windows: vec![window(first, last)], ..request("week") };
        let monday = of("2019-10-14", "2019-10-14");
        let sunday = of("2019-10-20", "2019-10-20");
        let next = of("2019-10-21", "2019-10-25");
        assert!(same_week(&monday, &sunday) && !same_days(&monday, &sunday));
        assert!(!same_week(&sunday, &next));
    }
}
