-- Up Migration

-- What is amiss, as text, with its checksum. It is no book's: it is written while the journal is damaged too.
CREATE TABLE credits.matters (
  tenant text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  number bigint NOT NULL,
  subject text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  addressed bigint NOT NULL DEFAULT 0,
  is_retired boolean NOT NULL DEFAULT false,
  matter text NOT NULL,
  checksum bigint NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX matters_by_number ON credits.matters (tenant, number);
CREATE INDEX matters_current ON credits.matters (tenant, number) WHERE NOT is_retired;
CREATE INDEX matters_by_subject ON credits.matters (tenant, subject, number);

-- Who is told what of a matter. leased_until: by this server's clock; is_called: addressed since it was leased. Pages have room, since each
-- post is leased and settled again and again.
CREATE TABLE credits.posts (
  tenant text COLLATE "C" NOT NULL,
  matter text COLLATE "C" NOT NULL,
  destination text COLLATE "C" NOT NULL,
  activity_id text COLLATE "C",
  shown bigint NOT NULL DEFAULT 0,
  posting bigint NOT NULL DEFAULT 0,
  attempts integer NOT NULL DEFAULT 0,
  reason text COLLATE "C",
  told_at bigint,
  is_held boolean NOT NULL DEFAULT false,
  earlier text NOT NULL DEFAULT '[]',
  edited_at text NOT NULL DEFAULT '[]',
  due_at bigint,
  leased_until timestamptz,
  is_called boolean NOT NULL DEFAULT false,
  PRIMARY KEY (tenant, matter, destination)
) WITH (fillfactor = 70);
CREATE INDEX posts_due ON credits.posts (tenant, due_at, matter, destination) WHERE due_at IS NOT NULL;
CREATE INDEX posts_by_message ON credits.posts (tenant, destination, activity_id) WHERE activity_id IS NOT NULL;

-- Writes each matter over the version that it was made from, 0 for a new one, and takes up alerts; all of it, or false and nothing. Each
-- statement sees what others have committed once the rows are locked.
CREATE FUNCTION credits.write_matters(_tenant text, _changed json, _taken text[], _retired text[]) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM credits.matters
    WHERE tenant = _tenant AND id IN (SELECT c.id FROM json_to_recordset(_changed) AS c (id text)) ORDER BY id FOR UPDATE;
  IF EXISTS (SELECT FROM json_to_recordset(_changed) AS c (id text, was bigint)
               LEFT JOIN credits.matters m ON m.tenant = _tenant AND m.id = c.id
              WHERE coalesce(m.version, 0) <> c.was) THEN
    RETURN false;
  END IF;
  UPDATE credits.matters m SET version = c.version, is_retired = false, matter = c.matter, checksum = c.checksum
    FROM json_to_recordset(_changed) AS c (id text, version bigint, matter text, checksum bigint)
   WHERE m.tenant = _tenant AND m.id = c.id;
  INSERT INTO credits.matters (tenant, id, number, subject, version, matter, checksum)
    SELECT _tenant, id, number, subject, version, matter, checksum
      FROM json_to_recordset(_changed)
        AS c (id text, number bigint, subject text, was bigint, version bigint, matter text, checksum bigint)
     WHERE was = 0 ORDER BY id;
  UPDATE credits.outbox SET state = 'delivered'
   WHERE tenant = _tenant AND book = (SELECT book FROM credits.books WHERE tenant = _tenant AND is_current)
     AND alert_id = ANY (_taken) AND state = 'waiting';
  UPDATE credits.matters SET is_retired = true WHERE tenant = _tenant AND id = ANY (_retired);
  RETURN true;
EXCEPTION
  -- Another process has begun a matter of the same number.
  WHEN unique_violation THEN
    RETURN false;
END
$$;

-- Down Migration

DROP FUNCTION credits.write_matters(text, json, text[], text[]);
DROP TABLE credits.posts, credits.matters;
