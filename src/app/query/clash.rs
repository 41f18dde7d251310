//! Superiors' inspections that clash: with one another, with a unit's quiet period, with days off. The county cannot
//! refuse them; it asks upward, in a letter, to join or to move.

use std::collections::BTreeSet;

use super::all;
use crate::app::county::CountyView;
use crate::app::error::Result;
use crate::app::office::Office;
use crate::domain::arrival::Anchor;
use crate::domain::day::{DayRange, monday};
use crate::domain::id::DepartmentCode;
use crate::domain::message::Message;
use crate::domain::request::Request;
use crate::store::View;

/// One inspection with what stands against its days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clash {
    /// The inspection.
    pub anchor: Anchor,
    /// Its matter.
    pub matter: String,
    /// What it clashes with, a sentence each.
    pub with: Vec<Message>,
    /// What the county asks for.
    pub ask: Message,
}

/// The clashing inspections of a department from a day on, by day and unit.
pub fn clashes(
    view: &View<'_>,
    office: &Office,
    county: &CountyView,
    department: &DepartmentCode,
    from: chrono::NaiveDate,
) -> Result<Vec<Clash>> {
    let anchors: Vec<Anchor> = all(view)?;
    let mut found = Vec::new();
    let own = |anchor: &&Anchor| anchor.department == *department && anchor.start >= from;
    for anchor in anchors.iter().filter(own) {
        let others: Vec<&Anchor> = anchors.iter().filter(|other| same_week(anchor, other)).collect();
        let apart = apart(office, county, anchor);
        let mut with: Vec<Message> = others.iter().map(|other| other_text(county, other)).collect();
        with.extend(apart.iter().cloned());
        if with.is_empty() {
            continue;
        }
        let ask = Message::new(if apart.is_empty() { "clash-ask-join" } else { "clash-ask-move" });
        let request = view.get::<Request>(&anchor.request.to_string())?;
        let matter = request.map(|request| request.record.title).unwrap_or_default();
        found.push(Clash { anchor: anchor.clone(), matter, with, ask });
    }
    found.sort_by_key(|clash| (clash.anchor.start, clash.anchor.id));
    Ok(found)
}

/// The departments whose inspections may clash: those that have any.
pub fn departments(view: &View<'_>) -> Result<BTreeSet<DepartmentCode>> {
    Ok(all::<Anchor>(view)?.into_iter().map(|anchor| anchor.department).collect())
}

/// Another inspection at the same unit in the same week.
fn same_week(anchor: &Anchor, other: &Anchor) -> bool {
    other.id != anchor.id && other.unit == anchor.unit && monday(other.start) == monday(anchor.start)
}

fn other_text(county: &CountyView, other: &Anchor) -> Message {
    Message::new("clash-same-week")
        .with("department", county.departments.short(&other.department))
        .with("date", other.start.to_string())
}

/// Quiet periods and days off that its days touch.
fn apart(office: &Office, county: &CountyView, anchor: &Anchor) -> Vec<Message> {
    let until = anchor.start.checked_add_days(chrono::Days::new(u64::from(anchor.days)));
    let days = DayRange { from: anchor.start, until: until.unwrap_or(anchor.start) };
    let quiet = county.units.unit(&anchor.unit).into_iter().flat_map(|unit| &unit.quiet);
    let quiet = quiet.filter(|quiet| quiet.days.overlaps(&days)).map(|quiet| {
        Message::new("clash-quiet")
            .with("name", quiet.name.as_str())
            .with("from", quiet.days.from.to_string())
            .with("to", quiet.days.last().to_string())
    });
    // A year nobody knows the holidays of is no reason to write.
    let off = days.days().filter(|day| office.calendar.is_working(*day) == Ok(false));
    let off = off.map(|day| Message::new("clash-day-off").with("date", day.to_string()));
    quiet.chain(off).collect()
}
