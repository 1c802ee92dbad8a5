/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether and how often invoices are collected without a hand. A page of JbPreferencesWindow. */

#pragma once

#include <adwaita.h>

#include "jb-session.h"

G_BEGIN_DECLS

#define JB_TYPE_COLLECTING_PREFERENCES (jb_collecting_preferences_get_type ())
G_DECLARE_FINAL_TYPE (JbCollectingPreferences, jb_collecting_preferences, JB, COLLECTING_PREFERENCES, AdwPreferencesPage)

/* @settings: the program's. */
GtkWidget *jb_collecting_preferences_new (JbSession *session,
                                          GSettings *settings);

G_END_DECLS
