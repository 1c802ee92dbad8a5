/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A question to the user: AdwMessageDialog with a heading that wraps. Used by every page that asks one. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* As adw_message_dialog_new(), for every message dialog of the program; responses and an extra child are added by the caller.
 * @parent (nullable), @heading and @body (nullable) are plain text. (transfer floating) */
GtkWidget *jb_message_dialog_new (GtkWindow  *parent,
                                  const char *heading,
                                  const char *body);

G_END_DECLS
