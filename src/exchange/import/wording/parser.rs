//! The way through the tokens of a cell of times: spans, deadlines, open beginnings. What a point and a period are is told
//! in `point` and `period`.

use chrono::{Datelike, Months, NaiveDate};

use super::calendar::{Unit, bounds, day, ordered, overlap, year_span};
use super::point::Point;
use super::token::Token;
use super::window::{Context, Unread, Windows};
use crate::domain::intake::DateSpan;

/// The way through the tokens of a cell; what its parts are is told in `point` and `period`.
pub(super) struct Parser<'t> {
    pub(super) tokens: &'t [Token],
    pub(super) at: usize,
    pub(super) context: Context,
    pub(super) found: Windows,
    pub(super) each: Vec<DateSpan>,
    /// 每周: all of what else is said, or of the year.
    pub(super) weekly: bool,
    /// 每月2次: how often in each period.
    pub(super) times: u32,
    /// Last year and month named, for those that follow without.
    pub(super) year: Option<i32>,
    pub(super) month: Option<u32>,
    /// The last deadline: the next batch starts the day after.
    pub(super) deadline: Option<NaiveDate>,
}

impl Parser<'_> {
    pub(super) fn peek(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead)
    }

    pub(super) fn eat(&mut self, token: &Token) -> bool {
        let hit = self.peek(0) == Some(token);
        self.at += usize::from(hit);
        hit
    }

    pub(super) fn num(&self, ahead: usize) -> Option<(u32, usize)> {
        match self.peek(ahead)? {
            Token::Num { value, digits } => Some((u32::try_from(*value).ok()?, *digits)),
            _ => None,
        }
    }

    pub(super) fn cell(&mut self) -> Result<(), Unread> {
        while let Some(token) = self.peek(0).cloned() {
            let start = self.at;
            match token {
                Token::Each => self.each()?,
                Token::Whole => {
                    self.at += 1;
                    let year = self.base_year()?;
                    self.push(year_span(year)?);
                }
                Token::Until | Token::Range | Token::Num { .. } | Token::Ordinal => self.span()?,
                Token::Year | Token::ThisYear | Token::NextYear | Token::Half(_) | Token::Thirds(..) => {
                    self.span()?;
                }
                Token::Aside(inner) => {
                    self.at += 1;
                    self.found.partly |= inner.chars().any(|c| c.is_ascii_digit());
                }
                _ => self.at += 1,
            }
            // Whatever a rule did not take is passed over, so that the loop is bounded by the tokens.
            if self.at == start {
                self.at += 1;
            }
        }
        Ok(())
    }

    pub(super) fn push(&mut self, span: DateSpan) {
        if !self.found.spans.contains(&span) {
            self.found.spans.push(span);
        }
    }

    pub(super) fn base_year(&self) -> Result<i32, Unread> {
        self.year.or(self.context.year).ok_or(Unread::Year)
    }

    /// A point, a range of points, a deadline or an open beginning.
    fn span(&mut self) -> Result<(), Unread> {
        let until = self.eat(&Token::Until);
        let until = self.eat(&Token::Range) || until;
        let Some(first) = self.point(None)? else {
            self.noise();
            return Ok(());
        };
        let (from, to) = self.resolve(first, None)?;
        let begun = self.eat(&Token::After);
        if begun && let Some(end) = self.months_from(from)? {
            self.push(ordered(from, end)?);
            return Ok(());
        }
        if !until && (self.eat(&Token::Range) || self.eat(&Token::Hyphen)) {
            if let Some(last) = self.point(Some(first.unit))? {
                let (_, end) = self.resolve(last, Some(from))?;
                self.eat(&Token::Before);
                self.push(ordered(from, end)?);
                return Ok(());
            }
            self.found.partly = true;
        }
        if until || self.eat(&Token::Before) {
            let start = self.deadline.filter(|last| *last < to).and_then(|last| last.succ_opt());
            let start = start.map_or_else(|| day(to.year(), 1, 1), Ok)?;
            self.deadline = Some(to);
            self.push(ordered(start, to)?);
        } else if begun {
            self.push(ordered(from, day(from.year(), 12, 31)?)?);
        } else {
            self.push(DateSpan { from, to });
        }
        Ok(())
    }

    /// 3月1日起三个月: the last of so many months from a day on.
    fn months_from(&mut self, from: NaiveDate) -> Result<Option<NaiveDate>, Unread> {
        let (Some((months, _)), Some(Token::Months)) = (self.num(0), self.peek(1)) else { return Ok(None) };
        self.at += 2;
        let end = from.checked_add_months(Months::new(months)).and_then(|end| end.pred_opt());
        end.filter(|end| end.year() <= 2101).map(Some).ok_or(Unread::Calendar)
    }

    /// A number that says nothing about days: 第一批, 分两批次, 1次/年. Any other digits are left over.
    fn noise(&mut self) {
        self.eat(&Token::Ordinal);
        if let Some((_, digits)) = self.num(0) {
            self.at += 1;
            if self.eat(&Token::Counter) {
                if self.peek(0) == Some(&Token::Slash) {
                    self.at += 2;
                }
            } else if digits > 0 || matches!(self.peek(0), Some(Token::Week | Token::Word('\u{4e2a}'))) {
                self.found.partly = true;
            }
        }
    }

    /// First and last day of a point. `after` is the beginning of its range.
    fn resolve(&mut self, point: Point, after: Option<NaiveDate>) -> Result<(NaiveDate, NaiveDate), Unread> {
        let year = if point.later {
            let base = after.map(|first| first.year()).or(self.year).or(self.context.year);
            base.and_then(|year| year.checked_add(1)).ok_or(Unread::Year)?
        } else {
            match point.year {
                Some(year) => year,
                None => after.map_or_else(|| self.base_year(), |first| Ok(first.year()))?,
            }
        };
        self.found.weeks |= matches!(point.unit, Unit::Weeks(..));
        bounds(year, point.unit)
    }

    pub(super) fn finish(mut self) -> Result<Windows, Unread> {
        if !self.each.is_empty() {
            let within = std::mem::take(&mut self.found.spans);
            let periods: Vec<DateSpan> = if within.is_empty() {
                std::mem::take(&mut self.each)
            } else {
                self.each
                    .iter()
                    .flat_map(|each| within.iter().filter_map(|span| overlap(*each, *span)))
                    .collect()
            };
            self.found.periods = u32::try_from(periods.len()).ok().and_then(|n| n.checked_mul(self.times));
            self.found.spans = periods;
        }
        if self.weekly {
            if self.found.spans.is_empty() {
                let year = self.base_year()?;
                self.push(year_span(year)?);
            }
            let days: i64 = self.found.spans.iter().map(|span| (span.to - span.from).num_days() + 1).sum();
            let weeks = u32::try_from(days / 7).ok().map(|weeks| weeks.max(1));
            self.found.periods = weeks.and_then(|weeks| weeks.checked_mul(self.times));
        }
        if self.found.periods.is_some_and(|periods| periods > 366) {
            self.found.periods = None;
            self.found.partly = true;
        }
        if !self.found.spans.is_empty() {
            return Ok(self.found);
        }
        if self.found.partly {
            return Err(Unread::Form);
        }
        if self.tokens.contains(&Token::Anytime) {
            let year = self.base_year()?;
            return Ok(Windows { spans: vec![year_span(year)?], ..Windows::default() });
        }
        let dated = |token: &Token| {
            matches!(
                token,
                Token::Num { .. }
                    | Token::Year
                    | Token::Month
                    | Token::Day
                    | Token::Quarter
                    | Token::Each
                    | Token::End
            )
        };
        Err(if self.tokens.iter().any(dated) { Unread::Form } else { Unread::Undecided })
    }
}
