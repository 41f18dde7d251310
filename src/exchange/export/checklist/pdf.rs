//! The checklist as a PDF: the page's content for offices that print no page of a browser. Few elements get their
//! questions written out, many get one row each. Knows the layout only.

use super::html::{CARD_LINES_MAX, LINES_TO_WRITE, blanks, card_lines, chunks};
use super::texts::{
    DISPOSITIONS, awaiting, class_code, disposition_code, facts, materials_under, method_code, question,
    replacement, running, sample_lines, sample_title, signature_lines, title,
};
use super::{CheckItem, Checklist, Element, Sample, stops};
use crate::domain::message::Message;
use crate::exchange::export::ExportError;
use crate::exchange::export::pdf::{Align, Document, Font, FontError, Row};
use crate::exchange::export::words::Words;
use crate::text::Catalogue;
use crate::text::visible::visible;

const BODY: f32 = 9.5;
const SMALL: f32 = 8.0;
/// Letters that stand in numbers and page feet whatever the list says.
const ALWAYS: &str = "0123456789/\u{25a1}\u{b7} ";

impl From<FontError> for ExportError {
    fn from(error: FontError) -> Self {
        Self::Font { chinese: error == FontError::NoChinese }
    }
}

/// The checklist as `.pdf`, printed in a font.
pub fn pdf(list: &Checklist, catalogue: &Catalogue, font: &mut Font) -> Result<Vec<u8>, ExportError> {
    let words = Words::new(catalogue);
    // Letters are learnt from a first run through, so that widths are known in the second.
    font.learn(ALWAYS.chars())?;
    let texts = every_text(list, words);
    font.learn(texts.iter().flat_map(|text| visible(text).chars().collect::<Vec<_>>()))?;
    let mut paper = Document::new(font);
    paper.title(&title(list, words), 17.0);
    paper.gap(4.0);
    for fact in facts(list, words) {
        paper.paragraph(&fact, BODY);
    }
    for line in &list.guidance {
        paper.paragraph(&words.say(line), BODY);
    }
    if !list.route.is_empty() {
        paper.heading(&words.get("export-route"), 12.0);
        for (number, stop) in (1usize..).zip(&list.route) {
            paper.paragraph(&format!("{number} {} {}", stop.place, stop.purpose), BODY);
        }
    }
    unit_items(&mut paper, list, words);
    for sample in &list.samples {
        sample_part(&mut paper, list, sample, words);
    }
    materials(&mut paper, list, words);
    conclusion(&mut paper, list, words);
    let name = format!("{} {}", list.visit, title(list, words));
    Ok(paper.finish(&name, &running(list, words), |page, pages| page_number(page, pages, words))?)
}

fn page_number(page: usize, pages: usize, words: Words<'_>) -> String {
    words.say(&Message::new("export-page-of").with("page", page).with("pages", pages))
}

/// Everything that may be printed, so that every letter is known.
fn every_text(list: &Checklist, words: Words<'_>) -> Vec<String> {
    let mut texts = vec![title(list, words), running(list, words), page_number(0, 0, words), choices(words)];
    texts.extend(facts(list, words));
    texts.extend(list.guidance.iter().map(|line| words.say(line)));
    texts.extend(list.route.iter().flat_map(|stop| [stop.place.clone(), stop.purpose.clone()]));
    for item in &list.items {
        texts.extend([question(item, words), meaning(item, words), words.list(&item.departments)]);
        texts.push(words.get(method_code(item.method)));
    }
    for sample in &list.samples {
        texts.extend([sample_title(sample, words), awaiting(list, sample, words).unwrap_or_default()]);
        texts.extend(sample_lines(list, sample, words));
        texts.extend(sample.stops.iter().filter_map(|table| stops::for_whom(sample, table, words)));
        texts.extend(sample.stops.iter().flat_map(stops::rows).flatten());
        for element in &sample.drawn {
            texts.extend([element.name.clone(), element.location.clone(), small(element)]);
        }
        texts.extend(sample.replacements.iter().map(|one| replacement(one, words)));
        for one in &sample.directed {
            texts.extend([one.name.clone(), one.location.clone(), one.reason.clone(), one.id.clone()]);
        }
    }
    for disposition in DISPOSITIONS {
        texts.push(words.get(disposition_code(disposition)));
        texts.push(words.sentences(&materials_under(&list.materials, disposition, words)));
    }
    texts.extend(signature_lines(list, words));
    texts.extend(UNIT_HEADS.iter().chain(&LABELS).chain(&stops::HEADS).map(|code| words.get(code)));
    texts
}

