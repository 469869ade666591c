-- Up Migration

-- The tenant leads every key, so that the tables can be distributed by it. Texts are compared byte by byte, as everywhere in the program.

-- One tenant has one book at a time; the sandbox's reset opens the next. revision counts the batches of the journal: it is the lock and
-- the version of a wallet.
CREATE TABLE credits.books (
  tenant text COLLATE "C" NOT NULL,
  book integer NOT NULL,
  is_current boolean NOT NULL,
  revision bigint NOT NULL DEFAULT 0,
  seq bigint NOT NULL DEFAULT 0,
  arrivals bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant, book)
) WITH (fillfactor = 50);
CREATE UNIQUE INDEX current_book ON credits.books (tenant) WHERE is_current;

CREATE FUNCTION credits.total(amounts bigint[]) RETURNS bigint LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  total bigint := 0;
  amount bigint;
BEGIN
  FOREACH amount IN ARRAY amounts LOOP
    total := total + amount;
  END LOOP;
  RETURN total;
END
$$;

-- The journal: appended to, never changed (L2). amounts are those of the entry's postings.
CREATE TABLE credits.entries (
  tenant text COLLATE "C" NOT NULL,
  book integer NOT NULL,
  seq bigint NOT NULL,
  id text COLLATE "C" NOT NULL,
  amounts bigint[] NOT NULL,
  entry text NOT NULL,
  PRIMARY KEY (tenant, book, seq),
  CONSTRAINT entry_ids_are_unique UNIQUE (tenant, book, id),
  CONSTRAINT postings_sum_to_zero CHECK (credits.total(amounts) = 0)
);
CREATE FUNCTION credits.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'entries are never changed or deleted';
END
$$;
CREATE TRIGGER entries_are_not_changed BEFORE UPDATE OR DELETE ON credits.entries
  FOR EACH ROW EXECUTE FUNCTION credits.refuse();
CREATE TRIGGER entries_are_not_truncated BEFORE TRUNCATE ON credits.entries
  FOR EACH STATEMENT EXECUTE FUNCTION credits.refuse();

-- Who did it: beside the journal, so that it can be erased and the chain still verifies.
CREATE TABLE credits.actors (
  tenant text COLLATE "C" NOT NULL,
  book integer NOT NULL,
  seq bigint NOT NULL,
  person text NOT NULL,
  PRIMARY KEY (tenant, book, seq)
);

-- Every version of every call row. state: standing, superseded, held, replaced, ignored, reversed.
CREATE TABLE credits.rows (
  tenant text COLLATE "C" NOT NULL,
  book integer NOT NULL,
  arrival bigint NOT NULL,
  entry_seq bigint,
  id text COLLATE "C" NOT NULL,
  version text COLLATE "C" NOT NULL,
  state text NOT NULL,
  question text,
  start bigint NOT NULL,
  seconds bigint NOT NULL,
  charge bigint NOT NULL,
  fee bigint NOT NULL,
  currency text NOT NULL,
  capability text NOT NULL,
  cost bigint NOT NULL,
  credits_cost bigint NOT NULL,
  look_alike_key text COLLATE "C",
  is_correction boolean NOT NULL,
  destination text COLLATE "C" NOT NULL,
  person text COLLATE "C" NOT NULL,
  about text NOT NULL,
  PRIMARY KEY (tenant, book, arrival)
);
CREATE INDEX row_ids ON credits.rows (tenant, book, id);
CREATE INDEX row_starts ON credits.rows (tenant, book, start);
CREATE INDEX row_questions ON credits.rows (tenant, book, arrival) WHERE state = 'held';

-- state: waiting, delivered, given-up. Claiming one moves due_at ahead: until then no other replica claims it.
CREATE TABLE credits.outbox (
  tenant text COLLATE "C" NOT NULL,
  book integer NOT NULL,
  id text COLLATE "C" NOT NULL,
  arrival bigserial NOT NULL,
  alert_id text COLLATE "C" NOT NULL,
  conversation_id text NOT NULL,
  alert text NOT NULL,
  state text NOT NULL DEFAULT 'waiting',
  attempts integer NOT NULL DEFAULT 0,
  due_at bigint NOT NULL DEFAULT 0,
  activity_id text,
  reason text,
  PRIMARY KEY (tenant, book, id)
);
CREATE INDEX outbox_alerts ON credits.outbox (tenant, book, alert_id);
CREATE INDEX outbox_waiting ON credits.outbox (tenant, book, arrival) WHERE state = 'waiting';
CREATE TABLE credits.acknowledgements (
  tenant text COLLATE "C" NOT NULL,
  book integer NOT NULL,
  alert_id text COLLATE "C" NOT NULL,
  name text NOT NULL,
  PRIMARY KEY (tenant, book, alert_id)
);

