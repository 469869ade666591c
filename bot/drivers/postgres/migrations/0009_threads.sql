-- Up Migration

-- The thread of a channel that the latest post of a matter is in.
ALTER TABLE credits.posts ADD COLUMN thread_id text COLLATE "C";

-- Down Migration

ALTER TABLE credits.posts DROP COLUMN thread_id;
