-- The journal is the truth; the record tables are what applying it gives. A record is one JSON document; generated
-- columns exist where a query needs an index or a row must point at another.

CREATE TABLE journal (
    sequence INTEGER PRIMARY KEY,
    hash     TEXT NOT NULL,
    entry    TEXT NOT NULL CHECK (json_valid(entry)),
    author   TEXT AS (entry ->> '$.author')
) STRICT;
CREATE INDEX journal_author ON journal (author, sequence);

-- Without these three a slip of ours could rewrite history; who drops them is still found by the chain.
CREATE TRIGGER journal_in_order BEFORE INSERT ON journal
WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM journal)
BEGIN SELECT RAISE(ABORT, 'the journal is written in order'); END;
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_no_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

-- The last number given out for ids such as R-0042.
CREATE TABLE counter (
    name   TEXT PRIMARY KEY,
    number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Imported files by their SHA-256. Personal data: erased without touching the journal.
CREATE TABLE blob (
    hash  TEXT PRIMARY KEY,
    name  TEXT NOT NULL,
    bytes BLOB NOT NULL
) STRICT;

-- Frames by the SHA-256 of their rows, for the same reason. Registers name the frame in force.
CREATE TABLE frame (
    hash     TEXT PRIMARY KEY,
    register TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE frame_row (
    frame   TEXT NOT NULL REFERENCES frame (hash),
    element TEXT NOT NULL,
    unit    TEXT NOT NULL,
    doc     TEXT NOT NULL CHECK (json_valid(doc)),
    PRIMARY KEY (frame, element)
) STRICT, WITHOUT ROWID;
CREATE INDEX frame_row_unit ON frame_row (frame, unit, element);

CREATE TABLE setting (
    key TEXT PRIMARY KEY, version INTEGER NOT NULL, doc TEXT NOT NULL CHECK (json_valid(doc))
) STRICT;
CREATE TABLE department (
    key TEXT PRIMARY KEY, version INTEGER NOT NULL, doc TEXT NOT NULL CHECK (json_valid(doc))
) STRICT;
CREATE TABLE person (
    key TEXT PRIMARY KEY, version INTEGER NOT NULL, doc TEXT NOT NULL CHECK (json_valid(doc))
) STRICT;
CREATE TABLE inspector (
    key TEXT PRIMARY KEY, version INTEGER NOT NULL, doc TEXT NOT NULL CHECK (json_valid(doc)),
    department TEXT AS (doc ->> '$.department')
) STRICT;
CREATE INDEX inspector_department ON inspector (department);
CREATE TABLE unit (
    key TEXT PRIMARY KEY, version INTEGER NOT NULL, doc TEXT NOT NULL CHECK (json_valid(doc))
) STRICT;
CREATE TABLE register (
    key TEXT PRIMARY KEY, version INTEGER NOT NULL, doc TEXT NOT NULL CHECK (json_valid(doc))
) STRICT;
CREATE TABLE request (
    key TEXT PRIMARY KEY, version INTEGER NOT NULL, doc TEXT NOT NULL CHECK (json_valid(doc)),
    state TEXT AS (doc ->> '$.state'),
    department TEXT AS (doc ->> '$.department'),
    subject TEXT AS (doc ->> '$.subject'),
    fingerprint TEXT AS (doc ->> '$.fingerprint')
) STRICT;
CREATE INDEX request_state ON request (state);
CREATE INDEX request_department ON request (department);
CREATE INDEX request_subject ON request (subject);
CREATE INDEX request_fingerprint ON request (fingerprint);

-- References are deferred: one decision writes its rows in any order.
CREATE TABLE visit (
    key TEXT PRIMARY KEY, version INTEGER NOT NULL, doc TEXT NOT NULL CHECK (json_valid(doc)),
    unit TEXT AS (doc ->> '$.unit') REFERENCES unit (key) DEFERRABLE INITIALLY DEFERRED,
    start TEXT AS (doc ->> '$.start'),
    state TEXT AS (doc ->> '$.state')
) STRICT;
CREATE INDEX visit_unit ON visit (unit);
CREATE INDEX visit_start ON visit (start);
CREATE INDEX visit_state ON visit (state);
CREATE TABLE demand (
    key TEXT PRIMARY KEY, version INTEGER NOT NULL, doc TEXT NOT NULL CHECK (json_valid(doc)),
    request TEXT AS (doc ->> '$.request') REFERENCES request (key) DEFERRABLE INITIALLY DEFERRED,
    unit TEXT AS (doc ->> '$.unit') REFERENCES unit (key) DEFERRABLE INITIALLY DEFERRED,
    visit TEXT AS (doc ->> '$.visit') REFERENCES visit (key) DEFERRABLE INITIALLY DEFERRED,
    state TEXT AS (doc ->> '$.state')
) STRICT;
CREATE INDEX demand_request ON demand (request);
CREATE INDEX demand_unit ON demand (unit);
CREATE INDEX demand_visit ON demand (visit);
CREATE INDEX demand_state ON demand (state);
CREATE TABLE quota_use (
    key TEXT PRIMARY KEY, version INTEGER NOT NULL, doc TEXT NOT NULL CHECK (json_valid(doc)),
    visit TEXT AS (doc ->> '$.visit') REFERENCES visit (key) DEFERRABLE INITIALLY DEFERRED,
    unit TEXT AS (doc ->> '$.unit'),
    start TEXT AS (doc ->> '$.start')
) STRICT;
CREATE INDEX quota_use_visit ON quota_use (visit);
CREATE INDEX quota_use_unit ON quota_use (unit, start);
CREATE INDEX quota_use_start ON quota_use (start);
CREATE TABLE exception (
    key TEXT PRIMARY KEY, version INTEGER NOT NULL, doc TEXT NOT NULL CHECK (json_valid(doc)),
    visit TEXT AS (doc ->> '$.visit') REFERENCES visit (key) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX exception_visit ON exception (visit);
CREATE TABLE anchor (
    key TEXT PRIMARY KEY, version INTEGER NOT NULL, doc TEXT NOT NULL CHECK (json_valid(doc)),
    unit TEXT AS (doc ->> '$.unit') REFERENCES unit (key) DEFERRABLE INITIALLY DEFERRED,
    start TEXT AS (doc ->> '$.start'),
    request TEXT AS (doc ->> '$.request') REFERENCES request (key) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX anchor_unit ON anchor (unit);
CREATE INDEX anchor_start ON anchor (start);
CREATE INDEX anchor_request ON anchor (request);
CREATE TABLE arrival (
    key TEXT PRIMARY KEY, version INTEGER NOT NULL, doc TEXT NOT NULL CHECK (json_valid(doc)),
    unit TEXT AS (doc ->> '$.unit'),
    date TEXT AS (doc ->> '$.date')
) STRICT;
CREATE INDEX arrival_unit ON arrival (unit, date);
CREATE INDEX arrival_date ON arrival (date);
CREATE TABLE draw (
    key TEXT PRIMARY KEY, version INTEGER NOT NULL, doc TEXT NOT NULL CHECK (json_valid(doc))
) STRICT;
CREATE TABLE plan (
    key TEXT PRIMARY KEY, version INTEGER NOT NULL, doc TEXT NOT NULL CHECK (json_valid(doc))
) STRICT;
CREATE TABLE source_file (
    key TEXT PRIMARY KEY, version INTEGER NOT NULL, doc TEXT NOT NULL CHECK (json_valid(doc))
) STRICT;
