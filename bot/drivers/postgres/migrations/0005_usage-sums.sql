-- Up Migration

-- In which zone a book's days are: its offsets from UTC in milliseconds, each with the instant since which it holds. Rows that began before
-- summed_before are in the sums of usage; the others are added some at a time, until it is the greatest number.
CREATE TABLE credits.calendars (
  tenant text COLLATE "C" NOT NULL,
  book integer NOT NULL,
  time_zone text NOT NULL,
  since bigint[] NOT NULL,
  offsets bigint[] NOT NULL,
  summed_before bigint NOT NULL,
  PRIMARY KEY (tenant, book)
);

-- Sums of the standing rows, by their local day (counted from 1970-01-01) and month (12 × the year + 0 for January). dimension: 0 all, 1 person,
-- 2 destination, 3 type, 4 own number; 5 counts of all time, as those of month 0. Pages have room, so that a sum that changes stays in its own and
-- the key is not written again.
CREATE TABLE credits.usage_days (
  tenant text COLLATE "C" NOT NULL,
  book integer NOT NULL,
  dimension smallint NOT NULL,
  day integer NOT NULL,
  label text COLLATE "C" NOT NULL,
  calls bigint NOT NULL,
  seconds bigint NOT NULL,
  cost numeric NOT NULL,
  drawn numeric NOT NULL,
  last bigint NOT NULL,
  PRIMARY KEY (tenant, book, dimension, day, label)
) WITH (fillfactor = 70);
CREATE TABLE credits.usage_months (
  tenant text COLLATE "C" NOT NULL,
  book integer NOT NULL,
  dimension smallint NOT NULL,
  month integer NOT NULL,
  label text COLLATE "C" NOT NULL,
  calls bigint NOT NULL,
  seconds bigint NOT NULL,
  cost numeric NOT NULL,
  drawn numeric NOT NULL,
  last bigint NOT NULL,
  PRIMARY KEY (tenant, book, dimension, month, label)
) WITH (fillfactor = 50);

-- By how much a sum changes. day is null for counts.
CREATE TYPE credits.usage_change AS (
  dimension smallint, day integer, label text, calls bigint, seconds bigint, cost numeric, drawn numeric, last bigint
);

-- What rows change of the sums: some are added, some taken away. Labels are those that the program makes; the text is what it writes of nobody.
CREATE FUNCTION credits.usage_changes(_calendar credits.calendars, _added credits.rows[], _taken credits.rows[])
RETURNS credits.usage_change[] LANGUAGE sql STABLE AS $$
  WITH given AS (
    SELECT 1 AS sign, r.state, r.question, r.start, r.seconds, r.cost, r.credits_cost, r.is_correction, r.about FROM unnest(_added) r
    UNION ALL
    SELECT -1, r.state, r.question, r.start, r.seconds, r.cost, r.credits_cost, r.is_correction, r.about FROM unnest(_taken) r
  ), summed AS (
    SELECT * FROM given WHERE start < _calendar.summed_before
  ), standing AS (
    SELECT s.*, (s.start + _calendar.offsets[greatest(1, width_bucket(s.start, _calendar.since))] + 86400000) / 86400000 - 1 AS day,
           s.about = '{"callId":"","userId":"","userName":"","userPrincipalName":"","callType":"","caller":"","callee":"","destination":""}'
             AS is_erased, a."userId", a."userPrincipalName", a."callType", a.caller, a.callee, a.destination
      FROM summed s
      CROSS JOIN LATERAL json_to_record(s.about::json)
        AS a ("userId" text, "userPrincipalName" text, "callType" text, caller text, callee text, destination text)
     WHERE s.state = 'standing'
  ), labeled AS (
    SELECT s.sign, s.start, s.seconds, s.cost, s.credits_cost, l.dimension, s.day,
           CASE WHEN l.dimension > 0 AND s.is_erased THEN chr(1) WHEN l.label = chr(1) THEN '' ELSE coalesce(l.label, '') END AS label
      FROM standing s
      CROSS JOIN LATERAL (VALUES
        (0, ''),
        (1, lower(coalesce(nullif(s."userId", ''), s."userPrincipalName") COLLATE "C")),
        (2, s.destination),
        (3, s."callType"),
        (4, CASE WHEN s."callType" COLLATE "C" ~* '(^|_)in(_|$)' THEN s.callee ELSE s.caller END)
      ) AS l (dimension, label)
  ), changes AS (
    SELECT dimension::smallint, day::integer, label, sum(sign)::bigint AS calls, sum(sign * seconds)::bigint AS seconds,
           sum(sign * credits_cost) AS cost, sum(sign * cost) AS drawn, coalesce(max(start) FILTER (WHERE sign = 1), 0) AS last
      FROM labeled GROUP BY 1, 2, 3
    UNION ALL
    SELECT 5::smallint, NULL, c.label, sum(s.sign)::bigint, 0, 0, 0, 0
      FROM summed s
      CROSS JOIN LATERAL (VALUES
        (CASE WHEN s.is_correction THEN 'corrections' END),
        (CASE WHEN s.state = 'standing' AND s.cost > 0 THEN 'drawn' END),
        (CASE WHEN s.state = 'held' THEN s.question END)
      ) AS c (label)
     WHERE c.label IS NOT NULL GROUP BY c.label
  )
  SELECT array_agg((c.dimension, c.day, c.label, c.calls, c.seconds, c.cost, c.drawn, c.last)::credits.usage_change
                   ORDER BY c.dimension, c.day, c.label COLLATE "C")
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
     GROUP BY dimension, month, label ORDER BY dimension, month, label COLLATE "C"
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

