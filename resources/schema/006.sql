-- Copyright the Jangbu authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The book, schema version 6.

-- -- the journal proves rows -------------------------------------------------------------------------------------------

-- What the rows were at the end of a transaction: jb-leaf.h. hash covers it. More of meta: 'rows' (the sealed key of what private
-- values leave there).
ALTER TABLE journal ADD COLUMN leaves BLOB;

CREATE INDEX journal_by_invoice ON journal (invoice, id) WHERE invoice <> 0;

-- -- amendments ----------------------------------------------------------------------------------------------------------

CREATE INDEX invoices_by_original ON invoices (original_issue_id) WHERE original_issue_id IS NOT NULL;
