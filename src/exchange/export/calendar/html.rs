//! The calendar as a page to read and print: overview, a page a month, then unit by unit. Knows the layout only.

use maud::{Markup, html};

use super::month::{Day, Month, months};
use super::xlsx::{brief_anchor, brief_visit};
use super::{Calendar, Visit};
use crate::exchange::export::page::Page;
use crate::exchange::export::words::{WEEKDAYS, Words};
use crate::text::Catalogue;

/// The calendar as one self-contained HTML file, A4 landscape when printed.
pub fn html(calendar: &Calendar, catalogue: &Catalogue) -> String {
    let words = Words::new(catalogue);
    let heading = calendar.heading();
    let page = Page { language: words.language_tag(), title: &heading, running: &heading, landscape: true };
    page.render(&html! {
        h1 { (heading) }
        p.sub { (calendar.subtitle(words)) }
        p.sub { (calendar.summary(words)) }
        (overview(calendar, words))
        @for month in months(calendar) { (month_grid(&month, words)) }
        h2 style="break-before:page" { (words.get("export-by-unit")) }
        @for (unit, visits) in calendar.units() { (unit_part(calendar, unit, &visits, words)) }
    })
}

fn overview(calendar: &Calendar, words: Words<'_>) -> Markup {
    let heads = [
        ("export-id", "17mm"),
        ("export-days", "42mm"),
        ("export-unit", "32mm"),
        ("export-manner", "27mm"),
        ("export-departments", "auto"),
        ("export-subjects", "auto"),
    ];
    html! {
        table.wide {
            (head(&heads, words))
            tbody {
                @for visit in calendar.visits_in_order() {
                    tr.cancelled[visit.cancelled] {
                        td.n { (visit.id) }
                        td { (words.span(visit.first_day, visit.days)) }
                        td { (visit.unit) }
                        td { (manner(visit, words)) }
                        td { (words.list(&visit.departments)) }
                        td { (words.list(&visit.subjects)) }
                    }
                }
                @for anchor in calendar.anchors_in_order() {
                    tr.anchor.cancelled[anchor.cancelled] {
                        td.n { (anchor.id) }
                        td { (words.span(anchor.first_day, anchor.days)) }
                        td { (words.list(&anchor.units)) }
                        td { (words.get("export-kind-anchor")) }
                        td { (anchor.body) }
                        td { (anchor.subject) }
                    }
                }
            }
        }
        @for quiet in &calendar.quiet {
            p.note { (words.labelled("export-quiet", &format!("{} {}", quiet.name, words.period(quiet.first, quiet.last)))) }
        }
        @for hash in &calendar.sealed { p.note { (words.labelled("export-sealed", hash)) } }
    }
}

/// A header row; widths keep tables that follow each other in line.
fn head(columns: &[(&str, &str)], words: Words<'_>) -> Markup {
    html! {
        thead { tr { @for (code, width) in columns { th style={ "width:" (width) } { (words.get(code)) } } } }
    }
}

fn manner(visit: &Visit, words: Words<'_>) -> String {
    words.get(if visit.cancelled { visit.status_code() } else { visit.manner_code() })
}

fn month_grid(month: &Month<'_>, words: Words<'_>) -> Markup {
    html! {
        section.month {
            h2 { (words.month(month.first)) }
            table {
                thead { tr { @for code in WEEKDAYS { th { (words.get(code)) } } } }
                tbody {
                    @for week in &month.weeks {
                        tr { @for day in week {
                            @match day { Some(day) => (day_cell(day, words)), None => td.out {} }
                        } }
                    }
                }
            }
            p.note { (words.get("export-month-legend")) }
        }
    }
}

fn day_cell(day: &Day<'_>, words: Words<'_>) -> Markup {
    html! {
        td.off[day.is_off()].quiet[day.quiet.is_some() && !day.is_off()] {
            span.date { (day.date.format("%-d")) } " " span.name { (day.names(words)) }
            @for anchor in &day.anchors {
                div.entry.anchor.cancelled[anchor.cancelled] { (brief_anchor(anchor, words)) }
            }
            @for visit in &day.visits {
                div.entry.cancelled[visit.cancelled] { (brief_visit(visit, words)) }
            }
        }
    }
}

fn unit_part(calendar: &Calendar, unit: &str, visits: &[&Visit], words: Words<'_>) -> Markup {
    let heads = [
        ("export-id", "17mm"),
        ("export-days", "42mm"),
        ("export-manner", "27mm"),
        ("export-departments", "52mm"),
        ("export-demands", "auto"),
        ("export-team", "40mm"),
    ];
    let anchors = calendar.anchors_in_order().into_iter().filter(|a| a.units.iter().any(|name| name == unit));
    html! {
        section.unit {
            h3 { (unit) }
            table {
                (head(&heads, words))
                tbody {
                    @for visit in visits {
                        tr.cancelled[visit.cancelled] {
                            td.n { (visit.id) }
                            td { (words.span(visit.first_day, visit.days)) }
                            td { (manner(visit, words)) }
                            td { (words.list(&visit.departments)) }
                            td {
                                @for line in visit.demand_lines(words) { p { (line) } }
                                @if let Some(note) = &visit.note { p.note { (note) } }
                            }
                            td { (visit.people(words)) }
                        }
                    }
                    @for anchor in anchors {
                        tr.anchor.cancelled[anchor.cancelled] {
                            td.n { (anchor.id) }
                            td { (words.span(anchor.first_day, anchor.days)) }
                            td { (words.get("export-kind-anchor")) }
                            td { (anchor.body) }
                            td { (anchor.subject) }
                            td {}
                        }
                    }
                }
            }
        }
    }
}
