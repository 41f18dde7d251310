//! Whatever is changed past the program is found and named.

use std::path::{Path, PathBuf};

use lianjian::domain::journal::sha256;
use lianjian::domain::record::{FrameRow, Table};
use lianjian::store::{Fault, Finding, Store, StoreError, Verification};
use lianjian::text::{Catalogue, Lang};
use rusqlite::Connection;
use tempfile::TempDir;

use super::{decide, demand, head, journal_head, request, setting, undo, unit, visit};

const TRIGGERS: &str =
    "DROP TRIGGER journal_no_update; DROP TRIGGER journal_no_delete; DROP TRIGGER journal_in_order;";

/// A small office: eight entries, rows in five tables, a number, a file, a frame, something undone and erased.
fn office(path: &Path) {
    let mut store = Store::open(path).unwrap();
    decide(&mut store, "li", |tx| tx.put(&unit("u1")).map(drop));
    decide(&mut store, "li", |tx| {
        let number = tx.next_number(Table::Request)?;
        tx.put(&request(&format!("R-{number}"), "received", 2))?;
        tx.put_blob("plan.csv", b"a,b\n").map(drop)
    });
    decide(&mut store, "li", |tx| tx.put(&request("R-1", "accepted", 2)).map(drop));
    decide(&mut store, "wang", |tx| {
        tx.put(&demand("D-1", "R-1", "u1", Some("V-1")))?;
        tx.put(&visit("V-1", Some("u1"), "2019-10-15")).map(drop)
    });
    decide(&mut store, "wang", |tx| tx.put(&setting("a", "1")).map(drop));
    undo(&mut store, "wang").unwrap();
    decide(&mut store, "li", |tx| {
        let rows = ["h1", "h2"].map(|element| FrameRow {
            element: element.to_owned(),
            unit: "u1".to_owned(),
            doc: "张三".to_owned(),
        });
        tx.put_blob("old.csv", b"old")?;
        let hash = tx.put_frame("households", &rows)?;
        tx.put(&setting("frame", &hash)).map(drop)
    });
    decide(&mut store, "li", |tx| tx.erase(&sha256(b"old")).map(drop));
}

fn made() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office.db");
    office(&path);
    (folder, path)
}

fn verify(path: &Path) -> Verification {
    Store::open_read_only(path).unwrap().verify().unwrap()
}

/// Does `sql` to an office past the program and returns what verification finds.
fn after(sql: &str) -> Vec<Finding> {
    let (_folder, path) = made();
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    connection.execute_batch(sql).unwrap();
    verify(&path).findings
}

fn check(sql: &str, expected: &[Finding]) {
    assert_eq!(after(sql), expected, "{sql}");
}

fn row(table: Table, key: &str, fault: Fault) -> Finding {
    Finding::Row { table, key: key.to_owned(), fault }
}

#[test]
fn an_honest_office_has_no_findings() {
    let (_folder, path) = made();
    let verification = verify(&path);
    assert_eq!(verification.findings, []);
    assert_eq!((verification.entries, verification.rows), (8, 5));
    let store = Store::open(&path).unwrap();
    assert_eq!(journal_head(&store), verification.head);
}

#[test]
fn rows_are_compared_with_the_journal() {
    let edited = |made_by| Fault::Edited { made_by };
    check("UPDATE unit SET doc = json_set(doc, '$.name', 'x')", &[row(Table::Unit, "u1", edited(1))]);
    check("UPDATE request SET version = 2", &[row(Table::Request, "R-1", edited(3))]);
    check("UPDATE request SET version = -1", &[row(Table::Request, "R-1", edited(3))]);
    check("UPDATE visit SET doc = doc || ' '", &[row(Table::Visit, "V-1", edited(4))]);
    check("DELETE FROM demand", &[row(Table::Demand, "D-1", Fault::Missing { made_by: 4 })]);
    check(
        "UPDATE demand SET key = 'D-2'",
        &[row(Table::Demand, "D-2", Fault::Extra), row(Table::Demand, "D-1", Fault::Missing { made_by: 4 })],
    );
    for table in Table::ALL {
        let sql = format!("INSERT INTO \"{table}\" (key, version, doc) VALUES ('x', 1, '{{}}')");
        check(&sql, &[row(*table, "x", Fault::Extra)]);
    }
}

