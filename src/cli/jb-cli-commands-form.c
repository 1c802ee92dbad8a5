/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-cli pdf and png: one invoice on its statutory form, as the window shows and prints it. */

#define G_LOG_DOMAIN "jb-cli-form"

#include "config.h"

#include "jb-cli.h"

#include "jb-cli-key.h"
#include "jb-file-name.h"
#include "jb-form-batch.h"
#include "jb-form-file.h"

#include <glib/gi18n.h>
#include <string.h>

/* Pixels a point: 200 an inch, enough to print a picture. */
#define PNG_SCALE (200.0 / 72.0)

typedef struct
{
  char     *copy;
  gboolean  force;
} Wanted;

/* 0, with the reason printed: no such copy. */
static guint
read_copies (const char *word)
{
  if (word == NULL)
    return JB_FORM_COPY_OWN;
  if (g_str_equal (word, "supplier"))
    return JB_FORM_COPY_SUPPLIER;
  if (g_str_equal (word, "buyer"))
    return JB_FORM_COPY_BUYER;
  if (g_str_equal (word, "both"))
    return JB_FORM_COPY_SUPPLIER | JB_FORM_COPY_BUYER;
  if (g_str_equal (word, "sheet"))
    return JB_FORM_COPY_SUPPLIER | JB_FORM_COPY_BUYER | JB_FORM_COPY_SHEET;

  jb_cli_complain (_("--copy takes \"supplier\", \"buyer\", \"both\" or \"sheet\", not \"%s\"."), word);
  return 0;
}

static gboolean
write_pdf (JbInvoice   *invoice,
           guint        copies,
           const char  *path,
           gboolean     replace,
           GError     **error)
{
  g_autoptr(JbFormFile) file = jb_form_file_new_pdf (path, replace, error);
  g_autofree char *label = jb_file_name_for_invoice (invoice, "pdf");

  label[strlen (label) - strlen (".pdf")] = '\0';
  return file != NULL && jb_form_file_add_copies (file, invoice, copies, label, error) && jb_form_file_finish (file, error);
}

static gboolean
write_png (JbInvoice   *invoice,
           guint        copies,
           const char  *path,
           gboolean     replace,
           GError     **error)
{
  g_autoptr(JbForm) form = jb_form_new (invoice, (copies & JB_FORM_COPY_SUPPLIER) != 0 ? JB_FORM_COPY_SUPPLIER
                                                                                       : JB_FORM_COPY_BUYER);

  return jb_form_file_write_png (form, PNG_SCALE, path, replace, error);
}

/* An invoice between two companies of one book is there twice; the form of either row is the same but for whose copy is "own". */
static JbCliExit
write_form (JbCli        *cli,
            const Wanted *wanted,
            const char   *word,
            const char   *path,
            gboolean      picture)
{
  guint copies = read_copies (wanted->copy);
  g_autoptr(GArray) rows = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(JbInvoice) invoice = NULL;
  JbCliExit exit_code = JB_CLI_USAGE;

  if (copies == 0)
    return JB_CLI_USAGE;
  if (picture && (copies & JB_FORM_COPY_SUPPLIER) != 0 && (copies & JB_FORM_COPY_BUYER) != 0)
    {
      jb_cli_complain ("%s", _("A picture shows one copy. Say --copy supplier or --copy buyer."));
      return JB_CLI_USAGE;
    }

  rows = jb_cli_find_rows (cli, word, jb_cli_open_book_to_note, &exit_code);
  if (rows == NULL)
    return exit_code;
  invoice = jb_cli_load_invoice (cli, g_array_index (rows, gint64, 0), &error);
  if (invoice == NULL)
    return jb_cli_fail (error);

  copies = jb_form_batch_resolve (copies, invoice);
  if (picture ? !write_png (invoice, copies, path, wanted->force, &error)
              : !write_pdf (invoice, copies, path, wanted->force, &error))
    return jb_cli_fail (error);

  jb_cli_note_export (cli, picture ? "png" : "pdf", path, invoice->id);
  return JB_CLI_OK;
}

static JbCliExit
run (JbCli       *cli,
     const char  *usage,
     gboolean     picture,
     int          argc,
     char       **argv)
{
  Wanted wanted = { 0 };
  const GOptionEntry entries[] = {
    { "copy", 0, 0, G_OPTION_ARG_STRING, &wanted.copy, N_("Whose copy; without it, that of the book's company"),
      N_("supplier|buyer|both|sheet") },
    { "force", 'f', 0, G_OPTION_ARG_NONE, &wanted.force, N_("Replace a file that is there"), NULL },
    JB_CLI_KEY_OPTION (cli),
    G_OPTION_ENTRY_NULL
  };
  g_auto(GStrv) words = NULL;
  JbCliExit exit_code;

  if (jb_cli_parse (cli, usage, entries, argc, argv, 2, 2, &words, &exit_code))
    exit_code = write_form (cli, &wanted, words[0], words[1], picture);
  g_free (wanted.copy);
  return exit_code;
}

JbCliExit
jb_cli_pdf (JbCli  *cli,
            int     argc,
            char  **argv)
{
  return run (cli, _("pdf ISSUE-ID FILE"), FALSE, argc, argv);
}

JbCliExit
jb_cli_png (JbCli  *cli,
            int     argc,
            char  **argv)
{
  return run (cli, _("png ISSUE-ID FILE"), TRUE, argc, argv);
}
