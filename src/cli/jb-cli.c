/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-cli: the book from the command line, for scripts and for machines without a display. Finds the command among the
 * arguments and runs it; what the commands do is in jb-cli-commands-*.c. */

#define G_LOG_DOMAIN "jb-cli"

#include "config.h"

#include "jb-cli.h"

#include "jb-core.h"
#include "jb-proxy.h"
#include "jb-settings.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

static const JbCliCommand commands[] = {
  { "connect", NULL, N_("Connect a company's account at a service with the book"), jb_cli_connect },
  { "collect", NULL, N_("Collect invoices and their originals from the services"), jb_cli_collect },
  { "list", NULL, N_("List invoices"), jb_cli_list },
  { "show", N_("ISSUE-ID"), N_("Show one invoice with its lines"), jb_cli_show },
  { "export-original", N_("ISSUE-ID [FILE]"), N_("Write the original of an invoice, byte for byte"), jb_cli_export_original },
  { "pdf", N_("ISSUE-ID FILE"), N_("Write an invoice on its form as PDF"), jb_cli_pdf },
  { "png", N_("ISSUE-ID FILE"), N_("Write an invoice on its form as a picture"), jb_cli_png },
  { "export", N_("--format FORMAT FILE"), N_("Write invoices into a file for other programs"), jb_cli_export },
  { "import", N_("FILE…"), N_("Take in invoices from files: HomeTax's list, XML, ZIP"), jb_cli_import },
  { "certificates", N_("[FOLDER…]"), N_("List the joint certificates of this computer"), jb_cli_certificates },
  { "check", NULL, N_("Prove that the book is sound"), jb_cli_check },
  { "verify", N_("--all | ISSUE-ID"), N_("Check the signatures of originals again"), jb_cli_verify },
  { "journal", NULL, N_("List what happened to the book, or to one invoice"), jb_cli_journal },
  { "backup", N_("FILE"), N_("Write a complete copy of the book"), jb_cli_backup },
  { "restore", N_("FILE"), N_("Make the book out of a copy"), jb_cli_restore },
  { "protect", NULL, N_("Encrypt what is private in the book, with a recovery code"), jb_cli_protect },
  { "unlock", NULL, N_("Put the key of the book back into the keyring, by the recovery code"), jb_cli_unlock },
  { "new-code", NULL, N_("Give the book another recovery code"), jb_cli_new_code },
};

/* -- output ----------------------------------------------------------------------------------------------------------- */

/* GLib would turn Hangul into question marks where the locale says ASCII, as it does under a timer or in a container; a
 * terminal of today shows UTF-8 there all the same. Other charsets are converted. */
static void
put_text (const char *text,
          FILE       *stream)
{
  const char *charset;
  g_autofree char *converted = NULL;

  if (!g_get_charset (&charset) && !g_str_equal (charset, "ANSI_X3.4-1968") && !g_str_equal (charset, "US-ASCII"))
    converted = g_convert_with_fallback (text, -1, charset, "UTF-8", "?", NULL, NULL, NULL);
  fputs (converted != NULL ? converted : text, stream);
}

static void
print_out (const char *text)
{
  put_text (text, stdout);
}

static void
print_err (const char *text)
{
  put_text (text, stderr);
}

/* "jangbu-cli list | head": whoever read has enough, which is no news to them. */
static gboolean
reader_has_gone (void)
{
  struct pollfd output = { .fd = STDOUT_FILENO };

  return poll (&output, 1, 0) == 1 && (output.revents & POLLERR) != 0;
}

/* A full disk or a closed pipe must not look like success. */
static JbCliExit
close_output (JbCliExit exit_code)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return exit_code;

  if (!reader_has_gone ())
    jb_cli_complain ("%s", _("The output could not be written."));
  return exit_code == JB_CLI_OK ? JB_CLI_UNEXPECTED : exit_code;
}

/* -- help ------------------------------------------------------------------------------------------------------------- */

