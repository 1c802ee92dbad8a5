-- Copyright the Jangbu authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The book, schema version 6.

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
