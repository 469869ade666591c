-- Up Migration

-- Each thing is said once: a call has columns, and of its entry only the hash and how it was paid are kept, those of a batch together; its text
-- is made when it is read (../../stored/drawn-entries.ts). What there is in the earlier form is moved afterwards (../bring-forward.ts).

-- GUIDs are 16 bytes, digests 32; any other text is as it is, with a byte 0 behind it where it would be taken for one of these.
CREATE FUNCTION credits.packed(_text text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE octet_length(_text)
    WHEN 36 THEN CASE WHEN _text ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN uuid_send(_text::uuid) ELSE convert_to(_text, 'UTF8') END
    WHEN 64 THEN CASE WHEN _text ~ '^[0-9a-f]{64}$' THEN decode(_text, 'hex') ELSE convert_to(_text, 'UTF8') END
    WHEN 16 THEN convert_to(_text, 'UTF8') || '\x00'
    WHEN 32 THEN convert_to(_text, 'UTF8') || '\x00'
    ELSE convert_to(_text, 'UTF8') END
$$;
CREATE FUNCTION credits.unpacked(_bytes bytea) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE octet_length(_bytes)
    WHEN 16 THEN encode(_bytes, 'hex')::uuid::text
    WHEN 32 THEN encode(_bytes, 'hex')
    ELSE convert_from(rtrim(_bytes, '\x00'), 'UTF8') END
$$;
-- The key of whose call it is, packed.
CREATE FUNCTION credits.person_of(_user_id bytea, _address text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE octet_length(_user_id)
    WHEN 16 THEN _user_id
    ELSE coalesce(nullif(credits.packed(lower(coalesce(nullif(credits.unpacked(_user_id), ''), _address) COLLATE "C")), '\x01'), '') END
$$;
-- Every version of every call row. state: 0 standing, 1 superseded, 2 held, 3 replaced (held, until a newer version came), 4 ignored, 5 reversed.
-- Columns of one width come together, so that nothing is between them.
CREATE TABLE credits.calls (
  arrival bigint NOT NULL,
  entry_seq bigint,
  start bigint NOT NULL,
  seconds bigint NOT NULL,
  charge bigint NOT NULL,
  fee bigint NOT NULL,
  cost bigint NOT NULL,
  credits_cost bigint NOT NULL,
  book integer NOT NULL,
  state smallint NOT NULL,
  is_correction boolean NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  id bytea NOT NULL,
  version bytea NOT NULL,
  look_alike_key bytea,
  currency text NOT NULL,
  capability text NOT NULL,
  question text,
  call_id bytea NOT NULL,
  user_id bytea NOT NULL,
  user_principal_name text NOT NULL,
  user_name text NOT NULL,
  call_type text NOT NULL,
  destination text COLLATE "C" NOT NULL,
  caller text NOT NULL,
  callee text NOT NULL,
  PRIMARY KEY (tenant, book, arrival)
);
CREATE INDEX call_starts ON credits.calls (tenant, book, start);
CREATE INDEX held_calls ON credits.calls (tenant, book, arrival) WHERE state = 2;
-- Begins as the primary key does: of two indexes of which a statement gives equally much, without statistics the planner might take the other.
CREATE INDEX call_row_ids ON credits.calls (tenant, book, id);
-- Few ask for a call: of its id there is a hash, in any case of its letters, and of functions of the server's own, since each call is given to them.
CREATE INDEX call_ids ON credits.calls (hashtextextended(lower(encode(call_id, 'escape') COLLATE "C"), 0)) WHERE call_id <> '';

-- The entries of calls that follow each other in one batch: seq is that of the first; recorded_at, at and digest are of each, previous is the
-- hash before the first. entries has of each the hash, where its call is (counted from arrival), and how it was paid.
CREATE TABLE credits.draws (
  seq bigint NOT NULL,
  arrival bigint NOT NULL,
  recorded_at bigint NOT NULL,
  at bigint,
  book integer NOT NULL,
  count integer NOT NULL,
  version integer NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  digest bytea NOT NULL,
  previous bytea NOT NULL,
  entries bytea NOT NULL,
  PRIMARY KEY (tenant, book, seq)
);
-- Hashes do not get smaller.
ALTER TABLE credits.draws ALTER COLUMN entries SET STORAGE EXTERNAL;
CREATE TRIGGER draws_are_not_changed BEFORE UPDATE OR DELETE ON credits.draws FOR EACH ROW EXECUTE FUNCTION credits.refuse();
CREATE TRIGGER draws_are_not_truncated BEFORE TRUNCATE ON credits.draws FOR EACH STATEMENT EXECUTE FUNCTION credits.refuse();

-- The only ones that are ever taken away are texts that stand in another form now (../bring-forward.ts).
CREATE OR REPLACE FUNCTION credits.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'entries' AND current_setting('credits.is_packing', true) = 'on' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'entries are never changed or deleted';
END
$$;

-- How far a book's entries have been brought to this layout; nothing where all of it is.
CREATE TABLE credits.bringing (
  tenant text COLLATE "C" NOT NULL,
  book integer NOT NULL,
  seq bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant, book)
);
INSERT INTO credits.bringing (tenant, book) SELECT tenant, book FROM credits.books;

-- What an append brings.
CREATE TYPE credits.written_entry AS (seq bigint, id text, amounts bigint[], entry text);
CREATE TYPE credits.drawn_run AS (
  seq bigint, recorded_at bigint, at bigint, count integer, version integer, digest bytea, previous bytea, entries bytea
);
CREATE TYPE credits.call AS (
  id bytea, version bytea, state smallint, question text, entry_seq bigint, start bigint, seconds bigint, charge bigint, fee bigint,
  currency text, capability text, cost bigint, credits_cost bigint, look_alike_key bytea, is_correction boolean, call_id bytea, user_id bytea,
  user_principal_name text, user_name text, call_type text, destination text, caller text, callee text
);
CREATE TYPE credits.state_move AS (id bytea, version bytea, except_version bytea, was smallint, becomes smallint);
CREATE TYPE credits.batch AS (
  tenant text, book integer, revision bigint, added integer, entries credits.written_entry[], draws credits.drawn_run[],
  calls credits.call[], descriptions credits.call[], moves credits.state_move[], answered credits.call[], actors json, alerts json
);
CREATE FUNCTION credits.call_of(_row credits.calls) RETURNS credits.call LANGUAGE sql IMMUTABLE AS $$
  SELECT ROW(_row.id, _row.version, _row.state, _row.question, _row.entry_seq, _row.start, _row.seconds, _row.charge, _row.fee,
    _row.currency, _row.capability, _row.cost, _row.credits_cost, _row.look_alike_key, _row.is_correction, _row.call_id, _row.user_id,
    _row.user_principal_name, _row.user_name, _row.call_type, _row.destination, _row.caller, _row.callee)::credits.call
$$;
CREATE FUNCTION credits.is_of_nobody(
  _call_id bytea, _user_id bytea, _address text, _name text, _type text, _destination text, _caller text, _callee text
) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT _call_id = '' AND _user_id = '' AND _address = '' AND _name = '' AND _type = '' AND _destination = '' AND _caller = '' AND _callee = ''
$$;

DROP FUNCTION credits.append(
  text, integer, bigint, integer, integer, json, text, text, json, json, json, json, json, json
);
DROP FUNCTION credits.append_without_sums(
  text, integer, bigint, integer, integer, json, text, text, json, json, json, json, json, json
);
DROP FUNCTION credits.append(text, integer, bigint, integer, integer, json, json, json, json, json, json, json);
DROP FUNCTION credits.complete_rows(text, integer, json);
DROP FUNCTION credits.erase_rows(text, integer, bigint, bigint, text, integer);
DROP FUNCTION credits.sum_usage(text, integer, integer);
DROP FUNCTION credits.change_usage(text, integer, credits.usage_change[]);
DROP FUNCTION credits.usage_changes(credits.calendars, credits.rows[], credits.rows[]);
DROP TYPE credits.usage_change;

-- The sums have labels as the calls have what they are of. They are made again from the calls, some thousand at a time.
DROP TABLE credits.usage_days, credits.usage_months;
UPDATE credits.calendars SET summed_before = -9223372036854775808;
CREATE TABLE credits.usage_days (
  calls bigint NOT NULL,
  seconds bigint NOT NULL,
  last bigint NOT NULL,
  book integer NOT NULL,
  day integer NOT NULL,
  dimension smallint NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  label bytea NOT NULL,
  cost numeric NOT NULL,
  drawn numeric NOT NULL,
  PRIMARY KEY (tenant, book, dimension, day, label)
) WITH (fillfactor = 80);
CREATE TABLE credits.usage_months (
  calls bigint NOT NULL,
  seconds bigint NOT NULL,
  last bigint NOT NULL,
  book integer NOT NULL,
  month integer NOT NULL,
  dimension smallint NOT NULL,
  tenant text COLLATE "C" NOT NULL,
  label bytea NOT NULL,
  cost numeric NOT NULL,
  drawn numeric NOT NULL,
  PRIMARY KEY (tenant, book, dimension, month, label)
) WITH (fillfactor = 60);

CREATE TYPE credits.usage_change AS (
  dimension smallint, day integer, label bytea, calls bigint, seconds bigint, cost numeric, drawn numeric, last bigint
);

-- What calls change of the sums: some are added, some taken away. A label of one byte 1 is of what was erased.
CREATE FUNCTION credits.usage_changes(_calendar credits.calendars, _added credits.call[], _taken credits.call[])
RETURNS credits.usage_change[] LANGUAGE sql STABLE AS $$
  WITH given AS (
    SELECT 1 AS sign, r.* FROM unnest(_added) r UNION ALL SELECT -1, r.* FROM unnest(_taken) r
  ), summed AS (
    SELECT * FROM given WHERE start < _calendar.summed_before
  ), standing AS (
    SELECT s.*, (s.start + _calendar.offsets[greatest(1, width_bucket(s.start, _calendar.since))] + 86400000) / 86400000 - 1 AS day,
           credits.is_of_nobody(s.call_id, s.user_id, s.user_principal_name, s.user_name, s.call_type, s.destination, s.caller, s.callee)
             AS is_erased
      FROM summed s WHERE s.state = 0
  ), labeled AS (
    SELECT s.sign, s.start, s.seconds, s.cost, s.credits_cost, s.day, l.dimension,
           CASE WHEN l.dimension > 0 AND s.is_erased THEN '\x01'
                WHEN l.dimension = 1 THEN
                  CASE octet_length(s.user_id) WHEN 16 THEN s.user_id ELSE credits.person_of(s.user_id, s.user_principal_name) END
                ELSE '' END AS packed,
           CASE WHEN s.is_erased OR l.label = chr(1) THEN '' ELSE l.label END AS label
      FROM standing s
      CROSS JOIN LATERAL (VALUES
        (0, ''),
        (1, ''),
        (2, s.destination),
        (3, s.call_type),
        (4, CASE WHEN s.call_type COLLATE "C" ~* '(^|_)in(_|$)' THEN s.callee ELSE s.caller END)
      ) AS l (dimension, label)
  ), grouped AS (
    SELECT dimension::smallint, day::integer, packed, label, sum(sign)::bigint AS calls, sum(sign * seconds)::bigint AS seconds,
           sum(sign * credits_cost) AS cost, sum(sign * cost) AS drawn, coalesce(max(start) FILTER (WHERE sign = 1), 0) AS last
      FROM labeled GROUP BY 1, 2, 3, 4
  ), changes AS (
    SELECT dimension, day, CASE WHEN label = '' THEN packed ELSE credits.packed(label) END AS label, calls, seconds, cost, drawn, last
      FROM grouped
    UNION ALL
    SELECT 5::smallint, NULL, credits.packed(c.label), sum(s.sign)::bigint, 0, 0, 0, 0
      FROM summed s
      CROSS JOIN LATERAL (VALUES
        (CASE WHEN s.is_correction THEN 'corrections' END),
        (CASE WHEN s.state = 0 AND s.cost > 0 THEN 'drawn' END),
        (CASE WHEN s.state = 2 THEN s.question END)
      ) AS c (label)
     WHERE c.label IS NOT NULL GROUP BY c.label
  )
  SELECT array_agg((c.dimension, c.day, c.label, c.calls, c.seconds, c.cost, c.drawn, c.last)::credits.usage_change
                   ORDER BY c.dimension, c.day, c.label)
    FROM changes c WHERE c.calls <> 0 OR c.seconds <> 0 OR c.cost <> 0 OR c.drawn <> 0 OR c.last > 0
$$;

CREATE FUNCTION credits.change_usage(_tenant text, _book integer, _changes credits.usage_change[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF _changes IS NULL THEN
    RETURN;
  END IF;
  INSERT INTO credits.usage_days AS u (tenant, book, dimension, day, label, calls, seconds, cost, drawn, last)
    SELECT _tenant, _book, dimension, day, label, calls, seconds, cost, drawn, last FROM unnest(_changes) WHERE day IS NOT NULL
  ON CONFLICT (tenant, book, dimension, day, label) DO UPDATE
    SET calls = u.calls + excluded.calls, seconds = u.seconds + excluded.seconds, cost = u.cost + excluded.cost,
        drawn = u.drawn + excluded.drawn, last = greatest(u.last, excluded.last);
  INSERT INTO credits.usage_months AS u (tenant, book, dimension, month, label, calls, seconds, cost, drawn, last)
    SELECT _tenant, _book, dimension, month, label, sum(calls), sum(seconds), sum(cost), sum(drawn), max(last)
      FROM (SELECT c.*, CASE WHEN day IS NULL THEN 0 ELSE credits.month_of(day) END AS month FROM unnest(_changes) c) m
     GROUP BY dimension, month, label ORDER BY dimension, month, label
  ON CONFLICT (tenant, book, dimension, month, label) DO UPDATE
    SET calls = u.calls + excluded.calls, seconds = u.seconds + excluded.seconds, cost = u.cost + excluded.cost,
        drawn = u.drawn + excluded.drawn, last = greatest(u.last, excluded.last);
  IF EXISTS (SELECT FROM unnest(_changes) WHERE calls <= 0) THEN
    DELETE FROM credits.usage_days
     WHERE tenant = _tenant AND book = _book AND calls = 0
       AND (dimension, day, label) IN (SELECT dimension, day, label FROM unnest(_changes) WHERE calls <= 0);
    DELETE FROM credits.usage_months
     WHERE tenant = _tenant AND book = _book AND calls = 0
       AND (dimension, month, label) IN
           (SELECT dimension, CASE WHEN day IS NULL THEN 0 ELSE credits.month_of(day) END, label FROM unnest(_changes));
  END IF;
END
$$;

-- Begins a book's sums in a zone, or begins them anew where they are of another; its calls are then added by credits.sum_usage.
CREATE OR REPLACE FUNCTION credits.open_calendar(_tenant text, _book integer, _time_zone text, _since bigint[], _offsets bigint[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  _known credits.calendars;
BEGIN
  PERFORM 1 FROM credits.books WHERE tenant = _tenant AND book = _book FOR UPDATE;
  SELECT * INTO _known FROM credits.calendars WHERE tenant = _tenant AND book = _book;
  IF _known.time_zone = _time_zone AND _known.since = _since AND _known.offsets = _offsets THEN
    RETURN;
  END IF;
  DELETE FROM credits.usage_days WHERE tenant = _tenant AND book = _book;
  DELETE FROM credits.usage_months WHERE tenant = _tenant AND book = _book;
  DELETE FROM credits.calendars WHERE tenant = _tenant AND book = _book;
  INSERT INTO credits.calendars (tenant, book, time_zone, since, offsets, summed_before)
    VALUES (_tenant, _book, _time_zone, _since, _offsets,
            CASE WHEN EXISTS (SELECT FROM credits.calls WHERE tenant = _tenant AND book = _book)
                 THEN -9223372036854775808 ELSE 9223372036854775807 END);
END
$$;

-- Adds some calls that are not in the sums yet, the earliest first; true when all are.
CREATE FUNCTION credits.sum_usage(_tenant text, _book integer, _rows integer) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  _calendar credits.calendars;
  _from bigint;
  _added credits.call[];
BEGIN
  PERFORM 1 FROM credits.books WHERE tenant = _tenant AND book = _book FOR UPDATE;
  SELECT * INTO _calendar FROM credits.calendars WHERE tenant = _tenant AND book = _book;
  _from := _calendar.summed_before;
  IF _from IS NULL OR _from = 9223372036854775807 THEN
    RETURN true;
  END IF;
  _calendar.summed_before := coalesce(
    (SELECT greatest(start, _from + 1) FROM credits.calls
      WHERE tenant = _tenant AND book = _book AND start >= _from ORDER BY start OFFSET _rows LIMIT 1), 9223372036854775807);
  SELECT array_agg(credits.call_of(c)) INTO _added FROM credits.calls c
   WHERE tenant = _tenant AND book = _book AND start >= _from AND start < _calendar.summed_before;
  PERFORM credits.change_usage(_tenant, _book, credits.usage_changes(_calendar, _added, NULL));
  UPDATE credits.calendars SET summed_before = _calendar.summed_before WHERE tenant = _tenant AND book = _book;
  RETURN _calendar.summed_before = 9223372036854775807;
END
$$;

-- Blanks some calls of a book that began before an instant, from another on; returns the starts of those that it has blanked.
CREATE FUNCTION credits.erase_rows(_tenant text, _book integer, _from bigint, _before bigint, _most integer)
RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
  _calendar credits.calendars;
  _arrivals bigint[];
  _rows credits.call[];
  _blank credits.call[];
BEGIN
  PERFORM 1 FROM credits.books WHERE tenant = _tenant AND book = _book FOR UPDATE;
  SELECT array_agg(r.arrival), array_agg(credits.call_of(r)) INTO _arrivals, _rows
    FROM (SELECT * FROM credits.calls
           WHERE tenant = _tenant AND book = _book AND start >= _from AND start < _before
             AND NOT credits.is_of_nobody(call_id, user_id, user_principal_name, user_name, call_type, destination, caller, callee)
           ORDER BY start LIMIT _most) r;
  UPDATE credits.calls
     SET call_id = '', user_id = '', user_principal_name = '', user_name = '', call_type = '', destination = '', caller = '', callee = '',
         look_alike_key = NULL
   WHERE tenant = _tenant AND book = _book AND arrival = ANY (_arrivals);
  SELECT * INTO _calendar FROM credits.calendars WHERE tenant = _tenant AND book = _book;
  IF FOUND THEN
    SELECT array_agg(credits.call_of(r)) INTO _blank FROM credits.calls r
     WHERE tenant = _tenant AND book = _book AND arrival = ANY (_arrivals);
    PERFORM credits.change_usage(_tenant, _book, credits.usage_changes(_calendar, _blank, _rows));
  END IF;
  RETURN (SELECT coalesce(array_agg(start), '{}') FROM unnest(_rows));
END
$$;

-- Versions that were known by their entries alone become what their log says; in the sums too. Returns how many were not complete.
CREATE FUNCTION credits.complete_rows(_tenant text, _book integer, _rows json) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  _calendar credits.calendars;
  _arrivals bigint[];
  _before credits.call[];
  _after credits.call[];
BEGIN
  PERFORM 1 FROM credits.books WHERE tenant = _tenant AND book = _book FOR UPDATE;
  SELECT array_agg(r.arrival), array_agg(credits.call_of(r)) INTO _arrivals, _before
    FROM json_to_recordset(_rows) AS c (id text, version text, seconds bigint, charge bigint, fee bigint, currency text, capability text)
    JOIN credits.calls r ON r.tenant = _tenant AND r.book = _book AND r.id = credits.packed(c.id) AND r.version = credits.packed(c.version)
   WHERE (r.seconds, r.charge, r.fee, r.currency, r.capability) IS DISTINCT FROM (c.seconds, c.charge, c.fee, c.currency, c.capability);
  IF _before IS NULL THEN
    RETURN 0;
  END IF;
  UPDATE credits.calls r
     SET seconds = c.seconds, charge = c.charge, fee = c.fee, currency = c.currency, capability = c.capability
    FROM json_to_recordset(_rows) AS c (id text, version text, seconds bigint, charge bigint, fee bigint, currency text, capability text)
   WHERE r.tenant = _tenant AND r.book = _book AND r.id = credits.packed(c.id) AND r.version = credits.packed(c.version);
  SELECT * INTO _calendar FROM credits.calendars WHERE tenant = _tenant AND book = _book;
  IF FOUND THEN
    SELECT array_agg(credits.call_of(r)) INTO _after FROM credits.calls r
     WHERE tenant = _tenant AND book = _book AND arrival = ANY (_arrivals);
    PERFORM credits.change_usage(_tenant, _book, credits.usage_changes(_calendar, _after, _before));
  END IF;
  RETURN cardinality(_before);
END
$$;

-- Appends a batch to a wallet whose revision is still the one given, and returns its book; null when another process was faster. One call
-- is one transaction, or part of one with other wallets. Book 0 stands for the first one, which is opened here. The book is locked first, so
-- that nobody changes its calls between the reading and the writing.
CREATE FUNCTION credits.append(
  _tenant text, _book integer, _revision bigint, _added integer, _entries credits.written_entry[], _draws credits.drawn_run[],
  _calls credits.call[], _descriptions credits.call[], _moves credits.state_move[], _answered credits.call[], _actors json, _alerts json
) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  _number integer := greatest(_book, 1);
  _arrived integer := coalesce(cardinality(_calls), 0);
  _arrivals bigint;
  _calendar credits.calendars;
  _changed bytea[];
  _before credits.call[];
  _after credits.call[];
BEGIN
  IF _book = 0 THEN
    INSERT INTO credits.books (tenant, book, is_current) VALUES (_tenant, 1, true) ON CONFLICT DO NOTHING;
  END IF;
  UPDATE credits.books SET revision = revision + 1, seq = seq + _added, arrivals = arrivals + _arrived
   WHERE tenant = _tenant AND book = _number AND revision = _revision AND is_current
  RETURNING arrivals - _arrived INTO _arrivals;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  IF _entries IS NOT NULL THEN
    INSERT INTO credits.entries (tenant, book, seq, id, amounts, entry)
      SELECT _tenant, _number, seq, id, amounts, entry FROM unnest(_entries);
  END IF;
  IF _draws IS NOT NULL THEN
    INSERT INTO credits.draws (tenant, book, seq, arrival, recorded_at, at, count, version, digest, previous, entries)
      SELECT _tenant, _number, seq, _arrivals, recorded_at, at, count, version, digest, previous, entries FROM unnest(_draws);
  END IF;
  IF _actors IS NOT NULL THEN
    INSERT INTO credits.actors (tenant, book, seq, person)
      SELECT _tenant, _number, seq, person FROM json_to_recordset(_actors) AS a (seq bigint, person text);
  END IF;
  IF _alerts IS NOT NULL THEN
    INSERT INTO credits.outbox (tenant, book, id, alert_id, conversation_id, alert)
      SELECT _tenant, _number, id, alert_id, conversation_id, alert
        FROM json_to_recordset(_alerts) AS o (id text, alert_id text, conversation_id text, alert text)
    ON CONFLICT DO NOTHING;
  END IF;
  IF _calls IS NULL AND _descriptions IS NULL AND _moves IS NULL AND _answered IS NULL THEN
    RETURN _number;
  END IF;
  SELECT * INTO _calendar FROM credits.calendars WHERE tenant = _tenant AND book = _number;
  IF NOT (_descriptions IS NULL AND _moves IS NULL AND _answered IS NULL) THEN
    SELECT array_agg(DISTINCT id) INTO _changed FROM (
      SELECT id FROM unnest(_descriptions) UNION ALL SELECT id FROM unnest(_moves) UNION ALL SELECT id FROM unnest(_answered)) c;
    SELECT array_agg(credits.call_of(r)) INTO _before FROM credits.calls r
     WHERE tenant = _tenant AND book = _number AND id = ANY (_changed);
  END IF;
  IF _descriptions IS NOT NULL THEN
    UPDATE credits.calls r
       SET call_id = d.call_id, user_id = d.user_id, user_principal_name = d.user_principal_name, user_name = d.user_name,
           call_type = d.call_type, destination = d.destination, caller = d.caller, callee = d.callee,
           look_alike_key =
             CASE WHEN credits.is_of_nobody(d.call_id, d.user_id, d.user_principal_name, d.user_name, d.call_type, d.destination, d.caller,
                                            d.callee) THEN NULL
                  WHEN r.version = d.version AND r.state = 0 THEN coalesce(d.look_alike_key, r.look_alike_key)
                  ELSE r.look_alike_key END
      FROM unnest(_descriptions) d
     WHERE r.tenant = _tenant AND r.book = _number AND r.id = d.id
       AND ((r.call_id, r.user_id, r.user_principal_name, r.user_name, r.call_type, r.destination, r.caller, r.callee)
              IS DISTINCT FROM
            (d.call_id, d.user_id, d.user_principal_name, d.user_name, d.call_type, d.destination, d.caller, d.callee)
            OR d.look_alike_key IS NOT NULL AND r.look_alike_key IS DISTINCT FROM d.look_alike_key);
  END IF;
  IF _moves IS NOT NULL THEN
    UPDATE credits.calls r SET state = m.becomes FROM unnest(_moves) m
     WHERE r.tenant = _tenant AND r.book = _number AND r.id = m.id AND r.state = m.was
       AND (r.version = m.version OR r.version <> m.except_version);
  END IF;
  IF _answered IS NOT NULL THEN
    UPDATE credits.calls r
       SET state = a.state, question = a.question, cost = a.cost, credits_cost = a.credits_cost, entry_seq = a.entry_seq,
           look_alike_key = a.look_alike_key, is_correction = a.is_correction
      FROM unnest(_answered) a
     WHERE r.tenant = _tenant AND r.book = _number AND r.id = a.id AND r.version = a.version;
  END IF;
  IF _calendar.tenant IS NOT NULL AND _changed IS NOT NULL THEN
    SELECT array_agg(credits.call_of(r)) INTO _after FROM credits.calls r
     WHERE tenant = _tenant AND book = _number AND id = ANY (_changed);
  END IF;
  IF _calls IS NOT NULL THEN
    -- A version is stored once: no unique index enforces it, so that this does.
    IF EXISTS (SELECT FROM unnest(_calls) n CROSS JOIN LATERAL (
                 SELECT FROM credits.calls c WHERE c.tenant = _tenant AND c.book = _number AND c.id = n.id AND c.version = n.version LIMIT 1) t) THEN
      RAISE unique_violation USING MESSAGE = 'a version of a call is taken';
    END IF;
    INSERT INTO credits.calls
        (tenant, book, arrival, id, version, state, question, entry_seq, start, seconds, charge, fee, currency, capability, cost,
         credits_cost, look_alike_key, is_correction, call_id, user_id, user_principal_name, user_name, call_type, destination, caller, callee)
      SELECT _tenant, _number, _arrivals + place, id, version, state, question, entry_seq, start, seconds, charge, fee, currency, capability,
             cost, credits_cost, look_alike_key, is_correction, call_id, user_id, user_principal_name, user_name, call_type, destination,
             caller, callee
        FROM unnest(_calls) WITH ORDINALITY
          AS c (id, version, state, question, entry_seq, start, seconds, charge, fee, currency, capability, cost, credits_cost,
                look_alike_key, is_correction, call_id, user_id, user_principal_name, user_name, call_type, destination, caller, callee, place);
  END IF;
  IF _calendar.tenant IS NOT NULL THEN
    PERFORM credits.change_usage(_tenant, _number, credits.usage_changes(_calendar, _calls || _after, _before));
  END IF;
  RETURN _number;
END
$$;

-- What is in the earlier form is read only until it has been moved; a replica of an earlier version finds it under no name that it knows.
DROP TRIGGER rows_about_nobody_look_like_none ON credits.rows;
DROP FUNCTION credits.forget_look_alike_key();
DROP INDEX credits.row_starts, credits.row_questions, credits.row_calls;
DROP FUNCTION credits.call_of(text);
ALTER TABLE credits.rows RENAME TO earlier_rows;
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM credits.earlier_rows) THEN
    DROP TABLE credits.earlier_rows;
  END IF;
END
$$;

-- Down Migration

DO $$
BEGIN
  RAISE EXCEPTION 'what was packed is not brought back: restore a backup';
END
$$;
