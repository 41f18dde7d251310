//! The checklist as a page to print on A4. Few elements get a card each, with the questions written out; many get
//! one row each, the questions as upright column heads. Knows the layout only.

use maud::{Markup, html};

use super::texts::{
    DISPOSITIONS, awaiting, class_code, disposition_code, facts, materials_under, method_code, question,
    replacement, running, sample_lines, sample_title, signature_lines, title,
};
use super::{CheckItem, Checklist, Directed, Element, Sample, stops};
use crate::exchange::export::page::Page;
use crate::exchange::export::words::Words;
use crate::text::Catalogue;

/// Lines of writing on the whole list up to which each element gets a card, a line a question and two for name and
/// record: two or three pages. Beyond that a table shows the same on a fraction of the paper.
pub(super) const CARD_LINES_MAX: usize = 60;
/// Questions side by side in one table of many elements; more of them continue in a further table.
const QUESTIONS_ABREAST: usize = 10;
/// Ruled lines for what was found.
pub(super) const LINES_TO_WRITE: usize = 3;
/// Rows printed for names where the draw takes place on the day.
const BLANK_ROWS_MAX: usize = 60;

/// The checklist as one self-contained HTML file.
pub fn html(list: &Checklist, catalogue: &Catalogue) -> String {
    let words = Words::new(catalogue);
    let (name, running) = (format!("{} {}", list.visit, title(list, words)), running(list, words));
    let page = Page { language: words.language_tag(), title: &name, running: &running, landscape: false };
    page.render(&html! {
        h1 { (title(list, words)) }
        div.facts { @for fact in facts(list, words) { span { (fact) } } }
        (guidance(list, words))
        (route(list, words))
        (unit_items(list, words))
        @for sample in &list.samples { (sample_part(list, sample, words)) }
        (materials(list, words))
        (conclusion(list, words))
    })
}

fn guidance(list: &Checklist, words: Words<'_>) -> Markup {
    html! {
        @if !list.guidance.is_empty() {
            ul.guidance { @for line in &list.guidance { li { (words.say(line)) } } }
        }
    }
}

fn route(list: &Checklist, words: Words<'_>) -> Markup {
    html! {
        @if !list.route.is_empty() {
            h2 { (words.get("export-route")) }
            ol.route {
                @for stop in &list.route {
                    li { (stop.place) @if !stop.purpose.is_empty() { span.note { " " (stop.purpose) } } }
                }
            }
        }
    }
}

/// Items answered once for the unit, with room to write.
fn unit_items(list: &Checklist, words: Words<'_>) -> Markup {
    let items = list.items_of_unit();
    html! {
        @if !items.is_empty() {
            h2 { (words.get("export-unit-items")) }
            table.items {
                thead { tr {
                    th style="width:11mm" { (words.get("export-number")) }
                    th style="width:11mm" { (words.get("export-method")) }
                    th { (words.get("export-question")) }
                    th style="width:40mm" { (words.get("export-nonconforming")) }
                    th style="width:35mm" { (words.get("export-result")) }
                    th style="width:36mm" { (words.get("export-remarks")) }
                } }
                tbody { @for (number, item) in &items {
                    tr.write {
                        td.c { (number) }
                        td.c { (words.get(method_code(item.method))) }
                        td { (question(item, words)) (for_whom(item, words)) }
                        td { (words.get(class_code(item.class))) " " (item.nonconforming) }
                        td.n { (boxes(words)) }
                        td {}
                    }
                } }
            }
        }
    }
}

fn for_whom(item: &CheckItem, words: Words<'_>) -> Markup {
    html! { @if !item.departments.is_empty() { div.note { (words.list(&item.departments)) } } }
}

fn boxes(words: Words<'_>) -> Markup {
    html! { @for code in ["export-conforming", "export-not-conforming"] { span.box-line { span.box {} (words.get(code)) } " " } }
}

fn sample_part(list: &Checklist, sample: &Sample, words: Words<'_>) -> Markup {
    let items = list.items_of(sample);
    html! {
        h2 { (sample_title(sample, words)) }
        @for line in sample_lines(list, sample, words) { p.note.long { (line) } }
        (stop_numbers(sample, words))
        @if let Some(line) = awaiting(list, sample, words) {
            p { (line) }
            (many(&blanks(list, sample), &items, words))
        } @else if card_lines(list) <= CARD_LINES_MAX {
            @for element in &sample.drawn { (card(element, &items, words)) }
        } @else {
            (many(&sample.drawn, &items, words))
        }
        (replacements(sample, words))
        (directed(&sample.directed, &items, words))
    }
}

/// A table a plan: what is read off after each household.
fn stop_numbers(sample: &Sample, words: Words<'_>) -> Markup {
    html! { @for table in &sample.stops {
        @if let Some(departments) = stops::for_whom(sample, table, words) { p.note.keep { (departments) } }
        table.items.keep style="width:130mm" {
            thead { tr { @for head in stops::HEADS { th style="width:33%" { (words.get(head)) } } } }
            tbody { @for row in stops::rows(table) { tr { @for cell in row { td.c { (cell) } } } } }
        }
    } }
}

/// Lines all drawn elements of a list would take on cards.
pub(super) fn card_lines(list: &Checklist) -> usize {
    list.samples.iter().fold(0, |sum, sample| {
        let lines = list.items_of(sample).len().saturating_add(2);
        sum.saturating_add(sample.drawn.len().saturating_mul(lines))
    })
}

