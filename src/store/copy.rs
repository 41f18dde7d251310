//! A consistent copy of a database, made beside its name and given the name when it is whole. Knows no record.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use super::open::{beside, connect};
use super::{Result, StoreError};

/// How often whoever watches a copy is told how far it is.
const COPY_TOLD: Duration = Duration::from_millis(20);

/// Writes a consistent copy to a new file and waits until it is on the disk; until then it has another name. `watch` is
/// told bytes done and in all; `false` where it said not to go on: nothing is left then.
pub(super) fn copy(
    connection: &Connection,
    to: &Path,
    watch: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<bool> {
    let failed = |detail: String| StoreError::Backup { path: to.display().to_string(), detail };
    if to.exists() {
        return Err(StoreError::FileExists { path: to.display().to_string() });
    }
    // What an earlier copy left that was killed stands in nobody's way.
    let part = beside(to, ".part");
    let _ = std::fs::remove_file(&part);
    let name = part.to_str().ok_or_else(|| failed("the name is not UTF-8".to_owned()))?;
    let finish = || -> std::io::Result<()> {
        std::fs::OpenOptions::new().write(true).open(&part)?.sync_all()?;
        std::fs::rename(&part, to)
    };
    let whole = copy_beside(connection, name, watch).map_err(|error| failed(error.to_string()));
    let done = match whole {
        Ok(true) => finish().map(|()| true).map_err(|error| failed(error.to_string())),
        other => other,
    };
    if !matches!(done, Ok(true)) {
        let _ = std::fs::remove_file(&part);
    }
    done
}

/// Copies on a connection of its own, so that this thread can watch and stop it.
fn copy_beside(
    connection: &Connection,
    name: &str,
    watch: &mut dyn FnMut(u64, u64) -> bool,
) -> rusqlite::Result<bool> {
    const SQL: &str = "VACUUM INTO ?1";
    let file = connection.path().map(str::to_owned).filter(|path| !path.is_empty());
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let Some(copier) = file.and_then(|file| connect(Path::new(&file), flags).ok()) else {
        return connection.execute(SQL, [name]).map(|_| true);
    };
    let number = |pragma: &str| connection.pragma_query_value(None, pragma, |row| row.get::<_, u64>(0));
    let all = number("page_count")?.saturating_mul(number("page_size")?);
    let handle = copier.get_interrupt_handle();
    std::thread::scope(|scope| {
        let copying = scope.spawn(move || copier.execute(SQL, [name]));
        let mut stopped = false;
        while !copying.is_finished() {
            let done = std::fs::metadata(name).map_or(0, |file| file.len());
            if !watch(done.min(all), all) {
                stopped = true;
                handle.interrupt();
            }
            std::thread::sleep(COPY_TOLD);
        }
        match copying.join() {
            Ok(Ok(_)) => Ok(!stopped),
            Ok(Err(_)) if stopped => Ok(false),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(rusqlite::Error::InvalidQuery),
        }
    })
}
