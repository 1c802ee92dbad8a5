/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The program's settings (GSettings). Never a secret in here. Used by app/, ui/ and cli/. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The schema's own bounds of "interval", in minutes. Below the first the service has nothing new: smartbill.md 0.3, C1. */
#define JB_SETTINGS_MIN_INTERVAL 15
#define JB_SETTINGS_MAX_INTERVAL (7 * 24 * 60)

/* (transfer full) (nullable): NULL when the program's schema is not installed, which GSettings itself would abort on. */
GSettings *jb_settings_new                (void);

/* The settings of one connection, kept where @settings are kept: the demo's in memory. They are found again by what names the
 * connection, not by its row in the book. @environment may be an address. (transfer full) (nullable): NULL when @settings is NULL
 * or the schema is not installed. Main thread. */
GSettings *jb_settings_new_for_connection (GSettings  *settings,
                                           const char *service,
                                           const char *environment,
                                           const char *company);
/* Minutes between two collections, within the bounds above whatever a file says; the schema's default when @connection is NULL. */
int        jb_settings_get_interval       (GSettings  *connection);

G_END_DECLS
