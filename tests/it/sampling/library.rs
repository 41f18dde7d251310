//! The library of check items: large enough, whole in both languages, and behind every material it replaces.

use std::collections::{BTreeMap, BTreeSet};

use lianjian::app::office::Office;
use lianjian::domain::checklist::{CheckItem, DefectClass, Method};
use lianjian::domain::material::Disposition;

#[test]
fn there_is_a_question_for_every_subject() {
    let office = Office::load(None).unwrap();
    let items = office.check_items();
    let mut by_subject: BTreeMap<&str, Vec<&CheckItem>> = BTreeMap::new();
    for item in items {
        by_subject.entry(&item.subject).or_default().push(item);
    }
    assert!(items.len() >= 80 && by_subject.len() >= 12, "{} over {}", items.len(), by_subject.len());
    let ids: BTreeSet<&str> = items.iter().map(|item| item.id.as_str()).collect();
    assert_eq!(ids.len(), items.len());
    for item in items {
        for text in [&item.question, &item.nonconforming] {
            assert!(!text.zh.is_ascii() && text.en.is_ascii(), "{}: {} / {}", item.id, text.zh, text.en);
            assert!(!text.en.is_empty(), "{}", item.id);
        }
        let whole =
            |text: &lianjian::domain::checklist::Bilingual| !text.zh.is_empty() && !text.en.is_empty();
        assert!(item.parameter.as_ref().is_none_or(whole), "{}", item.id);
    }
    for method in [Method::Look, Method::Ask, Method::Measure] {
        assert!(items.iter().any(|item| item.method == method));
    }
    for class in [DefectClass::Critical, DefectClass::Major, DefectClass::Minor] {
        assert!(items.iter().any(|item| item.class == class));
    }
}

/// A ledger that is not read any more is replaced by something to look at, ask or measure.
#[test]
fn every_ledger_an_item_replaces_is_decided_on() {
    let office = Office::load(None).unwrap();
    let mut observed = 0;
    let mut open = Vec::new();
    for item in office.check_items() {
        for ledger in &item.replaces {
            let material = office.materials.dispose(ledger);
            if material.disposition == Disposition::Open {
                open.push(format!("{ledger} ({})", item.id));
            }
            observed += u32::from(material.disposition == Disposition::Observed);
            if let Some(subject) = material.subject {
                let asked = office.check_items().iter().any(|other| other.subject == subject);
                assert!(asked, "{ledger}: nothing to ask about {subject}");
            }
        }
    }
    assert!(observed > 50, "{observed}");
    assert_eq!(open, Vec::<String>::new());
}
