//! Sentences of a checklist that its page and its workbook share. Knows no layout.

use super::stops::rule;
use super::{
    CheckItem, Checklist, Class, Disposition, Element, Group, Material, Method, Proof, Role, Sample,
    Signature,
};
use crate::domain::message::Message;
use crate::exchange::export::words::Words;

pub(super) const fn method_code(method: Method) -> &'static str {
    match method {
        Method::Look => "export-look",
        Method::Ask => "export-ask",
        Method::Measure => "export-measure",
    }
}

pub(super) const fn class_code(class: Class) -> &'static str {
    match class {
        Class::Critical => "export-critical",
        Class::Major => "export-major",
        Class::Minor => "export-minor",
    }
}

pub(super) const fn disposition_code(disposition: Disposition) -> &'static str {
    match disposition {
        Disposition::Shared => "export-shared",
        Disposition::Observed => "export-observed",
        Disposition::Struck => "export-struck",
        Disposition::Kept => "export-kept",
    }
}

/// Dispositions in the order they are told.
pub(super) const DISPOSITIONS: [Disposition; 4] =
    [Disposition::Struck, Disposition::Shared, Disposition::Observed, Disposition::Kept];

/// Materials of a disposition, those with one basis together before it; what two departments wanted is told once.
pub(in crate::exchange::export) fn materials_under(
    materials: &[Material],
    disposition: Disposition,
    words: Words<'_>,
) -> Vec<String> {
    let mut told: Vec<(Option<&str>, Vec<String>)> = Vec::new();
    for material in materials.iter().filter(|material| material.disposition == disposition) {
        let basis = material.basis.as_deref();
        match told.iter_mut().find(|(known, _)| *known == basis) {
            Some((_, names)) if names.contains(&material.name) => {}
            Some((_, names)) => names.push(material.name.clone()),
            None => told.push((basis, vec![material.name.clone()])),
        }
    }
    let text = |(basis, names): (Option<&str>, Vec<String>)| match basis {
        Some(basis) => words
            .say(&Message::new("export-with-basis").with("names", words.list(&names)).with("basis", basis)),
        None => words.list(&names),
    };
    told.into_iter().map(text).collect()
}

/// Title: county and what the paper is.
pub(super) fn title(list: &Checklist, words: Words<'_>) -> String {
    words.say(&Message::new("export-checklist-title").with("county", list.county.as_str()))
}

/// The group's number and how many there are.
fn group_name(group: Group) -> Message {
    Message::new("export-group").with("number", group.number).with("of", group.of)
}

/// Visit, unit and group in one line: the running head.
pub(super) fn running(list: &Checklist, words: Words<'_>) -> String {
    let group = list.group.map(|group| format!(" {}", words.say(&group_name(group)))).unwrap_or_default();
    format!("{} {} {}{group} {}", list.county, list.visit, list.unit, words.span(list.first_day, list.days))
}

/// What stands under the title, label and value.
pub(super) fn facts(list: &Checklist, words: Words<'_>) -> Vec<String> {
    let manner = if list.announced { "export-announced" } else { "export-unannounced" };
    let mut facts = vec![
        words.labelled("export-id", &list.visit),
        words.labelled("export-unit", &list.unit),
        words.labelled("export-days", &words.span(list.first_day, list.days)),
        words.labelled("export-manner", &words.get(manner)),
    ];
    facts.extend(list.group.map(|group| words.labelled("export-team", &words.say(&group_name(group)))));
    facts.push(words.labelled("export-departments", &words.list(&list.departments)));
    if !list.team.is_empty() {
        facts.push(words.labelled("export-people", &people(list, words)));
    }
    facts.push(words.labelled("export-made-on", &words.date(list.generated_on)));
    facts
}

fn people(list: &Checklist, words: Words<'_>) -> String {
    let people = list.team.iter().map(|person| {
        let code = match person.role {
            Role::Leader => "export-inspector-leader",
            Role::Member => "export-inspector",
        };
        let message = Message::new(code)
            .with("name", person.name.as_str())
            .with("department", person.department.as_str());
        match &person.licence {
            Some(licence) => format!("{} {licence}", words.say(&message)),
            None => words.say(&message),
        }
    });
    words.list(&people.collect::<Vec<_>>())
}

/// Question with the value to compare with.
pub(super) fn question(item: &CheckItem, words: Words<'_>) -> String {
    match &item.parameter {
        Some(value) => words.say(
            &Message::new("export-question-parameter")
                .with("question", item.question.as_str())
                .with("value", value.as_str()),
        ),
        None => item.question.clone(),
    }
}

/// Which kind, from which frame, how many of how many.
pub(super) fn sample_title(sample: &Sample, words: Words<'_>) -> String {
    words.say(
        &Message::new("export-sample-title")
            .with("kind", sample.kind.as_str())
            .with("size", sample.size)
            .with("population", sample.population),
    )
}

/// Frame, what a result means, acceptance numbers, what of it is this group's, proof of the draw.
pub(super) fn sample_lines(list: &Checklist, sample: &Sample, words: Words<'_>) -> Vec<String> {
    let mut lines = vec![
        words.labelled("export-frame", &sample.frame),
        words.labelled("export-meaning", &words.say(&sample.meaning)),
    ];
    lines.extend(sample.acceptance.map(|numbers| {
        words.say(
            &Message::new("export-acceptance")
                .with("accept", numbers.accept_max)
                .with("reject", numbers.reject_min),
        )
    }));
    lines.extend(rule(sample, words));
    lines.extend(list.group.map(|group| {
        words.say(
            &Message::new("export-group-share")
                .with("count", list.stops(sample).len())
                .with("size", sample.size)
                .with("of", group.of),
        )
    }));
    lines.push(match &sample.proof {
        Proof::Committed(hash) => words.labelled("export-proof-committed", hash),
        Proof::Seed(seed) => words.labelled("export-proof-seed", seed),
    });
    lines
}

/// Before the draw: what to do on the day.
pub(super) fn awaiting(list: &Checklist, sample: &Sample, words: Words<'_>) -> Option<String> {
    // A group may have no share of a small sample that is drawn.
    let drawn = !sample.drawn.is_empty() || matches!(sample.proof, Proof::Seed(_));
    (!drawn && !list.stops(sample).is_empty())
        .then(|| words.say(&Message::new("export-not-drawn").with("size", sample.size)))
}

/// What a replacement is called in the column of stops.
pub(super) fn replacement_number(number: u32, words: Words<'_>) -> String {
    words.say(&Message::new("export-replacement-number").with("number", number))
}

/// The next tickets in one line, in the order they are used.
pub(super) fn replacement(element: &Element, words: Words<'_>) -> String {
    words.say(
        &Message::new("export-replacement")
            .with("number", replacement_number(element.place, words))
            .with("name", element.name.as_str())
            .with("location", element.location.as_str())
            .with("ticket", element.ticket.as_str()),
    )
}

/// Who signs: the labels of the lines.
pub(super) fn signature_lines(list: &Checklist, words: Words<'_>) -> Vec<String> {
    let codes: &[&str] = match list.signature {
        Signature::Leader => &["export-sign-leader"],
        Signature::TwoInspectorsAndParty => {
            &["export-sign-inspector", "export-sign-second-inspector", "export-sign-party"]
        }
    };
    codes.iter().map(|code| words.get(code)).collect()
}
