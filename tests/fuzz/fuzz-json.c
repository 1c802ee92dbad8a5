/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The JSON reader beside its referees: what is JSON says the grammar, what it means says json-glib. */

#include "config.h"

#include "fuzz.h"
#include "jb-json-referee.h"

int
LLVMFuzzerInitialize (int    *argc,
                      char ***argv)
{
  g_setenv ("G_DEBUG", "fatal-criticals", FALSE);
  return 0;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  jb_referee_compare ((const char *) data, size);

  return 0;
}
