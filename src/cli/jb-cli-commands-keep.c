/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-cli check, backup and restore. */

#define G_LOG_DOMAIN "jb-cli-keep"

#include "config.h"

#include "jb-cli.h"

#include <glib/gi18n.h>

#include "jb-book-proof.h"
#include "jb-cli-json.h"
#include "jb-cli-key.h"
#include "jb-date.h"
#include "jb-json-member.h"
#include "jb-numbers.h"

/* -- check ------------------------------------------------------------------------------------------------------------ */

static JsonNode *
make_problem (const char *sentence)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "problem");
  json_builder_add_string_value (builder, sentence);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static char *
describe_since (const JbBookProof *proof)
{
  return proof->since != 0 ? jb_date_format (jb_instant_to_date (proof->since)) : NULL;
}

/* What was proved, behind the problems. */
static JsonNode *
make_proof (const JbBookProof *proof)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autofree char *since = describe_since (proof);

  json_builder_begin_object (builder);
  jb_json_add_number (builder, "entries", proof->n_entries);
  jb_json_add_number (builder, "invoices", proof->n_invoices);
  jb_json_add_number (builder, "originals", proof->n_originals);
  jb_json_add_number (builder, "closed", proof->n_closed);
  jb_json_add_number (builder, "first_altered", proof->first_altered);
  json_builder_set_member_name (builder, "since");
  if (since != NULL)
    json_builder_add_string_value (builder, since);
  else
    json_builder_add_null_value (builder);
  json_builder_set_member_name (builder, "head");
  if (proof->head != NULL)
    json_builder_add_string_value (builder, proof->head);
  else
    json_builder_add_null_value (builder);
  json_builder_end_object (builder);
  return json_builder_get_root (builder);
}

static void
print_json (const JbBookProof *proof,
            gboolean           with_proof)
{
  JbCliJson json;

  jb_cli_json_begin (&json);
  for (guint i = 0; i < proof->findings->len; i++)
    jb_cli_json_add (&json, make_problem (g_ptr_array_index (proof->findings, i)));
  if (with_proof)
    jb_cli_json_add (&json, make_proof (proof));
  jb_cli_json_end (&json);
}

static void
print_findings (const JbBookProof *proof,
                gboolean           altered)
{
  for (guint i = 0; i < proof->findings->len; i++)
    g_print ("%s\n", (const char *) g_ptr_array_index (proof->findings, i));
  if (proof->first_altered != 0)
    {
      g_print (_("The first entry of the journal that is no longer true is number %lld."), (long long) proof->first_altered);
      g_print ("\n");
    }
  if (altered)
    g_print ("%s\n", _("Keep this file as it is, and restore the book from a backup that is sound."));
}

static void
print_proof (const JbBookProof *proof)
{
  g_autofree char *since = describe_since (proof);
  g_autofree char *head = proof->head != NULL ? jb_head_format (proof->head) : NULL;
  g_autofree char *entries = jb_won_format (proof->n_entries);
  g_autofree char *invoices = jb_won_format (proof->n_invoices);
  g_autofree char *originals = jb_won_format (proof->n_originals);

  g_print ("%s\n", _("The book is sound."));
  /* Translators: three numbers. */
  g_print (_("Proved: %1$s entries of the journal, %2$s invoices, %3$s originals."),
           entries, invoices, originals);
  g_print ("\n");
  if (since != NULL && !proof->from_the_start)
    {
      g_print (_("The journal proves rows since %s; what was altered before cannot be told."), since);
      g_print ("\n");
    }
  g_print (_("Head of the journal: %s"), head != NULL ? head : "");
  g_print ("\n%s\n", _("Note it on paper: \"jangbu-cli check --head HEAD\" proves later that nothing was cut off or written anew."));
}

static JbBookProof *
prove (JbCli       *cli,
       const char  *head,
       GError     **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_archive_prove_async (cli->archive, head, NULL, NULL, cli->cancellable, jb_cli_result_cb, &result);
  jb_cli_wait (&result);
  return jb_archive_prove_finish (cli->archive, result, error);
}

