-- Up Migration

-- What is recorded after the month of a call has closed is in the statement of the month that is open then (L12). Calls say when they were billed
-- late, or no more (../../stored/late-billing.ts), so that this is summed with them; of the calls that are there it is found out afterwards, and
-- the sums are made anew (../bring-forward.ts).
ALTER TABLE credits.calls ADD COLUMN late bigint[];
ALTER TYPE credits.call ADD ATTRIBUTE late bigint[];
ALTER TYPE credits.state_move ADD ATTRIBUTE at bigint;

CREATE TABLE credits.bringing_late (
  tenant text COLLATE "C" NOT NULL,
  book integer NOT NULL,
  PRIMARY KEY (tenant, book)
);
INSERT INTO credits.bringing_late (tenant, book) SELECT tenant, book FROM credits.books WHERE arrivals > 0;

CREATE OR REPLACE FUNCTION credits.call_of(_row credits.calls) RETURNS credits.call LANGUAGE sql IMMUTABLE AS $$
  SELECT ROW(_row.id, _row.version, _row.state, _row.question, _row.entry_seq, _row.start, _row.seconds, _row.charge, _row.fee,
    _row.currency, _row.capability, _row.cost, _row.credits_cost, _row.look_alike_key, _row.is_correction, _row.call_id, _row.user_id,
    _row.user_principal_name, _row.user_name, _row.call_type, _row.destination, _row.caller, _row.callee, _row.late)::credits.call
$$;

-- When an entry says that what it is of was recorded; null where it cannot be read.
CREATE FUNCTION credits.recorded_at(_entry text) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN coalesce((_entry::json ->> 'at')::bigint, (_entry::json ->> 'recordedAt')::bigint);
EXCEPTION WHEN data_exception THEN
  RETURN NULL;
END
$$;

