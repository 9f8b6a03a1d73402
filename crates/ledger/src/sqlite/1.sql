CREATE TABLE report (
  id        INTEGER PRIMARY KEY,
  sha256    TEXT NOT NULL UNIQUE,
  name      TEXT NOT NULL,
  title     TEXT,
  publisher TEXT,
  url       TEXT,
  published TEXT,
  language  TEXT,
  length    INTEGER NOT NULL,
  text      TEXT NOT NULL,
  day       INTEGER NOT NULL,       -- since the year 1; 0 when the report has no date
  added     TEXT NOT NULL,
  revision  INTEGER NOT NULL        -- one more with every correction and every new reading
) STRICT;

-- What the machine read; the last is in force.
CREATE TABLE reading (
  id       INTEGER PRIMARY KEY,
  report   INTEGER NOT NULL REFERENCES report (id),
  revision INTEGER NOT NULL,
  model    TEXT NOT NULL,
  rules    TEXT NOT NULL,
  made     TEXT NOT NULL,
  record   TEXT NOT NULL            -- JSON, without the report's text
) STRICT;
CREATE INDEX reading_report ON reading (report, id);

CREATE TABLE log (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  report   INTEGER REFERENCES report (id),
  row      TEXT NOT NULL,
  change   TEXT NOT NULL,           -- JSON
  by       TEXT NOT NULL,
  at       TEXT NOT NULL,
  why      TEXT,
  before   TEXT,                    -- JSON: the row as it stood
  revision INTEGER NOT NULL,
  context  TEXT NOT NULL            -- JSON: what the ids meant
) STRICT;
CREATE INDEX log_report ON log (report, id);
CREATE TRIGGER log_is_not_changed BEFORE UPDATE ON log
  BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END;
CREATE TRIGGER log_is_not_cut BEFORE DELETE ON log
  BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END;

CREATE TABLE person (
  id      INTEGER PRIMARY KEY,
  name    TEXT NOT NULL,
  key     TEXT NOT NULL,            -- the name as it is compared
  surname TEXT NOT NULL,            -- as it sounds
  side    TEXT NOT NULL,            -- empty when unknown
  certain INTEGER NOT NULL,         -- has a full name and a side
  apart   INTEGER NOT NULL,         -- never chosen by name: another of that name is in the same report
  joined  INTEGER REFERENCES person (id),
  -- Kept along, for lists: of the entities and statements that are the person's now.
  reports    INTEGER NOT NULL DEFAULT 0,
  statements INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX person_key ON person (key, side);
CREATE INDEX person_surname ON person (surname);

-- People have said that these are two.
CREATE TABLE distinct_persons (
  entry INTEGER PRIMARY KEY REFERENCES log (id),
  a     INTEGER NOT NULL REFERENCES person (id),
  b     INTEGER NOT NULL REFERENCES person (id)
) STRICT;

-- People have said that the one of this name in this report is this person.
CREATE TABLE pin (
  entry  INTEGER PRIMARY KEY REFERENCES log (id),
  report INTEGER NOT NULL REFERENCES report (id),
  name   TEXT NOT NULL,
  person INTEGER NOT NULL REFERENCES person (id)
) STRICT;
CREATE INDEX pin_report ON pin (report);

-- From here on everything can be made again from the readings and the log.
CREATE TABLE entity (
  id     INTEGER PRIMARY KEY,
  report INTEGER NOT NULL REFERENCES report (id),
  local  TEXT NOT NULL,
  kind   TEXT NOT NULL,
  name   TEXT NOT NULL,
  side   TEXT,
  own    INTEGER REFERENCES person (id),   -- the person by its name
  person INTEGER REFERENCES person (id)    -- whom that was joined with
) STRICT;
CREATE INDEX entity_report ON entity (report);
CREATE INDEX entity_person ON entity (person);
CREATE INDEX entity_own ON entity (own);

CREATE TABLE row (
  key        INTEGER PRIMARY KEY,          -- its place in time
  report     INTEGER NOT NULL REFERENCES report (id),
  target     INTEGER NOT NULL,             -- 0 reports, 1 meetings, 2 statements, 3 positions
  local      TEXT NOT NULL,
  entity     INTEGER REFERENCES entity (id),
  speaker    TEXT,
  side       TEXT,
  label      TEXT NOT NULL,
  matter     TEXT,
  start      INTEGER NOT NULL,
  stop       INTEGER NOT NULL,
  confidence REAL NOT NULL,
  verdict    TEXT NOT NULL                 -- empty when no one looked
) STRICT;
CREATE INDEX row_report ON row (report);
CREATE INDEX row_target ON row (target, key);
CREATE INDEX row_entity ON row (entity, target);
CREATE INDEX row_unsure ON row (confidence, key) WHERE verdict = '' AND target > 0;

-- How many rows there are of each target.
CREATE TABLE tally (
  target INTEGER PRIMARY KEY,
  rows   INTEGER NOT NULL
) STRICT;
INSERT INTO tally VALUES (0, 0), (1, 0), (2, 0), (3, 0);

CREATE VIRTUAL TABLE found_by USING fts5 (
  words, speaker, side, act, stance, matter, meeting, publisher, target,
  content = '', contentless_delete = 1, tokenize = 'porter unicode61 remove_diacritics 2'
);

CREATE TABLE token (
  hash TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL,
  made TEXT NOT NULL
) STRICT;