-- The answer to an activity; null while a replica works on it, whose lease ends at until.
CREATE TABLE credits.answers (
  tenant text COLLATE "C" NOT NULL,
  key text COLLATE "C" NOT NULL,
  at bigint NOT NULL,
  until bigint NOT NULL,
  answer text,
  PRIMARY KEY (tenant, key)
);

CREATE TABLE credits.documents (
  tenant text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  document text NOT NULL,
  PRIMARY KEY (tenant, name)
);

-- Appends a batch to a wallet whose revision is still the one given, and returns its book; null when another process was faster. One call
-- is one transaction, or part of one with other wallets. Book 0 stands for the first one, which is opened here.
CREATE FUNCTION credits.append(
  _tenant text, _book integer, _revision bigint, _added integer, _arrived integer,
  _entries json, _actors json, _rows json, _descriptions json, _moves json, _answered json, _alerts json
) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  _number integer := greatest(_book, 1);
  _seq bigint;
  _arrivals bigint;
BEGIN
  IF _book = 0 THEN
    INSERT INTO credits.books (tenant, book, is_current) VALUES (_tenant, 1, true) ON CONFLICT DO NOTHING;
  END IF;
  UPDATE credits.books SET revision = revision + 1, seq = seq + _added, arrivals = arrivals + _arrived
   WHERE tenant = _tenant AND book = _number AND revision = _revision AND is_current
  RETURNING seq - _added, arrivals - _arrived INTO _seq, _arrivals;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  IF _entries IS NOT NULL THEN
    INSERT INTO credits.entries (tenant, book, seq, id, amounts, entry)
      SELECT _tenant, _number, _seq + row_number() OVER (), id, amounts, entry
        FROM json_to_recordset(_entries) AS e (id text, amounts bigint[], entry text);
  END IF;
  IF _actors IS NOT NULL THEN
    INSERT INTO credits.actors (tenant, book, seq, person)
      SELECT _tenant, _number, seq, person FROM json_to_recordset(_actors) AS a (seq bigint, person text);
  END IF;
  IF _descriptions IS NOT NULL THEN
    UPDATE credits.rows r
       SET about = d.about, destination = d.destination, person = d.person,
           look_alike_key = CASE WHEN r.version = d.version AND r.state = 'standing' THEN coalesce(d.look_alike_key, r.look_alike_key)
                                 ELSE r.look_alike_key END
      FROM json_to_recordset(_descriptions)
        AS d (id text, version text, about text, destination text, person text, look_alike_key text)
     WHERE r.tenant = _tenant AND r.book = _number AND r.id = d.id
       AND (r.about <> d.about OR d.look_alike_key IS NOT NULL AND r.look_alike_key IS DISTINCT FROM d.look_alike_key);
  END IF;
  IF _moves IS NOT NULL THEN
    UPDATE credits.rows r SET state = m.becomes
      FROM json_to_recordset(_moves) AS m (id text, version text, except_version text, was text, becomes text)
     WHERE r.tenant = _tenant AND r.book = _number AND r.id = m.id AND r.state = m.was
       AND (r.version = m.version OR r.version <> m.except_version);
  END IF;
  IF _answered IS NOT NULL THEN
    UPDATE credits.rows r
       SET state = a.state, question = a.question, cost = a.cost, credits_cost = a.credits_cost, entry_seq = a.entry_seq,
           look_alike_key = a.look_alike_key, is_correction = a.is_correction
      FROM json_to_recordset(_answered)
        AS a (id text, version text, state text, question text, cost bigint, credits_cost bigint, entry_seq bigint,
              look_alike_key text, is_correction boolean)
     WHERE r.tenant = _tenant AND r.book = _number AND r.id = a.id AND r.version = a.version;
  END IF;
  IF _rows IS NOT NULL THEN
    INSERT INTO credits.rows
        (tenant, book, arrival, entry_seq, id, version, state, question, start, seconds, charge, fee, currency, capability, cost,
         credits_cost, look_alike_key, is_correction, destination, person, about)
      SELECT _tenant, _number, _arrivals + row_number() OVER (), entry_seq, id, version, state, question, start, seconds, charge, fee,
             currency, capability, cost, credits_cost, look_alike_key, is_correction, destination, person, about
        FROM json_to_recordset(_rows)
          AS r (entry_seq bigint, id text, version text, state text, question text, start bigint, seconds bigint, charge bigint,
                fee bigint, currency text, capability text, cost bigint, credits_cost bigint, look_alike_key text,
                is_correction boolean, destination text, person text, about text);
  END IF;
  IF _alerts IS NOT NULL THEN
    INSERT INTO credits.outbox (tenant, book, id, alert_id, conversation_id, alert)
      SELECT _tenant, _number, id, alert_id, conversation_id, alert
        FROM json_to_recordset(_alerts) AS o (id text, alert_id text, conversation_id text, alert text)
    ON CONFLICT DO NOTHING;
  END IF;
  RETURN _number;
END
$$;

-- Down Migration

DROP SCHEMA credits CASCADE;