-- The number of a month's first day: of months that are kept as 12 × the year + 0 for January.
CREATE FUNCTION credits.first_of_month(_month integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
  SELECT make_date(_month / 12, _month % 12 + 1, 1) - date '1970-01-01'
$$;

-- What calls change of the sums: some are added, some taken away. A label of one byte 1 is of what was erased.
CREATE OR REPLACE FUNCTION credits.usage_changes(_calendar credits.calendars, _added credits.call[], _taken credits.call[])
RETURNS credits.usage_change[] LANGUAGE sql STABLE AS $$
  WITH given AS (
    SELECT 1 AS sign, r.* FROM unnest(_added) r UNION ALL SELECT -1, r.* FROM unnest(_taken) r
  ), summed AS (
    SELECT * FROM given WHERE start < _calendar.summed_before
  ), described AS (
    SELECT s.*, (s.start + _calendar.offsets[greatest(1, width_bucket(s.start, _calendar.since))] + 86400000) / 86400000 - 1 AS day,
           credits.is_of_nobody(s.call_id, s.user_id, s.user_principal_name, s.user_name, s.call_type, s.destination, s.caller, s.callee)
             AS is_erased
      FROM summed s WHERE s.state = 0 OR s.late IS NOT NULL
  ), standing AS (
    SELECT * FROM described WHERE state = 0
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
  ), late AS (
    -- When they were billed late or, where it is negative, no more: in which month that counted, and in which it would have in time (L12).
    SELECT d.sign, CASE WHEN l.at < 0 THEN -d.cost ELSE d.cost END AS amount, credits.month_of(d.day::integer) AS called,
           credits.month_of(((abs(l.at) - 259200000 + _calendar.offsets[greatest(1, width_bucket(abs(l.at) - 259200000, _calendar.since))]
                             + 86400000) / 86400000 - 1)::integer) AS open,
           CASE WHEN d.is_erased THEN '\x01' ELSE credits.person_of(d.user_id, d.user_principal_name) END AS label
      FROM described d CROSS JOIN LATERAL unnest(d.late) AS l (at)
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
    UNION ALL
    SELECT 6::smallint, credits.first_of_month(m.month), l.label, sum(l.sign)::bigint, 0, 0, sum(l.sign * m.weight * l.amount), 0
      FROM late l CROSS JOIN LATERAL (VALUES (l.called, -1), (l.open, 1)) AS m (month, weight)
     WHERE l.open > l.called GROUP BY 2, 3
  )
  SELECT array_agg((c.dimension, c.day, c.label, c.calls, c.seconds, c.cost, c.drawn, c.last)::credits.usage_change
                   ORDER BY c.dimension, c.day, c.label)
    FROM changes c WHERE c.calls <> 0 OR c.seconds <> 0 OR c.cost <> 0 OR c.drawn <> 0 OR c.last > 0
$$;

CREATE OR REPLACE FUNCTION credits.change_usage(_tenant text, _book integer, _changes credits.usage_change[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF _changes IS NULL THEN
    RETURN;
  END IF;
  INSERT INTO credits.usage_days AS u (tenant, book, dimension, day, label, calls, seconds, cost, drawn, last)
    SELECT _tenant, _book, dimension, day, label, calls, seconds, cost, drawn, last FROM unnest(_changes) WHERE day IS NOT NULL AND dimension <> 6
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

-- Appends a batch to a wallet whose revision is still the one given, and returns its book; null when another process was faster. One call
-- is one transaction, or part of one with other wallets. Book 0 stands for the first one, which is opened here. The book is locked first, so
-- that nobody changes its calls between the reading and the writing.
CREATE OR REPLACE FUNCTION credits.append(
  _tenant text, _book integer, _revision bigint, _added integer, _entries credits.written_entry[], _draws credits.drawn_run[],
  _calls credits.call[], _descriptions credits.call[], _moves credits.state_move[], _answered credits.call[], _actors json, _alerts json,
  _rules text, _days credits.usage_cell[], _months credits.usage_cell[]
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
    UPDATE credits.calls r
       SET state = m.becomes,
           late = CASE WHEN r.cost > 0 AND m.at - r.start > 259200000
                       THEN coalesce(r.late, '{}') || CASE m.becomes WHEN 0 THEN m.at ELSE -m.at END
                       ELSE r.late END
      FROM unnest(_moves) m
     WHERE r.tenant = _tenant AND r.book = _number AND r.id = m.id AND r.state = m.was
       AND (r.version = m.version OR r.version <> m.except_version);
  END IF;
  IF _answered IS NOT NULL THEN
    UPDATE credits.calls r
       SET state = a.state, question = a.question, cost = a.cost, credits_cost = a.credits_cost, entry_seq = a.entry_seq,
           look_alike_key = a.look_alike_key, is_correction = a.is_correction, late = a.late
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
         credits_cost, look_alike_key, is_correction, call_id, user_id, user_principal_name, user_name, call_type, destination, caller, callee,
         late)
      SELECT _tenant, _number, _arrivals + place, id, version, state, question, entry_seq, start, seconds, charge, fee, currency, capability,
             cost, credits_cost, look_alike_key, is_correction, call_id, user_id, user_principal_name, user_name, call_type, destination,
             caller, callee, late
        FROM unnest(_calls) WITH ORDINALITY
          AS c (id, version, state, question, entry_seq, start, seconds, charge, fee, currency, capability, cost, credits_cost,
                look_alike_key, is_correction, call_id, user_id, user_principal_name, user_name, call_type, destination, caller, callee, late,
                place);
  END IF;
  IF _calendar.tenant IS NULL THEN
    RETURN _number;
  END IF;
  IF _calendar.rules = _rules AND _calendar.summed_before = 9223372036854775807 THEN
    PERFORM credits.add_usage(_tenant, _number, _days, _months);
    _calls := NULL;
  END IF;
  IF NOT (_calls IS NULL AND _after IS NULL AND _before IS NULL) THEN
    PERFORM credits.change_usage(_tenant, _number, credits.usage_changes(_calendar, _calls || _after, _before));
  END IF;
  RETURN _number;
END
$$;

-- Down Migration

DO $$
BEGIN
  RAISE EXCEPTION 'what was billed late is not forgotten again: restore a backup';
END
$$;
