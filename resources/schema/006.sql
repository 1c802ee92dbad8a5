-- Copyright the Jangbu authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The book, schema version 6.

-- Counts and sums of each month, made by jb-month-store.c out of invoices. More of meta: 'months' (says that they are complete).
CREATE TABLE months (
  company    INTEGER NOT NULL REFERENCES companies,
  direction  INTEGER NOT NULL,
  month      INTEGER NOT NULL,          -- yyyymm
  count      INTEGER NOT NULL,
  supply     INTEGER NOT NULL,
  tax        INTEGER NOT NULL,
  total      INTEGER NOT NULL,
  PRIMARY KEY (company, direction, month)
) STRICT, WITHOUT ROWID;

-- Whole answers of lists that need not be read again.

-- An answer with this digest was read and merged to its end, and since then no row of this connection and direction says anything else
-- than it did: what comes with the same digest brings nothing. oldest: the oldest written date that was shown. The digest is made
-- under a key (jb-answer-store.c), because rows with persons' numbers stand in answers.
CREATE TABLE answers (
  connection  INTEGER NOT NULL REFERENCES connections,
  direction   INTEGER NOT NULL,
  basis       TEXT NOT NULL,
  from_day    INTEGER NOT NULL,
  to_day      INTEGER NOT NULL,
  digest      BLOB NOT NULL,
  oldest      INTEGER NOT NULL,
  read_at     INTEGER NOT NULL,
  PRIMARY KEY (connection, direction, basis, from_day, to_day)
) STRICT, WITHOUT ROWID;

-- == signatures ==
-- When an original was last verified, by which version of the program, and what it said of it in the language of that day. The verdict
-- itself stands with the original and the invoice. Of originals from before, nothing stands here until they are verified again.
CREATE TABLE verifications (
  invoice      INTEGER PRIMARY KEY REFERENCES invoices,
  verified_at  INTEGER NOT NULL,
  verified_by  TEXT NOT NULL,
  detail       TEXT
) STRICT;

-- Certificates of authorities whose word the owner takes on who signed. Nothing in them is secret.
CREATE TABLE authorities (
  id           INTEGER PRIMARY KEY,
  fingerprint  BLOB NOT NULL UNIQUE,      -- SHA-256 of der
  der          BLOB NOT NULL,
  added_at     INTEGER NOT NULL
) STRICT;

-- -- the journal proves rows -------------------------------------------------------------------------------------------

-- What the rows were at the end of a transaction: jb-leaf.h. hash covers it. More of meta: 'rows' (the sealed key of what private
-- values leave there).
ALTER TABLE journal ADD COLUMN leaves BLOB;

CREATE INDEX journal_by_invoice ON journal (invoice, id) WHERE invoice <> 0;

-- -- amendments ----------------------------------------------------------------------------------------------------------

CREATE INDEX invoices_by_original ON invoices (original_issue_id) WHERE original_issue_id IS NOT NULL;
