/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which invoices: the filters of list and export. */

#define G_LOG_DOMAIN "jb-cli-query"

#include "config.h"

#include "jb-cli-query.h"

#include <glib/gi18n.h>

#include "jb-numbers.h"

static const struct
{
  const char *name;
  JbOrder     order;
} orders[] = {
  { "written", JB_ORDER_WRITTEN },
  { "kind", JB_ORDER_KIND },
  { "counterparty", JB_ORDER_COUNTERPARTY },
  { "item", JB_ORDER_ITEM },
  { "supply", JB_ORDER_SUPPLY },
  { "tax", JB_ORDER_TAX },
  { "total", JB_ORDER_TOTAL },
  { "status", JB_ORDER_STATUS },
  { "issued", JB_ORDER_ISSUED },
  { "company", JB_ORDER_COMPANY },
  { "number", JB_ORDER_NUMBER },
  { "issue-id", JB_ORDER_ISSUE_ID },
  { "nts", JB_ORDER_NTS },
};

void
jb_cli_query_clear (JbCliQuery *words)
{
  g_free (words->direction);
  g_free (words->from);
  g_free (words->to);
  g_free (words->text);
  g_free (words->company);
  g_free (words->order);
}

/* "total", or "-total" for the greatest first. */
static gboolean
read_order (const char     *word,
            JbInvoiceQuery *query)
{
  const char *name = word;

  if (word == NULL)
    {
      query->order = JB_ORDER_WRITTEN;
      query->descending = TRUE;
      return TRUE;
    }

  query->descending = *word == '-';
  if (query->descending)
    name++;

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    if (g_str_equal (orders[i].name, name))
      {
        query->order = orders[i].order;
        return TRUE;
      }

  jb_cli_complain (_("\"%s\" is no order. There are written, kind, counterparty, item, supply, tax, total, status, issued, company, number, issue-id and nts."),
                   name);
  return FALSE;
}

static gboolean
read_direction (const char     *word,
                JbInvoiceQuery *query)
{
  if (word == NULL)
    return TRUE;

  query->direction = jb_direction_from_nick (word);
  if (query->direction != JB_DIRECTION_UNKNOWN)
    return TRUE;

  jb_cli_complain (_("--direction is sales or purchase, not \"%s\"."), word);
  return FALSE;
}

static gboolean
read_company (const char     *word,
              JbInvoiceQuery *query)
{
  g_autoptr(GError) error = NULL;

  if (word == NULL)
    return TRUE;

  query->company = jb_business_number_parse (word, &error);
  if (query->company != NULL)
    return TRUE;

  jb_cli_complain ("%s", error->message);
  return FALSE;
}

JbInvoiceQuery *
jb_cli_query_make (const JbCliQuery *words)
{
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();

  if (!read_order (words->order, query) ||
      !read_direction (words->direction, query) ||
      !read_company (words->company, query) ||
      !jb_cli_date_argument ("--from", words->from, &query->period.from) ||
      !jb_cli_date_argument ("--to", words->to, &query->period.to))
    return NULL;

  if (words->text != NULL && (query->text = jb_cli_text_argument (words->text)) == NULL)
    return NULL;

  if (query->period.to != 0 && query->period.from > query->period.to)
    {
      jb_cli_complain ("%s", _("--from lies after --to."));
      return NULL;
    }

  return g_steal_pointer (&query);
}

JbInvoiceMap *
jb_cli_query_run (JbCli                *cli,
                  const JbInvoiceQuery *query,
                  GError              **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_archive_load_map_async (cli->archive, query, cli->cancellable, jb_cli_result_cb, &result);
  jb_cli_wait (&result);
  return jb_archive_load_map_finish (cli->archive, result, error);
}
