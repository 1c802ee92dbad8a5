/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What every command needs: options, the book, waiting, and saying what went wrong. */

#define G_LOG_DOMAIN "jb-cli-common"

#include "config.h"

#include "jb-cli.h"

#include <glib/gi18n.h>

#include "jb-archive-walk.h"
#include "jb-book-path.h"
#include "jb-date.h"
#include "jb-export.h"
#include "jb-numbers.h"
#include "jb-provider.h"
#include "jb-proxy.h"
#include "jb-settings.h"
#include "jb-whole-file.h"

/* -- saying it -------------------------------------------------------------------------------------------------------- */

void
jb_cli_complain (const char *format,
                 ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("jangbu-cli: %s\n", message);
}

static JbCliExit
get_provider_exit (int code)
{
  switch ((JbProviderError) code)
    {
    case JB_PROVIDER_ERROR_REAUTH:
    case JB_PROVIDER_ERROR_CONFIG:
    case JB_PROVIDER_ERROR_CONTACT:   /* the company is not linked or not let in: a prerequisite is missing */
      return JB_CLI_REFUSED;

    case JB_PROVIDER_ERROR_OFFLINE:
    case JB_PROVIDER_ERROR_RETRY:
      return JB_CLI_UNREACHABLE;

    case JB_PROVIDER_ERROR_USER_DATA:
    case JB_PROVIDER_ERROR_PROTOCOL:
    case JB_PROVIDER_ERROR_UNCERTAIN:
    default:
      return JB_CLI_SERVICE;
    }
}

static JbCliExit
get_archive_exit (int code)
{
  switch ((JbArchiveError) code)
    {
    case JB_ARCHIVE_ERROR_NOT_FOUND:
      return JB_CLI_NOT_FOUND;

    case JB_ARCHIVE_ERROR_EXISTS:
      return JB_CLI_USAGE;

    case JB_ARCHIVE_ERROR_KEY:
      return JB_CLI_NO_SECRET;

    case JB_ARCHIVE_ERROR_LOCKED:
    case JB_ARCHIVE_ERROR_NOT_A_BOOK:
    case JB_ARCHIVE_ERROR_TOO_NEW:
    case JB_ARCHIVE_ERROR_CORRUPT:
    case JB_ARCHIVE_ERROR_FULL:
    case JB_ARCHIVE_ERROR_READ_ONLY:
    case JB_ARCHIVE_ERROR_FAILED:
    default:
      return JB_CLI_BOOK;
    }
}

static JbCliExit
get_export_exit (int code)
{
  switch ((JbExportError) code)
    {
    case JB_EXPORT_ERROR_NOTHING:
      return JB_CLI_NOT_FOUND;

    case JB_EXPORT_ERROR_LAYOUT:
    case JB_EXPORT_ERROR_TOO_MANY:
      return JB_CLI_USAGE;

    case JB_EXPORT_ERROR_FAILED:
    default:
      return JB_CLI_UNEXPECTED;
    }
}

JbCliExit
jb_cli_fail (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      jb_cli_complain ("%s", _("Cancelled."));
      return JB_CLI_CANCELLED;
    }

  jb_cli_complain ("%s", error->message);
  if (error->domain == JB_PROVIDER_ERROR)
    return get_provider_exit (error->code);
  if (error->domain == JB_ARCHIVE_ERROR)
    return get_archive_exit (error->code);
  if (error->domain == JB_EXPORT_ERROR)
    return get_export_exit (error->code);
  if (g_error_matches (error, JB_WHOLE_FILE_ERROR, JB_WHOLE_FILE_ERROR_EXISTS))
    return JB_CLI_USAGE;
  if (error->domain == JB_SECRETS_ERROR)
    return JB_CLI_NO_SECRET;
  if (error->domain == JB_VALUE_ERROR)
    return JB_CLI_USAGE;
  return JB_CLI_UNEXPECTED;
}

JbTokenLifetime
jb_cli_token_lifetime (void)
{
  g_autoptr(GSettings) settings = jb_settings_new ();
  g_autofree char *word = settings != NULL ? g_settings_get_string (settings, "token-lifetime") : NULL;

  return jb_token_lifetime_from_word (word);
}

