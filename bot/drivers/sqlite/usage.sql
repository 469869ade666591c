-- In which zone a book's days are, with its offsets from UTC as they were when the rows were summed. summed is the last arrival that is in the
-- sums, null where all are.
CREATE TABLE calendars (
  book INTEGER PRIMARY KEY,
  timeZone TEXT NOT NULL,
  offsets TEXT NOT NULL,
  summed INTEGER
) STRICT;

-- Sums of the standing rows, by their local day (counted from 1970-01-01) and month (12 × the year + 0 for January). dimension: 0 all, 1 person,
-- 2 destination, 3 type, 4 own number; 5 counts of all time, as those of month 0; 6 late charges by person, of months alone. Amounts are units and
-- micro-units of what is left.
CREATE TABLE usageDays (
  book INTEGER NOT NULL,
  dimension INTEGER NOT NULL,
  day INTEGER NOT NULL,
  label TEXT NOT NULL,
  calls INTEGER NOT NULL,
  seconds INTEGER NOT NULL,
  costUnits INTEGER NOT NULL,
  costMicros INTEGER NOT NULL,
  drawnUnits INTEGER NOT NULL,
  drawnMicros INTEGER NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (book, dimension, day, label)
) STRICT, WITHOUT ROWID;
CREATE TABLE usageMonths (
  book INTEGER NOT NULL,
  dimension INTEGER NOT NULL,
  month INTEGER NOT NULL,
  label TEXT NOT NULL,
  calls INTEGER NOT NULL,
  seconds INTEGER NOT NULL,
  costUnits INTEGER NOT NULL,
  costMicros INTEGER NOT NULL,
  drawnUnits INTEGER NOT NULL,
  drawnMicros INTEGER NOT NULL,
  last INTEGER NOT NULL,
  PRIMARY KEY (book, dimension, month, label)
) STRICT, WITHOUT ROWID;

-- The hashes of the ids of the rows' calls, in the same blocks as those of the rows: few ask for a call, so that they are searched where they
-- are.
CREATE TABLE callIds (
  firstArrival INTEGER PRIMARY KEY,
  hashes BLOB NOT NULL
) STRICT;
