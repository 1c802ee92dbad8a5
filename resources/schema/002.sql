-- Copyright the Jangbu authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The book, schema version 2: a connection that was removed stays as the source of the rows it brought.

-- 0 = in use, 1 = removed and its secrets may still be in the keyring, 2 = removed with its secrets.
ALTER TABLE connections ADD COLUMN removed INTEGER NOT NULL DEFAULT 0 CHECK (removed IN (0, 1, 2));