/// Heads of the unit's items.
const UNIT_HEADS: [&str; 6] = [
    "export-number",
    "export-method",
    "export-question",
    "export-nonconforming",
    "export-result",
    "export-remarks",
];

/// All other fixed words that are printed.
const LABELS: [&str; 17] = [
    "export-route",
    "export-unit-items",
    "export-stop",
    "export-element",
    "export-location",
    "export-ticket",
    "export-key",
    "export-marks",
    "export-replacements",
    "export-replacement-rule",
    "export-replacement-paper",
    "export-directed",
    "export-directed-rule",
    "export-reason",
    "export-materials",
    "export-conclusion",
    "export-sign-date",
];

fn choices(words: Words<'_>) -> String {
    let one = |code: &str| format!("\u{25a1}{}", words.get(code));
    format!("{} {}", one("export-conforming"), one("export-not-conforming"))
}

fn meaning(item: &CheckItem, words: Words<'_>) -> String {
    format!("{} {}", words.get(class_code(item.class)), item.nonconforming)
}

fn small(element: &Element) -> String {
    format!("{} {}", element.id, element.ticket)
}

fn head(codes: &[&str], words: Words<'_>) -> Row {
    Row { cells: codes.iter().map(|code| words.get(code)).collect(), lines: 1 }
}

fn unit_items(paper: &mut Document<'_>, list: &Checklist, words: Words<'_>) {
    let items = list.items_of_unit();
    if items.is_empty() {
        return;
    }
    paper.heading(&words.get("export-unit-items"), 12.0);
    let rows: Vec<Row> = items
        .iter()
        .map(|(number, item)| Row {
            cells: vec![
                number.to_string(),
                words.get(method_code(item.method)),
                format!("{}\n{}", question(item, words), words.list(&item.departments)),
                meaning(item, words),
                choices(words),
                String::new(),
            ],
            lines: 3,
        })
        .collect();
    let align = [Align::Centre, Align::Centre, Align::Left, Align::Left, Align::Left];
    paper.table(
        &[30.0, 30.0, 0.0, 110.0, 70.0, 90.0],
        &align,
        Some(&head(&UNIT_HEADS, words)),
        &rows,
        SMALL + 0.5,
    );
}

fn sample_part(paper: &mut Document<'_>, list: &Checklist, sample: &Sample, words: Words<'_>) {
    let items = list.items_of(sample);
    paper.heading(&sample_title(sample, words), 12.0);
    for line in sample_lines(list, sample, words).into_iter().chain(awaiting(list, sample, words)) {
        paper.paragraph(&line, SMALL + 0.5);
    }
    stop_numbers(paper, sample, words);
    if sample.drawn.is_empty() {
        many(paper, &blanks(list, sample), &items, words);
    } else if card_lines(list) <= CARD_LINES_MAX {
        for element in &sample.drawn {
            card(paper, element, &items, words);
        }
    } else {
        many(paper, &sample.drawn, &items, words);
    }
    replacements(paper, sample, words);
    directed(paper, sample, words);
}

/// A table a plan: what is read off after each household.
fn stop_numbers(paper: &mut Document<'_>, sample: &Sample, words: Words<'_>) {
    for table in &sample.stops {
        if let Some(departments) = stops::for_whom(sample, table, words) {
            paper.paragraph(&departments, SMALL + 0.5);
        }
        let rows: Vec<Row> =
            stops::rows(table).into_iter().map(|cells| Row { cells: cells.to_vec(), lines: 1 }).collect();
        let align = [Align::Centre; 3];
        paper.table(&[130.0, 130.0, 130.0], &align, Some(&head(&stops::HEADS, words)), &rows, SMALL + 0.5);
        paper.gap(4.0);
    }
}

/// One element with every question written out.
fn card(paper: &mut Document<'_>, element: &Element, items: &[(usize, &CheckItem)], words: Words<'_>) {
    let mut rows: Vec<Row> = items
        .iter()
        .map(|(number, item)| Row {
            cells: vec![
                number.to_string(),
                words.get(method_code(item.method)),
                question(item, words),
                item.nonconforming.clone(),
                choices(words),
                String::new(),
            ],
            lines: 2,
        })
        .collect();
    rows.push(Row { cells: vec![String::new(), String::new(), words.get("export-remarks")], lines: 3 });
    let widths = [24.0, 26.0, 0.0, 110.0, 74.0, 84.0];
    paper.keep(&widths, &rows, SMALL + 0.5);
    let ticket = format!("{} \u{b7} {} {}", element.id, words.get("export-ticket"), element.ticket);
    paper.heading(&format!("{}  {}  {}  {ticket}", element.place, element.name, element.location), 10.0);
    let align = [Align::Centre, Align::Centre, Align::Left, Align::Left, Align::Left];
    paper.table(&widths, &align, None, &rows, SMALL + 0.5);
}

