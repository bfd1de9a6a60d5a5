-- Never edit a migration that has been released: its checksum is compared at every start. Add the next number.

-- Names of streams are long and every event names its stream: kept once.
CREATE TABLE stream (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

-- Nothing is ever deleted here, so positions are not reused without AUTOINCREMENT either.
CREATE TABLE entry (
  position INTEGER PRIMARY KEY,
  stream INTEGER NOT NULL REFERENCES stream (id),
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  hash BLOB NOT NULL,
  body BLOB NOT NULL,
  UNIQUE (stream, seq)
);

-- crc: CRC-32C over all other columns, so that damage to a row does not pass for data.
CREATE TABLE item (
  id INTEGER PRIMARY KEY,
  collection TEXT NOT NULL,
  key TEXT NOT NULL,
  sort INTEGER NOT NULL,
  crc INTEGER NOT NULL,
  facets BLOB NOT NULL,
  body BLOB NOT NULL
);

CREATE UNIQUE INDEX item_by_key ON item (collection, key);

CREATE INDEX item_by_sort ON item (collection, sort, key);

-- Answers a page by facet, with its cursor, from one range of one tree.
CREATE TABLE facet (
  collection TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  sort INTEGER NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (collection, name, value, sort, key)
) WITHOUT ROWID;
