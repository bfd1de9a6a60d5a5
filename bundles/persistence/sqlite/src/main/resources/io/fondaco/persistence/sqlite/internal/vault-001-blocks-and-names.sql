-- Never edit a migration that has been released: its checksum is compared at every start. Add the next number.

-- CIDs come in no order, so each costs a page of this tree: bodies are kept out of it, in the order they were put.
CREATE TABLE cid (
  cid BLOB PRIMARY KEY,
  block INTEGER NOT NULL,
  size INTEGER NOT NULL
) WITHOUT ROWID;

-- crc: CRC-32C over the CID and the body, so that damage does not pass for data.
CREATE TABLE block (
  id INTEGER PRIMARY KEY,
  crc INTEGER NOT NULL,
  body BLOB NOT NULL
);

-- crc: CRC-32C over the name and the value.
CREATE TABLE name (
  name TEXT PRIMARY KEY,
  crc INTEGER NOT NULL,
  value BLOB NOT NULL
) WITHOUT ROWID;

-- Counting millions of rows takes long; kept up to date by every batch. One row. batches: so that every batch changes
-- something, because a commit that changes nothing forces nothing to the disk.
CREATE TABLE total (
  batches INTEGER NOT NULL,
  blocks INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  names INTEGER NOT NULL
);

INSERT INTO total (batches, blocks, bytes, names) VALUES (0, 0, 0, 0);
