/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Unlocks the book for one run of the program. Used by the commands that need originals or private numbers. */

#define G_LOG_DOMAIN "jb-cli-key"

#include "config.h"

#include "jb-cli-key.h"

#include <glib/gi18n.h>

#include "jb-cli-secret.h"
#include "jb-wipe.h"

static JbCliExit
try_code (JbCli        *cli,
          JbBookKeeper *keeper,
          const char   *code,
          gboolean     *kept)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) secret_error = NULL;
  g_autoptr(GError) error = NULL;

  jb_book_keeper_enter_code_async (keeper, code, cli->cancellable, jb_cli_result_cb, &result);
  jb_cli_wait (&result);
  if (!jb_book_keeper_enter_code_finish (keeper, result, &secret_error, &error))
    return jb_cli_fail (error);

  if (secret_error != NULL)
    jb_cli_complain ("%s", secret_error->message);
  if (kept != NULL)
    *kept = secret_error == NULL;
  return JB_CLI_OK;
}

JbCliExit
jb_cli_enter_code (JbCli        *cli,
                   JbBookKeeper *keeper,
                   gboolean     *kept)
{
  char *code = NULL;
  JbCliExit exit_code;

  exit_code = jb_cli_read_line (cli, _("Recovery code (not shown):"), FALSE, &code);
  if (exit_code != JB_CLI_OK)
    return exit_code;

  if (code == NULL)
    {
      jb_cli_complain ("%s", _("There is no recovery code on standard input."));
      return JB_CLI_USAGE;
    }

  exit_code = try_code (cli, keeper, code, kept);
  jb_wipe_text (code);
  return exit_code;
}

static JbCliExit
ask_keyring (JbCli *cli)
{
  g_autoptr(JbSecrets) secrets = jb_secrets_new_keyring ();
  g_autoptr(JbBookKeeper) keeper = jb_book_keeper_new (cli->archive, secrets);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  jb_book_keeper_find_key_async (keeper, cli->cancellable, jb_cli_result_cb, &result);
  jb_cli_wait (&result);
  if (jb_book_keeper_find_key_finish (keeper, result, &error))
    return JB_CLI_OK;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return jb_cli_fail (error);

  jb_cli_complain ("%s", error->message);
  /* Translators: a command and an option, which stay as they are */
  jb_cli_complain ("%s", _("\"jangbu-cli unlock\" puts the key back into the keyring by the recovery code; "
                           "--recovery-code-stdin opens the book for one command."));
  return JB_CLI_OK;
}

JbCliExit
jb_cli_find_key (JbCli *cli)
{
  g_autoptr(JbSecrets) memory = NULL;
  g_autoptr(JbBookKeeper) keeper = NULL;

  if (jb_archive_get_protection (cli->archive) != JB_PROTECTION_LOCKED)
    return JB_CLI_OK;
  if (!cli->code_on_stdin)
    return ask_keyring (cli);

  memory = jb_secrets_new_memory ();
  keeper = jb_book_keeper_new (cli->archive, memory);
  return jb_cli_enter_code (cli, keeper, NULL);
}

JbCliExit
jb_cli_open_book_with_key (JbCli *cli)
{
  JbCliExit exit_code = jb_cli_require_book (cli);

  if (exit_code == JB_CLI_OK)
    exit_code = jb_cli_open_book (cli);
  if (exit_code == JB_CLI_OK)
    exit_code = jb_cli_find_key (cli);
  return exit_code;
}
