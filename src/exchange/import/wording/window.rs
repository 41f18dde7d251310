//! When: months, days, quarters, ranges, deadlines and recurring periods become spans of days.
//!
//! A cell is a list of spans; a span is a point, `point ~ point`, `point 前` or `point 起`; a point is a year with a
//! half, quarter, month, third of a month or day, of which any part the context gives may be missing. 每 makes periods.

use chrono::{Datelike, Days, NaiveDate};

use super::fold::fold;
use super::token::{Token, tokens};
use crate::domain::intake::DateSpan;

/// What the cell leaves to its surroundings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::exchange::import) struct Context {
    /// Year of heading, title, file or person.
    pub(in crate::exchange::import) year: Option<i32>,
    /// The heading asks for months, so that bare numbers are months.
    pub(in crate::exchange::import) months: bool,
}

/// Why a cell is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::exchange::import) enum Unread {
    /// Not one of the forms.
    Form,
    /// A month or day without any year.
    Year,
    /// A day, month or quarter no calendar has.
    Calendar,
    /// The end lies before the beginning.
    Reversed,
    /// Could be a range of months or a day: 3-5.
    Ambiguous,
    /// Says that the time is still open.
    Undecided,
}

/// The days a cell names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::exchange::import) struct Windows {
    pub(in crate::exchange::import) spans: Vec<DateSpan>,
    /// How many periods 每 makes.
    pub(in crate::exchange::import) periods: Option<u32>,
    /// Something with a number or an exception in it was left over.
    pub(in crate::exchange::import) partly: bool,
}

/// Reads a cell. Never empty where it succeeds.
pub(in crate::exchange::import) fn read(text: &str, context: Context) -> Result<Windows, Unread> {
    // What stands in brackets is a remark, unless it tells how often or is all there is.
    let folded = fold(text);
    let often = |inner: &str| inner.contains(['每', '次']);
    let inner = folded.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(inner, _)| inner);
    let flat = || folded.replace(['(', ')'], ",");
    if inner.is_some_and(often) {
        return parse(&flat(), context);
    }
    match parse(&folded, context) {
        Err(Unread::Form | Unread::Undecided) if inner.is_some() => parse(&flat(), context),
        other => other,
    }
}

fn parse(text: &str, context: Context) -> Result<Windows, Unread> {
    let tokens = tokens(text);
    let mut parser = Parser {
        tokens: &tokens,
        at: 0,
        context,
        found: Windows::default(),
        each: Vec::new(),
        year: None,
        month: None,
        deadline: None,
    };
    let vague = VAGUE.iter().any(|word| text.contains(word));
    parser.found.partly = vague || EXCLUSIONS.iter().any(|word| text.contains(word));
    parser.cell()?;
    let mut found = match parser.finish() {
        Err(Unread::Form) if vague => return Err(Unread::Undecided),
        other => other?,
    };
    // "2019年秋季" names a year and leaves the time open.
    let years_only = found.spans.iter().all(|span| span.from.ordinal() == 1 && span.to.ordinal() >= 365);
    if vague && years_only {
        return Err(Unread::Undecided);
    }
    if text.contains("各") && text.contains("次") && found.periods.is_none() && found.spans.len() > 1 {
        found.periods = u32::try_from(found.spans.len()).ok();
    }
    Ok(found)
}

/// The first day of one end of a range, or the last of the other, as its own cell writes it.
pub(in crate::exchange::import) fn ends(from: &str, to: &str, context: Context) -> Result<Windows, Unread> {
    let start = read(from, context)?;
    let first = start.spans.first().copied().ok_or(Unread::Form)?;
    // "2021年3月" in one cell and "5月" in the next mean the same year.
    let inherited = Context { year: Some(first.from.year()), ..context };
    let end = read(to, if context.year.is_some() { context } else { inherited })?;
    let last = end.spans.last().copied().ok_or(Unread::Form)?;
    let span = ordered(first.from, last.to)?;
    Ok(Windows { spans: vec![span], periods: None, partly: start.partly || end.partly })
}

