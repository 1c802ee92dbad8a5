/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* jangbu-cli from inside: what its commands share. Each command is one function; jb-cli.c reads the options and calls it. */

#pragma once

#include <stdio.h>

#include "jb-archive.h"
#include "jb-collector.h"
#include "jb-secrets.h"

G_BEGIN_DECLS

/* Documented in jangbu-cli(1) and stable: scripts look at them. */
typedef enum
{
  JB_CLI_OK          = 0,
  JB_CLI_UNEXPECTED  = 1,
  JB_CLI_USAGE       = 2,
  JB_CLI_NOT_FOUND   = 3,
  JB_CLI_BOOK        = 4,     /* locked, corrupt, not a book, no room */
  JB_CLI_REFUSED     = 5,     /* the service does not let us in */
  JB_CLI_UNREACHABLE = 6,     /* no network, maintenance */
  JB_CLI_SERVICE     = 7,     /* any other trouble at the service */
  JB_CLI_UNSOUND     = 8,     /* check found something, or verify an altered original */
  JB_CLI_NO_SECRET   = 9,     /* no keyring, or nothing in it; the book is locked, or the code is not its code */
  JB_CLI_INCOMPLETE  = 10,    /* import: something was not taken in */
  JB_CLI_CANCELLED   = 130,   /* as a shell says it for Ctrl+C */
} JbCliExit;

typedef struct _JbCliDemo JbCliDemo;

typedef struct
{
  /* Options of every command. */
  char          *book;            /* (type filename) */
  gboolean       demo;
  gboolean       json;
  gboolean       code_on_stdin;   /* of the commands that need the key: jb-cli-key.h */

  /* Made when needed. */
  JbClock       *clock;
  JbHttp        *http;            /* through jb_cli_get_http() */
  JbArchive     *archive;
  JbCliDemo     *demo_world;      /* (nullable): only with --demo */
  GCancellable  *cancellable;     /* fires at Ctrl+C */
} JbCli;

/* @argv: the words after the command. */
typedef JbCliExit (*JbCliCommandFunc) (JbCli *cli, int argc, char **argv);

typedef struct
{
  const char        *name;
  const char        *arguments;   /* (nullable): what the usage line shows after the options */
  const char        *summary;     /* marked for translation */
  JbCliCommandFunc   run;
} JbCliCommand;

typedef JbCliExit (*JbCliOpener) (JbCli *cli);

/* -- commands --------------------------------------------------------------------------------------------------------- */

JbCliExit     jb_cli_connect           (JbCli *cli, int argc, char **argv);
JbCliExit     jb_cli_collect           (JbCli *cli, int argc, char **argv);
JbCliExit     jb_cli_list              (JbCli *cli, int argc, char **argv);
JbCliExit     jb_cli_show              (JbCli *cli, int argc, char **argv);
JbCliExit     jb_cli_export_original   (JbCli *cli, int argc, char **argv);
JbCliExit     jb_cli_pdf               (JbCli *cli, int argc, char **argv);
JbCliExit     jb_cli_png               (JbCli *cli, int argc, char **argv);
JbCliExit     jb_cli_export            (JbCli *cli, int argc, char **argv);
JbCliExit     jb_cli_import            (JbCli *cli, int argc, char **argv);
JbCliExit     jb_cli_certificates      (JbCli *cli, int argc, char **argv);
JbCliExit     jb_cli_check             (JbCli *cli, int argc, char **argv);
JbCliExit     jb_cli_verify            (JbCli *cli, int argc, char **argv);
JbCliExit     jb_cli_journal           (JbCli *cli, int argc, char **argv);
JbCliExit     jb_cli_backup            (JbCli *cli, int argc, char **argv);
JbCliExit     jb_cli_restore           (JbCli *cli, int argc, char **argv);
JbCliExit     jb_cli_protect           (JbCli *cli, int argc, char **argv);
JbCliExit     jb_cli_new_code          (JbCli *cli, int argc, char **argv);
JbCliExit     jb_cli_unlock            (JbCli *cli, int argc, char **argv);

/* Row ids of the issue id @word, at least one, in a book opened by @open. (transfer full) (element-type gint64)
 * NULL, with the reason printed, when there is none. */
