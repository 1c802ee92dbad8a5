/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-cli list. It looks only: it works while a window holds the book. */

#define G_LOG_DOMAIN "jb-cli-list"

#include "config.h"

#include "jb-cli.h"

#include <glib/gi18n.h>
#include <string.h>

#include "jb-cli-json.h"
#include "jb-cli-table.h"
#include "jb-date.h"
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

typedef struct
{
  char *direction;
  char *from;
  char *to;
  char *text;
  char *company;
  char *order;
  int   limit;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->direction);
  g_free (options->from);
  g_free (options->to);
  g_free (options->text);
  g_free (options->company);
  g_free (options->order);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* -- the query -------------------------------------------------------------------------------------------------------- */

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

/* (transfer full) NULL, with the reason printed, when an option makes no sense. */
static JbInvoiceQuery *
make_query (const Options *options)
{
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();

  if (!read_order (options->order, query) ||
      !read_direction (options->direction, query) ||
      !read_company (options->company, query) ||
      !jb_cli_date_argument ("--from", options->from, &query->period.from) ||
      !jb_cli_date_argument ("--to", options->to, &query->period.to))
    return NULL;

  if (options->text != NULL && (query->text = jb_cli_text_argument (options->text)) == NULL)
    return NULL;

  if (query->period.to != 0 && query->period.from > query->period.to)
    {
      jb_cli_complain ("%s", _("--from lies after --to."));
      return NULL;
    }

  if (options->limit < 0)
    {
      jb_cli_complain ("%s", _("--limit cannot be negative."));
      return NULL;
    }

  return g_steal_pointer (&query);
}

static JbInvoiceMap *
load_map (JbCli                *cli,
          const JbInvoiceQuery *query,
          GError              **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_archive_load_map_async (cli->archive, query, cli->cancellable, jb_cli_result_cb, &result);
  jb_cli_wait (&result);
  return jb_archive_load_map_finish (cli->archive, result, error);
}

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
        jb_cli_json_add (&output->json, jb_cli_json_invoice (invoice, FALSE));
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
  g_auto(Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "direction", 0, 0, G_OPTION_ARG_FILENAME, &options.direction, N_("Only sales, or only purchase"), N_("WHICH") },
    { "from", 0, 0, G_OPTION_ARG_FILENAME, &options.from, N_("Written on this day or later"), N_("DAY") },
    { "to", 0, 0, G_OPTION_ARG_FILENAME, &options.to, N_("Written on this day or earlier"), N_("DAY") },
    { "text", 0, 0, G_OPTION_ARG_FILENAME, &options.text, N_("Only invoices with these words"), N_("WORDS") },
    { "company", 0, 0, G_OPTION_ARG_FILENAME, &options.company, N_("Only of this business number"), N_("NUMBER") },
    { "order", 0, 0, G_OPTION_ARG_FILENAME, &options.order, N_("Order by this; a minus before it turns it round"), N_("WHAT") },
    { "limit", 0, 0, G_OPTION_ARG_INT, &options.limit, N_("At most this many; 0 for all"), N_("N") },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr(JbInvoiceQuery) query = NULL;
  g_autoptr(JbInvoiceMap) map = NULL;
  g_autoptr(GError) error = NULL;
  JbCliExit exit_code;

  if (!jb_cli_parse (cli, "list", entries, argc, argv, 0, 0, NULL, &exit_code))
    return exit_code;

  query = make_query (&options);
  if (query == NULL)
    return JB_CLI_USAGE;

  exit_code = jb_cli_open_book_to_read (cli);
  if (exit_code != JB_CLI_OK)
    return exit_code;

  map = load_map (cli, query, &error);
  return map != NULL ? print_map (cli, map, options.limit) : jb_cli_fail (error);
}