#[test]
fn what_was_undone_cannot_come_back() {
    check(
        "INSERT INTO setting (key, version, doc) VALUES ('a', 5, '{\"id\":\"a\",\"value\":\"1\"}')",
        &[row(Table::Setting, "a", Fault::Extra)],
    );
}

#[test]
fn numbers_files_and_frames_are_compared() {
    let number = |name: &str| Finding::Number { name: name.to_owned() };
    check("UPDATE counter SET number = 0", &[number("request")]);
    check("DELETE FROM counter", &[number("request")]);
    check("INSERT INTO counter VALUES ('visit', 5)", &[number("visit")]);

    let blob = |content: &[u8], fault| Finding::Blob { hash: sha256(content), fault };
    check("UPDATE blob SET bytes = x'00'", &[blob(b"a,b\n", Fault::Content)]);
    check("UPDATE blob SET name = 'other.csv'", &[blob(b"a,b\n", Fault::Content)]);
    check("DELETE FROM blob", &[blob(b"a,b\n", Fault::Gone)]);
    let back = format!("INSERT INTO blob VALUES ('{}', 'old.csv', CAST('old' AS BLOB))", sha256(b"old"));
    check(&back, &[blob(b"old", Fault::Extra)]);

    let frame = |sql: &str, expected| {
        let found = after(sql);
        assert!(
            matches!(&found[..], [Finding::Frame { fault, .. }] if *fault == expected),
            "{sql}: {found:?}"
        );
    };
    frame("UPDATE frame_row SET unit = 'u2' WHERE element = 'h1'", Fault::Content);
    frame("UPDATE frame_row SET doc = '\"李四\"' WHERE element = 'h2'", Fault::Content);
    frame("UPDATE frame_row SET element = 'h3' WHERE element = 'h2'", Fault::Content);
    frame("UPDATE frame SET register = 'dwellings'", Fault::Content);
    frame("DELETE FROM frame_row WHERE element = 'h1'", Fault::Content);
    frame("DELETE FROM frame_row; DELETE FROM frame", Fault::Gone);
    frame("INSERT INTO frame_row VALUES ('x', 'h1', 'u1', '0')", Fault::Extra);
}

#[test]
fn the_journal_refuses_to_be_changed() {
    let (_folder, path) = made();
    let connection = Connection::open(&path).unwrap();
    for sql in [
        "UPDATE journal SET hash = 'x'",
        "DELETE FROM journal",
        "INSERT INTO journal (sequence, hash, entry) VALUES (10, 'x', '{}')",
        "INSERT OR REPLACE INTO journal (sequence, hash, entry) VALUES (8, 'x', '{}')",
    ] {
        assert!(connection.execute_batch(sql).is_err(), "{sql}");
    }
    assert_eq!(verify(&path).findings, []);
}

#[test]
fn entries_are_checked_against_their_chain() {
    let dropped = ["trigger journal_in_order", "trigger journal_no_delete", "trigger journal_no_update"]
        .map(|name| Finding::Structure { name: name.to_owned() });
    let journal = |sql: &str, expected: &[Finding]| {
        check(&format!("{TRIGGERS}{sql}"), &[&dropped, expected].concat());
    };
    journal("", &[]);
    journal(
        "UPDATE journal SET entry = json_set(entry, '$.author', 'zhao') WHERE sequence = 4",
        &[Finding::EntryAltered { sequence: 4 }],
    );
    journal(
        "UPDATE journal SET entry = entry || ' ' WHERE sequence = 8",
        &[Finding::EntryAltered { sequence: 8 }],
    );
    journal(
        "DELETE FROM journal WHERE sequence = 3",
        &[
            Finding::EntriesMissing { from: 3, until: 3 },
            Finding::ChainBroken { sequence: 4 },
            row(Table::Request, "R-1", Fault::Edited { made_by: 2 }),
        ],
    );
    journal(
        "DELETE FROM journal WHERE sequence = 4",
        &[
            Finding::EntriesMissing { from: 4, until: 4 },
            Finding::ChainBroken { sequence: 5 },
            row(Table::Demand, "D-1", Fault::Extra),
            row(Table::Visit, "V-1", Fault::Extra),
        ],
    );
}

#[test]
fn an_entry_that_is_none_is_named() {
    let check = |sql: &str| {
        let found = after(&format!("{TRIGGERS}{sql}"));
        let unreadable = |finding: &Finding| matches!(finding, Finding::EntryUnreadable { sequence: 3, .. });
        assert!(found.iter().any(unreadable), "{sql}: {found:?}");
    };
    check("UPDATE journal SET entry = json_set(entry, '$.more', 1) WHERE sequence = 3");
    check("UPDATE journal SET entry = json_remove(entry, '$.author') WHERE sequence = 3");
    check("UPDATE journal SET entry = '[]' WHERE sequence = 3");
}

