/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-cli verify: checks the signatures of originals again, of one invoice or of all, and stores what it finds. */

#define G_LOG_DOMAIN "jb-cli-verify"

#include "config.h"

#include "jb-cli.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "jb-cli-json.h"
#include "jb-cli-key.h"
#include "jb-cli-table.h"
#include "jb-date.h"
#include "jb-numbers.h"
#include "jb-verify.h"

/* For writing where that is possible; a book that a window holds is checked all the same. */
static JbCliExit
open_book (JbCli *cli)
{
  g_autoptr(GError) error = NULL;
  JbCliExit exit_code = JB_CLI_OK;

  if (cli->demo)
    exit_code = jb_cli_open_book (cli);
  else
    exit_code = jb_cli_require_book (cli);
  if (exit_code != JB_CLI_OK)
    return exit_code;

  if (cli->archive == NULL)
    cli->archive = jb_archive_open (jb_cli_get_book_path (cli), JB_ARCHIVE_OPEN_DEFAULT, cli->clock, &error);
  if (g_error_matches (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_LOCKED))
    {
      exit_code = jb_cli_open_book_to_read (cli);
      if (exit_code == JB_CLI_OK)
        jb_cli_complain ("%s", _("Another program has the book open, so what is found is not written into it."));
    }
  else if (error != NULL)
    {
      exit_code = jb_cli_fail (error);
    }

  return exit_code == JB_CLI_OK ? jb_cli_find_key (cli) : exit_code;
}

/* -- all -------------------------------------------------------------------------------------------------------------- */

static void
progress_cb (double                fraction,
             const JbVerifyReport *so_far,
             gpointer              user_data)
{
  g_printerr ("\r");
  /* Translators: a line that counts up while originals are checked: per cent, and how many were altered so far */
  g_printerr (_("%3d%%  %u altered"), (int) (fraction * 100), so_far->n[JB_VERDICT_ALTERED]);
}

/* Issue ids of the altered ones, as the book has them now. (transfer full) (element-type utf8) */
static GPtrArray *
list_altered (JbCli   *cli,
              GError **error)
{
  static const int altered = JB_VERDICT_ALTERED;
  g_autoptr(JbInvoiceQuery) query = jb_invoice_query_new ();
  g_autoptr(GPtrArray) issue_ids = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(JbInvoiceMap) map = NULL;
  g_autoptr(GPtrArray) rows = NULL;

  query->verdicts = g_array_new (FALSE, FALSE, sizeof (int));
  g_array_append_val (query->verdicts, altered);
  jb_archive_load_map_async (cli->archive, query, NULL, jb_cli_result_cb, &result);
  jb_cli_wait (&result);
  map = jb_archive_load_map_finish (cli->archive, result, error);
  if (map != NULL)
    rows = jb_archive_load_page (cli->archive, map, 0, jb_invoice_map_get_length (map), error);
  if (rows == NULL)
    return NULL;

  for (guint i = 0; i < rows->len; i++)
    {
      JbInvoice *row = g_ptr_array_index (rows, i);

      if (row != NULL)
        g_ptr_array_add (issue_ids, g_strdup (row->issue_id));
    }
  return g_steal_pointer (&issue_ids);
}

static void
print_report (const JbVerifyReport *report,
              GPtrArray            *altered)
{
  g_autoptr(JbCliTable) table = jb_cli_table_new ("lr");

  for (int verdict = 0; verdict < JB_N_VERDICTS; verdict++)
    {
      char *cells[] = { g_strdup (jb_verdict_get_name ((JbVerdict) verdict)), jb_won_format (report->n[verdict]) };

      if (report->n[verdict] > 0)
        {
          jb_cli_table_add (table, cells);
          continue;
        }
      g_free (cells[0]);
      g_free (cells[1]);
    }
  jb_cli_table_flush (table);

  g_print (ngettext ("%u original was checked", "%u originals were checked", report->n_checked), report->n_checked);
  g_print ("\n");
  if (report->n_changed > 0)
    {
      g_print (ngettext ("%u is judged differently than before", "%u are judged differently than before", report->n_changed),
               report->n_changed);
      g_print ("\n");
    }
  if (report->n_differing > 0)
    {
      g_print (ngettext ("%u original says otherwise than the list", "%u originals say otherwise than the list", report->n_differing),
               report->n_differing);
      g_print ("\n");
    }
  for (guint i = 0; i < altered->len; i++)
    {
      g_print (_("Altered: %s"), (const char *) g_ptr_array_index (altered, i));
      g_print ("\n");
    }
}

