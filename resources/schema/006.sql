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
