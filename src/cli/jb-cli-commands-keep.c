/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-cli check, backup and restore. */

#define G_LOG_DOMAIN "jb-cli-keep"

#include "config.h"

#include "jb-cli.h"

#include <glib/gi18n.h>

#include "jb-cli-json.h"
#include "jb-cli-key.h"

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

static void
print_problems (JbCli     *cli,
                GPtrArray *problems)
{
  JbCliJson json;

  if (cli->json)
    {
      jb_cli_json_begin (&json);
      for (guint i = 0; i < problems->len; i++)
        jb_cli_json_add (&json, make_problem (g_ptr_array_index (problems, i)));
      jb_cli_json_end (&json);
      return;
    }

  for (guint i = 0; i < problems->len; i++)
    g_print ("%s\n", (const char *) g_ptr_array_index (problems, i));
  if (problems->len == 0)
    g_print ("%s\n", _("The book is sound."));
}

JbCliExit
jb_cli_check (JbCli  *cli,
              int     argc,
              char  **argv)
{
  const GOptionEntry entries[] = { JB_CLI_KEY_OPTION (cli), G_OPTION_ENTRY_NULL };
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GPtrArray) problems = NULL;
  g_autoptr(GError) error = NULL;
  JbCliExit exit_code;

  if (!jb_cli_parse (cli, "check", entries, argc, argv, 0, 0, NULL, &exit_code))
    return exit_code;

  exit_code = jb_cli_open_book_to_read (cli);
  if (exit_code == JB_CLI_OK)
    exit_code = jb_cli_find_key (cli);
  if (exit_code != JB_CLI_OK)
    return exit_code;

  jb_archive_check_async (cli->archive, cli->cancellable, jb_cli_result_cb, &result);
  jb_cli_wait (&result);
  problems = jb_archive_check_finish (cli->archive, result, &error);
  if (problems == NULL)
    return jb_cli_fail (error);

  print_problems (cli, problems);
  /* A locked book says so in one sentence, which is no flaw of the book. */
  if (problems->len == 1 && jb_archive_get_protection (cli->archive) == JB_PROTECTION_LOCKED)
    return JB_CLI_NO_SECRET;
  return problems->len == 0 ? JB_CLI_OK : JB_CLI_UNSOUND;
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
