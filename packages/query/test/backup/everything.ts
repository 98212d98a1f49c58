/** One of each thing that DuckDB's catalog can hold, with rows. */
export const everything = `
  CREATE SEQUENCE numbers START 5 INCREMENT 2 MAXVALUE 1000 CYCLE;
  CREATE TYPE mood AS ENUM ('glad', 'sad');
  CREATE TABLE zz_parent (
    a INT, b INT CHECK (b < 10), PRIMARY KEY (a, b), CHECK (a > b),
    double_a INT GENERATED ALWAYS AS (a * 2), "odd ""name""" TEXT COLLATE nocase UNIQUE, mood mood);
  -- Before its parent in the order of names, and made before the column that it is filled from.
  CREATE TABLE aa_child (
    id INT DEFAULT nextval('numbers'), a INT NOT NULL, b INT, FOREIGN KEY (a, b) REFERENCES zz_parent (a, b));
  CREATE TABLE vals (
    u UUID, t TEXT DEFAULT 'it''s', ts TIMESTAMPTZ DEFAULT now(), j JSON, r REAL, d DOUBLE, n DECIMAL(18, 3),
    h HUGEINT, bytes BYTEA, ok BOOLEAN DEFAULT true, day DATE, list INT[], rec STRUCT(x INT, y TEXT));
  CREATE INDEX child_b ON aa_child (b, (id + 1));
  CREATE UNIQUE INDEX child_text ON aa_child (lower(CAST(id AS TEXT)));
  CREATE VIEW a_view AS SELECT id, a FROM aa_child WHERE id > 0;
  CREATE MACRO plus_one(x) AS x + 1;
  CREATE SCHEMA other;
  CREATE TABLE other.t (x INT);
  COMMENT ON TABLE aa_child IS 'children';
  COMMENT ON COLUMN aa_child.b IS 'of the parent';
  INSERT INTO zz_parent (a, b, "odd ""name""", mood) VALUES (3, 1, 'é', 'sad'), (4, 2, NULL, NULL);
  INSERT INTO aa_child (a, b) VALUES (3, 1), (4, 2), (4, NULL);
  INSERT INTO other.t VALUES (1), (1), (NULL);
  INSERT INTO vals VALUES
    ('019a2f6e-0000-7000-8000-000000000001', 'ab' || chr(0) || 'c', '2026-01-01 10:00:00.123456+00', '{"n":  2.50}',
     0.95, 'nan', -0.001, 170141183460469231731687303715884105727, '\\x00\\xFF'::BLOB, NULL, '0001-01-01',
     [1, NULL, 3], {'x': 1, 'y': 'z'}),
    (NULL, '', 'infinity', 'null', '-infinity', 1e308, NULL, NULL, ''::BLOB, false, NULL, [], NULL);
`;
