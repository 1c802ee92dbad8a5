/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-emulator: the emulator as a program of its own, for other programs' tests and for trying things out. */

#define G_LOG_DOMAIN "jb-emulator-main"

#include "config.h"

#include "jb-emulator.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct
{
  int       port;
  gint64    seed;
  int       n_invoices;
  int       n_days;
  int       today;
  gboolean  plain;
  gboolean  no_retention;
  gboolean  limit_rate;
  gboolean  control;
  gboolean  version;
  char    **disabled;
} Arguments;

static gboolean
parse_arguments (Arguments  *arguments,
                 int        *argc,
                 char     ***argv,
                 GError    **error)
{
  const GOptionEntry entries[] = {
    { "port", 'p', 0, G_OPTION_ARG_INT, &arguments->port, N_("Port on 127.0.0.1; 0 takes any free one"), N_("PORT") },
    { "seed", 's', 0, G_OPTION_ARG_INT64, &arguments->seed, N_("Number the world grows from; the same number makes the same world"), N_("NUMBER") },
    { "invoices", 'n', 0, G_OPTION_ARG_INT, &arguments->n_invoices, N_("How many invoices, up to 1,000,000"), N_("NUMBER") },
    { "days", 'd', 0, G_OPTION_ARG_INT, &arguments->n_days, N_("How many days back the invoices reach"), N_("DAYS") },
    { "today", 0, 0, G_OPTION_ARG_INT, &arguments->today, N_("Day on which the virtual clock starts"), N_("YYYYMMDD") },
    { "plain", 0, 0, G_OPTION_ARG_NONE, &arguments->plain, N_("Do not sign the originals"), NULL },
    { "no-retention", 0, 0, G_OPTION_ARG_NONE, &arguments->no_retention, N_("Keep rows older than three months"), NULL },
    { "limit-rate", 0, 0, G_OPTION_ARG_NONE, &arguments->limit_rate, N_("Refuse a second list within a minute"), NULL },
    { "disable", 0, 0, G_OPTION_ARG_STRING_ARRAY, &arguments->disabled, N_("Answer that this signal is not permitted; may be repeated"), N_("SIGNAL") },
    { "control", 0, 0, G_OPTION_ARG_NONE, &arguments->control, N_("Let other programs set faults and move the clock through /control"), NULL },
    { "version", 0, 0, G_OPTION_ARG_NONE, &arguments->version, N_("Print the version and leave"), NULL },
    { NULL },
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, _("Speaks SmartBill’s protocol over invented invoices, on this machine only."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  if (*argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION, _("“%s” is not an option."), (*argv)[1]);
      return FALSE;
    }
  if (arguments->port < 0 || arguments->n_invoices <= 0 || arguments->n_days < 0 || arguments->today < 0)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("Numbers must not be negative, and there must be an invoice."));
      return FALSE;
    }

  return TRUE;
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static void
serve (JbEmulator *emulator)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  guint interrupt = g_unix_signal_add (SIGINT, quit_cb, loop);
  guint terminate = g_unix_signal_add (SIGTERM, quit_cb, loop);

  g_print ("%s company=%s account=%s code=%s\n",
           jb_emulator_get_uri (emulator), JB_EMULATOR_COMPANY, JB_EMULATOR_ACCOUNT, JB_EMULATOR_AUTH_CODE);
  fflush (stdout);
  g_main_loop_run (loop);

  g_source_remove (interrupt);
  g_source_remove (terminate);
  jb_emulator_stop (emulator);
}

int
main (int    argc,
      char **argv)
{
  Arguments arguments = { .seed = 1, .n_invoices = 400 };
  g_auto(GStrv) disabled = NULL;
  g_autoptr(JbEmulator) emulator = NULL;
  g_autoptr(GError) error = NULL;
  JbEmulatorOptions options;
  gboolean parsed;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  parsed = parse_arguments (&arguments, &argc, &argv, &error);
  disabled = arguments.disabled;
  if (!parsed)
    {
      g_printerr ("%s\n", error->message);
      return 2;
    }
  if (arguments.version)
    {
      g_print ("jangbu-emulator %s\n", PACKAGE_VERSION);
      return EXIT_SUCCESS;
    }

  options = (JbEmulatorOptions) {
    .port = (guint) arguments.port,
    .seed = (guint64) arguments.seed,
    .n_invoices = (guint) arguments.n_invoices,
    .n_days = (guint) arguments.n_days,
    .today = arguments.today,
    .ignore_retention = arguments.no_retention,
    .plain = arguments.plain,
    .limit_rate = arguments.limit_rate,
    .disabled = disabled,
    .control = arguments.control,
  };
  emulator = jb_emulator_new (&options, NULL, &error);
  if (emulator == NULL)
    {
      g_printerr ("%s\n", error->message);
      return EXIT_FAILURE;
    }

  serve (emulator);
  return EXIT_SUCCESS;
}
