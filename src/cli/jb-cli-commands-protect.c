/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-cli protect, unlock and new-code. A new code is shown on the terminal and nowhere else, so that it lands in no log and in
 * no file by mistake; it holds only after it was typed back. */

#define G_LOG_DOMAIN "jb-cli-protect"

#include "config.h"

#include "jb-cli.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <unistd.h>

#include "jb-cli-json.h"
#include "jb-cli-key.h"
#include "jb-cli-secret.h"
#include "jb-wipe.h"

/* -- a new code ------------------------------------------------------------------------------------------------------- */

static gboolean
show_on_terminal (const char *code)
{
  int terminal = open ("/dev/tty", O_WRONLY | O_NOCTTY | O_CLOEXEC);
  gboolean ok;

  if (terminal < 0)
    {
      jb_cli_complain ("%s", _("A recovery code is shown on a terminal only, and there is none. Run this in a terminal."));
      return FALSE;
    }

  g_printerr ("%s\n", _("This is the recovery code of the book. It opens the book when the keyring is lost, and its backups. "
                        "Write it down and keep it away from this computer; nobody can make it a second time."));
  ok = dprintf (terminal, "\n    %s\n\n", code) > 0;
  close (terminal);
  if (!ok)
    jb_cli_complain ("%s", _("The terminal did not take the recovery code. Nothing was changed."));
  return ok;
}

static JbCliExit
read_back (JbCli      *cli,
           const char *code)
{
  g_autoptr(GError) error = NULL;
  char *typed = NULL, *normal = NULL;
  JbCliExit exit_code;

  exit_code = jb_cli_read_line (cli, _("Type it back from your note:"), TRUE, &typed);
  if (exit_code != JB_CLI_OK)
    return exit_code;

  normal = typed != NULL ? jb_recovery_code_normalize (typed, &error) : NULL;
  if (g_strcmp0 (normal, code) != 0)
    {
      jb_cli_complain ("%s", error != NULL ? error->message : _("This is not the code that was shown."));
      jb_cli_complain ("%s", _("Nothing was changed. The code that was shown opens nothing; begin again to get another one."));
      exit_code = JB_CLI_USAGE;
    }

  jb_wipe_text (typed);
  jb_wipe_text (normal);
  return exit_code;
}

/* Makes a code, shows it, and has it typed back. *@code (out) (transfer full): given back with jb_wipe_text(). */
static JbCliExit
hand_out_code (JbCli  *cli,
               char  **code)
{
  g_autoptr(GError) error = NULL;
  JbCliExit exit_code = JB_CLI_UNEXPECTED;

  *code = jb_recovery_code_new (&error);
  if (*code == NULL)
    return jb_cli_fail (error);

  if (show_on_terminal (*code))
    exit_code = read_back (cli, *code);
  if (exit_code != JB_CLI_OK)
    {
      jb_wipe_text (*code);
      *code = NULL;
    }
  return exit_code;
}

/* -- the answer ------------------------------------------------------------------------------------------------------- */

static void
print_answer (JbCli      *cli,
              const char *sentence,
              gboolean    key_kept)
{
  g_autoptr(JsonBuilder) builder = NULL;
  JbCliJson json;

  if (!cli->json)
    {
      g_print ("%s\n", sentence);
      return;
    }

  builder = json_builder_new ();
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "protected");
  json_builder_add_boolean_value (builder, TRUE);
  json_builder_set_member_name (builder, "encrypted");
  json_builder_add_boolean_value (builder, !jb_archive_has_rest (cli->archive));
  json_builder_set_member_name (builder, "key_kept");
  json_builder_add_boolean_value (builder, key_kept);
  json_builder_end_object (builder);

  jb_cli_json_begin (&json);
  jb_cli_json_add (&json, json_builder_get_root (builder));
  jb_cli_json_end (&json);
}

/* -- protect ---------------------------------------------------------------------------------------------------------- */

static gboolean
refuse_demo (JbCli *cli)
{
  if (cli->demo)
    jb_cli_complain ("%s", _("The demo's book is protected by itself and goes away at the end."));
  return cli->demo;
}

static void
progress_cb (JbBookKeeper *keeper)
{
  double progress = jb_book_keeper_get_progress (keeper);

  if (progress < 0)
    return;
  g_printerr ("\r");
  /* Translators: a line that counts up while the book is encrypted */
  g_printerr (_("%3d%% encrypted"), (int) (progress * 100));
}

static JbCliExit
encrypt_rest (JbCli        *cli,
              JbBookKeeper *keeper)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  gboolean on_terminal = isatty (STDERR_FILENO);
  gulong handler = on_terminal ? g_signal_connect (keeper, "changed", G_CALLBACK (progress_cb), NULL) : 0;

  jb_book_keeper_encrypt_rest_async (keeper, cli->cancellable, jb_cli_result_cb, &result);
  jb_cli_wait (&result);
  if (on_terminal)
    {
      g_signal_handler_disconnect (keeper, handler);
      g_printerr ("\r%*s\r", 40, "");   /* wipe the line */
    }
  if (jb_book_keeper_encrypt_rest_finish (keeper, result, &error))
    return JB_CLI_OK;

  /* Whoever took this for a failed protection would throw the note away. */
  jb_cli_complain ("%s", _("The book is protected and its recovery code holds; keep the note. Older originals are not all "
                           "encrypted yet: \"jangbu-cli protect\" goes on with them."));
  return jb_cli_fail (error);
}

