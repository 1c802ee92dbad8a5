/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The key of a protected book on the command line: out of the keyring, or by the recovery code on standard input, never an
 * argument. */

#pragma once

#include "jb-book-keeper.h"
#include "jb-cli.h"

G_BEGIN_DECLS

/* The option of every command that needs what is encrypted. */
#define JB_CLI_KEY_OPTION(cli) \
  { "recovery-code-stdin", 0, 0, G_OPTION_ARG_NONE, &(cli)->code_on_stdin, \
    N_("Open a protected book with the recovery code on standard input, without the keyring"), NULL }

/* Unlocks the open book when it is locked, in the way that the options say. A keyring that does not help is complained of, and OK
 * all the same: what can be done without the key is done, the rest fails with JB_ARCHIVE_ERROR_KEY. */
JbCliExit   jb_cli_find_key        (JbCli         *cli);
/* A book that is there, opened for writing, and unlocked as above. */
JbCliExit   jb_cli_open_book_with_key (JbCli      *cli);

/* Reads a recovery code from standard input (asks for it on a terminal) and unlocks the book of @keeper.
 * @kept (out) (optional): whether the keyring has the key now. */
JbCliExit   jb_cli_enter_code      (JbCli         *cli,
                                    JbBookKeeper  *keeper,
                                    gboolean      *kept);

G_END_DECLS
