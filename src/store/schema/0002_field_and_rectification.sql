-- What comes back from the field, what is done about it, and what departments and townships answer.

CREATE TABLE slot_answer (
    key TEXT PRIMARY KEY, version INTEGER NOT NULL, doc TEXT NOT NULL CHECK (json_valid(doc)),
    visit TEXT AS (doc ->> '$.visit') REFERENCES visit (key) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX slot_answer_visit ON slot_answer (visit);
CREATE TABLE field_record (
    key TEXT PRIMARY KEY, version INTEGER NOT NULL, doc TEXT NOT NULL CHECK (json_valid(doc)),
    visit TEXT AS (doc ->> '$.visit') REFERENCES visit (key) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX field_record_visit ON field_record (visit);
CREATE TABLE finding (
    key TEXT PRIMARY KEY, version INTEGER NOT NULL, doc TEXT NOT NULL CHECK (json_valid(doc)),
    visit TEXT AS (doc ->> '$.visit') REFERENCES visit (key) DEFERRABLE INITIALLY DEFERRED,
    unit TEXT AS (doc ->> '$.unit') REFERENCES unit (key) DEFERRABLE INITIALLY DEFERRED,
    state TEXT AS (doc ->> '$.state')
) STRICT;
CREATE INDEX finding_visit ON finding (visit);
CREATE INDEX finding_unit ON finding (unit);
CREATE INDEX finding_state ON finding (state);
