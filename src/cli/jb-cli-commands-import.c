/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-cli import: files into the book, with a line for each row and document. */

#define G_LOG_DOMAIN "jb-cli-import"

#include "config.h"

#include "jb-cli.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "jb-cli-json.h"
#include "jb-cli-key.h"
#include "jb-importer.h"
#include "jb-json-member.h"
#include "jb-numbers.h"

/* -- the report ------------------------------------------------------------------------------------------------------- */

static JsonNode *
make_object (JbImportLine *line)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  jb_json_add_text (builder, "outcome", jb_import_outcome_get_nick (line->outcome));
  jb_json_add_text (builder, "file", line->file);
  jb_json_add_text (builder, "entry", line->entry);
  json_builder_set_member_name (builder, "row");
  if (line->row > 0)
    json_builder_add_int_value (builder, line->row);
  else
    json_builder_add_null_value (builder);
  jb_json_add_text (builder, "issue_id", line->issue_id);
  jb_json_add_text (builder, "company", line->company);
  jb_json_add_text (builder, "direction", line->direction != JB_DIRECTION_UNKNOWN ? jb_direction_get_nick (line->direction) : NULL);
  jb_json_add_text (builder, "sentence", line->sentence);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static void
print_json (const JbImportReport *report)
{
  JbCliJson json;

  jb_cli_json_begin (&json);
  for (guint i = 0; i < report->lines->len; i++)
    jb_cli_json_add (&json, make_object (g_ptr_array_index (report->lines, i)));
  jb_cli_json_end (&json);
}

static void
print_strangers (const JbImportReport *report)
{
  if (report->n_strange == 0)
    return;

  jb_cli_complain (ngettext ("%u invoice belongs to no company of this book. --company says whose it is; these numbers occur:",
                             "%u invoices belong to no company of this book. --company says whose they are; these numbers occur:",
                             report->n_strange), report->n_strange);
  for (guint i = 0; i < report->strangers->len; i++)
    {
      const JbImportStranger *stranger = g_ptr_array_index (report->strangers, i);
      g_autofree char *number = jb_business_number_format (stranger->registration);

      jb_cli_complain ("%s  %s (%u)", number, stranger->name != NULL ? stranger->name : "", stranger->n_invoices);
    }
}

static JbCliExit
answer (JbCli                *cli,
        const JbImportReport *report,
        const GError         *error)
{
  if (cli->json)
    print_json (report);
  else
    {
      g_autofree char *text = jb_import_report_write (report);

      g_print ("%s", text);
    }
  print_strangers (report);

  if (error != NULL)
    return jb_cli_fail (error);
  return report->n_outcomes[JB_IMPORT_REFUSED] == 0 ? JB_CLI_OK : JB_CLI_INCOMPLETE;
}

/* -- the command ------------------------------------------------------------------------------------------------------ */

static void
progress_cb (JbImporter *importer,
             GParamSpec *pspec,
             gpointer    user_data)
{
  g_printerr ("\r");
  g_printerr (_("%3d%%  %u new"), (int) (jb_importer_get_progress (importer) * 100), jb_importer_get_n_arrived (importer));
}

static JbCliExit
import (JbCli       *cli,
        const char  *company,
        char       **names)
{
  g_autoptr(JbImporter) importer = jb_importer_new (cli->archive);
  g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(JbImportReport) report = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gboolean on_terminal = isatty (STDERR_FILENO);

  for (; *names != NULL; names++)
    g_ptr_array_add (files, g_file_new_for_commandline_arg (*names));
  if (company != NULL)
    jb_importer_add_company (importer, company);
  jb_importer_set_demo (importer, cli->demo);
  if (on_terminal)
    g_signal_connect (importer, "notify::progress", G_CALLBACK (progress_cb), NULL);

  jb_importer_run_async (importer, files, cli->cancellable, jb_cli_result_cb, &result);
  jb_cli_wait (&result);
  if (on_terminal)
    g_printerr ("\r%*s\r", 40, "");   /* wipe the line */
  jb_importer_run_finish (importer, result, &report, &error);
  return answer (cli, report, error);
}

/* A company that is named is enough to begin a book with. */
static JbCliExit
open_book (JbCli      *cli,
           const char *company)
{
  JbCliExit exit_code = company != NULL ? JB_CLI_OK : jb_cli_require_book (cli);

  if (exit_code == JB_CLI_OK)
    exit_code = jb_cli_open_book (cli);
  if (exit_code == JB_CLI_OK)
    exit_code = jb_cli_find_key (cli);
  return exit_code;
}

JbCliExit
jb_cli_import (JbCli  *cli,
               int     argc,
               char  **argv)
{
  g_autofree char *raw = NULL;
  g_autofree char *company = NULL;
  g_auto(GStrv) names = NULL;
  g_autoptr(GError) error = NULL;
  const GOptionEntry entries[] = {
    { "company", 0, 0, G_OPTION_ARG_STRING, &raw, N_("Whose invoices these are, when the book does not know the company yet"),
      N_("NUMBER") },
    JB_CLI_KEY_OPTION (cli),
    G_OPTION_ENTRY_NULL
  };
  JbCliExit exit_code;

  if (!jb_cli_parse (cli, "import", entries, argc, argv, 1, G_MAXUINT, &names, &exit_code))
    return exit_code;

  if (raw != NULL && (company = jb_business_number_parse (raw, &error)) == NULL)
    return jb_cli_fail (error);

  exit_code = open_book (cli, company);
  return exit_code == JB_CLI_OK ? import (cli, company, names) : exit_code;
}
