/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the command line has its codes from: the terminal, a pipe, the environment, the keyring. */

#pragma once

#include "jb-cli.h"

G_BEGIN_DECLS

#define JB_CLI_CODE_VARIABLE "JANGBU_AUTH_CODE"

/* One line of standard input without the blanks around it; on a terminal it asks with @prompt first, and does not show what is
 * typed unless @shown. *@text (out) (transfer full) is NULL when the line is empty or no text; given back with
 * jb_wipe_text(). Answers OK or CANCELLED, which it says. */
JbCliExit    jb_cli_read_line      (JbCli         *cli,
                                    const char    *prompt,
                                    gboolean       shown,
                                    char         **text);
/* The code from the environment or else the first line of standard input; on a terminal it asks, without showing what is typed.
 * *@code (out) (transfer full), given back with jb_wipe_text(). Prints why when there is none. */
JbCliExit    jb_cli_read_code      (JbCli         *cli,
                                    char         **code);

/* The secrets to collect with: the keyring, or, when it lacks one that the environment has, a copy in memory with that one put in.
 * (transfer full) */
JbSecrets   *jb_cli_find_secrets   (JbCli         *cli,
                                    GError       **error);

G_END_DECLS
