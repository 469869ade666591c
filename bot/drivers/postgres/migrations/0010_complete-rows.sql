-- Up Migration

-- Versions that were known by their entries alone become what their log says; in the sums too. Returns how many were not complete.
CREATE FUNCTION credits.complete_rows(_tenant text, _book integer, _rows json) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
  _calendar credits.calendars;
  _before credits.rows[];
  _after credits.rows[];
BEGIN
  PERFORM 1 FROM credits.books WHERE tenant = _tenant AND book = _book FOR UPDATE;
  SELECT array_agg(r) INTO _before
    FROM json_to_recordset(_rows) AS c (id text, version text, seconds bigint, charge bigint, fee bigint, currency text, capability text)
    JOIN credits.rows r ON r.tenant = _tenant AND r.book = _book AND r.id = c.id AND r.version = c.version
   WHERE (r.seconds, r.charge, r.fee, r.currency, r.capability) IS DISTINCT FROM (c.seconds, c.charge, c.fee, c.currency, c.capability);
  IF _before IS NULL THEN
    RETURN 0;
  END IF;
  UPDATE credits.rows r
     SET seconds = c.seconds, charge = c.charge, fee = c.fee, currency = c.currency, capability = c.capability
    FROM json_to_recordset(_rows) AS c (id text, version text, seconds bigint, charge bigint, fee bigint, currency text, capability text)
   WHERE r.tenant = _tenant AND r.book = _book AND r.id = c.id AND r.version = c.version;
  SELECT * INTO _calendar FROM credits.calendars WHERE tenant = _tenant AND book = _book;
  IF FOUND THEN
    SELECT array_agg(r) INTO _after FROM credits.rows r
     WHERE tenant = _tenant AND book = _book AND (id, version) IN (SELECT id, version FROM unnest(_before));
    PERFORM credits.change_usage(_tenant, _book, credits.usage_changes(_calendar, _after, _before));
  END IF;
  RETURN cardinality(_before);
END
$$;

-- Down Migration

DROP FUNCTION credits.complete_rows(text, integer, json);
