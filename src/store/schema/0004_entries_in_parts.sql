-- What a decision changed, where that is too much for one entry: an import of a hundred thousand rows. The entry holds the
-- hash of each part, so that the chain covers them.

CREATE TABLE journal_part (
    sequence INTEGER NOT NULL REFERENCES journal (sequence) DEFERRABLE INITIALLY DEFERRED,
    part     INTEGER NOT NULL,
    changes  TEXT NOT NULL,
    PRIMARY KEY (sequence, part)
) STRICT;

CREATE TRIGGER journal_part_in_order BEFORE INSERT ON journal_part
WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM journal)
BEGIN SELECT RAISE(ABORT, 'the journal is written in order'); END;
CREATE TRIGGER journal_part_no_update BEFORE UPDATE ON journal_part
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_part_no_delete BEFORE DELETE ON journal_part
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
