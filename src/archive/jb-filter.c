/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Numbers stand in the statement itself; only texts are bound. */

#define G_LOG_DOMAIN "jb-filter"

#include "config.h"

#include "jb-filter.h"

#include "jb-archive-private.h"
#include "jb-numbers.h"

void
jb_filter_init (JbFilter             *self,
                JbBook               *book,
                const JbInvoiceQuery *query)
{
  *self = (JbFilter) { .query = query };
  /* Without its key the book cannot tell whose number this is: nobody's then. */
  if (query->counterparty != NULL && jb_registration_is_private (query->counterparty))
    self->has_match = jb_codec_match (book->codec, query->counterparty, self->match, NULL);
}

static void
append_codes (GString      *sql,
              const char   *column,
              const GArray *codes)
{
  if (codes == NULL || codes->len == 0)
    return;

  g_string_append_printf (sql, " AND i.%s IN (", column);
  for (guint i = 0; i < codes->len; i++)
    g_string_append_printf (sql, "%s%d", i > 0 ? ", " : "", g_array_index (codes, int, i));
  g_string_append_c (sql, ')');
}

static void
append_amounts (GString              *sql,
                const JbInvoiceQuery *query)
{
  if (query->total_from != JB_AMOUNT_MIN)
    g_string_append_printf (sql, " AND i.total >= %" G_GINT64_FORMAT, query->total_from);
  if (query->total_to != JB_AMOUNT_MAX)
    g_string_append_printf (sql, " AND i.total <= %" G_GINT64_FORMAT, query->total_to);
}

void
jb_filter_append (const JbFilter *self,
                  GString        *sql,
                  int            *n)
{
  const JbInvoiceQuery *query = self->query;

  g_string_append (sql, " WHERE " JB_REAL_ONLY);
  if (query->company != NULL)
    g_string_append_printf (sql, " AND i.company = (SELECT id FROM companies WHERE registration = ?%d)", ++*n);
  if (query->direction != JB_DIRECTION_UNKNOWN)
    g_string_append_printf (sql, " AND i.direction = %d", query->direction);
  if (query->period.from != 0)
    g_string_append_printf (sql, " AND i.written_on >= %d", query->period.from);
  if (query->period.to != 0)
    g_string_append_printf (sql, " AND i.written_on <= %d", query->period.to);

  append_codes (sql, "kind", query->kinds);
  append_codes (sql, "status", query->statuses);
  append_codes (sql, "nts_status", query->nts_statuses);
  append_codes (sql, "verdict", query->verdicts);
  append_amounts (sql, query);
  if (query->originals != JB_ORIGINALS_ANY)
    g_string_append_printf (sql, " AND i.original %s 0", query->originals == JB_ORIGINALS_HERE ? "<>" : "=");
  if (query->counterparty != NULL)
    g_string_append_printf (sql, " AND i.counterparty IN (SELECT id FROM parties WHERE %s = ?%d)",
                            self->has_match ? "match" : "registration", ++*n);
}

void
jb_filter_bind (const JbFilter *self,
                JbStatement    *statement,
                int            *n)
{
  if (self->query->company != NULL)
    jb_statement_bind_text (statement, ++*n, self->query->company);
  if (self->query->counterparty == NULL)
    return;

  if (self->has_match)
    jb_statement_bind_blob (statement, ++*n, self->match, sizeof self->match);
  else
    jb_statement_bind_text (statement, ++*n, self->query->counterparty);
}
