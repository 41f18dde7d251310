//! Recurring periods in a cell: 每月, 每季度, 每半年, with the part of each that is meant.

use super::calendar::{Part, Unit};
use super::parser::Parser;
use super::token::Token;
use super::window::Unread;

impl Parser<'_> {
    /// 每月, 每季度, 每半年, with what is said of the part of it.
    pub(super) fn each(&mut self) -> Result<(), Unread> {
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
                self.weekly = true;
                if !self.counted() {
                    self.found.partly |= self.num(0).is_some() || self.peek(0) == Some(&Token::Day);
                }
                return Ok(());
            }
            // 每半月: no period of a calendar.
            Some(Token::Word('\u{534a}')) => {
                self.found.partly = true;
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
        // 每季度第一个月, 每季度首月, 每季度末月: the part is that of one month.
        let (within, length_within) = match self.month_of_period(length) {
            Some(nth) => (nth, 1),
            None => (1, length),
        };
        let part = self.part_of_period(length_within)?;
        for index in 0..12 / length {
            let span = part.in_period(year, index * length + within, length_within)?;
            self.each.push(span);
        }
        self.counted();
        Ok(())
    }

    /// 每月2次, 每周不少于3次: how often in each of the periods.
    fn counted(&mut self) -> bool {
        const WORDS_MAX: usize = 4;
        let words =
            (0..WORDS_MAX).take_while(|at| matches!(self.peek(*at), Some(Token::Word(_) | Token::Range)));
        let words = words.count();
        let Some((number, _)) = self.num(words).filter(|_| self.peek(words + 1) == Some(&Token::Counter))
        else {
            return false;
        };
        self.at += words + 2;
        self.times = number.max(1);
        true
    }

    fn part_of_period(&mut self, length: u32) -> Result<Part, Unread> {
        if length == 1
            && let Some(Unit::Weeks(_, first, last)) = self.weeks(1)
        {
            self.found.weeks = true;
            return Ok(Part::Weeks(first, last));
        }
        if let (Some(Token::Ordinal), Some(Token::Months)) = (self.peek(0), self.peek(2)) {
            return Err(Unread::Calendar);
        }
        match self.peek(0).cloned() {
            Some(Token::End) => {
                self.at += 1;
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
}
