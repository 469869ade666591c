-- One tenant has one book at a time; the sandbox's reset opens the next, the old one stays. revision counts the batches of the journal,
-- commits every transaction, arrivals the rows: what is counted and missing has been lost.
CREATE TABLE books (
  book INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  isCurrent INTEGER NOT NULL,
  revision INTEGER NOT NULL DEFAULT 0,
  seq INTEGER NOT NULL DEFAULT 0,
  arrivals INTEGER NOT NULL DEFAULT 0,
  commits INTEGER NOT NULL DEFAULT 0,
  checksum INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX currentBook ON books (tenant) WHERE isCurrent = 1;

-- The journal: appended to, never changed (L2). place is book × 2^40 + seq: one number, so that pages are filled in order. A call's
-- entry is found through its row: only the others have their id here.
CREATE TABLE entries (
  place INTEGER PRIMARY KEY,
  book INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  id TEXT,
  entry TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX entryIds ON entries (book, id) WHERE id IS NOT NULL;
CREATE TRIGGER entriesAreNotUpdated BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER entriesAreNotDeleted BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;

-- Who did it: beside the journal, so that it can be erased and the chain still verifies.
CREATE TABLE actors (
  book INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  person TEXT NOT NULL,
  PRIMARY KEY (book, seq)
) STRICT, WITHOUT ROWID;

-- Every version of every call row. state: standing, superseded, held, replaced (held, until a newer version came), ignored, reversed.
CREATE TABLE rows (
  arrival INTEGER PRIMARY KEY,
  book INTEGER NOT NULL,
  entrySeq INTEGER,
  id TEXT NOT NULL,
  version TEXT NOT NULL,
  state TEXT NOT NULL,
  question TEXT,
  start INTEGER NOT NULL,
  seconds INTEGER NOT NULL,
  charge INTEGER NOT NULL,
  fee INTEGER NOT NULL,
  currency TEXT NOT NULL,
  capability TEXT NOT NULL,
  cost INTEGER NOT NULL,
  creditsCost INTEGER NOT NULL,
  lookAlikeKey TEXT,
  isCorrection INTEGER NOT NULL,
  destination TEXT NOT NULL,
  person TEXT NOT NULL,
  about TEXT NOT NULL,
  checksum INTEGER NOT NULL
) STRICT;
-- Ids are random: an index of them would be written in random places. Calls arrive roughly in the order of their start.
CREATE INDEX rowStarts ON rows (book, start);
CREATE INDEX rowQuestions ON rows (book, arrival) WHERE state = 'held';

-- The source of the in-memory index of ids: the hashes of many ids, 4 bytes each, in the order of arrival. Later rows are read one by one.
CREATE TABLE rowIds (
  firstArrival INTEGER PRIMARY KEY,
  hashes BLOB NOT NULL
) STRICT;

-- state: waiting, delivered, given-up. Claiming one moves dueAt ahead: until then it is not claimed again.
CREATE TABLE outbox (
  arrival INTEGER PRIMARY KEY,
  book INTEGER NOT NULL,
  id TEXT NOT NULL,
  alertId TEXT NOT NULL,
  conversationId TEXT NOT NULL,
  alert TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting',
  attempts INTEGER NOT NULL DEFAULT 0,
  dueAt INTEGER NOT NULL DEFAULT 0,
  activityId TEXT,
  reason TEXT,
  checksum INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX outboxIds ON outbox (book, id);
CREATE INDEX outboxAlerts ON outbox (book, alertId);
CREATE INDEX outboxWaiting ON outbox (book, dueAt) WHERE state = 'waiting';
CREATE TABLE acknowledgements (
  book INTEGER NOT NULL,
  alertId TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (book, alertId)
) STRICT, WITHOUT ROWID;

-- Answers to activities, for a while, in case an activity is sent again.
CREATE TABLE answers (
  arrival INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  key TEXT NOT NULL,
  at INTEGER NOT NULL,
  answer TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX answerKeys ON answers (tenant, key);
