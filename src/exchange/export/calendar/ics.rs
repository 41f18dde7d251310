//! The calendar for phones and desktops: iCalendar (RFC 5545). Knows the format, nothing of the plan.
//!
//! A visit is an event of whole days (`VALUE=DATE`, the end is the day after the last). It promises a day, not an
//! hour; an event from nine to six over two days would be drawn through the night, and a device set to another zone
//! would show other hours, for an early one another day. Whole days are the same day everywhere: at the top of the
//! day on phones, one line a day in khal. `VTIMEZONE` says in which zone the days are meant.

use chrono::NaiveDate;

use super::{Anchor, Calendar, Visit};
use crate::domain::message::Message;
use crate::exchange::export::words::{Words, last_day};
use crate::text::Catalogue;
use crate::text::visible::visible;

/// Octets of a line before it must be folded (RFC 5545, 3.1), line end not counted.
const LINE_OCTETS_MAX: usize = 75;
const ZONE: &str = "Asia/Shanghai";

/// The calendar as iCalendar text: UTF-8, CRLF, folded.
pub fn ics(calendar: &Calendar, catalogue: &Catalogue) -> String {
    let words = Words::new(catalogue);
    let mut lines = Lines::default();
    lines.push("BEGIN", "VCALENDAR");
    lines.push("VERSION", "2.0");
    lines.push("PRODID", &format!("-//lianjian//calendar//{}", words.language_tag()));
    lines.push("CALSCALE", "GREGORIAN");
    lines.push("METHOD", "PUBLISH");
    lines.push("X-WR-CALNAME", &escaped(&calendar.heading()));
    lines.push("X-WR-TIMEZONE", ZONE);
    time_zone(&mut lines);
    for visit in calendar.visits_in_order() {
        event(&mut lines, calendar, words, &of_visit(visit, words));
    }
    for anchor in calendar.anchors_in_order() {
        event(&mut lines, calendar, words, &of_anchor(anchor, words));
    }
    lines.push("END", "VCALENDAR");
    lines.text
}

/// China has had one offset, without summer time, since 1991.
fn time_zone(lines: &mut Lines) {
    lines.push("BEGIN", "VTIMEZONE");
    lines.push("TZID", ZONE);
    lines.push("BEGIN", "STANDARD");
    lines.push("DTSTART", "19911231T000000");
    lines.push("TZOFFSETFROM", "+0800");
    lines.push("TZOFFSETTO", "+0800");
    lines.push("TZNAME", "CST");
    lines.push("END", "STANDARD");
    lines.push("END", "VTIMEZONE");
}

/// What an event says, whatever it stands for.
struct Event {
    id: String,
    sequence: u32,
    cancelled: bool,
    first: NaiveDate,
    days: u32,
    summary: String,
    location: String,
    category: String,
    description: Vec<String>,
}

fn of_visit(visit: &Visit, words: Words<'_>) -> Event {
    let summary = words.say(
        &Message::new("export-ics-visit")
            .with("unit", visit.unit.as_str())
            .with("departments", visit.departments.len()),
    );
    let location = if visit.township == visit.unit {
        visit.unit.clone()
    } else {
        format!("{} {}", visit.township, visit.unit)
    };
    let mut description = vec![
        format!("{} {}", visit.id, words.get(visit.manner_code())),
        words.labelled("export-departments", &words.list(&visit.departments)),
        words.labelled("export-subjects", &words.list(&visit.subjects)),
    ];
    if visit.leader.is_some() || !visit.team.is_empty() {
        description.push(words.labelled("export-team", &visit.people(words)));
    }
    description.extend(visit.demand_lines(words));
    description.extend(visit.note.clone());
    Event {
        id: visit.id.clone(),
        sequence: visit.sequence,
        cancelled: visit.cancelled,
        first: visit.first_day,
        days: visit.days,
        summary,
        location,
        category: words.get("export-kind-visit"),
        description,
    }
}

