//! Opens a database: whose it is, how new it is, migrations, the settings durability depends on.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, MAIN_DB, OpenFlags, TransactionBehavior};

use super::copy::copy;
use super::{Result, Store, StoreError};

/// Marks a file as ours: `LJTC`.
const APPLICATION_ID: i64 = 0x4C4A_5443;

/// Every schema there was, oldest first. Only ever appended to; `PRAGMA user_version` counts how many a file has had.
const MIGRATIONS: &[&str] = &[
    include_str!("schema/0001_journal_and_tables.sql"),
    include_str!("schema/0002_field_and_rectification.sql"),
    include_str!("schema/0003_requests_by_what_is_asked_of_them.sql"),
    include_str!("schema/0004_entries_in_parts.sql"),
];

/// How long a writer waits for others.
const BUSY_TIMEOUT: Duration = Duration::from_secs(15);

impl Store {
    /// Opens a database for reading and writing; makes it if there is no file, migrates it if it is older (after
    /// a copy beside it).
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_with(path, MIGRATIONS)
    }

    /// Opens a database that must exist, and never writes to it. An older one must be opened for writing first.
    pub fn open_read_only(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        match connect(path, flags).and_then(|connection| Self::existing(connection, path)) {
            // Even a reader notes beside the file that it reads. Where that cannot be noted, on a disc or in an
            // auditor's archive, and no writer has left anything beside it either, the file is read as it stands.
            Err(StoreError::ReadOnly { .. }) if !beside(path, "-wal").exists() => {
                Self::existing(connect_unchanging(path)?, path)
            }
            other => other,
        }
    }

    fn existing(connection: Connection, path: &Path) -> Result<Self> {
        match state(&connection, path, MIGRATIONS)? {
            State::Current => Ok(Self { connection }),
            State::New => Err(StoreError::NotOurs { path: path.display().to_string() }),
            State::Older(found) => {
                let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
                Err(StoreError::Older { path: path.display().to_string(), found, known })
            }
        }
    }

    /// A database that lives as long as this value.
    pub fn in_memory() -> Result<Self> {
        let mut connection = Connection::open_in_memory()?;
        configure(&connection)?;
        migrate(&mut connection, Path::new(":memory:"), MIGRATIONS)?;
        Ok(Self { connection })
    }

    fn open_with(path: &Path, migrations: &[&str]) -> Result<Self> {
        let name = path.display().to_string();
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = connect(path, flags)?;
        // Before anything that would change a file of somebody else's.
        let state = state(&connection, path, migrations)?;
        if connection.is_readonly(MAIN_DB)? {
            return Err(StoreError::ReadOnly { detail: name });
        }
        if let State::Older(version) = state {
            copy(&connection, &backup_path(path, version), &mut |_, _| true)?;
        }
        write_ahead(&connection).map_err(|error| error.opening(&name))?;
        if !matches!(state, State::Current) {
            migrate(&mut connection, path, migrations).map_err(|error| error.opening(&name))?;
        }
        Ok(Self { connection })
    }
}

/// Where a file stands among the schemas.
enum State {
    New,
    Older(i64),
    Current,
}

pub(super) fn connect(path: &Path, flags: OpenFlags) -> Result<Connection> {
    let name = path.display().to_string();
    let open = || -> Result<Connection> {
        let connection = Connection::open_with_flags(path, flags)?;
        configure(&connection)?;
        Ok(connection)
    };
    open().map_err(|error| match error {
        StoreError::Corrupt { .. } => StoreError::NotOurs { path: name },
        other => other.opening(&name),
    })
}

/// Opens a file that nobody writes to, without leaving a trace.
fn connect_unchanging(path: &Path) -> Result<Connection> {
    let failed = |detail| StoreError::CannotOpen { path: path.display().to_string(), detail };
    let full = std::path::absolute(path).map_err(|error| failed(error.to_string()))?;
    let name = full.to_str().ok_or_else(|| failed("the name is not UTF-8".to_owned()))?;
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    connect(Path::new(&unchanging_uri(name)), flags)
}

