-- Up Migration

-- Migrations 8 and 13 were changed after some databases had run them. These get here what the others have.

-- When an entry says that what it is of was recorded; null where it cannot be read.
CREATE OR REPLACE FUNCTION credits.recorded_at(_entry text) RETURNS bigint LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN coalesce((_entry::json ->> 'at')::bigint, (_entry::json ->> 'recordedAt')::bigint);
EXCEPTION WHEN data_exception THEN
  RETURN NULL;
END
$$;

CREATE INDEX IF NOT EXISTS posts_by_message ON credits.posts (tenant, destination, activity_id) WHERE activity_id IS NOT NULL;
DROP INDEX IF EXISTS credits.posts_by_destination;

-- Down Migration

-- Nothing: the migrations before it have it all.
