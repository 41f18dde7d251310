//! The quota ledger: one row a visit, checked where it is written.

use crate::app::county::CountyView;
use crate::app::error::{AppError, Kind, Result};
use crate::app::office::Office;
use crate::app::verdicts;
use crate::domain::journal::Entry;
use crate::domain::message::{Arg, Message};
use crate::domain::quota::{QuotaUse, UseStatus};
use crate::domain::record::Table;
use crate::domain::rule::RuleSeverity;
use crate::domain::visit::{Visit, VisitState};
use crate::store::Tx;

/// Writes the row of a visit, or takes it out where the visit no longer counts.
pub(super) fn write(tx: &mut Tx<'_>, visit: &Visit) -> Result<()> {
    let status = match visit.state {
        VisitState::Proposed | VisitState::Cleared | VisitState::Cancelled => {
            tx.delete::<QuotaUse>(&visit.id.to_string())?;
            return Ok(());
        }
        // What rides along with a superior's arrival costs the township no visit of its own.
        _ if visit.exempt || visit.joins.is_some() => UseStatus::Exempt,
        VisitState::Sealed => UseStatus::Reserved,
        VisitState::Published => UseStatus::Published,
        VisitState::InField | VisitState::Recorded | VisitState::Rectifying | VisitState::Closed => {
            UseStatus::CarriedOut
        }
    };
    tx.put(&QuotaUse {
        visit: visit.id,
        unit: visit.unit.clone(),
        start: visit.start,
        days: visit.days,
        status,
    })?;
    Ok(())
}

/// Refuses a visit that a rule blocks and no exception permits.
pub(super) fn refuse_exceeded(
    tx: &Tx<'_>,
    office: &Office,
    county: &CountyView,
    visit: &Visit,
) -> Result<()> {
    let blocks: Vec<Arg> = verdicts::of_visit(tx, office, county, visit)?
        .into_iter()
        .filter(|verdict| verdict.severity == RuleSeverity::Block)
        .map(|verdict| Message::new("blocked-by").with("rule", verdict.rule).with("said", verdict.message))
        .map(Arg::from)
        .collect();
    if blocks.is_empty() {
        return Ok(());
    }
    Err(AppError::of(
        Kind::Problem,
        Message::new("A7030").with("id", visit.id.to_string()).with("rules", Arg::List(blocks)),
    ))
}

/// After an undo or redo: every visit it put back on the calendar must still fit.
pub(crate) fn still_hold(tx: &Tx<'_>, office: &Office, entry: &Entry) -> Result<()> {
    let touched: Vec<&str> = entry
        .payload
        .changes
        .iter()
        .filter(|change| change.table == Table::Visit)
        .map(|change| change.key.as_str())
        .collect();
    if touched.is_empty() {
        return Ok(());
    }
    let county = CountyView::load(tx)?;
    for key in touched {
        if let Some(visit) = tx.get::<Visit>(key)?.map(|found| found.record)
            && tx.get::<QuotaUse>(key)?.is_some()
        {
            refuse_exceeded(tx, office, &county, &visit)?;
        }
    }
    Ok(())
}
