-- Lists of persons are walks along an index, and no count looks at more than its report's rows.
CREATE INDEX person_often ON person (statements DESC, reports DESC, id) WHERE joined IS NULL AND reports > 0;
CREATE INDEX person_named ON person (reports DESC, id) WHERE joined IS NULL AND reports > 0;
CREATE INDEX person_joined ON person (joined) WHERE joined IS NOT NULL;
DROP INDEX row_report;
CREATE INDEX row_report ON row (report, target);
DROP INDEX entity_person;
CREATE INDEX entity_person ON entity (person, report);

-- Persons that reports call by their office: "the Russian president", "President Verrin".
ALTER TABLE person ADD COLUMN office TEXT;                            -- which; none of persons by their names
ALTER TABLE person ADD COLUMN day INTEGER NOT NULL DEFAULT 0;         -- the first of the month, where no name is told
ALTER TABLE person ADD COLUMN by_office INTEGER NOT NULL DEFAULT 0;   -- joined by the machine, as the one who held it
CREATE INDEX person_office ON person (side, office, surname, day) WHERE office IS NOT NULL;

-- Who held which office on which days, by the reports that name them with it.
CREATE TABLE tenure (
  report INTEGER NOT NULL REFERENCES report (id),
  side   TEXT NOT NULL,
  office TEXT NOT NULL,
  day    INTEGER NOT NULL,
  person INTEGER NOT NULL REFERENCES person (id)
) STRICT;
CREATE INDEX tenure_report ON tenure (report);
CREATE INDEX tenure_office ON tenure (side, office, day, person);
CREATE INDEX tenure_person ON tenure (person, side, office);

-- A meeting as one report tells of it, and the whole that it is a part of across reports. Its number
-- outlives new readings: people's decisions are about it.
CREATE TABLE meeting (
  id      INTEGER PRIMARY KEY,
  report  INTEGER NOT NULL REFERENCES report (id),
  local   TEXT NOT NULL,             -- empty when the record has it no longer
  start   INTEGER NOT NULL,          -- where its words stand
  stop    INTEGER NOT NULL,
  day     INTEGER NOT NULL,          -- its own, else the report's; 0 when neither is told
  main    INTEGER NOT NULL,          -- whether it is the one that the report is about
  whole   INTEGER REFERENCES meeting (id),   -- the part that stands for all
  reports INTEGER NOT NULL DEFAULT 0         -- how many tell of the whole; 0 of a part that stands for none
) STRICT;
CREATE INDEX meeting_report ON meeting (report, local);
CREATE INDEX meeting_whole ON meeting (whole);
CREATE INDEX meeting_latest ON meeting (day DESC, id DESC) WHERE reports > 0;

-- Two meetings are one: people have said so, or (without an entry) the machine found it.
CREATE TABLE meeting_link (
  a     INTEGER NOT NULL REFERENCES meeting (id),
  b     INTEGER NOT NULL REFERENCES meeting (id),
  entry INTEGER REFERENCES log (id)
) STRICT;
CREATE INDEX meeting_link_a ON meeting_link (a);
CREATE INDEX meeting_link_b ON meeting_link (b);
CREATE INDEX meeting_link_entry ON meeting_link (entry) WHERE entry IS NOT NULL;

-- People have said that these are two.
CREATE TABLE meeting_apart (
  a     INTEGER NOT NULL REFERENCES meeting (id),
  b     INTEGER NOT NULL REFERENCES meeting (id),
  entry INTEGER NOT NULL REFERENCES log (id)
) STRICT;
CREATE INDEX meeting_apart_a ON meeting_apart (a);
CREATE INDEX meeting_apart_b ON meeting_apart (b);
CREATE INDEX meeting_apart_entry ON meeting_apart (entry);

-- What reports of one meeting have in common: 0 two who took part, 1 two whom the opening names, 2 two
-- sides, 3 two sides of a report that names no two people.
CREATE TABLE meeting_key (
  key     TEXT NOT NULL,
  day     INTEGER NOT NULL,
  meeting INTEGER NOT NULL REFERENCES meeting (id),
  common  INTEGER NOT NULL,
  PRIMARY KEY (key, day, meeting)
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_key_meeting ON meeting_key (meeting);
CREATE INDEX meeting_key_day ON meeting_key (day DESC, meeting DESC) WHERE common = 0;
