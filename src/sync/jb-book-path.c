/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The one rule for the book's place. Used by app/ and cli/. */

#define G_LOG_DOMAIN "jb-book-path"

#include "config.h"

#include "jb-book-path.h"

char *
jb_book_default_path (void)
{
  return g_build_filename (g_get_user_data_dir (), "jangbu", "book.jangbu", NULL);
}
