/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The parts of bench-list: the parent with its table, and the two processes that it measures. */

#pragma once

#include <glib.h>

/* What is typed into the search: one to four syllables, 초성, digits. */
#define BENCH_QUERIES { "가", "람", "가람", "전자", "시스템", "가람가전", "온새", "ㄱㄹ", "ㅎㄱㄴ", "001000" }

/* Each column of the list: its word, and the same order as a bare statement. */
typedef struct
{
  const char *id;
  const char *sql;      /* %s: "" or " DESC" */
} BenchColumn;

#define BENCH_COLUMNS { \
  { "written",      "SELECT id FROM invoices WHERE direction = 1 ORDER BY written_on%s, id%s" }, \
  { "kind",         "SELECT id FROM invoices WHERE direction = 1 ORDER BY kind%s, written_on%s, id%s" }, \
  { "counterparty", "SELECT i.id FROM invoices i LEFT JOIN parties p ON p.id = i.counterparty WHERE direction = 1 " \
                    "ORDER BY p.name%s, written_on%s, i.id%s" }, \
  { "item",         "SELECT id FROM invoices WHERE direction = 1 ORDER BY item%s, written_on%s, id%s" }, \
  { "supply",       "SELECT id FROM invoices WHERE direction = 1 ORDER BY supply%s, written_on%s, id%s" }, \
  { "tax",          "SELECT id FROM invoices WHERE direction = 1 ORDER BY tax%s, written_on%s, id%s" }, \
  { "total",        "SELECT id FROM invoices WHERE direction = 1 ORDER BY total%s, written_on%s, id%s" }, \
  { "state",        "SELECT id FROM invoices WHERE direction = 1 ORDER BY status%s, written_on%s, id%s" }, \
}

/* bench-list-walk.c: the real window over @book. Does not return. */
void  bench_walk   (const char  *book,
                    guint        n_rounds);
/* bench-list-store.c: a GListStore with GTK's own sort and filter models over the same rows. Does not return. */
void  bench_store  (const char  *book,
                    guint        n_rounds);
