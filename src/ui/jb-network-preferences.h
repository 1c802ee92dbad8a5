/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Which proxy leads to the services. A page of JbPreferencesWindow. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define JB_TYPE_NETWORK_PREFERENCES (jb_network_preferences_get_type ())
G_DECLARE_FINAL_TYPE (JbNetworkPreferences, jb_network_preferences, JB, NETWORK_PREFERENCES, AdwPreferencesPage)

/* @settings: the program's. */
GtkWidget *jb_network_preferences_new (GSettings *settings);

G_END_DECLS
