//! What the comings and goings of the county trip, and how the plan and what really came agree.

use chrono::NaiveDate;

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
    /// Came without a plan.
    pub outside: usize,
    /// Came without a word beforehand and without a plan.
    pub outside_unannounced: usize,
}

/// Alarms of a span.
#[derive(Clone, Debug, Default)]
pub struct Alarms {
    /// In rule order.
    pub verdicts: Vec<Verdict>,
    /// Plan against execution.
    pub execution: Execution,
}

/// Alarms over requests with fixed days, the plan and what came; at one unit, or in the whole county. A window that ends
/// inside the span may begin before it.
pub fn alarms(view: &View<'_>, office: &Office, span: DayRange, unit: Option<&UnitCode>) -> Result<Alarms> {
    let county = CountyView::load(view)?;
    let mut movements = match unit {
        Some(unit) => Movements::around(view, office, &county, std::slice::from_ref(unit), None, &[])?,
        None => Movements::everywhere(view, office, &county)?,
    };
    movements.activities.retain(|activity| unit.is_none_or(|unit| activity.unit == *unit));
    let execution = execution(&movements.activities, span);
    Ok(Alarms { verdicts: movements.alarms(office, span), execution })
}

fn execution(activities: &[Activity], span: DayRange) -> Execution {
    let occasions = |test: &dyn Fn(&Activity) -> bool| {
        let inside = activities.iter().filter(|activity| span.contains(activity.day) && test(activity));
        let names = inside.map(|activity| activity.occasion.clone());
        names.collect::<std::collections::BTreeSet<String>>()
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
