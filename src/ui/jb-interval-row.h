/* Copyright the Jangbu authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How often a connection is collected from: a row with a few usual choices, and the one from the settings when it is another.
 * Used by JbCollectingPreferences. */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define JB_TYPE_INTERVAL_ROW (jb_interval_row_get_type ())
G_DECLARE_FINAL_TYPE (JbIntervalRow, jb_interval_row, JB, INTERVAL_ROW, AdwComboRow)

/* Property "minutes" (int, JB_SETTINGS_MIN_INTERVAL … JB_SETTINGS_MAX_INTERVAL), notified. */

G_END_DECLS
