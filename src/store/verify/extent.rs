//! How far a check is, in bytes compared of all there are. Knows nothing of what is compared.

use crate::domain::record::Table;
use crate::store::View;

/// Parts of all after which whoever watches is told again.
const TOLD: u64 = 500;

/// How far a check is.
pub(super) struct Extent<'w> {
    watch: &'w mut dyn FnMut(u64, u64) -> bool,
    all: u64,
    done: u64,
    told: u64,
    /// It was told not to go on.
    pub(super) stopped: bool,
}

impl<'w> Extent<'w> {
    /// All that is to be compared. What cannot be measured counts as nothing: the check itself says what is wrong with it.
    pub(super) fn of(view: &View<'_>, watch: &'w mut dyn FnMut(u64, u64) -> bool) -> Self {
        let sum = |column: &str, table: &str| -> u64 {
            let sql = format!("SELECT coalesce(sum(octet_length(\"{column}\")), 0) FROM \"{table}\"");
            view.connection.query_row(&sql, [], |row| row.get(0)).unwrap_or(0)
        };
        let rows: u64 = Table::ALL.iter().map(|table| sum("doc", table.code())).sum();
        let journal = sum("entry", "journal") + sum("changes", "journal_part");
        let all = journal + rows + sum("bytes", "blob") + sum("doc", "frame_row");
        let stopped = !watch(0, all);
        Self { watch, all, done: 0, told: 0, stopped }
    }

    /// So many bytes more are compared; whether to go on.
    pub(super) fn goes_on(&mut self, bytes: usize) -> bool {
        self.done = self.done.saturating_add(bytes as u64).min(self.all);
        if self.done - self.told > self.all / TOLD {
            self.told = self.done;
            self.stopped |= !(self.watch)(self.done, self.all);
        }
        !self.stopped
    }
}
