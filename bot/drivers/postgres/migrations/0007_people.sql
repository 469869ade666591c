-- Up Migration

-- The directory's people as they were read, one row each; of who has left the id alone.
CREATE TABLE credits.people (
  tenant text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  person text,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX people_by_version ON credits.people (tenant, version, id);
CREATE TABLE credits.people_marks (
  tenant text COLLATE "C" PRIMARY KEY,
  version bigint NOT NULL,
  link text,
  read_at bigint,
  as_of bigint
);

-- Down Migration

DROP TABLE credits.people;
DROP TABLE credits.people_marks;
