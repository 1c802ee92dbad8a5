/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which invoices a command is about, as its options say it. Used by list and export. */

#pragma once

#include "jb-cli.h"

G_BEGIN_DECLS

typedef struct
{
  char *direction;
  char *from;
  char *to;
  char *text;
  char *company;
  char *order;
} JbCliQuery;

/* Entries for a GOptionEntry array that fill @words, a JbCliQuery. */
#define JB_CLI_QUERY_OPTIONS(words)                                                                                             \
  { "direction", 0, 0, G_OPTION_ARG_FILENAME, &(words).direction, N_("Only sales, or only purchase"), N_("WHICH") },           \
  { "from", 0, 0, G_OPTION_ARG_FILENAME, &(words).from, N_("Written on this day or later"), N_("DAY") },                       \
  { "to", 0, 0, G_OPTION_ARG_FILENAME, &(words).to, N_("Written on this day or earlier"), N_("DAY") },                         \
  { "text", 0, 0, G_OPTION_ARG_FILENAME, &(words).text, N_("Only invoices with these words"), N_("WORDS") },                   \
  { "company", 0, 0, G_OPTION_ARG_FILENAME, &(words).company, N_("Only of this business number"), N_("NUMBER") },              \
  { "order", 0, 0, G_OPTION_ARG_FILENAME, &(words).order, N_("Order by this; a minus before it turns it round"), N_("WHAT") }

void             jb_cli_query_clear  (JbCliQuery            *words);
/* (transfer full) NULL, with the reason printed, when an option makes no sense. */
JbInvoiceQuery  *jb_cli_query_make   (const JbCliQuery      *words);
/* Asks the open book and waits. (transfer full) */
JbInvoiceMap    *jb_cli_query_run    (JbCli                 *cli,
                                      const JbInvoiceQuery  *query,
                                      GError               **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (JbCliQuery, jb_cli_query_clear)

G_END_DECLS