/// Who recomputes the hash of an edited entry breaks the chain at the next one; of the newest, contradicts a row.
#[test]
fn a_recomputed_hash_does_not_hide_an_edit() {
    let edit = |sequence: u64| {
        let (_folder, path) = made();
        let connection = Connection::open(&path).unwrap();
        connection.execute_batch(TRIGGERS).unwrap();
        let store = Store::open_read_only(&path).unwrap();
        let mut entry = store.read::<_, StoreError>(|view| view.entry(sequence)).unwrap().unwrap();
        entry.author = "zhao".to_owned();
        if let Some(change) = entry.payload.changes.first_mut() {
            change.before = None;
        }
        connection
            .execute(
                "UPDATE journal SET entry = ?1, hash = ?2 WHERE sequence = ?3",
                (entry.encode().unwrap(), entry.hash().unwrap(), sequence),
            )
            .unwrap();
        verify(&path).findings.split_off(3)
    };
    let contradicts = Finding::EntryContradicts { sequence: 3, table: Table::Request, key: "R-1".to_owned() };
    assert_eq!(edit(3), [contradicts, Finding::ChainBroken { sequence: 4 }]);
}

#[test]
fn a_changed_structure_is_named() {
    let structure = |name: &str| Finding::Structure { name: name.to_owned() };
    check("CREATE TABLE secret (a)", &[structure("table secret")]);
    check("DROP INDEX visit_start", &[structure("index visit_start")]);
    check(
        "DROP TRIGGER journal_no_update;
         CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal BEGIN SELECT 1; END",
        &[structure("trigger journal_no_update")],
    );
}

#[test]
fn every_character_of_every_cell_counts() {
    let (folder, path) = made();
    let cells = [
        ("journal", "entry", "sequence"),
        ("journal", "hash", "sequence"),
        ("request", "doc", "rowid"),
        ("visit", "doc", "rowid"),
        ("blob", "bytes", "rowid"),
        ("blob", "name", "rowid"),
        ("frame_row", "doc", "element"),
    ];
    let copy = folder.path().join("copy.db");
    let mut tried = 0;
    for (table, column, id) in cells {
        let source = Connection::open(&path).unwrap();
        let sql = format!("SELECT {id}, CAST({column} AS BLOB) FROM {table} ORDER BY 1 LIMIT 4");
        let mut statement = source.prepare(&sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get::<_, rusqlite::types::Value>(0)?, row.get(1)?)));
        for row in rows.unwrap() {
            let (key, content): (_, Vec<u8>) = row.unwrap();
            for index in (0..content.len()).step_by(content.len() / 5 + 1) {
                let mut changed = content.clone();
                changed[index] ^= 1;
                std::fs::copy(&path, &copy).unwrap();
                let target = Connection::open(&copy).unwrap();
                target.execute_batch(&format!("{TRIGGERS} PRAGMA ignore_check_constraints = ON")).unwrap();
                let cast = if column == "bytes" { "?1" } else { "CAST(?1 AS TEXT)" };
                let sql = format!("UPDATE {table} SET {column} = {cast} WHERE {id} = ?2");
                // An index on a field of a document that is no JSON any more cannot be written: not by SQL.
                if target.execute(&sql, (&changed, &key)).is_ok() {
                    let found = verify(&copy).findings;
                    assert!(found.len() > 3, "{table}.{column} {key:?} byte {index}: {found:?}");
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 50, "{tried}");
}

/// Everything the tables hold, as text.
fn dump(path: &Path) -> rusqlite::Result<Vec<String>> {
    let connection = Connection::open(path)?;
    let mut lines = Vec::new();
    let tables = Table::ALL.iter().map(|table| table.code());
    for table in tables.chain(["journal", "counter", "blob", "frame", "frame_row"]) {
        let mut statement = connection.prepare(&format!("SELECT * FROM \"{table}\" ORDER BY 1, 2"))?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let cells: Vec<_> = (0..columns).map(|column| row.get_ref(column)).collect::<Result<_, _>>()?;
            lines.push(format!("{table} {cells:?}"));
        }
    }
    Ok(lines)
}

