-- The entries of calls that follow each other in one batch: place is that of the first; recordedAt, at and digest are of each, previous is the
-- hash before the first. entries has of each the hash, where its call is, and how it was paid: id, start and cost stand there
-- (../stored/drawn-entries.ts). The text of an entry is made when it is read.
CREATE TABLE draws (
  place INTEGER PRIMARY KEY,
  count INTEGER NOT NULL,
  version INTEGER NOT NULL,
  recordedAt INTEGER NOT NULL,
  at INTEGER,
  digest BLOB NOT NULL,
  previous BLOB NOT NULL,
  entries BLOB NOT NULL
) STRICT;
CREATE TRIGGER drawsAreNotUpdated BEFORE UPDATE ON draws BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER drawsAreNotDeleted BEFORE DELETE ON draws BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;

-- Every version of every call row. Ids that are GUIDs have 16 bytes, digests 32, others are texts. state: 0 standing, 1 superseded, 2 held,
-- 3 replaced (held, until a newer version came), 4 ignored, 5 reversed. late: when it was billed late, or no more (../stored/late-billing.ts).
CREATE TABLE calls (
  arrival INTEGER PRIMARY KEY,
  book INTEGER NOT NULL,
  state INTEGER NOT NULL,
  start INTEGER NOT NULL,
  cost INTEGER NOT NULL,
  id ANY NOT NULL,
  version ANY NOT NULL,
  entrySeq INTEGER,
  lookAlikeKey ANY,
  seconds INTEGER NOT NULL,
  charge INTEGER NOT NULL,
  fee INTEGER NOT NULL,
  creditsCost INTEGER NOT NULL,
  currency TEXT NOT NULL,
  capability TEXT NOT NULL,
  question TEXT,
  isCorrection INTEGER NOT NULL,
  callId ANY NOT NULL,
  userId ANY NOT NULL,
  userPrincipalName TEXT NOT NULL,
  userName TEXT NOT NULL,
  callType TEXT NOT NULL,
  destination TEXT NOT NULL,
  caller TEXT NOT NULL,
  callee TEXT NOT NULL,
  checksum INTEGER NOT NULL,
  late TEXT
) STRICT;
-- Ids are random: an index of them would be written in random places. Calls arrive roughly in the order of their start.
CREATE INDEX callStarts ON calls (book, start);
CREATE INDEX heldCalls ON calls (book, arrival) WHERE state = 2;

-- How far an older layout has been brought to this one, what by what; nothing where all of it is.
CREATE TABLE bringing (
  what TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