static char *
describe_commands (void)
{
  g_autoptr(GString) text = g_string_new (_("Commands:"));

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "\n  %-16s %s", commands[i].name, _(commands[i].summary));

  g_string_append_printf (text, "\n\n%s", _("\"jangbu-cli COMMAND --help\" shows the options of a command. "
                                            "All of it stands in the manual page jangbu-cli(1)."));
  return g_strdup (text->str);
}

static GOptionContext *
make_main_context (JbCli    *cli,
                   gboolean *version)
{
  g_autofree char *summary = describe_commands ();
  GOptionContext *context = g_option_context_new (_("COMMAND"));
  GOptionEntry own[] = {
    { "version", 0, 0, G_OPTION_ARG_NONE, version, N_("Show the version"), NULL },
    G_OPTION_ENTRY_NULL
  };

  g_option_context_set_summary (context, _("Keeps a company's electronic tax invoices."));
  g_option_context_set_description (context, summary);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, jb_cli_get_common_entries (cli), GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, own, GETTEXT_PACKAGE);
  /* Stops at the command: what follows is the command's own. */
  g_option_context_set_strict_posix (context, TRUE);
  return context;
}

/* -- running ---------------------------------------------------------------------------------------------------------- */

static const JbCliCommand *
find_command (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (commands[i].name, name))
      return &commands[i];
  return NULL;
}

/* The second Ctrl+C ends the program at once. */
static gboolean
interrupted_cb (gpointer user_data)
{
  JbCli *cli = user_data;

  g_cancellable_cancel (cli->cancellable);
  return G_SOURCE_REMOVE;
}

static JbCliExit
run_command (JbCli               *cli,
             const JbCliCommand  *command,
             int                  argc,
             char               **argv)
{
  JbCliExit exit_code;

  cli->clock = jb_clock_new_system ();
  cli->cancellable = g_cancellable_new ();
  g_unix_signal_add (SIGINT, interrupted_cb, cli);
  g_unix_signal_add (SIGTERM, interrupted_cb, cli);

  exit_code = command->run (cli, argc, argv);

  if (cli->archive != NULL)
    jb_archive_close (cli->archive);
  g_clear_object (&cli->archive);
  g_clear_pointer (&cli->demo_world, jb_cli_demo_free);
  g_clear_object (&cli->http);
  g_clear_object (&cli->clock);
  g_clear_object (&cli->cancellable);
  return exit_code;
}

static JbCliExit
run (JbCli   *cli,
     char  ***argv)
{
  gboolean version = FALSE;
  g_autoptr(GOptionContext) context = make_main_context (cli, &version);
  g_autoptr(GError) error = NULL;
  const JbCliCommand *command;
  int argc;

  if (!g_option_context_parse_strv (context, argv, &error))
    {
      jb_cli_complain ("%s", error->message);
      return JB_CLI_USAGE;
    }

  if (version)
    {
      g_print ("jangbu-cli %s\n", PACKAGE_VERSION);
      return JB_CLI_OK;
    }

  argc = g_strv_length (*argv);
  if (argc < 2 && !cli->demo)
    {
      g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);

      g_printerr ("%s", help);
      return JB_CLI_USAGE;
    }

  command = find_command (argc < 2 ? "list" : (*argv)[1]);
  if (command == NULL)
    {
      jb_cli_complain (_("There is no command \"%s\"; --help shows which there are."), (*argv)[1]);
      return JB_CLI_USAGE;
    }

  return run_command (cli, command, MAX (argc - 2, 0), *argv + MIN (argc, 2));
}

int
main (int    argc,
      char **argv)
{
  g_auto(GStrv) args = g_strdupv (argv);
  JbCli cli = { 0 };
  JbCliExit exit_code;

  jb_core_forbid ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_prgname ("jangbu-cli");
  g_log_writer_default_set_use_stderr (TRUE);   /* standard output is for what was asked for */
  g_set_print_handler (print_out);
  g_set_printerr_handler (print_err);
  signal (SIGPIPE, SIG_IGN);   /* "jangbu-cli list | head" ends by the failed write, with the demo's folder removed */

  exit_code = run (&cli, &args);
  g_free (cli.book);
  return close_output (exit_code);
}
