-- Copyright the Jangbu authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- What words of items and remarks are found by. Made by jb-phrase-store.c out of the other tables, and made anew when something of
-- it is missing or damaged.

DROP TABLE IF EXISTS texts;
DROP TABLE IF EXISTS phrases;

-- Companies buy and sell the same things over and over: what many invoices say stands here once.
CREATE TABLE phrases (
  id     INTEGER PRIMARY KEY,
  hash   INTEGER NOT NULL,               -- of words, to find them
  words  TEXT NOT NULL                   -- as the search compares them
) STRICT;

CREATE INDEX phrases_by_hash ON phrases (hash);

CREATE TABLE texts (
  invoice  INTEGER PRIMARY KEY REFERENCES invoices,
  phrase   INTEGER NOT NULL REFERENCES phrases
) STRICT;

CREATE INDEX texts_by_phrase ON texts (phrase);

-- Which phrases have which two characters side by side, in their words and in the 초성 of them.
CREATE VIRTUAL TABLE pairs USING fts5 (found_by, content = '', detail = none, columnsize = 0, tokenize = 'ascii');
