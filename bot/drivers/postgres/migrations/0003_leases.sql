-- Up Migration

-- Until when a replica delivers the alert, by this server's clock: those of the replicas may be a minute apart.
ALTER TABLE credits.outbox ADD COLUMN leased_until timestamptz;

-- Down Migration

ALTER TABLE credits.outbox DROP COLUMN leased_until;
