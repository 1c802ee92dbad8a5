/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-cli show and export-original: one invoice, found by its issue id. */

#define G_LOG_DOMAIN "jb-cli-show"

#include "config.h"

#include "jb-cli.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "jb-chain.h"
#include "jb-cli-json.h"
#include "jb-cli-key.h"
#include "jb-cli-table.h"
#include "jb-date.h"
#include "jb-invoice-json.h"
#include "jb-numbers.h"
#include "jb-safe-text.h"

/* -- finding ---------------------------------------------------------------------------------------------------------- */

GArray *
jb_cli_find_rows (JbCli       *cli,
                  const char  *word,
                  JbCliOpener  open,
                  JbCliExit   *exit_code)
{
  g_autoptr(GArray) rows = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = jb_cli_text_argument (word);
  g_autofree char *issue_id = NULL;

  *exit_code = JB_CLI_USAGE;
  if (text == NULL)
    return NULL;

  issue_id = jb_issue_id_parse (text, &error);
  if (issue_id == NULL)
    {
      jb_cli_complain ("%s", error->message);
      return NULL;
    }

  *exit_code = open (cli);
  if (*exit_code == JB_CLI_OK)
    *exit_code = jb_cli_find_key (cli);
  if (*exit_code != JB_CLI_OK)
    return NULL;

  rows = jb_archive_find_issue_id (cli->archive, JB_DIRECTION_UNKNOWN, issue_id, &error);
  if (rows == NULL)
    {
      *exit_code = jb_cli_fail (error);
      return NULL;
    }

  if (rows->len == 0)
    {
      jb_cli_complain (_("The book has no invoice with the issue id %s."), text);
      *exit_code = JB_CLI_NOT_FOUND;
      return NULL;
    }

  return g_steal_pointer (&rows);
}

JbInvoice *
jb_cli_load_invoice (JbCli   *cli,
                     gint64   id,
                     GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_archive_load_invoice_async (cli->archive, id, cli->cancellable, jb_cli_result_cb, &result);
  jb_cli_wait (&result);
  return jb_archive_load_invoice_finish (cli->archive, result, error);
}

static JbChain *
load_chain (JbCli   *cli,
            gint64   id,
            GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_archive_load_chain_async (cli->archive, id, cli->cancellable, jb_cli_result_cb, &result);
  jb_cli_wait (&result);
  return jb_archive_load_chain_finish (cli->archive, result, error);
}

/* -- text ------------------------------------------------------------------------------------------------------------- */

/* Takes @value; a field without one is not printed. */
static void
add_field (JbCliTable *table,
           const char *label,
           char       *value)
{
  char *cells[] = { g_strdup (label), value };

  if (value == NULL || *value == '\0')
    {
      g_free (cells[0]);
      g_free (cells[1]);
      return;
    }
  jb_cli_table_add (table, cells);
}

static char *
describe_party (const JbParty *party)
{
  g_autofree char *number = NULL;

  if (party == NULL)
    return NULL;

  number = party->registration != NULL ? jb_registration_display (party->registration) : g_strdup ("");
  /* Translators: a company's name, its number, its representative */
  return g_strdup_printf (_("%s (%s) %s"), party->name ? party->name : "", number ? number : "",
                          party->representative ? party->representative : "");
}

static void
print_fields (JbInvoice *invoice)
{
  g_autoptr(JbCliTable) table = jb_cli_table_new ("ll");

  add_field (table, _("Issue id"), jb_issue_id_format (invoice->issue_id));
  add_field (table, _("Direction"), g_strdup (jb_direction_get_name (invoice->direction)));
  add_field (table, _("Kind"), g_strdup (jb_kind_get_name (invoice->kind)));
  add_field (table, _("Written"), jb_date_format (invoice->written_on));
  add_field (table, _("Issued"), jb_date_format (invoice->issued_on));
  add_field (table, _("Sent to the tax service"), jb_date_format (invoice->sent_on));
  if (invoice->amendment != JB_AMENDMENT_NONE)
    add_field (table, _("Amendment"), g_strdup (jb_amendment_get_name (invoice->amendment)));
  add_field (table, _("Amends"), g_strdup (invoice->original_issue_id));
  add_field (table, _("Supplier"), describe_party (invoice->supplier));
  add_field (table, _("Buyer"), describe_party (invoice->buyer));
  add_field (table, _("Consignee"), describe_party (invoice->broker));
  add_field (table, _("Supply"), jb_won_format (invoice->supply));
  add_field (table, _("Tax"), jb_won_format (invoice->tax));
  add_field (table, _("Total"), jb_won_format (invoice->total));
  add_field (table, _("Purpose"), g_strdup (jb_purpose_get_name (invoice->purpose)));
  add_field (table, _("Remark"), jb_safe_text (invoice->remark));
  add_field (table, _("Original"), g_strdup (invoice->has_original ? jb_verdict_get_name (invoice->verdict)
                                                                   : _("not in the book yet")));
  jb_cli_table_flush (table);
}

