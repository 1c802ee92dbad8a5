/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* --demo: an invented company, a server that speaks SmartBill's protocol in this process, a book in a temporary folder, secrets
 * in memory. Everything else is what the real program does, over real HTTP. */

#define G_LOG_DOMAIN "jb-cli-demo"

#include "config.h"

#include "jb-cli.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "jb-book-keeper.h"
#include "jb-connector.h"
#include "jb-emulator.h"
#include "jb-wipe.h"

/* A small shop's year. The world keeps all of it, longer than the real service would, so that there is something to see. It is the
 * one that the window's demo shows (app/jb-demo.c), so that the two lists agree. */
#define DEMO_INVOICES 400
#define DEMO_DAYS 365
#define DEMO_SEED 20260915

struct _JbCliDemo
{
  JbEmulator *emulator;
  JbSecrets  *secrets;
  char       *folder;      /* (type filename) */
};

/* Only files lie in it: the book, its lock and what SQLite puts beside it. */
static void
remove_folder (const char *folder)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_unlink (path) != 0)
        g_debug ("%s stays behind", path);
    }

  if (g_rmdir (folder) != 0)
    g_debug ("%s stays behind", folder);
}

void
jb_cli_demo_free (JbCliDemo *demo)
{
  if (demo->emulator != NULL)
    jb_emulator_stop (demo->emulator);
  g_clear_object (&demo->emulator);
  g_clear_object (&demo->secrets);
  if (demo->folder != NULL)
    remove_folder (demo->folder);
  g_free (demo->folder);
  g_free (demo);
}

static gboolean
start_emulator (JbCli      *cli,
                JbCliDemo  *demo,
                GError    **error)
{
  JbEmulatorOptions options = {
    .seed = DEMO_SEED,
    .n_invoices = DEMO_INVOICES,
    .n_days = DEMO_DAYS,
    .ignore_retention = TRUE,
  };

  demo->emulator = jb_emulator_new (&options, cli->clock, error);
  return demo->emulator != NULL;
}

static gboolean
open_demo_book (JbCli      *cli,
                JbCliDemo  *demo,
                GError    **error)
{
  g_autofree char *path = NULL;

  demo->folder = g_dir_make_tmp ("jangbu-demo-XXXXXX", error);
  if (demo->folder == NULL)
    return FALSE;

  path = g_build_filename (demo->folder, "demo.jangbu", NULL);
  cli->archive = jb_archive_open (path, JB_ARCHIVE_OPEN_DEFAULT, cli->clock, error);
  return cli->archive != NULL;
}

/* As a real book, with a code that nobody will need: the book goes away with the demo. */
static gboolean
protect_demo (JbCli      *cli,
              JbCliDemo  *demo,
              GError    **error)
{
  g_autoptr(JbBookKeeper) keeper = jb_book_keeper_new (cli->archive, demo->secrets);
  g_autoptr(GAsyncResult) result = NULL;
  char *code = jb_recovery_code_new (error);

  if (code == NULL)
    return FALSE;

  jb_book_keeper_protect_async (keeper, code, cli->cancellable, jb_cli_result_cb, &result);
  jb_wipe_text (code);
  jb_cli_wait (&result);
  return jb_book_keeper_protect_finish (keeper, result, NULL, error);   /* memory always keeps a key */
}

static gboolean
connect_demo (JbCli      *cli,
              JbCliDemo  *demo,
              GError    **error)
{
  g_autoptr(JbConnection) connection = jb_connection_new ();
  g_autoptr(JbSecret) secret = jb_secret_new ();
  g_autoptr(GAsyncResult) result = NULL;

  connection->service = g_strdup ("smartbill");
  connection->environment = g_strdup (jb_emulator_get_uri (demo->emulator));
  connection->company = g_strdup (JB_EMULATOR_COMPANY);
  connection->company_name = g_strdup (JB_EMULATOR_COMPANY_NAME);
  connection->account = g_strdup (JB_EMULATOR_ACCOUNT);
  connection->name = g_strdup (_("Demo"));

  secret->auth_code = g_strdup (JB_EMULATOR_AUTH_CODE);
  jb_connector_connect_async (cli->archive, demo->secrets, jb_cli_get_http (cli), cli->clock, connection, secret,
                              JB_TOKEN_LIFETIME_MONTH, cli->cancellable, jb_cli_result_cb, &result);
  jb_cli_wait (&result);
  return jb_connector_connect_finish (result, NULL, error) != 0;   /* memory always keeps a secret */
}

gboolean
jb_cli_demo_start (JbCli            *cli,
                   JbCollectReport **report,
                   GError          **error)
{
  JbCliDemo *demo = g_new0 (JbCliDemo, 1);

  cli->demo_world = demo;   /* given back at the end, however far this comes */
  demo->secrets = jb_secrets_new_memory ();
  return start_emulator (cli, demo, error) &&
         open_demo_book (cli, demo, error) &&
         protect_demo (cli, demo, error) &&
         connect_demo (cli, demo, error) &&
         jb_cli_run_collector (cli, demo->secrets, DEMO_DAYS, report, error);
}
