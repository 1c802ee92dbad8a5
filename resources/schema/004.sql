-- Copyright the Jangbu authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The book, schema version 4: a certificate is kept once, however many originals it signed.
-- Originals from before stay as they are, each with its own.

-- match is a fingerprint (HMAC under the book's salt or key). Sealed by the codec, as originals are. Never removed.
CREATE TABLE certificates (
  id      INTEGER PRIMARY KEY,
  match   BLOB NOT NULL UNIQUE,
  sealed  BLOB NOT NULL
) STRICT;

-- Without it the original does not open.
ALTER TABLE originals ADD COLUMN certificate INTEGER REFERENCES certificates;
