//! Opens a database: whose it is, how new it is, migrations, the settings durability depends on.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, MAIN_DB, OpenFlags, TransactionBehavior};

use super::{Result, Store, StoreError};

/// Marks a file as ours: `LJTC`.
const APPLICATION_ID: i64 = 0x4C4A_5443;

/// Every schema there was, oldest first. Only ever appended to; `PRAGMA user_version` counts how many a file has had.
const MIGRATIONS: &[&str] = &[include_str!("schema/0001_journal_and_tables.sql")];

/// How long a writer waits for others.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

impl Store {
    /// Opens a database for reading and writing; makes it if there is no file, migrates it if it is older (after
    /// a copy beside it).
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_with(path, MIGRATIONS)
    }

    /// Opens a database that must exist, and never writes to it. An older one must be opened for writing first.
    pub fn open_read_only(path: &Path) -> Result<Self> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = connect(path, flags)?;
        match state(&connection, path, MIGRATIONS)? {
            State::Current => Ok(Self { connection }),
            State::New => Err(StoreError::NotOurs { path: path.display().to_string() }),
            State::Older(_) => {
                Err(StoreError::ReadOnly { detail: "the database needs a migration".to_owned() })
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
            copy(&connection, &backup_path(path, version))?;
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

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection> {
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

fn configure(connection: &Connection) -> Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(128);
    connection
        .execute_batch("PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF;")?;
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

fn user_version(connection: &Connection) -> Result<i64> {
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
    let named = |suffix: String| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    let mut candidate = named(format!(".schema-{version}.bak"));
    let mut count = 2;
    while candidate.exists() {
        candidate = named(format!(".schema-{version}.{count}.bak"));
        count += 1;
    }
    candidate
}

/// Writes a consistent copy to a new file and waits until it is on the disk.
pub(super) fn copy(connection: &Connection, to: &Path) -> Result<()> {
    let failed = |detail: String| StoreError::Backup { path: to.display().to_string(), detail };
    if to.exists() {
        return Err(failed("the file exists".to_owned()));
    }
    let name = to.to_str().ok_or_else(|| failed("the name is not UTF-8".to_owned()))?;
    connection.execute("VACUUM INTO ?1", [name]).map_err(|error| failed(error.to_string()))?;
    let sync = || std::fs::OpenOptions::new().write(true).open(to)?.sync_all();
    sync().map_err(|error| failed(error.to_string()))
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
