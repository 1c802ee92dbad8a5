-- Copyright the Jangbu authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The book, schema version 3: it has a name of its own and may have a key.
-- More of meta: 'id' (names the book's key in the keyring; kept by backups), and of a protected book 'wrap' (the key wrapped by the
-- recovery code), 'proof' (tells the key from another) and, until everything is encrypted, 'rest' (how far that has come).
-- In a protected book match is a fingerprint under the key, and every sealed value is encrypted or waits for it.

INSERT INTO meta (key, value) VALUES ('id', randomblob (16));
