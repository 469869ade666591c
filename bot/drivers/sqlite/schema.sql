-- One tenant has one book at a time; the sandbox's reset opens the next, the old one stays.
CREATE TABLE IF NOT EXISTS books (
  book INTEGER PRIMARY KEY,
  tenant TEXT NOT NULL,
  isCurrent INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS currentBook ON books (tenant) WHERE isCurrent = 1;

-- The journal: appended to, never changed (SPEC L2).
CREATE TABLE IF NOT EXISTS entries (
  book INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  id TEXT NOT NULL,
  entry TEXT NOT NULL,
  PRIMARY KEY (book, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS entryIds ON entries (book, id);
CREATE TRIGGER IF NOT EXISTS entriesAreNotUpdated BEFORE UPDATE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END;
CREATE TRIGGER IF NOT EXISTS entriesAreNotDeleted BEFORE DELETE ON entries BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END;

-- Who did it: beside the journal, so that it can be erased and the chain still verifies.
CREATE TABLE IF NOT EXISTS actors (
  book INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  person TEXT NOT NULL,
  PRIMARY KEY (book, seq)
) STRICT, WITHOUT ROWID;

-- Every version of every call row. state: standing, superseded, held, replaced (a held version that a newer one replaced), ignored, reversed.
CREATE TABLE IF NOT EXISTS rows (
  arrival INTEGER PRIMARY KEY,
  book INTEGER NOT NULL,
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
  about TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS rowVersions ON rows (book, id, version);
CREATE INDEX IF NOT EXISTS rowStarts ON rows (book, start);
CREATE INDEX IF NOT EXISTS rowLookAlikes ON rows (book, lookAlikeKey) WHERE lookAlikeKey IS NOT NULL;

-- state: waiting, delivered, given-up.
CREATE TABLE IF NOT EXISTS outbox (
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
  reason TEXT
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS outboxIds ON outbox (book, id);
CREATE INDEX IF NOT EXISTS outboxWaiting ON outbox (book, dueAt) WHERE state = 'waiting';
CREATE TABLE IF NOT EXISTS acknowledgements (
  book INTEGER NOT NULL,
  alertId TEXT NOT NULL,
  name TEXT NOT NULL,
  PRIMARY KEY (book, alertId)
) STRICT, WITHOUT ROWID;
