//! The burden before and after as a page with charts drawn in the page itself. Knows the layout only.

use maud::{Markup, html};

use super::{Burden, change, measure_code};
use crate::exchange::export::page::Page;
use crate::exchange::export::words::Words;
use crate::text::{Catalogue, width};

/// One pair of bars.
struct Pair {
    name: String,
    before: u32,
    after: u32,
}

/// The report as one self-contained HTML file.
pub fn html(burden: &Burden, catalogue: &Catalogue) -> String {
    let words = Words::new(catalogue);
    let title = burden.title(words);
    let page = Page { language: words.language_tag(), title: &title, running: &title, landscape: false };
    let units: Vec<Pair> = burden
        .units_in_order()
        .iter()
        .map(|unit| Pair { name: unit.unit.clone(), before: unit.before, after: unit.after })
        .collect();
    let departments: Vec<Pair> = burden
        .departments
        .iter()
        .map(|one| Pair { name: one.department.clone(), before: one.before, after: one.after })
        .collect();
    page.render(&html! {
        h1 { (title) }
        p.sub { (burden.subtitle(words)) }
        h2 { (words.get("export-burden-whole")) }
        (measures(burden, words))
        h2 { (words.get("export-burden-units")) }
        (legend(burden))
        (bars(&units))
        (unit_table(burden, words))
        h2 { (words.get("export-burden-departments")) }
        (legend(burden))
        (bars(&departments))
        @for note in &burden.notes { p.note { (words.say(note)) } }
        p.note { (words.get("export-burden-order")) }
    })
}

fn measures(burden: &Burden, words: Words<'_>) -> Markup {
    html! {
        table {
            thead { tr {
                th { (words.get("export-measure-name")) } th { (burden.before) } th { (burden.after) }
                th { (words.get("export-change")) } th style="width:62mm" {}
            } }
            tbody { @for measure in &burden.measures {
                tr {
                    td { (words.get(measure_code(measure.kind))) }
                    td.c { (measure.before) }
                    td.c { (measure.after) }
                    td.c { b { (change(measure.before, measure.after, words)) } }
                    td { (share(measure.before, measure.after)) }
                }
            } }
        }
    }
}

/// Two bars on one scale, the larger the full width.
fn share(before: u32, after: u32) -> Markup {
    let most = before.max(after);
    html! {
        svg.share viewBox="0 0 300 22" width="58mm" role="img" {
            rect.before x="0" y="1" width=(scaled(before, most, 300)) height="9" {}
            rect.after x="0" y="12" width=(scaled(after, most, 300)) height="9" {}
        }
    }
}

fn legend(burden: &Burden) -> Markup {
    html! {
        p.legend {
            span.key.before {} (burden.before) " " span.key.after {} (burden.after)
        }
    }
}

/// Pairs of horizontal bars with their names and numbers. Broken into one drawing a pair, so that a page can end
/// between any two.
fn bars(pairs: &[Pair]) -> Markup {
    let most = pairs.iter().map(|pair| pair.before.max(pair.after)).max().unwrap_or(0);
    let widest = pairs.iter().map(|pair| width::on_paper(&pair.name)).max().unwrap_or(0).clamp(6, 30);
    // Half the height of a character for each column of text.
    let left = widest * 7 + 10;
    html! {
        @for pair in pairs {
            svg.pair viewBox="0 0 700 34" role="img" {
                text x="0" y="21" font-size="13" { (width::cut(&pair.name, 30)) }
                @for (class, value, y) in [("before", pair.before, 4u32), ("after", pair.after, 18)] {
                    rect class=(class) x=(left) y=(y) width=(scaled(value, most, bar_room(left))) height="11" {}
                    text x=(u64::try_from(left).unwrap_or(0) + scaled(value, most, bar_room(left)) + 5)
                        y=(y + 10) font-size="11" { (value) }
                }
            }
        }
    }
}

/// Room for bars right of the names, with room for their numbers.
fn bar_room(left: usize) -> u64 {
    u64::try_from(650usize.saturating_sub(left)).unwrap_or(0)
}

fn scaled(value: u32, most: u32, room: u64) -> u64 {
    if most == 0 { 0 } else { u64::from(value) * room / u64::from(most) }
}

fn unit_table(burden: &Burden, words: Words<'_>) -> Markup {
    let heads = [
        "export-unit",
        "export-arrivals-before",
        "export-arrivals-after",
        "export-outside-quota",
        "export-change",
        "export-week-max-before",
        "export-week-max-after",
    ];
    html! {
        table {
            thead { tr { @for code in heads { th { (words.get(code)) } } } }
            tbody { @for unit in burden.units_in_order() {
                tr {
                    td { (unit.unit) }
                    td.c { (unit.before) }
                    td.c { (unit.after) }
                    td.c { (unit.outside_quota) }
                    td.c { (change(unit.before, unit.after, words)) }
                    td.c { (unit.week_max_before) }
                    td.c { (unit.week_max_after) }
                }
            } }
        }
    }
}
