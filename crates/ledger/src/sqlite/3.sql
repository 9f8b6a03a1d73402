-- Searches that someone gave a name, to come back to and to follow.
CREATE TABLE search (
  name  TEXT PRIMARY KEY,
  query TEXT NOT NULL,
  by    TEXT NOT NULL,
  at    TEXT NOT NULL
) STRICT;
