//! What a visit's plan is worth, judged whole or household by household, its stop numbers, and what came of it, in words.
//! Knows no language.

use crate::app::error::Result;
use crate::domain::amount::Ratio;
use crate::domain::draw::Judging;
use crate::domain::message::Message;
use crate::domain::sample_round::{SamplePart, SampleRound};
use crate::domain::stop::{Span, spans};
use crate::sampling::curve::{self, Point};
use crate::sampling::outcome;
use crate::sampling::stopping::Worth;

/// The share whose chance of passing unnoticed is told.
const PASSING: Ratio = Ratio::of_percent(10);

/// As many lines of stop numbers are told in full; of more, where the first ones stand: the lists have them all.
const TOLD: usize = 6;

/// Stop numbers in words; `None` where there are none.
fn numbers(spans: &[Span]) -> Option<Message> {
    let all: Vec<Message> = spans.iter().filter_map(Span::message).collect();
    if all.len() > TOLD {
        let accept = spans.iter().find(|span| span.accept.is_some())?;
        let reject = spans.iter().find(|span| span.reject.is_some())?;
        let first = |span: &Span| Span { until: span.from, ..*span };
        let reject = Span { accept: None, ..first(reject) }.message()?;
        let accept = Span { reject: None, ..first(accept) }.message()?;
        return Some(Message::new("stop-first").with("accept", accept).with("reject", reject));
    }
    all.into_iter().reduce(|said, next| Message::new("stop-and").with("said", said).with("next", next))
}

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
        let numbers = numbers(&spans(stops))?;
        Some(
            Message::new("sampling-stops")
                .with("numbers", numbers)
                .with("level", level.percent_text())
                .with("average", format!("{}.{}", tenths / 10, tenths % 10))
                .with("n", *n),
        )
    }

    /// An acceptance is no proof: how often a township with a tenth nonconforming passes.
    pub(super) fn passing(&self) -> Result<Option<Message>> {
        let faulty = PASSING.of_register(self.part.frame.total);
        let hundred = (self.accepted(faulty)? + 5) / 10;
        Ok((hundred > 0).then(|| {
            Message::new("sampling-passing")
                .with("percent", PASSING.percent_text())
                .with("faulty", faulty)
                .with("hundred", hundred.min(100))
        }))
    }

    /// What came back of a part, in a sentence; `None` before it is recorded.
    pub(super) fn outcome(&self, round: &SampleRound, groups: u32) -> Result<Option<Message>> {
        let Self { part, judging } = *self;
        let (Some(_), Some(draw)) = (&round.recorded, round.draw_of(part)) else { return Ok(None) };
        let found = outcome::outcome(&draw, groups, &part.reports, (judging, &part.stops))?;
        let visited = found.visited;
        let code = match (found.accepted, found.stopped) {
            (Some(true), None) => "sampling-accepted",
            (Some(true), Some(_)) => "sampling-stopped-accepted",
            (Some(false), None) => "sampling-rejected",
            (Some(false), Some(_)) => "sampling-stopped-rejected",
            (None, _) => "sampling-open",
        };
        let said = Message::new(code)
            .with("found", visited.nonconforming)
            .with("ac", found.ac)
            .with("re", found.ac.saturating_add(1))
            .with("after", found.stopped.unwrap_or_default())
            .with("n", draw.n)
            .with("open", visited.open.len() as u64 + visited.short);
        if !visited.alarm(draw.n) {
            return Ok(Some(said));
        }
        let alarm = Message::new("sampling-alarm").with("before", said);
        Ok(Some(alarm.with("replaced", visited.replaced.len()).with("n", draw.n)))
    }
}