/// Bytes flipped in the file itself: found, or in a place that holds nothing.
#[test]
fn a_flipped_byte_is_found_or_harmless() {
    let (folder, path) = made();
    // Into one file, without a write-ahead log beside it.
    Connection::open(&path).unwrap().execute_batch("PRAGMA journal_mode = DELETE").unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let honest = dump(&path).unwrap();
    // Most of a young database is empty space: mainly bytes that are something.
    let (full, empty): (Vec<usize>, Vec<usize>) = (0..bytes.len()).partition(|index| bytes[*index] != 0);
    let some = full.iter().step_by(full.len() / 200).chain(empty.iter().step_by(empty.len() / 40));
    let mut found = 0;
    for (number, &index) in some.enumerate() {
        let copy = folder.path().join(format!("{number}.db"));
        let mut changed = bytes.clone();
        changed[index] ^= 0x15;
        std::fs::write(&copy, &changed).unwrap();
        let clean = Store::open_read_only(&copy)
            .and_then(|store| store.verify())
            .is_ok_and(|verification| verification.findings.is_empty());
        if clean {
            assert_eq!(dump(&copy).unwrap(), honest, "byte {index}");
        } else {
            found += 1;
        }
    }
    assert!(found > 100, "{found}");
}

#[test]
fn a_missing_first_entry_is_found() {
    let found = after(&format!("{TRIGGERS} DELETE FROM journal"));
    assert!(found.contains(&row(Table::Unit, "u1", Fault::Extra)), "{found:?}");
}

#[test]
fn every_finding_reads_in_both_languages() {
    let key = || "x".to_owned();
    let table = Table::Visit;
    let faults = [
        Fault::Edited { made_by: 1 },
        Fault::Missing { made_by: 1 },
        Fault::Extra,
        Fault::Content,
        Fault::Gone,
    ];
    let mut findings = vec![
        Finding::Damaged { detail: key() },
        Finding::Structure { name: key() },
        Finding::EntryUnreadable { sequence: 1, detail: key() },
        Finding::EntryAltered { sequence: 1 },
        Finding::ChainBroken { sequence: 1 },
        Finding::EntriesMissing { from: 1, until: 2 },
        Finding::EntryContradicts { sequence: 1, table, key: key() },
        Finding::Number { name: "quota_use".to_owned() },
    ];
    findings.extend(faults[..3].iter().map(|fault| Finding::Row { table, key: key(), fault: *fault }));
    findings.extend(faults[2..].iter().map(|fault| Finding::Blob { hash: key(), fault: *fault }));
    findings.extend(faults[2..].iter().map(|fault| Finding::Frame { hash: key(), fault: *fault }));
    for catalogue in [Catalogue::new(Lang::Zh), Catalogue::new(Lang::En)] {
        for finding in &findings {
            let message = finding.message();
            let action = catalogue.attribute(&message, "action").expect("says what to do");
            let text = format!("{} {action}", catalogue.render(&message));
            assert!(!text.contains(['{', '⟨']), "{}: {text}", finding.code());
        }
    }
}

#[test]
fn replay_makes_the_same_database() {
    let (folder, path) = made();
    let source = Store::open(&path).unwrap();
    let copy = folder.path().join("copy.db");
    let mut target = Store::open(&copy).unwrap();
    assert_eq!(source.replay(&mut target), Ok(8));
    assert_eq!(dump(&copy).unwrap(), dump(&path).unwrap());
    assert_eq!(target.verify().unwrap(), source.verify().unwrap());
    assert_eq!(source.replay(&mut target), Err(StoreError::NotEmpty));
    // And it goes on from there.
    target.write(&head("li", 1), |tx| tx.put(&setting("b", "1"))).unwrap();
    assert_eq!(target.verify().unwrap().findings, []);
}

#[test]
fn replay_stops_at_an_altered_entry() {
    let (_folder, path) = made();
    let connection = Connection::open(&path).unwrap();
    connection.execute_batch(TRIGGERS).unwrap();
    connection
        .execute_batch("UPDATE journal SET entry = json_set(entry, '$.author', 'zhao') WHERE sequence = 4")
        .unwrap();
    let mut target = Store::in_memory().unwrap();
    let replayed = Store::open(&path).unwrap().replay(&mut target);
    assert_eq!(replayed, Err(StoreError::DoesNotApply { sequence: 5 }));
    assert_eq!(journal_head(&target).sequence, 0);
}
