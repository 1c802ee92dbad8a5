/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-cli collect, and the collector's run that the demo shares with it. */

#define G_LOG_DOMAIN "jb-cli-collect"

#include "config.h"

#include "jb-cli.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "jb-cli-json.h"
#include "jb-cli-key.h"
#include "jb-cli-secret.h"
#include "jb-date.h"

/* -- progress --------------------------------------------------------------------------------------------------------- */

static void
progress_cb (JbCollector *collector,
             GParamSpec  *pspec,
             gpointer     user_data)
{
  double progress = jb_collector_get_progress (collector);

  if (progress < 0)
    return;

  g_printerr ("\r");
  /* Translators: a line that counts up while invoices come in: per cent, and how many are new so far */
  g_printerr (_("%3d%%  %u new"), (int) (progress * 100), jb_collector_get_n_arrived (collector));
}

gboolean
jb_cli_run_collector (JbCli            *cli,
                      JbSecrets        *secrets,
                      guint             reach_days,
                      JbCollectReport **report,
                      GError          **error)
{
  g_autoptr(JbCollector) collector = jb_collector_new (cli->archive, secrets, jb_cli_get_http (cli), cli->clock);
  g_autoptr(GAsyncResult) result = NULL;
  gboolean on_terminal = isatty (STDERR_FILENO);

  if (on_terminal)
    g_signal_connect (collector, "notify::progress", G_CALLBACK (progress_cb), NULL);

  jb_collector_set_reach (collector, reach_days);
  jb_collector_set_token_lifetime (collector, jb_cli_token_lifetime ());
  jb_collector_run_async (collector, 0, cli->cancellable, jb_cli_result_cb, &result);
  jb_cli_wait (&result);

  if (on_terminal)
    g_printerr ("\r%*s\r", 40, "");   /* wipe the line */
  return jb_collector_run_finish (collector, result, report, error);
}

/* -- the report ------------------------------------------------------------------------------------------------------- */

static void
print_text_report (JbCollectReport *report)
{
  g_print (ngettext ("%u new invoice", "%u new invoices", report->n_new), report->n_new);
  g_print ("\n");
  g_print (ngettext ("%u changed invoice", "%u changed invoices", report->n_changed), report->n_changed);
  g_print ("\n");
  g_print (ngettext ("%u new original", "%u new originals", report->n_originals), report->n_originals);
  g_print ("\n");
  if (report->n_still_missing > 0)
    {
      g_print (ngettext ("%u original is still missing", "%u originals are still missing", report->n_still_missing),
               report->n_still_missing);
      g_print ("\n");
    }

  for (guint i = 0; i < report->problems->len; i++)
    jb_cli_complain ("%s", (const char *) g_ptr_array_index (report->problems, i));
  if (report->n_problems > report->problems->len)
    {
      guint more = report->n_problems - report->problems->len;

      jb_cli_complain (ngettext ("%u more of this kind.", "%u more of these kinds.", more), more);
    }
}

void
jb_cli_print_report (JbCli           *cli,
                     JbCollectReport *report,
                     const GError    *error)
{
  JbCliJson json;

  if (!cli->json)
    {
      print_text_report (report);
      return;
    }

  jb_cli_json_begin (&json);
  jb_cli_json_add (&json, jb_cli_json_report (report, error));
  jb_cli_json_end (&json);
}

/* Prints what came, and why not more. */
static JbCliExit
answer (JbCli           *cli,
        JbCollectReport *report,
        const GError    *error)
{
  if (report != NULL)
    jb_cli_print_report (cli, report, error);
  return error == NULL ? JB_CLI_OK : jb_cli_fail (error);
}

/* -- the command ------------------------------------------------------------------------------------------------------ */

static JbCliExit
collect_demo (JbCli *cli)
{
  g_autoptr(JbCollectReport) report = NULL;
  g_autoptr(GError) error = NULL;

  jb_cli_demo_start (cli, &report, &error);
  return answer (cli, report, error);
}

static JbCliExit
collect_book (JbCli *cli)
{
  g_autoptr(JbSecrets) secrets = NULL;
  g_autoptr(JbCollectReport) report = NULL;
  g_autoptr(GError) error = NULL;
  JbCliExit exit_code;

  exit_code = jb_cli_open_book_with_key (cli);
  if (exit_code != JB_CLI_OK)
    return exit_code;

  secrets = jb_cli_find_secrets (cli, &error);
  if (secrets == NULL)
    return jb_cli_fail (error);

  jb_cli_run_collector (cli, secrets, 0, &report, &error);
  if (error == NULL && report->n_connections == 0)
    {
      jb_cli_complain ("%s", _("The book has no connection yet. \"jangbu-cli connect\" makes one."));
      return JB_CLI_NOT_FOUND;
    }

  exit_code = answer (cli, report, error);
  if (exit_code == JB_CLI_NO_SECRET && jb_archive_get_protection (cli->archive) != JB_PROTECTION_LOCKED)
    jb_cli_complain (_("The code may also be given in the environment variable %s."), JB_CLI_CODE_VARIABLE);
  return exit_code;
}

JbCliExit
jb_cli_collect (JbCli  *cli,
                int     argc,
                char  **argv)
{
  const GOptionEntry entries[] = { JB_CLI_KEY_OPTION (cli), G_OPTION_ENTRY_NULL };
  JbCliExit exit_code;

  if (!jb_cli_parse (cli, "collect", entries, argc, argv, 0, 0, NULL, &exit_code))
    return exit_code;
  return cli->demo ? collect_demo (cli) : collect_book (cli);
}
