//! What the comings and goings of the county trip, and how the plan and what really came agree.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use crate::app::county::CountyView;
use crate::app::error::Result;
use crate::app::movement::Movements;
use crate::app::office::Office;
use crate::domain::day::DayRange;
use crate::domain::id::UnitCode;
use crate::domain::rule::Verdict;
use crate::rules::activity::{Activity, Origin};
use crate::store::View;

/// Plan and execution of a span: occasions, whoever took part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Execution {
    /// On the plan, those of superiors among them.
    pub planned: usize,
    /// Of these, reported by the township as having come.
    pub came: usize,
    /// Reported as having come, on the plan or not.
    pub arrived: usize,
    /// Came without a plan.
    pub outside: usize,
    /// Came without a word beforehand and without a plan.
    pub outside_unannounced: usize,
}

impl Execution {
    /// How many of a hundred arrivals stood on no plan, rounded down; nothing where none came.
    pub const fn outside_percent(&self) -> usize {
        match (self.outside * 100).checked_div(self.arrived) {
            Some(percent) => percent,
            None => 0,
        }
    }
}

/// Several occasions at one unit on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SameDay {
    /// The day.
    pub day: NaiveDate,
    /// The unit's name.
    pub unit: String,
    /// How many, those planned and those that came without a plan.
    pub occasions: usize,
}

/// Alarms of a span.
#[derive(Clone, Debug, Default)]
pub struct Alarms {
    /// In rule order.
    pub verdicts: Vec<Verdict>,
    /// Plan against execution.
    pub execution: Execution,
    /// Where several came on one day, or are to come: most at once first.
    pub same_day: Vec<SameDay>,
}

/// Alarms over requests with fixed days, the plan and what came; at one unit, or in the whole county. A window that ends
/// inside the span may begin before it.
pub fn alarms(view: &View<'_>, office: &Office, span: DayRange, unit: Option<&UnitCode>) -> Result<Alarms> {
    let county = CountyView::load(view)?;
    let mut movements = match unit {
        Some(unit) => Movements::around(view, office, &county, std::slice::from_ref(unit), None, &[])?,
        None => Movements::everywhere(view, office, &county, looked_back(span))?,
    };
    movements.activities.retain(|activity| unit.is_none_or(|unit| activity.unit == *unit));
    let execution = execution(&movements.activities, span);
    let same_day = same_day(&movements.activities, &county, span);
    Ok(Alarms { verdicts: movements.alarms(office, span), execution, same_day })
}

/// From when on something may matter in a span: rules look back a year at most.
fn looked_back(span: DayRange) -> NaiveDate {
    span.from.checked_sub_days(Days::new(366)).unwrap_or(NaiveDate::MIN)
}

fn same_day(activities: &[Activity], county: &CountyView, span: DayRange) -> Vec<SameDay> {
    let mut occasions: BTreeMap<(NaiveDate, &UnitCode), BTreeSet<&str>> = BTreeMap::new();
    let happens = |activity: &&Activity| activity.origin != Origin::Requested;
    for activity in activities.iter().filter(happens) {
        for day in activity.day.iter_days().take(usize::try_from(activity.days.max(1)).unwrap_or(1)) {
            if span.contains(day) {
                occasions.entry((day, &activity.unit)).or_default().insert(&activity.occasion);
            }
        }
    }
    let several = occasions.into_iter().filter(|(_, occasions)| occasions.len() > 1);
    let mut found: Vec<SameDay> = several
        .map(|((day, unit), occasions)| SameDay {
            day,
            unit: county.units.name(unit),
            occasions: occasions.len(),
        })
        .collect();
    found.sort_by_key(|same| (std::cmp::Reverse(same.occasions), same.day));
    found
}

fn execution(activities: &[Activity], span: DayRange) -> Execution {
    let occasions = |test: &dyn Fn(&Activity) -> bool| {
        let inside = activities.iter().filter(|activity| span.contains(activity.day) && test(activity));
        let names = inside.map(|activity| activity.occasion.clone());
        names.collect::<BTreeSet<String>>()
    };
    let planned = occasions(&|activity| activity.origin == Origin::Planned);
    let came = occasions(&|activity| activity.origin == Origin::Arrived);
    let outside = occasions(&|activity| activity.origin == Origin::Arrived && activity.matter.is_none());
    let untold = occasions(&|activity| {
        activity.origin == Origin::Arrived && activity.matter.is_none() && !activity.announced
    });
    Execution {
        planned: planned.len(),
        came: planned.intersection(&came).count(),
        arrived: came.len(),
        outside: outside.len(),
        outside_unannounced: untold.len(),
    }
}

/// The calendar year a day lies in.
pub fn year_of(day: NaiveDate) -> Option<DayRange> {
    use chrono::Datelike;
    DayRange::inclusive(
        NaiveDate::from_ymd_opt(day.year(), 1, 1)?,
        NaiveDate::from_ymd_opt(day.year(), 12, 31)?,
    )
}