/// `file:///folder/office.db?immutable=1`, everything but plain letters and digits escaped.
fn unchanging_uri(name: &str) -> String {
    let name = name.replace(std::path::MAIN_SEPARATOR, "/");
    let mut uri = format!("file://{}", if name.starts_with('/') { "" } else { "/" });
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"/._-:".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri.push_str("?immutable=1");
    uri
}

/// A file beside the database: its name with something appended.
pub(super) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn configure(connection: &Connection) -> Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(128);
    // The indexes of a hundred thousand requests, in KiB: where they do not fit, an import writes their pages again and
    // again.
    connection.execute_batch(
        "PRAGMA cache_size = -24576; PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;
         PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON;",
    )?;
    Ok(())
}

/// Write-ahead logging: readers never wait for the writer. Two processes opening a new file at once can meet here
/// without the engine waiting for the other, so this waits itself.
fn write_ahead(connection: &Connection) -> Result<()> {
    const STEP: Duration = Duration::from_millis(50);
    let mut waited = Duration::ZERO;
    loop {
        let mode: rusqlite::Result<String> =
            connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0));
        match mode.map_err(StoreError::from) {
            Err(StoreError::Locked) if waited < BUSY_TIMEOUT => {
                std::thread::sleep(STEP);
                waited += STEP;
            }
            Err(error) => return Err(error),
            Ok(_) => return Ok(()),
        }
    }
}

fn state(connection: &Connection, path: &Path, migrations: &[&str]) -> Result<State> {
    let name = || path.display().to_string();
    let of_ours = |error| match StoreError::from(error) {
        StoreError::Corrupt { .. } => StoreError::NotOurs { path: name() },
        other => other.opening(&name()),
    };
    // What is read here is of one moment, even while another process makes the file.
    let moment = connection.is_autocommit().then(|| connection.unchecked_transaction()).transpose();
    let _moment = moment.map_err(of_ours)?;
    let application: i64 =
        connection.query_row("PRAGMA application_id", [], |row| row.get(0)).map_err(of_ours)?;
    let version = user_version(connection).map_err(|error| error.opening(&name()))?;
    let things: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(of_ours)?;
    let known = i64::try_from(migrations.len()).unwrap_or(i64::MAX);
    match (application, version) {
        (0, 0) if things == 0 => Ok(State::New),
        (APPLICATION_ID, version) if version > known => {
            Err(StoreError::Newer { path: name(), found: version, known })
        }
        (APPLICATION_ID, version) if version == known => Ok(State::Current),
        (APPLICATION_ID, version) if version > 0 => Ok(State::Older(version)),
        _ => Err(StoreError::NotOurs { path: name() }),
    }
}

pub(super) fn user_version(connection: &Connection) -> Result<i64> {
    Ok(connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
}

/// Runs the migrations a file has not had, all in one transaction. Another process may have run them since the
/// state was read: the count is read again behind the lock.
fn migrate(connection: &mut Connection, path: &Path, migrations: &[&str]) -> Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    state(&transaction, path, migrations)?;
    let done = usize::try_from(user_version(&transaction)?).unwrap_or_default();
    for migration in migrations.iter().skip(done) {
        transaction.execute_batch(migration)?;
    }
    let version = i64::try_from(migrations.len()).unwrap_or(i64::MAX);
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", version)?;
    transaction.commit()?;
    Ok(())
}

/// The first free name beside the database: `office.db` of schema 3 → `office.db.schema-3.bak`, `….schema-3.2.bak`.
fn backup_path(path: &Path, version: i64) -> PathBuf {
    let mut candidate = beside(path, &format!(".schema-{version}.bak"));
    let mut count = 2;
    while candidate.exists() {
        candidate = beside(path, &format!(".schema-{version}.{count}.bak"));
        count += 1;
    }
    candidate
}

