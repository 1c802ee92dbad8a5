-- Copyright the Jangbu authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The book, schema version 1. Never edited after a release: a change is a new numbered file.
-- Money is whole won, a day is yyyymmdd (0 = unknown), an instant is UTC milliseconds (0 = unknown).
-- Resident numbers stand nowhere in the clear: see parties.

-- One value a key: 'salt' (for the fingerprints of private numbers), 'journal' (hash of the newest entry).
CREATE TABLE meta (
  key    TEXT PRIMARY KEY,
  value  BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE companies (
  id            INTEGER PRIMARY KEY,
  registration  TEXT NOT NULL UNIQUE,
  name          TEXT
) STRICT;

CREATE TABLE connections (
  id           INTEGER PRIMARY KEY,
  company      INTEGER NOT NULL REFERENCES companies,
  service      TEXT NOT NULL,
  environment  TEXT NOT NULL,
  account      TEXT NOT NULL,
  name         TEXT,
  paused       INTEGER NOT NULL DEFAULT 0 CHECK (paused IN (0, 1)),
  added_at     INTEGER NOT NULL,
  UNIQUE (company, service, environment)
) STRICT;

-- Both sides of invoices, small: a name and number once, with representative and e-mail as last seen.
-- A private number is masked in registration, found by its fingerprint in match (HMAC under the book's salt) and kept in sealed.
CREATE TABLE parties (
  id              INTEGER PRIMARY KEY,
  kind            INTEGER NOT NULL,
  registration    TEXT NOT NULL,
  match           BLOB NOT NULL,
  sealed          BLOB,
  name            TEXT NOT NULL,
  representative  TEXT,
  email           TEXT,
  words           TEXT NOT NULL,          -- name, representative and business number as the search compares them
  UNIQUE (registration, match, name)
) STRICT;

CREATE TABLE invoices (
  id                 INTEGER PRIMARY KEY,
  company            INTEGER NOT NULL REFERENCES companies,
  direction          INTEGER NOT NULL CHECK (direction IN (1, 2)),
  issue_id           TEXT NOT NULL,
  kind               INTEGER NOT NULL,
  purpose            INTEGER NOT NULL,
  amendment          INTEGER NOT NULL,
  written_on         INTEGER NOT NULL,
  issued_on          INTEGER NOT NULL,
  sent_on            INTEGER NOT NULL,
  issued_at          INTEGER NOT NULL,
  counterparty       INTEGER REFERENCES parties,
  own_side           INTEGER REFERENCES parties,
  supply             INTEGER NOT NULL,
  tax                INTEGER NOT NULL,
  total              INTEGER NOT NULL,
  status             INTEGER NOT NULL,
  nts_status         INTEGER NOT NULL,
  original           INTEGER NOT NULL,    -- 0 = not here, 1 = here, 2 = something arrived that is not this invoice
  verdict            INTEGER NOT NULL,
  n_lines            INTEGER NOT NULL,
  item               TEXT,
  original_issue_id  TEXT,
  document_number    TEXT,
  sender_number      TEXT,
  nts_result         TEXT,
  UNIQUE (issue_id, company, direction)
) STRICT;

-- In the order of the default view and with all that its filter and its sums read.
CREATE INDEX invoices_by_day ON invoices (written_on, id, direction, company, supply, tax, total);
CREATE INDEX invoices_by_counterparty ON invoices (counterparty);
CREATE INDEX invoices_without_original ON invoices (company, direction, written_on) WHERE original <> 1;
CREATE INDEX invoices_in_doubt ON invoices (verdict) WHERE verdict IN (3, 5);

-- Which connection saw which invoice, and what it last said (said: 64 bits of the hash of the values).
CREATE TABLE sources (
  invoice     INTEGER NOT NULL REFERENCES invoices,
  connection  INTEGER NOT NULL REFERENCES connections,
  said        INTEGER NOT NULL,
  first_seen  INTEGER NOT NULL,
  last_seen   INTEGER NOT NULL,           -- when it last said something new; the cursor tells when it was last asked
  asked_at    INTEGER NOT NULL DEFAULT 0, -- when it was asked in vain for the original; 0 = never
  problem     TEXT,
  PRIMARY KEY (invoice, connection)
) STRICT, WITHOUT ROWID;

-- What few invoices have and no list shows: parties in full, payments, import. Sealed by the codec.
CREATE TABLE details (
  invoice  INTEGER PRIMARY KEY REFERENCES invoices,
  remark   TEXT,
  sealed   BLOB
) STRICT;

CREATE TABLE lines (
  invoice        INTEGER NOT NULL REFERENCES invoices,
  position       INTEGER NOT NULL,
  number         INTEGER NOT NULL,
  supplied_on    INTEGER NOT NULL,
  name           TEXT,
  specification  TEXT,
  quantity       TEXT,
  unit_price     TEXT,
  supply         INTEGER NOT NULL,
  tax            INTEGER NOT NULL,
  remark         TEXT,
  PRIMARY KEY (invoice, position)
) STRICT, WITHOUT ROWID;

-- Items and remarks as the search compares them, beside the rows so that those stay narrow.
CREATE TABLE texts (
  invoice  INTEGER PRIMARY KEY REFERENCES invoices,
  words    TEXT NOT NULL
) STRICT;

CREATE TABLE originals (
  invoice     INTEGER PRIMARY KEY REFERENCES invoices,
  connection  INTEGER NOT NULL REFERENCES connections,
  arrived_at  INTEGER NOT NULL,
  size        INTEGER NOT NULL,
  sha256      BLOB NOT NULL,              -- of the bytes as received
  verdict     INTEGER NOT NULL,
  problem     TEXT,
  sealed      BLOB NOT NULL
) STRICT;

CREATE TABLE cursors (
  connection    INTEGER NOT NULL REFERENCES connections,
  direction     INTEGER NOT NULL,
  basis         TEXT NOT NULL,
  collected_to  INTEGER NOT NULL,
  collected_at  INTEGER NOT NULL,
  PRIMARY KEY (connection, direction, basis)
) STRICT, WITHOUT ROWID;

CREATE TABLE runs (
  id           INTEGER PRIMARY KEY,
  connection   INTEGER NOT NULL REFERENCES connections,
  state        INTEGER NOT NULL,
  started_at   INTEGER NOT NULL,
  ended_at     INTEGER NOT NULL DEFAULT 0,
  n_new        INTEGER NOT NULL DEFAULT 0,
  n_changed    INTEGER NOT NULL DEFAULT 0,
  n_originals  INTEGER NOT NULL DEFAULT 0,
  n_problems   INTEGER NOT NULL DEFAULT 0,
  gap_from     INTEGER NOT NULL DEFAULT 0,
  gap_to       INTEGER NOT NULL DEFAULT 0,
  message      TEXT
) STRICT;

CREATE INDEX runs_by_connection ON runs (connection, id);

-- What happened to the book. hash covers this entry and the hash before it, so that no entry can be altered or left out unseen.
CREATE TABLE journal (
  id          INTEGER PRIMARY KEY,
  at          INTEGER NOT NULL,
  kind        TEXT NOT NULL,
  connection  INTEGER NOT NULL,           -- 0 = none
  invoice     INTEGER NOT NULL,           -- 0 = none
  detail      TEXT NOT NULL,              -- "key<TAB>value" or "key<TAB>old<TAB>new" a line
  hash        BLOB NOT NULL
) STRICT;