fn of_anchor(anchor: &Anchor, words: Words<'_>) -> Event {
    let summary = words.say(
        &Message::new("export-ics-anchor")
            .with("body", anchor.body.as_str())
            .with("subject", anchor.subject.as_str()),
    );
    let mut description = vec![anchor.id.clone(), words.labelled("export-units", &words.list(&anchor.units))];
    description.extend(anchor.note.clone());
    Event {
        id: anchor.id.clone(),
        sequence: anchor.sequence,
        cancelled: anchor.cancelled,
        first: anchor.first_day,
        days: anchor.days,
        summary,
        location: words.list(&anchor.units),
        category: words.get("export-kind-anchor"),
        description,
    }
}

fn event(lines: &mut Lines, calendar: &Calendar, words: Words<'_>, event: &Event) {
    lines.push("BEGIN", "VEVENT");
    lines.push("UID", &escaped(&format!("{}-{}@lianjian", calendar.county_code, event.id)));
    lines.push("DTSTAMP", &stamp(calendar.generated_on));
    lines.push("SEQUENCE", &event.sequence.to_string());
    lines.push("STATUS", if event.cancelled { "CANCELLED" } else { "CONFIRMED" });
    lines.push("DTSTART;VALUE=DATE", &day(event.first));
    let after = last_day(event.first, event.days).succ_opt().unwrap_or(NaiveDate::MAX);
    lines.push("DTEND;VALUE=DATE", &day(after));
    // Many phones show a cancelled event like any other: its name says so too.
    let summary = if event.cancelled {
        words.say(&Message::new("export-ics-cancelled").with("summary", event.summary.as_str()))
    } else {
        event.summary.clone()
    };
    lines.push("SUMMARY", &escaped(&summary));
    lines.push("LOCATION", &escaped(&event.location));
    lines.push("CATEGORIES", &escaped(&event.category));
    lines.push("DESCRIPTION", &escaped(&event.description.join("\n")));
    lines.push("TRANSP", "OPAQUE");
    lines.push("END", "VEVENT");
}

fn day(date: NaiveDate) -> String {
    date.format("%Y%m%d").to_string()
}

/// The beginning of a day in China, in UTC as the format wants it: four in the afternoon of the day before.
fn stamp(date: NaiveDate) -> String {
    format!("{}T160000Z", day(date.pred_opt().unwrap_or(date)))
}

/// A text value (RFC 5545, 3.3.11): the four characters with a meaning escaped, line ends as `\n`, other control
/// characters visible.
fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for (at, line) in text.lines().enumerate() {
        if at > 0 {
            value.push_str("\\n");
        }
        for character in visible(line).chars() {
            if matches!(character, '\\' | ';' | ',') {
                value.push('\\');
            }
            value.push(character);
        }
    }
    value
}

/// Content lines, folded as they are added.
#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn push(&mut self, name: &str, value: &str) {
        let mut octets = 0;
        for character in name.chars().chain([':']).chain(value.chars()) {
            if octets + character.len_utf8() > LINE_OCTETS_MAX {
                self.text.push_str("\r\n ");
                octets = 1;
            }
            self.text.push(character);
            octets += character.len_utf8();
        }
        self.text.push_str("\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_fold(value: &str) {
        let mut lines = Lines::default();
        lines.push("SUMMARY", value);
        let text = lines.text;
        assert!(text.ends_with("\r\n"));
        for line in text.trim_end().split("\r\n") {
            assert!(line.len() <= LINE_OCTETS_MAX, "{} octets: {line}", line.len());
        }
        assert_eq!(text.replace("\r\n ", "").trim_end(), format!("SUMMARY:{value}"));
    }

    #[test]
    fn lines_fold_at_75_octets_between_characters() {
        check_fold("");
        check_fold(&"a".repeat(67));
        check_fold(&"a".repeat(68));
        check_fold(&"检".repeat(100));
        check_fold(&format!("a{}", "检查".repeat(90)));
        check_fold(&"𠮷".repeat(100));
    }

    #[test]
    fn text_cannot_leave_its_value() {
        assert_eq!(escaped("a,b;c\\d\r\nEND:VEVENT\u{1b}"), "a\\,b\\;c\\\\d\\nEND:VEVENT␛");
        assert_eq!(escaped("a\rEND:VEVENT"), "a␍END:VEVENT");
    }

    #[test]
    fn a_stamp_is_midnight_in_china() {
        assert_eq!(stamp(NaiveDate::from_ymd_opt(2019, 10, 8).unwrap()), "20191007T160000Z");
    }
}