static void
print_lines (JbInvoice *invoice)
{
  g_autoptr(JbCliTable) table = NULL;
  char *head[] = {
    g_strdup (_("Day")), g_strdup (_("Item")), g_strdup (_("Specification")), g_strdup (_("Quantity")), g_strdup (_("Price")),
    g_strdup (_("Supply")), g_strdup (_("Tax")), g_strdup (_("Remark")),
  };

  table = jb_cli_table_new ("lllrrrrl");
  jb_cli_table_add (table, head);
  for (guint i = 0; i < invoice->lines->len; i++)
    {
      const JbLine *line = g_ptr_array_index (invoice->lines, i);
      char *cells[] = {
        jb_date_format (line->supplied_on), g_strdup (line->name), g_strdup (line->specification), g_strdup (line->quantity),
        g_strdup (line->unit_price), jb_won_format (line->supply), jb_won_format (line->tax), jb_safe_text (line->remark),
      };

      jb_cli_table_add (table, cells);
    }
  jb_cli_table_flush (table);
}

/* Amendments stand farther in than what they amend. */
static void
add_link (JbCliTable        *table,
          const JbChainLink *link)
{
  JbInvoice *invoice = link->invoice;
  g_autofree char *issue_id = jb_issue_id_format (link->issue_id);
  char *cells[] = {
    g_strdup_printf ("%*s%s", (int) MIN (link->depth, 10) * 2, "", issue_id != NULL ? issue_id : link->issue_id),
    invoice != NULL ? jb_date_format (invoice->written_on) : g_strdup (""),
    g_strdup (invoice == NULL ? _("not in this book") : invoice->amendment != JB_AMENDMENT_NONE ? jb_amendment_get_name (invoice->amendment) : ""),
    invoice != NULL ? jb_won_format (invoice->supply) : g_strdup (""),
    invoice != NULL ? jb_won_format (invoice->tax) : g_strdup (""),
    invoice != NULL ? jb_won_format (invoice->total) : g_strdup (""),
  };

  jb_cli_table_add (table, cells);
}

static void
print_chain (const JbChain *chain)
{
  g_autoptr(JbCliTable) table = jb_cli_table_new ("lllrrr");
  char *head[] = {
    g_strdup (_("Amendments")), g_strdup (_("Written")), g_strdup (_("Reason")), g_strdup (_("Supply")), g_strdup (_("Tax")),
    g_strdup (_("Total")),
  };
  char *net[] = {
    g_strdup (_("Together")), g_strdup (""), g_strdup (""), jb_won_format (chain->net.supply), jb_won_format (chain->net.tax),
    jb_won_format (chain->net.total),
  };

  g_print ("\n");
  jb_cli_table_add (table, head);
  for (guint i = 0; i < chain->links->len; i++)
    add_link (table, g_ptr_array_index (chain->links, i));
  jb_cli_table_add (table, net);
  jb_cli_table_flush (table);
}

static void
print_invoice (JbInvoice     *invoice,
               const JbChain *chain)
{
  print_fields (invoice);
  if (invoice->lines->len > 0)
    {
      g_print ("\n");
      print_lines (invoice);
    }
  if (chain->links->len > 1)
    print_chain (chain);
}

/* -- JSON ------------------------------------------------------------------------------------------------------------- */

static JsonArray *
make_links (const JbChain *chain)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < chain->links->len; i++)
    {
      const JbChainLink *link = g_ptr_array_index (chain->links, i);
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "issue_id", link->issue_id);
      json_object_set_int_member (object, "depth", link->depth);
      json_object_set_boolean_member (object, "in_book", link->invoice != NULL);
      if (link->invoice != NULL)
        {
          json_object_set_int_member (object, "amendment", link->invoice->amendment);
          json_object_set_int_member (object, "supply", link->invoice->supply);
          json_object_set_int_member (object, "tax", link->invoice->tax);
          json_object_set_int_member (object, "total", link->invoice->total);
        }
      json_array_add_object_element (array, object);
    }
  return array;
}

static JsonNode *
make_node (JbInvoice     *invoice,
           const JbChain *chain)
{
  JsonNode *node = jb_invoice_to_json (invoice, TRUE);
  JsonObject *object = json_node_get_object (node);
  JsonObject *net = json_object_new ();

  json_object_set_int_member (net, "supply", chain->net.supply);
  json_object_set_int_member (net, "tax", chain->net.tax);
  json_object_set_int_member (net, "total", chain->net.total);
  json_object_set_array_member (object, "chain", make_links (chain));
  json_object_set_object_member (object, "net", net);
  return node;
}

/* -- show ------------------------------------------------------------------------------------------------------------- */

