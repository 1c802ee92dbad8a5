/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the book lies when nobody says otherwise: one rule for the window and the command line. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "$XDG_DATA_HOME/jangbu/book.jangbu". (transfer full) (type filename). Any thread. */
char *jb_book_default_path (void);

G_END_DECLS