/// What the structure of a database must be: (kind, name, definition), in order of name.
pub(super) fn structure(connection: &Connection) -> Result<Vec<(String, String)>> {
    let mut statement = connection.prepare(
        "SELECT type || ' ' || name, coalesce(sql, '') FROM sqlite_schema
         WHERE name NOT LIKE 'sqlite_%' ORDER BY name",
    )?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use serde_json::json;

    use super::*;
    use crate::domain::record::Table;
    use crate::store::Head;

    const FIRST: &[&str] = &[MIGRATIONS[0]];
    const NEXT: &[&str] = &[MIGRATIONS[0], "CREATE TABLE extra (a TEXT) STRICT;"];

    fn head() -> Head {
        let recorded_at = DateTime::from_timestamp(1_571_097_600, 0).unwrap();
        Head {
            author: "li".to_owned(),
            recorded_at,
            business_date: recorded_at.date_naive(),
            command: "test".to_owned(),
            args: json!({}),
            barrier: false,
        }
    }

    fn take_number(store: &mut Store) -> Result<u32> {
        store.write(&head(), |tx| tx.next_number(Table::Visit)).map(|(number, _)| number)
    }

    fn version(path: &Path) -> i64 {
        user_version(&Connection::open(path).unwrap()).unwrap()
    }

    #[test]
    fn an_older_database_is_copied_and_migrated() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("office.db");
        take_number(&mut Store::open_with(&path, FIRST).unwrap()).unwrap();
        let mut store = Store::open_with(&path, NEXT).unwrap();
        assert_eq!(take_number(&mut store), Ok(2));
        drop(store);
        assert_eq!(version(&path), 2);
        let copy = folder.path().join("office.db.schema-1.bak");
        assert_eq!(version(&copy), 1);
        assert_eq!(take_number(&mut Store::open(&copy).unwrap()), Ok(2));
        // A release that knows the first schema only does not guess.
        let older = Store::open_with(&path, FIRST);
        assert!(matches!(older.err(), Some(StoreError::Newer { found: 2, known: 1, .. })));
    }

    #[test]
    fn a_migration_that_fails_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("office.db");
        drop(Store::open_with(&path, FIRST).unwrap());
        let broken = &[MIGRATIONS[0], "CREATE TABLE extra (a TEXT); SELECT no_such_thing;"];
        assert!(Store::open_with(&path, broken).is_err());
        assert!(Store::open_with(&path, broken).is_err());
        assert_eq!(version(&path), 1);
        assert!(folder.path().join("office.db.schema-1.2.bak").exists());
        assert_eq!(take_number(&mut Store::open(&path).unwrap()), Ok(1));
    }

    #[test]
    fn settings_of_durability_are_in_force() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("office.db")).unwrap();
        let check = |name: &str, expected: &str| {
            let sql = format!("SELECT CAST({name} AS TEXT) FROM pragma_{name}");
            let found: String = store.connection.query_row(&sql, [], |row| row.get(0)).unwrap();
            assert_eq!(found, expected, "{name}");
        };
        check("journal_mode", "wal");
        check("synchronous", "2");
        check("foreign_keys", "1");
    }

    #[test]
    fn a_file_that_cannot_change_is_read_without_a_trace() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("\u{529e}\u{516c}\u{5ba4} 1%41?a=b#c.db");
        take_number(&mut Store::open(&path).unwrap()).unwrap();
        let store = Store::existing(connect_unchanging(&path).unwrap(), &path).unwrap();
        assert_eq!(store.read(|view| view.last_number(Table::Visit)), Ok(1));
        assert_eq!(store.verify().unwrap().findings, []);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(unchanging_uri("C:/a b.db"), "file:///C:/a%20b.db?immutable=1");
    }

    #[test]
    fn a_locked_database_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("office.db");
        let mut store = Store::open(&path).unwrap();
        store.connection.busy_timeout(Duration::from_millis(20)).unwrap();
        let other = Connection::open(&path).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        assert_eq!(take_number(&mut store), Err(StoreError::Locked));
        other.execute_batch("ROLLBACK").unwrap();
        assert_eq!(take_number(&mut store), Ok(1));
    }

    #[test]
    fn a_full_disk_leaves_the_state_before() {
        let mut store = Store::in_memory().unwrap();
        take_number(&mut store).unwrap();
        store.connection.execute_batch("PRAGMA max_page_count = 1").unwrap();
        let filled = store.write(&head(), |tx| tx.put_blob("big", &vec![0; 100_000]));
        assert_eq!(filled, Err(StoreError::DiskFull));
        assert_eq!(store.read(|view| view.last_number(Table::Visit)), Ok(1));
        assert_eq!(store.verify().unwrap().findings, []);
    }
}