JbCliExit
jb_cli_check (JbCli  *cli,
              int     argc,
              char  **argv)
{
  g_autofree char *raw = NULL;
  gboolean with_proof = FALSE;
  const GOptionEntry entries[] = {
    { "proof", 0, 0, G_OPTION_ARG_NONE, &with_proof, N_("With --json: say what was proved, too"), NULL },
    { "head", 0, 0, G_OPTION_ARG_STRING, &raw, N_("Prove that the journal has the entry with this head"), N_("HEAD") },
    JB_CLI_KEY_OPTION (cli),
    G_OPTION_ENTRY_NULL
  };
  g_autofree char *head = NULL;
  g_autoptr(JbBookProof) proof = NULL;
  g_autoptr(GError) error = NULL;
  JbCliExit exit_code;
  gboolean altered;

  if (!jb_cli_parse (cli, "check", entries, argc, argv, 0, 0, NULL, &exit_code))
    return exit_code;

  if (raw != NULL)
    {
      head = jb_head_parse (raw, &error);
      if (head == NULL)
        {
          jb_cli_complain ("%s", error->message);
          return JB_CLI_USAGE;
        }
    }

  exit_code = jb_cli_open_book_to_read (cli);
  if (exit_code == JB_CLI_OK)
    exit_code = jb_cli_find_key (cli);
  if (exit_code != JB_CLI_OK)
    return exit_code;

  proof = prove (cli, head, &error);
  if (proof == NULL)
    return jb_cli_fail (error);

  altered = proof->findings->len > 0;
  if (proof->is_locked)
    g_ptr_array_add (proof->findings, g_strdup (_("The book is locked, so its encrypted originals could not be proved. "
                                                  "Enter the recovery code and check again.")));
  if (cli->json)
    print_json (proof, with_proof);
  else if (proof->findings->len > 0)
    print_findings (proof, altered);
  else
    print_proof (proof);

  /* A locked book is no flaw of the book. */
  return altered ? JB_CLI_UNSOUND : proof->is_locked ? JB_CLI_NO_SECRET : JB_CLI_OK;
}

/* -- backup and restore ----------------------------------------------------------------------------------------------- */

JbCliExit
jb_cli_backup (JbCli  *cli,
               int     argc,
               char  **argv)
{
  g_auto(GStrv) words = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  JbCliExit exit_code;

  if (!jb_cli_parse (cli, _("backup FILE"), NULL, argc, argv, 1, 1, &words, &exit_code))
    return exit_code;

  exit_code = jb_cli_open_book_to_note (cli);
  if (exit_code != JB_CLI_OK)
    return exit_code;

  jb_archive_backup_async (cli->archive, words[0], cli->cancellable, jb_cli_result_cb, &result);
  jb_cli_wait (&result);
  return jb_archive_backup_finish (cli->archive, result, &error) ? JB_CLI_OK : jb_cli_fail (error);
}

static gboolean
is_protected (JbCli      *cli,
              const char *path)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(JbArchive) archive = jb_archive_open (path, JB_ARCHIVE_OPEN_READ_ONLY, cli->clock, &error);

  /* There may be none yet, or one too broken to be asked. */
  if (archive == NULL)
    g_debug ("%s: %s", path, error->message);
  return archive != NULL && jb_archive_get_protection (archive) != JB_PROTECTION_NONE;
}

JbCliExit
jb_cli_restore (JbCli  *cli,
                int     argc,
                char  **argv)
{
  g_auto(GStrv) words = NULL;
  g_autofree char *kept_as = NULL;
  g_autofree char *shown = NULL;
  g_autoptr(GError) error = NULL;
  gboolean was_protected;
  JbCliExit exit_code;

  if (!jb_cli_parse (cli, _("restore FILE"), NULL, argc, argv, 1, 1, &words, &exit_code))
    return exit_code;

  if (cli->demo)
    {
      jb_cli_complain ("%s", _("The demo's book goes away at the end: there is nothing to restore."));
      return JB_CLI_USAGE;
    }

  was_protected = is_protected (cli, jb_cli_get_book_path (cli));
  if (!jb_archive_restore (words[0], jb_cli_get_book_path (cli), cli->clock, &kept_as, &error))
    return jb_cli_fail (error);

  if (kept_as != NULL && !cli->json)
    {
      shown = g_filename_display_name (kept_as);
      g_print (_("The book that was there is kept as %s."), shown);
      g_print ("\n");
    }
  if (was_protected && !is_protected (cli, jb_cli_get_book_path (cli)))
    jb_cli_complain ("%s", _("The copy is from before the book was protected, so the book is not encrypted now. "
                             "\"jangbu-cli protect\" protects it again, with another recovery code."));
  return JB_CLI_OK;
}
