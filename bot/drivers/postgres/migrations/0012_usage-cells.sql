-- Up Migration

-- What new calls add to the sums is worked out by whoever appends them, before the book is locked, and comes with them: here it took most of the
-- time of an append. It holds for one zone's rules; where the calendar is of others, the sums are still worked out here.

-- The rules of a zone, in a form that is compared: 32 digits.
CREATE FUNCTION credits.rules_of(_time_zone text, _since bigint[], _offsets bigint[]) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT md5(_time_zone || ' ' || array_to_string(_since, ',') || ' ' || array_to_string(_offsets, ','))
$$;
ALTER TABLE credits.calendars ADD COLUMN rules text;
UPDATE credits.calendars SET rules = credits.rules_of(time_zone, since, offsets);

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
  INSERT INTO credits.calendars (tenant, book, time_zone, since, offsets, rules, summed_before)
    VALUES (_tenant, _book, _time_zone, _since, _offsets, credits.rules_of(_time_zone, _since, _offsets),
            CASE WHEN EXISTS (SELECT FROM credits.calls WHERE tenant = _tenant AND book = _book)
                 THEN -9223372036854775808 ELSE 9223372036854775807 END);
END
$$;

-- A change of one sum, of a day or of a month; an amount is whole units and micro-units, since a sum of micro-units may leave 64 bits.
CREATE TYPE credits.usage_cell AS (
  dimension smallint, period integer, label bytea, calls bigint, seconds bigint, cost_units bigint, cost_micros bigint, drawn_units bigint,
  drawn_micros bigint, last bigint
);

-- Adds what calls that have arrived add.
CREATE FUNCTION credits.add_usage(_tenant text, _book integer, _days credits.usage_cell[], _months credits.usage_cell[])
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO credits.usage_days AS u (tenant, book, dimension, day, label, calls, seconds, cost, drawn, last)
    SELECT _tenant, _book, dimension, period, label, calls, seconds, cost_units * 1000000::numeric + cost_micros,
           drawn_units * 1000000::numeric + drawn_micros, last FROM unnest(_days)
  ON CONFLICT (tenant, book, dimension, day, label) DO UPDATE
    SET calls = u.calls + excluded.calls, seconds = u.seconds + excluded.seconds, cost = u.cost + excluded.cost,
        drawn = u.drawn + excluded.drawn, last = greatest(u.last, excluded.last);
  INSERT INTO credits.usage_months AS u (tenant, book, dimension, month, label, calls, seconds, cost, drawn, last)
    SELECT _tenant, _book, dimension, period, label, calls, seconds, cost_units * 1000000::numeric + cost_micros,
           drawn_units * 1000000::numeric + drawn_micros, last FROM unnest(_months)
  ON CONFLICT (tenant, book, dimension, month, label) DO UPDATE
    SET calls = u.calls + excluded.calls, seconds = u.seconds + excluded.seconds, cost = u.cost + excluded.cost,
        drawn = u.drawn + excluded.drawn, last = greatest(u.last, excluded.last);
END
$$;

ALTER TYPE credits.batch
  ADD ATTRIBUTE rules text, ADD ATTRIBUTE days credits.usage_cell[], ADD ATTRIBUTE months credits.usage_cell[];
DROP FUNCTION credits.append(
  text, integer, bigint, integer, credits.written_entry[], credits.drawn_run[], credits.call[], credits.call[], credits.state_move[],
  credits.call[], json, json
);

-- Appends a batch to a wallet whose revision is still the one given, and returns its book; null when another process was faster. One call
-- is one transaction, or part of one with other wallets. Book 0 stands for the first one, which is opened here. The book is locked first, so
-- that nobody changes its calls between the reading and the writing.
CREATE FUNCTION credits.append(
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
  RAISE EXCEPTION 'an append of an earlier version is not brought back: restore a backup';
END
$$;
