//! Samples drawn in stages: 每乡2个村，每村5户 are two villages in each township and five households in each of these.
//! Knows no column.

use super::amount::{Amounts, Count};
use crate::domain::intake::Stage;
use crate::domain::unit::UnitKind;

/// What townships and villages are counted as, the longer words first.
const KINDS: &[(&str, UnitKind)] = &[
    ("乡", UnitKind::Township),
    ("镇", UnitKind::Township),
    ("街道", UnitKind::Township),
    ("行政村", UnitKind::Village),
    ("自然村", UnitKind::Village),
    ("村", UnitKind::Village),
    ("社区", UnitKind::Village),
    ("居委会", UnitKind::Village),
];

/// The kind of unit a text begins with: 乡镇, 个行政村.
fn kind_at(text: &str) -> Option<UnitKind> {
    let text = text.strip_prefix('个').unwrap_or(text);
    KINDS.iter().find(|(word, _)| text.starts_with(word)).map(|(_, kind)| *kind)
}

/// What a number counts, by the text of it (2个村) and behind it: units of a kind, else elements.
pub(super) fn counted(own: &str, behind: &str) -> Option<UnitKind> {
    let within = KINDS.iter().find(|(word, _)| own.ends_with(word)).map(|(_, kind)| *kind);
    within.or_else(|| kind_at(behind))
}

/// In each of what a number is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Each {
    /// All together.
    Nothing,
    /// Units of a kind.
    Unit(UnitKind),
    /// Something with no word here, or with none at all: 每校, 各2家.
    Unknown,
}

/// In each of what, by the text before a number (每村抽查) and behind it (/村); `units` were counted last.
pub(super) fn each(before: &str, behind: &str, units: Option<UnitKind>) -> Each {
    if let Some(of) = behind.strip_prefix('/') {
        return kind_at(of.trim_start_matches('每')).map_or(Each::Unknown, Each::Unit);
    }
    let last = before.char_indices().rfind(|(_, c)| matches!(c, '每' | '各'));
    if let Some(rest) = last.and_then(|(at, c)| before.get(at + c.len_utf8()..)) {
        return match (kind_at(rest), units) {
            (Some(kind), _) => Each::Unit(kind),
            // 10个村各5户.
            (None, Some(kind)) if rest.is_empty() || rest.starts_with(['抽', '检', '查']) => {
                Each::Unit(kind)
            }
            // 每次, 每年: how often, not where.
            (None, _) if rest.starts_with(['次', '年', '季', '月', '半', '周', '日', '批', '轮', '县']) => {
                Each::Nothing
            }
            (None, _) => Each::Unknown,
        };
    }
    match units {
        Some(kind) if before.ends_with(['×', 'x', 'X', '*']) => Each::Unit(kind),
        _ => Each::Nothing,
    }
}

/// Keeps the stages of a cell, from the county down, and what is drawn in the last of them.
pub(super) fn close(found: &mut Amounts, mut stages: Vec<(Stage, bool)>) {
    // Elements are drawn last.
    let depth = |kind: Option<UnitKind>| match kind {
        Some(UnitKind::Township) => 0,
        Some(UnitKind::Village) => 1,
        None => 2,
    };
    stages.sort_by_key(|(stage, _)| depth(stage.of));
    let Some((last, estimated)) = stages.last().copied() else { return };
    let chained = stages.iter().zip(stages.iter().skip(1)).all(|((above, _), (below, _))| {
        // 2个乡镇、10户: how the households lie in the townships is not said.
        above.of != below.of && below.per == above.of
    });
    found.partly |= !chained || found.ratio.is_some() && last.per.is_some() && stages.len() > 1;
    found.count = Some(Count { number: last.number, estimated, per_unit: last.per.is_some() });
    if chained && last.per.is_some() {
        found.stages = stages.into_iter().map(|(stage, _)| stage).collect();
    }
}
