/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a saved invoice is called. One rule for every file that the program names by itself: PDF, picture, original, archive.
 * Used by the printing of ui/, by the exports and by the CLI. */

#pragma once

#include <glib.h>

#include "jb-invoice.h"

G_BEGIN_DECLS

/* Longest name made here, in bytes with the extension: file systems allow 255, encrypted ones 143; some room is left for " (2)". */
#define JB_FILE_NAME_MAX 136

/* "2026-09-14_다솔상사_2026091441000008a1b2c3d4.pdf": the written day, the counterparty (the supplier when the direction is
 * unknown) and the issue id; what is missing is left out. @extension without its dot, ASCII letters and digits.
 * The names come from outside: nothing in them reaches another folder, hides the file, turns the reading direction or is refused by
 * another system; a resident number inside a name is masked. Any thread. (transfer full) valid UTF-8, never empty. */
char *jb_file_name_for_invoice (JbInvoice   *invoice,
                                const char  *extension);

/* One part of a file name out of any text: at most @max_bytes, cut between letters; "" when nothing usable is in it.
 * Any thread. (transfer full) */
char *jb_file_name_clean       (const char  *text,
                                gsize        max_bytes);

/* The name to try when @name is taken: "a.pdf" with 2 is "a (2).pdf". (transfer full) */
char *jb_file_name_numbered    (const char  *name,
                                guint        number);

G_END_DECLS