/// One row an element, a column a question; the questions in full before it.
fn many(paper: &mut Document<'_>, elements: &[Element], items: &[(usize, &CheckItem)], words: Words<'_>) {
    if !items.is_empty() {
        paper.heading(&words.get("export-key"), 10.0);
        let rows: Vec<Row> = items
            .iter()
            .map(|(number, item)| Row {
                cells: vec![
                    number.to_string(),
                    words.get(method_code(item.method)),
                    question(item, words),
                    meaning(item, words),
                    words.list(&item.departments),
                ],
                lines: 1,
            })
            .collect();
        let align = [Align::Centre, Align::Centre];
        paper.table(&[24.0, 26.0, 0.0, 150.0, 110.0], &align, None, &rows, SMALL + 0.5);
        paper.gap(4.0);
        paper.paragraph(&words.get("export-marks"), SMALL + 0.5);
    }
    for abreast in chunks(items) {
        paper.gap(6.0);
        let mut cells: Vec<String> =
            ["export-stop", "export-element", "export-location"].iter().map(|code| words.get(code)).collect();
        cells.extend(
            abreast.iter().map(|(number, item)| format!("{number}\n{}", words.get(method_code(item.method)))),
        );
        cells.push(words.get("export-remarks"));
        let mut widths = vec![26.0, 96.0, 84.0];
        widths.extend(std::iter::repeat_n(22.0, abreast.len()));
        widths.push(0.0);
        let rows: Vec<Row> = elements
            .iter()
            .map(|element| Row {
                cells: vec![
                    element.place.to_string(),
                    format!("{}\n{}", element.name, small(element)),
                    element.location.clone(),
                ],
                lines: 2,
            })
            .collect();
        paper.table(&widths, &[Align::Centre], Some(&Row { cells, lines: 2 }), &rows, SMALL);
    }
}

fn replacements(paper: &mut Document<'_>, sample: &Sample, words: Words<'_>) {
    if sample.replacements.is_empty() {
        return;
    }
    paper.heading(&words.get("export-replacements"), 10.0);
    for code in ["export-replacement-rule", "export-replacement-paper"] {
        paper.paragraph(&words.get(code), SMALL + 0.5);
    }
    for element in &sample.replacements {
        paper.paragraph(&replacement(element, words), BODY);
    }
}

fn directed(paper: &mut Document<'_>, sample: &Sample, words: Words<'_>) {
    if sample.directed.is_empty() {
        return;
    }
    paper.heading(&words.get("export-directed"), 10.0);
    paper.paragraph(&words.get("export-directed-rule"), SMALL + 0.5);
    let rows: Vec<Row> = sample
        .directed
        .iter()
        .map(|one| Row {
            cells: vec![format!("{}\n{}", one.name, one.id), one.location.clone(), one.reason.clone()],
            lines: 3,
        })
        .collect();
    let codes = ["export-element", "export-location", "export-reason", "export-remarks"];
    paper.table(&[110.0, 110.0, 110.0, 0.0], &[], Some(&head(&codes, words)), &rows, SMALL + 0.5);
}

/// One row a disposition: which paper a team may not even ask for must be found at a glance.
fn materials(paper: &mut Document<'_>, list: &Checklist, words: Words<'_>) {
    if list.materials.is_empty() {
        return;
    }
    paper.heading(&words.get("export-materials"), 12.0);
    let rows: Vec<Row> = DISPOSITIONS
        .into_iter()
        .filter(|one| list.materials.iter().any(|material| material.disposition == *one))
        .map(|one| Row {
            cells: vec![
                words.get(disposition_code(one)),
                words.sentences(&materials_under(&list.materials, one, words)),
            ],
            lines: 1,
        })
        .collect();
    paper.table(&[84.0, 0.0], &[Align::Centre], None, &rows, SMALL + 0.5);
}

fn conclusion(paper: &mut Document<'_>, list: &Checklist, words: Words<'_>) {
    paper.heading(&words.get("export-conclusion"), 12.0);
    paper.ruled(LINES_TO_WRITE, 22.0);
    for label in signature_lines(list, words) {
        paper.sign(&[(label, 150.0), (words.get("export-sign-date"), 90.0)], 10.5);
    }
}
