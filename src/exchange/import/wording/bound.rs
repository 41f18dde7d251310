//! The comparison around a quantity: 不低于, 至多, 以上. Knows no unit.

/// Whether a quantity is meant as it stands, as the least, or as the most.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    Exact,
    Least,
    Most,
}

/// The comparison around a quantity.
pub(super) fn bound(before: &str, behind: &str) -> Bound {
    const LEAST: &[&str] = &[
        "≥",
        ">",
        "不低于",
        "不少于",
        "不小于",
        "不得低于",
        "不得少于",
        "至少",
        "最少",
        "最低",
        "大于",
        "≧",
        "超过",
    ];
    const MOST: &[&str] =
        &["≤", "<", "不超过", "不高于", "不多于", "不得超过", "至多", "最多", "最高", "小于", "≦"];
    let last =
        |words: &[&str]| words.iter().filter_map(|word| before.rfind(word).map(|at| at + word.len())).max();
    let behind = behind.strip_prefix("(含)").unwrap_or(behind);
    let ahead =
        |words: &[&str]| words.iter().any(|word| behind.trim_start_matches(['(', ')']).starts_with(word));
    // 不超过 ends where 超过 ends: the longer word decides.
    match (last(LEAST), last(MOST)) {
        (Some(low), Some(high)) if low > high => Bound::Least,
        (_, Some(_)) => Bound::Most,
        (Some(_), None) => Bound::Least,
        _ if ahead(&["以上", "及以上", "含以上", "起"]) => Bound::Least,
        _ if ahead(&["以下", "及以下", "以内", "之内"]) => Bound::Most,
        _ => Bound::Exact,
    }
}
