/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* explicit_bzero(), unlike memset(), is not left out by the compiler. */

#define G_LOG_DOMAIN "jb-wipe"

#include "config.h"

#include "jb-wipe.h"

#include <string.h>

void
jb_wipe_text (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}
