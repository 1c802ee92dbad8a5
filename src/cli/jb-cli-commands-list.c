/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-cli list. It looks only: it works while a window holds the book. */

#define G_LOG_DOMAIN "jb-cli-list"

#include "config.h"

#include "jb-cli.h"

#include <glib/gi18n.h>
#include <string.h>

#include "jb-cli-json.h"
#include "jb-cli-query.h"
#include "jb-cli-table.h"
#include "jb-date.h"
#include "jb-invoice-json.h"
#include "jb-numbers.h"

/* Rows read from the book at a time. */
#define PAGE_ROWS 256

/* A name may have a hundred letters; the row must still fit a terminal. "show" and --json have all of it. */
#define NAME_CELLS 30

enum
{
  COLUMN_COUNTERPARTY = 3,
  COLUMN_ITEM = 4,
};

/* -- output ----------------------------------------------------------------------------------------------------------- */

typedef struct
{
  JbCliJson   json;
  JbCliTable *table;      /* NULL = JSON */
} Output;

static void
begin_output (Output   *output,
              gboolean  json)
{
  char *head[] = {
    g_strdup (_("Written")), g_strdup (_("Direction")), g_strdup (_("Kind")), g_strdup (_("Counterparty")), g_strdup (_("Item")),
    g_strdup (_("Supply")), g_strdup (_("Tax")), g_strdup (_("Total")), g_strdup (_("Issue id")),
  };

  output->table = json ? NULL : jb_cli_table_new ("lllllrrrl");
  if (json)
    {
      jb_cli_json_begin (&output->json);
    }
  else
    {
      jb_cli_table_set_limit (output->table, COLUMN_COUNTERPARTY, NAME_CELLS);
      jb_cli_table_set_limit (output->table, COLUMN_ITEM, NAME_CELLS);
      jb_cli_table_add (output->table, head);
    }

  for (guint i = 0; i < G_N_ELEMENTS (head); i++)
    g_free (head[i]);
}

static void
add_row (JbCliTable *table,
         JbInvoice  *invoice)
{
  const JbParty *counterparty = jb_invoice_get_counterparty (invoice);
  char *cells[] = {
    jb_date_format (invoice->written_on),
    g_strdup (jb_direction_get_name (invoice->direction)),
    g_strdup (jb_kind_get_name (invoice->kind)),
    g_strdup (counterparty != NULL ? counterparty->name : NULL),
    jb_invoice_describe_items (invoice),
    jb_won_format (invoice->supply),
    jb_won_format (invoice->tax),
    jb_won_format (invoice->total),
    g_strdup (invoice->issue_id),
  };

  jb_cli_table_add (table, cells);
}

static void
end_output (Output         *output,
            const JbTotals *totals)
{
  g_autofree char *supply = jb_won_format (totals->supply);
  g_autofree char *tax = jb_won_format (totals->tax);
  g_autofree char *total = jb_won_format (totals->total);

  if (output->table == NULL)
    {
      jb_cli_json_end (&output->json);
      return;
    }

  jb_cli_table_flush (output->table);
  g_clear_pointer (&output->table, jb_cli_table_free);
  /* Translators: the line under a list: how many, and the sums in won */
  g_print (ngettext ("%u invoice, supply %s, tax %s, total %s", "%u invoices, supply %s, tax %s, total %s", totals->count),
           totals->count, supply, tax, total);
  g_print ("\n");
}

static gboolean
print_page (JbCli         *cli,
            Output        *output,
            JbInvoiceMap  *map,
            guint          first,
            guint          n_rows,
            GError       **error)
{
  g_autoptr(GPtrArray) rows = jb_archive_load_page (cli->archive, map, first, n_rows, error);

  if (rows == NULL)
    return FALSE;

  for (guint i = 0; i < rows->len; i++)
    {
      JbInvoice *invoice = g_ptr_array_index (rows, i);

      if (invoice == NULL)
        continue;   /* gone since the map was made */
      if (output->table != NULL)
        add_row (output->table, invoice);
      else
        jb_cli_json_add (&output->json, jb_invoice_to_json (invoice, FALSE));
    }

  return TRUE;
}

/* The totals are of the whole result, whatever --limit shows of it. */
static JbCliExit
print_map (JbCli        *cli,
           JbInvoiceMap *map,
           guint         limit)
{
  g_autoptr(GError) error = NULL;
  guint length = jb_invoice_map_get_length (map);
  guint n = limit > 0 ? MIN (limit, length) : length;
  Output output;

  begin_output (&output, cli->json);
  for (guint i = 0; i < n && error == NULL; i += PAGE_ROWS)
    {
      /* Lets Ctrl+C in between pages; nobody reads on behind a closed pipe. */
      g_main_context_iteration (NULL, FALSE);
      if (g_cancellable_set_error_if_cancelled (cli->cancellable, &error) || ferror (stdout))
        break;
      print_page (cli, &output, map, i, MIN (PAGE_ROWS, n - i), &error);
    }
  end_output (&output, &map->totals);

  return error == NULL ? JB_CLI_OK : jb_cli_fail (error);
}

JbCliExit
jb_cli_list (JbCli  *cli,
             int     argc,
             char  **argv)
{
  g_auto(JbCliQuery) words = { 0 };
  int limit = 0;
  const GOptionEntry entries[] = {
    JB_CLI_QUERY_OPTIONS (words),
    { "limit", 0, 0, G_OPTION_ARG_INT, &limit, N_("At most this many; 0 for all"), N_("N") },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr(JbInvoiceQuery) query = NULL;
  g_autoptr(JbInvoiceMap) map = NULL;
  g_autoptr(GError) error = NULL;
  JbCliExit exit_code;

  if (!jb_cli_parse (cli, "list", entries, argc, argv, 0, 0, NULL, &exit_code))
    return exit_code;

  query = jb_cli_query_make (&words);
  if (query == NULL)
    return JB_CLI_USAGE;

  if (limit < 0)
    {
      jb_cli_complain ("%s", _("--limit cannot be negative."));
      return JB_CLI_USAGE;
    }

  exit_code = jb_cli_open_book_to_read (cli);
  if (exit_code != JB_CLI_OK)
    return exit_code;

  map = jb_cli_query_run (cli, query, &error);
  return map != NULL ? print_map (cli, map, (guint) limit) : jb_cli_fail (error);
}
