/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How a sign-up is sent, and who may call back with the codes. A page of JbPreferencesWindow. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define JB_TYPE_SIGNUP_PREFERENCES (jb_signup_preferences_get_type ())
G_DECLARE_FINAL_TYPE (JbSignupPreferences, jb_signup_preferences, JB, SIGNUP_PREFERENCES, AdwPreferencesPage)

/* @settings: the program's. */
GtkWidget *jb_signup_preferences_new (GSettings *settings);

G_END_DECLS
