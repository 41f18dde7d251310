//! What a visit's plan is worth, judged whole or household by household, and its stop numbers in words. Knows no
//! language.

use crate::app::error::Result;
use crate::domain::amount::Ratio;
use crate::domain::draw::Judging;
use crate::domain::message::Message;
use crate::domain::sample_round::SamplePart;
use crate::sampling::curve::{self, Point};
use crate::sampling::stopping::{Worth, spans};

/// A part with the plan it is judged by.
pub(super) struct Plan<'a> {
    pub(super) part: &'a SamplePart,
    pub(super) judging: Judging,
}

impl Plan<'_> {
    /// How often it accepts a list with so many nonconforming elements, in thousandths.
    pub(super) fn accepted(&self, faulty: u64) -> Result<u16> {
        let SamplePart { frame, n, stops, .. } = self.part;
        if stops.is_empty() {
            return Ok(curve::accepted(frame.total, faulty, *n, u64::from(self.judging.ac))?);
        }
        Ok(Worth::of(frame.total, faulty, stops).accepted_thousandths())
    }

    /// That at rising shares of nonconforming elements.
    pub(super) fn curve(&self, (up_to, points): (Ratio, u32)) -> Result<Vec<Point>> {
        curve::along(self.part.frame.total, up_to, points, |faulty| self.accepted(faulty))
    }

    /// When a team may stop, and how soon it does where a township is as good as its level; `None` of a plan that is
    /// judged whole.
    pub(super) fn stopping(&self, level: Ratio) -> Option<Message> {
        let SamplePart { frame, n, stops, .. } = self.part;
        if stops.is_empty() {
            return None;
        }
        let tenths = Worth::of(frame.total, level.floor_of(frame.total), stops).visited_tenths();
        let said = spans(stops).into_iter().filter_map(|span| span.message());
        let numbers =
            said.reduce(|said, next| Message::new("stop-and").with("said", said).with("next", next))?;
        Some(
            Message::new("sampling-stops")
                .with("numbers", numbers)
                .with("level", level.percent_text())
                .with("average", format!("{}.{}", tenths / 10, tenths % 10))
                .with("n", *n),
        )
    }
}
