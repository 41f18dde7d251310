//! Cuts folded text into the few words that matter for dates. Everything else is a `Word`.

use super::fold::{fold, numeral};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A number; `digits` is how many were written (0 for Chinese numerals).
    Num {
        value: u64,
        digits: usize,
    },
    /// 年.
    Year,
    /// 今年、本年.
    ThisYear,
    /// 次年、翌年.
    NextYear,
    Month,
    /// 个月: a length, not a month of the year.
    Months,
    /// 首月.
    FirstMonth,
    /// 末月.
    LastMonth,
    Day,
    Week,
    /// 最后一周.
    LastWeek,
    Quarter,
    /// 上半年 1, 下半年 2.
    Half(u32),
    /// 半年, as a length.
    HalfYear,
    /// 上旬 to 下旬: first and last third of a month.
    Thirds(u32, u32),
    /// 底、末.
    End,
    /// 全年.
    Whole,
    /// Any time, said without dates: 不定期、随机.
    Anytime,
    Before,
    After,
    /// 截至.
    Until,
    Range,
    Hyphen,
    Dot,
    Slash,
    List,
    Stop,
    /// 第.
    Ordinal,
    /// 每.
    Each,
    /// 批次、次, with the number before it: says nothing about days.
    Counter,
    /// In brackets.
    Aside(String),
    Word(char),
}

/// The longest that fits is taken.
const WORDS: &[(&str, Token)] = &[
    ("今年", Token::ThisYear),
    ("本年度", Token::Whole),
    ("本年", Token::ThisYear),
    ("当年", Token::ThisYear),
    ("次年", Token::NextYear),
    ("翌年", Token::NextYear),
    ("明年", Token::NextYear),
    ("来年", Token::NextYear),
    ("上半年", Token::Half(1)),
    ("下半年", Token::Half(2)),
    ("每半年", Token::Each),
    ("半年", Token::HalfYear),
    ("全年度", Token::Whole),
    ("全年", Token::Whole),
    ("整年", Token::Whole),
    ("年度内", Token::Whole),
    ("年内", Token::Whole),
    ("常年", Token::Whole),
    ("年度", Token::Year),
    ("年份", Token::Year),
    ("年", Token::Year),
    ("个月", Token::Months),
    ("首月", Token::FirstMonth),
    ("末月", Token::LastMonth),
    ("最后一个月", Token::LastMonth),
    ("逐月", Token::Each),
    ("按月", Token::Each),
    ("按季", Token::Each),
    ("月份", Token::Month),
    ("月", Token::Month),
    ("日", Token::Day),
    ("号", Token::Day),
    ("周", Token::Week),
    ("星期", Token::Week),
    ("最后一周", Token::LastWeek),
    ("最后1周", Token::LastWeek),
    ("最后一个星期", Token::LastWeek),
    ("最后1个星期", Token::LastWeek),
    ("最后一个周", Token::LastWeek),
    ("末周", Token::LastWeek),
    ("季度", Token::Quarter),
    ("上中旬", Token::Thirds(1, 2)),
    ("中上旬", Token::Thirds(1, 2)),
    ("中下旬", Token::Thirds(2, 3)),
    ("上旬", Token::Thirds(1, 1)),
    ("中旬", Token::Thirds(2, 2)),
    ("下旬", Token::Thirds(3, 3)),
    ("不定期", Token::Anytime),
    ("随机", Token::Anytime),
    ("适时", Token::Anytime),
    ("择期", Token::Anytime),
    ("择机", Token::Anytime),
    ("随时", Token::Anytime),
    ("不限", Token::Anytime),
    ("长期", Token::Anytime),
    ("常态化", Token::Anytime),
    ("日常", Token::Anytime),
    ("全天候", Token::Anytime),
    // 10月8日前后 is about the day, not before it.
    ("前后", Token::Word('\u{524d}')),
    ("以前", Token::Before),
    ("之前", Token::Before),
    ("以后", Token::After),
    ("之后", Token::After),
    ("开始", Token::After),
    ("截至", Token::Until),
    ("截止到", Token::Until),
    ("截止", Token::Until),
    ("不晚于", Token::Until),
    ("最迟", Token::Until),
    ("直至", Token::Range),
    ("直到", Token::Range),
    ("至少", Token::Word('\u{5c11}')),
    ("至", Token::Range),
    ("到", Token::Range),
    ("to", Token::Range),
    ("~", Token::Range),
    ("批次", Token::Counter),
    ("批", Token::Counter),
    ("轮次", Token::Counter),
    ("轮", Token::Counter),
    ("次", Token::Counter),
    ("第", Token::Ordinal),
    ("每", Token::Each),
    ("各", Token::Word('\u{5404}')),
    ("-", Token::Hyphen),
    (".", Token::Dot),
    ("/", Token::Slash),
    ("、", Token::List),
    (",", Token::List),
    ("和", Token::List),
    ("及", Token::List),
    ("与", Token::List),
    ("或", Token::List),
    (";", Token::Stop),
];