JbHttp *
jb_cli_get_http (JbCli *cli)
{
  g_autoptr(GSettings) settings = NULL;
  g_autoptr(GProxyResolver) resolver = NULL;
  g_autoptr(GError) error = NULL;

  if (cli->http != NULL)
    return cli->http;

  settings = jb_settings_new ();
  if (!jb_proxy_get_resolver (settings, &resolver, &error) && !g_error_matches (error, JB_PROXY_ERROR, JB_PROXY_ERROR_EMPTY))
    jb_cli_complain ("%s", error->message);
  cli->http = jb_http_new (cli->clock);
  jb_http_set_proxy_resolver (cli->http, resolver);
  return cli->http;
}

/* -- waiting ---------------------------------------------------------------------------------------------------------- */

void
jb_cli_result_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

void
jb_cli_wait (GAsyncResult **result)
{
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* -- options ---------------------------------------------------------------------------------------------------------- */

const GOptionEntry *
jb_cli_get_common_entries (JbCli *cli)
{
  static GOptionEntry entries[] = {
    { "book", 'b', 0, G_OPTION_ARG_FILENAME, NULL, N_("The book to work with"), N_("FILE") },
    { "demo", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Work with an invented company and an emulated service"), NULL },
    { "json", 0, 0, G_OPTION_ARG_NONE, NULL, N_("Print one JSON array"), NULL },
    G_OPTION_ENTRY_NULL
  };

  entries[0].arg_data = &cli->book;
  entries[1].arg_data = &cli->demo;
  entries[2].arg_data = &cli->json;
  return entries;
}

static GOptionContext *
make_context (JbCli              *cli,
              const char         *command,
              const GOptionEntry *entries)
{
  GOptionContext *context = g_option_context_new (command);

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_set_help_enabled (context, FALSE);
  if (entries != NULL)
    g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, jb_cli_get_common_entries (cli), GETTEXT_PACKAGE);
  return context;
}

static JbCliExit
print_help (GOptionContext *context)
{
  g_autofree char *help = g_option_context_get_help (context, TRUE, NULL);

  g_print ("%s", help);
  return JB_CLI_OK;
}

gboolean
jb_cli_parse (JbCli               *cli,
              const char          *command,
              const GOptionEntry  *entries,
              int                  argc,
              char               **argv,
              guint                min,
              guint                max,
              char              ***words,
              JbCliExit           *exit_code)
{
  g_autoptr(GOptionContext) context = make_context (cli, command, entries);
  g_autoptr(GPtrArray) args = g_ptr_array_new_with_free_func (g_free);
  g_auto(GStrv) rest = NULL;
  g_autoptr(GError) error = NULL;
  gboolean help = FALSE;
  guint n_words;
  GOptionEntry help_entry[] = {
    { "help", 'h', 0, G_OPTION_ARG_NONE, &help, N_("Show this help"), NULL },
    G_OPTION_ENTRY_NULL
  };

  g_option_context_add_main_entries (context, help_entry, GETTEXT_PACKAGE);
  g_ptr_array_add (args, g_strdup ("jangbu-cli"));
  for (int i = 0; i < argc; i++)
    g_ptr_array_add (args, g_strdup (argv[i]));
  g_ptr_array_add (args, NULL);
  g_ptr_array_set_free_func (args, NULL);
  rest = (char **) g_ptr_array_free (g_steal_pointer (&args), FALSE);

  *exit_code = JB_CLI_USAGE;
  if (!g_option_context_parse_strv (context, &rest, &error))
    {
      jb_cli_complain ("%s", error->message);
      return FALSE;
    }

  if (help)
    {
      *exit_code = print_help (context);
      return FALSE;
    }

  /* "--" ends the options and is no word. */
  if (rest[1] != NULL && g_str_equal (rest[1], "--"))
    {
      g_free (rest[1]);
      memmove (&rest[1], &rest[2], sizeof (char *) * g_strv_length (&rest[1]));
    }

  n_words = g_strv_length (rest) - 1;
  if (n_words < min || n_words > max)
    {
      jb_cli_complain ("%s", n_words < min ? _("Something is missing after the command; --help shows what.")
                                           : _("There are too many words after the command; --help shows how it is used."));
      return FALSE;
    }

  if (cli->demo && cli->book != NULL)
    {
      jb_cli_complain ("%s", _("--demo has a book of its own; leave --book out."));
      return FALSE;
    }

  if (words != NULL)
    *words = g_strdupv (rest + 1);
  return TRUE;
}

char *
jb_cli_text_argument (const char *raw)
{
  g_autoptr(GError) error = NULL;
  char *text;

  if (g_utf8_validate (raw, -1, NULL))
    return g_strdup (raw);

  text = g_locale_to_utf8 (raw, -1, NULL, NULL, &error);
  if (text == NULL)
    jb_cli_complain ("%s", _("A word on the command line is not valid text."));
  return text;
}

gboolean
jb_cli_date_argument (const char *option,
                      const char *raw,
                      int        *date)
{
  if (raw == NULL || jb_date_parse (raw, date))
    return TRUE;

  /* Translators: an option such as --from, and what was written after it */
  jb_cli_complain (_("%s needs a day such as 2026-09-14; \"%s\" is none."), option, raw);
  return FALSE;
}

/* -- the book --------------------------------------------------------------------------------------------------------- */

/* The demo has a book of its own, which is there as soon as it has begun. */
static JbCliExit
begin_demo (JbCli *cli)
{
  g_autoptr(GError) error = NULL;

  return jb_cli_demo_start (cli, NULL, &error) ? JB_CLI_OK : jb_cli_fail (error);
}

const char *
jb_cli_get_book_path (JbCli *cli)
{
  if (cli->book == NULL)
    cli->book = jb_book_default_path ();
  return cli->book;
}

JbCliExit
jb_cli_open_book (JbCli *cli)
{
  g_autoptr(GError) error = NULL;

  if (cli->demo)
    return begin_demo (cli);

  cli->archive = jb_archive_open (jb_cli_get_book_path (cli), JB_ARCHIVE_OPEN_DEFAULT, cli->clock, &error);
  return cli->archive != NULL ? JB_CLI_OK : jb_cli_fail (error);
}

JbCliExit
jb_cli_require_book (JbCli *cli)
{
  g_autofree char *shown = NULL;

  if (cli->demo || g_file_test (jb_cli_get_book_path (cli), G_FILE_TEST_EXISTS))
    return JB_CLI_OK;

  shown = g_filename_display_name (cli->book);
  jb_cli_complain (_("There is no book at %s yet. \"jangbu-cli connect\" makes one."), shown);
  return JB_CLI_NOT_FOUND;
}

JbCliExit
jb_cli_open_book_to_read (JbCli *cli)
{
  g_autoptr(GError) error = NULL;
  JbCliExit exit_code;

  if (cli->demo)
    return begin_demo (cli);

  exit_code = jb_cli_require_book (cli);
  if (exit_code != JB_CLI_OK)
    return exit_code;

  cli->archive = jb_archive_open (cli->book, JB_ARCHIVE_OPEN_READ_ONLY, cli->clock, &error);
  return cli->archive != NULL ? JB_CLI_OK : jb_cli_fail (error);
}

JbCliExit
jb_cli_open_book_to_note (JbCli *cli)
{
  g_autoptr(GError) error = NULL;
  JbCliExit exit_code;

  if (cli->demo)
    return jb_cli_open_book (cli);

  exit_code = jb_cli_require_book (cli);
  if (exit_code != JB_CLI_OK)
    return exit_code;

  cli->archive = jb_archive_open (jb_cli_get_book_path (cli), JB_ARCHIVE_OPEN_DEFAULT, cli->clock, &error);
  if (cli->archive != NULL)
    return JB_CLI_OK;
  if (g_error_matches (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_LOCKED) ||
      g_error_matches (error, JB_ARCHIVE_ERROR, JB_ARCHIVE_ERROR_READ_ONLY))
    return jb_cli_open_book_to_read (cli);
  return jb_cli_fail (error);
}

void
jb_cli_note_export (JbCli      *cli,
                    const char *format,
                    const char *path,
                    gint64      id)
{
  g_autofree char *name = path != NULL ? g_filename_display_basename (path) : NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  jb_archive_note_export_async (cli->archive, format, name, 1, id, jb_cli_result_cb, &result);
  jb_cli_wait (&result);

  /* The file is there and good: what the journal cannot tell does not make it worse. */
  if (!jb_archive_note_export_finish (cli->archive, result, &error))
    g_warning ("The export is not in the journal: %s", error->message);
}
