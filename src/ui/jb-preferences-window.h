/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The preferences: a window of pages, each a file of its own. Used by JbWindow. */

#pragma once

#include <adwaita.h>

#include "jb-session.h"

G_BEGIN_DECLS

#define JB_TYPE_PREFERENCES_WINDOW (jb_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (JbPreferencesWindow, jb_preferences_window, JB, PREFERENCES_WINDOW, AdwPreferencesWindow)

/* @parent: (nullable). @settings: the program's. */
GtkWindow *jb_preferences_window_new (GtkWindow *parent,
                                      JbSession *session,
                                      GSettings *settings);

G_END_DECLS