/// The tokens of a text as written.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let characters: Vec<char> = spelled_out(&fold(text)).chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(rest) = characters.get(at..).filter(|rest| !rest.is_empty()) {
        let (token, length) = next(rest, tokens.last());
        tokens.extend(token);
        at += length.max(1);
    }
    tokens
}

/// 上、下半年, 双月 and Q3 in their full forms.
fn spelled_out(text: &str) -> String {
    let mut text = text.replace(['\u{201c}', '\u{201d}', '"'], "");
    for (short, full) in SHORT {
        text = text.replace(short, full);
    }
    if let Some((_, full)) = ALONE.iter().find(|(short, _)| *short == text) {
        (*full).clone_into(&mut text);
    }
    if ["结束", "完成", "完毕"].iter().any(|word| text.contains(word)) {
        // 3月启动,11月底前完成 is one time, not two.
        for begun in ["开始,", "开始;", "启动,", "启动;"] {
            text = text.replace(begun, "起至");
        }
    }
    text = months_by_slashes(&text);
    if !text.contains(['Q', 'q']) {
        return text;
    }
    let mut spelled = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let quarter = matches!(character, 'Q' | 'q') && matches!(characters.peek(), Some('1'..='4'));
        match characters.peek().filter(|_| quarter).copied() {
            Some(nth) => {
                characters.next();
                // 2024Q3, 2024-Q3: the year lacks its word.
                let bare = spelled.trim_end_matches(['-', '.', '/', '_']);
                let year = bare.len() >= 4 && bare.chars().rev().take(4).all(|c| c.is_ascii_digit());
                let length = if year { bare.len() } else { spelled.len() };
                spelled.truncate(length);
                spelled.push_str(if year { "年第" } else { "第" });
                spelled.push(nth);
                spelled.push_str("季度");
            }
            None => spelled.push(character),
        }
    }
    spelled
}

const SHORT: &[(&str, &str)] = &[
    ("上、下半年", "上半年、下半年"),
    ("上下半年", "上半年、下半年"),
    ("双月", "2、4、6、8、10、12月"),
    ("单月", "1、3、5、7、9、11月"),
    // Seasons, not quarters.
    ("两季", "季节"),
    ("首周", "第1周"),
    // 3月起，为期两个月.
    (",为期", ""),
    ("为期", ""),
    // Festivals of the sun's calendar end a time as its days do; those of the moon's are asked about.
    ("五一劳动节", "五一节"),
    ("十一前", "9月30日前"),
    ("国庆节", "国庆"),
    ("五一节前", "4月30日前"),
    ("五一前", "4月30日前"),
    ("七一前", "6月30日前"),
    ("国庆前", "9月30日前"),
    ("元旦节前", "12月31日前"),
    ("元旦前", "12月31日前"),
];

/// Words that are a time only where nothing else stands in the cell.
const ALONE: &[(&str, &str)] = &[
    ("一年一次", "全年"),
    ("一年1次", "全年"),
    ("年度", "全年"),
    ("半年一次", "每半年一次"),
    ("半年1次", "每半年一次"),
    ("半年度", "每半年"),
    ("一季度一次", "每季度一次"),
    ("季度", "每季度"),
    ("一月一次", "每月一次"),
    ("月度", "每月"),
];

