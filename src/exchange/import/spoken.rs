//! One arrival as a township reports it by telephone, typed as it is said: numbers, days and whether anybody was told
//! are taken out of the line; names and the matter are left for those who know the county's lists.

use chrono::{Datelike, Days, NaiveDate};

use super::wording::fold::{fold, numeral};
use super::wording::{choice, effort};

/// What a line says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spoken {
    /// The day; `None` where the line names none.
    pub date: Option<NaiveDate>,
    /// Inspectors.
    pub people: Option<u32>,
    /// Host staff who accompanied.
    pub hosts: Option<u32>,
    /// How long, in half days.
    pub halfdays: Option<u32>,
    /// Told beforehand.
    pub announced: Option<bool>,
    /// Documents asked for.
    pub materials: Option<u32>,
    /// Forms to fill.
    pub forms: Option<u32>,
    /// Everything else, in its order, with a comma where something was taken out.
    pub rest: String,
}

/// Words before the number of those who accompanied.
const HOSTS: &[&str] = &["乡里陪同", "陪同人员", "陪同", "接待", "陪了", "陪"];
/// Nouns behind the number of what was asked for.
const PAPERS: &[&str] = &["材料", "资料", "台账", "档案", "文件", "记录"];

/// Reads a line; `today` gives the year and what 今天 and 昨天 mean.
pub fn read(text: &str, today: NaiveDate) -> Spoken {
    let apart: String = text.chars().map(|c| if c.is_whitespace() { ',' } else { c }).collect();
    let folded = fold(&apart);
    let mut spoken = Spoken { announced: choice::announced(&folded), ..Spoken::default() };
    let characters: Vec<char> = choice::without_announcement(&folded).chars().collect();
    let mut at = 0;
    while let Some(rest) = characters.get(at..).filter(|rest| !rest.is_empty()) {
        let taken = spoken.day(rest, today).or_else(|| spoken.number(rest));
        match taken {
            Some(length) => {
                spoken.rest.push(',');
                at += length.max(1);
            }
            None => {
                // A number nobody asked for stays whole: 2018年度 is not 8年度.
                let whole = number(rest).map_or(1, |(_, length)| length);
                spoken.rest.extend(rest.iter().take(whole));
                at += whole;
            }
        }
    }
    spoken
}

impl Spoken {
    /// A day at the start of the text: how many characters it takes.
    fn day(&mut self, text: &[char], today: NaiveDate) -> Option<usize> {
        if self.date.is_some() {
            return None;
        }
        for (word, back) in [("今天", 0), ("今日", 0), ("今早", 0), ("昨天", 1), ("昨日", 1), ("前天", 2)]
        {
            if starts(text, word) {
                self.date = today.checked_sub_days(Days::new(back));
                return Some(word.chars().count());
            }
        }
        let run: String = text
            .iter()
            .take(12)
            .take_while(|c| c.is_ascii_digit() || matches!(c, '年' | '月' | '日' | '号' | '-' | '/' | '.'))
            .collect();
        let dated = run.contains(['日', '号']) || run.matches(['-', '/', '.']).count() >= 1;
        self.date = super::holiday::day(&run, Some(today.year())).filter(|_| dated);
        self.date.map(|_| run.chars().count())
    }

    /// A number with what it counts at the start of the text: how many characters they take.
    fn number(&mut self, text: &[char]) -> Option<usize> {
        if let Some(length) = self.length_of_stay(text) {
            return Some(length);
        }
        let (value, digits) = number(text)?;
        let value = u32::try_from(value).ok().filter(|value| *value <= 9_999)?;
        let behind = text.get(digits..)?;
        let unit = |words: &[&'static str]| {
            let longest = words.iter().filter(|word| starts(behind, word)).max_by_key(|word| word.len());
            longest.map(|word| digits + word.chars().count())
        };
        if let Some(length) = unit(&["人", "名", "位", "个人", "人次"]) {
            let accompanied = text.get(length..).is_some_and(|after| starts(after, "陪"));
            if accompanied || self.preceded(HOSTS) {
                self.hosts = Some(value);
                return Some(length + if accompanied { "陪同".chars().count() } else { 0 });
            }
            self.people = self.people.or(Some(value));
            return Some(length);
        }
        if let Some(length) = unit(&["张表", "张表格", "份表", "份表格", "个表", "个表格", "张"])
        {
            self.preceded(&["填表", "表格", "填了", "填", "表"]);
            self.forms = Some(value);
            return Some(length);
        }
        let length = unit(&["份", "本", "套", "项材料", "种材料", "个台账"])?;
        let noun = PAPERS.iter().find(|noun| text.get(length..).is_some_and(|after| starts(after, noun)));
        self.preceded(PAPERS);
        self.preceded(&["索要", "要了", "要求提供", "要"]);
        self.materials = Some(self.materials.unwrap_or(0).saturating_add(value));
        Some(length + noun.map_or(0, |noun| noun.chars().count()))
    }

