//! The rows of a file as requests, resolved beside what is written of those before them. Knows no transaction.

use std::collections::BTreeSet;
use std::sync::mpsc::sync_channel;

use crate::app::error::{AppError, Result};
use crate::app::resolve::{Resolved, Resolver};
use crate::domain::intake::RequestRow;
use crate::domain::problem::Problem;

/// Rows that are handed over at once, and between two reports of how far the import is.
const ROWS_AT_ONCE: usize = 200;

/// How many such lots may wait: memory does not grow with the file.
const LOTS_WAITING: usize = 8;

/// What a row came to.
pub(super) struct Row {
    pub(super) outcome: std::result::Result<Resolved, Box<Problem>>,
    /// Whether a row before it in the file asks for the same.
    pub(super) repeated: bool,
    pub(super) warnings: Vec<Problem>,
}

/// Hands over the rows in their order, a lot at a time with how many came before it, and gives the resolver back.
pub(super) fn each<'r>(
    mut resolver: Resolver<'r>,
    rows: &[RequestRow],
    mut take: impl FnMut(usize, Vec<Row>) -> Result<()>,
) -> Result<Resolver<'r>> {
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel(LOTS_WAITING);
        let resolving = scope.spawn(move || {
            let mut seen = BTreeSet::new();
            for lot in rows.chunks(ROWS_AT_ONCE) {
                let lot: Vec<Row> = lot.iter().map(|row| resolve(&mut resolver, &mut seen, row)).collect();
                // Nobody waits for more where the import was stopped.
                if send.send(lot).is_err() {
                    break;
                }
            }
            resolver
        });
        for (lot, resolved) in receive.into_iter().enumerate() {
            take(lot * ROWS_AT_ONCE, resolved)?;
        }
        resolving.join().map_err(|_| AppError::environment("A7002"))
    })
}

fn resolve(resolver: &mut Resolver<'_>, seen: &mut BTreeSet<String>, row: &RequestRow) -> Row {
    let outcome = resolver.request(row);
    let repeated = outcome.as_ref().is_ok_and(|found| !seen.insert(found.request.fingerprint.clone()));
    Row { outcome, repeated, warnings: resolver.warnings() }
}
