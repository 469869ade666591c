-- Up Migration

-- Who looked at whom: beside the books, never changed, kept for a while.
CREATE TABLE credits.looks (
  tenant text COLLATE "C" NOT NULL,
  place bigserial NOT NULL,
  at bigint NOT NULL,
  who text NOT NULL,
  whom text,
  command text NOT NULL,
  PRIMARY KEY (tenant, place)
);
CREATE INDEX looks_by_time ON credits.looks (tenant, at);
CREATE FUNCTION credits.refuse_look_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'looks are never changed';
END
$$;
CREATE TRIGGER looks_are_not_updated BEFORE UPDATE ON credits.looks FOR EACH ROW EXECUTE FUNCTION credits.refuse_look_update();

-- Down Migration

DROP TABLE credits.looks;
DROP FUNCTION credits.refuse_look_update();
