/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The limit is one byte, not none. A file that small is not written (core(5)), and Linux also takes it as "nothing" where
 * core_pattern pipes cores to a handler, as systemd-coredump and apport want it; a limit of zero does not stop those.
 *
 * Not prctl (PR_SET_DUMPABLE, 0): it gives /proc/self to root, and then the portals cannot see any more that we are a Flatpak, nor a
 * debugger why we hang. */

#define G_LOG_DOMAIN "jb-core"

#include "config.h"

#include "jb-core.h"

#include <sys/resource.h>

void
jb_core_forbid (void)
{
  const struct rlimit limit = { .rlim_cur = 1, .rlim_max = 1 };
  const struct rlimit none = { 0 };

  /* A lower limit than one may stand already and may not be raised again. */
  if (setrlimit (RLIMIT_CORE, &limit) != 0)
    setrlimit (RLIMIT_CORE, &none);
}
