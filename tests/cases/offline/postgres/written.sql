-- DDL as people write it: short types, nothing named, everything inside the tables.
BEGIN;
CREATE TABLE team (
  id serial PRIMARY KEY,
  parent int REFERENCES team,
  slug varchar(40) NOT NULL UNIQUE CHECK (slug <> ''),
  kind char DEFAULT 'a',
  budget float8 DEFAULT 0 CHECK (budget >= 0),
  seats int2,
  spent float(10),
  flag bool NOT NULL DEFAULT true,
  at timestamptz(3),
  bits varbit(4),
  UNIQUE (parent, slug),
  CHECK (seats > 0 AND budget > 0),
  CHECK (seats < 100 OR budget < 5),
  CONSTRAINT lonely CHECK (parent <> id) NO INHERIT
);
CREATE TABLE member (
  team_id int,
  person uuid DEFAULT gen_random_uuid(),
  since date,
  primary key (team_id, person),
  foreign key (team_id) references team on delete cascade,
  foreign key (team_id) references team (id) match full on delete set null deferrable initially deferred
);
CREATE INDEX ON member (since);
CREATE INDEX ON member (since);
CREATE INDEX ON member (lower(person::text), (since + 1), team_id desc);
CREATE TABLE IF NOT EXISTS member (nothing int);
CREATE SCHEMA side
  CREATE TABLE inner_one (a int PRIMARY KEY)
  CREATE VIEW inner_view AS SELECT a FROM inner_one;
SET search_path TO side, public;
CREATE TYPE mood AS ENUM ('ok', 'bad');
ALTER TYPE mood ADD VALUE 'fine' AFTER 'ok';
CREATE TABLE feeling (
  id bigint GENERATED ALWAYS AS IDENTITY (START 5),
  now mood DEFAULT 'ok',
  many mood[],
  team int REFERENCES team
);
ALTER TABLE feeling ADD COLUMN note text NOT NULL DEFAULT 'x', ADD PRIMARY KEY (id), ADD CHECK (note <> 'y');
ALTER TABLE feeling ALTER COLUMN note DROP NOT NULL, ALTER note SET DEFAULT 'z';
RESET search_path;
CREATE TABLE reading (
  sensor int NOT NULL,
  at timestamptz NOT NULL,
  value real,
  PRIMARY KEY (sensor, at)
) PARTITION BY HASH (sensor);
CREATE TABLE reading_0 PARTITION OF reading FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE reading_1 PARTITION OF reading FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE INDEX ON reading (at);
CREATE TABLE base (a int, b text);
CREATE TABLE heir (c int) INHERITS (base);
CREATE TABLE copied (LIKE base INCLUDING ALL, d int);
CREATE UNLOGGED TABLE scratchpad (a int);
COMMENT ON SCHEMA side IS 'Beside';
DO $$ begin perform 1; end $$;
COMMIT;