CREATE FUNCTION credits.month_of(_day integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
  SELECT (extract(year FROM date '1970-01-01' + _day) * 12 + extract(month FROM date '1970-01-01' + _day) - 1)::integer
$$;

-- Begins a book's sums in a zone, or begins them anew where they are of another; its rows are then added by credits.sum_usage.
CREATE FUNCTION credits.open_calendar(_tenant text, _book integer, _time_zone text, _since bigint[], _offsets bigint[])
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
            CASE WHEN EXISTS (SELECT FROM credits.rows WHERE tenant = _tenant AND book = _book)
                 THEN -9223372036854775808 ELSE 9223372036854775807 END);
END
$$;

-- Adds some rows that are not in the sums yet, the earliest first; true when all are.
CREATE FUNCTION credits.sum_usage(_tenant text, _book integer, _rows integer) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  _calendar credits.calendars;
  _from bigint;
  _added credits.rows[];
BEGIN
  PERFORM 1 FROM credits.books WHERE tenant = _tenant AND book = _book FOR UPDATE;
  SELECT * INTO _calendar FROM credits.calendars WHERE tenant = _tenant AND book = _book;
  _from := _calendar.summed_before;
  IF _from IS NULL OR _from = 9223372036854775807 THEN
    RETURN true;
  END IF;
  _calendar.summed_before := coalesce(
    (SELECT greatest(start, _from + 1) FROM credits.rows
      WHERE tenant = _tenant AND book = _book AND start >= _from ORDER BY start OFFSET _rows LIMIT 1), 9223372036854775807);
  SELECT array_agg(r) INTO _added FROM credits.rows r
   WHERE tenant = _tenant AND book = _book AND start >= _from AND start < _calendar.summed_before;
  PERFORM credits.change_usage(_tenant, _book, credits.usage_changes(_calendar, _added, NULL));
  UPDATE credits.calendars SET summed_before = _calendar.summed_before WHERE tenant = _tenant AND book = _book;
  RETURN _calendar.summed_before = 9223372036854775807;
END
$$;

-- Blanks some rows of a book that began before an instant, from another on; returns the starts of those that it has blanked.
CREATE FUNCTION credits.erase_rows(_tenant text, _book integer, _from bigint, _before bigint, _nobody text, _most integer)
RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
  _calendar credits.calendars;
  _rows credits.rows[];
  _blank credits.rows[];
BEGIN
  PERFORM 1 FROM credits.books WHERE tenant = _tenant AND book = _book FOR UPDATE;
  SELECT array_agg(r) INTO _rows
    FROM (SELECT * FROM credits.rows
           WHERE tenant = _tenant AND book = _book AND start >= _from AND start < _before AND about <> _nobody
           ORDER BY start LIMIT _most) r;
  UPDATE credits.rows SET about = _nobody, destination = '', person = '', look_alike_key = NULL
   WHERE tenant = _tenant AND book = _book AND (id, version) IN (SELECT id, version FROM unnest(_rows));
  SELECT * INTO _calendar FROM credits.calendars WHERE tenant = _tenant AND book = _book;
  IF FOUND THEN
    SELECT array_agg(r) INTO _blank FROM credits.rows r
     WHERE tenant = _tenant AND book = _book AND (id, version) IN (SELECT id, version FROM unnest(_rows));
    PERFORM credits.change_usage(_tenant, _book, credits.usage_changes(_calendar, _blank, _rows));
  END IF;
  RETURN (SELECT coalesce(array_agg(start), '{}') FROM unnest(_rows));