GArray       *jb_cli_find_rows         (JbCli             *cli,
                                        const char        *word,
                                        JbCliOpener        open,
                                        JbCliExit         *exit_code);
JbInvoice    *jb_cli_load_invoice      (JbCli             *cli,
                                        gint64             id,
                                        GError           **error);

/* Collects into the open book with @secrets and fills *@report (nullable on early errors); shows progress on a terminal. */
gboolean      jb_cli_run_collector     (JbCli             *cli,
                                        JbSecrets         *secrets,
                                        guint              reach_days,
                                        JbCollectReport  **report,
                                        GError           **error);
void          jb_cli_print_report      (JbCli             *cli,
                                        JbCollectReport   *report,
                                        const GError      *error);

/* -- the demo --------------------------------------------------------------------------------------------------------- */

/* Starts the emulator, makes a book in a temporary folder, connects and collects; cli->archive is that book afterwards.
 * @report (out) (optional) (transfer full). */
gboolean      jb_cli_demo_start        (JbCli             *cli,
                                        JbCollectReport  **report,
                                        GError           **error);
/* Stops it and removes the folder. */
void          jb_cli_demo_free         (JbCliDemo         *demo);

/* -- common ----------------------------------------------------------------------------------------------------------- */

/* Reads the options of a command out of @argv; the common ones may stand among them. @entries may be NULL.
 * What remains is put into *@words (nullable) (out) (transfer full), which must have @min to @max elements.
 * FALSE: the reason was printed, or help was; the command ends with *@exit_code. */
gboolean      jb_cli_parse             (JbCli              *cli,
                                        const char         *command,
                                        const GOptionEntry *entries,
                                        int                 argc,
                                        char              **argv,
                                        guint               min,
                                        guint               max,
                                        char             ***words,
                                        JbCliExit          *exit_code);
/* The entries that every command takes. Static. */
const GOptionEntry *jb_cli_get_common_entries (JbCli *cli);

/* A word from the command line as UTF-8; prints why and answers NULL when it is no text. (transfer full) */
char         *jb_cli_text_argument     (const char        *raw);
/* "2026-09-14" and the like. NULL @raw leaves *@date alone. Prints why when FALSE. */
gboolean      jb_cli_date_argument     (const char        *option,
                                        const char        *raw,
                                        int               *date);

/* For writing where that is possible, so that the journal tells of what the command does; a book that a window holds, or that may not be
 * written, is opened to be looked at all the same. */
JbCliExit     jb_cli_open_book_to_note (JbCli             *cli);
/* The path of --book or the usual one. (transfer none) (type filename) */
const char   *jb_cli_get_book_path     (JbCli             *cli);
/* NOT_FOUND, with a sentence, when there is no such file. */
JbCliExit     jb_cli_require_book      (JbCli             *cli);
/* Opens the book for writing (made when new), or for looking only; with --demo begins the demo. Prints why when it cannot. */
JbCliExit     jb_cli_open_book         (JbCli             *cli);
JbCliExit     jb_cli_open_book_to_read (JbCli             *cli);

/* Into the journal of the open book, where it can be written: the row @id left it as @path (nullable: on standard output), in @format as
 * jb_archive_note_export_async() takes it. */
void          jb_cli_note_export       (JbCli             *cli,
                                        const char        *format,
                                        const char        *path,
                                        gint64             id);

/* What the user's settings say about new tokens. */
JbTokenLifetime jb_cli_token_lifetime  (void);
/* The way to the services, through the proxy of the window's preferences. One there that is none is said on standard error, and the
 * system's is used. (transfer none) */
JbHttp         *jb_cli_get_http        (JbCli *cli);

/* Runs the main loop until @result is there. */
void          jb_cli_wait              (GAsyncResult     **result);
/* A GAsyncReadyCallback for it: puts the result where @user_data points. */
void          jb_cli_result_cb         (GObject           *object,
                                        GAsyncResult      *result,
                                        gpointer           user_data);

/* Prints "jangbu-cli: …" to standard error. */
void          jb_cli_complain          (const char        *format,
                                        ...) G_GNUC_PRINTF (1, 2);
/* Prints the error and answers the exit code of its kind. */
JbCliExit     jb_cli_fail              (const GError      *error);

G_END_DECLS
