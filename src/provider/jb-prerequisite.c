/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* One step on the way to the first invoice. What a service's steps are is in its folder; the door is in jb-provider-registry.c. */

#define G_LOG_DOMAIN "jb-provider"

#include "config.h"

#include "jb-prerequisite.h"

void
jb_prerequisite_free (JbPrerequisite *prerequisite)
{
  if (prerequisite == NULL)
    return;

  g_free (prerequisite->title);
  g_free (prerequisite->explanation);
  g_free (prerequisite->who);
  g_free (prerequisite->page);
  g_free (prerequisite->seen);
  g_free (prerequisite);
}
