/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-cli export: what "list" would list, as a file for other programs. */

#define G_LOG_DOMAIN "jb-cli-export"

#include "config.h"

#include "jb-cli.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "jb-cli-json.h"
#include "jb-cli-key.h"
#include "jb-cli-query.h"
#include "jb-export.h"

/* On a terminal only: a log needs no percents. */
static void
progress_cb (guint    done,
             guint    total,
             gpointer user_data)
{
  gboolean *shown = user_data;

  *shown = TRUE;
  g_printerr ("\r");
  /* Translators: how many of how many invoices were written; shown again and again on one line */
  g_printerr (_("%u of %u"), done, total);
}

static JsonNode *
make_report (const JbExportResult *result)
{
  const struct
  {
    const char *key;
    guint       value;
  } numbers[] = {
    { "invoices", result->n_invoices },
    { "without_original", result->n_without_original },
    { "replaced", result->n_replaced },
    { "masked", result->n_masked },
    { "private_originals", result->n_private },
  };
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      json_builder_set_member_name (builder, numbers[i].key);
      json_builder_add_int_value (builder, numbers[i].value);
    }
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static void
print_report (JbCli                *cli,
              const JbExportResult *result)
{
  g_autofree char *sentence = NULL;
  g_autofree char *remark = NULL;
  JbCliJson json;

  if (cli->json)
    {
      jb_cli_json_begin (&json);
      jb_cli_json_add (&json, make_report (result));
      jb_cli_json_end (&json);
      return;
    }

  sentence = jb_export_result_describe (result);
  remark = jb_export_result_remark (result);
  g_print (remark != NULL ? "%s %s\n" : "%s\n", sentence, remark);
}

static JbCliExit
export_map (JbCli                *cli,
            const JbInvoiceMap   *map,
            const JbExportFormat *format,
            const char           *path,
            gboolean              force)
{
  g_autoptr(GArray) ids = jb_invoice_map_list_ids (map);
  g_autoptr(GAsyncResult) answer = NULL;
  g_autoptr(GError) error = NULL;
  JbExportResult result;
  gboolean shown = FALSE;
  gboolean ok;

  jb_export_async (cli->archive, ids, format, path, force, isatty (STDERR_FILENO) ? progress_cb : NULL, &shown, cli->cancellable,
                   jb_cli_result_cb, &answer);
  jb_cli_wait (&answer);
  ok = jb_export_finish (cli->archive, answer, &result, &error);
  if (shown)
    g_printerr ("\n");
  if (!ok)
    return jb_cli_fail (error);

  print_report (cli, &result);
  return JB_CLI_OK;
}

/* (transfer full) NULL, with the reason printed. */
static JbExportFormat *
find_format (const char *raw)
{
  g_autofree char *id = raw != NULL ? jb_cli_text_argument (raw) : g_strdup ("");
  g_autoptr(GError) error = NULL;
  JbExportFormat *format = id != NULL ? jb_export_format_find (id, &error) : NULL;

  if (error != NULL)
    jb_cli_complain ("%s", error->message);
  return format;
}

JbCliExit
jb_cli_export (JbCli  *cli,
               int     argc,
               char  **argv)
{
  g_auto(JbCliQuery) words = { 0 };
  g_autofree char *format_id = NULL;
  gboolean force = FALSE;
  const GOptionEntry entries[] = {
    { "format", 0, 0, G_OPTION_ARG_FILENAME, &format_id, N_("What to write: xlsx, csv, csv-cp949, zip, json, hometax, douzone, ecount "
                                                            "or a layout of your own"), N_("FORMAT") },
    JB_CLI_QUERY_OPTIONS (words),
    { "force", 'f', 0, G_OPTION_ARG_NONE, &force, N_("Replace a file that is there"), NULL },
    JB_CLI_KEY_OPTION (cli),
    G_OPTION_ENTRY_NULL
  };
  g_auto(GStrv) files = NULL;
  g_autoptr(JbExportFormat) format = NULL;
  g_autoptr(JbInvoiceQuery) query = NULL;
  g_autoptr(JbInvoiceMap) map = NULL;
  g_autoptr(GError) error = NULL;
  JbCliExit exit_code;

  if (!jb_cli_parse (cli, _("export --format FORMAT FILE"), entries, argc, argv, 1, 1, &files, &exit_code))
    return exit_code;

  format = find_format (format_id);
  query = format != NULL ? jb_cli_query_make (&words) : NULL;
  if (query == NULL)
    return JB_CLI_USAGE;

  exit_code = jb_cli_open_book_to_note (cli);
  if (exit_code == JB_CLI_OK)
    exit_code = jb_cli_find_key (cli);
  if (exit_code != JB_CLI_OK)
    return exit_code;

  map = jb_cli_query_run (cli, query, &error);
  return map != NULL ? export_map (cli, map, format, files[0], force) : jb_cli_fail (error);
}