/// 3/6/9月 are months, as 3、6、9月 are.
fn months_by_slashes(text: &str) -> String {
    let (Some(end), true) = (text.find('\u{6708}'), text.contains('/')) else { return text.to_owned() };
    let (numbers, rest) = text.split_at(end);
    let other = numbers.char_indices().rfind(|(_, c)| !c.is_ascii_digit() && *c != '/');
    let start = other.map_or(0, |(at, c)| at + c.len_utf8());
    let listed = numbers.get(start..).filter(|list| {
        list.contains('/')
            && list.split('/').all(|month| month.parse::<u32>().is_ok_and(|month| (1..=12).contains(&month)))
    });
    match listed {
        Some(list) => {
            format!("{}{}{}", numbers.get(..start).unwrap_or_default(), list.replace('/', "\u{3001}"), rest)
        }
        None => text.to_owned(),
    }
}

/// The token at the start of `rest` and how many characters it takes.
fn next(rest: &[char], last: Option<&Token>) -> (Option<Token>, usize) {
    let Some(&first) = rest.first() else { return (None, 1) };
    if first.is_ascii_digit() {
        return number(rest);
    }
    if first == '(' || first == '[' {
        return aside(rest);
    }
    if let Some((value, length)) = numeral(rest) {
        return (Some(Token::Num { value, digits: 0 }), length);
    }
    let dated = last.is_some_and(|last| {
        matches!(
            last,
            Token::Num { .. }
                | Token::Year
                | Token::Month
                | Token::Day
                | Token::Quarter
                | Token::Half(_)
                | Token::Week
                | Token::LastWeek
                | Token::HalfYear
                | Token::Thirds(..)
                | Token::End
        )
    });
    match first {
        '\u{524d}' if dated && rest.get(1) != Some(&'\u{540e}') => return (Some(Token::Before), 1),
        '\u{540e}' | '\u{8d77}' if dated => return (Some(Token::After), 1),
        // 周末 is no end of a time.
        '\u{5e95}' | '\u{672b}' if dated && last != Some(&Token::Week) => return (Some(Token::End), 1),
        '\u{521d}' if last == Some(&Token::Month) => return (Some(Token::Thirds(1, 1)), 1),
        '\u{4e2d}'
            if last == Some(&Token::Month)
                && !matches!(rest.get(1), Some('\u{65ec}' | '\u{4e0b}' | '\u{4e0a}')) =>
        {
            return (Some(Token::Thirds(2, 2)), 1);
        }
        '\u{5b63}'
            if rest.get(1) != Some(&'\u{5ea6}') && matches!(last, Some(Token::Num { .. } | Token::Each)) =>
        {
            return (Some(Token::Quarter), 1);
        }
        _ => {}
    }
    WORDS
        .iter()
        .filter(|(word, _)| starts(rest, word))
        .max_by_key(|(word, _)| word.len())
        .map_or((Some(Token::Word(first)), 1), |(word, token)| keyword(word, token))
}

fn starts(rest: &[char], word: &str) -> bool {
    let mut characters = rest.iter();
    word.chars().all(|wanted| characters.next() == Some(&wanted))
}

/// 每半年 and 逐月 leave their unit to be read by itself.
fn keyword(word: &str, token: &Token) -> (Option<Token>, usize) {
    let length = if *token == Token::Each { 1 } else { word.chars().count() };
    (Some(token.clone()), length)
}

/// A number; a time of day, or from one to another, is none.
fn number(rest: &[char]) -> (Option<Token>, usize) {
    let clock = |from: usize| {
        let run: Vec<&char> =
            rest.iter().skip(from).take_while(|c| c.is_ascii_digit() || **c == ':').collect();
        (run.contains(&&':') && run.last() != Some(&&':')).then_some(run.len())
    };
    if let Some(first) = clock(0) {
        let dash = matches!(rest.get(first), Some('~' | '-' | '\u{81f3}'));
        let second = if dash { clock(first + 1).map(|length| length + 1) } else { None };
        return (None, first + second.unwrap_or(0));
    }
    let digits = rest.iter().take_while(|c| c.is_ascii_digit()).count();
    let value = rest.iter().take(digits.min(18)).filter_map(|c| c.to_digit(10));
    let value = value.fold(0_u64, |sum, digit| sum.saturating_mul(10).saturating_add(u64::from(digit)));
    (Some(Token::Num { value, digits }), digits)
}

fn aside(rest: &[char]) -> (Option<Token>, usize) {
    let inner = rest.iter().skip(1).take_while(|c| !matches!(c, ')' | ']')).collect::<String>();
    let length = inner.chars().count() + 2;
    (Some(Token::Aside(inner)), length)
}
