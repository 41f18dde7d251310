//! One point of time in a cell: a year with a half, quarter, month, third of a month or day, as far as it is written.

use chrono::Datelike;

use super::calendar::{Unit, serial_day};
use super::parser::Parser;
use super::token::Token;
use super::window::Unread;

/// A point as written; what is missing is for its surroundings to tell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    pub(super) year: Option<i32>,
    /// 次年.
    pub(super) later: bool,
    pub(super) unit: Unit,
}

impl Parser<'_> {
    /// One point, or nothing with the position unchanged. `like` is the unit of the other end of a range.
    pub(super) fn point(&mut self, like: Option<Unit>) -> Result<Option<Point>, Unread> {
        let start = self.at;
        let mut year = None;
        let mut later = false;
        match self.peek(0) {
            Some(Token::ThisYear) => {
                self.at += 1;
                year = self.context.year;
            }
            Some(Token::NextYear) => {
                self.at += 1;
                later = true;
            }
            // 年底前: the year is the plan's.
            Some(Token::Year) if self.peek(1) == Some(&Token::End) => self.at += 1,
            _ => {
                if let Some(point) = self.digits_only()? {
                    self.seen(point);
                    return Ok(Some(point));
                }
                year = self.written_year();
            }
        }
        let named = year.is_some() || later || self.at > start;
        self.eat(&Token::List);
        let unit = self.unit(like)?;
        let unit = match unit {
            Some(unit) => unit,
            None if named => {
                // "2021年、": the list mark belongs to what follows.
                if self.at > start && self.tokens.get(self.at - 1) == Some(&Token::List) {
                    self.at -= 1;
                }
                self.year_part()
            }
            None => {
                self.at = start;
                return Ok(None);
            }
        };
        let point = Point { year, later, unit };
        self.seen(point);
        Ok(Some(point))
    }

    fn seen(&mut self, point: Point) {
        self.year = point.year.or(self.year);
        self.month = match point.unit {
            Unit::Month(month) | Unit::Thirds(month, ..) | Unit::Weeks(month, ..) | Unit::Day(month, _) => {
                Some(month)
            }
            _ => self.month,
        };
    }

    /// 年底, or the year itself.
    fn year_part(&mut self) -> Unit {
        self.eat(&Token::Whole);
        if self.peek(0) == Some(&Token::End) {
            self.at += 1;
            return Unit::Month(12);
        }
        Unit::Year
    }

    /// 2021年, 21年3月.
    fn written_year(&mut self) -> Option<i32> {
        let (value, digits) = self.num(0)?;
        if self.peek(1) != Some(&Token::Year) {
            return None;
        }
        let value = i32::try_from(value).ok()?;
        let year = if digits == 2 { value + 2000 } else { value };
        if !(1990..=2100).contains(&year) {
            return None;
        }
        self.at += 2;
        Some(year)
    }

    /// 2019-10-08, 2019.10, 20191008, 201910, 43746, 10.8: dates without a Chinese word.
    fn digits_only(&mut self) -> Result<Option<Point>, Unread> {
        let Some((value, digits)) = self.num(0) else { return Ok(None) };
        let point = |year: u32, unit| Ok(Some(Point { year: i32::try_from(year).ok(), later: false, unit }));
        let year_like = digits == 4 && (1990..=2100).contains(&value);
        if digits == 8 {
            self.at += 1;
            return point(value / 10_000, Unit::Day(value / 100 % 100, value % 100));
        }
        if digits == 6 && (1990..=2100).contains(&(value / 100)) {
            self.at += 1;
            return point(value / 100, Unit::Month(value % 100));
        }
        if let Some(day) = serial_day(u64::from(value)).filter(|_| digits == 5) {
            self.at += 1;
            return Ok(Some(Point {
                year: Some(day.year()),
                later: false,
                unit: Unit::Day(day.month(), day.day()),
            }));
        }
        let separator =
            self.peek(1).filter(|token| matches!(token, Token::Dot | Token::Slash | Token::Hyphen)).cloned();
        if let (true, Some(separator)) = (year_like, &separator)
            && let Some(unit) = self.separated(separator)
        {
            return point(value, unit);
        }
        if year_like && self.peek(1) != Some(&Token::Year) {
            self.at += 1;
            return point(value, Unit::Year);
        }
        match separator {
            Some(separator) if digits > 0 => self.month_day(value, &separator),
            _ => Ok(None),
        }
    }

    /// Month and day behind a year and its separator.
    fn separated(&mut self, separator: &Token) -> Option<Unit> {
        let (month, width) = self.num(2)?;
        if width > 2 || width == 0 {
            return None;
        }
        let third = if self.peek(3) == Some(separator) { self.num(4) } else { None };
        if let Some((day, 1..=2)) = third {
            self.at += 5;
            self.eat(&Token::Day);
            return Some(Unit::Day(month, day));
        }
        self.at += 3;
        self.eat(&Token::Month);
        Some(Unit::Month(month))
    }

    /// 10.8, 10/8, 10-08 as month and day; 3-5 may also be a range of months and is asked about.
    fn month_day(&mut self, month: u32, separator: &Token) -> Result<Option<Point>, Unread> {
        let Some((day, width @ 1..=2)) = self.num(2) else { return Ok(None) };
        if matches!(
            self.peek(3),
            Some(Token::Month | Token::Quarter | Token::Day | Token::Year | Token::Counter)
        ) {
            return Ok(None);
        }
        if *separator == Token::Hyphen {
            let ranged = self.tokens.contains(&Token::Range);
            let padded = width == 2 && day < 10;
            if self.context.months && !padded && !ranged {
                return Ok(None);
            }
            if !ranged && !padded && day <= 12 {
                return Err(Unread::Ambiguous);
            }
        }
        self.at += 3;
        Ok(Some(Point { year: None, later: false, unit: Unit::Day(month, day) }))
    }

    /// The part of the year a point names. `like` lends its unit to a bare number.
    fn unit(&mut self, like: Option<Unit>) -> Result<Option<Unit>, Unread> {
        let ordinal = usize::from(self.peek(0) == Some(&Token::Ordinal));
        match self.peek(0) {
            Some(Token::Half(half)) => {
                let half = *half;
                self.at += 1;
                return Ok(Some(Unit::Half(half)));
            }
            Some(Token::Thirds(first, last)) => {
                let (first, last) = (*first, *last);
                let Some(month) = self.month else { return Ok(None) };
                self.at += 1;
                return Ok(Some(Unit::Thirds(month, first, last)));
            }
            _ => {}
        }
        if let Some(weeks) = self.month.and_then(|month| self.weeks(month)) {
            return Ok(Some(weeks));
        }
        let Some((value, digits)) = self.num(ordinal) else { return Ok(None) };
        let own = self.peek(ordinal + 1).cloned();
        let named = match &own {
            Some(Token::Month | Token::Quarter | Token::Day) => own.clone(),
            _ => None,
        };
        let unit = match &named {
            Some(token) => Some(token.clone()),
            None => self.unit_ahead(ordinal + 1).or_else(|| self.lent(like, digits)),
        };
        let Some(unit) = unit else { return Ok(None) };
        self.at += ordinal + 1 + usize::from(named.is_some());
        match unit {
            Token::Quarter if (1..=4).contains(&value) => Ok(Some(self.quarter_part(value))),
            Token::Quarter => Ok(Some(Unit::Quarter(value))),
            Token::Day => {
                let month = self.month.ok_or(Unread::Form)?;
                Ok(Some(Unit::Day(month, value)))
            }
            _ => Ok(Some(self.month_part(value, named.is_some()))),
        }
    }

    /// The unit of a number that shares it with a later one: 5、6月, 第一至三季度.
    pub(super) fn unit_ahead(&self, ahead: usize) -> Option<Token> {
        let mut at = ahead;
        loop {
            match self.peek(at)? {
                Token::List | Token::Range | Token::Hyphen => {}
                _ => return None,
            }
            at += 1;
            at += usize::from(self.peek(at) == Some(&Token::Ordinal));
            self.num(at)?;
            match self.peek(at + 1) {
                Some(token @ (Token::Month | Token::Quarter | Token::Day)) => return Some(token.clone()),
                _ => at += 1,
            }
        }
    }

    /// The unit a bare number takes from the other end of its range or from the heading.
    fn lent(&self, like: Option<Unit>, digits: usize) -> Option<Token> {
        match like {
            Some(Unit::Day(..)) => Some(Token::Day),
            Some(Unit::Month(_)) => Some(Token::Month),
            Some(Unit::Quarter(_)) => Some(Token::Quarter),
            None if self.context.months && (1..=2).contains(&digits) => Some(Token::Month),
            _ => None,
        }
    }

    /// What follows a quarter: its end, one of its months, or nothing.
    fn quarter_part(&mut self, quarter: u32) -> Unit {
        let last = quarter * 3;
        match self.month_of_period(3) {
            Some(nth) => Unit::Month(last - 3 + nth),
            None if self.eat(&Token::End) => Unit::Thirds(last, 3, 3),
            None => Unit::Quarter(quarter),
        }
    }

    /// 首月, 末月, 第二个月 of a period of so many months.
    pub(super) fn month_of_period(&mut self, length: u32) -> Option<u32> {
        let ordinal = usize::from(self.peek(0) == Some(&Token::Ordinal));
        let (nth, taken) = match (self.peek(0), self.num(ordinal), self.peek(ordinal + 1)) {
            (Some(Token::FirstMonth), ..) => (1, 1),
            (Some(Token::LastMonth), ..) => (length, 1),
            (Some(Token::End), ..) if length > 1 && self.peek(1) == Some(&Token::Month) => (length, 2),
            (_, Some((nth, _)), Some(Token::Months)) if (1..=length).contains(&nth) => (nth, ordinal + 2),
            _ => return None,
        };
        self.at += taken;
        Some(nth)
    }

    /// 第二周, 第二、三周, 第1至2周, 最后一周 of a month.
    pub(super) fn weeks(&mut self, month: u32) -> Option<Unit> {
        if self.eat(&Token::LastWeek) {
            return Some(Unit::Weeks(month, 0, 0));
        }
        let ordinal = |at: usize| at + usize::from(self.peek(at) == Some(&Token::Ordinal));
        let week = |at: usize| {
            let at = at + usize::from(self.peek(at) == Some(&Token::Word('\u{4e2a}')));
            (self.peek(at) == Some(&Token::Week)).then_some(at + 1)
        };
        let first_at = ordinal(0);
        let (first, _) = self.num(first_at)?;
        if let Some(end) = week(first_at + 1) {
            self.at += end;
            return Some(Unit::Weeks(month, first, first));
        }
        let listed = self.peek(first_at + 1) == Some(&Token::List);
        if !listed && !matches!(self.peek(first_at + 1), Some(Token::Range | Token::Hyphen)) {
            return None;
        }
        let last_at = ordinal(first_at + 2);
        let (last, _) = self.num(last_at)?;
        let end = week(last_at + 1)?;
        if last < first || listed && last != first + 1 {
            return None;
        }
        self.at += end;
        Some(Unit::Weeks(month, first, last))
    }

    /// What follows a month: a third of it, its end, a day, or nothing.
    fn month_part(&mut self, month: u32, named: bool) -> Unit {
        if named && let Some(weeks) = self.weeks(month) {
            return weeks;
        }
        match self.peek(0) {
            Some(Token::Thirds(first, last)) => {
                let unit = Unit::Thirds(month, *first, *last);
                self.at += 1;
                unit
            }
            Some(Token::End) => {
                self.at += 1;
                // 6月底前 is a deadline at the month's end: the third does not shorten it.
                Unit::Thirds(month, 3, 3)
            }
            Some(Token::Num { .. }) if named => self.day_of(month).unwrap_or(Unit::Month(month)),
            _ => Unit::Month(month),
        }
    }

    fn day_of(&mut self, month: u32) -> Option<Unit> {
        let (day, digits) = self.num(0)?;
        match self.peek(1) {
            Some(Token::Day) => {
                self.at += 2;
                Some(Unit::Day(month, day))
            }
            Some(Token::Month | Token::Year | Token::Quarter | Token::Counter) => None,
            _ if (1..=2).contains(&digits) || digits == 0 => {
                let next = self.unit_ahead(1);
                if next.as_ref().is_some_and(|token| *token != Token::Day) {
                    return None;
                }
                self.at += 1;
                Some(Unit::Day(month, day))
            }
            _ => None,
        }
    }
}