    /// 半天, 2天, 两天半, 3小时.
    fn length_of_stay(&mut self, text: &[char]) -> Option<usize> {
        let digits = number(text).map_or(0, |(_, length)| length);
        let behind = text.get(digits..)?;
        let units: &[&str] = if digits > 0 {
            &["天半", "天", "个半天", "个工作日", "个小时", "小时"]
        } else {
            &["半天", "半个工作日"]
        };
        let unit = units.iter().filter(|unit| starts(behind, unit)).max_by_key(|unit| unit.len())?;
        let length = digits + unit.chars().count();
        let said: String = text.iter().take(length).collect();
        self.halfdays = Some(effort::halfdays(&said)?);
        Some(length)
    }

    /// Takes one of these words off the end of the rest. Whether there was one.
    fn preceded(&mut self, words: &[&str]) -> bool {
        let kept = words.iter().filter_map(|word| self.rest.strip_suffix(word)).map(str::len).min();
        if let Some(length) = kept {
            self.rest.truncate(length);
        }
        kept.is_some()
    }
}

/// A number at the start of the text and its length in characters.
fn number(text: &[char]) -> Option<(u64, usize)> {
    let digits = text.iter().take_while(|c| c.is_ascii_digit()).count();
    if digits == 0 {
        return numeral(text);
    }
    let written: String = text.iter().take(digits).collect();
    Some((written.parse().unwrap_or(u64::MAX), digits))
}

fn starts(text: &[char], word: &str) -> bool {
    let mut found = text.iter();
    word.chars().all(|c| found.next() == Some(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let spoken = read(text, NaiveDate::from_ymd_opt(2019, 10, 15).unwrap());
        let number = |name: &str, value: Option<u32>| value.map(|value| format!("{name}{value}"));
        let parts = [
            spoken.date.map(|date| date.format("%m%d").to_string()),
            number("people", spoken.people),
            number("hosts", spoken.hosts),
            number("half", spoken.halfdays),
            spoken.announced.map(|told| if told { "told" } else { "untold" }.to_owned()),
            number("papers", spoken.materials),
            number("forms", spoken.forms),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        let rest = spoken.rest.split(',').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("|");
        assert_eq!(format!("{} / {rest}", parts.join(" ")), expected, "{text}");
    }

    #[test]
    fn a_line_as_it_is_said() {
        check(
            "10月15日 松盘乡 县水利局 4人 未通知 饮水安全 台账2份",
            "1015 people4 untold papers2 / 松盘乡|县水利局|饮水安全",
        );
        check(
            "昨天强嘎乡来了县教育局3人半天没打招呼查控辍保学要了3份材料填表2张",
            "1014 people3 half1 untold papers3 forms2 / 强嘎乡来了县教育局|查控辍保学",
        );
        check(
            "2019-10-08 春堆乡 市医保局 两名 陪同3人 提前通知 1天",
            "1008 people2 hosts3 half2 told / 春堆乡|市医保局",
        );
        check("松盘乡 水利局 2018年度项目检查", " / 松盘乡|水利局|2018年度项目检查");
        check("今天 松盘乡 惠农补贴一卡通 两人两天半", "1015 people2 half5 / 松盘乡|惠农补贴一卡通");
        check("", " / ");
        check("99999999999999999999人", " / 99999999999999999999人");
    }
}
