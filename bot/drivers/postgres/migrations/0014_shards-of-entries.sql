-- Up Migration

-- The only ones that are ever taken away are texts that stand in another form now (../bring-forward.ts); over workers those are in tables that
-- have the number of a shard behind their name.
CREATE OR REPLACE FUNCTION credits.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND TG_TABLE_NAME ~ '^entries(_[0-9]+)?$' AND current_setting('credits.is_packing', true) = 'on' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'entries are never changed or deleted';
END
$$;

-- Down Migration

CREATE OR REPLACE FUNCTION credits.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'entries' AND current_setting('credits.is_packing', true) = 'on' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'entries are never changed or deleted';
END
$$;