static JbCliExit
verify_all (JbCli *cli)
{
  gboolean on_terminal = isatty (STDERR_FILENO);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) altered = NULL;
  g_autoptr(GError) error = NULL;
  JbVerifyReport report;
  JbCliJson json;

  jb_verify_all_async (cli->archive, 0, on_terminal ? progress_cb : NULL, NULL, cli->cancellable, jb_cli_result_cb, &result);
  jb_cli_wait (&result);
  if (on_terminal)
    g_printerr ("\r%*s\r", 40, "");   /* wipe the line */
  if (!jb_verify_all_finish (cli->archive, result, &report, &error))
    return jb_cli_fail (error);

  altered = list_altered (cli, &error);
  if (altered == NULL)
    return jb_cli_fail (error);

  if (cli->json)
    {
      jb_cli_json_begin (&json);
      jb_cli_json_add (&json, jb_cli_json_verify_report (&report, altered));
      jb_cli_json_end (&json);
    }
  else
    {
      print_report (&report, altered);
    }
  return report.n[JB_VERDICT_ALTERED] > 0 ? JB_CLI_UNSOUND : JB_CLI_OK;
}

/* -- one -------------------------------------------------------------------------------------------------------------- */

static void
print_proof (const char    *issue_id,
             const JbProof *proof)
{
  g_print ("%s  %s\n", issue_id, jb_verdict_get_name (proof->verdict));
  if (proof->detail != NULL)
    g_print ("%s\n", proof->detail);
  if (proof->certificate != NULL)
    {
      g_autofree char *from = jb_date_format (jb_instant_to_date (jb_certificate_get_not_before (proof->certificate)));
      g_autofree char *until = jb_date_format (jb_instant_to_date (jb_certificate_get_not_after (proof->certificate)));

      /* Translators: whose certificate, who issued it, two days */
      g_print (_("Signed by %1$s, issued by %2$s, valid %3$s to %4$s"), jb_certificate_get_owner (proof->certificate),
               jb_certificate_get_issuer (proof->certificate), from, until);
      g_print ("\n");
    }
}

/* Of both companies when the invoice is between two of the book. */
static JbCliExit
verify_rows (JbCli      *cli,
             const char *issue_id,
             GArray     *rows)
{
  g_autoptr(GPtrArray) proofs = g_ptr_array_new_with_free_func ((GDestroyNotify) jb_proof_free);
  gboolean altered = FALSE;
  JbCliJson json;

  for (guint i = 0; i < rows->len; i++)
    {
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;
      JbProof *proof;

      jb_verify_one_async (cli->archive, g_array_index (rows, gint64, i), TRUE, cli->cancellable, jb_cli_result_cb, &result);
      jb_cli_wait (&result);
      proof = jb_verify_one_finish (cli->archive, result, &error);
      if (proof == NULL)
        return jb_cli_fail (error);
      g_ptr_array_add (proofs, proof);
      altered |= proof->verdict == JB_VERDICT_ALTERED;
    }

  if (cli->json)
    jb_cli_json_begin (&json);
  for (guint i = 0; i < proofs->len; i++)
    {
      if (cli->json)
        jb_cli_json_add (&json, jb_cli_json_proof (issue_id, g_ptr_array_index (proofs, i)));
      else
        print_proof (issue_id, g_ptr_array_index (proofs, i));
    }
  if (cli->json)
    jb_cli_json_end (&json);
  return altered ? JB_CLI_UNSOUND : JB_CLI_OK;
}

static JbCliExit
verify_one (JbCli      *cli,
            const char *word)
{
  g_autofree char *text = jb_cli_text_argument (word);
  g_autofree char *issue_id = NULL;
  g_autoptr(GArray) rows = NULL;
  g_autoptr(GError) error = NULL;

  issue_id = text != NULL ? jb_issue_id_parse (text, &error) : NULL;
  if (issue_id == NULL)
    return error != NULL ? jb_cli_fail (error) : JB_CLI_USAGE;

  rows = jb_archive_find_issue_id (cli->archive, JB_DIRECTION_UNKNOWN, issue_id, &error);
  if (rows == NULL)
    return jb_cli_fail (error);
  if (rows->len > 0)
    return verify_rows (cli, issue_id, rows);

  jb_cli_complain (_("The book has no invoice with the issue id %s."), text);
  return JB_CLI_NOT_FOUND;
}

JbCliExit
jb_cli_verify (JbCli  *cli,
               int     argc,
               char  **argv)
{
  gboolean all = FALSE;
  const GOptionEntry entries[] = {
    { "all", 'a', 0, G_OPTION_ARG_NONE, &all, N_("Check every original of the book"), NULL },
    JB_CLI_KEY_OPTION (cli),
    G_OPTION_ENTRY_NULL
  };
  g_auto(GStrv) words = NULL;
  JbCliExit exit_code;

  if (!jb_cli_parse (cli, _("verify --all | ISSUE-ID"), entries, argc, argv, 0, 1, &words, &exit_code))
    return exit_code;

  if (all == (words[0] != NULL))
    {
      jb_cli_complain ("%s", _("Say either --all or one issue id."));
      return JB_CLI_USAGE;
    }

  exit_code = open_book (cli);
  if (exit_code != JB_CLI_OK)
    return exit_code;

  return all ? verify_all (cli) : verify_one (cli, words[0]);
}