static JbCliExit
show_rows (JbCli  *cli,
           GArray *rows)
{
  g_autoptr(GPtrArray) invoices = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(GPtrArray) chains = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_chain_free);
  JbCliJson json;

  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr(GError) error = NULL;
      JbInvoice *invoice = jb_cli_load_invoice (cli, g_array_index (rows, gint64, i), &error);

      JbChain *chain;

      if (invoice == NULL)
        return jb_cli_fail (error);
      g_ptr_array_add (invoices, invoice);

      chain = load_chain (cli, g_array_index (rows, gint64, i), &error);
      if (chain == NULL)
        return jb_cli_fail (error);
      g_ptr_array_add (chains, chain);
    }

  if (cli->json)
    jb_cli_json_begin (&json);
  for (guint i = 0; i < invoices->len; i++)
    {
      if (cli->json)
        jb_cli_json_add (&json, make_node (g_ptr_array_index (invoices, i), g_ptr_array_index (chains, i)));
      else
        print_invoice (g_ptr_array_index (invoices, i), g_ptr_array_index (chains, i));
    }
  if (cli->json)
    jb_cli_json_end (&json);
  return JB_CLI_OK;
}

JbCliExit
jb_cli_show (JbCli  *cli,
             int     argc,
             char  **argv)
{
  const GOptionEntry entries[] = { JB_CLI_KEY_OPTION (cli), G_OPTION_ENTRY_NULL };
  g_auto(GStrv) words = NULL;
  g_autoptr(GArray) rows = NULL;
  JbCliExit exit_code;

  if (!jb_cli_parse (cli, _("show ISSUE-ID"), entries, argc, argv, 1, 1, &words, &exit_code))
    return exit_code;

  rows = jb_cli_find_rows (cli, words[0], jb_cli_open_book_to_read, &exit_code);
  return rows != NULL ? show_rows (cli, rows) : exit_code;
}

/* -- export-original -------------------------------------------------------------------------------------------------- */

static GBytes *
load_original (JbCli   *cli,
               gint64   id,
               GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_archive_load_original_async (cli->archive, id, cli->cancellable, jb_cli_result_cb, &result);
  jb_cli_wait (&result);
  return jb_archive_load_original_finish (cli->archive, result, error);
}

/* An invoice between two companies of one book is there twice; either row's original is the same document. *@place: whose it is. */
static GBytes *
load_first_original (JbCli   *cli,
                     GArray  *rows,
                     guint   *place,
                     GError **error)
{
  GBytes *original = NULL;

  for (guint i = 0; i < rows->len && original == NULL; i++)
    {
      *place = i;
      g_clear_error (error);
      original = load_original (cli, g_array_index (rows, gint64, i), error);
      if (original == NULL && !g_error_matches (*error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_NOT_FOUND))
        break;
    }

  return original;
}

static JbCliExit
write_out (GBytes *original)
{
  gsize size;
  const char *data = g_bytes_get_data (original, &size);

  /* The end of the program says it when it did not go. */
  return fwrite (data, 1, size, stdout) == size && fflush (stdout) == 0 ? JB_CLI_OK : JB_CLI_UNEXPECTED;
}

/* Written beside the name and renamed, so that there is never half a file under it. */
static JbCliExit
write_file (GBytes     *original,
            const char *path,
            gboolean    force)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *shown = g_filename_display_name (path);
  gsize size;
  const char *data = g_bytes_get_data (original, &size);

  if (!force && g_file_test (path, G_FILE_TEST_EXISTS))
    {
      jb_cli_complain (_("%s is there already. Choose another name, or say --force to replace it."), shown);
      return JB_CLI_USAGE;
    }

  /* The rename would put a file in the place of a device such as /dev/null. */
  if (g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      jb_cli_complain (_("%s is a folder or a device, not a file. Choose another name."), shown);
      return JB_CLI_USAGE;
    }

  if (g_file_set_contents_full (path, data, size, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &error))
    return JB_CLI_OK;

  g_debug ("%s", error->message);
  jb_cli_complain (_("%s cannot be written. Check the folder, its permissions and the room on the disk."), shown);
  return JB_CLI_UNEXPECTED;
}

JbCliExit
jb_cli_export_original (JbCli  *cli,
                        int     argc,
                        char  **argv)
{
  gboolean force = FALSE;
  const GOptionEntry entries[] = {
    { "force", 'f', 0, G_OPTION_ARG_NONE, &force, N_("Replace a file that is there"), NULL },
    JB_CLI_KEY_OPTION (cli),
    G_OPTION_ENTRY_NULL
  };
  g_auto(GStrv) words = NULL;
  g_autoptr(GArray) rows = NULL;
  g_autoptr(GBytes) original = NULL;
  g_autoptr(GError) error = NULL;
  gboolean to_file;
  guint place = 0;
  JbCliExit exit_code;

  if (!jb_cli_parse (cli, _("export-original ISSUE-ID [FILE]"), entries, argc, argv, 1, 2, &words, &exit_code))
    return exit_code;

  rows = jb_cli_find_rows (cli, words[0], jb_cli_open_book_to_note, &exit_code);
  if (rows == NULL)
    return exit_code;

  original = load_first_original (cli, rows, &place, &error);
  if (original == NULL)
    return jb_cli_fail (error);

  to_file = words[1] != NULL && !g_str_equal (words[1], "-");
  exit_code = to_file ? write_file (original, words[1], force) : write_out (original);
  if (exit_code == JB_CLI_OK)
    jb_cli_note_export (cli, "original", to_file ? words[1] : NULL, g_array_index (rows, gint64, place));
  return exit_code;
}
