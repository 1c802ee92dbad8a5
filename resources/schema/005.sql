-- Copyright the Jangbu authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The book, schema version 5: words of items and remarks are found without reading all of them. What they are found by can be made
-- from the other tables, and is: search.sql. More of meta: 'search' (says that it is complete).

DROP TABLE texts;
