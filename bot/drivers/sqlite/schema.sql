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

-- The journal: appended to, never changed (L2). place is book × 2^40 + seq: one number, so that pages are filled in order. The entries of calls
-- are in draws; of those only the ones that do not fit there are here, found through their row where id is null.
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

-- The source of the in-memory index of ids: the hashes of many ids of calls, 4 bytes each, in the order of arrival. Later ones are read one by one.
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
