-- Searches that someone gave a name, to come back to and to follow.
CREATE TABLE search (
  name  TEXT PRIMARY KEY,
  query TEXT NOT NULL,
  by    TEXT NOT NULL,
  at    TEXT NOT NULL
) STRICT;

-- The parts of a row's words, where others stand between them: JSON, a list of starts and ends.
ALTER TABLE row ADD COLUMN parts TEXT;

-- Names may be one person's as offices are.
ALTER TABLE person RENAME COLUMN by_office TO by_machine;
DROP INDEX entity_own;
CREATE INDEX entity_own ON entity (own, report);

-- Each list has an index of its own, so that no search walks through the rows of another. What is only
-- begun is found by its first three letters.
DROP TABLE found_by;
CREATE VIRTUAL TABLE found_reports USING fts5 (
  words, speaker, side, act, stance, matter, meeting, publisher, list,
  content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2', prefix = '3'
);
CREATE VIRTUAL TABLE found_meetings USING fts5 (
  words, speaker, side, act, stance, matter, meeting, publisher, list,
  content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2', prefix = '3'
);
CREATE VIRTUAL TABLE found_statements USING fts5 (
  words, speaker, side, act, stance, matter, meeting, publisher, list,
  content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2', prefix = '3'
);
CREATE VIRTUAL TABLE found_positions USING fts5 (
  words, speaker, side, act, stance, matter, meeting, publisher, list,
  content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2', prefix = '3'
);
