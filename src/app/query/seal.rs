//! Who may know where and when a sealed visit is before its day: directors. Must not know how it is shown.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::all;
use super::lists::is_director;
use crate::app::error::Result;
use crate::app::session::Session;
use crate::domain::id::VisitId;
use crate::domain::visit::Visit;
use crate::store::View;

/// What of sealed visits is held back from somebody.
#[derive(Clone, Copy, Debug)]
pub struct Seal {
    today: NaiveDate,
    lifted: bool,
}

impl Seal {
    /// For somebody of the office.
    pub fn of(view: &View<'_>, name: &str, today: NaiveDate) -> Result<Self> {
        Ok(Self { today, lifted: is_director(view, name)? })
    }

    /// For paper that leaves the office.
    pub fn outside(today: NaiveDate) -> Self {
        Self { today, lifted: false }
    }

    /// Whether place and day of a visit are held back.
    pub fn hides(self, visit: &Visit) -> bool {
        !self.lifted && visit.is_secret(self.today)
    }
}

/// The visits who acts may not see: what names one of them must not tell where or when it is.
pub fn hidden(session: &Session) -> Result<BTreeSet<VisitId>> {
    session.read(|view| {
        let seal = Seal::of(view, session.author(), session.today())?;
        Ok(all::<Visit>(view)?.into_iter().filter(|visit| seal.hides(visit)).map(|visit| visit.id).collect())
    })
}
