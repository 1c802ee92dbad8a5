/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The program's settings (GSettings). Never a secret in here. Used by app/, ui/ and cli/. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer full) (nullable): NULL when the program's schema is not installed, which GSettings itself would abort on. */
GSettings *jb_settings_new (void);

G_END_DECLS
