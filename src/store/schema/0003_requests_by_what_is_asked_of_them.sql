-- A decision, a rule or a list reads the requests it is about and no others, however many there are.

-- The day after the last of a request's windows; far away where it has none, or more than are looked at here.
ALTER TABLE request ADD COLUMN until TEXT AS (
    CASE WHEN json_array_length(doc, '$.windows') BETWEEN 1 AND 4 THEN max(
        coalesce(doc ->> '$.windows[0].until', ''), coalesce(doc ->> '$.windows[1].until', ''),
        coalesce(doc ->> '$.windows[2].until', ''), coalesce(doc ->> '$.windows[3].until', '')
    ) ELSE '9999-12-31' END
);

-- What repeats or meets another request is alive, and not long over.
DROP INDEX request_subject;
CREATE INDEX request_subject ON request (subject, state, until);
DROP INDEX request_department;
CREATE INDEX request_department ON request (department, state, until);

-- Lists come in the order of keys, shorter ones first: the first of them are read without sorting all.
DROP INDEX request_state;
CREATE INDEX request_state ON request (state, length(key), key);
CREATE INDEX request_order ON request (length(key), key);
CREATE INDEX request_until ON request (state, until);