static JbCliExit
protect (JbCli        *cli,
         JbBookKeeper *keeper,
         gboolean     *kept)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) secret_error = NULL;
  g_autoptr(GError) error = NULL;
  char *code = NULL;
  JbCliExit exit_code;

  exit_code = hand_out_code (cli, &code);
  if (exit_code != JB_CLI_OK)
    return exit_code;

  jb_book_keeper_protect_async (keeper, code, cli->cancellable, jb_cli_result_cb, &result);
  jb_wipe_text (code);
  jb_cli_wait (&result);
  if (!jb_book_keeper_protect_finish (keeper, result, &secret_error, &error))
    return jb_cli_fail (error);

  *kept = secret_error == NULL;
  if (secret_error != NULL)
    jb_cli_complain ("%s", secret_error->message);
  return JB_CLI_OK;
}

JbCliExit
jb_cli_protect (JbCli  *cli,
                int     argc,
                char  **argv)
{
  const GOptionEntry entries[] = { JB_CLI_KEY_OPTION (cli), G_OPTION_ENTRY_NULL };
  g_autoptr(JbSecrets) secrets = NULL;
  g_autoptr(JbBookKeeper) keeper = NULL;
  g_autoptr(GError) error = NULL;
  gboolean kept;
  JbCliExit exit_code;

  if (!jb_cli_parse (cli, "protect", entries, argc, argv, 0, 0, NULL, &exit_code))
    return exit_code;
  if (refuse_demo (cli))
    return JB_CLI_USAGE;

  exit_code = jb_cli_open_book_with_key (cli);
  if (exit_code != JB_CLI_OK)
    return exit_code;
  if (!jb_book_keeper_require_key (cli->archive, &error))
    return jb_cli_fail (error);

  /* A protected book is only brought to the end of what was begun. */
  kept = !cli->code_on_stdin;
  secrets = jb_secrets_new_keyring ();
  keeper = jb_book_keeper_new (cli->archive, secrets);
  if (jb_archive_get_protection (cli->archive) == JB_PROTECTION_NONE)
    exit_code = protect (cli, keeper, &kept);
  if (exit_code == JB_CLI_OK)
    exit_code = encrypt_rest (cli, keeper);
  if (exit_code == JB_CLI_OK)
    print_answer (cli, _("The book is protected. Everything private in it is encrypted."), kept);
  return exit_code;
}

/* -- new-code --------------------------------------------------------------------------------------------------------- */

static JbCliExit
change_code (JbCli *cli)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  char *code = NULL;
  JbCliExit exit_code;

  exit_code = hand_out_code (cli, &code);
  if (exit_code != JB_CLI_OK)
    return exit_code;

  jb_archive_change_code_async (cli->archive, code, cli->cancellable, jb_cli_result_cb, &result);
  jb_wipe_text (code);
  jb_cli_wait (&result);
  return jb_archive_change_code_finish (cli->archive, result, &error) ? JB_CLI_OK : jb_cli_fail (error);
}

JbCliExit
jb_cli_new_code (JbCli  *cli,
                 int     argc,
                 char  **argv)
{
  const GOptionEntry entries[] = { JB_CLI_KEY_OPTION (cli), G_OPTION_ENTRY_NULL };
  g_autoptr(GError) error = NULL;
  JbCliExit exit_code;

  if (!jb_cli_parse (cli, "new-code", entries, argc, argv, 0, 0, NULL, &exit_code))
    return exit_code;
  if (refuse_demo (cli))
    return JB_CLI_USAGE;

  exit_code = jb_cli_open_book_with_key (cli);
  if (exit_code != JB_CLI_OK)
    return exit_code;

  if (jb_archive_get_protection (cli->archive) == JB_PROTECTION_NONE)
    {
      jb_cli_complain ("%s", _("The book is not protected yet. \"jangbu-cli protect\" protects it."));
      return JB_CLI_USAGE;
    }
  if (!jb_book_keeper_require_key (cli->archive, &error))
    return jb_cli_fail (error);

  exit_code = change_code (cli);
  if (exit_code == JB_CLI_OK)
    print_answer (cli, _("The new code holds. The old one opens only backups that were made before."),
                  !cli->code_on_stdin);
  return exit_code;
}

/* -- unlock ----------------------------------------------------------------------------------------------------------- */

JbCliExit
jb_cli_unlock (JbCli  *cli,
               int     argc,
               char  **argv)
{
  g_autoptr(JbSecrets) secrets = NULL;
  g_autoptr(JbBookKeeper) keeper = NULL;
  gboolean kept = FALSE;
  JbCliExit exit_code;

  if (!jb_cli_parse (cli, "unlock", NULL, argc, argv, 0, 0, NULL, &exit_code))
    return exit_code;
  if (refuse_demo (cli))
    return JB_CLI_USAGE;

  /* Only the keyring is written. */
  exit_code = jb_cli_open_book_to_read (cli);
  if (exit_code != JB_CLI_OK)
    return exit_code;
  if (jb_archive_get_protection (cli->archive) == JB_PROTECTION_NONE)
    {
      jb_cli_complain ("%s", _("The book is not protected yet. \"jangbu-cli protect\" protects it."));
      return JB_CLI_USAGE;
    }

  secrets = jb_secrets_new_keyring ();
  keeper = jb_book_keeper_new (cli->archive, secrets);
  exit_code = jb_cli_enter_code (cli, keeper, &kept);
  if (exit_code == JB_CLI_OK && kept)
    print_answer (cli, _("The code fits. The keyring has the key of the book now."), TRUE);
  return exit_code == JB_CLI_OK && !kept ? JB_CLI_NO_SECRET : exit_code;
}
