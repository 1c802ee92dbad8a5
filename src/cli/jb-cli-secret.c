/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Codes from outside. Used by connect and collect, and by the commands about the recovery code. */

#define G_LOG_DOMAIN "jb-cli-secret"

#include "config.h"

#include "jb-cli-secret.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* The field takes 40 characters (smartbill.md 2); a line as long as this is a wrong file. */
#define MAX_LINE 4096

/* -- reading ---------------------------------------------------------------------------------------------------------- */

static gboolean
readable_cb (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  *(gboolean *) user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Waits in the main loop, so that Ctrl+C reaches us and the echo comes back. */
static gboolean
wait_for_input (JbCli *cli)
{
  gboolean readable = FALSE;
  guint source = g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR, readable_cb, &readable);

  while (!readable && !g_cancellable_is_cancelled (cli->cancellable))
    g_main_context_iteration (NULL, TRUE);

  if (!readable)
    g_source_remove (source);
  return readable;
}

/* The first line, without its end. */
static gboolean
read_line (JbCli *cli,
           char   line[MAX_LINE])
{
  gsize n = 0;

  while (n < MAX_LINE - 1 && wait_for_input (cli))
    {
      gssize got = read (STDIN_FILENO, line + n, 1);

      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0 || line[n] == '\n')
        break;
      n++;
    }

  line[n] = '\0';
  return !g_cancellable_is_cancelled (cli->cancellable);
}

static gboolean
ask_on_terminal (JbCli      *cli,
                 const char *prompt,
                 gboolean    echo,
                 char        line[MAX_LINE])
{
  struct termios before, during;
  gboolean ok;

  if (tcgetattr (STDIN_FILENO, &before) != 0)
    return read_line (cli, line);

  during = before;
  if (!echo)
    during.c_lflag &= ~ECHO;
  g_printerr ("%s ", prompt);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &during);
  ok = read_line (cli, line);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
  if (!echo)
    g_printerr ("\n");
  return ok;
}

JbCliExit
jb_cli_read_line (JbCli       *cli,
                  const char  *prompt,
                  gboolean     shown,
                  char       **text)
{
  char line[MAX_LINE];
  gboolean ok;

  ok = isatty (STDIN_FILENO) ? ask_on_terminal (cli, prompt, shown, line) : read_line (cli, line);
  g_strstrip (line);
  if (ok && *line != '\0' && g_utf8_validate (line, -1, NULL))
    *text = g_strdup (line);
  explicit_bzero (line, sizeof line);

  if (ok)
    return JB_CLI_OK;
  jb_cli_complain ("%s", _("Cancelled."));
  return JB_CLI_CANCELLED;
}

static const char *
get_code_from_environment (void)
{
  const char *code = g_getenv (JB_CLI_CODE_VARIABLE);

  return code != NULL && *code != '\0' ? code : NULL;
}

JbCliExit
jb_cli_read_code (JbCli  *cli,
                  char  **code)
{
  JbCliExit exit_code;

  if (get_code_from_environment () != NULL)
    {
      *code = g_strstrip (g_strdup (get_code_from_environment ()));
      return JB_CLI_OK;
    }

  /* Translators: the secret code that a company gets from SmartBill (인증코드); it is typed after the colon */
  exit_code = jb_cli_read_line (cli, _("Authentication code (not shown):"), FALSE, code);
  if (exit_code == JB_CLI_OK && *code == NULL)
    {
      jb_cli_complain (_("There is no authentication code. Give it on standard input or in the environment variable %s."),
                       JB_CLI_CODE_VARIABLE);
      return JB_CLI_USAGE;
    }
  return exit_code;
}

/* -- collecting with them --------------------------------------------------------------------------------------------- */

static JbSecret *
look_up (JbCli      *cli,
         JbSecrets  *keyring,
         const char *key,
         GError    **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_secrets_lookup_async (keyring, key, cli->cancellable, jb_cli_result_cb, &result);
  jb_cli_wait (&result);
  return jb_secrets_lookup_finish (keyring, result, error);
}

static gboolean
put_in (JbSecrets      *memory,
        const char     *key,
        const JbSecret *secret,
        GError        **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  jb_secrets_store_async (memory, key, secret, NULL, jb_cli_result_cb, &result);
  jb_cli_wait (&result);
  return jb_secrets_store_finish (memory, result, error);
}

static JbSecret *
make_secret_from_environment (void)
{
  JbSecret *secret;

  if (get_code_from_environment () == NULL)
    return NULL;

  secret = jb_secret_new ();
  secret->auth_code = g_strstrip (g_strdup (get_code_from_environment ()));
  return secret;
}

/* Fills @memory with what the keyring has, and the environment for what it lacks. *@lacking is set when it lacked anything.
 * Without either the collector will say so for that connection. */
static gboolean
fill_memory (JbCli      *cli,
             JbSecrets  *keyring,
             JbSecrets  *memory,
             gboolean   *lacking,
             GError    **error)
{
  g_autoptr(GPtrArray) connections = jb_archive_list_connections (cli->archive, error);

  if (connections == NULL)
    return FALSE;

  for (guint i = 0; i < connections->len; i++)
    {
      const JbConnection *connection = g_ptr_array_index (connections, i);
      g_autofree char *key = jb_secrets_make_key (connection->service, connection->environment, connection->company);
      g_autoptr(GError) local_error = NULL;
      g_autoptr(JbSecret) secret = look_up (cli, keyring, key, &local_error);

      if (secret == NULL)
        {
          g_debug ("%s", local_error->message);
          *lacking = TRUE;
          secret = make_secret_from_environment ();
        }
      if (secret != NULL && !put_in (memory, key, secret, error))
        return FALSE;
    }

  return TRUE;
}

JbSecrets *
jb_cli_find_secrets (JbCli   *cli,
                     GError **error)
{
  g_autoptr(JbSecrets) keyring = jb_secrets_new_keyring ();
  g_autoptr(JbSecrets) memory = NULL;
  gboolean lacking = FALSE;

  /* Without the variable the keyring answers alone, and its own errors are the ones to show. */
  if (get_code_from_environment () == NULL)
    return g_steal_pointer (&keyring);

  memory = jb_secrets_new_memory ();
  if (!fill_memory (cli, keyring, memory, &lacking, error))
    return NULL;
  return lacking ? g_steal_pointer (&memory) : g_steal_pointer (&keyring);
}
