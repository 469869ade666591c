-- Up Migration

-- A version of a row is stored once: the database enforces it too. Arrivals are assigned under the book's lock, so that they need no
-- index to be unique.
ALTER TABLE credits.rows DROP CONSTRAINT rows_pkey, ADD PRIMARY KEY (tenant, book, id, version);
DROP INDEX credits.row_ids;

-- The earlier function stays for replicas that have not been updated yet.
-- Appends a batch to a wallet whose revision is still the one given, and returns its book; null when another process was faster. One call
-- is one transaction, or part of one with other wallets. Book 0 stands for the first one, which is opened here. Entries come as lines,
-- since parsing long ones as JSON costs more.
CREATE FUNCTION credits.append(
  _tenant text, _book integer, _revision bigint, _added integer, _arrived integer,
  _ids json, _amounts text, _entries text, _actors json, _rows json, _descriptions json, _moves json, _answered json, _alerts json
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
      SELECT _tenant, _number, _seq + row_number() OVER (), id, amounts::bigint[], entry
        FROM (SELECT json_array_elements_text(_ids) AS id, string_to_table(_amounts, E'\n') AS amounts,
                     string_to_table(_entries, E'\n') AS entry) e;
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

DROP FUNCTION credits.append(
  text, integer, bigint, integer, integer, json, text, text, json, json, json, json, json, json
);
CREATE INDEX row_ids ON credits.rows (tenant, book, id);
ALTER TABLE credits.rows DROP CONSTRAINT rows_pkey, ADD PRIMARY KEY (tenant, book, arrival);
