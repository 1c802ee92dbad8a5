/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Programs that hold secrets must not leave them on disk when they crash. Used by the main functions of jangbu and jangbu-cli. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* From here on a crash of this process, and of what it starts, leaves no core. Call it before the first secret is there; any thread,
 * no error: where the system has no such limit, it writes no cores for us to fear either. */
void jb_core_forbid (void);

G_END_DECLS