/// Rows to write names in where the draw takes place on the day.
pub(super) fn blanks(list: &Checklist, sample: &Sample) -> Vec<Element> {
    let blank = |place| Element {
        place,
        id: String::new(),
        ticket: String::new(),
        name: String::new(),
        location: String::new(),
    };
    list.stops(sample).into_iter().take(BLANK_ROWS_MAX).map(blank).collect()
}

/// One element with every question written out.
fn card(element: &Element, items: &[(usize, &CheckItem)], words: Words<'_>) -> Markup {
    html! {
        section.card {
            div.card-head {
                span.stop { (element.place) } b { (element.name) } span { (element.location) }
                span.ticket { (element.id) " · " (words.get("export-ticket")) " " (element.ticket) }
            }
            (card_items(items, words))
        }
    }
}

fn card_items(items: &[(usize, &CheckItem)], words: Words<'_>) -> Markup {
    html! {
        table.items { tbody {
            @for (number, item) in items {
                tr {
                    td.c style="width:8mm" { (number) }
                    td.c style="width:11mm" { (words.get(method_code(item.method))) }
                    td { (question(item, words)) }
                    td style="width:46mm" { span.note { (item.nonconforming) } }
                    td.n style="width:35mm" { (boxes(words)) }
                    td style="width:34mm" {}
                }
            }
            tr.write { td colspan="6" { (words.get("export-remarks")) } }
        } }
    }
}

/// One row an element, a column a question.
fn many(elements: &[Element], items: &[(usize, &CheckItem)], words: Words<'_>) -> Markup {
    html! {
        (key(items, words))
        p.note.keep { (words.get("export-marks")) }
        @for abreast in chunks(items) {
            table.many {
                thead { tr {
                    th style="width:10mm" { (words.get("export-stop")) }
                    th style="width:36mm" { (words.get("export-element")) }
                    th style="width:34mm" { (words.get("export-location")) }
                    @for (number, item) in abreast {
                        th.upright { div { (number) " " (words.get(method_code(item.method))) " " (item.question) } }
                    }
                    th { (words.get("export-remarks")) }
                } }
                tbody {
                    @for element in elements {
                        tr {
                            td.c { (element.place) }
                            td { b { (element.name) } div.small { (element.id) " " (element.ticket) } }
                            td { (element.location) }
                            @for _ in abreast { td {} }
                            td {}
                        }
                    }
                }
            }
        }
    }
}

/// Questions by tables; a sample without questions still gets its table.
pub(super) fn chunks<'a, 'b>(items: &'b [(usize, &'a CheckItem)]) -> Vec<&'b [(usize, &'a CheckItem)]> {
    if items.is_empty() { vec![items] } else { items.chunks(QUESTIONS_ABREAST).collect() }
}

/// The questions behind the column heads, in full.
fn key(items: &[(usize, &CheckItem)], words: Words<'_>) -> Markup {
    html! {
        @if !items.is_empty() {
            h3 { (words.get("export-key")) }
            table.items { tbody {
                @for (number, item) in items {
                    tr {
                        td.c style="width:8mm" { (number) }
                        td.c style="width:11mm" { (words.get(method_code(item.method))) }
                        td { (question(item, words)) (for_whom(item, words)) }
                        td style="width:70mm" { (words.get(class_code(item.class))) " " (item.nonconforming) }
                    }
                }
            } }
        }
    }
}

fn replacements(sample: &Sample, words: Words<'_>) -> Markup {
    html! {
        @if !sample.replacements.is_empty() {
            h3 { (words.get("export-replacements")) }
            p.note.keep { (words.get("export-replacement-rule")) " " (words.get("export-replacement-paper")) }
            div.replacements {
                @for element in &sample.replacements { div { (replacement(element, words)) } }
            }
        }
    }
}

fn directed(directed: &[Directed], items: &[(usize, &CheckItem)], words: Words<'_>) -> Markup {
    html! {
        @if !directed.is_empty() {
            h3 { (words.get("export-directed")) }
            p.note.keep { (words.get("export-directed-rule")) }
            table.many {
                thead { tr {
                    th style="width:36mm" { (words.get("export-element")) }
                    th style="width:38mm" { (words.get("export-location")) }
                    th style="width:38mm" { (words.get("export-reason")) }
                    th { (words.get("export-remarks")) }
                } }
                tbody { @for element in directed {
                    tr.write {
                        td { b { (element.name) } div.small { (element.id) } }
                        td { (element.location) }
                        td { (element.reason) }
                        td { @for (number, _) in items { span.mark { (number) span.box {} } } }
                    }
                } }
            }
        }
    }
}

/// One row a disposition: which paper a team may not even ask for must be found at a glance.
fn materials(list: &Checklist, words: Words<'_>) -> Markup {
    html! {
        @if !list.materials.is_empty() {
            h2 { (words.get("export-materials")) }
            table { tbody { @for disposition in DISPOSITIONS {
                @if list.materials.iter().any(|material| material.disposition == disposition) {
                    tr {
                        th.n style="width:30mm" { (words.get(disposition_code(disposition))) }
                        td { (words.sentences(&materials_under(&list.materials, disposition, words))) }
                    }
                }
            } } }
        }
    }
}

fn conclusion(list: &Checklist, words: Words<'_>) -> Markup {
    html! {
        section.end {
            h2 { (words.get("export-conclusion")) }
            @for _ in 0..LINES_TO_WRITE { div.line {} }
            @for label in signature_lines(list, words) {
                div.sign { span { (label) } span.rule {} span { (words.get("export-sign-date")) } span.rule.short {} }
            }
        }
    }
}