END
$$;

-- The id of a row's call, as it is compared: in any case of its letters.
CREATE FUNCTION credits.call_of(_about text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT lower((_about::json ->> 'callId') COLLATE "C")
$$;
CREATE INDEX row_calls ON credits.rows (tenant, book, credits.call_of(about));

-- Appends a batch, as before, and changes the sums with it, for a replica too that knows nothing of them. The book is locked first, so that
-- nobody changes its rows between the reading and the writing.
ALTER FUNCTION credits.append(
  text, integer, bigint, integer, integer, json, text, text, json, json, json, json, json, json
) RENAME TO append_without_sums;
CREATE FUNCTION credits.append(
  _tenant text, _book integer, _revision bigint, _added integer, _arrived integer,
  _ids json, _amounts text, _entries text, _actors json, _rows json, _descriptions json, _moves json, _answered json, _alerts json
) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  _number integer := greatest(_book, 1);
  _calendar credits.calendars;
  _changed text[];
  _before credits.rows[];
  _after credits.rows[];
  _new credits.rows[];
  _appended integer;
BEGIN
  PERFORM 1 FROM credits.books WHERE tenant = _tenant AND book = _number AND revision = _revision AND is_current FOR UPDATE;
  IF NOT FOUND AND _book > 0 THEN
    RETURN NULL;
  END IF;
  SELECT * INTO _calendar FROM credits.calendars WHERE tenant = _tenant AND book = _number;
  IF _calendar.tenant IS NOT NULL AND NOT (_descriptions IS NULL AND _moves IS NULL AND _answered IS NULL) THEN
    SELECT array_agg(DISTINCT id) INTO _changed FROM (
      SELECT r.id FROM json_to_recordset(_descriptions) AS d (id text, about text)
        JOIN credits.rows r ON r.tenant = _tenant AND r.book = _number AND r.id = d.id AND r.about <> d.about
      UNION ALL SELECT id FROM json_to_recordset(_moves) AS m (id text)
      UNION ALL SELECT id FROM json_to_recordset(_answered) AS a (id text)) c;
    SELECT array_agg(r) INTO _before FROM credits.rows r WHERE tenant = _tenant AND book = _number AND id = ANY (_changed);
  END IF;
  _appended := credits.append_without_sums(
    _tenant, _book, _revision, _added, _arrived, _ids, _amounts, _entries, _actors, _rows, _descriptions, _moves, _answered, _alerts);
  IF _appended IS NULL OR _calendar.tenant IS NULL THEN
    RETURN _appended;
  END IF;
  IF _changed IS NOT NULL THEN
    SELECT array_agg(r) INTO _after FROM credits.rows r WHERE tenant = _tenant AND book = _number AND id = ANY (_changed);
  END IF;
  SELECT array_agg(r) INTO _new FROM json_populate_recordset(NULL::credits.rows, _rows) r WHERE _changed IS NULL OR r.id <> ALL (_changed);
  PERFORM credits.change_usage(_tenant, _number, credits.usage_changes(_calendar, _new || _after, _before));
  RETURN _appended;
END
$$;

-- Down Migration

DROP FUNCTION credits.append(
  text, integer, bigint, integer, integer, json, text, text, json, json, json, json, json, json
);
ALTER FUNCTION credits.append_without_sums(
  text, integer, bigint, integer, integer, json, text, text, json, json, json, json, json, json
) RENAME TO append;
DROP INDEX credits.row_calls;
DROP FUNCTION credits.call_of(text);
DROP FUNCTION credits.erase_rows(text, integer, bigint, bigint, text, integer);
DROP FUNCTION credits.sum_usage(text, integer, integer);
DROP FUNCTION credits.open_calendar(text, integer, text, bigint[], bigint[]);
DROP FUNCTION credits.change_usage(text, integer, credits.usage_change[]);
DROP FUNCTION credits.usage_changes(credits.calendars, credits.rows[], credits.rows[]);
DROP FUNCTION credits.month_of(integer);
DROP TYPE credits.usage_change;
DROP TABLE credits.usage_months, credits.usage_days, credits.calendars;