/// The day a serial number of a spreadsheet stands for, where it is between 1982 and 2064.
pub(in crate::exchange::import) fn serial_day(value: u64) -> Option<NaiveDate> {
    if !(30_000..=60_000).contains(&value) {
        return None;
    }
    NaiveDate::from_ymd_opt(1899, 12, 30)?.checked_add_days(Days::new(value))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Year,
    Half(u32),
    Quarter(u32),
    Month(u32),
    Thirds(u32, u32, u32),
    Day(u32, u32),
}

#[derive(Clone, Copy, Debug)]
struct Point {
    year: Option<i32>,
    /// 次年.
    later: bool,
    unit: Unit,
}

struct Parser<'t> {
    tokens: &'t [Token],
    at: usize,
    context: Context,
    found: Windows,
    each: Vec<DateSpan>,
    /// Last year and month named, for those that follow without.
    year: Option<i32>,
    month: Option<u32>,
    /// The last deadline: the next batch starts the day after.
    deadline: Option<NaiveDate>,
}

impl Parser<'_> {
    fn peek(&self, ahead: usize) -> Option<&Token> {
        self.tokens.get(self.at + ahead)
    }

    fn eat(&mut self, token: &Token) -> bool {
        let hit = self.peek(0) == Some(token);
        self.at += usize::from(hit);
        hit
    }

    fn num(&self, ahead: usize) -> Option<(u32, usize)> {
        match self.peek(ahead)? {
            Token::Num { value, digits } => Some((u32::try_from(*value).ok()?, *digits)),
            _ => None,
        }
    }

    fn cell(&mut self) -> Result<(), Unread> {
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

    fn push(&mut self, span: DateSpan) {
        if !self.found.spans.contains(&span) {
            self.found.spans.push(span);
        }
    }

    fn base_year(&self) -> Result<i32, Unread> {
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

    /// A number that says nothing about days: 第一批, 分两批次, 1次/年. Any other digits are left over.
    fn noise(&mut self) {
        self.eat(&Token::Ordinal);
        if let Some((_, digits)) = self.num(0) {
            self.at += 1;
            if self.eat(&Token::Counter) {
                if self.peek(0) == Some(&Token::Slash) {
                    self.at += 2;
                }
            } else if digits > 0 || self.peek(0) == Some(&Token::Week) {
                self.found.partly = true;
            }
        }
    }

    /// One point, or nothing with the position unchanged. `like` is the unit of the other end of a range.
    fn point(&mut self, like: Option<Unit>) -> Result<Option<Point>, Unread> {
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
            Unit::Month(month) | Unit::Thirds(month, ..) | Unit::Day(month, _) => Some(month),
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
            Token::Quarter => Ok(Some(Unit::Quarter(value))),
            Token::Day => {
                let month = self.month.ok_or(Unread::Form)?;
                Ok(Some(Unit::Day(month, value)))
            }
            _ => Ok(Some(self.month_part(value, named.is_some()))),
        }
    }

    /// The unit of a number that shares it with a later one: 5、6月, 第一至三季度.
    fn unit_ahead(&self, ahead: usize) -> Option<Token> {
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

    /// What follows a month: a third of it, its end, a day, or nothing.
    fn month_part(&mut self, month: u32, named: bool) -> Unit {
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
        bounds(year, point.unit)
    }

    /// 每月, 每季度, 每半年, with what is said of the part of it.
    fn each(&mut self) -> Result<(), Unread> {
        self.at += 1;
        let every = self.num(0).filter(|_| matches!(self.peek(1), Some(Token::Months | Token::Month)));
        if every.is_some() {
            self.at += 1;
        }
        let token = self.peek(0).cloned();
        let length = match token {
            Some(Token::Months | Token::Month) => every.map_or(1, |(value, _)| value),
            Some(Token::Quarter) => 3,
            Some(Token::HalfYear) => 6,
            Some(Token::Week) => {
                self.at += 1;
                self.found.partly |= self.num(0).is_some() || self.peek(0) == Some(&Token::Day);
                let year = self.base_year()?;
                self.push(year_span(year)?);
                return Ok(());
            }
            Some(Token::Year) => {
                self.at += 1;
                return Ok(());
            }
            _ => return Ok(()),
        };
        self.at += 1;
        if length == 0 || 12 % length != 0 {
            return Err(Unread::Form);
        }
        let year = self.base_year()?;
        let part = self.part_of_period(length)?;
        for index in 0..12 / length {
            let span = part.in_period(year, index * length + 1, length)?;
            self.each.push(span);
        }
        Ok(())
    }

    fn part_of_period(&mut self, length: u32) -> Result<Part, Unread> {
        // 每季度第一个月, 每季度首月, 每季度末月.
        let ordinal = usize::from(self.peek(0) == Some(&Token::Ordinal));
        if let (Some((nth, _)), Some(Token::Months)) = (self.num(ordinal), self.peek(ordinal + 1)) {
            if nth == 0 || nth > length {
                return Err(Unread::Calendar);
            }
            self.at += ordinal + 2;
            return Ok(Part::Months(nth, nth));
        }
        match self.peek(0).cloned() {
            Some(Token::FirstMonth) => {
                self.at += 1;
                Ok(Part::Months(1, 1))
            }
            Some(Token::LastMonth) => {
                self.at += 1;
                Ok(Part::Months(length, length))
            }
            Some(Token::End) => {
                self.at += 1;
                if self.eat(&Token::Month) && length > 1 {
                    return Ok(Part::Months(length, length));
                }
                if self.eat(&Token::Before) {
                    return Ok(Part::Whole);
                }
                // 每月底 is its last third; the end of a longer period could be its last month as well.
                self.found.partly |= length > 1;
                Ok(Part::Thirds(3, 3))
            }
            Some(Token::Thirds(first, last)) => {
                self.at += 1;
                Ok(Part::Thirds(first, last))
            }
            Some(Token::Num { .. }) => Ok(self.days_of_month()),
            _ => Ok(Part::Whole),
        }
    }

    /// 每月10日前, 每月1日至5日, 每月10日.
    fn days_of_month(&mut self) -> Part {
        let Some((first, _)) = self.num(0) else { return Part::Whole };
        if self.peek(1) != Some(&Token::Day) && self.unit_ahead(1) != Some(Token::Day) {
            return Part::Whole;
        }
        self.at += 1;
        self.eat(&Token::Day);
        if self.eat(&Token::Before) {
            return Part::Days(1, first);
        }
        if matches!(self.peek(0), Some(Token::Range | Token::Hyphen))
            && let Some((last, _)) = self.num(1)
        {
            self.at += 2;
            self.eat(&Token::Day);
            return Part::Days(first, last);
        }
        Part::Days(first, first)
    }

    fn finish(mut self) -> Result<Windows, Unread> {
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
            self.found.periods = u32::try_from(periods.len()).ok();
            self.found.spans = periods;
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

/// The part of a recurring period that is meant.
#[derive(Clone, Copy)]
enum Part {
    Whole,
    Months(u32, u32),
    Thirds(u32, u32),
    Days(u32, u32),
}

impl Part {
    fn in_period(self, year: i32, month: u32, length: u32) -> Result<DateSpan, Unread> {
        let last = month + length - 1;
        let (from, to) = match self {
            Self::Whole => (day(year, month, 1)?, month_end(year, last)?),
            Self::Months(first, end) => (day(year, month + first - 1, 1)?, month_end(year, month + end - 1)?),
            Self::Thirds(first, end) => bounds(year, Unit::Thirds(last, first, end))?,
            Self::Days(first, end) => {
                let month_last = month_end(year, last)?;
                if !(1..=31).contains(&first) || end > 31 {
                    return Err(Unread::Calendar);
                }
                // The 31st of a month of thirty days is its last day.
                (day(year, last, first.min(month_last.day()))?, day(year, last, end.min(month_last.day()))?)
            }
        };
        ordered(from, to)
    }
}

fn bounds(year: i32, unit: Unit) -> Result<(NaiveDate, NaiveDate), Unread> {
    let months = |first: u32, last: u32| Ok((day(year, first, 1)?, month_end(year, last)?));
    match unit {
        Unit::Year => months(1, 12),
        Unit::Half(half @ 1..=2) => months(half * 6 - 5, half * 6),
        Unit::Quarter(quarter @ 1..=4) => months(quarter * 3 - 2, quarter * 3),
        Unit::Half(_) | Unit::Quarter(_) => Err(Unread::Calendar),
        Unit::Month(month) => months(month, month),
        Unit::Thirds(month, first, last) => {
            let end = if last == 3 { month_end(year, month)? } else { day(year, month, last * 10)? };
            Ok((day(year, month, first * 10 - 9)?, end))
        }
        Unit::Day(month, of_month) => {
            let date = day(year, month, of_month)?;
            Ok((date, date))
        }
    }
}

fn day(year: i32, month: u32, day: u32) -> Result<NaiveDate, Unread> {
    let year = if (1990..=2101).contains(&year) { year } else { return Err(Unread::Calendar) };
    NaiveDate::from_ymd_opt(year, month, day).ok_or(Unread::Calendar)
}

fn month_end(year: i32, month: u32) -> Result<NaiveDate, Unread> {
    let next = if month == 12 { day(year + 1, 1, 1)? } else { day(year, month + 1, 1)? };
    next.pred_opt().ok_or(Unread::Calendar)
}

fn year_span(year: i32) -> Result<DateSpan, Unread> {
    bounds(year, Unit::Year).map(|(from, to)| DateSpan { from, to })
}

fn ordered(from: NaiveDate, to: NaiveDate) -> Result<DateSpan, Unread> {
    if from <= to { Ok(DateSpan { from, to }) } else { Err(Unread::Reversed) }
}

fn overlap(a: DateSpan, b: DateSpan) -> Option<DateSpan> {
    ordered(a.from.max(b.from), a.to.min(b.to)).ok()
}

/// Words for times no calendar of numbers has: what stands beside them is read only in part.
const VAGUE: &[&str] = &[
    "节前", "节后", "节日", "春节", "国庆", "元旦", "中秋", "端午", "清明", "五一", "汛期", "汛前", "汛后",
    "春季", "夏季", "秋季", "冬季", "暑假", "寒假", "暑期", "开学", "农闲", "农忙", "左右", "前后", "即日",
    "之日", "发文", "年中", "年初", "期间",
];
/// Words that take days away again: they cannot be passed over in silence.
const EXCLUSIONS: &[&str] = &["除", "不含", "不包括", "避开", "错开"];

#[cfg(test)]
mod tests {
    use super::*;

    /// Spans as `MMDD-MMDD`, with the year where it is not 2021.
    fn shown(spans: &[DateSpan]) -> String {
        let shown = |date: NaiveDate| {
            if date.year() == 2021 {
                date.format("%m%d").to_string()
            } else {
                date.format("%Y%m%d").to_string()
            }
        };
        let spans: Vec<String> =
            spans.iter().map(|span| format!("{}-{}", shown(span.from), shown(span.to))).collect();
        spans.join(" ")
    }

    fn check_in(context: Context, text: &str, expected: Result<&str, Unread>) {
        let found = read(text, context).map(|windows| shown(&windows.spans));
        assert_eq!(found, expected.map(str::to_owned), "{text}");
    }

    fn check(text: &str, expected: &str) {
        check_in(Context { year: Some(2021), months: false }, text, Ok(expected));
    }

    fn refuse(text: &str, expected: Unread) {
        check_in(Context { year: Some(2021), months: false }, text, Err(expected));
    }

    #[test]
    fn months_and_ranges_of_months() {
        check("3月—12月", "0301-1231");
        check("3月-12月", "0301-1231");
        check("１月——１２月", "0101-1231");
        check("2021年9月", "0901-0930");
        check("2021 年 9 月份", "0901-0930");
        check("二〇二一年九月", "0901-0930");
        check("3-12月", "0301-1231");
        check("三至五月", "0301-0531");
        check("2024年3月至10月(具体时间以通知为准)", "20240301-20241031");
        check("2024年3月起至10月", "20240301-20241031");
        check("自2024年3月到2025年2月", "20240301-20250228");
        check("10月至次年3月", "1001-20220331");
        check("5、6月", "0501-0531 0601-0630");
        check("3月、6月和9月", "0301-0331 0601-0630 0901-0930");
        check("2019.3-2019.10", "20190301-20191031");
        check("2019.03~10月", "20190301-20191031");
        check("24年3-10月", "20240301-20241031");
        check("2月", "0201-0228");
    }

    #[test]
    fn days_and_deadlines() {
        check("2023年7月20日前完成", "20230101-20230720");
        check("2023年7月20日前", "20230101-20230720");
        check("6月底前", "0101-0630");
        check("年底前完成", "0101-1231");
        check("截至10月15日", "0101-1015");
        check(
            "分两批次;第一批2023年6月30日前完成,第二批2023年11月30日前完成",
            "20230101-20230630 20230701-20231130",
        );
        check("2019/10/8", "20191008-20191008");
        check("2019-10-08 00:00:00", "20191008-20191008");
        check("20191008-20191031", "20191008-20191031");
        check("43746", "20191008-20191008");
        check("10-08~10-31", "1008-1031");
        check("10.8-10.31", "1008-1031");
        check("10月8日-31日", "1008-1031");
        check("10月8-31日", "1008-1031");
        check("2019年10月8日至11月5日", "20191008-20191105");
        check("9月1日起", "0901-1231");
        check("10月20号", "1020-1020");
    }

    #[test]
    fn parts_of_the_year_and_of_the_month() {
        check("第四季度", "1001-1231");
        check("2022年三季度", "20220701-20220930");
        check("一季度至三季度", "0101-0930");
        check("二、四季度", "0401-0630 1001-1231");
        check("上半年", "0101-0630");
        check("2020年下半年", "20200701-20201231");
        check("10月中旬", "1011-1020");
        check("3月上旬至5月下旬", "0301-0531");
        check("10月上旬至中旬", "1001-1020");
        check("12月中下旬", "1211-1231");
        check("2022年Q3", "20220701-20220930");
        check("11月底", "1121-1130");
        check("全年", "0101-1231");
        check("2021年", "0101-1231");
        check("2021年度", "0101-1231");
        check("全年不定期", "0101-1231");
        check("随机", "0101-1231");
    }

    #[test]
    fn recurring_periods() {
        check("每季度", "0101-0331 0401-0630 0701-0930 1001-1231");
        check("每半年一次", "0101-0630 0701-1231");
        check("每季度第一个月", "0101-0131 0401-0430 0701-0731 1001-1031");
        check("11月—12月每月10日前", "1101-1110 1201-1210");
        check("10-12月,每月1次", "1001-1031 1101-1130 1201-1231");
        check("全年（每季度1次）", "0101-0331 0401-0630 0701-0930 1001-1231");
        check("上、下半年各一次", "0101-0630 0701-1231");
        check("一年两次（6月、12月）", "0601-0630 1201-1231");
        let monthly = read("每月", Context { year: Some(2021), months: false }).unwrap();
        assert_eq!((monthly.spans.len(), monthly.periods), (12, Some(12)));
    }

    #[test]
    fn what_cannot_be_known_is_said() {
        refuse("13月", Unread::Calendar);
        refuse("2月30日", Unread::Calendar);
        refuse("第五季度", Unread::Calendar);
        refuse("10月至3月", Unread::Reversed);
        refuse("3-5", Unread::Ambiguous);
        refuse("待定", Unread::Undecided);
        refuse("按上级安排", Unread::Undecided);
        refuse("第3周", Unread::Form);
        check_in(Context { year: None, months: false }, "3月", Err(Unread::Year));
        check_in(Context { year: None, months: false }, "2020年3月", Ok("20200301-20200331"));
        check_in(Context { year: Some(2021), months: true }, "3-5", Ok("0301-0531"));
        check_in(Context { year: Some(2021), months: true }, "9", Ok("0901-0930"));
        refuse("2021年秋季", Unread::Undecided);
        refuse("国庆节后", Unread::Undecided);
        for text in
            ["3月-12月(7月除外)", "10月第二周", "10月10日左右", "即日起至10月底", "每季度末", "每周三"]
        {
            assert!(read(text, Context { year: Some(2021), months: false }).unwrap().partly, "{text}");
        }
    }

    #[test]
    fn two_cells_make_one_span() {
        let context = Context { year: Some(2021), months: false };
        assert_eq!(ends("3月", "5月", context).map(|w| shown(&w.spans)), Ok("0301-0531".to_owned()));
        assert_eq!(
            ends("2020-03-01", "2020-03-09", context).map(|w| shown(&w.spans)),
            Ok("20200301-20200309".to_owned())
        );
        assert_eq!(ends("5月", "3月", context), Err(Unread::Reversed));
    }
}
